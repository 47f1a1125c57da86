"""Rules of `system_containers`: where they run, and what each way of running can do."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws, images
from tfgen.diagnostics import Diagnostic, closest
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer
from tfgen.rules.rule import Path, Rule, finding, listed, written
from tfgen.spec.scalars import shown

_DAEMONS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html"
_BOTTLEROCKET = "https://github.com/bottlerocket-os/bottlerocket"
_MEMORY = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html"
_AGENT = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html"
_AS_DAEMON = "use run: daemon"
_NETWORKS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"


def system_containers(cluster: Cluster) -> Iterator[tuple[Path, str, SystemContainer]]:
    """Yield each system container with its path and key."""
    for key, container in sorted(cluster.system_containers.items()):
        yield ("system_containers", key), key, container


def groups_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand instance groups for system containers: those named, or any at all.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    known = sorted(cluster.instance_groups)
    for path, key, container in system_containers(cluster):
        if not known:
            message = f"system container {key} runs on instances, and the spec has no instance group"
            yield finding(
                cluster,
                "RULE123",
                path,
                message,
                "add instance_groups, or remove it",
                source=_DAEMONS,
                key=True,
            )
            continue
        for index, group in enumerate(container.instance_groups):
            if group not in known:
                message = f"there is no instance group {shown(group)}"
                help = closest(group, known) or f"use {listed(known)}"
                yield finding(cluster, "RULE123", (*path, "instance_groups", index), message, help)


def host_ports_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two system containers on one port of the same instances.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    taken: dict[tuple[str, int, str], tuple[Path, str]] = {}
    for path, key, container in system_containers(cluster):
        for name, port in container.ports.items():
            at = (*path, "port") if container.port is not None else (*path, "ports", name)
            on_host = port.container_port if container.network_mode == "host" else port.host_port
            if not on_host or container.network_mode == "awsvpc":
                continue
            for group in container.instance_groups:
                place = (group, on_host, port.protocol)
                other_path, other = taken.setdefault(place, (at, key))
                if other != key:
                    message = f"port {on_host}/{port.protocol} of the instances is taken by system container {other}"
                    also = ((other_path, "taken here"),)
                    yield finding(
                        cluster,
                        "RULE124",
                        at,
                        message,
                        "use another host port",
                        source=_NETWORKS,
                        also=also,
                    )
                    break


def docker_without_ecs(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse for `run: docker` what only ECS does: interfaces, logs elsewhere, private registries.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    for path, _, container in system_containers(cluster):
        if container.run != "docker":
            continue
        if container.network_mode == "awsvpc":
            message = "network mode awsvpc with run: docker: only ECS gives a container an interface of its own"
            yield finding(cluster, "RULE133", (*path, "network_mode"), message, _AS_DAEMON, source=_DAEMONS)
        if container.logs.destination and container.logs.destination.type != "cloudwatch":
            message = "run: docker logs to CloudWatch only"
            at = (*path, "logs", "destination")
            yield finding(cluster, "RULE133", at, message, f"remove it, or {_AS_DAEMON}", source=_DAEMONS)
        auth = cluster.registry_auth.get(images.parsed(container.image).host)
        if images.parsed(container.image).ecr or (auth and not auth.pull_through_cache):
            message = f"run: docker does not log in to the registry of {shown(container.image)}"
            yield finding(cluster, "RULE133", (*path, "image"), message, _AS_DAEMON, source=_DAEMONS)


def docker_has_its_image(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse system containers that Bottlerocket would have to run with Docker, which it keeps to itself.

    https://github.com/bottlerocket-os/bottlerocket
    """
    for path, key, container in system_containers(cluster):
        for group in container.instance_groups if container.run == "docker" else ():
            given = cluster.instance_groups.get(group)
            if given and given.ami_family != "al2023":
                message = f"system container {key} cannot run with Docker on group {group}, which is {given.ami_family}"
                help = f"{_AS_DAEMON}, or name other instance_groups"
                yield finding(cluster, "RULE134", (*path, "run"), message, help, source=_BOTTLEROCKET)


def memory_left_for_tasks(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand that an instance has memory left beside what is reserved and what its daemons take.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
    """
    for key, group in sorted(cluster.instance_groups.items()):
        reserved = group.reserved_memory
        running = sum(
            one.memory_reservation or one.memory for one in (cluster.system_containers[name] for name in group.daemons)
        )
        for at, kind in instance_types(key, group):
            known = aws.instance_type(kind)
            if known and known.memory and (reserved or running) and reserved + running >= known.memory:
                parts = [f"{reserved} MiB reserved"] * bool(reserved) + [f"{running} MiB of daemons"] * bool(running)
                message = f"{listed(parts, 'and')} leave nothing of the {known.memory} MiB of {kind} for tasks"
                where = written(cluster, ("instance_groups", key, "reserved_memory"), at)
                yield finding(
                    cluster,
                    "RULE135",
                    where,
                    message,
                    "reserve less, or use a larger type",
                    source=_MEMORY,
                )


def instance_types(key: str, group: InstanceGroup) -> Iterator[tuple[Path, str]]:
    """Yield the instance types of a group, each with its path."""
    path: Path = ("instance_groups", key)
    if group.instance_type:
        yield (*path, "instance_type"), group.instance_type
    for index, kind in enumerate(group.instance_types or ()):
        yield (*path, "instance_types", index), kind


def drivers_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand that instances allow the log drivers that the spec's containers use.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    used = cluster.log_drivers
    for key, group in sorted(cluster.instance_groups.items()):
        missing = [driver for driver in used if group.gives("log_drivers") and driver not in group.log_drivers]
        if missing:
            message = f"instance group {key} does not allow {listed(missing, 'and')}, which containers of the spec use"
            at = ("instance_groups", key, "log_drivers")
            yield finding(
                cluster,
                "RULE136",
                at,
                message,
                f"add {listed(missing, 'and')}, or remove it",
                source=_AGENT,
            )


RULES = (
    Rule(("system_containers", "instance_groups"), groups_exist),
    Rule(("system_containers", "instance_groups"), host_ports_free),
    Rule(("system_containers", "registry_auth"), docker_without_ecs),
    Rule(("system_containers", "instance_groups"), docker_has_its_image),
    Rule(("system_containers", "instance_groups"), memory_left_for_tasks),
    Rule(("system_containers", "services", "jobs", "instance_groups", "logs"), drivers_allowed),
)
