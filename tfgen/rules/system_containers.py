"""Rules of `system_containers`: where they run, and what each way of running can do."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.facts import aws, images
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, listed, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DAEMONS = f"{_ECS}/developerguide/ecs_services.html"
_MEMORY = f"{_ECS}/developerguide/memory-management.html"
_AGENT = f"{_ECS}/developerguide/ecs-agent-config.html"
_NETWORKS = f"{_ECS}/APIReference/API_PortMapping.html"
_BOTTLEROCKET = "https://github.com/bottlerocket-os/bottlerocket"
_AS_DAEMON = "use run: daemon"


def instances_exist(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Demand an instance group for system containers.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    if not cluster.instance_groups:
        runs = f"system container {container.key} runs on instances"
        message = f"{runs}, and the spec has no instance group"
        at, help = container.path, "add instance_groups, or remove it"
        yield finding(cluster, "RULE123", at, message, help, source=_DAEMONS, key=True)


def groups_exist(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Hold system containers to instance groups of the spec.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    for index, group in enumerate(container.instance_groups if cluster.instance_groups else ()):
        if group not in cluster.instance_groups:
            known = list(cluster.instance_groups)
            message = f"there is no instance group {shown(group)}"
            help = closest(group, known) or f"use {listed(known)}"
            at = (*container.path, "instance_groups", index)
            yield finding(cluster, "RULE123", at, message, help)


def host_ports_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two system containers on one port of the same instances.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    taken: dict[tuple[str, str], tuple[Path, str]] = {}
    known = each(cluster.system_containers.values(), _host_ports)
    for port, at, key, groups in known:
        for group in groups:
            other_at, other = taken.setdefault((group, port), (at, key))
            if other != key:
                message = f"port {port} of the instances is taken by system container {other}"
                also, help = ((other_at, "taken here"),), "use another host port"
                yield finding(cluster, "RULE124", at, message, help, source=_NETWORKS, also=also)
                break


def _host_ports(container: SystemContainer) -> Iterator[tuple[str, Path, str, tuple[str, ...]]]:
    """Yield each port of the instances that a container takes: its place, the container, where."""
    for name, port in container.ports.items():
        field = ("port",) if container.port is not None else ("ports", name)
        in_host = container.network_mode == "host"
        number = port.container_port if in_host else port.host_port
        if number and not container.awsvpc:
            at, taken = (*container.path, *field), f"{number}/{port.protocol}"
            yield taken, at, container.key, container.instance_groups


def docker_shares_a_network(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse a network of its own for `run: docker`.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    if container.run == "docker" and container.awsvpc:
        gives = "only ECS gives a container an interface of its own"
        message = f"network mode awsvpc with run: docker: {gives}"
        at = (*container.path, "network_mode")
        yield finding(cluster, "RULE133", at, message, _AS_DAEMON, source=_DAEMONS)


def docker_logs_to_cloudwatch(
    cluster: Cluster,
    container: SystemContainer,
) -> Iterator[Diagnostic]:
    """Refuse logs elsewhere for `run: docker`.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    if container.run == "docker" and container.logs.destination.type != "cloudwatch":
        message, help = "run: docker logs to CloudWatch only", f"remove it, or {_AS_DAEMON}"
        at = (*container.path, "logs", "destination")
        yield finding(cluster, "RULE133", at, message, help, source=_DAEMONS)


def docker_logs_in_nowhere(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse images for `run: docker` whose registry wants to know who pulls.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    if container.run != "docker":
        return
    image = images.parsed(container.image)
    auth = cluster.registry_auth.get(image.host)
    if image.ecr or (auth and not auth.pull_through_cache):
        message = f"run: docker does not log in to the registry of {shown(container.image)}"
        at = (*container.path, "image")
        yield finding(cluster, "RULE133", at, message, _AS_DAEMON, source=_DAEMONS)


def docker_has_its_image(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse `run: docker` on Bottlerocket, which keeps Docker to itself.

    https://github.com/bottlerocket-os/bottlerocket
    """
    for name in container.instance_groups if container.run == "docker" else ():
        group = cluster.instance_groups.get(name)
        if group and group.ami_family != "al2023":
            runs = f"system container {container.key} cannot run with Docker on group {name}"
            message = f"{runs}, which is {group.ami_family}"
            at, help = (*container.path, "run"), f"{_AS_DAEMON}, or name other instance_groups"
            yield finding(cluster, "RULE134", at, message, help, source=_BOTTLEROCKET)


def memory_left_for_tasks(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Demand memory of an instance beside what is reserved and what its daemons take.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
    """
    daemons = [cluster.system_containers[key] for key in group.daemons]
    running = sum(daemon.memory_reservation or daemon.memory for daemon in daemons)
    reserved = [f"{group.reserved_memory} MiB reserved"] if group.reserved_memory else []
    parts = [*reserved, f"{running} MiB of daemons"] if running else reserved
    for at, name in _instance_types(group):
        kind = aws.instance_type(name)
        memory = kind.memory if kind else None
        if parts and memory and group.reserved_memory + running >= memory:
            leave = f"{listed(parts, 'and')} leave nothing"
            message = f"{leave} of the {memory} MiB of {name} for tasks"
            where = written(cluster, (*group.path, "reserved_memory"), at)
            help = "reserve less, or use a larger type"
            yield finding(cluster, "RULE135", where, message, help, source=_MEMORY)


def _instance_types(group: InstanceGroup) -> Iterator[tuple[Path, str]]:
    """Yield the instance types of a group, each with its path."""
    if group.instance_type:
        yield (*group.path, "instance_type"), group.instance_type
    for index, kind in enumerate(group.instance_types or ()):
        yield (*group.path, "instance_types", index), kind


def drivers_allowed(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Demand that instances allow the log drivers that the spec's containers use.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html
    """
    missing = [driver for driver in cluster.log_drivers if driver not in group.log_drivers]
    if missing and group.gives("log_drivers"):
        drivers = listed(missing, "and")
        allows = f"instance group {group.key} does not allow {drivers}"
        message = f"{allows}, which containers of the spec use"
        at, help = (*group.path, "log_drivers"), f"add {drivers}, or remove it"
        yield finding(cluster, "RULE136", at, message, help, source=_AGENT)


_ALONE = ("system_containers",)
_PLACED = ("system_containers", "instance_groups")
RULES = (
    Rule(_PLACED, instances_exist, over.system_containers),
    Rule(_PLACED, groups_exist, over.system_containers),
    Rule(_PLACED, host_ports_free),
    Rule(_ALONE, docker_shares_a_network, over.system_containers),
    Rule(("logs", *_ALONE), docker_logs_to_cloudwatch, over.system_containers),
    Rule(("registry_auth", *_ALONE), docker_logs_in_nowhere, over.system_containers),
    Rule(_PLACED, docker_has_its_image, over.system_containers),
    Rule(_PLACED, memory_left_for_tasks, over.instance_groups),
    Rule((*_PLACED, "services", "jobs", "logs"), drivers_allowed, over.instance_groups),
)
