"""Since which version a field is there: the paths of the language that each release kept.

`tests/releases/<version>.fields` is written as a release is made (`tests/releases/keep.py`).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

RELEASES = Path(__file__).parents[2] / "tests/releases"

Node = Mapping[str, Any]


def field_paths(schema: Node) -> tuple[str, ...]:
    """Return the paths that a schema of the language takes, such as services.*.routes.*.match."""
    top = schema if "properties" in schema else schema["$defs"]["Spec"]
    return tuple(sorted(set(_paths(schema, top, "", ()))))


def _paths(schema: Node, node: Node, path: str, within: tuple[str, ...]) -> Iterator[str]:
    for kind in node.get("anyOf", ()):
        yield from _paths(schema, kind, path, within)
    name = str(node.get("$ref", "")).rsplit("/", 1)[-1]
    if name and name not in within:
        yield from _paths(schema, schema["$defs"][name], path, (*within, name))
    for members in (node.get("additionalProperties"), *node.get("patternProperties", {}).values()):
        if isinstance(members, dict):
            yield from _paths(schema, members, f"{path}*.", within)
    if isinstance(items := node.get("items"), dict):
        yield from _paths(schema, items, path, within)
    for key, below in node.get("properties", {}).items():
        yield f"{path}{key}"
        yield from _paths(schema, below, f"{path}{key}.", within)


@cache
def kept() -> tuple[tuple[str, frozenset[str]], ...]:
    """Return what each release kept, the oldest first."""
    files = sorted(RELEASES.glob("*.fields"), key=lambda file: [*map(int, file.stem.split("."))])
    return tuple((file.stem, frozenset(file.read_text().split())) for file in files)


def since(places: list[str]) -> str:
    """Return since when a field at some paths is there; nothing of one that the first release had.

    What no release has is new.
    """
    known = {place.replace("[]", "") for place in places}
    for at, (version, paths) in enumerate(kept()):
        if known & paths:
            return f"Since {version}." if at else ""
    return f"New since {kept()[-1][0]}."
