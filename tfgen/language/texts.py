"""How a text of the spec is read, and how a field's type says so.

Every reader takes the `Scalar` that `source` kept (text, style, place) and returns a plain value,
or raises `Refused` with what to say and the help. Values that are no `Scalar` are
field defaults and pass.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from functools import cache
from typing import Any, NoReturn, get_args

from tfgen.diagnostics import closest
from tfgen.language.field import Read
from tfgen.language.readers import Reading
from tfgen.language.refused import Fault, Refused
from tfgen.source import Scalar

# An editor reads YAML 1.2, where a bare 4 or true is no string:
# a string field takes it verbatim all the same.
ANY_SCALAR = {"type": ["string", "number", "boolean"]}
_WIDTH = 60
# The only key of a mapping that stands for a value which Terraform works out.
EXPRESSION = "terraform"


class Reads(Reading):
    """Annotate a field's type with its reader and, where it does not say it, its JSON Schema."""

    def __init__(self, reader: Read, schema: dict[str, Any] | None = None) -> None:
        self.reader = reader
        self.schema = schema

    def before(self, kind: Any, read: Read | None) -> Read:
        """Return the reader alone, or before that of a list or mapping."""
        if read is None:
            return self.reader
        return lambda value: read(self.reader(value))


class Words(Reading):
    """Annotate a `Literal` of strings: one of its words, with a suggestion where another stands."""

    def before(self, kind: Any, read: Read | None) -> Read:
        """Return the reader of one of the words."""
        words = get_args(kind)
        return lambda value: read_word(value, words)


def fault(
    code: str, message: str, help: str = "", *, secret: bool = False, at: int = 0
) -> NoReturn:
    """Refuse a value: message and help reach the diagnostic unchanged.

    `secret` keeps the line from being shown; `at` is where in the text the fault lies.
    """
    context = {"message": message, "help": help, "secret": secret, "at": at}
    raise Refused([Fault(code, context=context)])


def is_expression(value: Mapping[str, object]) -> bool:
    """Whether a mapping stands for a value that Terraform works out."""
    return tuple(value) == (EXPRESSION,)


def shown(text: str) -> str:
    """Return the text as an error shows it: quoted, cut, without control characters."""
    if len(text) > _WIDTH:
        text = text[: _WIDTH - 3] + "..."
    return "'" + "".join(_printable(character) for character in text) + "'"


def _printable(character: str) -> str:
    if character.isprintable():
        return character
    return f"\\u{ord(character):04x}"


def read_text(value: object, noun: str = "a string") -> str:
    """Return the text of a scalar verbatim, in Unicode's form NFC."""
    match value:
        case Scalar() if value.is_null:
            help = "give a value"
            if noun == "a string":
                help = "give a value, or write '' for the empty string"
            fault("SPEC005", f"is empty where {noun} belongs", help)
        case Scalar():
            # HCL normalises strings to it: another form would come back changed.
            return unicodedata.normalize("NFC", value.text)
        case str():
            return value
        case dict() if is_expression(value):
            fault(
                "SPEC026",
                f"is an expression of Terraform where {noun} must be known when rendering",
                "write the value itself: names, addresses and files of the tree hang on it",
            )
        case dict():
            fault("SPEC004", f"is a mapping where {noun} belongs", _single(noun))
        case tuple():
            fault("SPEC004", f"is a list where {noun} belongs", _single(noun))
        case _:
            fault("SPEC004", f"is not {noun}", _single(noun))


def _single(noun: str) -> str:
    return f"write {noun}" if noun.startswith("one of ") else "write one value"


def read_word(value: object, words: tuple[str, ...]) -> str:
    """Read one of a fixed set of words."""
    text = read_text(value, "one of " + ", ".join(words))
    if text not in words:
        message = f"{shown(text)} is not one of {', '.join(words)}"
        from tfgen.language.meant import switched  # a sound spec has no need of it

        other = switched(text, words)
        help = f"write {other}" if other else closest(text.lower(), words)
        fault("SPEC011", message, help or f"write {' or '.join(words)}")
    return text


def matching(pattern: str, noun: str, help: str, *, bare: bool = False) -> Reads:
    """Return the annotation of a string that matches a whole pattern; `noun` has its article.

    `bare`: an editor, which reads YAML 1.2, takes some of its values for numbers or booleans.
    """

    def read(value: object) -> str:
        text = read_text(value, noun)
        compiled = _compiled(pattern)
        if not compiled.fullmatch(text):
            from tfgen.language.meant import respelled  # a sound spec has no need of it

            other = respelled(text, compiled.fullmatch)
            told = f"write {other}" if other else help
            fault("SPEC010", f"{shown(text)} is not {noun}", told)
        return text

    schema: dict[str, Any] = {"type": "string"}
    if bare:
        schema = dict(ANY_SCALAR)
    # JavaScript, whose expressions editors read, has no (?P<…>
    schema["pattern"] = "^" + re.sub(r"\(\?P<\w+>", "(?:", pattern) + "$"
    schema["patternErrorMessage"] = f"This is not {noun}: {help}."
    return Reads(read, schema)


# A pattern costs more to compile than a whole section to read, and most are never asked for.
_compiled = cache(re.compile)
