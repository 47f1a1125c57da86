"""Rules of `system_containers`: where they run, and what each way of running can do."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.facts import images
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, SystemContainer
from tfgen.resolve.convention import each
from tfgen.rules import instance_capacity, over
from tfgen.rules.rule import Path, finding, listed, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DAEMONS = f"{_ECS}/developerguide/ecs_services.html"
_AS_DAEMON = "use run: daemon"
_ALONE = ("system_containers",)
_PLACED = ("system_containers", "instance_groups")

_NO_INSTANCES = Code(
    "RULE123",
    "system-container-without-instances",
    what="A system container has no instances to run on.",
    why=(
        "A system container runs once on each instance of its groups, as a daemon of ECS does. "
        "Fargate has no instances, and a group that is not in the spec has none either."
    ),
    help="Add instance_groups, or correct the group's name.",
    source=_DAEMONS,
)
_ONLY_BY_ECS = Code(
    "RULE133",
    "not-with-run-docker",
    what="A system container with run: docker wants what only ECS can do.",
    why=(
        "systemd starts it with docker run, without ECS: no agent fetches secrets, takes a role, "
        "logs in to a registry, gives it an interface of its own or starts a log router."
    ),
    help="Use run: daemon, or remove the field.",
    source=_DAEMONS,
)


@rule(_NO_INSTANCES, sections=_PLACED, over=over.system_containers)
def instances_exist(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Demand an instance group for system containers."""
    if not cluster.instance_groups:
        runs = f"system container {container.key} runs on instances"
        message = f"{runs}, and the spec has no instance group"
        help = "add instance_groups, or remove it"
        yield finding(cluster, "RULE123", container.path, message, help, key=True)


@rule(_NO_INSTANCES, sections=_PLACED, over=over.system_containers)
def groups_exist(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Hold system containers to instance groups of the spec."""
    known = list(cluster.instance_groups)
    # Without any group the rule above has said all there is to say.
    if not known:
        return
    for index, group in enumerate(container.instance_groups):
        if group not in known:
            message = f"there is no instance group {shown(group)}"
            help = closest(group, known) or f"use {listed(known)}"
            path = (*container.path, "instance_groups", index)
            yield finding(cluster, "RULE123", path, message, help)


@rule(
    Code(
        "RULE124",
        "system-containers-on-one-port",
        what="Two system containers take one port of the same instances.",
        why=(
            "A port of an instance belongs to one process. ECS finds no instance with the port "
            "free for the second daemon, and Docker does not start a second container on it."
        ),
        help="Use another host port for one of the two, or other instance groups.",
        source=f"{_ECS}/APIReference/API_PortMapping.html",
    ),
    sections=_PLACED,
)
def host_ports_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two system containers on one port of the same instances."""
    taken: dict[tuple[str, str], tuple[Path, str]] = {}
    for port, path, key, groups in each(cluster.system_containers.values(), _host_ports):
        for group in groups:
            other_path, other = taken.setdefault((group, port), (path, key))
            if other != key:
                message = f"port {port} of the instances is taken by system container {other}"
                also, help = ((other_path, "taken here"),), "use another host port"
                yield finding(cluster, "RULE124", path, message, help, also=also)
                # On its other groups it is the same mistake.
                break


def _host_ports(container: SystemContainer) -> Iterator[tuple[str, Path, str, tuple[str, ...]]]:
    """Yield each port of the instances that a container takes: its place, the container, where."""
    # In an awsvpc network the ports are those of the task's own interface.
    if container.awsvpc:
        return
    for name, port in container.ports.items():
        number = port.host_port
        if container.network_mode == "host":
            number = port.container_port
        # Without a number Docker chooses a free one.
        if number:
            taken = f"{number}/{port.protocol}"
            yield taken, _port_path(container, name), container.key, container.instance_groups


def _port_path(container: SystemContainer, name: str) -> Path:
    # `port` is the short form of one port in `ports`.
    if container.port is not None:
        return (*container.path, "port")
    return (*container.path, "ports", name)


@rule(_ONLY_BY_ECS, sections=_ALONE, over=over.system_containers)
def docker_shares_a_network(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse a network of its own for `run: docker`."""
    if container.run == "docker" and container.awsvpc:
        gives = "only ECS gives a container an interface of its own"
        message = f"network mode awsvpc with run: docker: {gives}"
        path = (*container.path, "network_mode")
        yield finding(cluster, "RULE133", path, message, _AS_DAEMON)


@rule(_ONLY_BY_ECS, sections=("logs", *_ALONE), over=over.system_containers)
def docker_logs_to_cloudwatch(
    cluster: Cluster,
    container: SystemContainer,
) -> Iterator[Diagnostic]:
    """Refuse logs elsewhere for `run: docker`."""
    if container.run == "docker" and container.logs.destination.type != "cloudwatch":
        message, help = "run: docker logs to CloudWatch only", f"remove it, or {_AS_DAEMON}"
        path = (*container.path, "logs", "destination")
        yield finding(cluster, "RULE133", path, message, help)


@rule(_ONLY_BY_ECS, sections=("registry_auth", *_ALONE), over=over.system_containers)
def docker_logs_in_nowhere(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse images for `run: docker` whose registry wants to know who pulls."""
    if container.run != "docker":
        return
    image = images.parsed(container.image)
    auth = cluster.registry_auth.get(image.host)
    if image.ecr or (auth and not auth.pull_through_cache):
        message = f"run: docker does not log in to the registry of {shown(container.image)}"
        yield finding(cluster, "RULE133", (*container.path, "image"), message, _AS_DAEMON)


@rule(
    Code(
        "RULE134",
        "docker-on-image-without-it",
        what="A system container with run: docker is to run on an image that does not allow it.",
        why=(
            "Bottlerocket takes settings as user data, has no shell and keeps Docker to its ECS "
            "agent: nothing could start the container there."
        ),
        help="Use run: daemon, or name groups with ami_family: al2023.",
        source="https://github.com/bottlerocket-os/bottlerocket",
    ),
    sections=_PLACED,
    over=over.system_containers,
)
def docker_has_its_image(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse `run: docker` on Bottlerocket, which keeps Docker to itself."""
    if container.run != "docker":
        return
    for name in container.instance_groups:
        group = cluster.instance_groups.get(name)
        if group and group.ami_family != "al2023":
            runs = f"system container {container.key} cannot run with Docker on group {name}"
            message = f"{runs}, which is {group.ami_family}"
            help = f"{_AS_DAEMON}, or name other instance_groups"
            yield finding(cluster, "RULE134", (*container.path, "run"), message, help)


RULES = (
    instances_exist,
    groups_exist,
    host_ports_free,
    docker_shares_a_network,
    docker_logs_to_cloudwatch,
    docker_logs_in_nowhere,
    docker_has_its_image,
    *instance_capacity.RULES,
)
