"""Addresses that versions of tfgen have changed: from each a tree has a `moved` block, for good.

All of them are always emitted, so that the bytes of a tree depend on its spec alone, and a state
may be as old as it likes: https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Move:
    """An address of former trees, the one that took its place, and the version that changed it.

    Of a call of the root the address begins with `module.`: `{key}` stands in it for the key of a
    member (`module.service_{key}_routes`), `{each}` for each key of the map or list that is the
    call's input `keys`. Without `module.` it is a resource inside of a module, named by `inside`,
    in each of its variants.
    """

    version: str
    former: str
    present: str
    inside: str = ""
    keys: str = ""


# The oldest first: of a thing that moved twice each step leads to the next one.
MOVES: tuple[Move, ...] = ()


def inside(module: str) -> Iterator[Move]:
    """Yield the moves inside of a module, by the name of its folder without a variant."""
    return (move for move in MOVES if move.inside == module)


def between_calls() -> Iterator[Move]:
    """Yield the moves that the root makes."""
    return (move for move in MOVES if not move.inside)
