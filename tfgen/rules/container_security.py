"""Security findings of containers and their roles."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import over
from tfgen.rules.rule import Rule, finding

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html"
_PRACTICES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html"
_LEAST = f"{_PRACTICES}#grant-least-privilege"


def root_read_only(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Find containers that may write to their root file system.

    Only the strict profile asks for that.
    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5
    """
    if cluster.security.profile == "strict" and not container.read_only_root:
        path = (*container.path, "read_only_root")
        message = f"container {container.key} may write to its root file system"
        help = "write read_only_root: true, with volumes or tmpfs where it writes"
        yield finding(cluster, "SEC017", path, message, help, source=f"{_HUB}#ecs-5")


def nothing_privileged(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Find containers that are root on their instance.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4
    """
    if container.privileged:
        path = (*container.path, "privileged")
        why = "it can do on the instance what root can"
        message = f"container {container.key} is privileged: {why}"
        help = "give it the capabilities or devices that it needs instead"
        yield finding(cluster, "SEC018", path, message, help, source=f"{_HUB}#ecs-4")


def rights_named(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find task roles that may use all actions, or all of a service.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
    """
    for number, statement in enumerate(task.task_role.statements):
        if statement.effect != "allow":
            continue
        for index, action in enumerate(statement.actions):
            if action == "*" or action.endswith(":*"):
                path = (*task.path, "task_role", "statements", number, "actions", index)
                what = "everything" if action == "*" else f"all of {action}"
                message = f"the task role of {task.key} may use {what}"
                help = "name the actions that it needs"
                yield finding(cluster, "SEC019", path, message, help, source=_LEAST)


_SECTIONS = ("security", "system_containers", "services", "jobs")
RULES = (
    Rule(_SECTIONS, root_read_only, over.containers),
    Rule(_SECTIONS, nothing_privileged, over.containers),
    Rule(_SECTIONS, rights_named, over.tasks),
)
