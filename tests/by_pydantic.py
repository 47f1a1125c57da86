"""The sections of the language as models of pydantic, from the same declarations: a second opinion on how they are read."""

from __future__ import annotations

import functools
import operator
import types
from functools import cache
from typing import Annotated, Any, Union, get_args, get_origin

import pydantic

from tfgen.expression import Expression
from tfgen.language.field import FieldInfo
from tfgen.language.readers import Reading
from tfgen.language.refused import KEY, Refused
from tfgen.language.section import Section

# What our readers call what pydantic's refuse.
KINDS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "tuple_type": "no list",
    "dict_type": "no mapping",
    "model_type": "no mapping",
    "greater_than_equal": "ge",
    "less_than_equal": "le",
    "too_short": "min_length",
    "string_too_short": "min_length",
    "too_long": "max_length",
    "string_too_long": "max_length",
}
Path = tuple[str | int, ...]
Faults = list[tuple[Path, str]]


@cache
def counterpart(kind: type[Section]) -> type[pydantic.BaseModel]:
    """Return the model of pydantic with the fields of a section."""
    fields: dict[str, Any] = {
        name: (_type(field.annotation), _declared(field))
        for name, field in kind.model_fields.items()
    }
    closed = pydantic.ConfigDict(frozen=True, extra="forbid")
    return pydantic.create_model(kind.__name__, __config__=closed, **fields)


def _declared(field: FieldInfo) -> Any:
    limits = {name: getattr(field, name) for name in ("ge", "le", "min_length", "max_length")}
    told: dict[str, Any] = {name: limit for name, limit in limits.items() if limit is not None}
    if not field.is_required():
        told["default"] = field.default
    if field.alias:
        told["alias"] = field.alias
    return pydantic.Field(**told)


def _type(annotation: Any) -> Any:
    origin, arguments = get_origin(annotation), get_args(annotation)
    if origin is Annotated:
        kind, *markers = arguments
        inner = _type(kind)
        for marker in _markers(kind, markers):
            inner = Annotated[inner, marker]
        return inner
    if origin in (Union, types.UnionType):
        return functools.reduce(operator.or_, map(_type, arguments))
    if origin in (dict, tuple):
        return origin[tuple(map(_type, arguments))]
    if annotation is Expression:
        return pydantic.InstanceOf[Expression]
    if isinstance(annotation, type) and issubclass(annotation, Section):
        return counterpart(annotation)
    return annotation


def _markers(kind: Any, markers: list[Any]) -> list[Any]:
    translated = []
    for marker in markers:
        if isinstance(marker, Reading):
            # Of a list it is only what comes before: pydantic reads the items itself.
            read = marker.before(kind, None)
            translated.append(pydantic.BeforeValidator(read))
        elif isinstance(marker, FieldInfo):
            translated.append(_declared_limits(marker))
    return translated


def _declared_limits(marker: FieldInfo) -> Any:
    assert marker.is_required() and not marker.alias
    return _declared(marker)


def read(kind: type[Section], data: Any) -> tuple[Any, Faults]:
    """Return what pydantic reads as plain data, or None; and what it refuses."""
    try:
        return plain(counterpart(kind).model_validate(data)), []
    except pydantic.ValidationError as refused:
        return None, _faults(refused)


def _faults(refused: pydantic.ValidationError) -> Faults:
    faults: Faults = []
    for error in refused.errors(include_url=False):
        if error["type"] == "value_error":
            own = error["ctx"]["error"]
            assert isinstance(own, Refused)
            faults += [((*error["loc"], *fault.path), fault.kind) for fault in own.faults]
        else:
            faults.append((error["loc"], KINDS[error["type"]]))
    # It counts the items that could be read: of a list with faulty ones it says that it is short, too.
    inside = (path for path, _ in faults if path[-1:] != (KEY,))
    above = {path[:end] for path in inside for end in range(len(path))}
    return [fault for fault in faults if fault[1] != "min_length" or fault[0] not in above]


def read_by_us(kind: type[Section], data: Any) -> tuple[Any, Faults]:
    """Return what our own readers read as plain data, or None; and what they refuse."""
    try:
        return plain(kind.model_validate(data)), []
    except Refused as refused:
        return None, [(fault.path, fault.kind) for fault in refused.faults]


def plain(value: Any) -> Any:
    """Return sections of either kind as data: their values and which of them are given."""
    if isinstance(value, Section | pydantic.BaseModel):
        fields = {name: plain(member) for name, member in value}
        return (type(value).__name__, fields, sorted(value.model_fields_set))
    if isinstance(value, dict):
        return {key: plain(member) for key, member in value.items()}
    if isinstance(value, tuple):
        return tuple(map(plain, value))
    return value
