"""Keys that are none, or that stand twice."""

from __future__ import annotations

from collections.abc import Mapping

from tfgen.diagnostics import Diagnostic
from tfgen.source.explain.finding import finding, shown
from tfgen.source.nodes import Entry
from tfgen.source.text import Text
from tfgen.source.tokens import BLOCK_STYLES, Token


def refused(text: Text, name: str, token: Token, entries: Mapping[str, Entry]) -> Diagnostic:
    """Say why a scalar is no key of a mapping."""
    if token.style in BLOCK_STYLES:
        return complex_key(text, token.start)
    if not name:
        return empty_key(text, token.start, token.end)
    if name == "<<" and not token.style:
        return _merge_key(text, token)
    return _duplicate(text, name, token, entries[name])


def complex_key(text: Text, start: int) -> Diagnostic:
    """Refuse a key that is no plain text; {{ }} of a template language reads as one."""
    message = "a key is plain text: no list, mapping, block or alias"
    help = "write the key as plain text"
    if text.text[max(0, start - 1) : start + 1] == "{{":
        help = "'{{ }}' is not expanded in a spec; to keep it as text, quote the value"
    return finding(text, "YAML013", message, start, help=help)


def empty_key(text: Text, start: int, end: int = 0) -> Diagnostic:
    """Refuse a colon, or empty quotes, without a key."""
    return finding(
        text,
        "YAML013",
        "the key is empty",
        start,
        end,
        help="write a key before the colon",
    )


def _merge_key(text: Text, token: Token) -> Diagnostic:
    # YAML 1.1 alone has them, and parsers differ about which value wins.
    message = "merge keys are not supported"
    help = (
        "write what members share under 'defaults:', "
        "or name a whole value (&name) and repeat it (*name)"
    )
    return finding(text, "YAML014", message, token.start, token.end, help)


def _duplicate(text: Text, name: str, token: Token, entry: Entry) -> Diagnostic:
    first = entry.key_at
    return finding(
        text,
        "YAML012",
        f"the key {shown(name)} is defined twice: first on line {first.line}",
        token.start,
        token.end,
        help="keep one of the two",
        also=((first, "first defined here"),),
    )
