"""Rules of what services and jobs share: where they run, and in which network."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.facts.instance_types import InstanceType
from tfgen.resolve import Cluster, Container, Task, Workload
from tfgen.rules import fargate, over
from tfgen.rules.capacity import default_capacity_sound, strategy_faults
from tfgen.rules.fargate import SECTIONS
from tfgen.rules.rule import Path, codes_of, finding, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"


@rule(
    Code(
        "RULE210",
        "capacity-not-told",
        what="A service or job does not say where it runs.",
        why=(
            "With several instance groups nothing says which of them takes the task. Without a "
            "capacity provider behind it no group would start an instance for it."
        ),
        help="Write capacity, or cluster.default_capacity for all services and jobs.",
        source=f"{_ECS}/APIReference/API_CapacityProviderStrategyItem.html",
    ),
    *codes_of(default_capacity_sound),
    sections=SECTIONS,
    over=over.workloads,
)
def capacity_told(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Demand a place for each workload: its own capacity, sound for ECS, or the default one."""
    if workload.gives("capacity"):
        yield from strategy_faults(cluster, (*workload.path, "capacity"), workload.capacity)
    elif not workload.capacity:
        where = f"{workload.kind} {workload.key} does not say where it runs"
        message = f"{where}, and no capacity is the default"
        # Without any group Fargate is the default: here there are several.
        group = min({*cluster.instance_groups, *cluster.managed_instances})
        help = f"write capacity: {group}, or cluster.default_capacity for all"
        yield finding(cluster, "RULE210", workload.path, message, help, key=True)


@rule(
    Code(
        "RULE213",
        "network-mode-mismatch",
        what="A service or job has a network that it cannot have, or a field of another one.",
        why=(
            "Fargate knows the network mode awsvpc alone. Subnets and security groups belong to "
            "tasks in that mode, and ECS gives public addresses only to those on Fargate."
        ),
        help="Remove the field, or write the network mode or the capacity that it belongs to.",
        # Of public addresses:
        # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking-awsvpc.html
        source=f"{_ECS}/developerguide/task-networking.html",
    ),
    sections=SECTIONS,
    over=over.workloads,
)
def networks_fit(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold Fargate to awsvpc, and public addresses to tasks on Fargate."""
    name, mode = f"{workload.kind} {workload.key}", workload.network_mode
    if workload.on_fargate and mode != "awsvpc":
        message = f"{name} runs on Fargate, which knows no {mode} network"
        path = (*workload.path, "network_mode")
        yield finding(cluster, "RULE213", path, message, "remove network_mode")
    elif mode == "awsvpc" and workload.subnets == "public" and not workload.on_fargate:
        message = f"{name} runs on instances, and only on Fargate do tasks get public addresses"
        help = "write subnets: private, or capacity: fargate"
        yield finding(cluster, "RULE213", (*workload.path, "subnets"), message, help)


@rule(
    Code(
        "RULE214",
        "field-of-other-capacity",
        what="The capacity of a service or job does not have a field.",
        why=(
            "On Fargate AWS owns the host: a task has no path, device or privilege of it, and "
            "nobody chooses where it is placed. On instances a task has no disk of its own size."
        ),
        help="Remove the field, or give the service or job other capacity.",
        source=f"{_ECS}/developerguide/fargate-tasks-services.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def mounts_fit_fargate(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse mounts of a host's paths on Fargate."""
    if not isinstance(task, Workload) or not task.on_fargate:
        return
    for index, mount in enumerate(container.mounts):
        if mount.startswith("/"):
            runs = f"container {container.key} runs on Fargate"
            message = f"{runs}, where there is no path of a host to mount"
            help = "mount a volume, or give the task an instance group as capacity"
            yield finding(cluster, "RULE214", (*container.path, "mounts", index), message, help)


_NO_ROOM = Code(
    "RULE221",
    "task-larger-than-instance",
    what="No instance has room for a task.",
    why=(
        "ECS places a task on an instance with that much memory and CPU free. No type of its "
        "groups has it, so the task waits for ever, however many instances are started."
    ),
    help="Use a larger instance type, or less memory or CPU; the system needs some too.",
    source=f"{_ECS}/developerguide/memory-management.html",
)


@rule(_NO_ROOM, sections=SECTIONS, over=over.workloads)
def tasks_fit_instances(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse a task that needs more memory than any instance of its groups has."""
    largest = max((kind.memory or 0 for kind in _kinds(cluster, workload)), default=0)
    needed = workload.placed_memory
    if largest and needed >= largest:
        needs = f"a task of {workload.key} needs {needed} MiB"
        message = f"{needs}, and the largest instance it may run on has {largest}"
        help = "use a larger instance type, or less memory; the system itself needs some too"
        path = written(cluster, *_sizes(workload, "task_memory", "memory", "memory_reservation"))
        yield finding(cluster, "RULE221", path, message, help, key=path == workload.path)


@rule(_NO_ROOM, sections=SECTIONS, over=over.workloads)
def tasks_fit_processors(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse a task that needs more CPU units than any instance of its groups has."""
    kinds = _kinds(cluster, workload)
    # A vCPU has 1024 units.
    largest = max((1024 * (kind.vcpus or 0) for kind in kinds), default=0)
    needed = workload.placed_cpu
    if largest and all(kind.vcpus for kind in kinds) and needed > largest:
        needs = f"a task of {workload.key} needs {needed} CPU units"
        message = f"{needs}, and the largest instance it may run on has {largest}"
        help = "use a larger instance type, or less cpu"
        path = written(cluster, *_sizes(workload, "task_cpu", "cpu"))
        yield finding(cluster, "RULE221", path, message, help, key=path == workload.path)


def _sizes(workload: Workload, *fields: str) -> list[Path]:
    """Return the paths of fields that say how large a task is, and at last that of itself."""
    return [*((*workload.path, field) for field in fields), workload.path]


def _kinds(cluster: Cluster, workload: Workload) -> list[InstanceType]:
    """Return the types of instance that a workload may run on; none where one is not known."""
    kinds = []
    for name in workload.groups:
        # Which types fit its requirements is for EC2 to say.
        if cluster.instance_groups[name].instance_requirements:
            return []
        for instance_type in cluster.instance_groups[name].types:
            kind = aws.instance_type(instance_type)
            # A type that is not known may be larger than all others.
            if kind is None or not kind.memory:
                return []
            kinds.append(kind)
    return kinds


@rule(
    Code(
        "RULE222",
        "architecture-not-of-instances",
        what="A service or job has an architecture that its instances do not have.",
        why=(
            "An instance runs programs of its own architecture alone: a container of an image that "
            "is built for another one ends at once, with an exec format error."
        ),
        help="Use one architecture in all of its capacity.",
        source=f"{_ECS}/developerguide/ecs-arm64.html",
    ),
    sections=SECTIONS,
    over=over.workloads,
)
def architectures_fit(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse an architecture that the instances of a workload do not have."""
    for name in workload.groups:
        own = cluster.instance_groups[name].architecture
        if own and own != workload.architecture:
            of = f"{workload.kind} {workload.key} is {workload.architecture}"
            message = f"{of}, and instance group {name} is {own}"
            help = "use one architecture in all of its capacity"
            paths = ((*workload.path, "architecture"), (*workload.path, "capacity"))
            yield finding(cluster, "RULE222", written(cluster, *paths), message, help)


RULES = (
    capacity_told,
    *fargate.RULES,
    networks_fit,
    mounts_fit_fargate,
    tasks_fit_instances,
    tasks_fit_processors,
    architectures_fit,
)
