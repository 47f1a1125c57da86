"""Where services and jobs run: their capacity, their network, and its security group."""

from __future__ import annotations

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    CAPACITY,
    after,
    in_cluster,
    subnet_ids,
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
    network: dict[str, Value] = {
        "subnet_ids": subnet_ids(workload.subnets),
        "security_group_ids": [ready_id(workload.module), *workload.security_groups],
    }
    # A public subnet without an address has no way out: the NAT gateways serve the private ones.
    if workload.subnets == "public":
        network["assign_public_ip"] = True
    return network


def workload_security_group(
    cluster: Cluster, workload: Workload, file: str, needed: Rules | None = None
) -> list[ModulePlan]:
    """Plan the group of tasks with a network of their own; `needed` are further rules in."""
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
