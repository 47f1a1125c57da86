"""Rules of capacity: strategies over groups or Fargate, capacity providers, instance refresh."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import derived
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.rules.instance_groups import groups
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec import Reading
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


def default_capacity_sound(reading: Reading) -> Iterator[Diagnostic]:
    """Hold cluster.default_capacity to what ECS takes for a strategy.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    if capacity := reading.spec.cluster.default_capacity:
        yield from strategy_faults(reading, DEFAULT, capacity)


def strategy_faults(reading: Reading, path: Path, capacity: Capacity) -> Iterator[Diagnostic]:
    """Yield what is wrong with the capacity at a path.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster-capacity-providers.html
    """
    known = (*sorted(reading.spec.instance_groups), *FARGATE)
    for name in capacity:
        if name not in known:
            help = closest(name, known) or f"use {listed(known)}"
            message = f"{shown(name)} is no instance group of this spec"
            yield finding(reading, "RULE085", (*path, name), message, help, key=True)
    on_fargate = [name for name in capacity if name in FARGATE]
    if on_fargate and len(on_fargate) < len(capacity):
        message = f"{on_fargate[0]} and instance groups stand in one strategy, which ECS does not take"
        help = "use only Fargate or only instance groups; services of their own can use the other"
        yield finding(reading, "RULE086", path, message, help, source=_PROVIDERS, key=True)
    with_base = [name for name, share in capacity.items() if share.base]
    for name in with_base[1:]:
        message = f"a second base in one strategy: {with_base[0]} has one already"
        help = "keep one base, and give the others a weight"
        also = (((*path, with_base[0], "base"), "the first base"),)
        yield finding(reading, "RULE087", (*path, name, "base"), message, help, source=_STRATEGY, also=also)
    if not any(share.weight for share in capacity.values()):
        help = "give one of them a weight of 1 or more"
        message = "every weight is 0, so that no task above the base could be placed"
        yield finding(reading, "RULE088", path, message, help, source=_STRATEGY, key=True)


def default_capacity_told(reading: Reading) -> Iterator[Diagnostic]:
    """Warn where tasks that name no capacity would find none: several groups leave it open."""
    if derived.default_capacity(reading.spec) is None:
        names = sorted(reading.spec.instance_groups)
        message = f"none of the instance groups {listed(names, 'and')} is the default: tasks must name their capacity"
        help = f"write default_capacity: {names[0]} under cluster, or name one group default"
        at = ("cluster",) if reading.wrote("cluster") else ("instance_groups",)
        yield finding(reading, "RULE089", at, message, help, severity=Severity.WARNING, key=True)


def group_not_named_fargate(reading: Reading) -> Iterator[Diagnostic]:
    """Keep the word fargate for Fargate: as a group's name it would change what capacity: fargate says."""
    for path, key, _ in groups(reading):
        if key in FARGATE:
            message = f"'{key}' is not free: it is the name of the capacity that AWS runs"
            yield finding(reading, "RULE090", path, message, "choose another name", key=True)


def steps_in_order(reading: Reading) -> Iterator[Diagnostic]:
    """Hold minimum_scaling_step_size to at most maximum_scaling_step_size.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ManagedScaling.html
    """
    for path, _, group in groups(reading):
        given, at = group.capacity_provider, (*path, "capacity_provider")
        low, high = given.minimum_scaling_step_size, given.maximum_scaling_step_size
        if low > high:
            name = "minimum_scaling_step_size"
            at = (*at, name if reading.wrote(*at, name) else "maximum_scaling_step_size")
            message = f"minimum_scaling_step_size {low} is more than maximum_scaling_step_size {high}"
            help = f"write at most {high} for the one, or at least {low} for the other"
            yield finding(reading, "RULE091", at, message, help, source=_SCALING)


def refresh_in_range(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the percentages of an instance refresh to at most 100 between them, and to room for a replacement.

    https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
    """
    for path, _, group in groups(reading):
        if group.refresh is None:
            continue
        low, high = group.refresh.min_healthy_percentage, group.refresh.max_healthy_percentage
        if high - low > WIDEST_REFRESH:
            at = _percentage(reading, path)
            message = f"min_healthy_percentage {low} and max_healthy_percentage {high} are more than 100 apart"
            help = f"write min_healthy_percentage: {high - WIDEST_REFRESH} or more"
            yield finding(reading, "RULE092", at, message, help, source=_REFRESH)


def _percentage(reading: Reading, path: Path) -> Path:
    names = ("min_healthy_percentage", "max_healthy_percentage")
    return next((at for name in names if reading.wrote(*(at := (*path, "refresh", name)))), (*path, "refresh"))


def rollback_told(reading: Reading) -> Iterator[Diagnostic]:
    """Warn that AWS's rollback goes nowhere: Terraform changes the group before it starts the refresh.

    https://github.com/hashicorp/terraform-provider-aws/issues/34189
    """
    for path, key, group in groups(reading):
        if group.refresh and group.refresh.auto_rollback:
            message = (
                f"auto_rollback takes group {key} back to the version that failed: Terraform makes it the group's "
                "own before the refresh starts"
            )
            help = "remove auto_rollback, and to go back undo the change in the spec and apply"
            at = (*path, "refresh", "auto_rollback")
            yield finding(reading, "RULE093", at, message, help, source=_ROLLBACK, severity=Severity.WARNING)


def protection_told(reading: Reading) -> Iterator[Diagnostic]:
    """Note what managed termination protection does besides.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/managed-termination-protection.html
    """
    for path, key, group in groups(reading):
        at = (*path, "capacity_provider", "managed_termination_protection")
        if group.capacity_provider.managed_termination_protection:
            message = f"group {key} keeps every instance that runs a task, daemons too: it may stay larger than needed"
            help = "managed draining alone loses no task either: remove it unless tasks must run to their end"
            yield finding(reading, "RULE094", at, message, help, source=_PROTECTION, severity=Severity.NOTE)


RULES = (
    Rule(("cluster", "instance_groups"), default_capacity_sound),
    Rule(("cluster", "instance_groups"), default_capacity_told),
    Rule(("instance_groups",), group_not_named_fargate),
    Rule(("instance_groups",), steps_in_order),
    Rule(("instance_groups",), refresh_in_range),
    Rule(("instance_groups",), rollback_told),
    Rule(("instance_groups",), protection_told),
)
