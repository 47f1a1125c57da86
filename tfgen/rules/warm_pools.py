"""Rules of warm pools of instance groups."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_POOLS = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-warm-pools.html"
_SIZE = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_PutWarmPool.html"
_GROUPS = ("instance_groups",)
# What makes a group choose, each by the policy of mixed instances.
_CHOOSING = ("spot", "instance_types", "instance_requirements")


@rule(
    Code(
        "RULE740",
        "warm-pool-of-mixed-instances",
        what="A group that chooses among types, or has spot instances, has a warm pool.",
        why="EC2 Auto Scaling takes no warm pool for a group with a policy of mixed instances, nor "
        "for one that launches spot instances: the apply fails.",
        help="Write one instance_type and no spot, or remove warm_pool.",
        source=f"{_POOLS}#warm-pools-limitations",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def pool_of_one_type(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse a warm pool where EC2 chooses what it launches."""
    if group.warm_pool is None:
        return
    for name in _CHOOSING:
        if getattr(group, name) is not None:
            message = f"group {group.key} has {name}, and EC2 takes no warm pool with it"
            help = "write one instance_type and no spot, or remove warm_pool"
            path = (*group.path, "warm_pool")
            also = (((*group.path, name), f"{name} is written here"),)
            yield finding(cluster, "RULE740", path, message, help, key=True, also=also)
            return


@rule(
    Code(
        "RULE741",
        "warm-pool-empty",
        what="A warm pool never has an instance.",
        why="It is filled up to max_group_prepared_capacity, or to max_size of the group, less the "
        "instances that the group wants. Where the group wants as many from the start nothing is "
        "left, unless the pool has a min_size.",
        help="Write min_size of the pool, or leave the group room to grow.",
        source=_SIZE,
        severity=Severity.WARNING,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def pool_has_instances(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of a warm pool that stays empty."""
    pool = group.warm_pool
    if pool is None or pool.min_size:
        return
    most, what = pool.max_group_prepared_capacity, "max_group_prepared_capacity"
    if most is None:
        most, what = group.max_size, "max_size"
    if most <= group.min_size:
        message = f"the warm pool of group {group.key} is always empty: {what} {most} is reached "
        message += f"with min_size {group.min_size}"
        help = "write min_size of the pool, or leave the group room to grow"
        yield finding(cluster, "RULE741", (*group.path, "warm_pool"), message, help, key=True)


RULES = (pool_of_one_type, pool_has_instances)
