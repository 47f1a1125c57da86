"""CPU, memory and number of tasks of the services of a Compose file."""

from __future__ import annotations

from typing import Any

from tfgen.adopt.compose.container import cpu_units
from tfgen.adopt.compose.project import Unit
from tfgen.adopt.compose.values import mib_of
from tfgen.adopt.containers.sizes import fargate_size
from tfgen.adopt.given import Given

# What a service gets that says neither; enough for most servers and a small database.
DEFAULT = (512, 1024)
_LIMITS = ("deploy", "resources", "limits")
_RESERVED = ("deploy", "resources", "reservations")
_AT_LEAST = ("a task on Fargate has all of its memory to itself", "")


def size(unit: Unit, fields: dict[str, Any], on_instances: bool) -> bool:
    """Put CPU and memory into the fields; tell whether the file says nothing of either."""
    memory = _first(unit, (*_LIMITS, "memory"), ("mem_limit",))
    cpu = _first(unit, (*_LIMITS, "cpus"), ("cpus",))
    reserved = _first(unit, (*_RESERVED, "memory"), ("mem_reservation",))
    reserved_cpu = _first(unit, (*_RESERVED, "cpus"))
    mib = _value(unit, memory, mib_of)
    units = _value(unit, cpu, cpu_units)
    least = _value(unit, reserved, mib_of)
    least_cpu = _value(unit, reserved_cpu, cpu_units)
    # Containers of an instance share its CPU and its memory.
    if on_instances:
        return _on_instances(fields, units or least_cpu, mib, least)
    for node in (reserved if memory else None, reserved_cpu if cpu else None):
        if node:
            node.lose(*_AT_LEAST)
    mib, units = mib or least, units or least_cpu
    if mib is None and units is None:
        return True
    fields["cpu"], fields["memory"] = fargate_size(units or DEFAULT[0] // 2, mib or 512)
    if not mib or not units:
        word = f"{fields['memory']} MiB" if not mib else f"{fields['cpu']} CPU units"
        unit.node.changed(f"it has {word}, the least that goes with what the file says")
    _tell(memory or reserved, mib, fields["memory"], "MiB")
    _tell(cpu or reserved_cpu, units, fields["cpu"], "CPU units")
    return False


def _on_instances(
    fields: dict[str, Any], cpu: int | None, memory: int | None, reserved: int | None
) -> bool:
    if cpu:
        fields["cpu"] = cpu
    if memory:
        # Docker takes no less.
        fields["memory"] = max(memory, 6)
    if reserved:
        fields["memory_reservation"] = max(6, min(reserved, memory or reserved))
    return not memory and not reserved


def _first(unit: Unit, *paths: tuple[str, ...]) -> Given | None:
    """Return the first that stands there; what else stands there is told."""
    stated = [node for path in paths if (node := unit.field(*path)) and node.is_plain]
    for other in stated[1:]:
        other.lose("deploy.resources says it too")
    return stated[0] if stated else None


def _value(unit: Unit, node: Given | None, read: Any) -> int | None:
    if node is None:
        return None
    value: int | None = read(unit.variables.text(node))
    if not value:
        node.lose("it is no size", "write cpu and memory, in units of 1/1024 CPU and in MiB")
    return value or None


def _tell(node: Given | None, asked: int | None, has: int, unit: str) -> None:
    if node and asked and asked != has:
        node.changed(f"it is {has} {unit}: Fargate has tasks of certain sizes alone")


def count(unit: Unit, fields: dict[str, Any]) -> None:
    """Put the number of tasks into the fields."""
    stated = [unit.field("deploy", "replicas"), unit.field("scale")]
    numbers = [node for node in stated if node and node.is_plain]
    for node in numbers[1:]:
        node.lose("deploy.replicas says it too")
    for node in numbers[:1]:
        text = unit.variables.text(node)
        if not text.isdigit():
            node.lose("it is no number", "write desired_count: 2")
        elif int(text) == 1:
            node.changed("it is what a spec has by default")
        else:
            fields["desired_count"] = int(text)


def gpus(unit: Unit) -> int:
    """Return the number of GPUs that a service asks for."""
    stated = 0
    field = unit.field("gpus")
    devices = unit.field(*_RESERVED, "devices")
    for item in (*(field.items if field else ()), *(devices.items if devices else ())):
        amount = item.get("count")
        text = unit.variables.text(amount) if amount else "1"
        stated += int(text) if text.isdigit() else 1
        if amount and not text.isdigit():
            amount.changed("it is one: ECS gives a task a number of GPUs")
    if field and field.is_plain:
        unit.variables.text(field)
        field.changed("it is one: ECS gives a task a number of GPUs")
        stated += 1
    return stated
