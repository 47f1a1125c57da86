"""Whether a value can be of the type that an argument takes, as Terraform converts."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from tfgen.verify.inference import Known, KnownOf, inferred
from tfgen.verify.syntax import Expression, Kind
from tfgen.verify.types import ANY, STRING, Type, converts, shape

_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eEpP][+-]?\d+)?|[iI]nf)")
_BOOLS = frozenset({"true", "false", "0", "1"})


class Mismatch(NamedTuple):
    """A value of the wrong type: what it is, and what is wanted.

    Some Terraform sees only `later`, in a plan.
    """

    value: Expression
    is_: str
    wanted: str
    later: bool = False


def mismatches(value: Expression, type_: Type, known_of: KnownOf) -> Iterator[Mismatch]:
    """Yield what Terraform would refuse in a value; what is only known later is let pass."""
    # Most arguments of Terraform's own blocks take anything.
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
                for wrong in mismatches(branch, type_, known_of):
                    yield wrong._replace(later=True)
        case _:
            known = inferred(value, known_of)
            if known:
                yield from _of_known(value, known, type_)


def a(type_: Type) -> str:
    """Return a type with its article."""
    return f"an {type_}" if type_.name[0] in "ao" else f"a {type_}"


def _of_literal(value: Expression, type_: Type) -> Iterator[Mismatch]:
    match value.value:
        case None:
            return
        case bool():
            fits, is_ = type_.name in ("bool", "string"), "a bool"
        case str() as text:
            fits, is_ = _can_be_read(text, type_), "a string"
        case _:
            fits, is_ = type_.name in ("number", "string"), "a number"
    if not fits:
        yield Mismatch(value, is_, str(type_))


def _can_be_read(text: str, type_: Type) -> bool:
    match type_.name:
        case "number":
            return _NUMBER.fullmatch(text) is not None
        case "bool":
            return text in _BOOLS
    return type_.name == "string"


def _of_known(value: Expression, known: Known, type_: Type) -> Iterator[Mismatch]:
    if not converts(known.type, type_):
        yield Mismatch(value, a(known.type), str(type_), known.later)
    elif known.type == STRING and type_.is_primitive and type_ != STRING:
        for text in known.texts():
            if not _can_be_read(text, type_):
                yield Mismatch(value, "a string that is none", str(type_), known.later)
                return


def _of_list(value: Expression, type_: Type, known_of: KnownOf) -> Iterator[Mismatch]:
    if type_.name == "tuple" and len(type_.members) == len(value.children):
        for item, member in zip(value.children, type_.members.values(), strict=True):
            yield from mismatches(item, member, known_of)
    elif type_.name not in ("list", "set") or not type_.element:
        yield Mismatch(value, "a list", str(type_))
    else:
        yield from _of_elements(value.children, type_, known_of)


def _of_elements(
    items: tuple[Expression, ...], type_: Type, known_of: KnownOf
) -> Iterator[Mismatch]:
    element = type_.element or ANY
    for item in items:
        yield from mismatches(item, element, known_of)
    # `list(any)` means one type for all elements, whichever it is.
    if element == ANY:
        shapes: set[str] = set()
        for item in items:
            known = inferred(item, known_of)
            shapes |= {shape(known.type)} if known else set()
            if len(shapes - {""}) > 1:
                yield Mismatch(item, "of another type than those before it", str(type_))
                return


def _of_object(value: Expression, type_: Type, known_of: KnownOf) -> Iterator[Mismatch]:
    if type_.name == "map" and type_.element:
        yield from _of_elements(tuple(item for _, item in value.items), type_, known_of)
        return
    if type_.name != "object":
        yield Mismatch(value, "an object", str(type_))
        return
    items = {str(key.value): item for key, item in value.items if key.kind is Kind.LITERAL}
    # A computed key may be any of those that seem to lack.
    lacking = sorted(type_.members.keys() - type_.optional - items.keys())
    if lacking and len(items) == len(value.items):
        is_ = f"an object without {', '.join(lacking)}"
        yield Mismatch(value, is_, "object with each of them, null too")
    for name in items.keys() & type_.members.keys():
        yield from mismatches(items[name], type_.members[name], known_of)
