"""From the declaration of a field to the function that reads its values."""

from __future__ import annotations

import types
from collections.abc import Iterable
from typing import Annotated, Any, Union, get_args, get_origin

from tfgen.language.field import FieldInfo, Marker, Read
from tfgen.language.model import ModelType
from tfgen.language.refused import KEY, Fault, Refused


class Reading(Marker):
    """A marker that reads a value, or what stands for one, before its type does."""

    def before(self, kind: Any, read: Read | None) -> Read:
        """Return the reader of a type of this kind; of a single value there is none else."""
        raise NotImplementedError


def reader_of(annotation: Any, *limits: FieldInfo) -> Read:
    """Return the reader of a type; raise TypeError for single values that no marker reads."""
    read = _reader(annotation)
    if read is None:
        raise TypeError(f"{annotation}: no marker says how it is read")
    for limit in limits:
        read = _within(read, limit)
    return read


def _reader(annotation: Any) -> Read | None:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        return _marked(arguments[0], arguments[1:])
    if origin in (Union, types.UnionType) and type(None) in arguments:
        return _or_none(reader_of(next(kind for kind in arguments if kind is not type(None))))
    if origin is dict:
        return _mapping(*map(reader_of, arguments))
    if origin is tuple:
        return _items(reader_of(arguments[0]))
    if isinstance(annotation, ModelType):
        return annotation.model_validate  # type: ignore[attr-defined, no-any-return]
    return None


def _marked(kind: Any, markers: Iterable[object]) -> Read | None:
    read = _reader(kind)
    for marker in markers:
        if not isinstance(marker, Marker):
            raise TypeError(f"{marker} beside {kind} means nothing here")
        if isinstance(marker, Reading):
            read = marker.before(kind, read)
        elif isinstance(marker, FieldInfo) and read is not None:
            read = _within(read, marker)
    return read


def _or_none(read: Read) -> Read:
    def read_unless_none(value: Any) -> Any:
        if value is None:
            return None
        return read(value)

    return read_unless_none


def _mapping(read_key: Read, read_value: Read) -> Read:
    def read(value: Any) -> dict[Any, Any]:
        if not isinstance(value, dict):
            raise Refused([Fault("no mapping", value)])
        members: dict[Any, Any] = {}
        faults: list[Fault] = []
        for key, item in value.items():
            name, member = key, item
            try:
                name = read_key(key)
            except Refused as refused:
                faults += refused.below(key, KEY)
            try:
                member = read_value(item)
            except Refused as refused:
                faults += refused.below(key)
            members[name] = member
        if faults:
            raise Refused(faults)
        return members

    return read


def _items(read_item: Read) -> Read:
    def read(value: Any) -> tuple[Any, ...]:
        if not isinstance(value, tuple):
            raise Refused([Fault("no list", value)])
        items: list[Any] = []
        faults: list[Fault] = []
        for index, item in enumerate(value):
            try:
                items.append(read_item(item))
            except Refused as refused:
                faults += refused.below(index)
        if faults:
            raise Refused(faults)
        return tuple(items)

    return read


def _within(read: Read, limit: FieldInfo) -> Read:
    """Hold what is read to the limits of a field, if it has some."""
    ge, le, shortest, longest = limit.ge, limit.le, limit.min_length, limit.max_length
    if ge is None and le is None and shortest is None and longest is None:
        return read

    def read_within(value: Any) -> Any:
        taken = read(value)
        if taken is None:
            return None
        if ge is not None and taken < ge:
            raise Refused([_beyond("ge", ge, value)])
        if le is not None and taken > le:
            raise Refused([_beyond("le", le, value)])
        if shortest is not None and len(taken) < shortest:
            raise Refused([_beyond("min_length", shortest, taken)])
        if longest is not None and len(taken) > longest:
            raise Refused([_beyond("max_length", longest, taken)])
        return taken

    return read_within


def _beyond(name: str, limit: object, value: object) -> Fault:
    return Fault(name, value, context={"limit": limit})
