"""What most checks ask of a module, read once."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import TypeVar
from weakref import WeakKeyDictionary

from tfgen.verify.modules import Module

T = TypeVar("T")


def once(read: Callable[[Module], T]) -> Callable[[Module], T]:
    """Read a module once: most checks ask for the same of it."""
    kept: WeakKeyDictionary[Module, T] = WeakKeyDictionary()

    @functools.wraps(read)
    def reader(module: Module) -> T:
        if module not in kept:
            kept[module] = read(module)
        return kept[module]

    return reader
