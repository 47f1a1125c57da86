"""Tasks as modules take them: the containers' definitions, their volumes, logs and roles.

A module with a task calls `task()` for each of its members, `features()` once for all of them, and then
`task_inputs()` and `task_shape()`; its templates include those of `templates/modules/_task/`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from tfgen import aws, images, names
from tfgen.hcl import Value
from tfgen.modules.arns import arn, image
from tfgen.modules.logging import LogRoute, log_route
from tfgen.modules.volumes import VolumePlan, volume_plan
from tfgen.resolve import Cluster, Container, Task, pulled_image
from tfgen.spec.containers import DEVICE_FORM, MOUNT_FORM, Secret, TaskRole
from tfgen.spec.logs import Destination
from tfgen.tree import Input

# Attribute of a container -> its type. A module names those that some container of the spec has. What a container has
# not is then null or empty in its definition, and must mean the same as if it were not there: the provider takes no
# `privileged = false` and no empty `devices` or `tmpfs` for nothing, and would replace the task definition.
ATTRIBUTES = {
    "image": "string",
    "cpu": "optional(number, 0)",
    "memory": "number",
    "memory_reservation": "optional(number)",
    "ports": """optional(map(object({
    container_port = number
    host_port = optional(number, 0)
    protocol = optional(string)
    app_protocol = optional(string)
  })), {})""",
    "command": "optional(list(string))",
    "entrypoint": "optional(list(string))",
    "environment": "optional(map(string), {})",
    "env_files": "optional(list(string), [])",
    "secrets": "optional(map(string), {})",
    "repository_credentials": "optional(string)",
    "health_check": """optional(object({
    command = list(string)
    interval = number
    timeout = number
    retries = number
    start_period = number
  }))""",
    "depends_on": "optional(map(string), {})",
    "mounts": """optional(list(object({
    source_volume = string
    container_path = string
    read_only = bool
  })), [])""",
    "user": "optional(string)",
    "read_only_root": "optional(bool, false)",
    "privileged": "optional(bool)",
    "init": "optional(bool, true)",
    "ulimits": """optional(map(object({
    soft = number
    hard = number
  })), {})""",
    "capabilities": """optional(object({
    add = list(string)
    drop = list(string)
  }))""",
    "devices": """optional(list(object({
    host_path = string
    container_path = string
    permissions = list(string)
  })))""",
    "shm_size": "optional(number)",
    "tmpfs": """optional(map(object({
    size = number
    mount_options = list(string)
  })))""",
    "sysctls": "optional(map(string), {})",
    "stop_timeout": "optional(number, 30)",
    "labels": "optional(map(string))",
    "essential": "optional(bool, true)",
}
STATEMENTS = """list(object({
  effect = string
  actions = list(string)
  resources = list(string)
  conditions = optional(map(map(list(string))), {})
}))"""
EXECUTION_STATEMENTS = """list(object({
  effect = string
  actions = list(string)
  resources = list(string)
}))"""
DOCKER_VOLUMES = """map(object({
  driver = string
  driver_opts = map(string)
  scope = string
}))"""
# What else of a task a module names only where some task of the spec has it.
WORDS = ("host_volumes", "docker_volumes", "scratch_volumes")
PERMISSIONS = {"r": "read", "w": "write", "m": "mknod"}


@dataclass(frozen=True, slots=True)
class TaskPlan:
    """A task, decided: what the inputs of its module hold.

    `containers` holds the attributes of each container that differ from ECS's defaults, in the words of the spec;
    `execution_statements` what ECS may read to start them, `statements` what the containers may do.
    """

    key: str
    family: str
    containers: Mapping[str, Mapping[str, Value]]
    host_volumes: Mapping[str, str]
    docker_volumes: Mapping[str, Value]
    scratch_volumes: tuple[str, ...]
    volumes: VolumePlan
    execution_statements: tuple[Value, ...]
    role: TaskRole
    statements: tuple[Value, ...]
    route: LogRoute


def task(
    cluster: Cluster,
    section: str,
    key: str,
    containers: Mapping[str, Container],
    given: Task,
    network_mode: str,
    destination: Destination,
    statements: tuple[Value, ...] = (),
) -> TaskPlan:
    """Decide a task; `section` names its log group, `statements` are further rights that its module needs."""
    paths = sorted({path for container in containers.values() for path in _host_paths(container)})
    volumes = sorted(given.volumes.items())
    route = log_route(cluster, section, key, given, destination)
    return TaskPlan(
        key=key,
        family=names.joined(cluster.name, key),
        containers={
            name: attributes(cluster, name, _with_read_only(container, given), network_mode)
            for name, container in sorted(containers.items())
        },
        host_volumes={
            **{name: volume.host_path for name, volume in volumes if volume.host_path},
            **{host_volume(path): path for path in paths},
        },
        docker_volumes={
            name: volume.docker.model_dump() for name, volume in volumes if volume.docker
        },
        scratch_volumes=tuple(
            name for name, volume in volumes if not volume.model_dump(exclude_none=True)
        ),
        volumes=volume_plan(cluster, given),
        execution_statements=tuple(_execution(cluster, containers.values(), route.images)),
        role=given.task_role,
        statements=(*_statements(cluster, given.task_role), *route.statements, *statements),
        route=route,
    )


def _with_read_only(container: Container, given: Task) -> Container:
    """Return a container that mounts read-only what it may only read."""
    only = {name for name, volume in given.volumes.items() if volume.efs and volume.efs.read_only}
    parts = [(mount, *mount.split(":")) for mount in container.mounts]
    mounts = tuple(
        f"{source}:{target}:ro" if source in only else mount for mount, source, target, *_ in parts
    )
    return container.model_copy(update={"mounts": mounts})


def attributes(
    cluster: Cluster, name: str, container: Container, network_mode: str
) -> dict[str, Value]:
    """Return the attributes of a container that differ from ECS's defaults, in the words of the spec."""
    checks = container.health_check
    every: dict[str, Value] = {
        "image": image(cluster, container.image),
        "cpu": container.cpu or None,
        "memory": container.memory,
        "memory_reservation": container.soft_limit,
        "ports": _ports(name, container, network_mode),
        "command": container.command,
        "entrypoint": container.entrypoint,
        "environment": dict(sorted(container.environment.items())),
        "env_files": container.env_files,
        "secrets": {
            variable: value_from(cluster, secret)
            for variable, secret in sorted(container.secrets.items())
        },
        "repository_credentials": credentials(cluster, container.image),
        "health_check": {**checks.model_dump(), "command": check_command(checks.command)}
        if checks
        else None,
        "depends_on": dict(sorted(container.depends_on.items())),
        "mounts": [_mount(mount) for mount in container.mounts],
        "user": container.user,
        "read_only_root": container.read_only_root or None,
        "privileged": container.privileged or None,
        "init": None if container.init else False,
        "ulimits": {
            limit: value.model_dump() for limit, value in sorted(container.ulimits.items())
        },
        "capabilities": _capabilities(container),
        "devices": [_device(device) for device in container.devices],
        "shm_size": container.shm_size,
        "tmpfs": {path: tmpfs.model_dump() for path, tmpfs in sorted(container.tmpfs.items())},
        "sysctls": dict(sorted(container.sysctls.items())),
        "stop_timeout": None if container.stop_timeout == 30 else container.stop_timeout,
        "labels": dict(sorted(container.labels.items())),
        "essential": None if container.essential else False,
    }
    # An empty command is a value: it takes the image's own away.
    may_be_empty = ("command", "entrypoint")
    return {
        attribute: value
        for attribute, value in every.items()
        if value is not None
        and (attribute in may_be_empty or (value != () and value != [] and value != {}))
    }


