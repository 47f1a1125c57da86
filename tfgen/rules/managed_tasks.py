"""Rules of services and jobs on managed instances: what ECS takes there, and what finds room."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.facts.limits import MANAGED_INSTANCES_TASK_CPU
from tfgen.resolve import Cluster, Container, ManagedInstances, Service, Task, Workload
from tfgen.rules import over
from tfgen.rules.fargate import SECTIONS
from tfgen.rules.rule import Path, finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_TASKS = f"{_ECS}/developerguide/managed-instances-tasks-services.html"
_GROUP = "give the task an instance group as capacity"
# A vCPU has 1024 units.
UNITS = 1024
# What a constraint may ask of an instance that ECS manages.
_ATTRIBUTES = (
    "ecs.availability-zone",
    "ecs.cpu-architecture",
    "ecs.instance-type",
    "ecs.subnet-id",
)
_WRITABLE = ("/tmp", "/var")


@rule(
    Code(
        "RULE692",
        "field-that-managed-instances-lack",
        what="A service or job asks for what ECS does not give on managed instances.",
        why=(
            "There the host is AWS's: Bottlerocket, whose Docker has no volumes, no shared memory "
            "and no file systems in memory of a task's choice. ECS places tasks itself, of ten "
            "vCPUs at most, and refuses a task definition with anything else."
        ),
        help="Remove it, or give the service or job an instance group as capacity.",
        source=_TASKS,
    ),
    sections=SECTIONS,
    over=over.workloads,
)
def cpu_of_managed_instances(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the CPU units of a task on managed instances to what ECS takes."""
    cpu, takes = workload.task_cpu, MANAGED_INSTANCES_TASK_CPU
    if workload.on_managed_instances and cpu is not None and cpu not in takes:
        message = f"ECS takes {takes.low} to {takes.high} CPU units of a task on managed instances"
        help = f"write task_cpu: {min(max(cpu, takes.low), takes.high)}"
        path = (*workload.path, "task_cpu")
        yield finding(cluster, "RULE692", path, message, help, source=takes.source)


