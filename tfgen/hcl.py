"""A Python value becomes HCL text; here alone text is quoted: nothing from a spec becomes code.

Text comes out without indentation or alignment: `layout` adds both.
"""

from __future__ import annotations

import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from typing import TypeAlias

from tfgen.expression import Expression
from tfgen.frozen import frozen

Value: TypeAlias = (
    "bool | int | Decimal | str | Ref | Expression | Call | Text"
    " | Sequence[Value] | Mapping[str, Value] | None"
)

# A value stays on one line up to so many characters, and a mapping in a list up to so many items.
_LINE = 100
_ROW = 3

_IDENTIFIER = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_TRAVERSAL = re.compile(
    rf"""{_IDENTIFIER.pattern}(?:\.{_IDENTIFIER.pattern}|\["[A-Za-z0-9_./:@ -]+"\]|\[[0-9]+\])*"""
)
_FUNCTION = re.compile(r"[a-z][a-z0-9_]*(?:::[a-z][a-z0-9_]*)*")

# As the first word of an object's key or of an expression these are not names.
_KEYWORDS = frozenset({"null", "true", "false", "for"})

# Control characters, and those that a reader cannot see or that turn the order of the text around:
# raw, they would let a value look like another one (https://trojansource.codes). Fixed ranges and
# not Unicode categories, since those differ between versions of Python.
_UNSEEN = (
    r"\x00-\x1f\x7f-\x9f\xad\u034f\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2"
    r"\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f"
    r"\u3164\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U000110bd\U000110cd"
    r"\U00013430-\U0001345f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e0fff"
)
_IN_STRING = re.compile(rf'[\\"{_UNSEEN}]|[$%](?={{)')
_IN_STRING_UNCLOSED = re.compile(rf'[\\"{_UNSEEN}]|(?<=[$%]){{')
_IN_COMMENT = re.compile(f"[{_UNSEEN}]")

# terraform fmt counts grapheme clusters when it aligns `=`. In these ranges each character is one
# cluster, so that `layout` may count characters; elsewhere (combining marks, flags, emoji, Indic
# scripts) a key is escaped.
_UNMEASURED = re.compile(
    r"[^\x00-\u02ff\u0370-\u0482\u048a-\u052f\u3041-\u3096\u30a1-\u30fa\u4e00-\u9fff]"
)

# One step in the proof of a type, where T stands for a part that is proved.
_DEFAULT = r"(?:-?[0-9]+|true|false|null|\[\]|\{\})"
_FIELD = rf"[a-z_][a-z0-9_]* *= *(?:T|optional\( *T *(?:, *{_DEFAULT} *)?\))"
_TYPE = re.compile(
    r"\b(?:string|number|bool|any)\b(?! *=)|\b(?:list|set|map)\( *T *\)"
    r"|\btuple\(\[ *T *(?:, *T *)*\]\)"
    rf"|\bobject\(\{{[ \n]*(?:{_FIELD}(?: *[,\n][ \n]*{_FIELD})*)?[ \n]*\}}\)"
)

_SHORT_ESCAPES = {"\\": "\\\\", '"': '\\"', "\n": "\\n", "\r": "\\r", "\t": "\\t"}
# What begins a template is doubled.
_SHORT_ESCAPES |= {"$": "$$", "%": "%%"}


class Token(str):
    """Finished HCL: what this module returns, and the only thing that a template may print."""

    __slots__ = ()


@frozen
class Ref:
    """An expression that names something: `aws_subnet.this["eu-west-1a"].id`."""

    traversal: str

    def __post_init__(self) -> None:
        if (
            not _TRAVERSAL.fullmatch(self.traversal)
            or re.split(r"[.\[]", self.traversal)[0] in _KEYWORDS
        ):
            raise ValueError(f"{self.traversal!r} is not a reference such as module.vpc.vpc_id")


@frozen
class Call:
    """A function call: `Call("merge", (Ref("var.tags"), {"Name": "web"}))`."""

    function: str
    arguments: tuple[Value, ...] = ()

    def __post_init__(self) -> None:
        if not _FUNCTION.fullmatch(self.function):
            raise ValueError(f"{self.function!r} is not the name of a function")


@frozen
class Text:
    """A string with references: `Text((Ref("local.name"), "-web"))` is `"${local.name}-web"`."""

    parts: tuple[str | Ref | Expression, ...]

    def __post_init__(self) -> None:
        if not any(isinstance(part, Ref | Expression) for part in self.parts):
            raise ValueError("a text without a reference is a plain string")


class Rows(tuple["Value", ...]):
    """A list with each item on its own line: one that comes or goes changes no other line."""

    __slots__ = ()


def hcl(value: Value) -> Token:
    """Return the HCL expression for a value; Terraform reads back the same value, with text in NFC.

    Raises TypeError for other types (floats, sets, bytes, a Token, keys that are not text),
    ValueError for lone surrogates and for two keys that are equal in NFC.
    """
    return Token(_expression(value))


def nfc(text: str) -> str:
    """Return the text in Unicode's composed form, as Terraform does to every string.

    Raises ValueError for lone surrogates.
    https://developer.hashicorp.com/terraform/language/expressions/strings
    """
    try:
        text.encode()
    except UnicodeEncodeError as error:
        raise ValueError("a lone surrogate cannot be written as UTF-8") from error
    return unicodedata.normalize("NFC", text)


