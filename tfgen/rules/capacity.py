"""Rules of capacity: strategies over groups or Fargate, capacity providers, instance refresh."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.language.capacity import FARGATE, Capacity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, listed, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_STRATEGY = f"{_ECS}/APIReference/API_CapacityProviderStrategyItem.html"
_PROVIDERS = f"{_ECS}/developerguide/cluster-capacity-providers.html"
_SCALING = f"{_ECS}/APIReference/API_ManagedScaling.html"
_REFRESH = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html"
_ROLLBACK = "https://github.com/hashicorp/terraform-provider-aws/issues/34189"
_PROTECTION = f"{_ECS}/developerguide/managed-termination-protection.html"

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
        both = f"{on_fargate[0]} and instance groups"
        message = f"{both} stand in one strategy, which ECS does not take"
        help = "use only Fargate or only instance groups; services of their own can use the other"
        yield finding(cluster, "RULE086", path, message, help, source=_PROVIDERS, key=True)
    yield from _share_faults(cluster, path, capacity)


def _share_faults(cluster: Cluster, path: Path, capacity: Capacity) -> Iterator[Diagnostic]:
    """Hold a strategy to one base, and to some weight above 0.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    with_base = [name for name, share in capacity.items() if share.base]
    for name in with_base[1:]:
        message = f"a second base in one strategy: {with_base[0]} has one already"
        help = "keep one base, and give the others a weight"
        also = (((*path, with_base[0], "base"), "the first base"),)
        at = (*path, name, "base")
        yield finding(cluster, "RULE087", at, message, help, source=_STRATEGY, also=also)
    if not any(share.weight for share in capacity.values()):
        help = "give one of them a weight of 1 or more"
        message = "every weight is 0, so that no task above the base could be placed"
        yield finding(cluster, "RULE088", path, message, help, source=_STRATEGY, key=True)


def default_capacity_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn where tasks that name no capacity would find none: several groups leave it open."""
    if cluster.cluster.default_capacity is None:
        names = sorted(cluster.instance_groups)
        groups = f"none of the instance groups {listed(names, 'and')} is the default"
        message = f"{groups}: tasks must name their capacity"
        help = f"write default_capacity: {names[0]} under cluster, or name one group default"
        at = ("cluster",) if cluster.wrote("cluster") else ("instance_groups",)
        yield finding(cluster, "RULE089", at, message, help, severity=Severity.WARNING, key=True)


def group_not_named_fargate(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Keep the word fargate for Fargate: a group of that name would change what it says."""
    if group.key in FARGATE:
        message = f"'{group.key}' is not free: it is the name of the capacity that AWS runs"
        yield finding(cluster, "RULE090", group.path, message, "choose another name", key=True)


def steps_in_order(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold minimum_scaling_step_size to at most maximum_scaling_step_size.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
    """
    provider, path = group.capacity_provider, (*group.path, "capacity_provider")
    low, high = provider.minimum_scaling_step_size, provider.maximum_scaling_step_size
    if low > high:
        steps = ("minimum_scaling_step_size", "maximum_scaling_step_size")
        at = written(cluster, *((*path, step) for step in steps))
        message = f"{steps[0]} {low} is more than {steps[1]} {high}"
        help = f"write at most {high} for the one, or at least {low} for the other"
        yield finding(cluster, "RULE091", at, message, help, source=_SCALING)


def refresh_in_range(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the percentages of an instance refresh to at most 100 between them.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
    """
    refresh, path = group.refresh, (*group.path, "refresh")
    if refresh is None:
        return
    low, high = refresh.min_healthy_percentage, refresh.max_healthy_percentage
    if high - low > WIDEST_REFRESH:
        names = ("min_healthy_percentage", "max_healthy_percentage")
        at = written(cluster, *((*path, name) for name in names), path)
        message = f"{names[0]} {low} and {names[1]} {high} are more than 100 apart"
        help = f"write {names[0]}: {high - WIDEST_REFRESH} or more"
        yield finding(cluster, "RULE092", at, message, help, source=_REFRESH)


def rollback_told(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn that AWS's rollback goes nowhere: Terraform changes the group before the refresh starts.

    https://github.com/hashicorp/terraform-provider-aws/issues/34189
    """
    if group.refresh and group.refresh.auto_rollback:
        why = "Terraform makes it the group's own before the refresh starts"
        message = f"auto_rollback takes group {group.key} back to the version that failed: {why}"
        help = "remove auto_rollback, and to go back undo the change in the spec and apply"
        at, severity = (*group.path, "refresh", "auto_rollback"), Severity.WARNING
        yield finding(cluster, "RULE093", at, message, help, source=_ROLLBACK, severity=severity)


def protection_told(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Note what managed termination protection does besides.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html
    """
    if group.capacity_provider.managed_termination_protection:
        why = "it may stay larger than needed"
        message = f"group {group.key} keeps every instance that runs a task, daemons too: {why}"
        enough = "managed draining alone loses no task either"
        help = f"{enough}: remove it unless tasks must run to their end"
        at = (*group.path, "capacity_provider", "managed_termination_protection")
        severity = Severity.NOTE
        yield finding(cluster, "RULE094", at, message, help, source=_PROTECTION, severity=severity)


RULES = (
    Rule(("cluster", "instance_groups"), default_capacity_sound),
    Rule(("cluster", "instance_groups"), default_capacity_told),
    Rule(("instance_groups",), group_not_named_fargate, over.instance_groups),
    Rule(("instance_groups",), steps_in_order, over.instance_groups),
    Rule(("instance_groups",), refresh_in_range, over.instance_groups),
    Rule(("instance_groups",), rollback_told, over.instance_groups),
    Rule(("instance_groups",), protection_told, over.instance_groups),
)
