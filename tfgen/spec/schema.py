"""The JSON Schema of the spec language, from the models and their descriptions."""

from __future__ import annotations

import json
from typing import Any

from tfgen.spec.top import WITH_DEFAULTS, Spec


def json_schema() -> str:
    """Return the JSON Schema of a spec, draft 2020-12, as text."""
    schema = Spec.model_json_schema(by_alias=True)
    schema["$schema"] = "https://json-schema.org/draft/2020-12/schema"
    schema["title"] = "tfgen cluster spec"
    properties = schema["properties"]
    properties["extends"] = {
        "type": "string",
        "description": "Base spec, relative to this file, that this one adds to.",
    }
    properties["defaults"] = _defaults(schema)
    _close(schema)
    return json.dumps(schema, indent=2, ensure_ascii=False) + "\n"


def _close(node: Any) -> None:
    """Refuse keys of a map that match none of its patterns, as the models do."""
    for child in node.values() if isinstance(node, dict) else node if isinstance(node, list) else ():
        _close(child)
    if isinstance(node, dict) and "patternProperties" in node:
        node["additionalProperties"] = False


def _defaults(schema: dict[str, Any]) -> dict[str, Any]:
    """Members of a section without their required keys, as `defaults` takes them."""
    found = {}
    for section in WITH_DEFAULTS:
        (member,) = schema["properties"][section]["patternProperties"].values()
        model = schema["$defs"][member["$ref"].removeprefix("#/$defs/")]
        found[section] = {key: value for key, value in model.items() if key != "required"}
    about = "Fields put under each member of a section; a member says null to leave one out."
    return {"type": "object", "additionalProperties": False, "properties": found, "description": about}
