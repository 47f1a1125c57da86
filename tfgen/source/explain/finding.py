"""How a finding about a text is made, and how it shows words of that text."""

from __future__ import annotations

import re
import unicodedata

from tfgen.diagnostics import Diagnostic, Location
from tfgen.source.text import Text
from tfgen.source.tree import Tree

Also = tuple[tuple[Location, str], ...]
_SECRET = re.compile(
    r"(?i)(passw(or)?d|passphrase|secret|token|(api|access|private)_?key|credentials?)['\"]?\s*:"
)
# A line without a break may be megabytes long; a key stands near its value.
_NEAR = 200


def finding(
    text: Text,
    code: str,
    message: str,
    start: int,
    end: int = 0,
    help: str = "",
    also: Also = (),
) -> Diagnostic:
    """Return a finding about text[start:end]."""
    at = text.at(start, end)
    return Diagnostic(code, message, at, help, also=also, secret=is_secret(text, start))


def is_secret(text: Text, offset: int) -> bool:
    """Whether the line around an offset seems to hold a password or key: no message shows it."""
    first = max(text.line_start(offset), offset - _NEAR)
    line = re.split(r"[\r\n]", text.text[first : offset + _NEAR])[0]
    return bool(_SECRET.search(line))


def shown(text: str, width: int = 60) -> str:
    """Return the text in YAML's single quotes: cut, and without what a terminal would obey."""
    if len(text) > width:
        text = text[: width - 1] + "…"
    return "'" + "".join(_printable(character) for character in text.replace("'", "''")) + "'"


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}"


def named(character: str) -> str:
    """Return the name and number that Unicode gives a character."""
    name = unicodedata.name(character, "the control character")
    return f"{name} (U+{ord(character):04X})"


def quote_it(text: Text, start: int, words: str) -> str:
    """Return the help that shows the words in quotes, but for those of a secret."""
    if is_secret(text, start):
        return "quote it"
    return f"quote it: {shown(words.strip())}"


def bare(tree: Tree, start: int) -> str:
    """Return the unquoted text from here to where its writer would end it."""
    # In a block a text goes on to a comment, in brackets a comma or bracket ends it before.
    pattern = r"(?:(?!\s#)[^\r\n])*"
    if tree.bracket is not None:
        pattern = r"[^,\[\]{}\r\n]*"
    match = re.compile(pattern).match(tree.text.text, start)
    return match[0].strip() if match else ""
