"""Rules of `system_containers`: where they run, and what each way of running can do."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import derived
from tfgen.diagnostics import Diagnostic, closest
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec import Reading
from tfgen.spec.scalars import shown
from tfgen.spec.system_containers import SystemContainer

_DAEMONS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html"
_NETWORKS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html"

# What `docker run` in a unit has no part of ECS for -> what a daemon has it for.
_DAEMON_ONLY = {
    "secrets": "reads secrets",
    "health_check": "checks health",
    "depends_on": "orders containers",
    "env_files": "reads environment files",
    "volumes": "makes volumes",
    "task_role": "gives a role",
}


def system_containers(reading: Reading) -> Iterator[tuple[Path, str, SystemContainer]]:
    """Yield each system container with its path and key."""
    for key, container in sorted(reading.spec.system_containers.items()):
        yield ("system_containers", key), key, container


def groups_exist(reading: Reading) -> Iterator[Diagnostic]:
    """Demand instance groups for system containers: those named, or any at all.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_services.html
    """
    known = sorted(reading.spec.instance_groups)
    for path, key, container in system_containers(reading):
        if not known:
            message = f"system container {key} runs on instances, and the spec has no instance group"
            yield finding(
                reading, "RULE123", path, message, "add instance_groups, or remove it", source=_DAEMONS, key=True
            )
            continue
        for index, group in enumerate(container.instance_groups):
            if group not in known:
                message = f"there is no instance group {shown(group)}"
                help = closest(group, known) or f"use {listed(known)}"
                yield finding(reading, "RULE123", (*path, "instance_groups", index), message, help)


def host_ports_free(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse two system containers on one port of the same instances.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    taken: dict[tuple[str, int, str], tuple[Path, str]] = {}
    for path, key, container in system_containers(reading):
        for name, port in derived.container_ports(key, container).items():
            at = (*path, "port") if container.port is not None else (*path, "ports", name)
            on_host = port.container_port if container.network_mode == "host" else port.host_port
            if not on_host or container.network_mode == "awsvpc":
                continue
            for group in derived.system_groups(reading.spec, container):
                place = (group, on_host, port.protocol)
                other_path, other = taken.setdefault(place, (at, key))
                if other != key:
                    message = f"port {on_host}/{port.protocol} of the instances is taken by system container {other}"
                    also = ((other_path, "taken here"),)
                    yield finding(reading, "RULE124", at, message, "use another host port", source=_NETWORKS, also=also)
                    break


def host_port_equals_container_port(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a host port that differs from the container's where there is no mapping: modes host and awsvpc.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    for path, key, container in system_containers(reading):
        for name, port in derived.container_ports(key, container).items():
            if container.network_mode != "bridge" and port.host_port not in (None, 0, port.container_port):
                mode = container.network_mode
                message = f"network mode {mode} maps no ports: {port.host_port} cannot be {port.container_port}"
                at = (*path, "ports", name)
                help = f"write {port.container_port}, or use network_mode: bridge"
                yield finding(reading, "RULE125", at, message, help, source=_NETWORKS)


RULES = (
    Rule(("system_containers", "instance_groups"), groups_exist),
    Rule(("system_containers", "instance_groups"), host_ports_free),
    Rule(("system_containers",), host_port_equals_container_port),
)
