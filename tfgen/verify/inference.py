"""The type of an expression, as far as it shows without values."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import NamedTuple, TypeAlias

from tfgen.verify.functions import functions
from tfgen.verify.syntax import Expression, Kind, Reference, Scalar
from tfgen.verify.types import ANY, BOOL, NUMBER, STRING, Type


class Known(NamedTuple):
    """A type; one that `terraform validate` does not know, and a plan does, is known `later`.

    `texts` gives the texts that the value may be, where they are written out somewhere.
    """

    type: Type
    later: bool = False
    texts: Callable[[], Iterable[str]] = tuple


# What is known of what a reference names.
KnownOf: TypeAlias = Callable[[Reference], "Known | None"]

_NUMBERS = frozenset("+-*/%")
_BOOLS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||", "!"})


def inferred(value: Expression, known_of: KnownOf) -> Known | None:
    """Return the type of an expression; None if it is not known, or null."""
    match value.kind:
        case Kind.LITERAL:
            return _of_literal(value.value)
        case Kind.LIST:
            return _of_list(value, known_of)
        case Kind.OBJECT:
            return _of_object(value, known_of)
        case Kind.REFERENCE:
            return known_of(value.references[0])
        case Kind.TEMPLATE:
            return _of_template(value, known_of)
        case Kind.CALL:
            return _of_call(value.name)
    return _of_operation(value, known_of)


def _of_literal(scalar: Scalar) -> Known | None:
    match scalar:
        case None:
            return None
        case bool():
            return Known(BOOL)
        case str():
            return Known(STRING)
    return Known(NUMBER)


def _of_list(value: Expression, known_of: KnownOf) -> Known:
    parts = [inferred(item, known_of) for item in value.children]
    members = {str(at): part.type if part else ANY for at, part in enumerate(parts)}
    return Known(Type("tuple", None, members), _is_later(parts))


def _of_object(value: Expression, known_of: KnownOf) -> Known:
    # A key that is computed may be any, so that nothing is known of the members.
    if any(key.kind is not Kind.LITERAL for key, _ in value.items):
        return Known(Type("object"))
    parts = {str(key.value): inferred(item, known_of) for key, item in value.items}
    members = {name: part.type if part else ANY for name, part in parts.items()}
    return Known(Type("object", None, members), _is_later(parts.values()))


def _is_later(parts: Iterable[Known | None]) -> bool:
    return any(part.later for part in parts if part)


def _of_template(value: Expression, known_of: KnownOf) -> Known | None:
    first = value.children[0]
    # `"${x}"` alone is x, whatever its type.
    if len(value.children) == 1 and first.name not in ("if", "for"):
        return inferred(first, known_of)
    return Known(STRING, texts=lambda: _joined(value.children, known_of))


def _joined(parts: Iterable[Expression], known_of: KnownOf) -> Iterator[str]:
    """Yield the text of a template, if all that it is made of is written out somewhere."""
    words: list[str] = []
    for part in parts:
        if part.kind is Kind.LITERAL and isinstance(part.value, str):
            words.append(part.value)
            continue
        known = inferred(part, known_of) if part.kind is Kind.REFERENCE else None
        # The first text is enough: one that does not fit makes a finding.
        text = next(iter(known.texts()), None) if known and known.type == STRING else None
        if text is None:
            return
        words.append(text)
    yield "".join(words)


def _of_call(name: str) -> Known | None:
    function = functions().get(name)
    if function is None or function.result == ANY:
        return None
    return Known(function.result)


def _of_operation(value: Expression, known_of: KnownOf) -> Known | None:
    match value.name:
        case "()":
            return inferred(value.children[0], known_of)
        case "for []":
            return Known(Type("tuple"))
        case "for {}":
            return Known(Type("object"))
        case "?":
            return _of_branches(value.children[1:], known_of)
    # The last operator binds loosest only where all are of one sort.
    operators = frozenset(value.name.split())
    if operators and operators <= _NUMBERS:
        return Known(NUMBER)
    if operators & _BOOLS and operators <= _BOOLS | _NUMBERS:
        return Known(BOOL)
    return None


def _of_branches(branches: tuple[Expression, ...], known_of: KnownOf) -> Known | None:
    # Of two different objects Terraform makes a type that neither of them has.
    first, second = (inferred(branch, known_of) for branch in branches)
    if first and second and first.type == second.type and first.type.is_primitive:
        return first
    return None
