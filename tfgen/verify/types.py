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
        return (
            f"{self.name} of {self.element}" if self.element and self.element != ANY else self.name
        )


# What can be anything, or is not known.
ANY = Type("any")
STRING, NUMBER, BOOL = Type("string"), Type("number"), Type("bool")


def converts(known: Type, wanted: Type) -> bool:
    """Return whether Terraform converts values of a type into another, some of them at least."""
    if ANY in (known, wanted):
        return True
    if wanted.is_primitive:
        return known.is_primitive and {known.name, wanted.name} != {"number", "bool"}
    if wanted.name in ("map", "object"):
        return known.name in ("map", "object") and _elements_convert(known, wanted)
    return known.name in ("list", "set", "tuple") and _elements_convert(known, wanted)


def _elements_convert(known: Type, wanted: Type) -> bool:
    given = (known.element,) if known.element else known.members.values()
    return wanted.element is None or all(converts(one, wanted.element) for one in given if one)


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
