"""Workspaces of Copilot for tests: those of `adopt/copilot`, and what becomes of each edit of one.

Twelve are workspaces that others have published, transcribed with other names and values;
`everything` has each field of Copilot's reference, `corners` the other forms that fields may have.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import yaml

from tfgen.adopt import Draft
from tfgen.adopt.copilot import Said, drafts, opened
from tfgen.commands.importing import left, written

FOLDER = Path(__file__).parent / "adopt" / "copilot"
WORKSPACES = sorted(path.name for path in FOLDER.iterdir())

# No option is given.
NOTHING = Said()
Place = tuple[str | int, ...]


class Told(NamedTuple):
    """What came out of a workspace: texts of specs by name, and what was found, without places."""

    specs: dict[str, str]
    found: tuple[tuple[str, str], ...]


def converted(folder: Path, said: Said = NOTHING) -> dict[str, Draft]:
    return drafts(opened(folder), said)


def told(folder: Path, said: Said = NOTHING) -> Told:
    """Return the specs of all environments, and the list of what they do not have."""
    workspace = opened(folder)
    by_stage = drafts(workspace, said)
    findings = left(
        [finding for draft in by_stage.values() for finding in draft.findings], workspace.files
    )
    specs = {stage: written(draft) for stage, draft in by_stage.items()}
    return Told(specs, tuple((finding.code, finding.message) for finding in findings))


def files(name: str) -> list[str]:
    """Return the files of a workspace that are YAML, below its folder."""
    paths = [path for path in (FOLDER / name).rglob("*") if path.is_file() and path.suffix != ".ts"]
    return sorted(path.relative_to(FOLDER / name).as_posix() for path in paths)


def copied(name: str, to: Path) -> Path:
    shutil.copytree(FOLDER / name, to, dirs_exist_ok=True)
    return to


def places(node: yaml.Node, above: Place = ()) -> Iterator[Place]:
    """Yield the path of each entry and item below a node."""
    if isinstance(node, yaml.MappingNode):
        for key, value in node.value:
            yield (*above, key.value)
            yield from places(value, (*above, key.value))
    if isinstance(node, yaml.SequenceNode):
        for at, value in enumerate(node.value):
            yield (*above, at)
            yield from places(value, (*above, at))


def parsed(text: str) -> yaml.Node:
    node = yaml.compose(text, Loader=yaml.SafeLoader)
    assert node is not None
    return node


def at(node: yaml.Node, place: Place) -> yaml.Node:
    """Return the node at a path."""
    for part in place:
        if isinstance(node, yaml.MappingNode):
            node = next(value for key, value in node.value if key.value == part)
        else:
            node = node.value[part]
    return node


def without(text: str, place: Place) -> str:
    """Return YAML without one entry or item."""
    node = parsed(text)
    above = at(node, place[:-1])
    if isinstance(above, yaml.MappingNode):
        above.value = [(key, value) for key, value in above.value if key.value != place[-1]]
    else:
        above.value = [value for at_, value in enumerate(above.value) if at_ != place[-1]]
    return str(yaml.serialize(node))


def with_entry(text: str, place: Place, name: str, value: str) -> str:
    """Return YAML with one entry more in the mapping at a path."""
    node = parsed(text)
    key = yaml.ScalarNode("tag:yaml.org,2002:str", name)
    at(node, place).value.append((key, yaml.ScalarNode("tag:yaml.org,2002:str", value)))
    return str(yaml.serialize(node))


def with_text(text: str, place: Place) -> str:
    """Return YAML with another value at a path: one more of a number, a letter more of a word."""
    node = parsed(text)
    scalar = at(node, place)
    said = scalar.value
    other = {"true": "false", "false": "true", "True": "False", "False": "True"}.get(said)
    scalar.value = other or (str(int(said) + 1) if said.isdecimal() else f"{said}x")
    return str(yaml.serialize(node))
