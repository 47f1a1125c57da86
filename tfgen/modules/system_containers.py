"""The module `ecs_daemon`: a system container as a service that keeps one task on each instance."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.references import EGRESS, PRIVATE_SUBNET_IDS, after, in_cluster
from tfgen.modules.parts.security_groups import ready_id, security_group
from tfgen.modules.tasks import task_call
from tfgen.resolve import Cluster, SystemContainer
from tfgen.tree import ModulePlan, Promise

FILE = "system_containers"


def system_containers(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the system containers that ECS runs."""
    for container in cluster.daemons.values():
        yield task_call(cluster, container, FILE)
        if container.awsvpc:
            yield _security_group(cluster, container)
        yield _daemon(container)


def _security_group(cluster: Cluster, container: SystemContainer) -> ModulePlan:
    family = container.family
    about = after("Tasks of ", in_cluster(cluster, family))
    return security_group(cluster, container.module, FILE, family, about, egress=EGRESS)


def _daemon(container: SystemContainer) -> ModulePlan:
    groups = list(container.group_names) if container.gives("instance_groups") else None
    inputs: dict[str, Value] = {
        "name": container.name,
        "cluster_name": Ref("module.ecs_capacity_providers.cluster_name"),
        "task_definition_arn": Ref(f"module.{container.module}_task.task_definition_arn"),
        "instance_groups": groups,
        "network": _network(container),
    }
    text = f"its service is named {container.name}"
    promise = Promise("name", container.name, f"system_containers.{container.key}", text)
    return ModulePlan(container.module, "ecs_daemon", FILE, inputs, promises=(promise,))


def _network(container: SystemContainer) -> Value:
    if not container.awsvpc:
        return None
    groups = [ready_id(container.module)]
    return {"subnet_ids": PRIVATE_SUBNET_IDS, "security_group_ids": groups}
