"""What a container of a Compose file has beside ports, volumes and variables."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from tfgen.adopt.compose.project import Unit
from tfgen.adopt.compose.values import (
    is_true,
    mib_of,
    pairs,
    seconds,
    several,
    words,
    written,
)
from tfgen.adopt.given import Given
from tfgen.facts import limits
from tfgen.facts.limits import Range

# The form that the language takes; Docker takes any text.
_USER = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?")
# host-gateway is Docker's own word for its host: a task has none.
_ADDRESS = re.compile(r"[0-9]{1,3}(?:\.[0-9]{1,3}){3}|[0-9a-fA-F:]*:[0-9a-fA-F:.]+")
# Parameters of namespaces; all others are the host's own.
_SYSCTL = re.compile(
    r"kernel\.(?:msg\w+|sem|shm\w+)|fs\.mqueue\.[\w.-]+|net\.[\w.-]+(?:[./-][\w.-]+)*"
)
_ON_INSTANCES = "give it an instance group as capacity"
_NO_DEFAULT = "it is what a spec has by default"


def plain_fields(unit: Unit, fields: dict[str, Any], on_instances: bool) -> None:
    """Put what the two tools have alike into the fields."""
    # Null takes the image's own, as leaving it out does.
    for key in ("entrypoint", "command"):
        node = unit.field(key)
        if node and not (node.is_plain and node.plain is None):
            _words(unit, key, node, fields)
    _matching(unit, "working_dir", "working_directory", r"/[^:\x00-\x1f]*", fields)
    _matching(unit, "user", "user", _USER.pattern, fields)
    _switches(unit, fields, on_instances)
    _capabilities(unit, fields, on_instances)
    _ulimits(unit, fields, on_instances)
    _sysctls(unit, fields)
    _grace(unit, fields, on_instances)
    if on_instances:
        _of_instances(unit, fields)


def _words(unit: Unit, key: str, node: Given, fields: dict[str, Any]) -> None:
    parts = words(node, unit.variables)
    if parts:
        fields[key] = parts
    else:
        node.lose("an empty list is the image's own for ECS", "write what is to run")


def _matching(unit: Unit, key: str, name: str, form: str, fields: dict[str, Any]) -> None:
    node, text = unit.field(key), unit.text(key)
    if node is None:
        return
    if re.fullmatch(form, text):
        fields[name] = text
    else:
        node.lose("ECS takes no such value", f"write {name}:")


def _switches(unit: Unit, fields: dict[str, Any], on_instances: bool) -> None:
    for key, name, default in (
        ("read_only", "read_only_root", False),
        ("init", "init", True),
        ("privileged", "privileged", False),
    ):
        node = unit.field(key)
        if node is None:
            continue
        # YAML 1.1 has more words for it, and Compose takes true and false alone.
        value = unit.text(key).lower() == "true"
        if value == default:
            node.changed(_NO_DEFAULT)
        elif key != "privileged" or on_instances:
            fields[name] = value


def _capabilities(unit: Unit, fields: dict[str, Any], on_instances: bool) -> None:
    for key, name in (("cap_add", "add"), ("cap_drop", "drop")):
        for item in several(unit.field(key)):
            capability = unit.variables.text(item).upper().removeprefix("CAP_")
            known = capability in limits.FARGATE_CAPABILITIES
            if key == "cap_add" and not on_instances and not known:
                item.lose("Fargate adds no such capability", _ON_INSTANCES)
            else:
                fields.setdefault("capabilities", {}).setdefault(name, []).append(capability)


def _ulimits(unit: Unit, fields: dict[str, Any], on_instances: bool) -> None:
    field = unit.field("ulimits")
    for name, node in (field.entries if field else {}).items():
        if name != "nofile" and not on_instances:
            node.lose("on Fargate only nofile can be set", _ON_INSTANCES)
            continue
        parts = [node.get("soft"), node.get("hard")] if node.is_map else [node, node]
        numbers = [unit.variables.text(part) for part in parts if part]
        if len(numbers) != 2 or not all(
            re.fullmatch(r"-1|[0-9]{1,15}", element) for element in numbers
        ):
            node.lose("it is no limit", f"write ulimits: {{{name}: {{soft: 1024, hard: 4096}}}}")
            continue
        soft, hard = map(int, numbers)
        value: Any = soft if soft == hard else {"soft": soft, "hard": hard}
        fields.setdefault("ulimits", {})[name] = value


def _sysctls(unit: Unit, fields: dict[str, Any]) -> None:
    for pair in pairs(unit.field("sysctls"), unit.variables):
        if _SYSCTL.fullmatch(pair.name) and pair.value is not None:
            fields.setdefault("sysctls", {})[pair.name] = pair.value
        else:
            pair.node.lose("it is a parameter of the whole host", "boot_commands on instances")


def _grace(unit: Unit, fields: dict[str, Any], on_instances: bool) -> None:
    node = unit.field("stop_grace_period")
    if node is None:
        return
    # Fargate kills a container after two minutes at most.
    most = 86400 if on_instances else limits.FARGATE_STOP_TIMEOUT.high
    least = 1 if on_instances else limits.FARGATE_STOP_TIMEOUT.low
    value = _within(node, unit.text("stop_grace_period"), Range(least, most, ""))
    if value == 30:
        node.changed(_NO_DEFAULT)
    elif value is not None:
        fields["stop_timeout"] = written(value)


def _within(node: Given, text: str, takes: Range) -> int | None:
    """Return whole seconds that ECS takes, and say where they are others than were asked for."""
    # Docker takes nanoseconds, ECS whole seconds within bounds.
    asked = seconds(text)
    if asked is None:
        node.lose("it is no duration", "write a number and its unit, such as 30s")
        return None
    value = min(max(math.ceil(asked), takes.low), takes.high)
    if value != asked:
        node.changed(f"it is {value}s: ECS takes whole seconds, {takes.low} to {takes.high}")
    return value


def _of_instances(unit: Unit, fields: dict[str, Any]) -> None:
    """Put what only instances have."""
    for item in several(unit.field("devices")):
        text = unit.variables.text(item) if item.is_plain else ""
        if text.startswith("/dev/"):
            fields.setdefault("devices", []).append(text)
        else:
            item.lose("it is no device of the host", "write devices: [/dev/x]")
    shm = unit.field("shm_size")
    if shm:
        # ECS counts in MiB.
        size = mib_of(unit.text("shm_size"))
        if size:
            fields["shm_size"] = size
        else:
            shm.lose("it is no size", "write shm_size: 64, in MiB")
    for key in ("pid", "ipc"):
        node = unit.field(key)
        if node and unit.text(key) == "host":
            fields[f"{key}_mode"] = "host"
        elif node:
            node.lose("a task has no such mode", f"{key}_mode: task shares it in the task")
    mode = unit.field("network_mode")
    if mode and mode.peek == "host":
        fields["network_mode"] = mode.text
    else:
        _names(unit, fields)


def _names(unit: Unit, fields: dict[str, Any]) -> None:
    """Put names for the container's own use, which bridge mode has."""
    _matching(unit, "hostname", "hostname", r"[A-Za-z0-9](?:[A-Za-z0-9.-]*[A-Za-z0-9])?", fields)
    field = unit.field("extra_hosts")
    for pair in pairs(field, unit.variables, sign="=" if field and "=" in str(field.peek) else ":"):
        address = (pair.value or "").strip("[]")
        if _ADDRESS.fullmatch(address):
            fields.setdefault("extra_hosts", {})[pair.name] = address
        else:
            pair.node.lose("it is no address", "write extra_hosts: {name: 10.0.0.5}")