def label(text: str) -> Token:
    """Return a block label, quoted; ValueError unless it is an identifier."""
    return Token(f'"{identifier(text)}"')


def identifier(text: str) -> Token:
    """Return a bare name.

    Raises ValueError unless it has only A-Z a-z 0-9 _ - and starts with a letter or _.
    """
    if not _IDENTIFIER.fullmatch(text):
        raise ValueError(f"{text!r} is not an identifier")
    return Token(str.__str__(text))


def comment(text: str) -> Token:
    r"""Return text to stand after `# `, wrapped into further lines that begin with `# ` themselves.

    White space becomes one blank, so the text cannot leave the comment; unseen characters are
    spelt out: `\u202e`.
    """
    seen = _IN_COMMENT.sub(lambda match: _code_point(match[0]), " ".join(nfc(text).split()))
    lines = textwrap.wrap(seen, _LINE, break_long_words=False, break_on_hyphens=False)
    return Token("\n# ".join(lines))


def type_expression(text: str) -> Token:
    """Return the type of a variable: `map(object({ port = number }))`; ValueError for other text.

    The default of an `optional` may be a number, a boolean, null, [] or {}.
    https://developer.hashicorp.com/terraform/language/expressions/type-constraints
    """
    left, before = text.replace("T", "?"), ""
    while left != before:
        left, before = _TYPE.sub("T", left), left
    if left != "T":
        raise ValueError(f"{text!r} is not a type")
    return Token(text)


def _expression(value: object) -> str:
    match value:
        case None | bool():
            return {None: "null", True: "true", False: "false"}[value]
        case int():
            return str(int(value))
        case Decimal():
            return f"{value.normalize():f}"
        case Ref(traversal=text) | Expression(text=text):
            return text
        case Call():
            return _call(value)
        case Text():
            return _text(value)
        case str() if not isinstance(value, Token):
            return _quoted(value)
        case Mapping():
            return _mapping(value)
        case Sequence() if not isinstance(value, str | bytes | bytearray | memoryview):
            return _sequence(value)
        case _:
            raise TypeError(f"{type(value).__name__} is not a value of HCL")


def _text(text: Text) -> str:
    written = ""
    for part in text.parts:
        if isinstance(part, str):
            written += _quoted(part)[1:-1]
        else:
            written += f"${{{_expression(part)}}}"
    return f'"{written}"'


def _quoted(text: str) -> str:
    # `${` becomes `$${`, which python-hcl2 8.1 reads on to the next `}`, out of the string if need
    # be: so where no `}` follows, the brace is escaped.
    closed, brace, unclosed = nfc(text).rpartition("}")
    first = _IN_STRING.sub(_escape, closed + brace)
    rest = _IN_STRING_UNCLOSED.sub(_escape, unclosed)
    return f'"{first}{rest}"'


def _escape(match: re.Match[str]) -> str:
    return _SHORT_ESCAPES.get(match[0]) or _code_point(match[0])


def _code_point(character: str) -> str:
    if character <= "\uffff":
        return f"\\u{ord(character):04x}"
    return f"\\U{ord(character):08x}"


def _key(key: object) -> str:
    if not isinstance(key, str) or isinstance(key, Token):
        raise TypeError(f"{type(key).__name__} is not a key of HCL")
    if _IDENTIFIER.fullmatch(key) and key not in _KEYWORDS:
        return str.__str__(key)
    return _UNMEASURED.sub(lambda match: _code_point(match[0]), _quoted(key))


def _mapping(mapping: Mapping[object, object], *, items_on_a_line: int = 1) -> str:
    items = {_key(key): _expression(value) for key, value in mapping.items()}
    if len(items) < len(mapping):
        raise ValueError("two keys of a mapping are equal in NFC")
    lines = [f"{key} = {value}" for key, value in items.items()]
    if not lines:
        return "{}"
    flat = f"{{ {', '.join(lines)} }}"
    short = len(lines) <= items_on_a_line and len(flat) <= _LINE
    if short and all(map(_is_scalar, mapping.values())):
        return flat
    return "\n".join(["{", *lines, "}"])


def _sequence(sequence: Sequence[object]) -> str:
    """Return a list on one line if it is short and its items are scalars, or it has but one.

    Otherwise each item has a line of its own.
    """
    items: list[str] = []
    for item in sequence:
        if isinstance(item, Mapping):
            items.append(_mapping(item, items_on_a_line=_ROW))
        else:
            items.append(_expression(item))
    flat = f"[{', '.join(items)}]"
    short = len(items) < 2 or all(map(_is_scalar, sequence))
    if short and _fits(flat) and not isinstance(sequence, Rows):
        return flat
    return _rows(items)


def _rows(items: Iterable[str]) -> str:
    return "\n".join(["[", *(f"{item}," for item in items), "]"])


def _call(call: Call) -> str:
    """Return a call on one line if it fits.

    A single argument over several lines stays between the parentheses.
    """
    arguments = [_expression(x) for x in call.arguments]
    flat = f"{call.function}({', '.join(arguments)})"
    if len(arguments) < 2 or _fits(flat):
        return flat
    return "\n".join([f"{call.function}(", ",\n".join(arguments), ")"])


def _fits(flat: str) -> bool:
    return len(flat) <= _LINE and "\n" not in flat


def _is_scalar(value: object) -> bool:
    return isinstance(value, str) or not isinstance(value, Mapping | Sequence | Call)
