"""The module `ecs_managed_instances`: capacity that ECS manages, with its roles."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Text, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    EGRESS,
    REGION,
    in_cluster,
    partition,
    subnet_ids,
)
from tfgen.modules.parts.security_groups import ready_id, security_group
from tfgen.resolve import Cluster, ManagedInstances, labels
from tfgen.tree import ModulePlan, Promise

FILE = "capacity"
# To AWS: it never moves tasks together, and ends no instance that is idle.
NEVER = -1


def managed_instances(cluster: Cluster, managed: ManagedInstances) -> Iterator[ModulePlan]:
    """Plan the capacity, with a security group that nobody need reach: tasks have their own."""
    yield security_group(
        cluster,
        call_of(managed),
        FILE,
        f"{cluster.name}-{managed.name}-managed-instances",
        Text((f"Managed instances {managed.name} in cluster ", CLUSTER_NAME)),
        egress=EGRESS,
    )
    usual = f"{cluster.name}-{managed.name}-"
    prefix = in_cluster(cluster, managed.role_name_prefix)
    inputs: dict[str, Value] = {
        "name": managed.name,
        "cluster_name": Ref("module.ecs_cluster.cluster_name"),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
        **_machines(managed),
        "subnet_ids": subnet_ids("private"),
        "security_group_ids": [ready_id(call_of(managed)), *managed.security_groups],
        "role_name_prefix": prefix if managed.role_name_prefix != usual else None,
    }
    yield ModulePlan(
        call_of(managed),
        "ecs_managed_instances",
        FILE,
        inputs,
        provider_features=("managed_instances",),
        promises=tuple(_promises(managed)),
    )


def call_of(managed: ManagedInstances) -> str:
    """Return the label of the call."""
    return f"managed_instances_{labels.label(managed.key)}"


def _machines(managed: ManagedInstances) -> dict[str, Value]:
    inputs: dict[str, Value] = {"instance_requirements": _requirements(managed)}
    inputs |= changed(managed, "capacity_option_type", "storage_size", "monitoring")
    inputs |= changed(managed, "propagate_tags")
    optimization = managed.infrastructure_optimization
    if optimization is None:
        inputs["scale_in_after"] = NEVER
    else:
        inputs |= changed(optimization)
    return inputs


def _requirements(managed: ManagedInstances) -> Value:
    """Return what an instance must have; what AWS has no order for in one."""
    if managed.instance_requirements is None:
        return None
    requirements = changed(managed.instance_requirements)
    return {
        name: sorted(value) if isinstance(value, list) else value
        for name, value in requirements.items()
    }


def _promises(managed: ManagedInstances) -> Iterator[Promise]:
    path = f"managed_instances.{managed.key}"
    option = managed.capacity_option_type
    said = f"instances are {option}"
    yield Promise("capacity_option_type", option.upper(), f"{path}.capacity_option_type", said)
    said = f"disks have {managed.storage_size} GiB"
    yield Promise("storage_size", managed.storage_size, f"{path}.storage_size", said)
    if managed.types:
        types = sorted(managed.types)
        said = f"instances are {', '.join(types)}"
        yield Promise("instance_types", types, f"{path}.instance_requirements", said)
