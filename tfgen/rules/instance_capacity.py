"""Rules of what instances keep for tasks: memory beside their daemons, and log drivers."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_SECTIONS = ("system_containers", "instance_groups")


@rule(
    Code(
        "RULE135",
        "instance-without-memory-for-tasks",
        what="An instance has no memory left for tasks.",
        why=(
            "ECS places a task where its memory fits into what the instance has, less what is "
            "reserved and what the tasks there take. Daemons come first: nothing fits beside them."
        ),
        help="Reserve less memory, give the daemons less, or use a larger instance type.",
        source=f"{_ECS}/memory-management.html",
    ),
    sections=_SECTIONS,
    over=over.instance_groups,
)
def memory_left_for_tasks(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Demand memory of an instance beside what is reserved and what its daemons take."""
    parts = []
    taken = group.reserved_memory
    if group.reserved_memory:
        parts.append(f"{group.reserved_memory} MiB reserved")
    # What is reserved for a container counts in ECS, and its limit where nothing is.
    daemons = [cluster.system_containers[key] for key in group.daemons]
    running = sum(daemon.reserved_memory for daemon in daemons)
    if running:
        taken += running
        parts.append(f"{running} MiB of daemons")
    if not parts:
        return
    for path, name in _instance_types(group):
        memory = _memory(name)
        if memory and taken >= memory:
            leave = f"{listed(parts, 'and')} leave nothing"
            message = f"{leave} of the {memory} MiB of {name} for tasks"
            place = written(cluster, (*group.path, "reserved_memory"), path)
            yield finding(cluster, "RULE135", place, message, _MORE_ROOM)


_MORE_ROOM = "write a smaller reserved_memory, or another instance_type with more memory"


def _memory(name: str) -> int | None:
    """Return the MiB of an instance type; None of one that tfgen does not know."""
    kind = aws.instance_type(name)
    if kind is None:
        return None
    return kind.memory


def _instance_types(group: InstanceGroup) -> Iterator[tuple[Path, str]]:
    """Yield the instance types of a group, each with its path."""
    if group.instance_type:
        yield (*group.path, "instance_type"), group.instance_type
    for index, kind in enumerate(group.instance_types or ()):
        yield (*group.path, "instance_types", index), kind


@rule(
    Code(
        "RULE136",
        "log-driver-not-allowed",
        what="Instances do not allow a log driver that containers use.",
        why=(
            "The agent tells ECS the drivers in ECS_AVAILABLE_LOGGING_DRIVERS, and ECS places a "
            "task only on instances that have those of its containers."
        ),
        help="Add the driver to log_drivers, or leave log_drivers out: tfgen allows what is used.",
        source=f"{_ECS}/ecs-agent-config.html",
    ),
    sections=(*_SECTIONS, "services", "jobs", "logs"),
    over=over.instance_groups,
)
def drivers_allowed(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Demand that instances allow the log drivers that the spec's containers use."""
    needed = cluster.log_drivers_on(group.key)
    missing = [driver for driver in needed if driver not in group.log_drivers]
    if missing and group.gives("log_drivers"):
        drivers = listed(missing, "and")
        allows = f"instance group {group.key} does not allow {drivers}"
        message = f"{allows}, which containers of the spec use"
        path = (*group.path, "log_drivers")
        help = f"add {drivers} to log_drivers, or remove log_drivers: tfgen allows what is used"
        yield finding(cluster, "RULE136", path, message, help)


RULES = (memory_left_for_tasks, drivers_allowed)
