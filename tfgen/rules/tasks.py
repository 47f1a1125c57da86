"""Rules of tasks: what their containers wait for, and what they may do."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, SystemContainer, Task, grants_of
from tfgen.rules import over, task_volumes
from tfgen.rules.containers import SECTIONS
from tfgen.rules.log_groups import RETENTION, retention
from tfgen.rules.rule import finding, listed, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"


@rule(
    Code(
        "RULE116",
        "dependency-never-met",
        what="A container waits for what cannot come.",
        why=(
            "ECS starts the container when the other one has come so far. It never does if it is "
            "not there, has no check, runs as long as the task, or waits for the first one itself."
        ),
        help="Wait for a container of the task, and for what it can reach: start at least.",
        source=f"{_ECS}/APIReference/API_ContainerDependency.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def dependencies_can_be_met(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Hold dependencies to containers of the task that can come so far, and refuse circles."""
    for name, condition in container.depends_on.items():
        if unmet := _unmet(task, container, name, condition):
            message, help = unmet
            path = (*container.path, "depends_on", name)
            yield finding(cluster, "RULE116", path, message, help, key=True)


def _unmet(task: Task, container: Container, name: str, condition: str) -> tuple[str, str] | None:
    """Return what is wrong with a dependency and what to do, if anything."""
    containers = _by_key(task)
    other, waits = containers.get(name), f"container {container.key} waits"
    if other is None:
        message = f"{waits} for {shown(name)}, which is no container of its task"
        return message, _instead(container, containers, name)
    if other is container:
        return f"{waits} for itself, and would never start", f"remove {name} from depends_on"
    if container.key in _before(containers, name):
        return (
            f"{waits} for {name}, which waits for it",
            f"remove {name} from depends_on, or the other way round",
        )
    if condition == "healthy" and other.health_check is None:
        message = f"{waits} until {name} is healthy, and {name} has no check"
        return message, f"give {name} health_check"
    if condition not in ("complete", "success"):
        return None
    message = f"{waits} until {name} has ended, and the task ends with it"
    # The main container is what the task is there for: to let it end is no way out.
    if name == task.key:
        return message, "wait for start or healthy"
    if other.essential:
        return message, f"write essential: false for {name}"
    return None


def _instead(container: Container, containers: dict[str, Container], name: str) -> str:
    """Return what to write in the place of a container that is not there."""
    known = [key for key in containers if key != container.key]
    if near := closest(name, known):
        return near
    if known:
        return f"use {listed(known)}"
    return "remove depends_on"


def _by_key(task: Task) -> dict[str, Container]:
    """Return the containers of a task by the names that the spec has for them."""
    return {container.key: container for container in task.containers.values()}


def _before(containers: dict[str, Container], name: str) -> set[str]:
    """Return the containers that a container waits for, through others too."""
    before: set[str] = set()
    waiting = [name]
    while waiting:
        container = containers.get(waiting.pop())
        if container is None:
            continue
        # Without those that are known already a circle would have no end.
        more = set(container.depends_on) - before
        before |= more
        waiting += more
    return before


@rule(
    Code(
        "RULE099",
        "task-without-essential-container",
        what="No container of a task is essential.",
        why=(
            "ECS refuses a task definition without an essential container: a task lasts as long as "
            "its essential containers."
        ),
        help="Remove essential: false from the container that the task is there for.",
        source=f"{_ECS}/APIReference/API_ContainerDefinition.html",
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def one_container_is_essential(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse a task whose containers may all end without it."""
    by_docker = isinstance(task, SystemContainer) and task.run == "docker"  # no task of ECS
    essential = any(container.essential for container in task.containers.values())
    if not by_docker and not essential:
        message = f"no container of task {task.key} is essential, and ECS wants one"
        path = (*task.path, "essential")
        yield finding(cluster, "RULE099", path, message, "remove essential: false", key=True)


@rule(
    Code(
        "RULE122",
        "rights-beside-task-role-arn",
        what="Rights stand beside a task role that exists.",
        why=(
            "With the ARN of a role tfgen makes none and changes none: the role may be that of "
            "others, who would get the rights too."
        ),
        help="Remove arn, so that the task gets a role of its own, or give the rights by hand.",
        source=f"{_ECS}/developerguide/task-iam-roles.html",
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def one_task_role(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse rights beside a role that exists."""
    for word in ("statements", "managed_policy_arns", "parameters"):
        if task.task_role.arn and getattr(task.task_role, word):
            beside = f"{word} stands beside the ARN of a role that exists"
            message = f"{beside}, which tfgen does not change"
            help = f"remove arn for a role of its own, or remove {word}"
            path = (*task.path, "task_role", word)
            yield finding(cluster, "RULE122", path, message, help, key=True)
    if task.task_role.arn and any(grants_of(task.grants)):
        message = "grants stand beside the ARN of a role that exists, which tfgen does not change"
        help = "remove the ARN for a role of its own, or remove grants"
        yield finding(cluster, "RULE122", (*task.path, "grants"), message, help, key=True)


@rule(RETENTION, sections=SECTIONS, over=over.tasks)
def task_retention_allowed(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold the retention of a task's logs to the days that CloudWatch Logs knows."""
    if task.logs.gives("retention_days"):
        path = (*task.path, "logs", "retention_days")
        yield from retention(cluster, path, task.logs.retention_days)


RULES = (
    dependencies_can_be_met,
    one_container_is_essential,
    *task_volumes.RULES,
    one_task_role,
    task_retention_allowed,
)
