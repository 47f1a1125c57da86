"""Rules of how containers start: how long others wait for them, and when they start again."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, Container, Job, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DEFINITION = f"{_ECS}/APIReference/API_ContainerDefinition.html"
# What a container has come to when it has ended.
_ENDED = ("complete", "success")


@rule(
    Code(
        "RULE443",
        "start-timeout-without-use",
        what="A container has a start_timeout, and no other one waits for it.",
        why=(
            "It is the time in which other containers of the task wait until this one is healthy "
            "or has ended. Where none does, and for those that wait for its start, nothing is "
            "timed."
        ),
        help="Remove it, or let another container wait for healthy, complete or success.",
        source=_DEFINITION,
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def start_timeouts_are_used(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Warn of a start_timeout that limits no wait."""
    if container.start_timeout and not _waited_for(task, container, "healthy", *_ENDED):
        message = f"no container waits until {container.key} is healthy or has ended"
        help = "remove it, or write depends_on with healthy, complete or success in another one"
        path = (*container.path, "start_timeout")
        yield finding(cluster, "RULE443", path, message, help, key=True)


@rule(
    Code(
        "RULE444",
        "start-timeout-before-check",
        what="Containers give up waiting for one that could not be healthy so early.",
        why=(
            "Without a start_period the first check of a container comes one interval after its "
            "start: a shorter start_timeout ends each task. One that is shorter than start_period "
            "ends tasks while failed checks do not even count."
        ),
        help="Write a longer start_timeout, or a shorter interval or start_period of the check.",
        source=_DEFINITION,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def start_timeouts_outlast_checks(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Hold start_timeout to more than what the container's check takes at least."""
    check, seconds = container.health_check, container.start_timeout
    if check is None or seconds is None or not _waited_for(task, container, "healthy"):
        return
    gives_up = f"what waits until {container.key} is healthy gives up after {seconds}s"
    path = (*container.path, "health_check")
    if not check.start_period and seconds <= check.interval:
        message = f"{gives_up}, and its first check comes after {check.interval}s"
        help = f"write a start_timeout above {check.interval}s, or a shorter interval"
        also = ((written(cluster, (*path, "interval"), path), "the check"),)
        severity = Severity.ERROR
    elif seconds < check.start_period:
        message = f"{gives_up}, and it may take {check.start_period}s to start"
        help = f"write a start_timeout above {check.start_period}s, or a shorter start_period"
        also = (((*path, "start_period"), "the time to start"),)
        severity = Severity.WARNING
    else:
        return
    at = (*container.path, "start_timeout")
    yield finding(cluster, "RULE444", at, message, help, severity=severity, also=also)


@rule(
    Code(
        "RULE445",
        "restart-of-what-is-done",
        what="A container that is there to end is started again when it has ended well.",
        why=(
            "ECS starts a container with a restart_policy again whatever its exit code, unless "
            "that is ignored: a job that succeeds begins anew when it has run long enough, and "
            "so does a container whose end others wait for."
        ),
        help="Write ignored_exit_codes: 0, so that it is started again only when it fails.",
        source=f"{_ECS}/developerguide/container-restart-policy.html",
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def what_is_done_stays_so(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Warn of a restart policy that repeats what has succeeded."""
    policy = container.restart_policy
    if policy is None or 0 in policy.ignored_exit_codes:
        return
    path = (*container.path, "restart_policy")
    help = "write ignored_exit_codes: 0, so that it is started again only when it fails"
    if isinstance(task, Job) and container is task:
        message = f"job {task.key} is started again when it has succeeded"
        yield finding(cluster, "RULE445", path, message, help, key=True)
    elif waiting := _waited_for(task, container, *_ENDED):
        message = f"{container.key}, whose end {listed(waiting, 'and')} waits for, is started again"
        yield finding(cluster, "RULE445", path, message, help, key=True)


def _waited_for(task: Task, container: Container, *conditions: str) -> list[str]:
    """Return the containers that wait for one until some condition."""
    others = task.containers.values()
    return [other.key for other in others if other.depends_on.get(container.key) in conditions]


RULES = (start_timeouts_are_used, start_timeouts_outlast_checks, what_is_done_stays_so)