def check_command(command: tuple[str, ...]) -> tuple[str, ...]:
    """Return the command of a health check as ECS wants it: CMD or CMD-SHELL first."""
    return command if command[0] in ("CMD", "CMD-SHELL") else ("CMD", *command)


def _ports(name: str, container: Container, network_mode: str) -> dict[str, Value]:
    """Return the ports; where none is mapped, the port of the host is the container's, as ECS will say itself."""
    found: dict[str, Value] = {}
    for key, port in container.ports.items():
        optional = {
            "host_port": port.host_port if network_mode == "bridge" else port.container_port,
            "protocol": None if port.protocol == "tcp" else port.protocol,
            "app_protocol": port.app_protocol,
        }
        given = {word: value for word, value in optional.items() if value is not None}
        found[key] = {"container_port": port.container_port, **given}
    return found


def _mount(text: str) -> Value:
    parts = _parts(MOUNT_FORM, text)
    source = parts["source"] or ""
    return {
        "source_volume": host_volume(source) if source.startswith("/") else source,
        "container_path": parts["target"] or "",
        "read_only": parts["options"] == "ro",
    }


def _host_paths(container: Container) -> Iterable[str]:
    sources = (_parts(MOUNT_FORM, mount)["source"] or "" for mount in container.mounts)
    return (source.rstrip("/") or "/" for source in sources if source.startswith("/"))


def host_volume(path: str) -> str:
    """Return the name of the volume for a path of the host: no key of the spec has an underscore, so none is equal."""
    path = path.rstrip("/")
    name = "host" + path.replace("/", "_")
    return (
        name
        if re.fullmatch(r"(/[A-Za-z0-9]+)*", path)
        else names.hashed(re.sub(r"[^A-Za-z0-9_]", "_", name), 255, path)
    )


