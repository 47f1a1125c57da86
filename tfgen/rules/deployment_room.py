"""Rules of deployments: that a task can start, or stop, to make room for a new one."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.resolve import Cluster, InstanceGroup, Service
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_PLACED = ("services", "instance_groups", "cluster")
# Burstable types share their network interface with no trunk.
_WITHOUT_TRUNK = ("t1.", "t2.", "t3.", "t3a.", "t4g.")


def _counts(service: Service) -> range:
    """Return the numbers of tasks that it may have, but for none."""
    return range(max(service.least_count, 1), service.most_count + 1)


@rule(
    Code(
        "RULE314",
        "deployment-cannot-move",
        what="A deployment may start no task and stop none.",
        why=(
            "minimum_healthy_percent of the tasks, rounded up, have to stay, and there are never "
            "more than maximum_percent of them, rounded down. Where both are the number of tasks, "
            "a new version waits for ever."
        ),
        help="Raise maximum_percent or lower minimum_healthy_percent: the message names them.",
        source=f"{_ECS}/APIReference/API_DeploymentConfiguration.html",
    ),
    sections=("services",),
    over=over.services,
)
def deployments_move(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse percentages that let a rolling deployment neither start nor stop a task."""
    if service.shifts:
        return
    deployment = service.deployment
    for count in _counts(service):
        stays, may_be = deployment.stay(count), deployment.may_be(count)
        if stays < count or may_be > count:
            continue
        least, most = deployment.minimum_healthy_percent, deployment.maximum_percent
        stay = f"of {_tasks(count)} {least} percent are {stays} that stay"
        message = f"{stay}, and {most} percent are {may_be}: no new one can start"
        enough = -(-(count + 1) * 100 // count)
        help = f"write maximum_percent: {enough} or more"
        lower = (count - 1) * 100 // count
        help += f", or minimum_healthy_percent: {_or_less(lower)}"
        path = (*service.path, "deployment")
        paths = ((*path, "maximum_percent"), (*path, "minimum_healthy_percent"), path)
        yield finding(cluster, "RULE314", written(cluster, *paths), message, help)
        return


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


def _most_instances(cluster: Cluster, service: Service) -> int:
    return sum(cluster.instance_groups[name].max_size for name in service.groups)


def _holds_an_instance(service: Service) -> str:
    """Return why an instance has room for one task of a service only, if it has."""
    if "distinct_instance" in service.placement.constraints:
        return "each is on an instance of its own"
    ports = [port for own in service.containers.values() for port in own.ports.values()]
    if service.network_mode == "host" and ports:
        return f"each holds port {ports[0].container_port} of its instance"
    fixed = [port.host_port for port in ports if port.host_port]
    if service.network_mode == "bridge" and fixed:
        return f"each holds port {fixed[0]} of its instance"
    return ""


@rule(
    Code(
        "RULE315",
        "no-instance-for-a-new-task",
        what="No instance is left for the first task of a new version.",
        why=(
            "Of tasks that hold a port of their instance one fits on each. With as many tasks as "
            "instances a new one has no place, and none may stop before it runs."
        ),
        help="Raise max_size, lower minimum_healthy_percent, or let Docker choose the port.",
        source=f"{_ECS}/developerguide/task-networking.html",
    ),
    sections=_PLACED,
    over=over.services,
)
def instances_left(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand an instance more than tasks that hold one each and may not stop."""
    why, count = _holds_an_instance(service), _counts(service)[-1:]
    if service.on_fargate or not why or not count or not service.groups:
        return
    most, stays = count[0], service.deployment.stay(count[0])
    instances = _most_instances(cluster, service)
    # All at once need twice the room; task by task one instance more will do.
    wanted = most + int(stays >= most)
    if service.shifts:
        wanted = 2 * most
    if instances < wanted:
        needs = f"{_tasks(most)} of {service.key} and a new version need {wanted} instances"
        message = f"{needs}, since {why}; its groups have {instances} at most"
        help = f"write max_size: {wanted} for the group, or minimum_healthy_percent: "
        help += _or_less((most - 1) * 100 // most)
        path = _of_network(cluster, service)
        yield finding(cluster, "RULE315", path, message, help, key=True)


def _or_less(percent: int) -> str:
    return f"{percent} or less" if percent else "0"


def _of_network(cluster: Cluster, service: Service) -> Path:
    paths = ((*service.path, "network_mode"), (*service.path, "ports"), (*service.path, "port"))
    return written(cluster, *paths, service.path)


@rule(
    Code(
        "RULE316",
        "too-few-network-interfaces",
        what="The instances have fewer network interfaces than a service has tasks.",
        why=(
            "A task in awsvpc takes an interface of its instance, which has a few by its type, one "
            "for itself. Only types with a trunk take more, where the account has awsvpcTrunking."
        ),
        help="Write network_mode: bridge, more instances, or cluster.awsvpc_trunking: true.",
        source=f"{_ECS}/developerguide/container-instance-eni.html",
    ),
    sections=_PLACED,
    over=over.services,
)
def interfaces_left(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand a network interface for each task, and one for the first of a new version."""
    count = _counts(service)[-1:]
    own = service.on_fargate or service.on_managed_instances  # these come as tasks ask for them
    if own or not service.awsvpc or not count or have_trunks(cluster, service):
        return
    room = _interfaces(cluster, service)
    most = count[0]
    wanted = most + int(service.deployment.stay(most) >= most)
    if room is not None and room < wanted:
        needs = f"{_tasks(most)} of {service.key} and a new one need {wanted} network interfaces"
        message = f"{needs}, and its instances have {room} for tasks at most"
        help = "write network_mode: bridge, a larger max_size, or a type with more interfaces"
        path = (*service.path, "network_mode")
        severity = _gravity(cluster, service)
        if severity is Severity.WARNING:
            help += ", or awsvpc_trunking: true under cluster"
        yield finding(cluster, "RULE316", path, message, help, severity=severity)


def _interfaces(cluster: Cluster, service: Service) -> int | None:
    """Return the most tasks with an interface of their own; None where a type is not known."""
    room = 0
    for name in service.groups:
        group = cluster.instance_groups[name]
        known = [aws.instance_type(instance_type) for instance_type in group.types]
        most = [facts.enis - 1 for facts in known if facts and facts.enis]
        # Nor is anything known of a group that only says what its types need to have.
        if not known or len(most) < len(known):
            return None
        room += group.max_size * max(most, default=0)
    return room


def _gravity(cluster: Cluster, service: Service) -> Severity:
    """Return an error where no type has a trunk; else the account may have it on."""
    if any(may_have_trunk(cluster.instance_groups[name]) for name in service.groups):
        return Severity.WARNING
    return Severity.ERROR


def have_trunks(cluster: Cluster, service: Service) -> bool:
    """Whether instances of a service have trunks, whose number of interfaces no fact tells."""
    groups = [cluster.instance_groups[name] for name in service.groups]
    return cluster.cluster.awsvpc_trunking is not None and any(map(may_have_trunk, groups))


def may_have_trunk(group: InstanceGroup) -> bool:
    """Whether a type of a group may give more tasks an interface, if the account wants it so."""
    if group.instance_requirements:
        return group.instance_requirements.burstable_performance != "required"
    return any(not name.startswith(_WITHOUT_TRUNK) for name in group.types)


RULES = (deployments_move, instances_left, interfaces_left)