_TIMES: Mapping[str, tuple[Range, int]] = {
    "interval": (limits.CONTAINER_HEALTH_INTERVAL, 30),
    "timeout": (limits.CONTAINER_HEALTH_TIMEOUT, 5),
    "start_period": (limits.CONTAINER_HEALTH_START_PERIOD, 0),
}


def health_check(unit: Unit, fields: dict[str, Any]) -> None:
    """Put the check of the container into the fields.

    https://docs.docker.com/reference/compose-file/services/#healthcheck
    """
    check = unit.field("healthcheck")
    if check is None:
        return
    test, disabled = check.get("test"), check.get("disable")
    command = _test(unit, test) if test else None
    if command is None or is_true(disabled):
        check.lose("ECS has no check of its own here: that of the image does not count there", "")
        return
    parts: dict[str, Any] = {"command": command}
    for name, (takes, default) in _TIMES.items():
        node = check.get(name)
        value = _within(node, unit.variables.text(node), takes) if node else None
        if value == default and node:
            node.changed(_NO_DEFAULT)
        elif value is not None:
            parts[name] = written(value)
    _retries(unit, check, parts)
    _waits_less(parts, check)
    is_short = len(parts) == 1 and isinstance(command, str)
    fields["health_check"] = command if is_short else parts


def _waits_less(parts: dict[str, Any], check: Given) -> None:
    """Hold the timeout below the interval, which ECS demands and Docker does not."""
    # Docker's own defaults are 30s and 30s: https://docs.docker.com/reference/dockerfile/#healthcheck
    interval = int(seconds(parts.get("interval", "30s")) or 0)
    timeout = int(seconds(parts.get("timeout", "5s")) or 0)
    if timeout >= interval:
        node = check.get("timeout") or check.get("interval") or check
        parts["timeout"] = written(max(interval - 1, limits.CONTAINER_HEALTH_TIMEOUT.low))
        node.changed(f"the timeout is {parts['timeout']}: it has to be less than the interval")


def _test(unit: Unit, test: Given) -> Any:
    if not test.is_list:
        return unit.variables.text(test)
    parts = [unit.variables.text(item) for item in test.items]
    if parts[:1] == ["CMD-SHELL"] and len(parts) == 2:
        return parts[1]
    return parts if parts[:1] == ["CMD"] and len(parts) > 1 else None


def _retries(unit: Unit, check: Given, parts: dict[str, Any]) -> None:
    node = check.get("retries")
    if node is None:
        return
    text = unit.variables.text(node)
    takes = limits.CONTAINER_HEALTH_RETRIES
    value = min(max(int(text), takes.low), takes.high) if text.isdigit() else 3
    if str(value) != text:
        node.changed(f"it is {value}: ECS takes {takes.low} to {takes.high}")
    elif value == 3:
        node.changed(_NO_DEFAULT)
    if value != 3:
        parts["retries"] = value


def cpu_units(text: str) -> int | None:
    """Return the CPU units of a number of CPUs; None where it is none."""
    if not re.fullmatch(r"[0-9]+(?:\.[0-9]+)?|\.[0-9]+", text):
        return None
    return math.ceil(Fraction(text) * 1024)