def _device(text: str) -> Value:
    parts = _parts(DEVICE_FORM, text)
    host = parts["host"] or ""
    return {
        "host_path": host,
        "container_path": parts["container"] or host,
        "permissions": [PERMISSIONS[letter] for letter in parts["permissions"] or "rwm"],
    }


def _parts(form: str, text: str) -> dict[str, str | None]:
    found = re.fullmatch(form, text)
    if found is None:
        raise ValueError(f"{text!r} has not the form that its reader demands")
    return found.groupdict()


def _capabilities(container: Container) -> Value:
    given = container.capabilities
    return given.model_dump() if given.add or given.drop else None


def value_from(cluster: Cluster, secret: Secret) -> Value:
    """Return what ECS reads a secret from: a parameter's name, or an ARN with the key of the secret's JSON."""
    if secret.ssm:
        return secret.ssm
    key = f":{secret.key}::" if secret.key else ""
    if secret.arn:
        return secret.arn + key
    return arn(cluster, "secretsmanager", f"secret:{secret.secretsmanager}{key}")


def credentials(cluster: Cluster, name: str) -> str | None:
    """Return the secret with the credentials of an image's registry; a cache has them itself."""
    auth = cluster.registry_auth.get(images.parsed(name).host)
    return auth.secret_arn if auth and not auth.pull_through_cache else None


def _execution(
    cluster: Cluster, given: Iterable[Container], further_images: tuple[str, ...]
) -> Iterable[Value]:
    """Yield what the execution role may do beside writing logs: exactly what these containers need to start."""
    containers = list(given)
    pulled = [*(container.image for container in containers), *further_images]
    secrets = [
        secret for container in containers for _, secret in sorted(container.secrets.items())
    ]
    registries = [secret_arn for name in pulled if (secret_arn := credentials(cluster, name))]
    files = sorted({file[5:] for container in containers for file in container.env_files})
    s3 = f"arn:{aws.partition(cluster.region)}:s3:::"
    repositories = _unique(_repository(cluster, name) for name in pulled)
    allowed: tuple[tuple[list[str], Sequence[Value]], ...] = (
        # AWS knows no resource for this action.
        (["ecr:GetAuthorizationToken"], ("*",) if repositories else ()),
        (
            ["ecr:BatchCheckLayerAvailability", "ecr:BatchGetImage", "ecr:GetDownloadUrlForLayer"],
            repositories,
        ),
        (
            ["ecr:BatchImportUpstreamImage", "ecr:CreateRepository"],
            _unique(_cached(cluster, name) for name in pulled),
        ),
        (
            ["secretsmanager:GetSecretValue"],
            _unique([*registries, *(_secret_arn(cluster, one) for one in secrets)]),
        ),
        (["ssm:GetParameters"], _unique(_parameter_arn(cluster, one) for one in secrets)),
        (["kms:Decrypt"], _unique(one.kms_key_arn for one in secrets)),
        (["s3:GetObject"], [s3 + file for file in files]),
        (
            ["s3:GetBucketLocation"],
            [s3 + bucket for bucket in sorted({file.partition("/")[0] for file in files})],
        ),
    )
    return (allow(actions, resources) for actions, resources in allowed if resources)


def _unique(values: Iterable[Value]) -> tuple[Value, ...]:
    return tuple(
        sorted({repr(value): value for value in values if value is not None}.values(), key=repr)
    )


def _secret_arn(cluster: Cluster, secret: Secret) -> Value:
    """Return the one secret as a policy names it; AWS appends six characters to a secret's name."""
    if secret.secretsmanager:
        return arn(cluster, "secretsmanager", f"secret:{secret.secretsmanager}-??????")
    return secret.arn if secret.arn and ":secretsmanager:" in secret.arn else None


def _parameter_arn(cluster: Cluster, secret: Secret) -> Value:
    if secret.ssm:
        return arn(cluster, "ssm", f"parameter/{secret.ssm.lstrip('/')}")
    return secret.arn if secret.arn and ":ssm:" in secret.arn else None


def _repository(cluster: Cluster, name: str) -> Value:
    """Return the repository of an image in ECR; None for other registries, which ask no role."""
    parts = images.parsed(name)
    if found := parts.ecr:
        head = f"arn:{aws.partition(found['region'])}:ecr:{found['region']}:{found['account']}"
        return f"{head}:repository/{parts.repository}"
    return _cached(cluster, name)


def _cached(cluster: Cluster, name: str) -> Value:
    """Return the repository that caches an image, which ECR makes when it is first pulled."""
    pulled = pulled_image(cluster, name)
    if pulled == name:
        return None
    return arn(cluster, "ecr", f"repository/{images.parsed(pulled).repository}")


