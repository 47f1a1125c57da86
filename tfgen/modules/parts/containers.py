"""Containers of a task as the module `ecs_task` takes them: what differs from the defaults."""

from __future__ import annotations

import re
from collections.abc import Mapping

from tfgen.facts import images
from tfgen.hcl import Text, Value
from tfgen.language.containers import DEVICE_FORM, MOUNT_FORM, Secret
from tfgen.language.registry_auth import RegistryAuth
from tfgen.language.scalars import Expression
from tfgen.modules.parts.arns import arn, container_image
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import module
from tfgen.modules.parts.volumes import host_volume
from tfgen.resolve import Cluster, Container, Service, SystemContainer, Workload

# In the order in which the root gives them; the rest of a container takes more than its value.
_PLAIN = (
    "gpus",
    "command",
    "entrypoint",
    "working_directory",
    "environment",
    "env_files",
    "user",
    "read_only_root",
    "privileged",
    "init",
    "ulimits",
    "capabilities",
    "shm_size",
    "tmpfs",
    "sysctls",
    "hostname",
    "extra_hosts",
    "start_timeout",
    "stop_timeout",
    "labels",
    "essential",
)
# An empty command or entrypoint takes the image's own away, an empty policy has all its defaults.
_EMPTY_TOO = ("command", "entrypoint", "restart_policy")
_PERMISSIONS = {"r": "read", "w": "write", "m": "mknod"}


def containers_of(task: Workload | SystemContainer) -> dict[str, Container]:
    """Return the containers of a task by the names that AWS knows, which depends_on has too."""
    containers: dict[str, Container] = dict(task.containers)
    if isinstance(task, Workload) and task.on_fargate:
        containers[task.name] = _main_on_fargate(task)
    if isinstance(task, Service) and task.telemetry:
        main = containers[task.name]
        environment = {**task.telemetry.environment, **main.environment}
        containers[task.name] = main.model_copy(update={"environment": environment})
    return {
        name: _waiting_for(container, task.name, containers)
        for name, container in containers.items()
    }


def _main_on_fargate(workload: Workload) -> Container:
    """Return the main container with what its sidecars and ECS leave it of the task's size.

    On Fargate a size is the task's, and its containers have to fit in it together.
    """
    sidecars = [other for name, other in workload.containers.items() if name != workload.name]
    cpu = (workload.cpu or 0) - sum(sidecar.cpu or 0 for sidecar in sidecars)
    taken = sum(sidecar.memory or 0 for sidecar in sidecars) + workload.logs.router_memory
    # The proxy of Service Connect stands in no task definition, and takes its share all the same.
    if isinstance(workload, Service):
        taken += workload.proxy_memory
    memory = None
    # Sidecars without memory share the rest with it: a limit of it all would leave them nothing.
    if workload.memory and all(sidecar.memory for sidecar in sidecars):
        memory = workload.memory - taken
    return workload.model_copy(update={"cpu": cpu, "memory": memory, "memory_reservation": memory})


def _waiting_for(container: Container, main: str, known: Mapping[str, Container]) -> Container:
    """Return a container that waits for others by the names that AWS knows.

    None but the main one has another than its key.
    """
    waits: dict[str, str] = {}
    for name, condition in sorted(container.depends_on.items()):
        if name not in known:
            name = main
        waits[name] = condition
    return container.model_copy(update={"depends_on": waits})


def container_input(cluster: Cluster, container: Container, network_mode: str) -> dict[str, Value]:
    """Return the attributes of a container that differ from the language's defaults."""
    attributes: dict[str, Value] = {
        "image": container_image(cluster, container),
        "cpu": container.cpu or None,
        "memory": container.memory,
        "memory_reservation": container.soft_limit,
        "ports": _ports(container, network_mode),
        **changed(container, *_PLAIN),
        "secrets": _secrets(cluster, container),
        "repository_credentials": _credentials(cluster, container.image),
        "health_check": _health_check(container),
        "depends_on": container.depends_on,
        "restart_policy": _restart_policy(container),
        "mounts": [_mount(mount) for mount in container.mounts],
        "devices": [_device(device) for device in container.devices],
    }
    kept: dict[str, Value] = {}
    for name, value in attributes.items():
        empty = value == [] or value == {}
        if value is not None and (not empty or name in _EMPTY_TOO):
            kept[name] = value
    return kept


def _ports(container: Container, network_mode: str) -> dict[str, Value]:
    """Return the ports; only where Docker maps them has the host another one."""
    words = ["container_port", "protocol", "app_protocol"]
    if network_mode == "bridge":
        words.insert(1, "host_port")
    return {name: changed(port, *words) for name, port in container.ports.items()}


def _secrets(cluster: Cluster, container: Container) -> dict[str, Value]:
    secrets = sorted(container.secrets.items())
    return {variable: value_from(cluster, secret) for variable, secret in secrets}


def value_from(cluster: Cluster, secret: Secret) -> Value:
    """Return what ECS reads a secret from: a parameter, or an ARN with a key of its JSON."""
    # A parameter of the account and region goes by its name; all others are ARNs.
    if secret.ssm:
        return secret.ssm
    if secret.secret:
        made = module("secret", secret.secret, "arn")
        return Text((made, f":{secret.key}::")) if secret.key else made
    # Behind the key come a version's stage and id, empty for the current one, with their colons.
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
    key = ""
    if secret.key:
        key = f":{secret.key}::"
    if isinstance(secret.arn, Expression) and key:
        return Text((secret.arn, key))
    if secret.arn and key:
        return f"{secret.arn}{key}"
    if secret.arn:
        return secret.arn
    return arn(cluster, "secretsmanager", f"secret:{secret.secretsmanager}{key}")


def _credentials(cluster: Cluster, name: str) -> Value:
    auth = credentials(cluster, name)
    if auth is None:
        return None
    return auth.secret_arn


def credentials(cluster: Cluster, name: str) -> RegistryAuth | None:
    """Return the credentials with which ECS pulls an image; a cache has them itself."""
    auth = cluster.registry_auth.get(images.parsed(name).host)
    if auth is None or auth.pull_through_cache:
        return None
    return auth


def _health_check(container: Container) -> Value:
    check = container.health_check
    if check is None:
        return None
    command = check.command
    # ECS wants CMD or CMD-SHELL first, which says whether a shell reads the rest.
    if command[0] not in ("CMD", "CMD-SHELL"):
        command = ("CMD", *command)
    return {**changed(check), "command": command}


def _restart_policy(container: Container) -> Value:
    if container.restart_policy is None:
        return None
    return changed(container.restart_policy)


def _mount(text: str) -> Value:
    parts = _parts(MOUNT_FORM, text)
    volume = parts["source"] or ""
    # A path of the host is a volume too: ECS mounts nothing without a name.
    if volume.startswith("/"):
        volume = host_volume(volume)
    mount: dict[str, Value] = {"volume": volume, "path": parts["target"]}
    if parts["options"] == "ro":
        mount["read_only"] = True
    return mount


def _device(text: str) -> Value:
    parts = _parts(DEVICE_FORM, text)
    device: dict[str, Value] = {"host_path": parts["host"]}
    if parts["container"] not in (None, parts["host"]):
        device["container_path"] = parts["container"]
    if parts["permissions"]:
        device["permissions"] = [_PERMISSIONS[letter] for letter in parts["permissions"]]
    return device


def _parts(form: str, text: str) -> dict[str, str | None]:
    match = re.fullmatch(form, text)
    if match is None:
        raise ValueError(f"{text!r} has not the form that its reader demands")
    return match.groupdict()
