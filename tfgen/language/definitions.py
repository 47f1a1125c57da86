"""The JSON Schema of each section, from the declarations that its values are read by."""

from __future__ import annotations

import inspect
import types
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from decimal import Decimal
from typing import Annotated, Any, Literal, Union, get_args, get_origin

from tfgen.language.expressions import Later
from tfgen.language.field import FieldInfo
from tfgen.language.meaning import Meaning
from tfgen.language.scalars import DURATION, EXPRESSION_SCHEMA, Reads, plain_number
from tfgen.language.section import Section, Shorthand, member_of, unwrap

NULL = {"type": "null"}
REF = "#/$defs/"
# What JSON Schema calls the limits of a field, by the type that has them.
_BOUNDS = {"ge": "minimum", "le": "maximum"}
_LIMITS: Mapping[str, Mapping[str, str]] = {
    "integer": _BOUNDS,
    "number": _BOUNDS,
    "string": {"min_length": "minLength", "max_length": "maxLength"},
    "array": {"min_length": "minItems", "max_length": "maxItems"},
    "object": {"min_length": "minProperties", "max_length": "maxProperties"},
}
_FORM = ("enum", "pattern", "patternErrorMessage")
_TYPES = {bool: "boolean", int: "integer", Decimal: "number"}
Schema = dict[str, Any]


class Definitions:
    """The definitions of a section, and of all that may stand in it."""

    def __init__(self, root: type[Section]) -> None:
        self._root = root
        sections = list(dict.fromkeys(_sections(root, set())))
        named = Counter(kind.__name__ for kind in sections)
        self._names = {kind: _name(kind, named) for kind in sections}

    def all(self) -> dict[str, Schema]:
        """Return the definitions by their names."""
        return {name: self._section(kind) for kind, name in self._names.items()}

    def name(self, kind: type[Section]) -> str:
        """Return the name of the definition of a section."""
        return self._names[kind]

    def _section(self, kind: type[Section]) -> Schema:
        fields = kind.model_fields.values()
        schema: Schema = {
            "additionalProperties": False,
            "description": inspect.cleandoc(kind.__doc__ or ""),
            "properties": {field.key: self._property(field) for field in fields},
        }
        if required := [field.key for field in fields if field.is_required()]:
            schema["required"] = required
        return {**schema, "type": "object"}

    def _property(self, field: FieldInfo) -> Schema:
        schema = self._schema(field.annotation, (field,))
        _, markers = unwrap(field.annotation)
        meant = (marker.text for marker in markers if isinstance(marker, Meaning))
        about: Schema = {"description": " ".join((field.description or "", *meant))}
        default = _as_written(field.get_default(), markers)
        # The defaults of a mapping are left to its fields.
        if default is not None and not isinstance(default, dict | Section):
            about["default"] = default
        if field.is_required():
            return {**schema, **about}
        return or_null({**schema, **about})

    def _schema(self, annotation: Any, limits: Sequence[FieldInfo] = ()) -> Schema:
        origin, arguments = get_origin(annotation), get_args(annotation)
        if origin is Annotated:
            return self._marked(arguments[0], arguments[1:], limits)
        if origin in (Union, types.UnionType):
            inner, *_ = (kind for kind in arguments if kind is not types.NoneType)
            return {"anyOf": [self._schema(inner, limits), NULL]}
        if origin is Literal:
            return _words(arguments)
        if origin is dict:
            return _within(self._map(*arguments), limits)
        if origin is tuple:
            items = {"items": self._schema(arguments[0]), "type": "array"}
            return _within(items, limits)
        if annotation in self._names:
            return {"$ref": f"{REF}{self._names[annotation]}"}
        return _within({"type": _TYPES.get(annotation, "string")}, limits)

    def _marked(self, kind: Any, markers: Sequence[object], limits: Sequence[FieldInfo]) -> Schema:
        further = [marker for marker in markers if isinstance(marker, FieldInfo)]
        limits = (*further, *limits)
        schema = self._schema(kind, limits)
        for marker in markers:
            match marker:
                case Later():
                    text = marker.schema or {"type": "string"}
                    schema = {"anyOf": [_within(text, limits), EXPRESSION_SCHEMA]}
                case Reads(schema=dict() as read):
                    schema = _within(read, limits)
                case Shorthand():
                    schema = marker.around(schema)
        return schema

    def _map(self, key: Any, member: Any) -> Schema:
        """Return the schema of a map; members that are sections may be null for all defaults."""
        keys, value = self._schema(key), self._schema(member)
        if any("$ref" in choice for choice in choices_of(value)):
            value = or_null(value)
        schema = {"additionalProperties": value, "type": "object"}
        # Not its type: an editor takes the key 100 for a number.
        if form := {word: keys[word] for word in _FORM if word in keys}:
            schema["propertyNames"] = form
        return schema


