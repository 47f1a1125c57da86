"""What ECS refuses of a container of a task definition."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.conditions_tasks import containers, on_fargate
from emulator.judgement import Broken, Parameters, on, outside, twice

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CONTAINER = f"{_ECS}/APIReference/API_ContainerDefinition.html"
_FARGATE = f"{_ECS}/developerguide/fargate-tasks-services.html"
_HEALTH = f"{_ECS}/APIReference/API_HealthCheck.html"
_LINUX = f"{_ECS}/APIReference/API_LinuxParameters.html"
_FARGATE_DRIVERS = ("awslogs", "splunk", "awsfirelens")


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def memory_over_reservation(task: Parameters) -> Iterator[Broken]:
    """Demand more memory than is reserved where both are given, and one of them at all."""
    for at, container in containers(task):
        memory, reserved = container.get("memory"), container.get("memoryReservation")
        if memory and reserved and memory <= reserved:
            yield f"{at}.memoryReservation", reserved, f"is not below memory {memory}"
        if not (memory or reserved or task.get("memory")):
            yield f"{at}.memory", memory, "is needed, or memoryReservation"


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def least_memory(task: Parameters) -> Iterator[Broken]:
    """Hold a container to the 6 MiB that Docker takes."""
    for at, container in containers(task):
        for member in ("memory", "memoryReservation"):
            yield from outside(f"{at}.{member}", container.get(member) or None, 6, float("inf"))


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def image_length(task: Parameters) -> Iterator[Broken]:
    """Hold the name of an image to 255 characters; a digest does not count."""
    for at, container in containers(task):
        name, _, _ = container["image"].partition("@")
        yield from outside(f"{at}.image in characters", len(name), 1, 255)


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def variables_apart(task: Parameters) -> Iterator[Broken]:
    """Refuse a variable that is given twice, plain or secret."""
    for at, container in containers(task):
        given = [*(container.get("environment") or ()), *(container.get("secrets") or ())]
        yield from twice(f"{at}.environment", (variable["name"] for variable in given))


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def environment_files(task: Parameters) -> Iterator[Broken]:
    """Hold a container to ten files of variables, each with its ending."""
    for at, container in containers(task):
        files = container.get("environmentFiles") or ()
        yield from outside(f"{at}.environmentFiles", len(files), 0, 10)
        for file in files:
            if not file["value"].endswith(".env"):
                yield f"{at}.environmentFiles", file["value"], "does not end in .env"


@on("ecs", "RegisterTaskDefinition", page=_HEALTH)
def health_check(task: Parameters) -> Iterator[Broken]:
    """Hold a health check to its ranges and the form of its command."""
    for at, container in containers(task):
        check = container.get("healthCheck")
        if not check:
            continue
        yield from outside(f"{at}.healthCheck.interval", check.get("interval"), 5, 300)
        yield from outside(f"{at}.healthCheck.timeout", check.get("timeout"), 2, 60)
        yield from outside(f"{at}.healthCheck.retries", check.get("retries"), 1, 10)
        yield from outside(f"{at}.healthCheck.startPeriod", check.get("startPeriod"), 0, 300)
        command = check["command"]
        if command[:1] not in (["CMD"], ["CMD-SHELL"]) or len(command) < 2:
            yield f"{at}.healthCheck.command", command, "begins with neither CMD nor CMD-SHELL"


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def fargate_stop_timeout(task: Parameters) -> Iterator[Broken]:
    """Hold the grace of a container on Fargate to two minutes."""
    for at, container in containers(task):
        if on_fargate(task):
            yield from outside(f"{at}.stopTimeout", container.get("stopTimeout"), 2, 120)


@on("ecs", "RegisterTaskDefinition", page=_FARGATE)
def fargate_privileged(task: Parameters) -> Iterator[Broken]:
    """Refuse privileged containers on Fargate."""
    for at, container in containers(task):
        if on_fargate(task) and container.get("privileged"):
            yield f"{at}.privileged", True, "is not for Fargate"


@on("ecs", "RegisterTaskDefinition", page=_LINUX)
def fargate_linux(task: Parameters) -> Iterator[Broken]:
    """Refuse devices, shared memory, file systems in memory and swap on Fargate."""
    for at, container in containers(task):
        linux = container.get("linuxParameters") or {}
        for member in ("devices", "sharedMemorySize", "tmpfs", "maxSwap", "swappiness"):
            if on_fargate(task) and linux.get(member):
                yield f"{at}.linuxParameters.{member}", linux[member], "is not for Fargate"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_KernelCapabilities.html")
def fargate_capabilities(task: Parameters) -> Iterator[Broken]:
    """Hold the capabilities that are added on Fargate to SYS_PTRACE."""
    for at, container in containers(task):
        capabilities = (container.get("linuxParameters") or {}).get("capabilities") or {}
        for name in capabilities.get("add") or ():
            if on_fargate(task) and name != "SYS_PTRACE":
                yield f"{at}.capabilities.add", name, "cannot be added on Fargate"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_LogConfiguration.html")
def fargate_log_driver(task: Parameters) -> Iterator[Broken]:
    """Hold the log drivers of Fargate to those that it has."""
    for at, container in containers(task):
        driver = (container.get("logConfiguration") or {}).get("logDriver")
        if on_fargate(task) and driver and driver not in _FARGATE_DRIVERS:
            yield f"{at}.logConfiguration.logDriver", driver, "is not for Fargate"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_LogConfiguration.html")
def log_options(task: Parameters) -> Iterator[Broken]:
    """Demand the options of the driver awslogs, with a prefix of streams on Fargate."""
    for at, container in containers(task):
        logs = container.get("logConfiguration") or {}
        if logs.get("logDriver") != "awslogs":
            continue
        needed = ["awslogs-group", "awslogs-region"]
        if on_fargate(task):
            needed.append("awslogs-stream-prefix")
        for option in needed:
            if not (logs.get("options") or {}).get(option):
                yield f"{at}.logConfiguration.options", option, "is missing"


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def fields_of_bridges(task: Parameters) -> Iterator[Broken]:
    """Refuse what only a container in a bridge network has."""
    for at, container in containers(task):
        for member in ("links", "hostname", "extraHosts"):
            if task.get("networkMode") == "awsvpc" and container.get(member):
                yield f"{at}.{member}", container[member], "is not for awsvpc"


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/APIReference/API_Ulimit.html")
def ulimits(task: Parameters) -> Iterator[Broken]:
    """Refuse a soft limit above the hard one."""
    for at, container in containers(task):
        for limit in container.get("ulimits") or ():
            if -1 < limit["hardLimit"] < limit["softLimit"]:
                yield f"{at}.ulimits", limit, "has a soft limit above the hard one"
