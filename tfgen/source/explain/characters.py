"""Characters that nobody sees, or that look like others."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.source.explain.finding import finding, named
from tfgen.source.text import Text
from tfgen.source.tokens import Token
from tfgen.source.unquoted import ODD, composed

_ODD_IN_KEY = re.compile(f"[{ODD}]")
# Inside a value such a space may be meant; at its ends it is lost to whoever compares the value.
_ODD_AT_END = re.compile(rf"\A[{ODD}]|[{ODD}]\Z")
_TYPOGRAPHIC = re.compile("[“”„‟][^“”„‟]*[“”„‟]|[‘’‚‛][^‘’‚‛]*[‘’‚‛]")
# The escapes \uD800 to \uDFFF, also with \U.
# Other escapes are passed over as pairs, so that \\u is none.
_SURROGATE_ESCAPE = re.compile(r"\\(?:(u|U0000)[dD][89a-fA-F][0-9a-fA-F]{2}|.)", re.DOTALL)


# NUL ends a text for every process; systemd skips a line with one of the others.
# https://www.w3.org/TR/xml/#charsets: nor can the answers of EC2, IAM and ELB hold them.
_UNFIT = re.compile("[\0\ufffe\uffff]")


def misleading(text: Text, value: str, token: Token, is_key: bool) -> Iterator[Diagnostic]:
    """Yield what is wrong with the characters of a scalar."""
    written = text.text[token.start : token.end]
    if any("\ud800" <= character <= "\udfff" for character in value):
        escape = next(match for match in _SURROGATE_ESCAPE.finditer(written) if match[1])
        yield no_character(text, token.start + escape.start())
    if unfit := _UNFIT.search(value):
        yield no_text(text, unfit[0], token)
    if token.style:
        return
    pattern = _ODD_AT_END
    if is_key:
        pattern = _ODD_IN_KEY
    if odd := pattern.search(written):
        yield odd_space(text, token.start + odd.start())
    elif _TYPOGRAPHIC.fullmatch(written):
        yield typographic(text, token.start, token.end)


def hidden(text: Text, start: int) -> Diagnostic:
    """Name a character that no editor shows."""
    character = text.text[start]
    return finding(
        text,
        "YAML002",
        f"the file holds {named(character)}",
        start,
        help=f'remove it; inside double quotes it can be written "\\u{ord(character):04x}"',
    )


def no_character(text: Text, backslash: int) -> Diagnostic:
    """Refuse an escape with a number that no character has."""
    end = backslash + len("\\u0000")
    if text.text.startswith("U", backslash + 1):
        end = backslash + len("\\U00000000")
    return finding(
        text,
        "YAML002",
        "the escape stands for no Unicode character",
        backslash,
        end,
        help="write the character itself, or \\U and eight digits up to \\U0010FFFF",
    )


def no_text(text: Text, character: str, token: Token) -> Diagnostic:
    """Refuse a character that no process and no answer of AWS can hold."""
    return finding(
        text,
        "YAML002",
        f"the text holds U+{ord(character):04X}, which no process takes",
        token.start,
        token.end,
        help="remove its escape; write binary data in base64",
    )


def decomposed(text: Text, value: str, token: Token) -> Diagnostic:
    """Note a text that Terraform changes: it composes letters and accents to one character."""
    before, after = len(value), len(composed(value))
    told = finding(
        text,
        "YAML023",
        "this text is not in Unicode's form NFC, to which Terraform turns all texts: "
        f"AWS gets {after} characters for these {before}",
        token.start,
        token.end,
        help="write it in NFC; what must stay byte for byte, as base64",
    )
    return replace(told, severity=Severity.NOTE)


def tab(text: Text, start: int) -> Diagnostic:
    """Refuse a tab: YAML indents with spaces, and parsers differ about the others."""
    if text.is_first_on_line(start):
        return finding(
            text,
            "YAML008",
            "a tab indents this line, where YAML takes only spaces",
            start,
            help="write two spaces a level",
        )
    return finding(
        text,
        "YAML008",
        "a tab stands outside quotes, where parsers disagree about it",
        start,
        help="write a space; to keep the tab, quote the text",
    )


def odd_space(text: Text, start: int) -> Diagnostic:
    """Name a character that looks like a space or like nothing."""
    name = named(text.text[start])
    if text.is_first_on_line(start):
        return finding(
            text,
            "YAML019",
            f"{name} indents this line",
            start,
            help="indent with plain spaces",
        )
    return finding(
        text,
        "YAML019",
        f"{name} stands here and looks like a space or like nothing",
        start,
        help="write a plain space or nothing; to keep it, quote the text",
    )


def typographic(text: Text, start: int, end: int) -> Diagnostic:
    """Refuse quotes of print around a text, which an editor or a web page has put there."""
    return finding(
        text,
        "YAML019",
        "typographic quotes do not quote: to YAML they are letters of the text",
        start,
        end,
        help="write straight quotes: ' or \"",
    )
