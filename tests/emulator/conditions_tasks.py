"""What ECS refuses of a task definition as a whole."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator
from typing import Any

from emulator.judgement import Broken, Parameters, on, outside, twice

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_REGISTER = f"{_ECS}/APIReference/API_RegisterTaskDefinition.html"
_CONTAINER = f"{_ECS}/APIReference/API_ContainerDefinition.html"
_FARGATE = f"{_ECS}/developerguide/fargate-tasks-services.html"
_QUOTAS = f"{_ECS}/developerguide/service-quotas.html"
_GIB = 1024

# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
FARGATE_SIZES: dict[int, list[int]] = {
    256: [512, 1 * _GIB, 2 * _GIB],
    512: [number * _GIB for number in range(1, 5)],
    1024: [number * _GIB for number in range(2, 9)],
    2048: [number * _GIB for number in range(4, 17)],
    4096: [number * _GIB for number in range(8, 31)],
    8192: [number * _GIB for number in range(16, 61, 4)],
    16384: [number * _GIB for number in range(32, 121, 8)],
}


def on_fargate(task: Parameters) -> bool:
    """Tell whether a task definition is for Fargate."""
    return "FARGATE" in (task.get("requiresCompatibilities") or ())


def containers(task: Parameters) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each container of a task definition with its place."""
    for number, container in enumerate(task.get("containerDefinitions") or ()):
        yield f"containerDefinitions[{number}]", container


def ports(task: Parameters) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield each mapping of a port in a task definition with its place."""
    for at, container in containers(task):
        for number, port in enumerate(container.get("portMappings") or ()):
            yield f"{at}.portMappings[{number}]", port


@on("ecs", "RegisterTaskDefinition", page=_FARGATE)
def fargate_size(task: Parameters) -> Iterator[Broken]:
    """Hold a task on Fargate to the pairs of CPU and memory that there are."""
    if on_fargate(task):
        size = int(task.get("cpu") or 0), int(task.get("memory") or 0)
        if size[1] not in FARGATE_SIZES.get(size[0], ()):
            yield "cpu, memory", size, "is no size of Fargate"


@on("ecs", "RegisterTaskDefinition", page=_FARGATE)
def fargate_network(task: Parameters) -> Iterator[Broken]:
    """Hold a task on Fargate to the network mode awsvpc."""
    if on_fargate(task) and task.get("networkMode") != "awsvpc":
        yield "networkMode", task.get("networkMode"), "is not awsvpc, as Fargate demands"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_EphemeralStorage.html")
def ephemeral_storage(task: Parameters) -> Iterator[Broken]:
    """Hold the storage of a task to what Fargate gives."""
    size = (task.get("ephemeralStorage") or {}).get("sizeInGiB")
    yield from outside("ephemeralStorage.sizeInGiB", size, 21, 200)


@on("ecs", "RegisterTaskDefinition", page=_REGISTER)
def fargate_placement(task: Parameters) -> Iterator[Broken]:
    """Refuse placement constraints on Fargate."""
    if on_fargate(task) and task.get("placementConstraints"):
        yield "placementConstraints", task["placementConstraints"], "is not for Fargate"


@on("ecs", "RegisterTaskDefinition", page=_FARGATE)
def fargate_volumes(task: Parameters) -> Iterator[Broken]:
    """Refuse paths of the host and volumes of Docker on Fargate."""
    for volume in task.get("volumes") or ():
        host = (volume.get("host") or {}).get("sourcePath")
        if on_fargate(task) and (host or volume.get("dockerVolumeConfiguration")):
            yield "volumes", volume["name"], "is of a host, and Fargate has none"


@on("ecs", "RegisterTaskDefinition", page=_QUOTAS)
def container_count(task: Parameters) -> Iterator[Broken]:
    """Hold a task to ten containers."""
    yield from outside("containerDefinitions", len(list(containers(task))), 1, 10)


@on("ecs", "RegisterTaskDefinition", page=_QUOTAS)
def definition_size(task: Parameters) -> Iterator[Broken]:
    """Hold a task definition to 64 KiB."""
    size = len(json.dumps(task, separators=(",", ":")).encode())
    yield from outside("the task definition in bytes", size, 1, 64 * 1024)


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def container_names(task: Parameters) -> Iterator[Broken]:
    """Refuse a name of a container that stands twice."""
    yield from twice("containerDefinitions.name", (own["name"] for _, own in containers(task)))


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def essential_container(task: Parameters) -> Iterator[Broken]:
    """Demand an essential container."""
    if not any(container.get("essential", True) for _, container in containers(task)):
        yield "containerDefinitions.essential", False, "of no container is true"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_FirelensConfiguration.html")
def one_log_router(task: Parameters) -> Iterator[Broken]:
    """Hold a task to one log router, and demand it where logs go there."""
    routers = [at for at, own in containers(task) if own.get("firelensConfiguration")]
    if len(routers) > 1:
        yield "firelensConfiguration", len(routers), "stands at more than one container"
    for at, container in containers(task):
        driver = (container.get("logConfiguration") or {}).get("logDriver")
        if driver == "awsfirelens" and not routers:
            yield f"{at}.logConfiguration", driver, "needs a container with firelensConfiguration"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_PortMapping.html")
def ports_apart(task: Parameters) -> Iterator[Broken]:
    """Refuse one port of two containers that share a network."""
    if task.get("networkMode") in ("awsvpc", "host"):
        taken = ((port["containerPort"], port.get("protocol") or "tcp") for _, port in ports(task))
        yield from twice("portMappings.containerPort", taken)
        return
    fixed = [port for _, port in ports(task) if port.get("hostPort")]
    hosts = ((port["hostPort"], port.get("protocol") or "tcp") for port in fixed)
    yield from twice("portMappings.hostPort", hosts)


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_PortMapping.html")
def host_ports(task: Parameters) -> Iterator[Broken]:
    """Refuse another port of the host where the container has the host's or its own network."""
    for at, port in ports(task):
        host = port.get("hostPort")
        shared = task.get("networkMode") in ("awsvpc", "host")
        if shared and host and host != port["containerPort"]:
            yield f"{at}.hostPort", host, "is not the container's port"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_PortMapping.html")
