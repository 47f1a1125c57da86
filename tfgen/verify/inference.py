"""The type of an expression, as far as it shows without values."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple, TypeAlias

from tfgen.verify.functions import functions
from tfgen.verify.syntax import Expression, Kind, Reference
from tfgen.verify.types import ANY, BOOL, NUMBER, STRING, Type


class Known(NamedTuple):
    """A type; one that `terraform validate` does not know, and a plan does, is known `later`."""

    type: Type
    later: bool = False


# What is known of what a reference names.
KnownOf: TypeAlias = Callable[[Reference], "Known | None"]

_NUMBERS = frozenset("+-*/%")
_BOOLS = frozenset({"==", "!=", "<", ">", "<=", ">=", "&&", "||", "!"})


def inferred(value: Expression, known_of: KnownOf) -> Known | None:
    """Return the type of an expression; None if it is not known, or null."""
    match value.kind:
        case Kind.LITERAL:
            return _of_literal(value)
        case Kind.LIST:
            return Known(Type("tuple"))
        case Kind.OBJECT:
            return Known(Type("object"))
        case Kind.REFERENCE:
            return known_of(value.references[0])
        case Kind.TEMPLATE:
            # `"${x}"` alone is x.
            alone = len(value.children) == 1 and value.children[0].name not in ("if", "for")
            return inferred(value.children[0], known_of) if alone else Known(STRING)
        case Kind.CALL:
            function = functions().get(value.name)
            return Known(function.result) if function and function.result != ANY else None
    return _of_operation(value, known_of)


def _of_literal(value: Expression) -> Known | None:
    given = value.value
    if given is None:
        return None
    return Known(BOOL if isinstance(given, bool) else STRING if isinstance(given, str) else NUMBER)


def _of_operation(value: Expression, known_of: KnownOf) -> Known | None:
    name = value.name
    if name == "()":
        return inferred(value.children[0], known_of)
    if name in ("for []", "for {}"):
        return Known(Type("tuple" if name == "for []" else "object"))
    if name == "?":
        one, two = (inferred(branch, known_of) for branch in value.children[1:])
        return one if one and two and one.type == two.type and one.type.is_primitive else None
    # The last operator binds loosest only where all are of one sort.
    operators = frozenset(name.split())
    if operators and operators <= _NUMBERS:
        return Known(NUMBER)
    return Known(BOOL) if operators & _BOOLS and not operators - _BOOLS - _NUMBERS else None
