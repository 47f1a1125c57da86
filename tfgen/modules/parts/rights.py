"""What a task may do: the things that ECS reads to start it, and the statements of its containers."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from tfgen.hcl import Ref, Text, Value
from tfgen.language.containers import Secret, Statement, TaskRole
from tfgen.language.registry_auth import RegistryAuth
from tfgen.modules.parts.arns import arn, cached_repository_arn, repository_arn
from tfgen.modules.parts.containers import credentials
from tfgen.modules.parts.references import EXEC_STATEMENTS, exec_kms_key_arn, exec_log_group_arn
from tfgen.resolve import Cluster, Service, SystemContainer, Workload

Task = Workload | SystemContainer

# Six characters that Secrets Manager appends to a secret's name; ECS takes an ARN without them.
_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")

_CHANNELS = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")


def execution_inputs(
    cluster: Cluster, task: Task, further_images: Iterable[str]
) -> dict[str, Value]:
    """Return what ECS pulls, reads and decrypts to start a task, `further_images` among it."""
    containers = task.containers.values()
    images = [*(container.image for container in containers), *further_images]
    secrets = [secret for container in containers for secret in container.secrets.values()]
    registries = [auth for name in images if (auth := credentials(cluster, name))]
    keys = [*(secret.kms_key_arn for secret in secrets), *(auth.kms_key_arn for auth in registries)]
    return {
        "repository_arns": _unique(repository_arn(cluster, name) for name in images),
        "cached_repository_arns": _unique(cached_repository_arn(cluster, name) for name in images),
        "secret_arns": _unique(_secret_arns(cluster, secrets, registries)),
        "parameter_arns": _unique(_parameter_arn(cluster, secret) for secret in secrets),
        "kms_key_arns": _unique(keys),
    }


def _unique(values: Iterable[Value]) -> list[Value]:
    known = {repr(value): value for value in values if value is not None}
    return [value for _, value in sorted(known.items())]


def _secret_arns(
    cluster: Cluster, secrets: Iterable[Secret], registries: Iterable[RegistryAuth]
) -> Iterator[Value]:
    """Yield the secrets as a policy names them."""
    for secret in secrets:
        if secret.secretsmanager:
            yield arn(cluster, "secretsmanager", f"secret:{secret.secretsmanager}-??????")
        elif secret.arn and ":secretsmanager:" in secret.arn:
            yield _complete(secret.arn)
    for registry in registries:
        if registry.secret_arn:
            yield _complete(registry.secret_arn)


def _complete(value_from: str) -> str:
    """Return the ARN that IAM compares: without key and version, with what AWS adds to a name.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
    """
    secret = ":".join(value_from.split(":")[:7])
    return secret if _SUFFIX.search(secret) else f"{secret}-??????"


def _parameter_arn(cluster: Cluster, secret: Secret) -> Value:
    if secret.ssm:
        return arn(cluster, "ssm", f"parameter/{secret.ssm.lstrip('/')}")
    return secret.arn if secret.arn and ":ssm:" in secret.arn else None


def task_policies(cluster: Cluster, task: Task) -> dict[str, Value]:
    """Return what the containers of a task may do, by the key of the spec that asks for it."""
    role = task.task_role
    if role.arn:
        return {}
    policies: dict[str, Value] = {}
    if role.statements:
        policies["statements"] = [_statement(statement) for statement in role.statements]
    if role.parameters:
        policies["parameters"] = [_read_parameters(cluster, role)]
    if isinstance(task, Service) and task.exec:
        policies["exec"] = EXEC_STATEMENTS
    return policies


def _statement(statement: Statement) -> Value:
    effect: dict[str, Value] = {} if statement.effect == "allow" else {"effect": "Deny"}
    actions = {"actions": statement.actions, "resources": statement.resources}
    conditions = {"conditions": statement.conditions} if statement.conditions else {}
    return {**effect, **actions, **conditions}


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


def managed_policies(task: Task) -> dict[str, Value]:
    """Return the managed policies of a task's own role, by name."""
    arns = sorted(task.task_role.managed_policy_arns)
    return {arn.rpartition("/")[2]: arn for arn in arns}
