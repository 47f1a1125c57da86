"""From nodes to the data that sections read, and where each value of it stands."""

from __future__ import annotations

from typing import Any

from tfgen.diagnostics import Location
from tfgen.frozen import frozen
from tfgen.language.paths import Path, known_fields, required_keys
from tfgen.language.section import member_of
from tfgen.language.shorthand import Off, TakenOut, is_null
from tfgen.source import Fields, Items


@frozen
class Place:
    """Where a path of the spec stands: its key and its value."""

    key: Location
    value: Location


def plain(node: Any, kind: Any, path: Path, places: dict[Path, Place]) -> Any:
    """Turn a node into what sections read, noting places; a null in a model means its default."""
    match node:
        case Fields():
            return _mapping(node, kind, path, places)
        case Items():
            return _sequence(node, kind, path, places)
        case Off():
            return None
    return node


def _mapping(node: Fields, kind: Any, path: Path, places: dict[Path, Place]) -> dict[str, Any]:
    known = known_fields(kind)
    required = required_keys(kind)
    member = member_of(kind, dict)
    data = {}
    for key, entry in node.entries.items():
        # A required field has no default to return to: its reader refuses the null.
        if key in known and key not in required and is_null(entry.value):
            continue
        if isinstance(entry.value, TakenOut):
            continue
        at = (*path, key)
        places[at] = Place(entry.key_at, entry.value.at)
        data[key] = plain(entry.value, known.get(key, member)[0], at, places)
    return data


def _sequence(node: Items, kind: Any, path: Path, places: dict[Path, Place]) -> tuple[Any, ...]:
    member = member_of(kind, tuple)[0]
    data = []
    for index, item in enumerate(node.items):
        at = (*path, index)
        places[at] = Place(item.at, item.at)
        data.append(plain(item, member, at, places))
    return tuple(data)
