"""Rules of `services.<name>.exec`: that a session can begin in the containers."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster, Service
from tfgen.rules import over
from tfgen.rules.rule import Rule, finding

_EXEC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"


def containers_can_be_entered(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse exec for a main container with a read-only root, where its agent could not write.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    if service.exec and service.read_only_root:
        enter = f"ECS Exec cannot enter container {service.key}"
        message = f"{enter}: its agent writes to the root file system"
        help = "write read_only_root: false, or exec: false"
        also = (((*service.path, "read_only_root"), "read-only here"),)
        at, source = (*service.path, "exec"), _EXEC
        yield finding(cluster, "RULE264", at, message, help, source=source, key=True, also=also)


def roles_may_open_sessions(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a task role that exists: its owner has to give it the rights of a session.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    if service.exec and service.task_role.arn:
        works = f"ECS Exec works in service {service.key}"
        audit = "the key and the log of access.exec, where it is kept"
        yield finding(
            cluster,
            "RULE265",
            (*service.path, "task_role", "arn"),
            f"{works} if its task role may open channels of ssmmessages",
            f"give the role that right, and those to {audit}",
            source=_EXEC,
            severity=Severity.WARNING,
        )


RULES = (
    Rule(("services",), containers_can_be_entered, over.services),
    Rule(("services",), roles_may_open_sessions, over.services),
)
