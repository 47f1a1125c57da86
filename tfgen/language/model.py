"""Frozen values with declared fields: the base of the sections of a spec.

What belongs to every one of them begins with `model_`, so that no key of the language meets it.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any, NoReturn, Self, dataclass_transform

from tfgen.language.field import REQUIRED, FieldInfo
from tfgen.language.refused import Fault, Refused


class ModelType(type):
    """The type of models: it takes the declarations of fields out of a class's attributes."""

    _own: dict[str, FieldInfo]

    def __new__(cls, name: str, bases: tuple[type, ...], attributes: dict[str, Any]) -> ModelType:
        """Return a class without its fields: what could not be read has to be no attribute."""
        fields = {key: value for key, value in attributes.items() if isinstance(value, FieldInfo)}
        kept = {key: value for key, value in attributes.items() if key not in fields}
        model = super().__new__(cls, name, bases, kept)
        model._own = {}
        if any(isinstance(base, ModelType) for base in bases):
            for field, annotation in inspect.get_annotations(model).items():
                declared = fields.pop(field, None) or FieldInfo()
                declared.bind(model.__module__, field, annotation)
                model._own[field] = declared
        if fields or any(name in kept for name in model._own):
            raise TypeError(f"{name}: a field has an annotation, and Field() for all else")
        return model

    @property
    def model_fields(cls) -> Mapping[str, FieldInfo]:
        """All fields by their names in Python, those of the bases first."""
        return _fields(cls)


@cache
def _fields(model: ModelType) -> Mapping[str, FieldInfo]:
    fields: dict[str, FieldInfo] = {}
    for base in reversed(model.__mro__):
        if isinstance(base, ModelType):
            fields.update(base._own)
    return fields


@cache
def _defaults(model: ModelType) -> Mapping[str, Any]:
    fields = _fields(model).items()
    return {name: field.default for name, field in fields if field.default is not REQUIRED}


@dataclass_transform(kw_only_default=True, frozen_default=True)
class Model(metaclass=ModelType):
    """A frozen value of declared fields; `model_fields_set` are those that are not defaults."""

    __slots__ = ("__dict__", "model_fields_set")
    model_fields_set: set[str]

    def __init__(self, **values: Any) -> None:
        """Take values that are known to be right; raise TypeError where one is missing."""
        own = type(self)
        self._fill({**_defaults(own), **values}, set(values))
        if own.model_fields.keys() != self.__dict__.keys():
            wrong = sorted(own.model_fields.keys() ^ self.__dict__.keys())
            raise TypeError(f"{own.__name__}: {', '.join(wrong)}")

    def _fill(self, values: dict[str, Any], given: set[str]) -> None:
        object.__setattr__(self, "__dict__", values)
        object.__setattr__(self, "model_fields_set", given)

    @classmethod
    def model_validate(cls, data: Any) -> Self:
        """Read a mapping; raise Refused with all of its faults."""
        if not isinstance(data, dict):
            raise Refused([Fault("no mapping", data)])
        values: dict[str, Any] = {}
        given = set()
        faults: list[Fault] = []
        for name, field in _fields(cls).items():
            key = field.key
            if key in data:
                given.add(name)
                try:
                    values[name] = field.read(data[key])
                except Refused as refused:
                    faults += refused.below(key)
            elif field.default is REQUIRED:
                faults.append(Fault("missing", data, (key,)))
            else:
                values[name] = field.default
        if len(given) < len(data):
            faults += _unknown(cls, data)
        if faults:
            raise Refused(faults)
        return cls.model_bare(values, given)

    @classmethod
    def model_construct(cls, **values: Any) -> Self:
        """Return a model of values that are known to be right; what has no default may lack."""
        return cls.model_bare({**_defaults(cls), **values}, set(values))

    @classmethod
    def model_bare(cls, values: dict[str, Any], given: set[str]) -> Self:
        """Return a model of these values alone: fields without a value are no attributes."""
        made = cls.__new__(cls)
        made._fill(values, given)
        return made

    def model_copy(self, *, update: Mapping[str, Any] | None = None) -> Self:
        """Return a copy in which some fields have other values."""
        changed = update or {}
        return self.model_bare({**self.__dict__, **changed}, {*self.model_fields_set, *changed})

    def model_dump(self, *, exclude_defaults: bool = False) -> dict[str, Any]:
        """Return the fields as plain data."""
        data = {}
        for name, value in self:
            field = type(self).model_fields[name]
            if not field.exclude and not (exclude_defaults and value == field.default):
                data[name] = _dumped(value, exclude_defaults)
        return data

    def __getstate__(self) -> tuple[dict[str, Any], set[str]]:
        return self.__dict__, self.model_fields_set

    def __setstate__(self, state: tuple[dict[str, Any], set[str]]) -> None:
        self._fill(*state)

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{type(self).__name__}.{name} is frozen")

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Model) or type(self) is not type(other):
            return NotImplemented
        return self.__dict__ == other.__dict__ or [*self] == [*other]

    def __hash__(self) -> int:
        return hash((type(self), *self))

    def __repr__(self) -> str:
        fields = ", ".join(f"{name}={value!r}" for name, value in self)
        return f"{type(self).__name__}({fields})"

    def __iter__(self) -> Iterator[tuple[str, Any]]:
        """Yield the fields that have a value, each with its name: a cached property is none."""
        for name in type(self).model_fields:
            if name in self.__dict__:
                yield name, self.__dict__[name]


def _unknown(model: ModelType, data: Mapping[str, Any]) -> Iterator[Fault]:
    known = {field.key for field in _fields(model).values()}
    for key, value in data.items():
        if key not in known:
            yield Fault("unknown", value, (key,))


def _dumped(value: Any, exclude_defaults: bool) -> Any:
    if isinstance(value, Model):
        return value.model_dump(exclude_defaults=exclude_defaults)
    if isinstance(value, dict):
        return {key: _dumped(member, exclude_defaults) for key, member in value.items()}
    if isinstance(value, tuple):
        return tuple(_dumped(item, exclude_defaults) for item in value)
    return value
