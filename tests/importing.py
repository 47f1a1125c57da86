"""How tests take a file of another tool apart: each key and item away, each value another."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

Path = tuple[str | int, ...]


def paths(value: Any, above: Path = ()) -> Iterator[Path]:
    """Yield the path of each entry and item, at any depth."""
    keys: Any = ()
    if isinstance(value, dict):
        keys = list(value)
    elif isinstance(value, list):
        keys = range(len(value))
    for key in keys:
        yield (*above, key)
        yield from paths(value[key], (*above, key))


def at(value: Any, path: Path) -> Any:
    """Return what stands at a path."""
    for key in path:
        value = value[key]
    return value


def leaves(value: Any) -> list[Path]:
    """Return the paths of all plain values."""
    return [path for path in paths(value) if not isinstance(at(value, path), dict | list)]


def without(value: Any, path: Path) -> Any:
    """Return a copy without what stands at a path."""
    value = copy.deepcopy(value)
    del at(value, path[:-1])[path[-1]]
    return value


def with_other(value: Any, path: Path, other: Any) -> Any:
    """Return a copy with another value at a path."""
    value = copy.deepcopy(value)
    at(value, path[:-1])[path[-1]] = other
    return value


def is_left_above(left: Any, path: Path) -> bool:
    """Tell whether something that holds a path is left as a whole."""
    lost = [found.path for found in left if found.code == "ADOPT001"]
    return any(path[: len(above)] == above for above in lost if len(above) < len(path))
