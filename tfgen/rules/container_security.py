"""Security findings of containers and their roles."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide/ecs-controls.html"
_TASK_DEFINITION = (
    "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"
)
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_SECTIONS = ("security", "system_containers", "services", "jobs")


@rule(
    Code(
        "SEC017",
        "root-file-system-writable",
        what="A container may write to its root file system.",
        why="Who breaks into a program can then change it, or leave tools beside it, until the "
        "task ends. Only the strict profile asks for a read-only root.",
        help="Write read_only_root: true, with volumes or tmpfs where the program writes.",
        source=f"{_HUB}#ecs-5",
    ),
    sections=_SECTIONS,
    over=over.containers,
)
def root_read_only(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Find containers that may write to their root file system."""
    # Most images write to /tmp or /run: asked of everybody, this would be waived by everybody.
    if cluster.security.profile == "strict" and not container.read_only_root:
        path = (*container.path, "read_only_root")
        message = f"container {container.key} may write to its root file system"
        help = "write read_only_root: true, with volumes or tmpfs where it writes"
        yield finding(cluster, "SEC017", path, message, help)


@rule(
    Code(
        "SEC018",
        "container-privileged",
        what="A container is privileged.",
        why="It is root on its instance: it reads what other tasks there keep, and takes the "
        "instance's role.",
        help="Give it the capabilities or devices that it needs instead.",
        source=f"{_HUB}#ecs-4",
    ),
    sections=_SECTIONS,
    over=over.containers,
)
def nothing_privileged(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Find containers that are root on their instance."""
    if container.privileged:
        path = (*container.path, "privileged")
        why = "it can do on the instance what root can"
        message = f"container {container.key} is privileged: {why}"
        help = "give it the capabilities or devices that it needs instead"
        yield finding(cluster, "SEC018", path, message, help)


@rule(
    Code(
        "SEC040",
        "process-namespace-of-host",
        what="The containers of a task see all processes of their instance.",
        why="Whoever breaks into one reads the memory and the environment of other tasks' "
        "processes there, with their secrets, and as root ends them.",
        help="Leave pid_mode out; pid_mode: task shares the processes of the task alone.",
        source=f"{_HUB}#ecs-3",
    ),
    sections=_SECTIONS,
    over=over.tasks,
)
def own_processes(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find tasks that see the processes of their instance."""
    # On Fargate RULE446 refuses it.
    if task.pid_mode == "host" and not getattr(task, "on_fargate", False):
        message = f"the containers of {task.key} see all processes of their instance"
        path = (*task.path, "pid_mode")
        help = "remove pid_mode: host; pid_mode: task shares the processes of the task alone"
        yield finding(cluster, "SEC040", path, message, help)


@rule(
    Code(
        "SEC041",
        "ipc-namespace-of-host",
        what="The containers of a task share memory with their instance.",
        why="They see the shared memory, semaphores and queues of the instance, and so does every "
        "other task there that has ipc_mode: host: each reads and changes what is the others'.",
        help="Leave ipc_mode out; ipc_mode: task shares the memory of the task alone.",
        source=_TASK_DEFINITION,
    ),
    sections=_SECTIONS,
    over=over.tasks,
)
def own_memory(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find tasks that share memory with their instance."""
    if task.ipc_mode == "host":
        message = f"the containers of {task.key} share memory with their instance"
        path = (*task.path, "ipc_mode")
        help = "remove ipc_mode: host; ipc_mode: task shares the memory of the task alone"
        yield finding(cluster, "SEC041", path, message, help)


@rule(
    Code(
        "SEC019",
        "task-role-too-wide",
        what="A task role may do everything, or everything with a service of AWS.",
        why="Whatever runs in the task has these rights, also what was not meant to. s3:* reads "
        "objects, and deletes buckets and policies too.",
        help="Name the actions that the program needs.",
        source=f"{_IAM}/best-practices.html#grant-least-privilege",
    ),
    sections=_SECTIONS,
    over=over.tasks,
)
def rights_named(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find task roles that may use all actions, or all of a service."""
    for number, statement in enumerate(task.task_role.statements):
        # A deny of everything takes rights away.
        if statement.effect != "allow":
            continue
        path = (*task.path, "task_role", "statements", number, "actions")
        for index, action in enumerate(statement.actions):
            if rights := all_of(action):
                message = f"the task role of {task.key} may use {rights}"
                help = "name the actions that it needs"
                yield finding(cluster, "SEC019", (*path, index), message, help)


def all_of(action: str) -> str:
    """Return what a wildcard lets somebody use; nothing for an action that is named."""
    if action == "*":
        return "everything"
    # s3:Get* still tells what the rights are for.
    return f"all of {action}" if action.endswith(":*") else ""


RULES = (root_read_only, nothing_privileged, own_processes, own_memory, rights_named)