def or_null(schema: Mapping[str, Any]) -> Schema:
    """Return a schema that takes a null too; it is the last of the choices."""
    rest = dict(schema)
    about: Schema = {key: rest.pop(key) for key in ("description", "default") if key in rest}
    choices = [choice for choice in choices_of(rest) if choice != NULL]
    return {**about, "anyOf": [*choices, NULL]}


def choices_of(schema: Schema) -> list[Schema]:
    """Return the schemas of which one has to hold."""
    if set(schema) != {"anyOf"}:
        return [schema]
    return [choice for part in schema["anyOf"] for choice in choices_of(part)]


def _sections(kind: Any, seen: set[type[Section]]) -> Iterator[type[Section]]:
    """Yield the sections in a type: itself, or what its members and fields are."""
    kind, _ = unwrap(kind)
    for container in (dict, tuple):
        member, _ = member_of(kind, container)
        if member is not None:
            yield from _sections(member, seen)
    if isinstance(kind, type) and issubclass(kind, Section) and kind not in seen:
        seen.add(kind)
        yield kind
        for field in kind.model_fields.values():
            yield from _sections(field.annotation, seen)


def _name(kind: type[Section], named: Mapping[str, int]) -> str:
    if named[kind.__name__] == 1:
        return kind.__name__
    return f"{kind.__module__}.{kind.__name__}".replace(".", "__")


def _words(words: Sequence[object]) -> Schema:
    if len(words) == 1:
        return {"const": words[0], "type": "string"}
    return {"enum": list(words), "type": "string"}


def _within(schema: Mapping[str, Any], limits: Sequence[FieldInfo]) -> Schema:
    """Return a schema with the limits that it has words for; a duration is a text here."""
    limited = dict(schema)
    words: Mapping[str, str] = {}
    if schema.get("pattern") != DURATION["pattern"]:
        words = _LIMITS.get(_type(schema), {})
    for limit in limits:
        for name, word in words.items():
            if (value := getattr(limit, name)) is not None:
                limited[word] = plain_number(Decimal(value))
    if "minimum" in limited and limited["minimum"] == limited.get("maximum"):
        # An editor writes it, where it would begin at 0 for a range.
        return {"type": limited["type"], "const": limited["minimum"]}
    return limited


def _type(schema: Mapping[str, Any]) -> str:
    """Return the type; of a text that looks like a number to an editor, the text's."""
    if isinstance(schema["type"], list):
        return str(schema["type"][0])
    return str(schema["type"])


def _as_written(value: Any, markers: Sequence[object]) -> Any:
    """Return a default as a spec has it: a duration with its unit."""
    if isinstance(value, Decimal):
        return plain_number(value)
    if isinstance(value, tuple):
        return [_as_written(item, markers) for item in value]
    if isinstance(value, Section):
        fields = type(value).model_fields.items()
        return {
            field.key: _as_written(getattr(value, name), unwrap(field.annotation)[1])
            for name, field in fields
        }
    reads = (marker.schema for marker in markers if isinstance(marker, Reads))
    if isinstance(value, int) and DURATION in reads:
        return f"{value}s"
    return value
