"""Rules of capacity: strategies over groups or Fargate, capacity providers, instance refresh."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster
from tfgen.rules.instance_groups import groups
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec.capacity import FARGATE, Capacity
from tfgen.spec.scalars import shown

_STRATEGY = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html"
_PROVIDERS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html"
_SCALING = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html"
_REFRESH = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html"
_ROLLBACK = "https://github.com/hashicorp/terraform-provider-aws/issues/34189"
_PROTECTION = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html"

DEFAULT: Path = ("cluster", "default_capacity")
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
WIDEST_REFRESH = 100


def default_capacity_sound(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold cluster.default_capacity to what ECS takes for a strategy.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    if capacity := cluster.cluster.default_capacity:
        yield from strategy_faults(cluster, DEFAULT, capacity)


def strategy_faults(cluster: Cluster, path: Path, capacity: Capacity) -> Iterator[Diagnostic]:
    """Yield what is wrong with the capacity at a path.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
    """
    known = (*sorted(cluster.instance_groups), *FARGATE)
    for name in capacity:
        if name not in known:
            help = closest(name, known) or f"use {listed(known)}"
            message = f"{shown(name)} is no instance group of this spec"
            yield finding(cluster, "RULE085", (*path, name), message, help, key=True)
    on_fargate = [name for name in capacity if name in FARGATE]
    if on_fargate and len(on_fargate) < len(capacity):
        message = f"{on_fargate[0]} and instance groups stand in one strategy, which ECS does not take"
        help = "use only Fargate or only instance groups; services of their own can use the other"
        yield finding(cluster, "RULE086", path, message, help, source=_PROVIDERS, key=True)
    with_base = [name for name, share in capacity.items() if share.base]
    for name in with_base[1:]:
        message = f"a second base in one strategy: {with_base[0]} has one already"
        help = "keep one base, and give the others a weight"
        also = (((*path, with_base[0], "base"), "the first base"),)
        yield finding(cluster, "RULE087", (*path, name, "base"), message, help, source=_STRATEGY, also=also)
    if not any(share.weight for share in capacity.values()):
        help = "give one of them a weight of 1 or more"
        message = "every weight is 0, so that no task above the base could be placed"
        yield finding(cluster, "RULE088", path, message, help, source=_STRATEGY, key=True)


def default_capacity_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn where tasks that name no capacity would find none: several groups leave it open."""
    if cluster.cluster.default_capacity is None:
        names = sorted(cluster.instance_groups)
        message = f"none of the instance groups {listed(names, 'and')} is the default: tasks must name their capacity"
        help = f"write default_capacity: {names[0]} under cluster, or name one group default"
        at = ("cluster",) if cluster.wrote("cluster") else ("instance_groups",)
        yield finding(cluster, "RULE089", at, message, help, severity=Severity.WARNING, key=True)


def group_not_named_fargate(cluster: Cluster) -> Iterator[Diagnostic]:
    """Keep the word fargate for Fargate: as a group's name it would change what capacity: fargate says."""
    for path, key, _ in groups(cluster):
        if key in FARGATE:
            message = f"'{key}' is not free: it is the name of the capacity that AWS runs"
            yield finding(cluster, "RULE090", path, message, "choose another name", key=True)


def steps_in_order(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold minimum_scaling_step_size to at most maximum_scaling_step_size.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
    """
    for path, _, group in groups(cluster):
        given, at = group.capacity_provider, (*path, "capacity_provider")
        low, high = given.minimum_scaling_step_size, given.maximum_scaling_step_size
        if low > high:
            name = "minimum_scaling_step_size"
            at = (*at, name if cluster.wrote(*at, name) else "maximum_scaling_step_size")
            message = f"minimum_scaling_step_size {low} is more than maximum_scaling_step_size {high}"
            help = f"write at most {high} for the one, or at least {low} for the other"
            yield finding(cluster, "RULE091", at, message, help, source=_SCALING)


def refresh_in_range(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the percentages of an instance refresh to at most 100 between them, and to room for a replacement.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
    """
    for path, _, group in groups(cluster):
        if group.refresh is None:
            continue
        low, high = group.refresh.min_healthy_percentage, group.refresh.max_healthy_percentage
        if high - low > WIDEST_REFRESH:
            at = _percentage(cluster, path)
            message = f"min_healthy_percentage {low} and max_healthy_percentage {high} are more than 100 apart"
            help = f"write min_healthy_percentage: {high - WIDEST_REFRESH} or more"
            yield finding(cluster, "RULE092", at, message, help, source=_REFRESH)


def _percentage(cluster: Cluster, path: Path) -> Path:
    names = ("min_healthy_percentage", "max_healthy_percentage")
    return next(
        (at for name in names if cluster.wrote(*(at := (*path, "refresh", name)))),
        (*path, "refresh"),
    )


def rollback_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn that AWS's rollback goes nowhere: Terraform changes the group before it starts the refresh.

    https://github.com/hashicorp/terraform-provider-aws/issues/34189
    """
    for path, key, group in groups(cluster):
        if group.refresh and group.refresh.auto_rollback:
            message = (
                f"auto_rollback takes group {key} back to the version that failed: Terraform makes it the group's "
                "own before the refresh starts"
            )
            help = "remove auto_rollback, and to go back undo the change in the spec and apply"
            at = (*path, "refresh", "auto_rollback")
            yield finding(cluster, "RULE093", at, message, help, source=_ROLLBACK, severity=Severity.WARNING)


def protection_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note what managed termination protection does besides.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html
    """
    for path, key, group in groups(cluster):
        at = (*path, "capacity_provider", "managed_termination_protection")
        if group.capacity_provider.managed_termination_protection:
            message = f"group {key} keeps every instance that runs a task, daemons too: it may stay larger than needed"
            help = "managed draining alone loses no task either: remove it unless tasks must run to their end"
            yield finding(cluster, "RULE094", at, message, help, source=_PROTECTION, severity=Severity.NOTE)


RULES = (
    Rule(("cluster", "instance_groups"), default_capacity_sound),
    Rule(("cluster", "instance_groups"), default_capacity_told),
    Rule(("instance_groups",), group_not_named_fargate),
    Rule(("instance_groups",), steps_in_order),
    Rule(("instance_groups",), refresh_in_range),
    Rule(("instance_groups",), rollback_told),
    Rule(("instance_groups",), protection_told),
)
