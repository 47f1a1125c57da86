"""Variables and secrets of the services of a Compose file."""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.compose.project import Project, Unit
from tfgen.adopt.compose.values import Pair, pairs
from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.given import Given

# The language's own form of a variable's name.
NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,254}")
_IN_FILE = re.compile(r"/run/secrets/([A-Za-z0-9_.-]+)")
_SHELL = (
    "it is taken from the shell in which Compose runs",
    "write its value into environment, or where it lies into secrets",
)
_EMPTY = "write a value into environment if the container wants one"


def environment(unit: Unit, fields: dict[str, Any], hidden: Hidden) -> set[str]:
    """Put the variables into the fields; return the secrets that they name as files."""
    read_from_files: set[str] = set()
    for pair in pairs(unit.field("environment"), unit.variables):
        in_file = _IN_FILE.fullmatch(pair.value or "")
        if not NAME.fullmatch(pair.name):
            pair.node.lose("it is no name of a variable of ECS", "use letters, digits and _")
        elif in_file and pair.name.endswith("_FILE"):
            # https://docs.docker.com/compose/how-tos/use-secrets/: images take the one or the other
            name = pair.name.removesuffix("_FILE")
            fields.setdefault("secrets", {})[name] = {"secret": hidden.named(in_file[1])}
            read_from_files.add(in_file[1])
            pair.node.changed(f"ECS gives the secret as the variable {name}, not in a file")
        else:
            _variable(unit, pair, fields, hidden)
    return read_from_files


def _variable(unit: Unit, pair: Pair, fields: dict[str, Any], hidden: Hidden) -> None:
    is_open = unit.variables.is_open(pair.node)
    value = pair.value or ""
    sole = unit.variables.sole(pair.node)
    if hidden.is_secret(pair.name, value, later=is_open or pair.value is None):
        known_as = sole if is_open else ""
        place = hidden.place(pair.node, pair.name, sole if is_open else value, known_as)
        fields.setdefault("secrets", {})[pair.name] = place
    elif pair.value is None:
        pair.node.lose(*_SHELL)
    elif is_open and not value:
        pair.node.lose("its value is taken from a variable that nothing sets", _EMPTY)
    else:
        fields.setdefault("environment", {})[pair.name] = value


def secrets(unit: Unit, fields: dict[str, Any], hidden: Hidden, in_files: set[str]) -> None:
    """Put the secrets that a service is granted into the fields, as variables."""
    field = unit.field("secrets")
    for item in field.items if field else ():
        source = item.get("source") if item.is_map else item
        if source is None:
            continue
        name = unit.variables.text(source)
        if name in in_files:
            source.changed("a variable of the service reads it")
            continue
        variable = re.sub(r"[^A-Z0-9_]", "_", name.upper())
        fields.setdefault("secrets", {})[variable] = {"secret": hidden.named(name)}
        source.changed(
            f"ECS gives it as the variable {variable}, not as a file",
            "have the program read the variable, or write it into a file at the start",
        )


def declared(project: Project, hidden: Hidden) -> None:
    """Make the secrets of the file, without their values."""
    top = project.node.get("secrets")
    for name, secret in (top.entries if top else {}).items():
        key = hidden.named(name)
        for entry in secret.entries.values():
            _leave(entry, key)
        secret.changed(f"it is the secret {key}, made without a value")


def _leave(entry: Given, key: str) -> None:
    entry.leave(
        "a spec makes a secret without its value",
        f"put it into secrets.{key} in AWS before tasks start",
    )
