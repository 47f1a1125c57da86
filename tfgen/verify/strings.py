"""Text as Terraform reads it: escapes in quotes, indentation in heredocs, composed Unicode."""

from __future__ import annotations

import re
import sys
import unicodedata

from tfgen.verify.syntax import Place, SyntaxFault

_ESCAPE = re.compile(r"\\(u[0-9A-Fa-f]{4}|U[0-9A-Fa-f]{8}|.)|\$\$\{|%%\{|\r", re.DOTALL)
_SIMPLE = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


def unquoted(text: str, place: Place) -> str:
    """Return what stands between quotes as its value; raise SyntaxFault for an unknown escape."""
    # Few texts have an escape, and a search for signs is fast.
    if "\\" in text or "{" in text or "\r" in text:
        text = _ESCAPE.sub(lambda match: _unescaped(match, place), text)
    return composed(text)


def composed(text: str) -> str:
    """Return the text as Terraform holds it: in NFC."""
    if text.isascii():
        return text
    return unicodedata.normalize("NFC", text)


def lone_return(text: str) -> bool:
    """Return whether a carriage return stands where no line ends, which HCL refuses."""
    return "\r" in text.replace("\r\n", "\n")


def without_indentation(text: str) -> str:
    """Take off the smallest indentation of the lines, as `<<-` does."""
    lines = text.splitlines(keepends=True)
    margin = min((len(line) - len(line.lstrip()) for line in lines if line.strip()), default=0)
    return "".join(_less(line, margin) for line in lines)


def _less(line: str, margin: int) -> str:
    # A line of blanks alone counts for no margin, and may be shorter than it.
    if line.strip():
        return line[margin:]
    return line.lstrip(" \t")


def _character(code: int) -> str:
    # Half of a UTF-16 pair is no character, and Go puts the replacement character in its place.
    if 0xD800 <= code <= 0xDFFF:
        return "\ufffd"
    return chr(code)


def _unescaped(match: re.Match[str], place: Place) -> str:
    escape = match[1]
    if escape is None and match[0] != "\r":
        return match[0][1:]
    if escape in _SIMPLE:
        return _SIMPLE[escape]
    if escape and len(escape) > 1 and (code := int(escape[1:], 16)) <= sys.maxunicode:
        return _character(code)
    here = Place(place.line, place.column + match.start())  # a quoted string has one line
    if escape is None:
        raise SyntaxFault(
            here, "a quoted string holds a raw carriage return", "write \\r", "HCL002"
        )
    known = 'write \\\\ for a backslash; the escapes are \\n \\r \\t \\" \\\\ \\uNNNN \\UNNNNNNNN'
    raise SyntaxFault(here, f"{match[0]} is not an escape that Terraform knows", known, "HCL002")
