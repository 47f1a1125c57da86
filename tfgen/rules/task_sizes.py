"""Rules of the sizes of tasks on instances: each container has memory, and all fit in the task."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster, Container, Service, Task, Workload
from tfgen.resolve.tasks import LOG_ROUTER_LIMIT
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import finding, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_SECTIONS = (*SECTIONS, "instance_groups", "cluster", "logs")


@rule(
    Code(
        "RULE448",
        "container-without-memory",
        what="A container on instances has no memory: no limit, and nothing reserved.",
        why=(
            "ECS places a task where its memory is free, and takes no task definition on "
            "instances that does not say it: a container has a limit, a reservation or both, "
            "unless its whole task has a size. On Fargate the task has one, and sidecars may do "
            "without."
        ),
        help="Write memory, its hard limit; or memory_reservation, what is kept free for it.",
        source=f"{_ECS}/API_ContainerDefinition.html",
    ),
    sections=_SECTIONS,
    over=over.containers,
)
def memory_is_told(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Demand memory of each container on instances, unless its task has some."""
    if isinstance(task, Workload) and (task.on_fargate or task.task_memory):
        return
    if container.memory is None and container.memory_reservation is None:
        message = f"container {container.key} has neither memory nor memory_reservation"
        help = "write memory, its hard limit, or memory_reservation, what is kept free for it"
        yield finding(cluster, "RULE448", container.path, message, help, key=True)


@rule(
    Code(
        "RULE449",
        "containers-larger-than-task",
        what="The containers of a task have more memory or CPU than the task.",
        why=(
            "task_memory and task_cpu are what the containers of the task share: ECS refuses a "
            "container with a limit above that of its task, and more memory or CPU units reserved "
            "for all of them together. A log router has 256 MiB and reserves 64."
        ),
        help="Write a larger task_memory or task_cpu, or less for the containers.",
        source=f"{_ECS}/API_ContainerDefinition.html",
    ),
    sections=_SECTIONS,
    over=over.workloads,
)
def containers_fit_their_task(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Hold the containers of a task to its own size on instances."""
    if workload.on_fargate:
        return
    for field, unit, has, need in _needs(workload):
        if has and need > has:
            message = f"the containers of {workload.key} need {need} {unit}, and {field} is {has}"
            help = f"write {field}: {need} or more, or less for the containers"
            yield finding(cluster, "RULE449", (*workload.path, field), message, help)


def _needs(workload: Workload) -> Iterator[tuple[str, str, int | None, int]]:
    """Yield fields of a task's size with their units, values, and what its containers need."""
    containers = workload.containers.values()
    reserved = sum(container.reserved_memory for container in containers)
    reserved += workload.logs.router_memory
    if isinstance(workload, Service):
        reserved += workload.proxy_memory
    limits = [container.memory or 0 for container in containers]
    limits.append(LOG_ROUTER_LIMIT * workload.logs.has_router)
    yield "task_memory", "MiB", workload.task_memory, max(reserved, *limits)
    cpu = sum(container.cpu for container in containers)
    yield "task_cpu", "CPU units", workload.task_cpu, cpu


RULES = (memory_is_told, containers_fit_their_task)
