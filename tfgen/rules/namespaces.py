"""Rules of the namespaces that a task shares: its processes, and its memory."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, Service, SystemContainer, Task, Workload
from tfgen.rules import over
from tfgen.rules.fargate import SECTIONS
from tfgen.rules.rule import finding, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"


@rule(
    Code(
        "RULE446",
        "namespace-that-is-not-there",
        what="A task is to share a namespace that does not exist where it runs.",
        why=(
            "On Fargate a task sees no host: ECS refuses pid_mode: host there. What Docker runs "
            "by itself is no task, whose other containers it could share something with."
        ),
        help="Write pid_mode: task on Fargate, and host or nothing with run: docker.",
        source=f"{_ECS}/APIReference/API_RegisterTaskDefinition.html",
    ),
    sections=(*SECTIONS, "system_containers"),
    over=over.tasks,
)
def namespaces_are_there(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse the host's processes on Fargate, and those of a task where Docker knows none."""
    on_fargate = isinstance(task, Workload) and task.on_fargate
    by_docker = isinstance(task, SystemContainer) and task.run == "docker"
    if on_fargate and task.pid_mode == "host":
        message = f"{task.key} runs on Fargate, where a task does not see the host's processes"
        path = (*task.path, "pid_mode")
        yield finding(cluster, "RULE446", path, message, "write pid_mode: task, or remove it")
    for word in ("pid_mode", "ipc_mode"):
        if by_docker and getattr(task, word) == "task":
            message = f"{task.key} runs with Docker alone, in no task that could share something"
            yield finding(cluster, "RULE446", (*task.path, word), message, "remove it")


@rule(
    Code(
        "RULE447",
        "exec-into-shared-processes",
        what="ECS Exec enters only one container of a task that shares its processes.",
        why=(
            "Where the containers of a task share one namespace of processes, sessions begin in "
            "one of them only."
        ),
        help="Leave pid_mode out where several containers are to be entered.",
        source=f"{_ECS}/developerguide/ecs-exec.html",
        severity=Severity.NOTE,
    ),
    sections=("services",),
    over=over.services,
)
def several_can_be_entered(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Note that sessions enter only one of several containers that share their processes."""
    if service.exec and service.pid_mode == "task" and len(service.containers) > 1:
        message = f"ECS Exec enters only one container of a task of {service.key}"
        path = (*service.path, "pid_mode")
        help = "leave pid_mode out where several are to be entered"
        also = (((*service.path, "exec"), "ECS Exec"),)
        yield finding(cluster, "RULE447", path, message, help, also=also)


RULES = (namespaces_are_there, several_can_be_entered)
