"""Task definitions of what runs: what services and jobs have both."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.given import Given
from tfgen.adopt.live.containers import fields
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch
from tfgen.adopt.live.unsaid import unsaid_of_task
from tfgen.adopt.live.world import as_key, block
from tfgen.diagnostics import Diagnostic, Severity

_FARGATE = {"FARGATE": "fargate", "FARGATE_SPOT": "fargate_spot"}
_SIZES = {"cpu": "cpu", "memory": "memory", "memoryReservation": "memory_reservation"}


def definition_of(sketch: Sketch, named: str) -> Live | None:
    """Return the task definition of an ARN, or the one that is known of its family."""
    reading = sketch.world.first("aws_ecs_task_definition", arn=named)
    # CI may have set a later revision than the state has.
    family = named.rpartition("/")[2].partition(":")[0]
    return reading or sketch.world.first("aws_ecs_task_definition", family=family)


def task(
    sketch: Sketch,
    path: Path,
    definition: Mapping[str, Any],
    where: Mapping[str, Any],
    containers: Sequence[Given],
) -> None:
    """Put the containers of a task, the main one first, and where it runs."""
    main, *others = containers
    in_vpc = definition.get("network_mode") == "awsvpc"
    on_fargate = "FARGATE" in (definition.get("requires_compatibilities") or ())
    if (essential := main.get("essential")) and essential.plain is False:
        essential.changed("the main container is essential")
    for field, value in fields(main, sketch.hidden, in_vpc=in_vpc).items():
        sketch.draft.put((*path, field), value)
    _others(sketch, path, others, in_vpc=in_vpc)
    _sizes(sketch, path, definition, main, others, on_fargate=on_fargate)
    _capacity(sketch, path, where)
    _network(sketch, path, where, definition, on_fargate=on_fargate)
    _volumes(sketch, path, definition)
    # Fargate has 20 GiB without it.
    size = block(definition, "ephemeral_storage").get("size_in_gib")
    sketch.put((*path, "ephemeral_storage"), as_int(size), 20)
    unsaid_of_task(sketch, ".".join(path), definition)
    if role := definition.get("task_role_arn"):
        comment = "The role that its tasks have; its rights go on."
        sketch.draft.put((*path, "task_role"), str(role), comment)


def _sizes(
    sketch: Sketch,
    path: Path,
    definition: Mapping[str, Any],
    main: Given,
    others: list[Given],
    *,
    on_fargate: bool,
) -> None:
    """Put CPU and memory: on Fargate those of the task, on instances those of containers."""
    whole = {name: as_int(definition.get(name)) for name in ("cpu", "memory")}
    if not on_fargate:
        for name, value in whole.items():
            sketch.put((*path, f"task_{name}"), value)
    for given in (main, *others):
        at = path if given is main else (*path, "sidecars", as_key(given.entries["name"].text))
        for name, field in _SIZES.items():
            size = given.get(name)
            if size is None:
                continue
            if on_fargate and given is main:
                size.leave("the main container has what the task has beside its sidecars")
            elif number := as_int(size.plain):
                sketch.put((*at, field), number)
    if on_fargate:
        for name, value in whole.items():
            sketch.put((*path, name), value)


def _capacity(sketch: Sketch, path: Path, where: Mapping[str, Any]) -> None:
    groups = _provider_groups(sketch)
    shares: dict[str, Any] = {}
    # By its capacity provider, wherever it is from, a group is known by its key.
    for entry in where.get("capacity_provider_strategy") or ():
        name = str(entry["capacity_provider"])
        weight, base = int(entry.get("weight") or 0), int(entry.get("base") or 0)
        key = _FARGATE.get(name) or groups.get(name) or name
        shares[key] = {"weight": weight, "base": base} if base else weight
    if where.get("launch_type") == "FARGATE" and not shares:
        shares = {"fargate": 1}
    item, share = next(iter(shares.items()), ("", None))
    if len(shares) == 1 and share == 1:
        sketch.draft.put((*path, "capacity"), item)
    elif shares:
        sketch.draft.put((*path, "capacity"), shares)


def _provider_groups(sketch: Sketch) -> dict[str, str]:
    """Return the keys of instance groups by the names of their capacity providers."""
    groups: dict[str, Any] = sketch.draft.get(("instance_groups",)) or {}
    return {
        (group.get("capacity_provider") or {}).get("name", f"{sketch.name}-{key}"): key
        for key, group in groups.items()
    }


def _network(
    sketch: Sketch,
    path: Path,
    where: Mapping[str, Any],
    definition: Mapping[str, Any],
    *,
    on_fargate: bool,
) -> None:
    mode = str(definition.get("network_mode") or "bridge")
    sketch.put((*path, "network_mode"), mode, "awsvpc" if on_fargate else "bridge")
    platform = block(definition, "runtime_platform")
    # On instances it is theirs.
    if platform.get("cpu_architecture") == "ARM64" and on_fargate:
        sketch.draft.put((*path, "architecture"), "arm64")
    interface = block(where, "network_configuration")
    words = {sketch.subnets.get(subnet) for subnet in interface.get("subnets") or ()}
    if words == {"public"}:
        sketch.draft.put((*path, "subnets"), "public")
    sketch.keep_groups(path, interface.get("security_groups") or (), "its tasks")


def _others(sketch: Sketch, path: Path, others: list[Given], *, in_vpc: bool) -> None:
    for given in others:
        at = (*path, "sidecars", as_key(given.entries["name"].text))
        for field, value in fields(given, sketch.hidden, in_vpc=in_vpc).items():
            sketch.draft.put((*at, field), value)
        if (essential := given.get("essential")) and essential.plain is False:
            sketch.draft.put((*at, "essential"), False)


def _volumes(sketch: Sketch, path: Path, definition: Mapping[str, Any]) -> None:
    for volume in definition.get("volume") or ():
        at = (*path, "volumes", as_key(str(volume["name"])))
        efs = block(volume, "efs_volume_configuration")
        if efs:
            spelled: dict[str, Any] = {"file_system": str(efs["file_system_id"])}
            point = block(efs, "authorization_config").get("access_point_id")
            if point:
                spelled["access_point_id"] = str(point)
            # With an access point the root is that of the point.
            elif efs.get("root_directory") not in (None, "", "/"):
                spelled["root_directory"] = str(efs["root_directory"])
            sketch.draft.put((*at, "efs"), spelled)
        elif volume.get("host_path"):
            sketch.draft.put((*at, "host_path"), str(volume["host_path"]))
        else:
            sketch.draft.put(at, {})


def left(sketch: Sketch, family: str, given: Given) -> None:
    """Say what of a container is not in the spec."""
    container = f"container {given.entries['name'].text} of {family}: "
    for reading in given.findings():
        message = container + reading.message.removeprefix(f"{given.name}.")
        left = Diagnostic(reading.code, message, sketch.at, reading.help, Severity.WARNING)
        sketch.draft.findings.append(left)


def as_int(value: Any) -> int | None:
    """Return a number that AWS or a state may have as text; None where there is none."""
    return None if value in (None, "") else int(value)