def port_names(task: Parameters) -> Iterator[Broken]:
    """Refuse a name of a port that stands twice in a task."""
    yield from twice("portMappings.name", (own["name"] for _, own in ports(task) if "name" in own))


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def memory_of_containers(task: Parameters) -> Iterator[Broken]:
    """Hold containers together to the memory of their task."""
    memory = int(task.get("memory") or 0)
    if not memory:
        return
    own = [container for _, container in containers(task)]
    reserved = [part.get("memoryReservation") or part.get("memory") or 0 for part in own]
    if sum(reserved) > memory:
        yield "containerDefinitions.memory", sum(reserved), f"is over the task's {memory}"
    for container in own:
        if (container.get("memory") or 0) > memory:
            yield "containerDefinitions.memory", container["memory"], f"is over the task's {memory}"


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def cpu_of_containers(task: Parameters) -> Iterator[Broken]:
    """Hold containers together to the CPU units of their task."""
    units = int(task.get("cpu") or 0)
    reserved = sum(container.get("cpu") or 0 for _, container in containers(task))
    if units and reserved > units:
        yield "containerDefinitions.cpu", reserved, f"is over the task's {units}"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_Volume.html")
def volume_names(task: Parameters) -> Iterator[Broken]:
    """Refuse a name of a volume that stands twice, and a mount of one that is not there."""
    names = [volume["name"] for volume in task.get("volumes") or ()]
    yield from twice("volumes.name", names)
    for at, container in containers(task):
        for mount in container.get("mountPoints") or ():
            if mount.get("sourceVolume") not in names:
                yield f"{at}.mountPoints", mount.get("sourceVolume"), "is no volume of the task"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_EFSVolumeConfiguration.html")
def efs_volumes(task: Parameters) -> Iterator[Broken]:
    """Hold volumes of EFS to TLS where IAM or an access point is used, and to its root there."""
    for volume in task.get("volumes") or ():
        efs = volume.get("efsVolumeConfiguration") or {}
        rights = efs.get("authorizationConfig") or {}
        point, by_iam = rights.get("accessPointId"), rights.get("iam") == "ENABLED"
        if (point or by_iam) and efs.get("transitEncryption") != "ENABLED":
            yield "transitEncryption", efs.get("transitEncryption"), "is not ENABLED"
        if point and efs.get("rootDirectory", "/") not in ("", "/"):
            yield "rootDirectory", efs["rootDirectory"], "stands beside an access point"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/developerguide/task_execution_IAM_role.html")
def execution_role(task: Parameters) -> Iterator[Broken]:
    """Demand the execution role where ECS reads secrets, or Fargate writes logs or pulls."""
    if task.get("executionRoleArn"):
        return
    for at, container in containers(task):
        driver = (container.get("logConfiguration") or {}).get("logDriver")
        options = (container.get("logConfiguration") or {}).get("secretOptions")
        if container.get("secrets") or options or container.get("repositoryCredentials"):
            yield f"{at}.secrets", None, "needs executionRoleArn"
        elif on_fargate(task) and (driver == "awslogs" or ".dkr.ecr." in container["image"]):
            yield at, container["image"], "needs executionRoleArn on Fargate"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_ContainerDependency.html")
def dependencies(task: Parameters) -> Iterator[Broken]:
    """Hold dependencies to containers that can come so far."""
    known = {container["name"]: container for _, container in containers(task)}
    for at, container in containers(task):
        for dependency in container.get("dependsOn") or ():
            other = known.get(dependency["containerName"])
            if other is None or other is container:
                yield f"{at}.dependsOn", dependency["containerName"], "is no other container"
            elif dependency["condition"] == "HEALTHY" and not other.get("healthCheck"):
                yield f"{at}.dependsOn", dependency, "has no health check"
            elif dependency["condition"] in ("COMPLETE", "SUCCESS") and other.get("essential", 1):
                yield f"{at}.dependsOn", dependency, "waits for the end of an essential container"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_Tag.html")
def task_tags(task: Parameters) -> Iterator[Broken]:
    """Hold a task definition to fifty tags, each key once."""
    counted = Counter(tag["key"] for tag in task.get("tags") or ())
    yield from outside("tags", len(counted), 0, 50)
    yield from ((key, number, "stands twice") for key, number in counted.items() if number > 1)
