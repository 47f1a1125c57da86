"""The JSON Schema of the spec language, from the models and their descriptions."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Set
from typing import Any

from tfgen.language.beneath import OF_BOTH
from tfgen.language.definitions import NULL, REF, Definitions, or_null
from tfgen.language.editing import told_to_editors
from tfgen.language.paths import required_keys
from tfgen.language.section import unwrap
from tfgen.language.top import Defaults, Spec

_EXTENDS = {
    "anyOf": [
        {"type": "string"},
        {"type": "array", "items": {"type": "string"}, "minItems": 1, "uniqueItems": True},
    ],
    "description": "Base spec, relative to this file, that this one adds to; or several in their "
    "order, of which a later one is merged over those before it.",
}


def json_schema(*, base: bool = False, codes: Iterable[str] = ()) -> str:
    """Return the JSON Schema of a spec, draft 2020-12, as text: a line for each definition.

    Of a spec with `extends`, and of a `base`, nothing is required: another file may give it.
    `codes` are those that waivers may name.
    """
    known = Definitions(Spec)
    definitions = known.all()
    definitions |= _parts(definitions)
    for whole in ("Spec", "SpecPart"):
        definitions[whole]["properties"] |= {
            "extends": _EXTENDS,
            "defaults": or_null(_defaults(known, definitions)),
        }
    spec = definitions["Spec"]
    definitions["Application"] = {**spec, "required": sorted({*spec["required"]} - {*OF_BOTH})}
    # Without a title: editors would put it over all that they say of a field.
    head = {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "description": "A cluster spec of tfgen.",
        "type": "object",
        **_root(base),
    }
    return _text(head, told_to_editors(definitions, codes))


def _text(head: Mapping[str, Any], definitions: Mapping[str, Any]) -> str:
    """Return a schema as JSON; indented it would be twice as long."""
    lines = [f"{_json(name)}: {_json(schema)}" for name, schema in sorted(definitions.items())]
    top = [f"{_json(key)}: {_json(value)}" for key, value in head.items()]
    return ",\n".join(("{" + top[0], *top[1:], '"$defs": {\n' + ",\n".join(lines))) + "\n}}\n"


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False)


def _root(base: bool) -> dict[str, Any]:
    part = {"$ref": f"{REF}SpecPart"}
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
    with_defaults = {"$ref": f"{REF}SpecPart", "required": required}
    return {"if": _has("defaults"), "then": with_defaults, "else": {"$ref": f"{REF}{name}"}}


def _defaults(known: Definitions, definitions: Mapping[str, Any]) -> dict[str, Any]:
    """Members of a section without their required keys, as `defaults` takes them."""
    sections = {}
    for section, field in Defaults.model_fields.items():
        member, _ = unwrap(field.annotation)
        name = known.name(member)
        if _part(name) in definitions:
            name = _part(name)
        sections[section] = {
            "description": field.description,
            "anyOf": [{"$ref": REF + name}, NULL],
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
    if schema.get("$ref", "").removeprefix(REF) in differing:
        schema["$ref"] = _part(schema["$ref"])
    if "anyOf" in schema:
        schema["anyOf"] = [_completed(choice, differing) for choice in schema["anyOf"]]
    if "properties" in schema:
        below = schema["properties"].items()
        schema["properties"] = {name: _completed(value, differing) for name, value in below}
    if isinstance(schema.get("additionalProperties"), dict):
        schema["additionalProperties"] = or_null(
            _completed(schema["additionalProperties"], differing)
        )
    # The items of a list are as they were: a list replaces another one whole.
    return schema
