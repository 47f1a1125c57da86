"""Rules of what services and jobs share: where they run, in which size, and in which network."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws
from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, Container, Service, Workload
from tfgen.rules.capacity import strategy_faults
from tfgen.rules.rule import Path, Rule, finding, listed

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_SIZES = f"{_ECS}/developerguide/fargate-tasks-services.html"
_NETWORKS = f"{_ECS}/developerguide/task-networking.html"
_ADDRESSES = f"{_ECS}/developerguide/task-networking-awsvpc.html"
_FARGATE = f"{_ECS}/developerguide/fargate-tasks-services.html"
_MEMORY = f"{_ECS}/developerguide/memory-management.html"


def workloads_of(cluster: Cluster) -> Iterator[tuple[Path, str, str, Workload]]:
    """Yield each service and job with its path, which of the two it is, and its key."""
    for workload in cluster.workloads:
        yield workload.path, workload.kind, workload.key, workload


def workload_containers(cluster: Cluster) -> Iterator[tuple[Path, Workload, str, Container]]:
    """Yield each container of each service and job, with its path, its workload and its name."""
    for path, _, key, workload in workloads_of(cluster):
        yield path, workload, key, workload
        for name, sidecar in sorted(workload.sidecars.items()):
            yield (*path, "sidecars", name), workload, name, sidecar


def capacity_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand a place for each workload: its own capacity, or the cluster's default, and hold it to what ECS takes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    for path, what, key, workload in workloads_of(cluster):
        if workload.gives("capacity"):
            yield from strategy_faults(cluster, (*path, "capacity"), workload.capacity)
        elif not workload.capacity:
            help = f"write capacity: {min(cluster.instance_groups)}, or cluster.default_capacity for all"
            message = f"{what} {key} does not say where it runs, and no capacity is the default"
            yield finding(cluster, "RULE210", path, message, help, key=True)


def fargate_sizes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold cpu and memory of a Fargate task to the sizes that there are.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for path, what, key, workload in workloads_of(cluster):
        if not workload.on_fargate:
            continue
        sizes = aws.FARGATE_SIZES.get(workload.cpu or 0)
        if sizes is None:
            given = f"cpu {workload.cpu}" if workload.cpu else "no cpu"
            message = f"{what} {key} runs on Fargate with {given}, and Fargate has no such size"
            at = (*path, "cpu") if cluster.wrote(*path, "cpu") else path
            help = f"write cpu: {listed([str(size) for size in aws.FARGATE_SIZES])}"
            yield finding(cluster, "RULE211", at, message, help, source=_SIZES, key=at == path)
        elif workload.memory not in sizes:
            near = min(sizes, key=lambda size: (abs(size - workload.memory), size))
            message = f"Fargate has no size of {workload.cpu} CPU units with {workload.memory} MiB"
            help = f"write memory: {near}; {workload.cpu} takes {sizes[0]} to {sizes[-1]} MiB"
            yield finding(cluster, "RULE211", (*path, "memory"), message, help, source=_SIZES)


def sidecars_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the sidecars of a Fargate task to less than the task, and a sidecar's name apart from the main one's.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for path, what, key, workload in workloads_of(cluster):
        if key in workload.sidecars:
            message = f"sidecar {key} has the name of the main container, which is that of the {what}"
            yield finding(
                cluster,
                "RULE212",
                (*path, "sidecars", key),
                message,
                "give it another name",
                key=True,
            )
        if not workload.on_fargate or not workload.sidecars:
            continue
        cpu = sum(one.cpu or 0 for one in workload.sidecars.values())
        proxy = workload.proxy_memory if isinstance(workload, Service) else 0
        memory = sum(one.memory for one in workload.sidecars.values()) + proxy
        if cpu >= (workload.cpu or 0) or memory >= workload.memory:
            message = f"the sidecars take {cpu} CPU units and {memory} MiB, and leave the main container nothing"
            help = "give the task a larger size: on Fargate cpu and memory are those of the whole task"
            yield finding(cluster, "RULE212", (*path, "sidecars"), message, help, source=_SIZES, key=True)


def networks_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold Fargate to awsvpc, and public addresses to Fargate.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
    """
    for path, what, key, workload in workloads_of(cluster):
        mode = workload.network_mode
        if workload.on_fargate and mode != "awsvpc":
            at = (*path, "network_mode")
            message = f"{what} {key} runs on Fargate, which knows no {mode} network"
            yield finding(cluster, "RULE213", at, message, "remove network_mode", source=_NETWORKS)
        elif mode == "awsvpc" and workload.subnets == "public" and not workload.on_fargate:
            message = f"{what} {key} runs on instances, and only on Fargate do tasks get public addresses"
            help = "write subnets: private, or capacity: fargate"
            yield finding(cluster, "RULE213", (*path, "subnets"), message, help, source=_ADDRESSES)


def mounts_fit_fargate(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse on Fargate mounts of a path of the host.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for path, workload, name, container in workload_containers(cluster):
        if not workload.on_fargate:
            continue
        for index, mount in enumerate(container.mounts):
            if mount.startswith("/"):
                message = f"container {name} runs on Fargate, where there is no path of a host to mount"
                help = "mount a volume, or give it an instance group as capacity"
                yield finding(cluster, "RULE214", (*path, "mounts", index), message, help, source=_FARGATE)


def tasks_fit_instances(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a task that needs more memory than any instance of its groups has.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
    """
    for path, _, key, workload in workloads_of(cluster):
        if workload.on_fargate:
            continue
        needed = sum(one.memory_reservation or one.memory for one in workload.containers.values())
        groups = [cluster.instance_groups.get(name) for name in workload.capacity]
        sizes = [
            known.memory
            for group in groups
            if group
            for kind in group.types
            if (known := aws.instance_type(kind)) and known.memory
        ]
        if sizes and needed >= max(sizes):
            message = f"a task of {key} needs {needed} MiB, and the largest instance it may run on has {max(sizes)}"
            help = "use a larger instance type, or less memory; the system itself needs some too"
            yield finding(cluster, "RULE221", (*path, "memory"), message, help, source=_MEMORY)


def architectures_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse an architecture that the instances of a workload do not have.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
    """
    for path, what, key, workload in workloads_of(cluster):
        for name in sorted(workload.capacity):
            group = cluster.instance_groups.get(name)
            own = aws.architecture(group.types[0]) if group and group.types else None
            wanted = workload.architecture
            if own and own != wanted:
                at = (*path, "architecture" if workload.architecture else "capacity")
                message = f"{what} {key} is {wanted}, and instance group {name} is {own}"
                help = "use one architecture in all of its capacity"
                source = f"{_ECS}/developerguide/ecs-arm64.html"
                yield finding(cluster, "RULE222", at, message, help, source=source)


_ALL = ("services", "jobs", "instance_groups", "cluster")
RULES = (
    Rule(_ALL, capacity_told),
    Rule(_ALL, fargate_sizes),
    Rule(_ALL, sidecars_fit),
    Rule(_ALL, networks_fit),
    Rule(_ALL, mounts_fit_fargate),
    Rule(_ALL, tasks_fit_instances),
    Rule(_ALL, architectures_fit),
)
