"""The language as its JSON Schema tells it: which models there are, and where each stands."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from typing import Any

from tfgen.language.schema import json_schema

Node = Mapping[str, Any]
_SCHEMA = json.loads(json_schema())
DEFINITIONS: Mapping[str, Any] = _SCHEMA["$defs"]
# What `defaults` takes stands at the sections themselves.
FIELDS: Mapping[str, Any] = {
    key: node for key, node in DEFINITIONS["Spec"]["properties"].items() if key != "defaults"
}


def kinds(node: Node) -> Iterator[Node]:
    """Yield the types that a node takes, one by one."""
    for kind in node.get("anyOf", [node]):
        name = _named(kind)
        if "anyOf" in kind:
            yield from kinds(kind)
        elif name and not _is_model(name):
            yield from kinds(DEFINITIONS[name])
        elif kind.get("type") != "null":
            yield kind


def _named(kind: Node) -> str:
    return str(kind.get("$ref", "")).rsplit("/", 1)[-1]


def _is_model(name: str) -> bool:
    """Whether a definition is of a section; others are of scalars that many fields have."""
    return "properties" in DEFINITIONS[name]


def models(node: Any) -> list[str]:
    """Return the models that a node of the schema names, by themselves or in what it names."""
    found = []
    for name in re.findall(r'"#/\$defs/([^"]+)"', json.dumps(node)):
        found += [name] if _is_model(name) else models(DEFINITIONS[name])
    return found


def reached(node: Any, seen: dict[str, None] | None = None) -> dict[str, None]:
    """Return all models below a node, in the order in which a reader comes upon them."""
    known = {} if seen is None else seen
    for name in models(node):
        if name not in known:
            known[name] = None
            reached(DEFINITIONS[name].get("properties", {}), known)
    return known


def _sections_of() -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for key, node in FIELDS.items():
        for name in reached(node):
            found.setdefault(name, []).append(key)
    return found


_SECTIONS = _sections_of()
SHARED = {name for name, keys in _SECTIONS.items() if len(keys) > 1}


def own(key: str) -> list[str]:
    """Return the models that only one section has."""
    return [name for name in reached(FIELDS[key]) if name not in SHARED]


def paths(name: str, section: str) -> list[str]:
    """Return where a model stands in a section, as paths of a spec."""
    return list(dict.fromkeys(_places(FIELDS[section], section, name, ())))


def _places(node: Any, path: str, wanted: str, within: tuple[str, ...]) -> Iterator[str]:
    for kind in kinds(node):
        if "$ref" in kind:
            name = kind["$ref"].rsplit("/", 1)[-1]
            if name == wanted:
                yield path
            elif name not in within:
                for key, inner in DEFINITIONS[name].get("properties", {}).items():
                    yield from _places(inner, f"{path}.{key}", wanted, (*within, name))
        elif isinstance(kind.get("additionalProperties"), dict):
            yield from _places(kind["additionalProperties"], f"{path}.*", wanted, within)
        elif isinstance(kind.get("items"), dict):
            yield from _places(kind["items"], f"{path}[]", wanted, within)


def title(name: str) -> str:
    """Return a model's name in words; of two of one name that of its room stands before."""
    room, _, name = name.removeprefix("tfgen__language__").rpartition("__")
    name = f"{room.replace('_', ' ')} {name}".strip()
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name).lower()


def anchor(name: str) -> str:
    """Return how an address ends that leads to a model's heading."""
    return title(name).replace(" ", "-")


def link(name: str) -> str:
    """Return the address of a model, from any page of the reference."""
    if name in SHARED:
        return f"parts.md#{anchor(name)}"
    (section,) = _SECTIONS.get(name, ["README"])
    return f"{section}.md#{anchor(name)}"
