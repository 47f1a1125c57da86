"""What the roles of a tree may do beside what ECS itself needs, in rows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.language.task_roles import Statement
from tfgen.resolve import Cluster, Service
from tfgen.resolve.grants import grants_of
from tfgen.resolve.tasks import Task
from tfgen.tree.inventory import Row

# More of a statement's actions or resources stand in the code.
_SHOWN = 3


def role_rows(cluster: Cluster) -> Iterator[Row]:
    """Yield who may do what on which things, by the line of the spec that gives the right."""
    for task in cluster.tasks:
        yield from _of_task(task)
    if cluster.owns("instance_groups"):
        for key, group in sorted(cluster.instance_groups.items()):
            role, holder = group.instance_role, f"instances of {key}"
            yield from _rights(holder, role.statements, role.managed_policy_arns)
    without = tuple(task.key for task in cluster.tasks if _has_no_rights(task))
    if without:
        yield without, "nothing", ""


def _has_no_rights(task: Task) -> bool:
    return not task.task_role.arn and not list(_own(task))


def _of_task(task: Task) -> Iterator[Row]:
    holder = task.key
    if task.task_role.arn:
        yield (holder,), "as its owner has it", _shown([task.task_role.arn])
    yield from _own(task)
    secrets = [name for container in task.containers.values() for name in container.secrets]
    if secrets:
        yield f"ECS, for {holder}", "read secrets", tuple(sorted(secrets))
    yield from _rights(f"ECS, for {holder}", task.execution_role.statements, ())


def _own(task: Task) -> Iterator[Row]:
    """Yield what the containers of a task may do."""
    for service, name, grant in grants_of(task.grants):
        of = (name,) if grant.arn is None else texts([grant.arn])
        yield (task.key,), f"{grant.access.replace('_', ' and ')}, {service}", of
    role = task.task_role
    if role.parameters:
        yield (task.key,), "read parameters", (f"{role.parameters}/*",)
    yield from _rights((task.key,), role.statements, role.managed_policy_arns)
    if isinstance(task, Service) and task.exec:
        yield (task.key,), "be entered by ECS Exec", "its own tasks"


def _rights(
    holder: str | tuple[str, ...],
    statements: Sequence[Statement],
    managed: Sequence[TextOrExpression],
) -> Iterator[Row]:
    for statement in statements:
        actions = _shown(statement.actions)
        if statement.effect == "deny":
            actions = ("deny:", *actions)
        yield holder, actions, _shown(statement.resources)
    if managed:
        yield holder, "what managed policies say", _shown(managed)


def _shown(values: Sequence[TextOrExpression]) -> tuple[str, ...]:
    if len(values) > _SHOWN:
        return (*texts(values[:_SHOWN]), f"and {len(values) - _SHOWN} more")
    return texts(values)


def texts(values: Iterable[TextOrExpression]) -> tuple[str, ...]:
    """Return values as they are written; an expression as Terraform reads it."""
    return tuple(value.text if isinstance(value, Expression) else value for value in values)
