"""Containers of a task definition, as ECS has them → fields of a container of the spec."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.given import Given, parse
from tfgen.adopt.live.sketch import seconds
from tfgen.adopt.live.world import as_key

# What is the same word for word, but for the name; and the value that needs no line.
_SAME: Mapping[str, tuple[str, Any]] = {
    "command": ("command", None),
    "entryPoint": ("entrypoint", None),
    "workingDirectory": ("working_directory", None),
    "user": ("user", None),
    "readonlyRootFilesystem": ("read_only_root", False),
    "privileged": ("privileged", False),
    "hostname": ("hostname", None),
    "dockerLabels": ("labels", None),
}
_CHECK_TIMES = {"interval": "30s", "timeout": "5s", "startPeriod": "0s"}
_STOP = "30s"


def given_containers(text: str, file: str) -> tuple[Given, ...]:
    """Return container definitions with what is read of them; empty values ECS adds itself."""
    return parse(json.dumps(_without_empty(json.loads(text))).encode(), file).items


def _without_empty(value: Any) -> Any:
    if isinstance(value, dict):
        members = {name: _without_empty(member) for name, member in value.items()}
        return {name: member for name, member in members.items() if member not in ({}, [], None)}
    if isinstance(value, list):
        return [_without_empty(item) for item in value]
    return value


def fields(given: Given, hidden: Hidden, *, in_vpc: bool) -> dict[str, Any]:
    """Return the fields of a container without its size; `in_vpc` it has its own interface."""
    entry: dict[str, Any] = {"image": _text(given, "image")}
    entry |= _ports(given, in_vpc=in_vpc)
    for name, (field, usual) in _SAME.items():
        value = given.entries.get(name)
        if value is not None and (whole := value.whole) != usual:
            entry[field] = whole
    entry |= _values(given, hidden)
    if check := given.get("healthCheck"):
        entry["health_check"] = _health_check(check)
    if stop := given.get("stopTimeout"):
        entry["stop_timeout"] = seconds(stop.plain)
    if depends := given.get("dependsOn"):
        entry["depends_on"] = {
            _text(element, "containerName"): _text(element, "condition").lower()
            for element in depends.items
        }
    if mounts := given.get("mountPoints"):
        entry["mounts"] = [_mount(mount) for mount in mounts.items]
    if logs := given.get("logConfiguration"):
        logs.leave("the tree has a log group of its own for it", "see logs in the spec")
    return {name: value for name, value in entry.items() if value not in (None, _STOP)}


def _text(given: Given, *path: str) -> str:
    value = given.get(*path)
    return value.text if value else ""


def _ports(given: Given, *, in_vpc: bool) -> dict[str, Any]:
    ports: dict[str, Any] = {}
    for mapping in given.entries["portMappings"].items if "portMappings" in given.entries else ():
        number = int(_text(mapping, "containerPort"))
        name = _text(mapping, "name") or f"port-{number}"
        # ECS writes the port of the container as that of the host, where there is no host.
        host = int(_text(mapping, "hostPort") or 0)
        fixed = "" if in_vpc or not host else f"{host}:"
        protocol = "/udp" if _text(mapping, "protocol") == "udp" else ""
        ports[name] = f"{fixed}{number}{protocol}"
    only = next(iter(ports.values()), "")
    # The only port needs no name: it has that of the container.
    if len(ports) == 1 and only.isdigit():
        return {"port": int(only)}
    return {"ports": ports} if ports else {}


def _values(given: Given, hidden: Hidden) -> dict[str, Any]:
    """Return variables and secrets; of a secret only where it is kept."""
    plain: dict[str, str] = {}
    kept: dict[str, Any] = {}
    for element in _items(given, "environment"):
        name, value = _text(element, "name"), element.get("value")
        if value and hidden.is_secret(name, value.text):
            kept[name] = hidden.place(value, name, value.text)
        else:
            plain[name] = _text(element, "value")
    for element in _items(given, "secrets"):
        kept[_text(element, "name")] = _secret(_text(element, "valueFrom"))
    entry: dict[str, Any] = {}
    entry |= {"environment": plain} if plain else {}
    entry |= {"secrets": kept} if kept else {}
    if files := given.get("environmentFiles"):
        arns = [_text(element, "value") for element in files.items]
        entry["env_files"] = [f"s3://{arn.partition(':::')[2]}" for arn in arns]
    return entry


def _items(given: Given, name: str) -> tuple[Given, ...]:
    listed = given.get(name)
    return listed.items if listed else ()


def _secret(source: str) -> Any:
    """Return where a secret is kept: a parameter by its name, all else by its ARN."""
    if ":ssm:" in source and ":parameter/" in source:
        return "/" + source.partition(":parameter/")[2]
    if not source.startswith("arn:"):
        return source if source.startswith("/") else {"ssm": source}
    parts = source.split(":")
    # arn:…:secret:name:key:stage:version
    if len(parts) > 7 and parts[7]:
        return {"arn": ":".join(parts[:7]), "key": parts[7]}
    return ":".join(parts[:7])


def _health_check(given: Given) -> dict[str, Any] | list[str] | str:
    kind, *words = given.entries["command"].whole
    # A text is run by a shell, a list is not.
    command: Any = words[0] if kind == "CMD-SHELL" and len(words) == 1 else [*words]
    entry: dict[str, Any] = {"command": command}
    for name, usual in _CHECK_TIMES.items():
        if (value := given.get(name)) and seconds(value.plain) != usual:
            entry["start_period" if name == "startPeriod" else name] = seconds(value.plain)
    if (retries := given.get("retries")) and retries.plain != 3:
        entry["retries"] = retries.plain
    return command if len(entry) == 1 else entry


def _mount(given: Given) -> str:
    read_only = given.get("readOnly")
    suffix = ":ro" if read_only and read_only.plain else ""
    # By the key that the volume gets.
    return f"{as_key(_text(given, 'sourceVolume'))}:{_text(given, 'containerPath')}{suffix}"
