"""Values written into a spec at paths of the language, with the sections around them."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple, get_origin
from zlib import crc32

from field_trials import is_section

from words import samples
from words.usage import Path_, place_of
from words.vocabulary import Field, Place, Word, by_place

# What a seed has may be written otherwise here.
_REPLACEABLE = {"image"}
Data = Any


class Put(NamedTuple):
    """A value that is written for a word."""

    word: Word
    path: Path_
    value: Data


class Conflict(Exception):
    """A value has no place where another one stands."""


def numbered(value: Data, number: str) -> Data:
    """Put a number into texts that have a # for it, and to round ports."""
    if isinstance(value, str):
        return re.sub("#+", number, value.replace("##", "#")).replace("0000", f"0{number}")
    if isinstance(value, tuple):
        return tuple(numbered(part, number) for part in value)
    if isinstance(value, list):
        return [numbered(part, number) for part in value]
    if isinstance(value, dict):
        return {numbered(key, number): numbered(part, number) for key, part in value.items()}
    if value in (1000, 10_000, 20_000, 30_000) and not isinstance(value, bool):
        return value + int(number)
    return value


def filled(seed: Data, puts: Iterable[Put]) -> Data:
    """Return a seed with words written into it."""
    data = copy.deepcopy(seed)
    for put in puts:
        try:
            insert(data, put.path, put.value)
        except Conflict:
            continue
    return data


def paths_of(data: Data, place: Place) -> Iterator[Path_]:
    """Yield the paths of a spec that a path of the language stands for; members of sections
    exist, a member inside of them may be new."""
    yield from _paths(data, place, (), ())


def _paths(data: Data, rest: Place, done: Path_, place: Place) -> Iterator[Path_]:
    if not rest:
        yield done
        return
    step, *after = rest
    at = (*place, step)
    if step != "*":
        yield from _paths(_map(data).get(step), tuple(after), (*done, step), at)
        return
    holder = by_place()[place]
    if get_origin(holder.kind) is dict:
        yield from _of_members(data, tuple(after), done, at, holder)
    elif after:
        for index, inner in enumerate([*_list(data), None]):
            yield from _paths(inner, tuple(after), (*done, index), at)
    else:
        yield (*done, len(_list(data)))


def _map(data: Data) -> dict[Any, Data]:
    return data if isinstance(data, dict) else {}


def _list(data: Data) -> list[Data]:
    return data if isinstance(data, list) else []


def _of_members(data: Data, after: Place, done: Path_, at: Place, holder: Field) -> Iterator[Path_]:
    known = _map(data)
    inside = len(done) > 1
    apart = inside and done[-1] in samples.APART
    if apart or not after:
        yield from _paths(None, after, (*done, samples.new_key(holder)), at)
    if after:
        for key in known:
            yield from _paths(known[key], after, (*done, key), at)
    if after and inside and not apart and not known:
        yield from _paths(None, after, (*done, samples.new_key(holder)), at)


def depth_in(data: Data, path: Path_) -> int:
    """Return how much of a path a spec has already."""
    for depth, part in enumerate(path):
        if (isinstance(data, dict) and part in data) or (
            isinstance(data, list) and isinstance(part, int) and part < len(data)
        ):
            data = data[part]
        else:
            return depth
    return len(path)


def insert(data: Data, path: Path_, value: Data) -> None:
    """Write a value at a path, with the sections around it; raise Conflict where another one
    stands."""
    node, is_new = data, False
    for depth, part in enumerate(path[:-1], 1):
        node, made = _step(node, part, path[:depth])
        is_new = is_new or made
    last = path[-1]
    if isinstance(node, list):
        if last != len(node):
            raise Conflict(path)
        node.append(copy.deepcopy(value))
    elif not isinstance(node, dict):
        raise Conflict(path)
    elif last not in node or is_new or last in _REPLACEABLE:
        node[last] = copy.deepcopy(value)
    elif isinstance(node[last], dict) and isinstance(value, dict):
        for key in value:
            insert(node[last], (key,), value[key])
    else:
        raise Conflict(path)


def _step(node: Data, part: str | int, path: Path_) -> tuple[Data, bool]:
    """Return what stands at a part of a path, and whether it was made for it."""
    made = False
    if isinstance(node, list) and isinstance(part, int):
        if made := part == len(node):
            node.append(_empty(path))
        return node[part], made
    if not isinstance(node, dict):
        raise Conflict(path)
    if made := part not in node:
        node[part] = _empty(path)
    if not isinstance(node[part], dict | list):
        raise Conflict(path)
    return node[part], made


def _empty(path: Path_) -> Data:
    field = by_place()[place_of(path)]
    if is_section(field.kind):
        return numbered(samples.minimal(field), f"{crc32(repr(path).encode()) % 900 + 100}")
    return [] if get_origin(field.kind) is tuple else {}
