"""Where services and jobs run: their capacity, their network, and its security group."""

from __future__ import annotations

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    CAPACITY,
    PRIVATE_SUBNET_IDS,
    PUBLIC_SUBNET_IDS,
    after,
    in_cluster,
)
from tfgen.modules.parts.security_groups import (
    Rules,
    egress_rules,
    ingress_rules,
    ready_id,
    security_group,
)
from tfgen.resolve import Cluster, Workload
from tfgen.tree import ModulePlan


def capacity_of(workload: Workload) -> list[Value]:
    """Return the capacity strategy of a workload, as services and schedules take it."""
    return [
        {"provider": Ref(f'{CAPACITY.traversal}["{name}"]'), **changed(share)}
        for name, share in sorted(workload.capacity.items())
    ]


def network_of(workload: Workload) -> Value:
    """Return the network of tasks that have one of their own; None of others."""
    if not workload.awsvpc:
        return None
    public = workload.subnets == "public"
    return {
        "subnet_ids": PUBLIC_SUBNET_IDS if public else PRIVATE_SUBNET_IDS,
        "security_group_ids": [ready_id(workload.module)],
        **({"assign_public_ip": True} if public else {}),
    }


def workload_security_group(
    cluster: Cluster, workload: Workload, file: str, needed: Rules | None = None
) -> list[ModulePlan]:
    """Plan the security group of tasks with a network of their own; `needed` are further rules in."""
    if not workload.awsvpc:
        return []
    group = security_group(
        cluster,
        workload.module,
        file,
        workload.family,
        after("Tasks of ", in_cluster(cluster, workload.family)),
        ingress={**(needed or {}), **ingress_rules(cluster, workload.ingress)},
        egress=egress_rules(cluster, workload),
    )
    return [group]
