"""A task definition → the fields of a service, and of its sidecars.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
"""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.containers.hidden import Hidden
from tfgen.adopt.containers.images import image
from tfgen.adopt.containers.keys import Keys, key_of
from tfgen.adopt.containers.sizes import fargate_size
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.adopt.task_definition import left
from tfgen.adopt.task_definition.container import Task, fields
from tfgen.adopt.task_definition.logs import is_router, logs
from tfgen.adopt.task_definition.reading import number, size, value
from tfgen.adopt.task_definition.volumes import volume
from tfgen.frozen import frozen

_ROLE = re.compile(r"arn:aws(?:-[a-z]+)*:iam::[0-9]{12}:role/[A-Za-z0-9_+=,.@/-]+")
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
_TIMED = ("HEALTHY", "COMPLETE", "SUCCESS")
_SMALLEST = (256, 512)
_INIT = (
    "ECS starts it without an init, tfgen with a tiny one as process 1",
    "init: false where the image has one of its own",
)


@frozen
class Definition:
    """A task definition: what stands in it, its family, its main container, and where it runs."""

    node: Given
    family: str
    key: str
    main: Given
    on_fargate: bool
    is_connected: bool = False

    @property
    def containers(self) -> tuple[Given, ...]:
        """Its containers."""
        parts = self.node.get("containerDefinitions")
        return parts.items if parts else ()


def name_of(container: Given) -> str:
    """Return the name of a container, without reading it."""
    name = container.get("name")
    return str(name.peek) if name else ""


def main_container(node: Given, named: str) -> Given | None:
    """Return the container that is named, else the first essential one with ports, else one."""
    containers = node.get("containerDefinitions")
    items = containers.items if containers else ()
    if named:
        return next((item for item in items if name_of(item) == named), None)
    # A task may consist of nothing else, though it makes no sense.
    own = [item for item in items if not is_router(item)] or list(items)
    essential = [item for item in own if _is_essential(item)] or own
    served = [item for item in essential if _has_ports(item)]
    return next(iter((*served, *essential)), None)


def _is_essential(container: Given) -> bool:
    essential = container.get("essential")
    return essential is None or essential.peek is not False


def _has_ports(container: Given) -> bool:
    mappings = container.get("portMappings")
    return bool(mappings and mappings.items)


def runs_on_fargate(node: Given) -> bool:
    """Tell whether a task definition is for Fargate."""
    kinds = node.get("requiresCompatibilities")
    return "FARGATE" in [item.peek for item in kinds.items] if kinds else False


def service(draft: Draft, hidden: Hidden, definition: Definition) -> dict[str, Any]:
    """Return the fields of the service of a task definition."""
    node = definition.node
    left.leave(node, left.TASK)
    mode = _network_mode(definition)
    keys = _container_keys(definition)
    volumes, names = _volumes(node)
    task = Task(
        hidden,
        definition.on_fargate,
        mode or "bridge",
        definition.is_connected,
        keys,
        names,
        _waited_for(definition),
    )
    parts: dict[str, Any] = {"volumes": volumes, **_image(draft, definition, definition.main)}
    parts |= fields(task, definition.main, is_main=True)
    parts["network_mode"] = _told_mode(definition)
    parts |= _of_task(definition)
    parts["sidecars"] = _sidecars(draft, definition, task)
    parts["logs"] = _logs(definition)
    _size(definition, parts)
    _tell_of_init(definition, parts)
    return {key: entry for key, entry in parts.items() if entry not in (None, [], {}, "")}


def _waited_for(definition: Definition) -> set[str]:
    """Return the containers that others do not start before they are healthy or have ended."""
    collected = set()
    for container in definition.containers:
        others = container.get("dependsOn")
        for item in others.items if others and not is_router(container) else ():
            name, condition = item.get("containerName"), item.get("condition")
            if name and condition and condition.peek in _TIMED:
                collected.add(str(name.peek))
    return collected


def _network_mode(definition: Definition) -> str:
    if definition.on_fargate:
        return "awsvpc"
    mode = definition.node.get("networkMode")
    return str(mode.peek) if mode and mode.peek else "bridge"


def _told_mode(definition: Definition) -> str | None:
    """Return the network mode where it is not the default of where the task runs."""
    default = "awsvpc" if definition.on_fargate else "bridge"
    parts: str | None = value(definition.node, "networkMode", default=default)
    if parts == "none":
        node = definition.node.entries["networkMode"]
        node.lose("a service without a network reaches nobody", "network_mode: bridge")
        return None
    return parts


def _container_keys(definition: Definition) -> dict[str, str]:
    keys = Keys()
    # Taken first: what routes and alarms call the main container is the key of the service.
    parts = {name_of(definition.main): keys[definition.key]}
    for container in definition.containers:
        if container is not definition.main and not is_router(container):
            parts[name_of(container)] = keys[name_of(container)]
    return parts


