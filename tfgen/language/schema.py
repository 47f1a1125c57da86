"""The JSON Schema of the spec language, from the models and their descriptions."""

from __future__ import annotations

import json
from collections.abc import Iterator
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
    found = {}
    for section, (member, _) in fields_of(Defaults).items():
        model = schema["$defs"][member.__name__]
        found[section] = deepcopy({key: value for key, value in model.items() if key != "required"})
    return {
        "type": "object",
        "additionalProperties": False,
        "properties": found,
        "description": Defaults.__doc__,
    }


def _nodes(node: Any) -> Iterator[dict[str, Any]]:
    if isinstance(node, dict):
        yield node
    for child in (
        node.values() if isinstance(node, dict) else node if isinstance(node, list) else ()
    ):
        yield from _nodes(child)


def _as_written(node: dict[str, Any]) -> None:
    """Let a schema say what a spec may say.

    A map refuses keys that match none of its patterns. A null stands for the default, also of a member of a map. The
    default of a duration has its unit; the defaults of a mapping are left to its fields.
    """
    if node.get("pattern") == DURATION["pattern"] and "default" in node:
        node["default"] = f"{node['default']}s"
    if "default" in node and (node["default"] is None or isinstance(node["default"], dict)):
        del node["default"]
    if isinstance(node.get("title"), str):
        del node["title"]  # the key again, in capitals
    if "patternProperties" in node:
        node["additionalProperties"] = False
        node["patternProperties"] = {
            key: _member(value) for key, value in node["patternProperties"].items()
        }
    elif isinstance(node.get("additionalProperties"), dict):
        node["additionalProperties"] = _member(node["additionalProperties"])
    if "properties" in node:
        required = node.get("required", ())
        node["properties"] = {
            k: v if k in required else _or_null(v) for k, v in node["properties"].items()
        }


def _member(schema: dict[str, Any]) -> dict[str, Any]:
    return _or_null(schema) if any("$ref" in one for one in _choices(schema)) else schema


def _or_null(schema: dict[str, Any]) -> dict[str, Any]:
    about: dict[str, Any] = {
        key: schema[key] for key in ("description", "default") if key in schema
    }
    rest = {key: value for key, value in schema.items() if key not in about}
    return {**about, "anyOf": [*(one for one in _choices(rest) if one != NULL), NULL]}


def _choices(schema: dict[str, Any]) -> list[dict[str, Any]]:
    return (
        [choice for one in schema["anyOf"] for choice in _choices(one)]
        if set(schema) == {"anyOf"}
        else [schema]
    )
