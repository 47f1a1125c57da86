"""What of a spec can be read although some of it cannot: sections without the fields that are at fault."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Annotated, Any, get_args, get_origin

from pydantic import TypeAdapter

from tfgen.language.section import OneName, Section, fields_of, unwrap

Path = tuple[str | int, ...]
KEY = "[key]"  # pydantic's word for a fault of a mapping's key


def partial(kind: type[Section], data: Mapping[str, Any], faults: Iterable[Path]) -> Any:
    """Return a section of what is sound in `data`; a field with a fault is no attribute of it.

    `faults` are paths below `data`. A fault deep inside leaves out no more than the field that it is in.
    Such a field still counts as given, so that no default takes its place.
    """
    below = _by_first(faults)
    made = kind.model_construct(_fields_set=set())
    made.__dict__.clear()
    for name, field in kind.model_fields.items():
        key = field.alias or name
        if key not in below:
            made.__dict__[name] = (
                _sound(kind, name, data[key]) if key in data else field.get_default()
            )
        elif key in data and () not in below[key] and not _is_one_whole(kind, key):
            made.__dict__ |= _field(name, field.annotation, data[key], below[key])
    made.__pydantic_fields_set__.update(_given(kind, {*data, *below}))
    return made


def without(data: Any, unknown: Iterable[Path]) -> Any:
    """Return data without the keys at some paths, which the language does not know."""
    below = _by_first(unknown)
    if not below:
        return data
    if isinstance(data, tuple):
        return tuple(without(item, below.get(index, ())) for index, item in enumerate(data))
    kept = (key for key in data if () not in below.get(key, ()))
    return {key: without(data[key], below.get(key, ())) for key in kept}


def _by_first(faults: Iterable[Path]) -> dict[str | int, set[Path]]:
    found: dict[str | int, set[Path]] = {}
    for first, *rest in faults:
        found.setdefault(first, set()).add(tuple(rest))
    return found


def _given(kind: type[Section], keys: set[str | int]) -> set[str]:
    return {name for name, field in kind.model_fields.items() if (field.alias or name) in keys}


def _field(name: str, annotation: Any, data: Any, faults: set[Path]) -> dict[str, Any]:
    """Return the one attribute, or none where nothing smaller than the field can be left out."""
    kind, _ = unwrap(annotation)
    if isinstance(data, dict) and _is_section(kind):
        return {name: partial(kind, data, faults)}
    member, _ = unwrap(get_args(kind)[-1]) if get_origin(kind) is dict else (None, ())
    if isinstance(data, dict) and member is not None and _is_section(member):
        below = _by_first(faults)
        return {name: {key: _member(member, value, below.get(key)) for key, value in data.items()}}
    item, _ = unwrap(get_args(kind)[0]) if get_origin(kind) is tuple else (None, ())
    if isinstance(data, tuple) and item is not None and _is_section(item):
        below = _by_first(faults)
        return {
            name: tuple(_member(item, value, below.get(index)) for index, value in enumerate(data))
        }
    return {}


def _member(kind: type[Section], data: Any, faults: set[Path] | None) -> Any:
    """Return a member of a map or list; one that is no section at all still counts as being there."""
    if faults is None:
        return _adapter(kind).validate_python(data)
    if not isinstance(data, dict) or () in faults or (KEY,) in faults:
        return partial(
            kind, {}, [(field.alias or name,) for name, field in kind.model_fields.items()]
        )
    return partial(kind, data, faults)


def _is_one_whole(kind: type[Section], key: str) -> bool:
    """Whether a field says nothing any more when one of its members is at fault."""
    return any(isinstance(marker, OneName) for marker in fields_of(kind)[key][1])


def _is_section(kind: Any) -> bool:
    return isinstance(kind, type) and issubclass(kind, Section)


def _sound(kind: type[Section], name: str, value: Any) -> Any:
    return _field_adapter(kind, name).validate_python(value)


@cache
def _adapter(kind: type[Section]) -> TypeAdapter[Any]:
    return TypeAdapter(kind)


@cache
def _field_adapter(kind: type[Section], name: str) -> TypeAdapter[Any]:
    field = kind.model_fields[name]
    whole: Any = (
        Annotated[(field.annotation, *field.metadata)] if field.metadata else field.annotation
    )
    return TypeAdapter(whole)
