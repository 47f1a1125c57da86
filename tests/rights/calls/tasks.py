"""What ECS does to start a task, and what its containers may do."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import listed

from rights.calls import grants, telemetry
from rights.calls.log_router import destination
from rights.evaluate import Call
from rights.facts import Facts

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_EXECUTION = f"{_ECS}/task_execution_IAM_role.html"
_TASK = f"{_ECS}/task-iam-roles.html"
_EXEC = f"{_ECS}/ecs-exec.html"
_SECRETS = f"{_ECS}/secrets-envvar-secrets-manager.html"
_FILES = f"{_ECS}/use-environment-file.html"
_CACHE = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-iam.html"
_EFS = "https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html"
_PULL = ("BatchCheckLayerAvailability", "BatchGetImage", "GetDownloadUrlForLayer")
_CHANNELS = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")
_ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[\w-]+)\.amazonaws\.com/(?P<name>[^:@]+)"
)


def needed(facts: Facts) -> Iterator[Call]:
    """Yield the calls of every task definition, of both its roles."""
    for task in facts.things["task_definitions"]:
        yield from _starts(facts, task)
        yield from _runs(facts, task)


def workload(facts: Facts, task: Mapping[str, Any]) -> tuple[str, Mapping[str, Any]]:
    """Return the key and the spec of what a task definition is of."""
    for section in ("services", "jobs", "system_containers"):
        for key, item in facts.spec.get(section, {}).items():
            if task["family"] == f"{facts.cluster}-{key}":
                return key, item
    raise LookupError(task["family"])


def _starts(facts: Facts, task: Mapping[str, Any]) -> Iterator[Call]:
    role = task["executionRoleArn"]
    yield Call("ecs-tasks.amazonaws.com", "sts:AssumeRole", role, source=_EXECUTION)
    for container in task["containerDefinitions"]:
        yield from _pull(facts, role, container["image"])
        yield from _log(facts, role, container.get("logConfiguration", {}))
        yield from _secrets(facts, role, container)
        yield from _router_file(role, container)
        for file in container.get("environmentFiles", ()):
            bucket = file["value"].partition("/")[0]
            yield Call(role, "s3:GetObject", file["value"], source=_FILES)
            yield Call(role, "s3:GetBucketLocation", bucket, source=_FILES)
    yield from _keys(facts, role, task)
    _, item = workload(facts, task)
    for statement in item.get("execution_role", {}).get("statements", ()):
        yield from as_written(role, statement)


def _router_file(role: str, container: Mapping[str, Any]) -> Iterator[Call]:
    options = container.get("firelensConfiguration", {}).get("options", {})
    if options.get("config-file-type") == "s3":
        file = options["config-file-value"]
        yield Call(role, "s3:GetObject", file, source=_FILES)
        yield Call(role, "s3:GetBucketLocation", file.partition("/")[0], source=_FILES)


def _pull(facts: Facts, role: str, image: str) -> Iterator[Call]:
    repository = _ECR.match(image)
    if repository is None:
        return
    account, region, name = repository["account"], repository["region"], repository["name"]
    arn = f"arn:aws:ecr:{region}:{account}:repository/{name}"
    yield Call(role, "ecr:GetAuthorizationToken", "*", source=_EXECUTION)
    for action in _PULL:
        yield Call(role, f"ecr:{action}", arn, source=_EXECUTION)
    caches = {
        item["pull_through_cache"]
        for item in facts.spec.get("registry_auth", {}).values()
        if "pull_through_cache" in item
    }
    if name.partition("/")[0] in caches:
        yield Call(role, "ecr:BatchImportUpstreamImage", arn, source=_CACHE)
        yield Call(role, "ecr:CreateRepository", arn, source=_CACHE)


def _log(facts: Facts, role: str, logs: Mapping[str, Any]) -> Iterator[Call]:
    if logs.get("logDriver") != "awslogs":
        return
    group = facts.arn("logs", f"log-group:{logs['options']['awslogs-group']}")
    for action in ("CreateLogStream", "PutLogEvents"):
        stream, all_streams = f"{group}:log-stream:web/web/0123", f"{group}:*"
        yield Call(
            role, f"logs:{action}", stream, source=_EXECUTION, varies={"resource": all_streams}
        )


def _secrets(facts: Facts, role: str, container: Mapping[str, Any]) -> Iterator[Call]:
    options = container.get("logConfiguration", {}).get("secretOptions", ())
    values = [secret["valueFrom"] for secret in (*container.get("secrets", ()), *options)]
    registry = container.get("repositoryCredentials", {}).get("credentialsParameter")
    for value in [*values, *listed(registry or [])]:
        if ":secretsmanager:" in value:
            arn = secret_arn(value)
            # Of a secret that is named without them the six characters are not known.
            named = arn if arn in value else f"{arn[:-6]}??????"
            action, varies = "secretsmanager:GetSecretValue", {"resource": named}
            yield Call(role, action, arn, source=_SECRETS, varies=varies)
        else:
            name = value.rpartition(":parameter/")[2].lstrip("/")
            arn = facts.arn("ssm", f"parameter/{name}")
            arn = value if value.startswith("arn:") else arn
            yield Call(role, "ssm:GetParameters", arn, source=_SECRETS)


def secret_arn(value: str) -> str:
    """Return the ARN that IAM sees: without key, stage and version, with the six characters.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/troubleshoot.html#ARN_secretnamehyphen
    """
    arn = ":".join(value.split(":")[:7])
    complete = re.search(r"-[A-Za-z0-9]{6}$", arn) is not None
    return arn if complete else f"{arn}-AbCdEf"


def _keys(facts: Facts, role: str, task: Mapping[str, Any]) -> Iterator[Call]:
    """Yield what a key that the spec names has to open: a secret, or what a registry takes."""
    _, item = workload(facts, task)
    holders = [item, *item.get("sidecars", {}).values(), *item.get("init", {}).values()]
    secrets = [secret for holder in holders for secret in holder.get("secrets", {}).values()]
    keys = {secret["kms_key_arn"] for secret in secrets if "kms_key_arn" in listed(secret)[0]}
    made = facts.spec.get("secrets", {})
    given = {listed(secret)[0].get("secret") for secret in secrets if isinstance(secret, Mapping)}
    own = [made[key] for key in given if made.get(key)]
    keys |= {secret["kms_key_arn"] for secret in own if "kms_key_arn" in secret}
    keys |= {
        auth["kms_key_arn"]
        for host, auth in facts.spec.get("registry_auth", {}).items()
        if "kms_key_arn" in auth and any(image.startswith(f"{host}/") for image in _images(task))
    }
    for key in sorted(keys):
        yield Call(role, "kms:Decrypt", key, source=_EXECUTION)


def _images(task: Mapping[str, Any]) -> list[str]:
    return [container["image"] for container in task["containerDefinitions"]]


def _runs(facts: Facts, task: Mapping[str, Any]) -> Iterator[Call]:
    key, item = workload(facts, task)
    wanted = item.get("task_role", {})
    role = task.get("taskRoleArn", "")
    if not isinstance(wanted, Mapping) or "arn" in wanted:
        return
    ours = {"aws:SourceAccount": facts.account, "aws:SourceArn": facts.arn("ecs", "task/x/1")}
    yield Call(
        "ecs-tasks.amazonaws.com",
        "sts:AssumeRole",
        role,
        ours,
        _TASK,
        {"aws:SourceArn": facts.arn("ecs", "*")},
    )
    for statement in wanted.get("statements", ()):
        yield from as_written(role, statement)
    if "parameters" in wanted:
        name = wanted["parameters"].strip("/")
        yield from _parameters(facts, role, name)
    yield from grants.needed(facts, role, item)
    yield from telemetry.needed(facts, role, key, item)
    yield from _exec(facts, role, item)
    yield from _file_systems(facts, role, item, task)
    yield from destination(facts, role, item, task)


def as_written(role: str, statement: Mapping[str, Any]) -> Iterator[Call]:
    """Yield a call of each right that the spec writes itself."""
    context = {
        key: str(listed(value)[0])
        for keys in statement.get("conditions", {}).values()
        for key, value in keys.items()
    }
    if statement.get("effect", "allow") != "allow":
        return
    for action in listed(statement["actions"]):
        for resource in listed(statement["resources"]):
            concrete = resource.replace("*", "x") if resource != "*" else "*"
            yield Call(
                role, action.replace("*", "X"), concrete, context, _TASK, {"resource": resource}
            )


def _parameters(facts: Facts, role: str, name: str) -> Iterator[Call]:
    below = facts.arn("ssm", f"parameter/{name}/*")
    for action in ("GetParameter", "GetParameters", "GetParametersByPath"):
        concrete = facts.arn("ssm", f"parameter/{name}/url")
        yield Call(role, f"ssm:{action}", concrete, source=_TASK, varies={"resource": below})


def _exec(facts: Facts, role: str, item: Mapping[str, Any]) -> Iterator[Call]:
    if not item.get("exec"):
        return
    for channel in _CHANNELS:
        yield Call(role, f"ssmmessages:{channel}", "*", source=_EXEC)
    configuration = facts.things["cluster"].get("configuration", {})
    audit = configuration.get("executeCommandConfiguration", {})
    if "kmsKeyId" in audit:
        yield Call(role, "kms:Decrypt", audit["kmsKeyId"], source=_EXEC)
    if name := audit.get("logConfiguration", {}).get("cloudWatchLogGroupName"):
        group = facts.arn("logs", f"log-group:{name}")
        yield Call(role, "logs:DescribeLogGroups", "*", source=_EXEC)
        yield from write_log(role, group, _EXEC)


def write_log(role: str, group: str, source: str) -> Iterator[Call]:
    """Yield what an agent does that makes its own streams in a log group."""
    all_streams = {"resource": f"{group}:*"}
    yield Call(role, "logs:DescribeLogStreams", f"{group}:", source=source, varies=all_streams)
    for action in ("CreateLogStream", "PutLogEvents"):
        stream = f"{group}:log-stream:x"
        yield Call(role, f"logs:{action}", stream, source=source, varies=all_streams)


def _file_systems(
    facts: Facts, role: str, item: Mapping[str, Any], task: Mapping[str, Any]
) -> Iterator[Call]:
    for volume in task.get("volumes", ()):
        efs = volume.get("efsVolumeConfiguration")
        if not efs:
            continue
        written = item["volumes"][volume["name"]]["efs"]
        options = written if isinstance(written, Mapping) else {}
        context = {}
        if point := efs.get("authorizationConfig", {}).get("accessPointId"):
            access_point = facts.arn("elasticfilesystem", f"access-point/{point}")
            context = {"elasticfilesystem:AccessPointArn": access_point}
        arn = facts.arn("elasticfilesystem", f"file-system/{efs['fileSystemId']}")
        for action in _mounts(options):
            yield Call(role, f"elasticfilesystem:{action}", arn, context, _EFS)


def _mounts(options: Mapping[str, Any]) -> Iterator[str]:
    """Yield what a mount needs: whoever writes as root has to stay root."""
    yield "ClientMount"
    if options.get("read_only"):
        return
    yield "ClientWrite"
    if "path" not in options or 0 in (options.get("uid", 0), options.get("gid", 0)):
        yield "ClientRootAccess"
