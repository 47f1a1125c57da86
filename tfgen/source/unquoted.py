"""What unquoted texts seldom mean as they are: noticed while the tree grows, told in `explain`."""

from __future__ import annotations

import re
import unicodedata

from tfgen.source.tokens import Token

COLON_TOO_CLOSE = re.compile(r":[,\[\]{}]")
LONE_QUESTION_MARK = re.compile(r"(?<=[ \t\r\n])\?[ \t\r\n]")
# Blanks and format characters that look like a space or like nothing.
ODD = "\u00a0\u00ad\u1680\u180e\u2000-\u200f\u202a-\u202f\u205f-\u206f\u3000"
# With halves of surrogate pairs, which escapes can write, and the quotes of print.
_SUSPECT = re.compile(f"[\ud800-\udfff\ufffe\uffff{ODD}\u2018-\u201f]")
_CALL = re.compile(r"\w\([^()\[\]{}'\":\r\n]*\)")


def may_mislead(value: str) -> bool:
    """Whether a text holds characters that are worth a closer look."""
    if value.isascii():
        return "\0" in value
    return _SUSPECT.search(value) is not None


def composed(value: str) -> str:
    """Return a text in Unicode's form NFC, in which Terraform holds all texts."""
    if value.isascii():
        return value
    return unicodedata.normalize("NFC", value)


def is_broken(text: str, value: str, token: Token) -> bool:
    """Whether a token in brackets is not the whole text that its writer means."""
    if token.style:
        return False
    if LONE_QUESTION_MARK.search(text, token.start, token.end):
        return True
    if COLON_TOO_CLOSE.match(text, token.end):
        return True
    return "(" in value and _is_cut_call(text, token)


def _is_cut_call(text: str, token: Token) -> bool:
    """Whether a comma cuts something like cron(30 2 * * MON,TUE *) at the end of this text."""
    call = _CALL.match(text, text.rindex("(", token.start, token.end) - 1)
    return call is not None and call.end() > token.end and text.startswith(",", token.end)
