"""Rules of kernel parameters: those that a container has to itself, or its task."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import finding, rule

_PAGE = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_SystemControl.html"
# Docker has the same: https://docs.docker.com/reference/cli/docker/container/run/#sysctl
_NAMESPACED = re.compile(
    r"kernel\.(?:msgmax|msgmnb|msgmni|sem|shmall|shmmax|shmmni|shm_rmid_forced)|"
    r"fs\.mqueue\..+|net\..+"
)


@rule(
    Code(
        "RULE370",
        "sysctl-of-the-whole-host",
        what="A container asks for a kernel parameter that is not its own.",
        why=(
            "A container has the parameters of its namespaces: net.*, fs.mqueue.* and some of "
            "kernel.*. All others are the host's, and so are net.* in network mode host and the "
            "rest with ipc_mode: host. ECS and Docker refuse them."
        ),
        help="Remove it. On instances boot_commands can set a parameter of the host.",
        source=_PAGE,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def sysctls_are_namespaced(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Hold kernel parameters to those of the namespaces that a container has."""
    for name in container.sysctls:
        help = "remove it, or set it for the whole host by boot_commands of the instance group"
        message = f"{shown(name)} is a parameter of the whole host, which no container can set"
        if _NAMESPACED.fullmatch(name):
            word = "ipc_mode"
            if name.startswith("net."):
                word = "network_mode"
            if getattr(task, word, "") != "host":
                continue
            message = f"{shown(name)} is the host's where {word} is host"
        path = (*container.path, "sysctls", name)
        yield finding(cluster, "RULE370", path, message, help, key=True)


@rule(
    Code(
        "RULE371",
        "sysctl-set-twice",
        what="Two containers of a task set a kernel parameter that they share differently.",
        why=(
            "In network mode awsvpc a parameter net.* of one container holds for all of the task, "
            "and with ipc_mode: task so do the others: that of the container that starts last."
        ),
        help="Write one value, in one of the containers.",
        source=_PAGE,
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def sysctls_agree(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Warn of parameters of one namespace that two containers set differently."""
    first: dict[str, Container] = {}
    for container in task.containers.values():
        for name, value in container.sysctls.items():
            other = first.setdefault(name, container)
            if not _shared(task, name) or other.sysctls[name] == value:
                continue
            one = "network" if name.startswith("net.") else "IPC namespace"
            message = f"{shown(name)} of {container.key} and of {other.key} differ, in one {one}"
            path = (*container.path, "sysctls", name)
            also = (((*other.path, "sysctls", name), "the other one"),)
            help = "write one value, in one of the containers"
            yield finding(cluster, "RULE371", path, message, help, also=also)


def _shared(task: Task, name: str) -> bool:
    """Whether all containers of a task have a parameter in common."""
    if name.startswith("net."):
        return getattr(task, "network_mode", "") == "awsvpc"
    return task.ipc_mode == "task"


RULES = (sysctls_are_namespaced, sysctls_agree)
