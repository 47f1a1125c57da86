"""Values of expressions: plain ones, and what is known at apply time only."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, TypeAlias

from tfgen.frozen import frozen

# A str, number, bool, None, list, dict, Ref, Applied, or an instance of a resource.
Value: TypeAlias = Any


class CannotSay(Exception):
    """An expression has no value: Terraform would fail here, or it lies beyond this evaluation."""


@frozen
class Ref:
    """What AWS says of a resource: its address, and the attribute with what lies behind it."""

    address: str
    path: tuple[Any, ...] = ()


@frozen
class Applied:
    """A function or an operator over values of which one is not known, or one like jsonencode."""

    function: str
    arguments: tuple[Value, ...]

    def __hash__(self) -> int:
        return hash((self.function, len(self.arguments)))


class Unordered(list[Value]):
    """A set: without doubles, in one order."""


class Splat(list[Value]):
    """What stands behind `[*]`: a further step is taken by each of its values."""


def is_unknown(value: Value) -> bool:
    """Return whether a value is known at apply time only, at its top."""
    return isinstance(value, Ref | Applied)


def order(value: Value) -> tuple[str, str]:
    """Return a key that sorts values of any kind, texts and numbers as Terraform does."""
    return (type(value).__name__, f"{value:020}" if isinstance(value, int) else str(value))


def unordered(values: list[Value]) -> Unordered:
    """Return a set of values."""
    kept: list[Value] = []
    for value in sorted(values, key=order):
        # In order, so that doubles stand side by side.
        if not kept or value != kept[-1]:
            kept.append(value)
    return Unordered(kept)


def references(value: Value) -> Iterator[Ref]:
    """Yield all that a value needs of AWS."""
    if isinstance(value, Ref):
        yield value
    elif isinstance(value, Applied):
        for argument in value.arguments:
            yield from references(argument)
    elif isinstance(value, dict):
        for member in value.values():
            yield from references(member)
    elif isinstance(value, list):
        for item in value:
            yield from references(item)
