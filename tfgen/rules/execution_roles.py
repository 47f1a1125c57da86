"""Rules of further rights of the role with which ECS starts a task."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts.limits import INLINE_POLICY_LENGTH
from tfgen.resolve import Cluster, Task
from tfgen.rules import over
from tfgen.rules.container_security import all_of
from tfgen.rules.rule import finding, rule

_SECTIONS = ("services", "jobs", "system_containers")
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
# Of a task that logs and pulls one image; secrets come on top.
_OF_ECS = 600


@rule(
    Code(
        "SEC062",
        "execution-role-too-wide",
        what="An execution role may do everything, or everything with a service of AWS.",
        why="ECS needs the images, secrets and logs of one task, and tfgen gives the role just "
        "these. Whoever may start tasks with it would have all the rest.",
        help="Name the actions that are needed; rights of the program go into task_role.",
        source=f"{_IAM}/best-practices.html#grant-least-privilege",
    ),
    sections=("security", *_SECTIONS),
    over=over.tasks,
)
def execution_rights_named(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find execution roles that may use all actions, or all of a service."""
    for number, statement in enumerate(task.execution_role.statements):
        # A deny of everything takes rights away.
        if statement.effect != "allow":
            continue
        path = (*task.path, "execution_role", "statements", number, "actions")
        for index, action in enumerate(statement.actions):
            if rights := all_of(action):
                message = f"the execution role of {task.key} may use {rights}"
                help = "name the actions that are needed; the program's go into task_role"
                yield finding(cluster, "SEC062", (*path, index), message, help)


@rule(
    Code(
        "RULE742",
        "execution-role-too-large",
        what="The statements of an execution role are larger than IAM takes.",
        why="The inline policies of a role have 10,240 characters together, without white space, "
        "and what ECS needs of each task stands there, too.",
        help="Name fewer resources, such as a path or prefix with a star.",
        source=INLINE_POLICY_LENGTH.source,
    ),
    sections=_SECTIONS,
    over=over.tasks,
)
def execution_roles_fit(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold the statements of an execution role to what IAM takes beside those of tfgen."""
    statements = [
        statement.model_dump(exclude_defaults=True) for statement in task.execution_role.statements
    ]
    text = json.dumps(statements, ensure_ascii=False, separators=(",", ":"), default=str)
    length, most = len("".join(text.split())), INLINE_POLICY_LENGTH.high - _OF_ECS
    if length > most:
        has = f"the statements have {length} characters"
        message = f"{has}, and beside what ECS needs IAM takes {most} of a role at most"
        help = "name fewer resources, such as a path or prefix with a star"
        path = (*task.path, "execution_role", "statements")
        yield finding(cluster, "RULE742", path, message, help, key=True)


RULES = (execution_rights_named, execution_roles_fit)
