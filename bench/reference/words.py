"""What is said of a field in a table's cell: its types, its default, what it becomes."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from bench.reference.language import DEFINITIONS, Node, kinds, link, title
from tfgen.language.scalars import DURATION
from tfgen.language.section import Section
from tfgen.language.top import Spec

ROOT = Path(__file__).parents[2]
BECOMES: Mapping[str, list[str]] = json.loads((ROOT / "tfgen/facts/becomes.json").read_text())
PROVIDER = "https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/"
_PATTERN_SHOWN = 40
# What people call a form; others are shown.
_FORMS = {
    DURATION["pattern"]: "duration, such as 90s, 5m or 30d",
    DEFINITIONS["Name"]["pattern"]: "name",
}


def _below(model: type[Section]) -> Iterator[type[Section]]:
    for below in model.__subclasses__():
        yield below
        yield from _below(below)


# All models are known once the whole language is; the schema tells two of one name by their rooms.
MODELS = {
    name: model
    for model in (Spec, *_below(Section))
    if "language" in model.__module__
    for name in (model.__name__, f"{model.__module__}.{model.__name__}".replace(".", "__"))
}


def becomes(name: str, key: str) -> str:
    """Return the resources of a field, each with the arguments that differ with it."""
    arguments: dict[str, list[str]] = {}
    for made in _made_of(name, key):
        type_, _, argument = made.partition(".")
        arguments.setdefault(type_, [])
        if argument:
            arguments[type_].append(f"`{argument}`")
    return "; ".join(
        " ".join((f"[`{type_}`][{type_}]", ", ".join(names))).rstrip()
        for type_, names in arguments.items()
    )


def _made_of(name: str, key: str) -> list[str]:
    # A field stands at the model that declares it.
    for model in getattr(MODELS.get(name), "__mro__", ()):
        for field in (key, f"{key}_"):
            if made := BECOMES.get(f"{model.__name__}.{field}"):
                return made
    return []


def linked(text: str) -> str:
    """Return a page with the addresses of the resources that it names."""
    types = sorted(set(re.findall(r"\[`(aws_\w+)`\]\[", text)))
    links = "".join(f"[{type_}]: {PROVIDER}{type_.removeprefix('aws_')}\n" for type_ in types)
    return f"{text.rstrip()}\n\n{links}" if links else text


def default_of(node: Node) -> str:
    """Return the default of a field; nothing where none is fixed."""
    if "default" not in node:
        return ""
    value = node["default"]
    if value in ({}, []):
        return "none"
    if isinstance(value, str):
        return f"`{_in_units(value)}`"
    return f"`{json.dumps(value, ensure_ascii=False)}`"


def _in_units(text: str) -> str:
    """Return seconds in the largest unit that has a whole number of them."""
    seconds = re.fullmatch(r"([1-9][0-9]*)s", text)
    if not seconds:
        return text
    for unit, length in (("d", 86400), ("h", 3600), ("m", 60)):
        if int(seconds[1]) % length == 0:
            return f"{int(seconds[1]) // length}{unit}"
    return text


def types_of(node: Node) -> str:
    """Return the types that a field takes, in words."""
    taken = list(kinds(node))
    words = list(dict.fromkeys(word for kind in taken for word in _word(kind)))
    if any("$ref" in kind for kind in taken):
        # What one value stands for, the description says.
        words = ["a value" if word == "text" else word for word in words]
    return " or ".join(words)


def _word(kind: Node) -> Iterator[str]:
    if "$ref" in kind:
        name = kind["$ref"].rsplit("/", 1)[-1]
        yield f"[{title(name)}]({link(name)})"
    elif "enum" in kind or "const" in kind:
        yield ", ".join(f"`{value}`" for value in kind.get("enum", [kind.get("const")]))
    elif kind.get("type") == "array":
        yield f"list of {types_of(kind.get('items', {})) or 'values'}"
    elif kind.get("type") == "object":
        yield from _map(kind)
    elif isinstance(kind.get("type"), list):
        yield "text"
    else:
        yield _scalar(kind)


def _map(kind: Node) -> Iterator[str]:
    if "terraform" in kind.get("properties", {}):
        yield "`{terraform: …}`"
        return
    members = kind.get("additionalProperties")
    inner = types_of(members) if isinstance(members, dict) else ""
    yield f"map of {inner or 'values'}"


def _scalar(kind: Node) -> str:
    word = {"integer": "whole number", "number": "number", "boolean": "`true` or `false`"}.get(
        kind.get("type", ""), "text"
    )
    low, high = kind.get("minimum"), kind.get("maximum")
    if low is not None and high is not None:
        return f"{word}, {low} to {high}"
    if low is not None:
        return f"{word}, {low} or more"
    pattern = kind.get("pattern", "")
    if pattern in _FORMS:
        return _FORMS[pattern]
    if pattern and len(pattern) <= _PATTERN_SHOWN and "`" not in pattern:
        return f"{word} as `{pattern}`".replace("|", "\\|")
    return word


def cell(text: str) -> str:
    """Return text as a table of Markdown shows it."""
    return re.sub(r"([|<>*])", r"\\\1", " ".join(text.split()))
