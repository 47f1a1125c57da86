"""Rules of what services share: their instances have room for all of them at once."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.facts.instance_types import InstanceType
from tfgen.frozen import frozen
from tfgen.resolve import Cluster, InstanceGroup, Service, SystemContainer
from tfgen.resolve.convention import each, members
from tfgen.rules.deployment_room import may_have_trunk
from tfgen.rules.rule import finding, listed, rule, written

Consumer = Service | SystemContainer

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_SECTIONS = ("services", "instance_groups", "cluster", "system_containers", "logs")
# A vCPU has so many CPU units.
_UNITS = 1024


@frozen
class Measure:
    """What instances have and tasks take, in one unit; an instance of unknown size has None."""

    code: str
    unit: str
    of_type: Callable[[InstanceType], int | None]
    of_task: Callable[[Consumer], int]
    kept: Callable[[InstanceGroup], int]


@frozen
class Demand:
    """What a service takes of its instances: for each task by measure, and numbers of tasks."""

    service: Service
    sizes: tuple[int, ...]
    least: int
    usual: int
    most: int
    # Tasks that a deployment needs beside all that run.
    new: int


def _interfaces(kind: InstanceType) -> int | None:
    # The first one is the instance's own.
    return kind.enis and kind.enis - 1


def _vcpu_units(kind: InstanceType) -> int | None:
    return kind.vcpus and kind.vcpus * _UNITS


def _memory(task: Consumer) -> int:
    return task.placed_memory


def _units(task: Consumer) -> int:
    return task.placed_cpu


def _gpus_of_type(kind: InstanceType) -> int | None:
    # Of instances without any RULE440 tells.
    return kind.gpus or None


def _gpus(task: Consumer) -> int:
    return sum(container.gpus or 0 for container in task.containers.values())


def _kept_memory(group: InstanceGroup) -> int:
    return group.reserved_memory


def _nothing(group: InstanceGroup) -> int:
    return 0


def _interface(task: Consumer) -> int:
    return int(task.awsvpc)


MEASURES = (
    Measure("RULE372", "network interfaces", _interfaces, _interface, _nothing),
    Measure("RULE373", "MiB of memory", lambda kind: kind.memory, _memory, _kept_memory),
    Measure("RULE373", "CPU units", _vcpu_units, _units, _nothing),
    Measure("RULE373", "GPUs", _gpus_of_type, _gpus, _nothing),
)


@rule(
    Code(
        "RULE372",
        "services-share-few-network-interfaces",
        what="The instances have fewer network interfaces than all services have tasks.",
        why=(
            "A task in awsvpc takes an interface of its instance, which has a few by its type, one "
            "for itself. Where all services together have more tasks than that, the last ones wait "
            "for ever. Types with a trunk take more, where the account has awsvpcTrunking."
        ),
        help="Write network_mode: bridge for some, more instances or larger ones.",
        source=f"{_ECS}/container-instance-eni.html",
    ),
    Code(
        "RULE373",
        "services-share-few-instances",
        what="The instances have less memory, CPU or GPUs than the tasks of all services take.",
        why=(
            "ECS places a task on an instance that has its memory, its CPU units and its GPUs "
            "free; daemons and what is reserved come first. With the group at its largest the last "
            "tasks wait for ever."
        ),
        help="Write a larger max_size or instance type, or less for the tasks.",
        source=f"{_ECS}/memory-management.html",
    ),
    sections=_SECTIONS,
)
def services_fit_together(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the tasks of all services on the same instances to what these have."""
    demands = list(each(members(cluster, "services"), lambda one: _demand(cluster, one)))
    for names in sorted({demand.service.groups for demand in demands}):
        groups = [cluster.instance_groups[name] for name in names]
        inside = [demand for demand in demands if set(demand.service.groups) <= set(names)]
        for index, measure in enumerate(MEASURES):
            rooms = list(each(groups, partial(_room, cluster, measure)))
            takers = [demand for demand in inside if demand.sizes[index]]
            if len(rooms) == len(groups) and takers:
                yield from _short(cluster, groups, takers, index, sum(rooms))


def _demand(cluster: Cluster, service: Service) -> Iterator[Demand]:
    known = set(service.groups) <= cluster.instance_groups.keys()
    if service.on_fargate or not service.groups or not known:
        return
    most = service.most_count
    new = int(service.deployment.stay(most) >= most)
    # All at once need twice the room; task by task one more will do.
    if service.shifts:
        new = most
    sizes = tuple(measure.of_task(service) for measure in MEASURES)
    yield Demand(service, sizes, service.least_count, service.desired_count, most, new)


def _room(cluster: Cluster, measure: Measure, group: InstanceGroup) -> Iterator[int]:
    """Yield what a group at its largest has for tasks, unless one of its types is not known."""
    known = [aws.instance_type(name) for name in group.types]
    sizes = [measure.of_type(kind) if kind else None for kind in known]
    if not sizes or None in sizes:
        return
    daemons = [cluster.system_containers[key] for key in group.daemons]
    taken = measure.kept(group) + sum(map(measure.of_task, daemons))
    yield group.max_size * max(0, max(size or 0 for size in sizes) - taken)


def _short(
    cluster: Cluster, groups: list[InstanceGroup], takers: list[Demand], index: int, room: int
) -> Iterator[Diagnostic]:
    """Find more tasks than there is room for: an error where even the least have none."""
    measure = MEASURES[index]
    least = sum(demand.least * demand.sizes[index] for demand in takers)
    # That all are at their most at once is for nobody to plan; that one is, is.
    most = sum(demand.usual * demand.sizes[index] for demand in takers)
    if len(takers) == 1:
        most = takers[0].most * takers[0].sizes[index]
    new = max(demand.new * demand.sizes[index] for demand in takers)
    # Of one service alone RULE316 tells.
    if most + new <= room or (measure.code == "RULE372" and len(takers) == 1):
        return
    keys = listed([demand.service.key for demand in takers], "and")
    needs = f"the tasks of {keys} need {most} {measure.unit}"
    if new:
        needs += f", and {new} more for a new version"
    trunks = measure.code == "RULE372" and any(may_have_trunk(group) for group in groups)
    # How many interfaces a trunk has no fact tells.
    if trunks and cluster.cluster.awsvpc_trunking:
        return
    severity = Severity.WARNING
    if least > room:
        needs = f"the tasks of {keys} need {least} {measure.unit} at least"
        severity = Severity.ERROR
    if trunks:
        severity = Severity.WARNING
    names = listed([group.key for group in groups], "and")
    message = f"{needs}: {names} with max_size {_sizes(groups)} has {room} for tasks"
    help = "write a larger max_size or instance type, or less for the tasks"
    if trunks:
        help += ", or awsvpc_trunking: true under cluster"
    path = written(cluster, (*groups[0].path, "max_size"), groups[0].path)
    key = path == groups[0].path
    yield finding(cluster, measure.code, path, message, help, severity=severity, key=key)


def _sizes(groups: list[InstanceGroup]) -> str:
    return listed([str(group.max_size) for group in groups], "and")


RULES = (services_fit_together,)
