"""The JSON Schema of the spec language, from the models and their descriptions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from copy import deepcopy
from typing import Any

from tfgen.language.scalars import DURATION
from tfgen.language.section import fields_of
from tfgen.language.top import Defaults, Spec

NULL = {"type": "null"}


def json_schema() -> str:
    """Return the JSON Schema of a spec, draft 2020-12, as text."""
    schema = Spec.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    properties = schema["properties"]
    properties["extends"] = {
        "type": "string",
        "description": "Base spec, relative to this file, that this one adds to.",
    }
    properties["defaults"] = _defaults(schema)
    for node in reversed(list(_nodes(schema))):  # what is inside another one comes first
        _as_written(node)
    schema["title"] = "tfgen cluster spec"
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """Members of a section without their required keys, as `defaults` takes them."""
    sections = {}
    for section, (member, _) in fields_of(Defaults).items():
        # A copy: both are changed in place afterwards, each once.
        sections[section] = deepcopy(schema["$defs"][member.__name__])
        sections[section].pop("required", None)
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": sections,
        "description": Defaults.__doc__,
    }


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
