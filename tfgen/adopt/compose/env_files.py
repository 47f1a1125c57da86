"""Files of variables that services name: what `environment` does not say again is read of them.

https://docs.docker.com/reference/compose-file/services/#env_file
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tfgen.adopt.compose.environment import NAME
from tfgen.adopt.compose.interpolation import variables_of
from tfgen.adopt.compose.project import Files, Unit
from tfgen.adopt.compose.values import pairs, several
from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.given import Given, read_file
from tfgen.diagnostics import TfgenError

_HELP = (
    "copy its variables into environment and secrets, or put the file into S3 for "
    "env_files: [s3://bucket/name.env]"
)
_SAYS = {
    "required": "Compose asks it whether it goes on without the file",
    "format": "the file is read as Compose reads it",
}


def files_beside(file: Path) -> Files:
    """Return what reads a file by its path from the folder of a Compose file, None elsewhere."""
    folder = file.resolve().parent

    def text_of(path: str) -> str | None:
        named = (folder / path).resolve()
        if not named.is_relative_to(folder):
            return None
        try:
            return read_file(named).decode(errors="replace")
        except TfgenError:
            return None

    return text_of


def env_files(unit: Unit, fields: dict[str, Any], hidden: Hidden) -> None:
    """Put the variables of files into the fields; those that look like secrets without values."""
    own = {pair.name for pair in pairs(unit.field("environment"), unit.variables)}
    collected: dict[str, tuple[str, Given]] = {}
    for item in several(unit.field("env_file")):
        variables = _variables(unit, item)
        # Of several files the last one wins.
        collected |= {name: (value, item) for name, value in variables.items() if name not in own}
    for name, (value, item) in collected.items():
        if not NAME.fullmatch(name):
            item.remark(
                "ADOPT001", f"{name} is not carried over: it is no name of a variable of ECS"
            )
        elif hidden.is_secret(name, value):
            place = hidden.place_of_file(item, name, value)
            fields.setdefault("secrets", {})[name] = place
        else:
            fields.setdefault("environment", {})[name] = value


def _variables(unit: Unit, item: Given) -> dict[str, str]:
    """Return the variables of a file, and say whether it was read."""
    place = item.get("path") if item.is_map else item
    path = unit.variables.text(place) if place and place.is_plain else ""
    text = unit.files(path) if path else None
    if text is None:
        item.lose("no such file lies beside the Compose file", _HELP)
        return {}
    for key, how in _SAYS.items():
        if entry := item.get(key):
            entry.changed(how)
    variables = variables_of(text)
    item.changed(f"{path} is read: its variables, {len(variables)}, stand in the service")
    return {name: unit.variables.filled(value) for name, value in variables.items()}
