"""How tests take a file of another tool apart: each key and item away, each value another."""

from __future__ import annotations

import copy
from collections.abc import Iterator
from typing import Any

from tfgen.adopt import Given
from tfgen.diagnostics import Location

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


def given_of(value: Any, path: Path = ()) -> Given:
    """Return values as if they had been read from a file; all of them stand at one place."""
    place = Location("file", 1, 1)
    if isinstance(value, dict):
        entries = {str(key): given_of(below, (*path, str(key))) for key, below in value.items()}
        return Given(path, place, entries)
    if isinstance(value, list):
        items = [given_of(below, (*path, number)) for number, below in enumerate(value)]
        return Given(path, place, items)
    shown = str(value).lower() if isinstance(value, bool) else str(value)
    return Given(path, place, (value, shown))


def says(draft: Any, files: list[Given]) -> tuple[Any, list[Any]]:
    """Return all that an import says of files, without the places, and what it leaves."""
    left = [*draft.findings, *(found for file in files for found in file.findings())]
    return (draft.text(), sorted((one.code, one.message, one.help) for one in left)), left


def is_left_above(left: Any, path: Path) -> bool:
    """Tell whether something that holds a path is left as a whole."""
    lost = [found.path for found in left if found.code == "ADOPT001"]
    return any(path[: len(above)] == above for above in lost if len(above) < len(path))


# What stands in a file where somebody misread a page.
OTHER_KINDS: tuple[Any, ...] = (
    *([], {}, "x", 7, None, True, ["x"], [[1]], [{"a": 1}]),
    *({"a": {"b": 1}}, [None], {"a": None}),
)
