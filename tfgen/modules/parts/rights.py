"""What a task may do: what ECS reads to start it, and the statements of its containers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tfgen.hcl import Ref, Text, Value
from tfgen.language.containers import Secret, Statement, TaskRole
from tfgen.language.scalars import TextOrExpression
from tfgen.modules.parts.arns import (
    arn,
    cached_repository_arn,
    complete_secret,
    name_in,
    repository_arn,
)
from tfgen.modules.parts.containers import credentials
from tfgen.modules.parts.grants import grant_statements
from tfgen.modules.parts.references import (
    EXEC_STATEMENTS,
    exec_kms_key_arn,
    exec_log_group_arn,
    module,
)
from tfgen.resolve import Cluster, Service, SystemContainer, Workload

Task = Workload | SystemContainer

_CHANNELS = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")


def repository_arns(cluster: Cluster, images: Iterable[str], own: Iterable[str]) -> list[Value]:
    """Return the repositories of ECR that ECS pulls the images of a task from: `own` by key."""
    made: list[Value] = [module("repository", key, "arn") for key in own]
    return _unique([*made, *(repository_arn(cluster, image) for image in images)])


def execution(cluster: Cluster, task: Task, images: Sequence[str]) -> dict[str, Value]:
    """Return what else ECS reads and decrypts to start a task."""
    containers = task.containers.values()
    secrets = [secret for container in containers for secret in container.secrets.values()]
    if task.logs.destination.secret:
        secrets.append(task.logs.destination.secret)
    registries = [auth for image in images if (auth := credentials(cluster, image))]
    arns: dict[str, Iterable[Value]] = {
        "cached_repository_arns": [cached_repository_arn(cluster, image) for image in images],
        "secret_arns": [
            *(complete_secret(auth.secret_arn) for auth in registries),
            *(_secret_arn(cluster, secret) for secret in secrets),
        ],
        "parameter_arns": [_parameter_arn(cluster, secret) for secret in secrets],
        "kms_key_arns": [
            *(auth.kms_key_arn for auth in registries),
            *(_key_arn(cluster, secret) for secret in secrets),
        ],
    }
    unique = {name: _unique(values) for name, values in arns.items()}
    unique["statements"] = rights_of(task.execution_role.statements)
    return {name: values for name, values in unique.items() if values}


def _unique(values: Iterable[Value]) -> list[Value]:
    # Not every value has a hash or an order, but each has a text.
    known = {repr(value): value for value in values if value is not None}
    return [value for _, value in sorted(known.items())]


def _secret_arn(cluster: Cluster, secret: Secret) -> Value:
    """Return the one secret as a policy names it, if it is one of Secrets Manager."""
    # AWS appends six characters to a name. A star there would let in names that go on.
    # https://docs.aws.amazon.com/secretsmanager/latest/userguide/auth-and-access_iam-policies.html
    if secret.secret:
        return module("secret", secret.secret, "arn")
    if secret.secretsmanager:
        return arn(cluster, "secretsmanager", f"secret:{secret.secretsmanager}-??????")
    if secret.store == "secretsmanager":
        return complete_secret(secret.arn)
    return None


def _key_arn(cluster: Cluster, secret: Secret) -> TextOrExpression | None:
    if secret.secret:
        return cluster.secrets[secret.secret].kms_key_arn
    return secret.kms_key_arn


def _parameter_arn(cluster: Cluster, secret: Secret) -> Value:
    # The ARN of /shop/key is …:parameter/shop/key, and so is that of a name without the slash.
    if secret.ssm:
        return arn(cluster, "ssm", f"parameter/{secret.ssm.lstrip('/')}")
    if secret.store == "ssm":
        return secret.arn
    return None


def task_policies(cluster: Cluster, task: Task) -> dict[str, Value]:
    """Return what the containers of a task may do, by the key of the spec that asks for it."""
    role = task.task_role
    # A role that exists has rights of its own, which are not this tree's to change.
    if role.arn:
        return {}
    policies: dict[str, Value] = {}
    if role.statements:
        policies["statements"] = rights_of(role.statements)
    if role.parameters:
        policies["parameters"] = [_read_parameters(cluster, role)]
    if grants := grant_statements(cluster, task):
        policies["grants"] = grants
    if isinstance(task, Service) and task.exec:
        policies["exec"] = EXEC_STATEMENTS
    return policies


def rights_of(statements: Iterable[Statement]) -> list[Value]:
    """Return statements of the spec as a module takes them."""
    return [_statement(statement) for statement in statements]


def _statement(statement: Statement) -> Value:
    rights: dict[str, Value] = {}
    if statement.effect != "allow":
        rights["effect"] = "Deny"
    rights |= {"actions": statement.actions, "resources": statement.resources}
    if statement.conditions:
        rights["conditions"] = statement.conditions
    return rights


def _read_parameters(cluster: Cluster, role: TaskRole) -> Value:
    actions = ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"]
    return allow(actions, [arn(cluster, "ssm", f"parameter{role.parameters}/*")])


def exec_statements(cluster: Cluster) -> list[Value]:
    """Return the channels of a session of ECS Exec, its key and its log where there is an audit.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-exec.html
    """
    return list(_exec_statements(cluster))


def _exec_statements(cluster: Cluster) -> Iterator[Value]:
    # AWS knows no resource for these actions, nor for logs:DescribeLogGroups.
    yield allow([f"ssmmessages:{channel}" for channel in _CHANNELS], ["*"])
    if key := exec_kms_key_arn(cluster):
        yield allow(["kms:Decrypt"], [key])
    log_group = exec_log_group_arn(cluster)
    if isinstance(log_group, Ref):
        yield allow(["logs:DescribeLogGroups"], ["*"])
        write = ["logs:CreateLogStream", "logs:DescribeLogStreams", "logs:PutLogEvents"]
        yield allow(write, [Text((log_group, ":*"))])


def allow(actions: list[str], resources: list[Value]) -> Value:
    """Return a statement that allows actions."""
    return {"actions": actions, "resources": resources}


def managed_policies(arns: Iterable[TextOrExpression]) -> dict[str, Value]:
    """Return the managed policies of a role, by name."""
    return {name_in(arn): arn for arn in sorted(arns, key=str)}
