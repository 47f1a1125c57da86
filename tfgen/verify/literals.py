"""Whether a value can be of the type that an argument takes, as Terraform converts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tfgen.verify.inference import KnownOf, inferred
from tfgen.verify.syntax import Expression, Kind
from tfgen.verify.types import ANY, Type, converts

_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eEpP][+-]?\d+)?|[iI]nf)")
_BOOLS = frozenset({"true", "false", "0", "1"})


class Mismatch(NamedTuple):
    """A value of the wrong type: what it is, what is wanted, and whether Terraform sees it only `later`, in a plan."""

    value: Expression
    is_: str
    wanted: str
    later: bool = False


def mismatches(value: Expression, type_: Type, known_of: KnownOf) -> Iterator[Mismatch]:
    """Yield what Terraform would refuse in a value; what is only known later is let pass."""
    if type_ is ANY:
        return
    match value.kind:
        case Kind.LITERAL:
            yield from _of_literal(value, type_)
        case Kind.LIST:
            yield from _of_list(value, type_, known_of)
        case Kind.OBJECT:
            yield from _of_object(value, type_, known_of)
        case Kind.OTHER if value.name == "()":
            yield from mismatches(value.children[0], type_, known_of)
        case Kind.OTHER if value.name == "?":
            # A branch that is not taken is not converted, but both must have one type.
            for branch in value.children[1:]:
                yield from (one._replace(later=True) for one in mismatches(branch, type_, known_of))
        case _:
            known = inferred(value, known_of)
            if known and not converts(known.type, type_):
                yield Mismatch(value, a(known.type), str(type_), known.later)


def a(type_: Type) -> str:
    """Return a type with its article."""
    return f"an {type_}" if type_.name[0] in "ao" else f"a {type_}"


def _of_literal(value: Expression, type_: Type) -> Iterator[Mismatch]:
    given = value.value
    if given is None:
        return
    is_ = (
        "a bool"
        if isinstance(given, bool)
        else "a string"
        if isinstance(given, str)
        else "a number"
    )
    if isinstance(given, str):
        readable = {
            "number": _NUMBER.fullmatch(given) is not None,
            "bool": given in _BOOLS,
            "string": True,
        }
    else:
        readable = {"number": is_ == "a number", "bool": is_ == "a bool", "string": True}
    if not readable.get(type_.name, False):
        yield Mismatch(value, is_, str(type_))


def _of_list(value: Expression, type_: Type, known_of: KnownOf) -> Iterator[Mismatch]:
    if type_.name == "tuple" and len(type_.members) == len(value.children):
        for item, member in zip(value.children, type_.members.values(), strict=True):
            yield from mismatches(item, member, known_of)
    elif type_.name not in ("list", "set") or not type_.element:
        yield Mismatch(value, "a list", str(type_))
    else:
        for item in value.children:
            yield from mismatches(item, type_.element, known_of)


def _of_object(value: Expression, type_: Type, known_of: KnownOf) -> Iterator[Mismatch]:
    if type_.name == "map" and type_.element:
        for _, item in value.items:
            yield from mismatches(item, type_.element, known_of)
    elif type_.name == "object":
        given = {str(key.value): item for key, item in value.items if key.kind is Kind.LITERAL}
        lacking = sorted(type_.members.keys() - type_.optional - given.keys())
        if lacking and len(given) == len(value.items):
            yield Mismatch(
                value,
                f"an object without {', '.join(lacking)}",
                "object with each of them, null too",
            )
        for name in given.keys() & type_.members.keys():
            yield from mismatches(given[name], type_.members[name], known_of)
    else:
        yield Mismatch(value, "an object", str(type_))
