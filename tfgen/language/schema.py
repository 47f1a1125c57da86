"""The JSON Schema of the spec language, from the models and their descriptions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Set
from decimal import Decimal
from typing import Any

from tfgen.language.beneath import OF_BOTH
from tfgen.language.paths import required_keys
from tfgen.language.scalars import DURATION, plain_number
from tfgen.language.section import fields_of
from tfgen.language.top import Defaults, Spec

NULL = {"type": "null"}
_REF = "#/$defs/"
_EXTENDS = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
    ],
    "description": "Base spec, relative to this file, that this one adds to; or several in their "
    "order, of which a later one is merged over those before it.",
}


def json_schema(*, base: bool = False) -> str:
    """Return the JSON Schema of a spec, draft 2020-12, as text.

    Of a spec with `extends`, and of a `base`, nothing is required: another file may give it.
    """
    spec = Spec.model_json_schema(by_alias=True)
    definitions = spec.pop("$defs")
    definitions["Spec"] = spec
    for node in reversed(list(_nodes(definitions))):  # what is inside another one comes first
        _as_written(node)
    definitions |= _parts(definitions)
    for whole in ("Spec", "SpecPart"):
        definitions[whole]["properties"] |= {
            "extends": _EXTENDS,
            "defaults": _or_null(_defaults(definitions)),
        }
    spec = definitions["Spec"]
    definitions["Application"] = {**spec, "required": sorted({*spec["required"]} - {*OF_BOTH})}
    schema: dict[str, Any] = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "tfgen cluster spec",
        "type": "object",
        **_root(base),
        "$defs": dict(sorted(definitions.items())),
    }
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _root(base: bool) -> dict[str, Any]:
    part = {"$ref": f"{_REF}SpecPart"}
    if base:
        return part
    required = sorted(required_keys(Spec))
    alone = _whole("Spec", required)
    # An application has what is one for both of its platform, which another file says.
    application = _whole("Application", sorted({*required} - {*OF_BOTH}))
    standing = {"if": {**_has("platform"), "properties": _ANOTHER_FILE}, "then": application}
    return {"if": _has("extends"), "then": part, "else": {**standing, "else": alone}}


_ANOTHER_FILE = {"platform": {"anyOf": [{"type": "string"}, {"required": ["spec"]}]}}


def _has(key: str) -> dict[str, Any]:
    return {"required": [key]}


def _whole(name: str, required: list[str]) -> dict[str, Any]:
    # With `defaults` members may leave out what they require, and the spec itself may not.
    with_defaults = {"$ref": f"{_REF}SpecPart", "required": required}
    return {"if": _has("defaults"), "then": with_defaults, "else": {"$ref": f"{_REF}{name}"}}


def _defaults(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Members of a section without their required keys, as `defaults` takes them."""
    sections = {}
    for section, (member, _) in fields_of(Defaults).items():
        name = member.__name__
        if _part(name) in definitions:
            name = _part(name)
        sections[section] = {
            "description": Defaults.model_fields[section].description,
            "anyOf": [{"$ref": _REF + name}, NULL],
        }
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": sections,
        "description": Defaults.__doc__,
    }


# What another file may complete


def _part(name: str) -> str:
    return f"{name}Part"


def _parts(definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Return a second definition of each section that is not the same where a base completes it."""
    differing: set[str] = set()
    while more := {
        name
        for name, schema in definitions.items()
        if name not in differing and schema != _completed(schema, differing)
    }:
        differing |= more
    return {_part(name): _completed(definitions[name], differing) for name in differing}


def _completed(node: Any, differing: Set[str]) -> Any:
    """Return a schema that requires nothing, and lets a null take out a member of a map."""
    if not isinstance(node, dict):
        return node
    schema = {key: value for key, value in node.items() if key != "required"}
    if schema.get("$ref", "").removeprefix(_REF) in differing:
        schema["$ref"] = _part(schema["$ref"])
    if "anyOf" in schema:
        schema["anyOf"] = [_completed(choice, differing) for choice in schema["anyOf"]]
    for key in ("properties", "patternProperties"):
        if key in schema:
            below = schema[key].items()
            schema[key] = {name: _completed(value, differing) for name, value in below}
    if "patternProperties" in schema:
        members = schema["patternProperties"].items()
        schema["patternProperties"] = {key: _or_null(value) for key, value in members}
    if isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = _or_null(
            _completed(schema["additionalProperties"], differing)
        )
    # The items of a list are as they were: a list replaces another one whole.
    return schema


# What a spec may say


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    match node:
        case dict():
            yield node
            children: Iterable[Any] = node.values()
        case list():
            children = node
        case _:
            children = ()
    for child in children:
        yield from _nodes(child)


def _as_written(node: dict[str, Any]) -> None:
    """Let a schema say what a spec may say, and no more than that."""
    _show_default(node)
    _show_bounds(node)
    if isinstance(node.get("title"), str):
        del node["title"]  # the key again, in capitals
    # A map refuses keys that match none of its patterns.
    if "patternProperties" in node:
        node["additionalProperties"] = False
        members = node["patternProperties"].items()
        node["patternProperties"] = {key: _member(value) for key, value in members}
    elif isinstance(node.get("additionalProperties"), dict):
        node["additionalProperties"] = _member(node["additionalProperties"])
    if "properties" in node:
        _allow_null(node["properties"], node.get("required", ()))


def _show_default(node: dict[str, Any]) -> None:
    """Show a duration with its unit; the defaults of a mapping are left to its fields."""
    if "default" not in node:
        return
    if node.get("pattern") == DURATION["pattern"]:
        node["default"] = f"{node['default']}s"
    if node["default"] is None or isinstance(node["default"], dict):
        del node["default"]


def _show_bounds(node: dict[str, Any]) -> None:
    """Show the range of a number that may be left out, for which pydantic has no words."""
    for word, known in (("ge", "minimum"), ("le", "maximum")):
        bound = node.pop(word, None)
        # A duration is a text here.
        if isinstance(bound, int | Decimal) and node.get("type") in ("integer", "number"):
            node[known] = plain_number(Decimal(bound))


def _allow_null(properties: dict[str, Any], required: Iterable[str]) -> None:
    """Let a null stand for the default where there is one."""
    for key, schema in properties.items():
        if key not in required:
            properties[key] = _or_null(schema)


def _member(schema: dict[str, Any]) -> dict[str, Any]:
    """Let a null stand for all defaults of a member of a map, when the member is a section."""
    if any("$ref" in choice for choice in _choices(schema)):
        return _or_null(schema)
    return schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    rest = dict(schema)
    about: dict[str, Any] = {}
    for key in ("description", "default"):
        if key in rest:
            about[key] = rest.pop(key)
    choices = [choice for choice in _choices(rest) if choice != NULL]
    return {**about, "anyOf": [*choices, NULL]}


def _choices(schema: dict[str, Any]) -> list[dict[str, Any]]:
    if set(schema) != {"anyOf"}:
        return [schema]
    return [choice for part in schema["anyOf"] for choice in _choices(part)]
