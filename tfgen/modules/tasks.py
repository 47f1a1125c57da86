"""The module `ecs_task`: a task definition with its roles and its logs."""

from __future__ import annotations

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed, unless
from tfgen.modules.parts.containers import container_input, containers_of
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    in_cluster,
    partition,
    role_path,
)
from tfgen.modules.parts.rights import execution, managed_policies, repository_arns, task_policies
from tfgen.modules.parts.task_logs import log_inputs, log_router_images
from tfgen.modules.parts.volumes import volume_inputs
from tfgen.modules.telemetry import collector, collector_statements
from tfgen.resolve import Cluster, Job, Service, SystemContainer, Workload
from tfgen.tree import ModulePlan, Promise

Task = Workload | SystemContainer


def task_call(
    cluster: Cluster, task: Task, file: str, promises: tuple[Promise, ...] = ()
) -> ModulePlan:
    """Plan the task definition of a service, job or daemon: `service_web_task`."""
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "role_path": role_path(cluster),
        "family": in_cluster(cluster, task.family),
        "role_name_prefix": role_name_prefix(cluster, task),
        "network_mode": unless("bridge", task.network_mode),
        "pid_mode": task.pid_mode,
        "ipc_mode": task.ipc_mode,
        "fargate": _fargate(task),
        "managed_instances": _managed_instances(task),
        **_size(task),
        "containers": _containers(cluster, task),
        "volumes": volume_inputs(cluster, task) or None,
        **_rights(cluster, task),
        "tags": _tags(task),
        "keep_revisions": _is_of_ci(task) or None,
        "logs": log_inputs(cluster, task),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
    }
    variant: tuple[str, ...] = ()
    # A service ignores new revisions itself; of a job the newest runs, whoever made it.
    if isinstance(task, Job) and _is_of_ci(task):
        variant = ("external",)
    return ModulePlan(
        f"{task.module}_task",
        "ecs_task",
        file,
        inputs,
        variant,
        promises=promises,
    )


def _is_of_ci(task: Task) -> bool:
    return isinstance(task, Job | Service) and task.deployment.owner == "external"


def role_name_prefix(cluster: Cluster, task: Task) -> Value:
    """Return the first part of the names of a task's roles, unless it is the family."""
    # Behind the prefix come a word and 26 characters of Terraform's, and IAM takes 64.
    if task.role_name_prefix == f"{task.family}-":
        return None
    return in_cluster(cluster, task.role_name_prefix)


def _fargate(task: Task) -> Value:
    """Return the size of a task that has one of its own, which is Fargate's."""
    if not isinstance(task, Workload) or not task.on_fargate:
        return None
    fargate: dict[str, Value] = {"cpu": task.cpu, "memory": task.memory}
    if task.architecture != "x86_64":
        fargate["architecture"] = task.architecture
    # Each task has 20 GiB, and AWS refuses to be asked for less than 21.
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EphemeralStorage.html
    if task.more_storage:
        fargate["ephemeral_storage"] = task.more_storage
    return fargate


def _managed_instances(task: Task) -> Value:
    """Return for what instances the images are, where ECS takes them."""
    if not isinstance(task, Workload) or not task.on_managed_instances:
        return None
    if task.architecture == "x86_64":
        return {}
    return {"architecture": task.architecture}


def _size(task: Task) -> dict[str, Value]:
    """Return the size of a task on instances, as far as it has one beside its containers'."""
    if not isinstance(task, Workload) or task.on_fargate:
        return {}
    return changed(task, "task_cpu", "task_memory")


def _tags(task: Task) -> Value:
    if not isinstance(task, Workload) or not task.tags:
        return None
    return dict(sorted(task.tags.items()))


def _containers(cluster: Cluster, task: Task) -> dict[str, Value]:
    collected = collector(task)
    containers = {
        name: container_input(cluster, container, task.network_mode)
        for name, container in containers_of(task).items()
        if name not in collected
    }
    return {**collected, **containers}


def _rights(cluster: Cluster, task: Task) -> dict[str, Value]:
    containers = task.containers.values()
    names = [container.image for container in containers if container.repository is None]
    own = [container.repository for container in containers if container.repository]
    images = (*names, *log_router_images(task))
    rights: dict[str, Value] = {
        "repository_arns": repository_arns(cluster, images, own),
        "execution": execution(cluster, task, images),
        "task_policies": _task_policies(cluster, task),
        "managed_policy_arns": managed_policies(task.task_role.managed_policy_arns),
        "task_role_arn": task.task_role.arn,
    }
    return {name: right or None for name, right in rights.items()}


def _task_policies(cluster: Cluster, task: Task) -> dict[str, Value]:
    policies = task_policies(cluster, task)
    # A role that exists has rights of its own, which are not this tree's to change.
    statements = collector_statements(task)
    if statements is not None and not task.task_role.arn:
        policies["telemetry"] = statements
    return policies
