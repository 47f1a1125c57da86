"""Who runs a container decides which of its fields have a use."""

from __future__ import annotations

from tfgen.language.meaning import Not, Only

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
CONNECTED = Only(
    "with service_connect",
    service_connect=True,
    idle=True,
    source=f"{_ECS}/APIReference/API_PortMapping.html",
)
ON_INSTANCES = Not(
    "on Fargate",
    on_fargate=True,
    code="RULE214",
    help="remove it, or give the task an instance group as capacity",
    source=f"{_ECS}/developerguide/fargate-tasks-services.html",
)
ON_GPUS = Not(
    "on Fargate",
    on_fargate=True,
    code="RULE214",
    why="Fargate has no GPUs",
    help="remove it, or give the task an instance group of a type with GPUs as capacity",
    source=f"{_ECS}/developerguide/ecs-gpu.html",
)
NOT_AWSVPC = Not(
    "with network_mode: awsvpc",
    network_mode="awsvpc",
    code="RULE213",
    why="ECS refuses it there",
    help="remove it, or write network_mode: bridge on instances",
    source=f"{_ECS}/APIReference/API_ContainerDefinition.html",
)
NOT_MANAGED = Not(
    "on managed instances",
    on_managed_instances=True,
    code="RULE692",
    why="ECS takes no such task there",
    help="remove it, or give the task an instance group as capacity",
    source=f"{_ECS}/developerguide/managed-instances-tasks-services.html",
)
NOT_PLACED = Not(
    "on managed instances",
    on_managed_instances=True,
    code="RULE692",
    why="ECS spreads tasks over the zones itself there",
    source=f"{_ECS}/developerguide/task-placement.html",
)
BY_ECS = Not(
    "with run: docker",
    run="docker",
    code="RULE133",
    why="only ECS does that for a container",
    help="use run: daemon",
    source=f"{_ECS}/developerguide/ecs_services.html",
)
