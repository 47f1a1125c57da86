"""Rules of tasks: what their containers wait for and mount, and what they may do."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.language.containers import MOUNT_FORM
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, SystemContainer, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.operations import retention
from tfgen.rules.rule import Path, Rule, again, finding, listed

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_ORDER = f"{_ECS}/APIReference/API_ContainerDependency.html"
_CONTAINERS = f"{_ECS}/APIReference/API_ContainerDefinition.html"
_VOLUMES = f"{_ECS}/developerguide/using_data_volumes.html"
_ROLES = f"{_ECS}/developerguide/task-iam-roles.html"


def dependencies_can_be_met(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Hold dependencies to containers of the task that can come so far, and refuse circles.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
    """
    for name, condition in container.depends_on.items():
        if fault := _unmet(task, container, name, condition):
            at, (message, help) = (*container.path, "depends_on", name), fault
            yield finding(cluster, "RULE116", at, message, help, source=_ORDER, key=True)


def _unmet(task: Task, container: Container, name: str, condition: str) -> tuple[str, str] | None:
    """Return what is wrong with a dependency and what to do, if anything."""
    containers = _by_key(task)
    other, waits = containers.get(name), f"container {container.key} waits"
    if other is None:
        known = [key for key in containers if key != container.key]
        help = closest(name, known) or (f"use {listed(known)}" if known else "remove depends_on")
        return f"{waits} for {shown(name)}, which is no container of its task", help
    if other is container or container.key in _before(containers, name):
        return f"{waits} for {name}, which waits for it", "remove one of the two"
    if condition == "healthy" and other.health_check is None:
        message = f"{waits} until {name} is healthy, and {name} has no check"
        return message, f"give {name} health_check"
    if condition not in ("complete", "success"):
        return None
    message = f"{waits} until {name} has ended, and the task ends with it"
    if name == task.key:
        return message, "wait for start or healthy"
    return (message, f"write essential: false for {name}") if other.essential else None


def _by_key(task: Task) -> dict[str, Container]:
    """Return the containers of a task by the names that the spec has for them."""
    return {container.key: container for container in task.containers.values()}


def _before(containers: dict[str, Container], name: str) -> set[str]:
    """Return the containers that a container waits for, through others too."""
    before: set[str] = set()
    waiting = [name]
    while waiting:
        container = containers.get(waiting.pop())
        more = set(container.depends_on) - before if container else set()
        before |= more
        waiting += more
    return before


def one_container_is_essential(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse a task whose containers may all end without it.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    by_docker = isinstance(task, SystemContainer) and task.run == "docker"  # no task of ECS
    if not by_docker and not any(one.essential for one in task.containers.values()):
        message = f"no container of task {task.key} is essential, and ECS wants one"
        at, help = (*task.path, "essential"), "remove essential: false"
        yield finding(cluster, "RULE099", at, message, help, source=_CONTAINERS, key=True)


def mounts_have_volumes(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Hold mounts to volumes of the task.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
    """
    for index, mount in enumerate(container.mounts):
        source, _, _ = mount.partition(":")
        if not source.startswith("/") and source not in task.volumes:
            message = f"there is no volume {shown(source)} in this task"
            help = closest(source, list(task.volumes)) or f"add volumes: {{{source}: …}}"
            at = (*container.path, "mounts", index)
            yield finding(cluster, "RULE117", at, message, help, source=_VOLUMES)


def mounts_lie_apart(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold each path of a container to one mount.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
    """
    for (target, at), (_, other) in again(_targets(container)):
        message = f"two mounts lie on {shown(target or '/')}"
        also, help = ((other, "the other mount"),), "remove one of the two"
        yield finding(cluster, "RULE117", at, message, help, source=_VOLUMES, also=also)


def _targets(container: Container) -> Iterator[tuple[str, tuple[str, Path]]]:
    for index, mount in enumerate(container.mounts):
        if match := re.fullmatch(MOUNT_FORM, mount):
            target = match["target"].rstrip("/")
            yield target, (target, (*container.path, "mounts", index))


def volumes_of_one_kind(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse a volume of two kinds.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
    """
    for name, volume in task.volumes.items():
        known = {
            "docker": volume.docker,
            "ebs": volume.ebs,
            "efs": volume.efs,
            "host_path": volume.host_path,
        }
        kinds = [kind for kind, given in known.items() if given is not None]
        if len(kinds) > 1:
            message = f"volume {name} is {listed(kinds, 'and')} at once"
            at, help = (*task.path, "volumes", name), "keep one of them"
            yield finding(cluster, "RULE120", at, message, help, source=_VOLUMES, key=True)


def volumes_used(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Warn of a volume that nothing mounts.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
    """
    mounts = [mount for container in task.containers.values() for mount in container.mounts]
    mounted = {mount.partition(":")[0] for mount in mounts}
    for name in task.volumes.keys() - mounted:
        yield finding(
            cluster,
            "RULE121",
            (*task.path, "volumes", name),
            f"no container mounts volume {name}",
            f"add mounts: [{name}:/path], or remove it",
            source=_VOLUMES,
            severity=Severity.WARNING,
            key=True,
        )


def one_task_role(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse rights beside a role that exists: they would have to be given to a role of others.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    for word in ("statements", "managed_policy_arns", "parameters"):
        if task.task_role.arn and getattr(task.task_role, word):
            what = f"{word} stands beside the ARN of a role that exists"
            message = f"{what}, which tfgen does not change"
            help = f"remove arn for a role of its own, or remove {word}"
            at = (*task.path, "task_role", word)
            yield finding(cluster, "RULE122", at, message, help, source=_ROLES, key=True)


def task_retention_allowed(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold the retention of a task's logs to the days that CloudWatch Logs knows.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    """
    if task.logs.gives("retention_days"):
        at = (*task.path, "logs", "retention_days")
        yield from retention(cluster, at, task.logs.retention_days)


RULES = (
    Rule(SECTIONS, dependencies_can_be_met, over.containers),
    Rule(SECTIONS, one_container_is_essential, over.tasks),
    Rule(SECTIONS, mounts_have_volumes, over.containers),
    Rule(SECTIONS, mounts_lie_apart, over.containers),
    Rule(SECTIONS, volumes_of_one_kind, over.tasks),
    Rule(SECTIONS, volumes_used, over.tasks),
    Rule(SECTIONS, one_task_role, over.tasks),
    Rule(SECTIONS, task_retention_allowed, over.tasks),
)
