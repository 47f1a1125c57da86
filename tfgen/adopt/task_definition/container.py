"""A container definition → the fields of a container in a spec.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from typing import Any

from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.given import Given
from tfgen.adopt.task_definition import left
from tfgen.adopt.task_definition.ports import ports
from tfgen.adopt.task_definition.reading import duration, number, value, words
from tfgen.frozen import frozen
from tfgen.language.container_values import SECRET_ARN_FORM

# ECS wants the ARN of an object, a spec its address.
_S3 = re.compile(r"arn:aws(?:-[a-z]+)*:s3:::(.+\.env)")
_PARAMETER = re.compile(r"/?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,254}")
_PERMISSIONS = {"read": "r", "write": "w", "mknod": "m"}


@frozen
class Task:
    """What the containers of a task have in common on their way into a spec."""

    hidden: Hidden
    on_fargate: bool
    network_mode: str
    is_connected: bool
    keys: Mapping[str, str]
    volumes: Mapping[str, str]
    waited_for: Collection[str]


def fields(task: Task, node: Given, is_main: bool) -> dict[str, Any]:
    """Return the fields of a container but for its image."""
    parts: dict[str, Any] = {}
    left.leave(node, left.CONTAINER)
    parts |= _sizes(task, node, is_main)
    parts |= ports(node.get("portMappings"), task.network_mode, task.is_connected)
    parts |= {"entrypoint": words(node, "entryPoint"), "command": words(node, "command")}
    parts |= {"working_directory": value(node, "workingDirectory"), "user": value(node, "user")}
    parts |= _variables(task, node)
    parts |= {"mounts": _mounts(task, node), "health_check": _health_check(node)}
    parts |= _order(task, node)
    parts |= _switches(node)
    parts |= _linux(node.get("linuxParameters"))
    parts |= _limits(node)
    parts["labels"] = _labels(task, node.get("dockerLabels"))
    if not is_main:
        parts["essential"] = value(node, "essential", default=True)
    elif essential := node.get("essential"):
        _tell_of_main(essential)
    return {key: entry for key, entry in parts.items() if entry not in (None, [], {}, "")}


def _tell_of_main(essential: Given) -> None:
    if essential.plain is True:
        essential.changed("the main container of a task always is")
    else:
        essential.lose("the main container of a task always is", "give --main")


def _sizes(task: Task, node: Given, is_main: bool) -> dict[str, Any]:
    names = {"cpu": "cpu", "memory": "memory", "memoryReservation": "memory_reservation"}
    # On Fargate cpu and memory of a service are those of the whole task.
    if task.on_fargate and is_main:
        for key in names:
            if entry := node.get(key):
                entry.lose("the main container has what sidecars leave of the task's", "")
        return {}
    reserved = node.get("memoryReservation")
    if task.on_fargate and reserved:
        reserved.lose("on Fargate a container has all of its memory to itself", "")
        names.pop("memoryReservation")
    # 0 CPU units are the same as none on instances, and on Fargate too.
    parts = {name: number(node, key) for key, name in names.items()}
    if parts.get("cpu") == 0:
        node.entries["cpu"].changed("it is what a spec has by default")
        parts["cpu"] = None
    return parts


def _variables(task: Task, node: Given) -> dict[str, Any]:
    parts: dict[str, Any] = {"environment": {}, "secrets": {}, "env_files": []}
    variables = node.get("environment")
    for item in variables.items if variables else ():
        name, text = value(item, "name") or "", item.get("value")
        content = text.text if text else ""
        if not _VARIABLE.fullmatch(str(name)):
            item.lose("it is no name of a variable that tfgen knows", "use letters, digits and _")
        elif task.hidden.is_secret(str(name), content) and text:
            parts["secrets"][name] = task.hidden.place(text, str(name), content)
        else:
            parts["environment"][name] = content
    secrets = node.get("secrets")
    for item in secrets.items if secrets else ():
        name, place = value(item, "name"), item.get("valueFrom")
        form = _secret(place) if place else None
        if form and name:
            parts["secrets"][name] = form
    files = node.get("environmentFiles")
    for item in files.items if files else ():
        _file(item, parts["env_files"])
    return parts


def _secret(node: Given) -> Any:
    """Return where a secret is, as a spec has it."""
    text = node.text
    if re.fullmatch(SECRET_ARN_FORM, text):
        return text
    # A name with a slash before it can be no ARN, and no name of a secret.
    if text.startswith("/") and _PARAMETER.fullmatch(text):
        return text
    if _PARAMETER.fullmatch(text):
        return {"ssm": text}
    node.lose("it is no place of a secret", "write /path/of/a/parameter or the whole ARN")
    return None


def _file(item: Given, files: list[str]) -> None:
    place = item.get("value")
    match = _S3.fullmatch(place.text) if place else None
    if match:
        files.append(f"s3://{match[1]}")
        value(item, "type", default="s3")
    else:
        item.lose("it is no object of S3 that ends in .env", "write env_files: [s3://…/x.env]")


def _mounts(task: Task, node: Given) -> list[str]:
    parts: list[str] = []
    points = node.get("mountPoints")
    for item in points.items if points else ():
        volume, path = value(item, "sourceVolume"), value(item, "containerPath")
        key = task.volumes.get(str(volume))
        if key is None or not path:
            item.lose("the task definition has no such volume", "write it into volumes")
            continue
        ending = ":ro" if _is_on(item.get("readOnly")) else ""
        parts.append(f"{key}:{path}{ending}")
    return parts


def _is_on(node: Given | None) -> bool:
    """Tell whether a switch is on; what is neither true nor false is told."""
    switch = value(node, default=False)
    if node and switch not in (None, True):
        node.lose("it is neither true nor false")
    return switch is True


def _health_check(node: Given) -> Any:
    check = node.get("healthCheck")
    command = words(check, "command")
    if check is None or not command:
        return None
    # It switches off the check of the image, which ECS does not run anyhow.
    if command[0] == "NONE":
        check.lose("without a check there is nothing to write")
        return None
    defaults = {"interval": 30, "timeout": 5, "startPeriod": 0}
    names = {"interval": "interval", "timeout": "timeout", "startPeriod": "start_period"}
    parts: dict[str, Any] = {"command": command}
    if command[0] == "CMD-SHELL" and len(command) == 2:
        parts["command"] = command[1]
    for key, name in names.items():
        parts[name] = duration(number(check, key, default=defaults[key]))
    parts["retries"] = number(check, "retries", default=3)
    parts = {key: entry for key, entry in parts.items() if entry is not None}
    is_short = len(parts) == 1 and isinstance(parts["command"], str)
    return parts["command"] if is_short else parts


def _order(task: Task, node: Given) -> dict[str, Any]:
    parts: dict[str, Any] = {
        "start_timeout": _start_timeout(task, node),
        "stop_timeout": duration(number(node, "stopTimeout", default=30)),
        "restart_policy": _restart(node.get("restartPolicy")),
        "depends_on": {},
    }
    others = node.get("dependsOn")
    for item in others.items if others else ():
        name, condition = value(item, "containerName"), value(item, "condition")
        # The log router is none of them: tfgen adds it, and starts it first.
        if key := task.keys.get(str(name)):
            parts["depends_on"][key] = str(condition).lower()
        else:
            item.lose("the spec has no such container of the task", "")
    return parts


def _start_timeout(task: Task, node: Given) -> str | None:
    given, name = node.get("startTimeout"), node.get("name")
    # In the container that waits it has no effect, and of a router that tfgen adds neither.
    if given and (name is None or name.peek not in task.waited_for):
        given.lose("no other container waits until this one is healthy or has ended", "")
        return None
    return duration(number(node, "startTimeout"))


def _restart(policy: Given | None) -> Any:
    if policy is None:
        return None
    if value(policy, "enabled") is not True:
        policy.lose("it is off, as without one")
        return None
    parts: dict[str, Any] = {
        "ignored_exit_codes": _codes(policy),
        "restart_attempt_period": duration(number(policy, "restartAttemptPeriod", default=300)),
    }
    return {key: entry for key, entry in parts.items() if entry} or True


def _codes(policy: Given) -> list[int]:
    codes = policy.get("ignoredExitCodes")
    numbers = [number(item) for item in codes.items] if codes else []
    return [code for code in numbers if code is not None]


def _switches(node: Given) -> dict[str, Any]:
    return {
        "read_only_root": value(node, "readonlyRootFilesystem", default=False),
        "privileged": value(node, "privileged", default=False),
        "hostname": value(node, "hostname"),
    }


def _linux(linux: Given | None) -> dict[str, Any]:
    if linux is None:
        return {}
    left.leave(linux, left.LINUX)
    capabilities = {way: words(linux, "capabilities", way) for way in ("add", "drop")}
    devices = linux.get("devices")
    memory = linux.get("tmpfs")
    return {
        "capabilities": {way: names for way, names in capabilities.items() if names},
        "init": value(linux, "initProcessEnabled", default=True),
        "shm_size": number(linux, "sharedMemorySize"),
        "devices": [_device(item) for item in devices.items] if devices else [],
        "tmpfs": dict(map(_in_memory, memory.items)) if memory else {},
    }


def _device(item: Given) -> str:
    host = value(item, "hostPath")
    path = value(item, "containerPath", default=host)
    permissions = "".join(_PERMISSIONS.get(word, "") for word in words(item, "permissions"))
    if not path and not permissions:
        return str(host)
    return ":".join(filter(None, (str(host), str(path or host), permissions)))


def _in_memory(item: Given) -> tuple[str, Any]:
    size, options = number(item, "size"), words(item, "mountOptions")
    form = {"size": size, "mount_options": options} if options else size
    return str(value(item, "containerPath")), form


def _limits(node: Given) -> dict[str, Any]:
    parts: dict[str, Any] = {"ulimits": {}, "sysctls": {}, "extra_hosts": {}, "gpus": None}
    for item in _items(node, "ulimits"):
        soft, hard = number(item, "softLimit"), number(item, "hardLimit")
        limit: Any = soft if soft == hard else {"soft": soft, "hard": hard}
        parts["ulimits"][value(item, "name")] = limit
    for item in _items(node, "systemControls"):
        parts["sysctls"][value(item, "namespace")] = str(value(item, "value"))
    for item in _items(node, "extraHosts"):
        parts["extra_hosts"][value(item, "hostname")] = value(item, "ipAddress")
    for item in _items(node, "resourceRequirements"):
        kind = item.get("type")
        if kind and kind.peek == "GPU":
            kind.text  # noqa: B018
            parts["gpus"] = number(item, "value")
        else:
            item.lose("tfgen gives tasks GPUs of NVIDIA alone", "gpus: 1")
    return parts


def _items(node: Given, key: str) -> tuple[Given, ...]:
    parts = node.get(key)
    return parts.items if parts else ()


def _labels(task: Task, node: Given | None) -> dict[str, str]:
    labels: dict[str, str] = {}
    for name, entry in (node.entries if node else {}).items():
        if task.hidden.is_secret(name, entry.text):
            entry.lose("it looks like a secret, and no label is one", "secrets: {NAME: …}")
        else:
            labels[name] = entry.text
    return labels
