"""Terraform's types, and the words that the data files have for them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

_TOKEN = re.compile(r"\w+:|.")
_PRIMITIVES = {"s": "string", "n": "number", "b": "bool"}
_COLLECTIONS = {"L": "list", "S": "set", "M": "map"}


class Type(NamedTuple):
    """A type: `name` is string, number, bool, list, set, map, tuple, object or any.

    Of a tuple or object, nothing is known of its `members` if there are none.
    """

    name: str
    element: Type | None = None
    members: Mapping[str, Type] = {}
    optional: frozenset[str] = frozenset()

    @property
    def is_primitive(self) -> bool:
        """Whether it is a string, a number or a bool."""
        return self.name in ("string", "number", "bool")

    def __str__(self) -> str:
        if self.element and self.element != ANY:
            return f"{self.name} of {self.element}"
        return self.name


# What can be anything, or is not known.
ANY = Type("any")
STRING, NUMBER, BOOL = Type("string"), Type("number"), Type("bool")


# No value of one shape becomes one of another.
_SHAPES = {
    **dict.fromkeys(("string", "number", "bool"), "primitive"),
    **dict.fromkeys(("list", "set", "tuple"), "sequence"),
    **dict.fromkeys(("map", "object"), "mapping"),
}


def shape(type_: Type) -> str:
    """Return primitive, sequence or mapping; "" of what can be anything."""
    return _SHAPES.get(type_.name, "")


def converts(known: Type, wanted: Type) -> bool:
    """Return whether Terraform converts values of a type into another, some of them at least."""
    if ANY in (known, wanted):
        return True
    if wanted.is_primitive:
        return known.is_primitive and {known.name, wanted.name} != {"number", "bool"}
    # Texts may become numbers one by one, if they can be read: that shows with the values.
    if shape(known) != shape(wanted):
        return False
    if known.name == wanted.name == "object" and known.members:
        return _members_convert(known, wanted)
    return _elements_convert(known, wanted)


def _elements_convert(known: Type, wanted: Type) -> bool:
    if wanted.element is None:
        return True
    elements = (known.element,) if known.element else known.members.values()
    return all(converts(element, wanted.element) for element in elements)


def _members_convert(known: Type, wanted: Type) -> bool:
    if wanted.members.keys() - wanted.optional - known.members.keys():
        return False
    both = known.members.keys() & wanted.members.keys()
    return all(converts(known.members[name], wanted.members[name]) for name in both)


@cache
def type_of(code: str) -> Type:
    """Return the type that a code stands for, such as `Ls` for a list of strings; d is any."""
    return _type(iter(_TOKEN.findall(code)))


def _type(tokens: Iterator[str]) -> Type:
    token = next(tokens)
    if token in _COLLECTIONS:
        return Type(_COLLECTIONS[token], _type(tokens))
    if token == "d":
        return ANY
    if token != "(":
        return Type(_PRIMITIVES[token])
    members: dict[str, Type] = {}
    while (token := next(tokens)) != ")":
        if token != " ":
            members[token.removesuffix(":")] = _type(tokens)
    return Type("object", None, members)