def _volumes(node: Given) -> tuple[dict[str, Any], dict[str, str]]:
    keys = Keys()
    volumes: dict[str, Any] = {}
    names: dict[str, str] = {}
    parts = node.get("volumes")
    for item in parts.items if parts else ():
        name = str(value(item, "name"))
        form = volume(item)
        if form is not None:
            names[name] = keys[name]
            volumes[keys[name]] = form
    return volumes, names


def _image(draft: Draft, definition: Definition, container: Given) -> dict[str, Any]:
    credentials = container.get("repositoryCredentials", "credentialsParameter")
    parts = image(draft, definition.key, container.get("image"), container.key_at)
    name = container.get("name")
    if name and container is definition.main and name.text:
        name.changed(f"the main container is named like its service: {definition.key}")
    if credentials and draft.get(("platform",)):
        credentials.lose("registry_auth is the platform's", "write it into the platform's spec")
    elif credentials:
        host, slash, _ = str(parts).partition("/")
        host = host if slash and ("." in host or ":" in host) else "docker.io"
        draft.put(("registry_auth", host, "secret_arn"), credentials.text)
    return {"image": parts}


def _of_task(definition: Definition) -> dict[str, Any]:
    node = definition.node
    tags = node.get("tags")
    placed = node.get("placementConstraints")
    for item in placed.items if placed else ():
        value(item, "type", default="memberOf")
    constraints = [value(item, "expression") for item in placed.items] if placed else []
    return {
        "architecture": _architecture(node.get("runtimePlatform")),
        "ephemeral_storage": _storage(definition),
        "pid_mode": value(node, "pidMode"),
        "ipc_mode": value(node, "ipcMode"),
        "task_role": _role(node.get("taskRoleArn")),
        "placement": {"constraints": [*filter(None, constraints)]} if constraints else None,
        "tags": {str(value(item, "key")): value(item, "value") or "" for item in tags.items}
        if tags
        else None,
    }


def _storage(definition: Definition) -> int | None:
    node = definition.node.get("ephemeralStorage")
    if node and not definition.on_fargate:
        node.lose("only Fargate has it", "root_volume of the instance group is its disk")
        return None
    return number(node, "sizeInGiB")


def _architecture(platform: Given | None) -> str | None:
    system = value(platform, "operatingSystemFamily", default="LINUX")
    if system and platform:
        platform.entries["operatingSystemFamily"].lose("tfgen has Linux alone", "")
    parts = value(platform, "cpuArchitecture", default="X86_64")
    return str(parts).lower() if parts else None


def _role(node: Given | None) -> Any:
    if node is None or not node.peek:
        return None
    if _ROLE.fullmatch(node.text):
        return node.text
    node.lose("it is not the whole ARN of a role", "task_role: arn:aws:iam::…:role/…")
    return None


def _sidecars(draft: Draft, definition: Definition, task: Task) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    for container in definition.containers:
        if container is definition.main:
            continue
        if is_router(container):
            help = "logs: {destination: {config_file: …}} has configuration of one's own"
            container.lose("tfgen adds the log router itself", help)
            continue
        name = str(value(container, "name") or "")
        own = {**_image(draft, definition, container), **fields(task, container, is_main=False)}
        if container.get("linuxParameters", "initProcessEnabled") is None:
            container.changed(*_INIT)
        parts[task.keys.get(name) or key_of(name)] = own
    return parts


def _tell_of_init(definition: Definition, parts: dict[str, Any]) -> None:
    if definition.main.get("linuxParameters", "initProcessEnabled") is None:
        definition.main.changed(*_INIT)


def _logs(definition: Definition) -> dict[str, Any]:
    """Return where the logs of the main container go; a task has one place for all of them."""
    parts = logs(definition.main.get("logConfiguration"), definition.on_fargate)
    for container in definition.containers:
        node = container.get("logConfiguration")
        if container is definition.main or node is None or is_router(container):
            continue
        if logs(node, definition.on_fargate) != parts:
            node.lose("the logs of all containers of a task go where the main one's go", "")
    return parts


def _size(definition: Definition, parts: dict[str, Any]) -> None:
    """Put the size of the task: on Fargate it is the service's, on instances beside it."""
    cpu, memory = definition.node.get("cpu"), definition.node.get("memory")
    units, mib = size(cpu, 1024), size(memory, 1024)
    # Containers on instances have sizes of their own beside it.
    if not definition.on_fargate:
        parts |= {"task_cpu": units, "task_memory": mib}
        return
    parts["cpu"], parts["memory"] = fargate_size(units or _SMALLEST[0], mib or _SMALLEST[1])
    if parts["cpu"] != units or parts["memory"] != mib:
        has = f"{parts['cpu']} CPU units and {parts['memory']} MiB"
        definition.node.changed(f"the task has {has}, a size that Fargate has")
