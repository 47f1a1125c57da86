"""Rules of what services and jobs share: where they run, in which size, and in which network."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster, Container, Service, Task, Workload
from tfgen.rules import over
from tfgen.rules.capacity import STRATEGY_CODES, strategy_faults
from tfgen.rules.rule import Rule, finding, listed, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_SIZES = f"{_ECS}/developerguide/fargate-tasks-services.html"
_NETWORKS = f"{_ECS}/developerguide/task-networking.html"
_ADDRESSES = f"{_ECS}/developerguide/task-networking-awsvpc.html"
_FARGATE = f"{_ECS}/developerguide/fargate-tasks-services.html"
_MEMORY = f"{_ECS}/developerguide/memory-management.html"
_ARM = f"{_ECS}/developerguide/ecs-arm64.html"


def capacity_told(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Demand a place for each workload: its own capacity, sound for ECS, or the cluster's default.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    if workload.gives("capacity"):
        yield from strategy_faults(cluster, (*workload.path, "capacity"), workload.capacity)
    elif not workload.capacity:
        where = f"{workload.kind} {workload.key} does not say where it runs"
        message = f"{where}, and no capacity is the default"
        group = min(cluster.instance_groups)
        help = f"write capacity: {group}, or cluster.default_capacity for all"
        yield finding(cluster, "RULE210", workload.path, message, help, key=True)


def fargate_cpu(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the CPU units of a Fargate task to the sizes that there are.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    if workload.on_fargate and workload.cpu not in aws.FARGATE_SIZES:
        cpu = f"cpu {workload.cpu}" if workload.cpu else "no cpu"
        runs = f"{workload.kind} {workload.key} runs on Fargate with {cpu}"
        message = f"{runs}, and Fargate has no such size"
        help = f"write cpu: {listed([str(size) for size in aws.FARGATE_SIZES])}"
        at = written(cluster, (*workload.path, "cpu"), workload.path)
        key = at == workload.path
        yield finding(cluster, "RULE211", at, message, help, source=_SIZES, key=key)


def fargate_memory(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the memory of a Fargate task to what goes with its CPU units.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    cpu, memory = workload.cpu or 0, workload.memory
    sizes = aws.FARGATE_SIZES.get(cpu, ())
    if workload.on_fargate and sizes and memory not in sizes:
        near = min(sizes, key=lambda size: (abs(size - memory), size))
        message = f"Fargate has no size of {cpu} CPU units with {memory} MiB"
        help = f"write memory: {near}; {cpu} takes {sizes[0]} to {sizes[-1]} MiB"
        at = (*workload.path, "memory")
        yield finding(cluster, "RULE211", at, message, help, source=_SIZES)


def sidecars_have_other_names(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Keep the names of sidecars apart from that of the main container.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    for name in sorted({workload.key, workload.name} & workload.sidecars.keys()):
        what = f"sidecar {name} has the name of the main container"
        at, message = (
            (*workload.path, "sidecars", name),
            f"{what}, which is that of the {workload.kind}",
        )
        yield finding(cluster, "RULE212", at, message, "give it another name", key=True)


def sidecars_leave_room(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the sidecars of a Fargate task to less than the task.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    if not workload.on_fargate or not workload.sidecars:
        return
    cpu = sum(sidecar.cpu or 0 for sidecar in workload.sidecars.values())
    memory = sum(sidecar.memory for sidecar in workload.sidecars.values())
    if isinstance(workload, Service):
        memory += workload.proxy_memory
    if cpu >= (workload.cpu or 0) or memory >= workload.memory:
        take = f"the sidecars take {cpu} CPU units and {memory} MiB"
        message = f"{take}, and leave the main container nothing"
        help = "give the task a larger size: on Fargate cpu and memory are those of the whole task"
        at = (*workload.path, "sidecars")
        yield finding(cluster, "RULE212", at, message, help, source=_SIZES, key=True)


def networks_fit(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold Fargate to awsvpc, and public addresses to tasks on Fargate.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
    """
    what, mode = f"{workload.kind} {workload.key}", workload.network_mode
    if workload.on_fargate and mode != "awsvpc":
        message = f"{what} runs on Fargate, which knows no {mode} network"
        at, help = (*workload.path, "network_mode"), "remove network_mode"
        yield finding(cluster, "RULE213", at, message, help, source=_NETWORKS)
    elif mode == "awsvpc" and workload.subnets == "public" and not workload.on_fargate:
        message = f"{what} runs on instances, and only on Fargate do tasks get public addresses"
        at, help = (*workload.path, "subnets"), "write subnets: private, or capacity: fargate"
        yield finding(cluster, "RULE213", at, message, help, source=_ADDRESSES)


def mounts_fit_fargate(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse mounts of a host's paths on Fargate.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for index, mount in enumerate(container.mounts if _on_fargate(task) else ()):
        if mount.startswith("/"):
            runs = f"container {container.key} runs on Fargate"
            message = f"{runs}, where there is no path of a host to mount"
            at = (*container.path, "mounts", index)
            help = "mount a volume, or give it an instance group as capacity"
            yield finding(cluster, "RULE214", at, message, help, source=_FARGATE)


def _on_fargate(task: Task) -> bool:
    return isinstance(task, Workload) and task.on_fargate


def tasks_fit_instances(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse a task that needs more memory than any instance of its groups has.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
    """
    largest = max(_memories(cluster, workload), default=0)
    containers = workload.containers.values()
    needed = sum(container.memory_reservation or container.memory for container in containers)
    if largest and needed >= largest:
        needs = f"a task of {workload.key} needs {needed} MiB"
        message = f"{needs}, and the largest instance it may run on has {largest}"
        help = "use a larger instance type, or less memory; the system itself needs some too"
        at = (*workload.path, "memory")
        yield finding(cluster, "RULE221", at, message, help, source=_MEMORY)


def _memories(cluster: Cluster, workload: Workload) -> list[int]:
    """Return the MiB of each type of instance that a workload may run on, where all are known."""
    types = [kind for name in workload.groups for kind in cluster.instance_groups[name].types]
    known = [aws.instance_type(kind) for kind in types]
    memories = [kind.memory for kind in known if kind and kind.memory]
    return memories if len(memories) == len(types) else []


def architectures_fit(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse an architecture that the instances of a workload do not have.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
    """
    for name in workload.groups:
        types = cluster.instance_groups[name].types
        own = aws.architecture(types[0]) if types else workload.architecture
        if own != workload.architecture:
            what = f"{workload.kind} {workload.key} is {workload.architecture}"
            message = f"{what}, and instance group {name} is {own}"
            help = "use one architecture in all of its capacity"
            at = written(
                cluster,
                (*workload.path, "architecture"),
                (*workload.path, "capacity"),
            )
            yield finding(cluster, "RULE222", at, message, help, source=_ARM)


_ALL = ("services", "jobs", "instance_groups", "cluster")
RULES = (
    Rule(_ALL, capacity_told, over.workloads, STRATEGY_CODES),
    Rule(_ALL, fargate_cpu, over.workloads),
    Rule(_ALL, fargate_memory, over.workloads),
    Rule(_ALL, sidecars_have_other_names, over.workloads),
    Rule(_ALL, sidecars_leave_room, over.workloads),
    Rule(_ALL, networks_fit, over.workloads),
    Rule(_ALL, mounts_fit_fargate, over.containers),
    Rule(_ALL, tasks_fit_instances, over.workloads),
    Rule(_ALL, architectures_fit, over.workloads),
)
