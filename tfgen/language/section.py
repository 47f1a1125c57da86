"""The base of all models of the spec, and the shorthands that a field may allow."""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import TYPE_CHECKING, Annotated, Any, Union, get_args, get_origin

from tfgen.frozen import frozen
from tfgen.language.field import FieldInfo, Marker
from tfgen.language.meaning import Meaning
from tfgen.language.model import Model
from tfgen.language.scalars import ANY_SCALAR, EXPRESSION_SCHEMA
from tfgen.source import Fields, Items, Scalar


class Unread(Exception):
    """A value is asked for that could not be read, and whose fault is told already."""


class Section(Model):
    """A mapping of the spec: frozen, and closed against unknown keys.

    A field that could not be read is no attribute. Who asks for it gets Unread, so that nothing is
    concluded from a value that nobody knows.
    """

    def gives(self, field: str) -> bool:
        """Whether the spec gives this field; else it has its default, or follows a convention.

        Raises Unread where it could not be read: the spec may give it in broken `defaults`.
        """
        if field not in self.model_fields_set:
            return False
        if field not in self.__dict__:
            raise Unread(f"{type(self).__name__}.{field}")
        return True

    if not TYPE_CHECKING:  # mypy would take any attribute for one that exists

        def __getattr__(self, name: str) -> Any:
            if name in type(self).model_fields:
                raise Unread(f"{type(self).__name__}.{name}")
            raise AttributeError(f"{type(self).__name__} has no {name}")


# A type, without what may be around it, and its markers.
Typed = tuple[Any, tuple[Any, ...]]


def unwrap(annotation: Any) -> Typed:
    """Strip `Annotated` and `| None` from a type; return it with the markers met on the way."""
    if get_origin(annotation) is Annotated:
        inner, *markers = get_args(annotation)
        kind, more = unwrap(inner)
        return kind, (*markers, *more)
    if get_origin(annotation) in (Union, types.UnionType):
        inner = next(a for a in get_args(annotation) if a is not type(None))
        return unwrap(inner)
    return annotation, ()


# The place of the members' type among the arguments of a generic one.
_MEMBER = {dict: 1, tuple: 0}


def member_of(kind: Any, container: type) -> Typed:
    """Return the type and markers of the members of a dict or tuple; None for any other type."""
    if get_origin(kind) is not container:
        return None, ()
    return unwrap(get_args(kind)[_MEMBER[container]])


class Types(Mapping[str, Typed]):
    """The types and markers of a model's fields by their YAML keys, worked out when asked for."""

    def __init__(self, model: type[Section]) -> None:
        self._fields = {field.key: field for field in model.model_fields.values()}
        self._types: dict[str, Typed] = {}

    def __getitem__(self, key: str) -> Typed:
        if key not in self._types:
            self._types[key] = _typed(self._fields[key])
        return self._types[key]

    def __contains__(self, key: object) -> bool:
        return key in self._fields

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)


def _typed(field: FieldInfo) -> Typed:
    kind, markers = unwrap(field.annotation)
    return kind, (field, *markers)


@cache
def fields_of(model: type[Section]) -> Mapping[str, Typed]:
    """Return the YAML keys of a model, each with its type and markers; its limits are the first."""
    return Types(model)


@cache
def meanings_of(model: type[Section], key: str) -> tuple[Meaning, ...]:
    """Return where a key of a model means something; none where it does everywhere."""
    _, markers = fields_of(model)[key]
    return tuple(marker for marker in markers if isinstance(marker, Meaning))


@frozen
class Shorthand(Marker):
    """A shorter form that a field allows beside its long one; `schema` says how it looks."""

    @property
    def schema(self) -> dict[str, Any]:
        """The JSON Schema of the shorter form."""
        return ANY_SCALAR

    def around(self, long: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON Schema of both forms."""
        choices = [long, self.schema]
        # What a list of one may hold may stand without the list.
        if EXPRESSION_SCHEMA in long.get("items", {}).get("anyOf", ()):
            choices.append(EXPRESSION_SCHEMA)
        return {"anyOf": choices}


@frozen
class One(Shorthand):
    """Allow `x: v` for `x: {key: v}`; for a field that is a list (no key) `x: v` for `x: [v]`."""

    key: str = ""


@frozen
class Expressed(Shorthand):
    """Allow `x: {terraform: …}` for `x: {key: {terraform: …}}`."""

    key: str

    @property
    def schema(self) -> dict[str, Any]:
        """The form of an expression."""
        return EXPRESSION_SCHEMA


@frozen
class Names(Shorthand):
    """Allow a list of names for a map of those names with their defaults."""

    def around(self, long: Mapping[str, Any]) -> dict[str, Any]:
        """Return the JSON Schema of the map, and of the list of its keys."""
        name = {"type": "string", **long.get("propertyNames", {})}
        return {"anyOf": [long, {"type": "array", "items": name, "uniqueItems": True}]}


@frozen
class OneName(Shorthand):
    """Allow `x: name` for `x: {name: {}}`.

    Such a map replaces what it is merged over: its members form one whole.
    """


@frozen
class Switch(Shorthand):
    """Allow `true` for `{}` and `false` for absent."""

    @property
    def schema(self) -> dict[str, Any]:
        """A boolean."""
        return {"type": "boolean"}


@frozen
class Spelled(Shorthand):
    """Allow a text for what `read` takes it apart into.

    What it cannot read stays, for the field's reader to refuse.
    """

    read: Callable[[Scalar], Fields | Items | Scalar]
