"""Rules of `services.<name>.exec`: that a session can begin in the containers."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, Service
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_EXEC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"


@rule(
    Code(
        "RULE264",
        "exec-into-read-only-root",
        what="ECS Exec is to enter a container with a read-only root file system.",
        why=(
            "The agent of Systems Manager that runs in the container makes files and directories "
            "there: with a read-only root it does not start, and no session begins."
        ),
        help="Write read_only_root: false for the container, or exec: false for the service.",
        source=_EXEC,
    ),
    sections=("services",),
    over=over.services,
)
def containers_can_be_entered(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse exec for a main container with a read-only root, where its agent could not write."""
    if service.exec and service.read_only_root:
        enter = f"ECS Exec cannot enter container {service.key}"
        message = f"{enter}: its agent writes to the root file system"
        help = "write read_only_root: false, or exec: false"
        also = (((*service.path, "read_only_root"), "read-only here"),)
        path = (*service.path, "exec")
        yield finding(cluster, "RULE264", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE265",
        "exec-with-own-task-role",
        what="ECS Exec works in a service only if its task role, which exists, allows it.",
        why=(
            "A session opens its channels with the rights of the task role: actions of "
            "ssmmessages, and those on the key and the log that keep the session. tfgen changes "
            "no role that exists."
        ),
        help="Give the role these rights where it is made, or let tfgen make the role.",
        source=_EXEC,
        severity=Severity.WARNING,
    ),
    sections=("services",),
    over=over.services,
)
def roles_may_open_sessions(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a task role that exists: its owner has to give it the rights of a session."""
    if service.exec and service.task_role.arn:
        works = f"ECS Exec works in service {service.key}"
        message = f"{works} if its task role may open channels of ssmmessages"
        audit = "the key and the log of access.exec, where it is kept"
        help = f"give the role that right, and those to {audit}"
        path = (*service.path, "task_role", "arn")
        yield finding(cluster, "RULE265", path, message, help)


RULES = (containers_can_be_entered, roles_may_open_sessions)
