"""Write the reference of the language: `python bench/reference`, a page for each section.

Fields, types, ranges and defaults come from the JSON Schema, what a field becomes from
tfgen/facts/becomes.json, and the example of a section is one of specs/.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import yaml

sys.path.insert(0, str(Path(__file__).parents[2]))

from bench.reference import modules
from bench.reference.language import (
    DEFINITIONS,
    FIELDS,
    SHARED,
    Node,
    anchor,
    models,
    own,
    paths,
    reached,
    title,
)
from bench.reference.since import since
from bench.reference.words import ROOT, becomes, cell, default_of, linked, types_of

FOLDER = ROOT / "docs/reference/fields"
# An example is read at a glance, and shows more than a line.
LINES = range(3, 26)


def pages() -> dict[str, str]:
    """Return the text of each page by its name."""
    sections = [key for key, node in FIELDS.items() if models(node)]
    texts = {f"{key}.md": page(key) for key in sections}
    texts["parts.md"] = _parts()
    texts["README.md"] = _index(sections)
    return {name: linked(text) for name, text in texts.items()}


def _index(sections: list[str]) -> str:
    lines = [
        "# Fields of the language",
        "",
        "Each section with its fields: what it is, its type, range and default, and the resources",
        "and arguments of the AWS provider that differ when it does.",
        "[What holds for all of it](../language.md) stands apart, as do",
        "[the parts that several sections have](parts.md).",
        "",
        "| section | what it is |",
        "| --- | --- |",
    ]
    lines += [f"| [`{key}`]({key}.md) | {cell(_about(key))} |" for key in sections]
    lines += ["", "## The cluster as a whole", "", *_table("Spec", _plain_fields(), [""])]
    return "\n".join(lines) + "\n"


def _plain_fields() -> dict[str, Node]:
    return {key: node for key, node in FIELDS.items() if not models(node)}


def page(key: str) -> str:
    """Return the page of a section."""
    lines = [f"# `{key}`", "", _about(key), ""]
    example = _example(key)
    if example:
        lines += ["<!-- part -->", "```yaml", example, "```", ""]
    for name in own(key):
        lines += _model(name, paths(name, key))
    shared = [name for name in reached(FIELDS[key]) if name in SHARED]
    if shared:
        links = ", ".join(f"[{title(name)}](parts.md#{anchor(name)})" for name in shared)
        lines += [f"It has parts that other sections have too: {links}.", ""]
    return "\n".join(lines).rstrip() + "\n"


def _about(key: str) -> str:
    """Return what a section is about: as the field says, else as its model does."""
    about = FIELDS[key].get("description")
    if about is None:
        about = DEFINITIONS[models(FIELDS[key])[0]]["description"]
    return str(about)


def _parts() -> str:
    lines = ["# Parts that several sections have", ""]
    for name in sorted(SHARED, key=title):
        places = [path for key in FIELDS for path in paths(name, key)]
        lines += _model(name, places)
    return "\n".join(lines).rstrip() + "\n"


def _model(name: str, places: list[str]) -> list[str]:
    model = DEFINITIONS[name]
    shown = ", ".join(f"`{place}`" for place in places[:4])
    more = f" and {len(places) - 4} more places" if len(places) > 4 else ""
    lines = [f"## {title(name)}", "", model.get("description", ""), ""]
    lines += [f"At {shown}{more}.", ""] if shown else []
    return [*lines, *_table(name, model.get("properties", {}), places, model.get("required", ()))]


def _table(
    name: str, fields: Mapping[str, Node], places: list[str], required: Any = ()
) -> list[str]:
    lines = ["| field | what it is | type | default | becomes |", "| --- | --- | --- | --- | --- |"]
    for key, node in fields.items():
        default = "**needed**" if key in required else default_of(node)
        about = f"{node.get('description', '')} {since([_below(place, key) for place in places])}"
        cells = (cell(about), types_of(node), default, becomes(name, key))
        lines.append(f"| `{key}` | {' | '.join(cells)} |")
    return [*lines, ""]


def _below(place: str, key: str) -> str:
    return f"{place}.{key}" if place else key


def _example(key: str) -> str:
    """Return how an example of specs/ writes a section: the shortest that shows something."""
    found = [
        text for path in sorted((ROOT / "specs").glob("*.yaml")) for text in _written(path, key)
    ]
    lengths = [text for text in found if text.count("\n") + 1 in LINES]
    return min(lengths or found, key=len, default="")


def _written(path: Path, key: str) -> Iterator[str]:
    text = path.read_text(encoding="utf-8")
    lines = text.splitlines()
    root = yaml.compose(text, Loader=yaml.SafeLoader)
    assert isinstance(root, yaml.MappingNode)
    for name, value in root.value:
        if name.value == key:
            last = value.end_mark.line + (value.end_mark.column > 0)
            shown = lines[name.start_mark.line : max(last, name.start_mark.line + 1)]
            yield "\n".join(shown).rstrip()


if __name__ == "__main__":
    FOLDER.mkdir(parents=True, exist_ok=True)
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
    modules.PAGE.write_text(modules.page(), encoding="utf-8")
