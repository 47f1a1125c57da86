"""The module `ecs_daemon`: a system container as an ECS service that keeps one task on each instance."""

from __future__ import annotations

from tfgen import derived, names
from tfgen.hcl import Ref
from tfgen.modules.containers import TaskPlan, features, task, task_inputs, task_shape
from tfgen.modules.network import VPC_ID, private_subnet_ids
from tfgen.spec import Spec
from tfgen.spec.system_containers import SystemContainer
from tfgen.tree import Input, ModulePlan


def ecs_daemon(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every system container that ECS runs."""
    daemons = {key: one for key, one in sorted(spec.system_containers.items()) if one.run == "daemon"}
    tasks = {key: _task(spec, key, one) for key, one in daemons.items()}
    seen = features(tasks.values())
    return tuple(_daemon(spec, key, daemons[key], planned, seen) for key, planned in tasks.items())


def _task(spec: Spec, key: str, container: SystemContainer) -> TaskPlan:
    destination = derived.system_destination(spec, container)
    name = derived.physical_name(key, container)
    return task(spec, "system", name, {name: container}, container, container.network_mode, destination)


def _daemon(spec: Spec, key: str, container: SystemContainer, planned: TaskPlan, seen: frozenset[str]) -> ModulePlan:
    inputs = [
        Input("name", "string", "Name of the service and of its container", planned.key),
        Input("cluster_name", "string", "Name of the cluster", Ref("module.ecs_capacity_providers.cluster_name")),
        Input("network_mode", "string", "Network of the containers", container.network_mode),
    ]
    if container.instance_groups:
        groups = sorted(derived.physical_name(key, spec.instance_groups[key]) for key in container.instance_groups)
        inputs.append(Input("instance_groups", "list(string)", "Groups whose instances run it", groups))
    awsvpc = container.network_mode == "awsvpc"
    if awsvpc:
        inputs += [
            Input("vpc_id", "string", "Id of the VPC", VPC_ID),
            Input("subnet_ids", "map(string)", "Ids of the tasks' subnets, by zone", private_subnet_ids(spec)),
        ]
    shape = {"instance_groups": bool(container.instance_groups), "awsvpc": awsvpc, **task_shape(planned, seen)}
    call = f"system_container_{names.label(key)}"
    return ModulePlan(call, "ecs_daemon", (*inputs, *task_inputs(spec, planned, seen)), shape)
