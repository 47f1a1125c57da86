"""Security findings of containers and their roles."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster
from tfgen.rules.containers import SECTIONS, containers, tasks
from tfgen.rules.rule import Rule, finding

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html"
_LEAST = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#grant-least-privilege"


def roots_read_only(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find containers that may write to their root file system; the strict profile alone asks for it.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-5
    """
    if cluster.security.profile != "strict":
        return
    for path, name, container in containers(cluster):
        if not container.read_only_root:
            at = (*path, "read_only_root")
            message = f"container {name} may write to its root file system"
            help = "write read_only_root: true, with volumes or tmpfs where it writes"
            yield finding(cluster, "SEC017", at, message, help, source=f"{_HUB}#ecs-5")


def nothing_privileged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find containers that are root on their instance.

    https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html#ecs-4
    """
    for path, name, container in containers(cluster):
        if container.privileged:
            at = (*path, "privileged")
            message = f"container {name} is privileged: it can do on the instance what root can"
            help = "give it the capabilities or devices that it needs instead"
            yield finding(cluster, "SEC018", at, message, help, source=f"{_HUB}#ecs-4")


def rights_named(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find task roles that may use all actions, or all of a service.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html
    """
    for one in tasks(cluster):
        for number, statement in enumerate(one.task.task_role.statements):
            for index, action in enumerate(statement.actions):
                if statement.effect == "allow" and (action == "*" or action.endswith(":*")):
                    at = (*one.path, "task_role", "statements", number, "actions", index)
                    message = (
                        f"the task role of {one.key} may use {'everything' if action == '*' else f'all of {action}'}"
                    )
                    yield finding(
                        cluster,
                        "SEC019",
                        at,
                        message,
                        "name the actions that it needs",
                        source=_LEAST,
                    )


RULES = (
    Rule(("security", *SECTIONS), roots_read_only),
    Rule(("security", *SECTIONS), nothing_privileged),
    Rule(("security", *SECTIONS), rights_named),
)
