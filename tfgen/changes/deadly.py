"""What kills a cluster that runs when it goes: told before all else."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.changes.addresses import Kind, Touched

# From what all stands in.
DEADLY = {
    "aws_vpc": "the VPC, and all that stands in it",
    "aws_vpc_ipv4_cidr_block_association": "a block of the VPC",
    "aws_subnet": "a subnet, and what runs in it",
    "aws_ecs_cluster": "the cluster, and its services",
    "aws_lb": "a load balancer, and its name in DNS",
    "aws_elb": "a load balancer, and its name in DNS",
    "aws_efs_file_system": "a file system, and its files",
    "aws_lb_target_group": "a target group, and its requests",
    "aws_ecs_capacity_provider": "a capacity provider, and what runs on it",
}
_RANK = {type_: rank for rank, type_ in enumerate(DEADLY)}


def deadly(told: Iterable[Touched]) -> list[Touched]:
    """Return what must not go by accident, the worst first."""
    gone = [one for one in told if one.kind in (Kind.REMOVED, Kind.REPLACED) and one.type in DEADLY]
    return sorted(gone, key=lambda one: (_RANK[one.type], one.address))
