"""The module `ecs_task`: a task definition with its roles and its logs, for services, jobs and daemons."""

from __future__ import annotations

from tfgen.hcl import Value
from tfgen.modules.parts.containers import container_input, containers_of
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    in_cluster,
    partition,
)
from tfgen.modules.parts.rights import execution_inputs, managed_policies, task_policies
from tfgen.modules.parts.task_logs import log_inputs, log_router_images
from tfgen.modules.parts.volumes import volume_inputs
from tfgen.resolve import Cluster, Job, SystemContainer, Workload
from tfgen.tree import ModulePlan, Promise

Task = Workload | SystemContainer


def task_call(
    cluster: Cluster, task: Task, file: str, promises: tuple[Promise, ...] = ()
) -> ModulePlan:
    """Plan the task definition of a service, job or daemon: `service_web_task`."""
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "family": in_cluster(cluster, task.family),
        "role_name_prefix": role_name_prefix(cluster, task),
        **_size(task),
        "containers": _containers(cluster, task),
        "volumes": volume_inputs(cluster, task) or None,
        **_rights(cluster, task),
        **log_inputs(cluster, task),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
    }
    external = isinstance(task, Job) and task.deployment.owner == "external"
    variant = ("external",) if external else ()
    return ModulePlan(f"{task.module}_task", "ecs_task", file, inputs, variant, promises=promises)


def role_name_prefix(cluster: Cluster, task: Task) -> Value:
    """Return the first part of the names of a task's roles, unless it is the family."""
    fits = task.role_name_prefix == f"{task.family}-"
    return None if fits else in_cluster(cluster, task.role_name_prefix)


def _size(task: Task) -> dict[str, Value]:
    """Return the task's network, and its size where it has one of its own, which is Fargate's."""
    network = None if task.network_mode == "bridge" else task.network_mode
    if not isinstance(task, Workload) or not task.on_fargate:
        return {"network_mode": network}
    return {
        "network_mode": network,
        "launch_type": "FARGATE",
        "cpu": task.cpu,
        "memory": task.memory,
        "architecture": None if task.architecture == "x86_64" else task.architecture,
        "ephemeral_storage": task.more_storage,
    }


def _containers(cluster: Cluster, task: Task) -> dict[str, Value]:
    return {
        name: container_input(cluster, container, task.network_mode)
        for name, container in containers_of(task).items()
    }


def _rights(cluster: Cluster, task: Task) -> dict[str, Value]:
    rights: dict[str, Value] = {
        **execution_inputs(cluster, task, log_router_images(task)),
        "task_policies": task_policies(cluster, task),
        "managed_policy_arns": managed_policies(task),
        "task_role_arn": task.task_role.arn,
    }
    return {name: right or None for name, right in rights.items()}
