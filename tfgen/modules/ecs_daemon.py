"""The module `ecs_daemon`: a system container as an ECS service that keeps one task on each instance."""

from __future__ import annotations

from tfgen import names
from tfgen.hcl import Ref
from tfgen.modules.containers import TaskPlan, features, task, task_inputs, task_shape
from tfgen.modules.network import VPC_ID, private_subnet_ids
from tfgen.resolve import Cluster, SystemContainer
from tfgen.tree import Input, ModulePlan


def ecs_daemon(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every system container that ECS runs."""
    daemons = {
        key: one for key, one in sorted(cluster.system_containers.items()) if one.run == "daemon"
    }
    tasks = {key: _task(cluster, key, one) for key, one in daemons.items()}
    seen = features(tasks.values())
    return tuple(
        _daemon(cluster, key, daemons[key], planned, seen) for key, planned in tasks.items()
    )


def _task(cluster: Cluster, key: str, container: SystemContainer) -> TaskPlan:
    destination = container.logs.destination
    name = container.name
    return task(
        cluster, "system", name, {name: container}, container, container.network_mode, destination
    )


def _daemon(
    cluster: Cluster, key: str, container: SystemContainer, planned: TaskPlan, seen: frozenset[str]
) -> ModulePlan:
    inputs = [
        Input("name", "string", "Name of the service and of its container", planned.key),
        Input(
            "cluster_name",
            "string",
            "Name of the cluster",
            Ref("module.ecs_capacity_providers.cluster_name"),
        ),
        Input("network_mode", "string", "Network of the containers", container.network_mode),
    ]
    if container.gives("instance_groups"):
        about = "Groups whose instances run it"
        inputs.append(Input("instance_groups", "list(string)", about, list(container.group_names)))
    awsvpc = container.network_mode == "awsvpc"
    if awsvpc:
        inputs += [
            Input("vpc_id", "string", "Id of the VPC", VPC_ID),
            Input(
                "subnet_ids",
                "map(string)",
                "Ids of the tasks' subnets, by zone",
                private_subnet_ids(cluster),
            ),
        ]
    shape = {
        "instance_groups": container.gives("instance_groups"),
        "awsvpc": awsvpc,
        **task_shape(planned, seen),
    }
    call = f"system_container_{names.label(key)}"
    return ModulePlan(call, "ecs_daemon", (*inputs, *task_inputs(cluster, planned, seen)), shape)