@rule(
    Code(
        "RULE693",
        "network-of-managed-instances",
        what="A task on managed instances has another network than one of its own.",
        why=(
            "ECS knows no bridge there. In host mode tasks of one version share the ports of an "
            "instance and its security group, which tfgen keeps closed: it lays out awsvpc alone."
        ),
        help="Remove network_mode, or give the service or job an instance group as capacity.",
        source=_TASKS,
    ),
    sections=SECTIONS,
    over=over.workloads,
)
def networks_of_managed_instances(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse other networks than awsvpc on managed instances."""
    if workload.on_managed_instances and not workload.awsvpc:
        runs = f"{workload.kind} {workload.key} runs on managed instances"
        message = f"{runs}, where tasks have a network of their own"
        path = (*workload.path, "network_mode")
        help = f"remove network_mode, or {_GROUP}"
        yield finding(cluster, "RULE693", path, message, help)


@rule(
    Code(
        "RULE694",
        "constraint-of-managed-instances",
        what="A placement constraint asks for an attribute that managed instances do not have.",
        why=(
            "ECS takes distinct_instance and expressions over four attributes there. An instance "
            "has none of your own, and the service would be refused."
        ),
        help="Use one of the four attributes, or an instance group as capacity.",
        source=_TASKS,
    ),
    sections=SECTIONS,
    over=over.services,
)
def constraints_of_managed_instances(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold constraints on managed instances to the attributes that their instances have."""
    if not service.on_managed_instances:
        return
    for index, constraint in enumerate(service.placement.constraints):
        for name in re.findall(r"attribute:([A-Za-z0-9._/-]+)", constraint):
            if name not in _ATTRIBUTES:
                message = f"managed instances have no attribute {name}"
                help = f"use {listed(_ATTRIBUTES)}, or {_GROUP}"
                path = (*service.path, "placement", "constraints", index)
                yield finding(cluster, "RULE694", path, message, help)


@rule(
    Code(
        "RULE695",
        "path-that-nobody-can-write",
        what="A container mounts a path of a managed instance that is not there to be written.",
        why=(
            "The file system of the instances is read-only but for some folders, /var and /tmp "
            "among them. What stands there goes with the instance, after three weeks at most."
        ),
        help="Mount a path below /var or /tmp, a volume, or use an instance group as capacity.",
        source=_TASKS,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def mounts_of_managed_instances(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Refuse mounts of paths of managed instances but those that can be written."""
    if not isinstance(task, Workload) or not task.on_managed_instances:
        return
    for path, host in _host_paths(task, container):
        if not any(host == folder or host.startswith(f"{folder}/") for folder in _WRITABLE):
            message = f"a managed instance has no {host} that a container can write"
            help = f"mount a path below /var or /tmp, or a volume, or {_GROUP}"
            yield finding(cluster, "RULE695", path, message, help)


def _host_paths(workload: Workload, container: Container) -> Iterator[tuple[Path, str]]:
    """Yield the paths of the host that a container has, by where the spec says them."""
    for index, mount in enumerate(container.mounts):
        if mount.startswith("/"):
            yield (*container.path, "mounts", index), mount.partition(":")[0]
    # Volumes are those of the task: told once, with its main container.
    if container is workload:
        for name, volume in workload.volumes.items():
            if volume.host_path:
                yield (*workload.path, "volumes", name, "host_path"), volume.host_path


@rule(
    Code(
        "RULE696",
        "log-driver-of-managed-instances",
        what="A task on managed instances logs by a driver that they do not have.",
        why="They have awslogs, splunk, json-file, and awsfirelens for a log router.",
        help="Write type: forward, which a log router in the task sends to.",
        source=f"{_ECS}/APIReference/API_LogConfiguration.html",
    ),
    sections=(*SECTIONS, "logs"),
    over=over.workloads,
)
def log_drivers_of_managed_instances(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse Docker's driver fluentd on managed instances."""
    if workload.on_managed_instances and workload.logs.destination_type == "fluentd":
        path = written(cluster, (*workload.path, "logs", "destination"), ("logs", "destination"))
        logs = f"{workload.kind} {workload.key} logs to fluentd on managed instances"
        message = f"{logs}, which have no such log driver"
        help = "write type: forward with the host, which a log router in the task sends to"
        yield finding(cluster, "RULE696", path, message, help)


@rule(
    Code(
        "RULE699",
        "architecture-not-of-managed-instances",
        what="A task has an architecture that its managed instances may not have.",
        why=(
            "ECS takes an instance of the task's architecture, of the types that the requirements "
            "leave. Where none is left the task waits for ever."
        ),
        help="Write the other architecture, or other cpu_manufacturers or types.",
        source=f"{_ECS}/developerguide/task_definition_parameters-managed-instances.html",
    ),
    sections=SECTIONS,
    over=over.workloads,
)
def architectures_of_managed_instances(
    cluster: Cluster, workload: Workload
) -> Iterator[Diagnostic]:
    """Refuse an architecture that the requirements of a workload's capacity leave out."""
    for managed in _managed(cluster, workload):
        left = managed.architectures
        # Requirements that contradict each other are told of themselves.
        if left and workload.architecture not in left:
            of = f"{workload.kind} {workload.key} is {workload.architecture}"
            message = f"{of}, and managed instances {managed.key} are {left[0]}"
            paths = ((*workload.path, "architecture"), (*workload.path, "capacity"))
            at = written(cluster, *paths, workload.path)
            help = f"write architecture: {left[0]}, or other requirements"
            key = at == workload.path
            yield finding(cluster, "RULE699", at, message, help, key=key)


@rule(
    Code(
        "RULE700",
        "task-larger-than-managed-instances",
        what="No managed instance may be large enough for a task.",
        why=(
            "ECS starts an instance that the task fits on, within the requirements. Where their "
            "greatest memory or number of vCPUs is less than the task needs, it waits for ever."
        ),
        help="Raise max of memory_mib or vcpu_count, or give the task less.",
        source=f"{_ECS}/developerguide/task-placement.html",
    ),
    sections=(*SECTIONS, "logs"),
    over=over.workloads,
)
def tasks_fit_managed_instances(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse a task that is larger than the instances that its capacity may start."""
    for managed in _managed(cluster, workload):
        requirements = managed.instance_requirements
        if requirements is None:
            continue
        memory, processors = requirements.memory_mib.max, requirements.vcpu_count.max
        lacking = []
        # The system takes some of the memory: a task of it all fits nowhere.
        if memory is not None and workload.placed_memory >= memory:
            lacking.append(("memory_mib", memory, f"{workload.placed_memory} MiB"))
        if processors is not None and workload.placed_cpu > processors * UNITS:
            lacking.append(("vcpu_count", processors, f"{workload.placed_cpu} CPU units"))
        for field, most, need in lacking:
            has = f"managed instances {managed.key} have a {field} of {most} at most"
            message = f"a task of {workload.key} needs {need}, and {has}"
            help = f"raise max of {field}, or give the task less"
            path = (*managed.path, "instance_requirements", field, "max")
            yield finding(cluster, "RULE700", path, message, help)


@rule(
    Code(
        "RULE701",
        "managed-instances-without-gpus",
        what="A container asks for GPUs, and its managed instances need not have any.",
        why=(
            "Of the types that the requirements leave ECS takes the cheapest. It chooses among "
            "those with GPUs only where the requirements say so."
        ),
        help="Write accelerator_types: gpu, or allowed_instance_types that have them.",
        source=f"{_ECS}/developerguide/ecs-gpu.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def gpus_of_managed_instances(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Demand GPUs of the managed instances of a container that asks for some."""
    if not container.gpus or not isinstance(task, Workload):
        return
    for managed in _managed(cluster, task):
        most = _most_gpus(managed)
        if container.gpus > most:
            asks = f"container {container.key} asks for gpus: {container.gpus}"
            message = f"{asks}, and managed instances {managed.key} need not have so many"
            help = f"write accelerator_types: gpu and accelerator_count: {{min: {container.gpus}}}"
            yield finding(cluster, "RULE701", (*container.path, "gpus"), message, help)


def _most_gpus(managed: ManagedInstances) -> int:
    """Return how many GPUs an instance may have, as far as the requirements tell."""
    requirements, any_number = managed.instance_requirements, 1 << 30
    if requirements is None:
        return 0
    if requirements.accelerator_count and requirements.accelerator_count.max is not None:
        any_number = requirements.accelerator_count.max
    types = [pattern.partition(".")[0] for pattern in managed.types]
    known = [family for family in types if "*" not in family]
    of_types = known and all(aws.accelerator(f"{family}.xlarge") == "gpu" for family in known)
    if "gpu" in requirements.accelerator_types or (of_types and len(known) == len(types)):
        return any_number
    return 0


def _managed(cluster: Cluster, workload: Workload) -> list[ManagedInstances]:
    return [cluster.managed_instances[name] for name in workload.managed_instances]


RULES = (
    cpu_of_managed_instances,
    networks_of_managed_instances,
    constraints_of_managed_instances,
    mounts_of_managed_instances,
    log_drivers_of_managed_instances,
    architectures_of_managed_instances,
    tasks_fit_managed_instances,
    gpus_of_managed_instances,
)
