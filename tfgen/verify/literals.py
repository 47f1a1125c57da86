"""Whether a value that is written out can be of the type that an argument takes, as Terraform converts."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import NamedTuple, TypeAlias

from tfgen.verify.provider import ANY, Type
from tfgen.verify.syntax import Expression, Kind, Reference

# The type of what a reference names, None where it is not known.
TypeOf: TypeAlias = Callable[[Reference], "Type | None"]

_NUMBER = re.compile(r"[+-]?(?:(?:\d+\.?\d*|\.\d+)(?:[eEpP][+-]?\d+)?|[iI]nf)")
_BOOLS = frozenset({"true", "false", "0", "1"})

# Functions whose result is always text, or always a list or set.
# https://developer.hashicorp.com/terraform/language/functions
_TEXT = frozenset(
    {
        *("abspath", "base64encode", "base64gzip", "base64sha256", "basename", "dirname", "file", "filebase64"),
        *("format", "formatdate", "join", "jsonencode", "lower", "md5", "replace", "sha1", "sha256", "substr"),
        *("timestamp", "title", "trimprefix", "trimspace", "trimsuffix", "upper", "uuid"),
    }
)
_LISTS = frozenset({"compact", "distinct", "range", "sort", "split", "tolist", "toset"})


class Mismatch(NamedTuple):
    """A value of the wrong type: what it is, what is wanted, and whether Terraform sees it only `later`, in a plan."""

    value: Expression
    is_: str
    wanted: str
    later: bool = False


def mismatches(value: Expression, type_: Type, type_of: TypeOf) -> Iterator[Mismatch]:
    """Yield what Terraform would refuse in a value; what is only known later is let pass."""
    if type_ is ANY:
        return
    match value.kind:
        case Kind.LITERAL:
            yield from _of_literal(value, type_)
        case Kind.LIST:
            yield from _of_list(value, type_, type_of)
        case Kind.OBJECT:
            yield from _of_object(value, type_, type_of)
        case Kind.REFERENCE:
            known = type_of(value.references[0])
            if known and not converts(known, type_):
                yield Mismatch(value, f"a {known}", str(type_), later=True)
        case Kind.OTHER if value.name == "()":
            yield from mismatches(value.children[0], type_, type_of)
        case _:
            is_ = _result(value)
            if is_ and (type_.is_primitive if is_ != "a string" else type_.name in ("list", "set", "map", "object")):
                yield Mismatch(value, is_, str(type_))


def converts(known: Type, wanted: Type) -> bool:
    """Return whether Terraform converts a type into another."""
    if wanted.is_primitive:
        return known.is_primitive and {known.name, wanted.name} != {"number", "bool"}
    if known.element and wanted.element:
        alike = (known.name == "map") == (wanted.name == "map")
        return alike and converts(known.element, wanted.element)
    return known.name in ("map", "object") if wanted.name in ("map", "object") else False


def _of_literal(value: Expression, type_: Type) -> Iterator[Mismatch]:
    given = value.value
    if given is None:
        return
    is_ = "a bool" if isinstance(given, bool) else "a string" if isinstance(given, str) else "a number"
    if isinstance(given, str):
        readable = {"number": _NUMBER.fullmatch(given) is not None, "bool": given in _BOOLS, "string": True}
    else:
        readable = {"number": is_ == "a number", "bool": is_ == "a bool", "string": True}
    if not readable.get(type_.name, False):
        yield Mismatch(value, is_, str(type_))


def _of_list(value: Expression, type_: Type, type_of: TypeOf) -> Iterator[Mismatch]:
    if type_.name not in ("list", "set") or not type_.element:
        yield Mismatch(value, "a list", str(type_))
        return
    for item in value.children:
        yield from mismatches(item, type_.element, type_of)


def _of_object(value: Expression, type_: Type, type_of: TypeOf) -> Iterator[Mismatch]:
    if type_.name == "map" and type_.element:
        for _, item in value.items:
            yield from mismatches(item, type_.element, type_of)
    elif type_.name == "object":
        given = {str(key.value): item for key, item in value.items if key.kind is Kind.LITERAL}
        lacking = sorted(type_.members.keys() - given.keys())
        if lacking and len(given) == len(value.items):
            yield Mismatch(value, f"an object without {', '.join(lacking)}", "object with each of them, null too")
        for name in given.keys() & type_.members.keys():
            yield from mismatches(given[name], type_.members[name], type_of)
    else:
        yield Mismatch(value, "an object", str(type_))


def _result(value: Expression) -> str | None:
    """Return what a template or call gives; `"${x}"` alone is x."""
    if value.kind is Kind.TEMPLATE:
        return "a string" if len(value.children) > 1 else None
    if value.kind is Kind.CALL:
        return "a string" if value.name in _TEXT else "a list" if value.name in _LISTS else None
    return None
