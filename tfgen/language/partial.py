"""What of a spec can be read although some of it cannot: sections without faulty fields."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from tfgen.language.field import FieldInfo
from tfgen.language.refused import KEY
from tfgen.language.section import OneName, Section, fields_of, member_of, unwrap

Path = tuple[str | int, ...]


def partial(kind: type[Section], data: Mapping[str, Any], faults: Iterable[Path]) -> Any:
    """Return a section of what is sound in `data`; a field with a fault is no attribute of it.

    `faults` are paths below `data`. A fault deep inside leaves out no more than its field.
    Such a field still counts as given, so that no default takes its place.
    """
    below = _by_first(faults)
    values: dict[str, Any] = {}
    for name, field in kind.model_fields.items():
        if field.key in below:
            values |= _field(kind, name, data, below[field.key])
        elif field.key in data:
            values[name] = field.read(data[field.key])
        else:
            values[name] = field.get_default()
    return kind.model_bare(values, _names(kind, {*data, *below}))


def without(data: Any, unknown: Iterable[Path]) -> Any:
    """Return data without the keys at some paths, which the language does not know."""
    below = _by_first(unknown)
    if not below:
        return data
    if isinstance(data, tuple):
        items = enumerate(data)
        return tuple(without(item, below.get(index, ())) for index, item in items)
    kept = (key for key in data if () not in below.get(key, ()))
    return {key: without(data[key], below.get(key, ())) for key in kept}


def _by_first(faults: Iterable[Path]) -> dict[str | int, set[Path]]:
    below: dict[str | int, set[Path]] = {}
    for first, *rest in faults:
        below.setdefault(first, set()).add(tuple(rest))
    return below


def _names(kind: type[Section], keys: set[str | int]) -> set[str]:
    """Return the attributes of some YAML keys: `from_` of from."""
    return {name for name, field in kind.model_fields.items() if field.key in keys}


def _field(
    kind: type[Section], name: str, data: Mapping[str, Any], faults: set[Path]
) -> dict[str, Any]:
    """Return the one attribute, or none where nothing smaller than the field can be left out."""
    field = kind.model_fields[name]
    key = field.key
    if key not in data or () in faults or _is_one_whole(field):
        return {}
    inner, _ = unwrap(field.annotation)
    match data[key]:
        case dict() as mapping if _is_section(inner):
            return {name: partial(inner, mapping, faults)}
        case dict() as mapping if _is_section(member := member_of(inner, dict)[0]):
            values = _members(member, mapping.items(), faults)
            return {name: dict(zip(mapping, values, strict=True))}
        case tuple() as items if _is_section(member := member_of(inner, tuple)[0]):
            return {name: tuple(_members(member, enumerate(items), faults))}
    return {}


def _members(
    kind: type[Section], values: Iterable[tuple[str | int, Any]], faults: set[Path]
) -> Iterator[Any]:
    below = _by_first(faults)
    for key, value in values:
        yield _member(kind, value, below.get(key))


def _member(kind: type[Section], data: Any, faults: set[Path] | None) -> Any:
    """Return a member of a map or list; one that is no section at all still counts."""
    if faults is None:
        return kind.model_validate(data)
    if not isinstance(data, dict) or () in faults or (KEY,) in faults:
        everything = [(key,) for key in fields_of(kind)]
        return partial(kind, {}, everything)
    return partial(kind, data, faults)


def _is_one_whole(field: FieldInfo) -> bool:
    """Whether a field says nothing any more when one of its members is at fault."""
    return any(isinstance(marker, OneName) for marker in unwrap(field.annotation)[1])


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)
