"""What is said of a token that has no place where it stands."""

from __future__ import annotations

import re

from tfgen.verify.syntax import Place, SyntaxFault
from tfgen.verify.tokens import Token

# What HCL reads otherwise than somebody may mean it: why, and the way out.
FOR_AS_KEY = ("for begins a for expression here", 'write "for" in quotes if the key is meant')
DOTS = ("two indexes with dots follow each other", "write them in brackets, as in [0][0]")
ESCAPED = ('a quote with a backslash stands outside of a string: \\"', 'write "')

_FIRST = re.compile(r"\w+|\S")
_SHOWN = {"line": "a line break", "quoted": "'\"'"}


def unexpected(token: Token, possible: str, *, in_string: bool = False) -> SyntaxFault:
    """Return the fault of a token where only other ones are `possible`."""
    place = Place(token.line, token.column)
    if token.kind == "line" and in_string:
        why, help_ = "a quoted string goes on in the next line", r"close it, or write \n"
        return SyntaxFault(place, why, help_, "HCL002")
    if token.kind == "unclosed":
        why, help_ = "the heredoc is never closed", "end it with its word on a line of its own"
        return SyntaxFault(place, why, help_)
    shown = _SHOWN.get(token.kind) or repr((_FIRST.search(token.text) or [token.text])[0])
    if token.kind == "end" and not token.text:
        shown = "the end of the file"
    help_ = f"possible are {possible}" if possible else ""
    return SyntaxFault(place, f"{shown} has no place here", help_)
