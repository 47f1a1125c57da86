"""The ECS services of a cluster that runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.given import Given
from tfgen.adopt.live.containers import fields, given_containers
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.routes import routes
from tfgen.adopt.live.scaling import scaling
from tfgen.adopt.live.sketch import Sketch, seconds
from tfgen.adopt.live.world import as_key, block
from tfgen.diagnostics import Diagnostic, Severity

_FARGATE = {"FARGATE": "fargate", "FARGATE_SPOT": "fargate_spot"}
_SIZES = {"cpu": "cpu", "memory": "memory", "memoryReservation": "memory_reservation"}


def services(sketch: Sketch) -> None:
    """Put each service of the cluster into the draft whose task definition is known."""
    for service in sketch.world.of("aws_ecs_service"):
        cluster = str(service.values.get("cluster") or "")
        if cluster.rpartition("/")[2] != sketch.name:
            continue
        if service.values.get("scheduling_strategy") == "DAEMON":
            continue
        definition = _definition(sketch, service)
        # What Terraform marks as secret is not read, and a container is nothing without it.
        if definition and definition.values.get("container_definitions"):
            _service(sketch, service, definition.values)


def _definition(sketch: Sketch, service: Live) -> Live | None:
    named = str(service.values.get("task_definition") or "")
    found = sketch.world.first("aws_ecs_task_definition", arn=named)
    # CI may have set a later revision than the state has.
    family = named.rpartition("/")[2].partition(":")[0]
    return found or sketch.world.first("aws_ecs_task_definition", family=family)


def _service(sketch: Sketch, service: Live, definition: Mapping[str, Any]) -> None:
    name = str(service.values["name"])
    key = sketch.keys.key("services", name, "service")
    path = ("services", key)
    containers = given_containers(str(definition["container_definitions"]), sketch.world.file)
    main = _main(containers, service, name)
    in_vpc = definition.get("network_mode") == "awsvpc"
    on_fargate = "FARGATE" in (definition.get("requires_compatibilities") or ())
    sketch.draft.put(path, {})
    comment = "In AWS; without it the service would be replaced by one of the tree's name."
    sketch.draft.put((*path, "service_name"), name, comment)
    if (essential := main.get("essential")) and essential.plain is False:
        essential.changed("the main container is essential")
    for field, value in fields(main, in_vpc=in_vpc).items():
        sketch.draft.put((*path, field), value)
    others = [one for one in containers if one is not main]
    _sizes(sketch, path, definition, main, others, on_fargate=on_fargate)
    _capacity(sketch, path, service)
    _network(sketch, path, service, definition, on_fargate=on_fargate)
    _others(sketch, path, others, in_vpc=in_vpc)
    _volumes(sketch, path, definition)
    if role := definition.get("task_role_arn"):
        comment = "The role that its tasks have; its rights go on."
        sketch.draft.put((*path, "task_role"), str(role), comment)
    routes(sketch, path, service, main, _ports(main))
    _tasks(sketch, path, service)
    for given in containers:
        _left(sketch, str(definition.get("family")), given)


def _main(containers: tuple[Given, ...], service: Live, name: str) -> Given:
    """Return the container that requests go to, else the one named like the service, or any."""
    targets = service.values.get("load_balancer") or ()
    wanted = [str(entry.get("container_name")) for entry in targets] + [name]
    by_name = {given.entries["name"].text: given for given in containers}
    return next((by_name[one] for one in wanted if one in by_name), containers[0])


def _ports(main: Given) -> dict[int, str]:
    """Return the names of the ports of a container, by number."""
    mappings = main.get("portMappings")
    found = {}
    for mapping in mappings.items if mappings else ():
        number, name = mapping.entries["containerPort"], mapping.get("name")
        found[int(number.text)] = name.text if name else f"port-{number.text}"
    return found


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
    whole = {name: _int(definition.get(name)) for name in ("cpu", "memory")}
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
            elif number := _int(size.plain):
                sketch.put((*at, field), number)
    if on_fargate:
        for name, value in whole.items():
            sketch.put((*path, name), value)


def _capacity(sketch: Sketch, path: Path, service: Live) -> None:
    groups = _provider_groups(sketch)
    shares: dict[str, Any] = {}
    for entry in service.values.get("capacity_provider_strategy") or ():
        name = str(entry["capacity_provider"])
        weight, base = int(entry.get("weight") or 0), int(entry.get("base") or 0)
        key = _FARGATE.get(name) or groups.get(name) or name
        shares[key] = {"weight": weight, "base": base} if base else weight
    if service.values.get("launch_type") == "FARGATE" and not shares:
        shares = {"fargate": 1}
    one, share = next(iter(shares.items()), ("", None))
    if len(shares) == 1 and share == 1:
        sketch.draft.put((*path, "capacity"), one)
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
    service: Live,
    definition: Mapping[str, Any],
    *,
    on_fargate: bool,
) -> None:
    mode = str(definition.get("network_mode") or "bridge")
    sketch.put((*path, "network_mode"), mode, "awsvpc" if on_fargate else "bridge")
    platform = block(definition, "runtime_platform")
    if platform.get("cpu_architecture") == "ARM64" and on_fargate:
        sketch.draft.put((*path, "architecture"), "arm64")
    interface = block(service.values, "network_configuration")
    words = {sketch.subnets.get(subnet) for subnet in interface.get("subnets") or ()}
    if words == {"public"}:
        sketch.draft.put((*path, "subnets"), "public")
    sketch.keep_groups(path, interface.get("security_groups") or (), "its tasks")


def _others(sketch: Sketch, path: Path, others: list[Given], *, in_vpc: bool) -> None:
    for given in others:
        at = (*path, "sidecars", as_key(given.entries["name"].text))
        for field, value in fields(given, in_vpc=in_vpc).items():
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
            elif efs.get("root_directory") not in (None, "", "/"):
                spelled["root_directory"] = str(efs["root_directory"])
            sketch.draft.put((*at, "efs"), spelled)
        elif volume.get("host_path"):
            sketch.draft.put((*at, "host_path"), str(volume["host_path"]))
        else:
            sketch.draft.put(at, {})


def _tasks(sketch: Sketch, path: Path, service: Live) -> None:
    """Put how many tasks there are, and how a new version comes."""
    values = service.values
    if not scaling(sketch, path, service):
        sketch.put((*path, "desired_count"), _int(values.get("desired_count")), 1)
    deployment = (*path, "deployment")
    if ".ignore_task_definition" in service.address:
        comment = "As before: CI sets the task definition, and Terraform leaves it."
        sketch.draft.put((*deployment, "owner"), "external", comment)
    least = values.get("deployment_minimum_healthy_percent")
    most = values.get("deployment_maximum_percent")
    sketch.put((*deployment, "minimum_healthy_percent"), _int(least), 100)
    sketch.put((*deployment, "maximum_percent"), _int(most), 200)
    if values.get("load_balancer"):
        grace = seconds(values.get("health_check_grace_period_seconds"))
        sketch.put((*path, "health_check_grace_period"), grace, "60s")
    if values.get("enable_execute_command"):
        sketch.draft.put((*path, "exec"), True)


def _left(sketch: Sketch, family: str, given: Given) -> None:
    """Say what of a container is not in the spec."""
    container = f"container {given.entries['name'].text} of {family}: "
    for found in given.findings():
        message = container + found.message.removeprefix(f"{given.name}.")
        left = Diagnostic(found.code, message, sketch.at, found.help, Severity.WARNING)
        sketch.draft.findings.append(left)


def _int(value: Any) -> int | None:
    return None if value in (None, "") else int(value)