def _statements(cluster: Cluster, role: TaskRole) -> Iterable[Value]:
    for statement in role.statements:
        conditions: Mapping[str, Value] = (
            {"conditions": statement.conditions} if statement.conditions else {}
        )
        yield {
            "effect": statement.effect.capitalize(),
            "actions": statement.actions,
            "resources": statement.resources,
            **conditions,
        }
    if role.parameters:
        resource = arn(cluster, "ssm", f"parameter{role.parameters}/*")
        yield allow(
            ["ssm:GetParameter", "ssm:GetParameters", "ssm:GetParametersByPath"], [resource]
        )


def allow(actions: list[str], resources: Sequence[Value]) -> Value:
    """Return a statement that allows actions."""
    return {"effect": "Allow", "actions": actions, "resources": resources}


def features(tasks: Iterable[TaskPlan]) -> frozenset[str]:
    """Return what some task has, attributes of containers and kinds of volumes: a module's text leaves out the rest."""
    every = list(tasks)
    attributes = {
        name for task in every for container in task.containers.values() for name in container
    }
    return frozenset(
        attributes | {word for word in WORDS if any(getattr(task, word) for task in every)}
    )


def task_shape(task: TaskPlan, seen: frozenset[str], *, account: bool = False) -> dict[str, bool]:
    """Return what the templates of `_task` see; `account` where the module itself needs to know its account."""
    own_role, volumes = task.role.arn is None, task.volumes.shape
    shared = volumes["efs_volumes"] or volumes["efs_directories"]
    account = account or own_role
    return {
        **{f"container_{name}": name in seen for name in ATTRIBUTES},
        **{word: word in seen for word in WORDS},
        "execution_statements": bool(task.execution_statements),
        "task_role_arn": not own_role,
        "task_policy": own_role and bool(task.statements),
        "managed_policies": own_role and bool(task.role.managed_policy_arns),
        **volumes,
        "file_system_policy": own_role and shared,
        "account": account,
        "partition": account or "env_files" in seen or volumes["ebs_volume"],
        **task.route.shape,
    }


def task_inputs(
    cluster: Cluster, task: TaskPlan, seen: frozenset[str], *, region: bool = False
) -> list[Input]:
    """Return the inputs of a module with a task; `region` where the module itself needs to know its region."""
    region = (
        region or task.route.log_group or task.role.arn is None or task.volumes.disk_key is not None
    )
    about = "Containers of the task, by name: MiB, CPU units, seconds"
    return [
        Input("family", "string", "Family of the task definition", task.family),
        *([Input("region", "string", "Region of the cluster", cluster.region)] if region else []),
        Input("containers", _container_type(seen), about, task.containers),
        *_volume_inputs(task, seen),
        *task.volumes.inputs,
        *_role_inputs(cluster, task),
        *task.route.inputs,
    ]


def _container_type(seen: frozenset[str]) -> str:
    lines = (f"  {name} = {type_}" for name, type_ in ATTRIBUTES.items() if name in seen)
    return "map(object({\n" + "\n".join(lines) + "\n}))"


def _volume_inputs(task: TaskPlan, seen: frozenset[str]) -> Iterable[Input]:
    if "host_volumes" in seen:
        yield Input(
            "host_volumes", "map(string)", "Paths of the instance, by volume", task.host_volumes
        )
    if "docker_volumes" in seen:
        yield Input(
            "docker_volumes", DOCKER_VOLUMES, "Volumes that Docker manages", task.docker_volumes
        )
    if "scratch_volumes" in seen:
        yield Input(
            "scratch_volumes",
            "list(string)",
            "Volumes that are gone with the task",
            task.scratch_volumes,
        )


def _role_inputs(cluster: Cluster, task: TaskPlan) -> Iterable[Input]:
    yield Input(
        "role_name_prefix",
        "string",
        "First part of the roles' names",
        role_name_prefix(cluster.name, task.key),
    )
    if task.execution_statements:
        about = "What ECS may do to start the task, beside writing logs: pull images, read secrets"
        yield Input("execution_statements", EXECUTION_STATEMENTS, about, task.execution_statements)
    if task.role.arn:
        yield Input("task_role_arn", "string", "Role of the containers", task.role.arn)
        return
    if task.statements:
        yield Input(
            "task_statements", STATEMENTS, "What the containers may do in AWS", task.statements
        )
    if task.role.managed_policy_arns:
        policies = {
            policy.rpartition("/")[2]: policy for policy in sorted(task.role.managed_policy_arns)
        }
        yield Input(
            "managed_policy_arns",
            "map(string)",
            "Managed policies of the task role, by name",
            policies,
        )


def role_name_prefix(cluster: str, key: str) -> str:
    """Return the prefix of the roles' names: with exec- or task- behind it at most 38 characters."""
    return names.fitted(names.joined(cluster, key), 32) + "-"
