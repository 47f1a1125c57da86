"""Frozen values with slots, as those of `dataclasses`, that cost next to nothing until one is made.

`dataclasses` writes and compiles six functions for each class when it is imported, half a
millisecond: with a hundred classes a fifth of a run. Here they are closures, and the one that is
worth compiling, `__init__`, is compiled when a class is first used. `replace`, `fields` and
`asdict` of `dataclasses` take these values too.
"""

from __future__ import annotations

import dataclasses
import inspect
from collections.abc import Callable, Mapping
from dataclasses import MISSING, Field, FrozenInstanceError
from functools import cache
from operator import attrgetter
from typing import Any, NoReturn, TypeVar, dataclass_transform

C = TypeVar("C", bound=type)


@dataclass_transform(frozen_default=True, field_specifiers=(dataclasses.field,))
def frozen(kind: C) -> C:
    """Make a class one of frozen values with slots; its annotations are the fields."""
    fields: dict[str, Any] = {}
    for base in reversed(kind.__mro__[1:]):
        if "__dataclass_params__" in base.__dict__:
            raise TypeError(f"{kind.__name__}: {base.__name__} is a dataclass")
        fields |= base.__dict__.get("__frozen__", {})
    inherited = set(fields)
    for name, annotation in inspect.get_annotations(kind).items():
        if not str(annotation).startswith("ClassVar"):
            fields[name] = kind.__dict__.get(name, MISSING)
    left_out = {*fields, "__dict__", "__weakref__"}
    attributes = {name: value for name, value in kind.__dict__.items() if name not in left_out}
    methods = _methods(tuple(fields))
    made: Any = type(kind)(
        kind.__name__,
        kind.__bases__,
        {
            **methods,
            **attributes,
            "__qualname__": kind.__qualname__,
            "__slots__": tuple(name for name in fields if name not in inherited),
            "__match_args__": tuple(fields),
            "__frozen__": fields,
            "__dataclass_fields__": _DataclassFields(),
        },
    )

    def __init__(self: Any, *values: Any, **named: Any) -> None:
        made.__init__ = _init(fields, hasattr(made, "__post_init__"))
        made.__init__(self, *values, **named)

    made.__init__ = __init__
    return made  # type: ignore[no-any-return]


def _methods(names: tuple[str, ...]) -> dict[str, Any]:
    values: Callable[[Any], Any] = lambda value: ()  # noqa: E731
    if names:
        values = attrgetter(*names)

    def __eq__(self: Any, other: object) -> Any:
        if other.__class__ is not self.__class__:
            return NotImplemented
        return values(self) == values(other)

    def __hash__(self: Any) -> int:
        return hash(values(self))

    def __repr__(self: Any) -> str:
        fields = ", ".join(f"{name}={getattr(self, name)!r}" for name in names)
        return f"{type(self).__qualname__}({fields})"

    def __getstate__(self: Any) -> list[Any]:
        return [getattr(self, name) for name in names]

    def __setstate__(self: Any, state: list[Any]) -> None:
        for name, value in zip(names, state, strict=True):
            object.__setattr__(self, name, value)

    shared = {"__setattr__": _refuse, "__delattr__": _refuse}
    own = (__eq__, __hash__, __repr__, __getstate__, __setstate__)
    return {**shared, **{method.__name__: method for method in own}}


def _refuse(self: Any, name: str, value: object = None) -> NoReturn:
    raise FrozenInstanceError(f"cannot assign to {type(self).__qualname__}.{name}")


def _init(fields: Mapping[str, Any], checks_itself: bool) -> Any:
    """Compile what takes the values of a class, each by its place or name."""
    names: dict[str, Any] = {"_set": object.__setattr__, "_MISSING": MISSING}
    parameters, lines = ["self"], []
    for name, default in fields.items():
        parameter = name
        if isinstance(default, Field):
            names[f"_make_{name}"] = default.default_factory
            parameter = f"{name}=_MISSING"
            lines.append(f"if {name} is _MISSING: {name} = _make_{name}()")
        elif default is not MISSING:
            names[f"_default_{name}"] = default
            parameter = f"{name}=_default_{name}"
        parameters.append(parameter)
        lines.append(f"_set(self, {name!r}, {name})")
    if checks_itself:
        lines.append("self.__post_init__()")
    body = "\n ".join(lines or ["pass"])
    exec(f"def __init__({', '.join(parameters)}):\n {body}", names)
    return names["__init__"]


class _DataclassFields:
    """What `dataclasses` knows a value of its own by, made when it asks."""

    def __get__(self, value: object, kind: type) -> Mapping[str, Any]:
        return _dataclass_fields(kind)


@cache
def _dataclass_fields(kind: type) -> Mapping[str, Any]:
    own: Any = kind
    fields: list[tuple[str, Any, Any]] = []
    for name, default in own.__frozen__.items():
        if not isinstance(default, Field):
            default = dataclasses.field(default=default)
        fields.append((name, Any, default))
    # Their order is known to be right: keywords have none to be refused.
    alike: Any = dataclasses.make_dataclass(
        kind.__name__, fields, init=False, repr=False, eq=False, kw_only=True
    )
    fields_of_alike: Mapping[str, Any] = alike.__dataclass_fields__
    return fields_of_alike
