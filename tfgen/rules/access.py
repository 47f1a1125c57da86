"""Rules of `access`: sessions, ECS Exec, and whether there are instances to reach.

SSH and the bastion have a file of their own.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.rule import finding, rule

_SYSTEMS_MANAGER = "https://docs.aws.amazon.com/systems-manager/latest/userguide"
_EXEC = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"

_WAYS = ("ssh", "bastion", "instance_connect")


@rule(
    Code(
        "RULE100",
        "idle-timeout-not-whole-minutes",
        what="The idle timeout of sessions is not whole minutes.",
        why="Session Manager takes it as a number of minutes, from 1 to 60.",
        help="Write whole minutes: the message names the nearest.",
        source=f"{_SYSTEMS_MANAGER}/session-preferences-timeout.html",
    ),
    sections=("access",),
)
def idle_timeout_in_minutes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the idle timeout of sessions to whole minutes."""
    ssm = cluster.access.ssm
    if ssm and ssm.idle_timeout % 60:
        minutes = ssm.idle_timeout // 60
        message = f"sessions idle out after whole minutes, and {ssm.idle_timeout}s is none"
        help = f"write {minutes}m or {minutes + 1}m"
        path = ("access", "ssm", "idle_timeout")
        yield finding(cluster, "RULE100", path, message, help)


@rule(
    Code(
        "RULE107",
        "access-without-instances",
        what="The spec opens a way to instances, and the cluster has none.",
        why="SSH, a bastion and an EC2 Instance Connect Endpoint end at port 22 of an instance. "
        "Fargate gives nobody its hosts, so that they would lead nowhere and be paid all the same.",
        help="Remove it; into containers leads ECS Exec.",
        source=f"{_EC2}/connect-with-ec2-instance-connect-endpoint.html",
        severity=Severity.WARNING,
    ),
    sections=("access", "instance_groups"),
)
def there_are_instances(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of ways to reach instances where there are none."""
    if cluster.instance_groups:
        return
    for name in each(_WAYS, lambda name: _way(cluster, name)):
        yield finding(
            cluster,
            "RULE107",
            ("access", name),
            f"{name} leads to instances, and the cluster has none",
            f"remove {name}",
            key=True,
        )


def _way(cluster: Cluster, name: str) -> list[str]:
    if getattr(cluster.access, name) is None:
        return []
    return [name]


@rule(
    Code(
        "SEC013",
        "sessions-unlogged",
        what="Sessions on instances leave no log.",
        why="CloudTrail tells who began a session, and only a log what was typed and seen in it.",
        help="Remove session_logs: false.",
        source=f"{_SYSTEMS_MANAGER}/session-manager-logging.html",
    ),
    sections=("security", "access"),
)
def sessions_logged(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find sessions on instances that leave no log."""
    ssm = cluster.access.ssm
    if ssm and not ssm.session_logs:
        path = ("access", "ssm", "session_logs")
        message = "sessions on instances leave no log"
        yield finding(cluster, "SEC013", path, message, "remove session_logs: false")


@rule(
    Code(
        "SEC014",
        "exec-unaudited",
        what="ECS Exec has no audit.",
        why="ECS Exec opens a shell in a running container. CloudTrail tells who opened it, not "
        "what was typed there: that is what the audit's log is for.",
        help="Remove exec: false, or logs: false under it.",
        source=_EXEC,
    ),
    sections=("security", "access"),
)
def exec_audited(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a cluster whose containers can be entered without a trace."""
    audit = cluster.access.exec
    if audit and audit.logs:
        return
    # `exec: false` leaves no section whose `logs` could be pointed at.
    path = ("access", "exec", "logs") if audit else ("access", "exec")
    message = "what people do with ECS Exec leaves no log"
    yield finding(cluster, "SEC014", path, message, f"remove {path[-1]}: false")


RULES = (
    idle_timeout_in_minutes,
    there_are_instances,
    sessions_logged,
    exec_audited,
)
