"""What ECS refuses of how a task runs: its size on instances, GPUs, restarts, namespaces."""

from __future__ import annotations

from collections.abc import Iterator

from emulator.conditions_tasks import containers, on_fargate
from emulator.judgement import Broken, Parameters, on, outside

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CONTAINER = f"{_ECS}/APIReference/API_ContainerDefinition.html"
_TASK = f"{_ECS}/APIReference/API_RegisterTaskDefinition.html"


@on("ecs", "RegisterTaskDefinition", page=_TASK)
def size_on_instances(task: Parameters) -> Iterator[Broken]:
    """Hold the CPU units of a task on instances to their range."""
    if task.get("cpu") and not on_fargate(task):
        yield from outside("cpu", int(task["cpu"]), 128, 196608)


@on("ecs", "RegisterTaskDefinition", page=f"{_ECS}/developerguide/ecs-gpu.html")
def fargate_gpus(task: Parameters) -> Iterator[Broken]:
    """Refuse GPUs on Fargate."""
    for at, container in containers(task):
        for resource in container.get("resourceRequirements") or ():
            if on_fargate(task) and resource["type"] == "GPU":
                yield f"{at}.resourceRequirements", resource["value"], "is not for Fargate"


@on("ecs", "RegisterTaskDefinition", page=_CONTAINER)
def fargate_start_timeout(task: Parameters) -> Iterator[Broken]:
    """Hold the time that a container on Fargate is waited for to two minutes."""
    for at, container in containers(task):
        if on_fargate(task):
            yield from outside(f"{at}.startTimeout", container.get("startTimeout"), 2, 120)


@on(
    "ecs",
    "RegisterTaskDefinition",
    page=f"{_ECS}/APIReference/API_ContainerRestartPolicy.html",
)
def restart_policy(task: Parameters) -> Iterator[Broken]:
    """Hold a restart policy to its period and its number of exit codes."""
    for at, container in containers(task):
        policy = container.get("restartPolicy") or {}
        period = policy.get("restartAttemptPeriod")
        yield from outside(f"{at}.restartPolicy.restartAttemptPeriod", period, 60, 1800)
        codes = policy.get("ignoredExitCodes") or ()
        yield from outside(f"{at}.restartPolicy.ignoredExitCodes", len(codes), 0, 50)


@on("ecs", "RegisterTaskDefinition", page=_TASK)
def fargate_namespaces(task: Parameters) -> Iterator[Broken]:
    """Refuse the host's processes on Fargate, and any mode of shared memory."""
    if on_fargate(task) and task.get("pidMode") == "host":
        yield "pidMode", "host", "is not for Fargate"
    if on_fargate(task) and task.get("ipcMode"):
        yield "ipcMode", task["ipcMode"], "is not for Fargate"


@on("ecs", "RegisterTaskDefinition", page=_TASK)
def parameters_of_the_host(task: Parameters) -> Iterator[Broken]:
    """Refuse kernel parameters of shared memory where that is the host's."""
    for at, container in containers(task):
        for parameter in container.get("systemControls") or ():
            name = parameter["namespace"]
            if task.get("ipcMode") == "host" and not name.startswith("net."):
                yield f"{at}.systemControls", name, "is the host's"
