"""Rules of `services.<name>.exec`: that a session can begin in the containers."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster
from tfgen.rules.rule import Rule, finding
from tfgen.rules.services import services

_EXEC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"


def containers_can_be_entered(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse exec for a main container with a read-only root, where its agent could not write.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    for path, key, service in services(cluster):
        if service.exec and service.read_only_root:
            message = f"ECS Exec cannot enter container {key}: its agent writes to the root file system"
            help = "write read_only_root: false, or exec: false"
            also = (((*path, "read_only_root"), "read-only here"),)
            yield finding(
                cluster,
                "RULE264",
                (*path, "exec"),
                message,
                help,
                source=_EXEC,
                key=True,
                also=also,
            )


def roles_may_open_sessions(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a task role that exists: its owner has to give it the rights of a session.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    for path, key, service in services(cluster):
        if service.exec and service.task_role.arn:
            message = f"ECS Exec works in service {key} if its task role may open channels of ssmmessages"
            help = "give the role that right, and those to the key and the log of access.exec, where it is kept"
            at, severity = (*path, "task_role", "arn"), Severity.WARNING
            yield finding(cluster, "RULE265", at, message, help, source=_EXEC, severity=severity)


RULES = (
    Rule(("services",), containers_can_be_entered),
    Rule(("services",), roles_may_open_sessions),
)
