"""Rules of sizes: those that Fargate has, and sidecars that leave room in them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster, Service, Workload
from tfgen.rules import over
from tfgen.rules.rule import finding, listed, rule, written

SECTIONS = ("services", "jobs", "instance_groups", "managed_instances", "cluster")
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"

_NO_SUCH_SIZE = Code(
    "RULE211",
    "fargate-size-unknown",
    what="Fargate does not have the size of a task.",
    why=(
        "On Fargate a task has one of a few sizes, and each number of CPU units takes memory of "
        "its own range: ECS refuses a task definition with any other pair."
    ),
    help="Write a number of CPU units that Fargate has, and memory that goes with it.",
    source=f"{_ECS}/developerguide/fargate-tasks-services.html",
)
_SIDECARS = Code(
    "RULE212",
    "sidecar-conflict",
    what="Sidecars leave the main container nothing, or have its name.",
    why=(
        "The containers of a task have different names, and on Fargate they share the CPU and the "
        "memory of the task: what sidecars reserve is gone for the main one."
    ),
    help="Give the task a larger size, the sidecars less, or the sidecar another name.",
    source=f"{_ECS}/APIReference/API_ContainerDefinition.html",
)


@rule(_NO_SUCH_SIZE, sections=SECTIONS, over=over.workloads)
def fargate_cpu(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the CPU units of a Fargate task to the sizes that there are."""
    if workload.on_fargate and workload.cpu not in aws.FARGATE_SIZES:
        # On instances cpu may be left out; Fargate has no size without it.
        cpu = f"cpu {workload.cpu}" if workload.cpu else "no cpu"
        runs = f"{workload.kind} {workload.key} runs on Fargate with {cpu}"
        message = f"{runs}, and Fargate has no such size"
        help = f"write cpu: {listed([str(size) for size in aws.FARGATE_SIZES])}"
        path = written(cluster, (*workload.path, "cpu"), workload.path)
        yield finding(cluster, "RULE211", path, message, help, key=path == workload.path)


@rule(_NO_SUCH_SIZE, sections=SECTIONS, over=over.workloads)
def fargate_memory(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the memory of a Fargate task to what goes with its CPU units."""
    cpu, memory = workload.cpu or 0, workload.memory
    sizes = aws.FARGATE_SIZES.get(cpu, ())
    # Of an unknown number of CPU units fargate_cpu tells.
    if not workload.on_fargate or not sizes or memory in sizes:
        return
    takes = f"{cpu} takes {sizes[0]} to {sizes[-1]} MiB"
    if memory is None:
        message = f"{workload.kind} {workload.key} runs on Fargate with no memory"
        help = f"write memory: {sizes[0]}; {takes}"
        yield finding(cluster, "RULE211", workload.path, message, help, key=True)
        return
    near = min(sizes, key=lambda size: (abs(size - memory), size))
    message = f"Fargate has no size of {cpu} CPU units with {memory} MiB"
    yield finding(
        cluster, "RULE211", (*workload.path, "memory"), message, f"write memory: {near}; {takes}"
    )


@rule(_SIDECARS, sections=SECTIONS, over=over.workloads)
def sidecars_have_other_names(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Keep the names of sidecars apart from that of the main container."""
    # A service that was renamed keeps its former name in AWS: a sidecar may have neither.
    for name in sorted({workload.key, workload.name} & workload.sidecars.keys()):
        taken = f"sidecar {name} has the name of the main container"
        message = f"{taken}, which is that of the {workload.kind}"
        path = (*workload.path, "sidecars", name)
        yield finding(cluster, "RULE212", path, message, "give it another name", key=True)


@rule(_SIDECARS, sections=SECTIONS, over=over.workloads)
def sidecars_leave_room(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the sidecars of a Fargate task to less than the task."""
    sidecars = [other for name, other in workload.containers.items() if name != workload.name]
    if not workload.on_fargate or not sidecars or workload.memory is None:
        return
    cpu = sum(sidecar.cpu or 0 for sidecar in sidecars)
    memory = sum(sidecar.memory or 0 for sidecar in sidecars)
    memory += workload.logs.router_memory
    # The proxy of Service Connect is a container that ECS adds.
    if isinstance(workload, Service):
        memory += workload.proxy_memory
    if cpu >= (workload.cpu or 0) or memory >= workload.memory:
        take = f"the sidecars take {cpu} CPU units and {memory} MiB"
        message = f"{take}, and leave the main container nothing"
        help = "give the task a larger size: on Fargate cpu and memory are those of the whole task"
        path = (*workload.path, "sidecars")
        if not workload.sidecars:
            path = (*workload.path, "telemetry")
        yield finding(cluster, "RULE212", path, message, help, key=True)


RULES = (fargate_cpu, fargate_memory, sidecars_have_other_names, sidecars_leave_room)
