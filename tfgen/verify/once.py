"""What most checks ask of a module or a tree, read once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

S = TypeVar("S")
T = TypeVar("T")


def once(read: Callable[[S], T]) -> Callable[[S], T]:
    """Read something once: most checks ask for the same of it."""
    kept: WeakKeyDictionary[S, T] = WeakKeyDictionary()

    @functools.wraps(read)
    def reader(thing: S) -> T:
        if thing not in kept:
            kept[thing] = read(thing)
        return kept[thing]

    return reader
