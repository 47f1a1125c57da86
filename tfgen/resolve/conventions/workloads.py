"""Conventions of services and jobs: where they run, in which network, with which rules."""

from __future__ import annotations

from tfgen.language.capacity import Capacity
from tfgen.language.instance_groups import Rule
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.names import Names
from tfgen.resolve.security_groups import default_egress, described
from tfgen.resolve.workloads import FARGATE_STORAGE, Workload

NAMED = Conventions(Workload)
WORKLOADS = Conventions(Workload)


@NAMED.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, workload: Workload) -> str:
    oldest = names.oldest(workload.key, workload.moved_from)
    if cluster.application is None:
        return oldest
    # A cluster has the services of all its applications, each name once.
    return names.joined(cluster.application, oldest)


@WORKLOADS.fills("capacity", "cluster.default_capacity")
def _capacity(cluster: Cluster, workload: Workload) -> Capacity:
    return cluster.cluster.default_capacity or {}


@WORKLOADS.sets("groups", "of its capacity")
def _groups(cluster: Cluster, workload: Workload) -> tuple[str, ...]:
    return tuple(name for name in sorted(workload.capacity) if name in cluster.instance_groups)


@WORKLOADS.sets("managed_instances", "of its capacity")
def _managed_instances(cluster: Cluster, workload: Workload) -> tuple[str, ...]:
    return tuple(name for name in sorted(workload.capacity) if name in cluster.managed_instances)


@WORKLOADS.fills("network_mode", "bridge on instance groups, else awsvpc")
def _network_mode(cluster: Cluster, workload: Workload) -> str:
    # Fargate knows no other; in a group each task would take one of an instance's few interfaces.
    if workload.on_fargate or workload.on_managed_instances:
        return "awsvpc"
    return "bridge"


@WORKLOADS.fills("architecture", "that of the instances; x86_64 where there may be either")
def _architecture(cluster: Cluster, workload: Workload) -> str:
    for name in workload.managed_instances:
        return next(iter(cluster.managed_instances[name].architectures), "x86_64")
    for name in workload.groups[:1]:
        if architecture := cluster.instance_groups[name].architecture:
            return architecture
    return "x86_64"


@WORKLOADS.fills("ephemeral_storage", "20 on Fargate")
def _ephemeral_storage(cluster: Cluster, workload: Workload) -> int | None:
    if not workload.on_fargate:
        return None
    return FARGATE_STORAGE


@WORKLOADS.sets("given_egress", "a rule without description has its name")
def _given_egress(cluster: Cluster, workload: Workload) -> dict[str, Rule]:
    return described(workload.egress or {})


@WORKLOADS.sets(
    "egress",
    "with a network of its own: HTTPS, and everything inside the VPC, beside what is written",
)
def _egress(cluster: Cluster, workload: Workload) -> dict[str, Rule]:
    if not workload.awsvpc:
        return {}
    return {**default_egress(cluster), **workload.given_egress}


@WORKLOADS.sets("ingress", "a rule without description has its name")
def _ingress(cluster: Cluster, workload: Workload) -> dict[str, Rule]:
    return described(workload.ingress)


def network_names(workload: Workload) -> Names:
    """Return the names of what a workload with a network of its own has."""
    if not workload.awsvpc:
        return ()
    family, of = workload.family, f"security group of {workload.family}"
    return names.security_group_names(f"{family}-", of, f"Tasks of {family}")
