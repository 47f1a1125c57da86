"""Rules of capacity: strategies over groups or Fargate, capacity providers, instance refresh."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.capacity import FARGATE, Capacity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_STRATEGY = f"{_ECS}/APIReference/API_CapacityProviderStrategyItem.html"
_PROVIDERS = f"{_ECS}/developerguide/cluster-capacity-providers.html"
_REFRESH = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html"
_GROUPS = ("instance_groups",)
_STRATEGIES = ("cluster", "instance_groups", "managed_instances")
DEFAULT: Path = ("cluster", "default_capacity")
# https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_RefreshPreferences.html
WIDEST_REFRESH = 100

# What strategy_faults may find, of services and jobs too.
STRATEGY_CODES = (
    Code(
        "RULE085",
        "capacity-not-in-spec",
        what="A capacity is not in the spec.",
        why=(
            "tfgen makes a capacity provider for each instance group and for managed instances, "
            "and ECS has fargate and fargate_spot. The cluster has no others to place tasks on."
        ),
        help="Name an instance group, managed instances, fargate or fargate_spot.",
    ),
    Code(
        "RULE086",
        "fargate-beside-instances",
        what="Fargate and instance groups stand in one capacity.",
        why=(
            "A strategy is over autoscaling groups or over Fargate: ECS refuses one with both, as "
            "a task is made for one of the two."
        ),
        help="Use only Fargate or only instance groups; another service can use the other.",
        source=_PROVIDERS,
    ),
    Code(
        "RULE691",
        "managed-instances-beside-others",
        what="Managed instances and other capacity stand in one capacity.",
        why=(
            "A strategy has capacity providers of one kind: managed instances, autoscaling groups, "
            "or Fargate. A cluster may have all of them."
        ),
        help="Use capacity of one kind; another service can use the other.",
        source=f"{_ECS}/developerguide/ManagedInstances.html",
    ),
    Code(
        "RULE087",
        "second-base",
        what="A capacity has a second base.",
        why=(
            "The base is the number of tasks that are placed before weights count. ECS takes it "
            "of one provider in a strategy."
        ),
        help="Keep one base, and give the others a weight.",
        source=_STRATEGY,
    ),
    Code(
        "RULE088",
        "no-weight",
        what="A capacity has no weight above 0.",
        why=(
            "Tasks above the base are shared by weight, and a provider of weight 0 gets none. "
            "Where all have 0, RunTask and CreateService fail."
        ),
        help="Give one of them a weight of 1 or more.",
        source=_STRATEGY,
    ),
)


@rule(*STRATEGY_CODES, sections=_STRATEGIES)
def default_capacity_sound(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold cluster.default_capacity to what ECS takes for a strategy."""
    if capacity := cluster.cluster.default_capacity:
        yield from strategy_faults(cluster, DEFAULT, capacity)


def strategy_faults(cluster: Cluster, path: Path, capacity: Capacity) -> Iterator[Diagnostic]:
    """Yield what is wrong with the capacity at a path, by STRATEGY_CODES."""
    known = (*sorted({*cluster.instance_groups, *cluster.managed_instances}), *FARGATE)
    for name in capacity:
        if name not in known:
            help = closest(name, known) or f"use {listed(known)}"
            message = f"{shown(name)} is no instance group of this spec"
            if cluster.managed_instances:
                message = f"{shown(name)} is no capacity of this spec"
            yield finding(cluster, "RULE085", (*path, name), message, help, key=True)
    on_fargate = [name for name in capacity if name in FARGATE]
    managed = [name for name in capacity if name in cluster.managed_instances]
    if managed and len(managed) < len(capacity):
        message = f"{managed[0]} is managed instances, which ECS takes beside no other capacity"
        help = "use capacity of one kind; services of their own can use the other"
        yield finding(cluster, "RULE691", path, message, help, key=True)
    # FARGATE and FARGATE_SPOT may stand together.
    elif on_fargate and len(on_fargate) < len(capacity):
        other = next(name for name in capacity if name not in FARGATE)
        message = f"{path[-1]} mixes {on_fargate[0]} and {other}, which ECS does not take"
        help = f"remove {on_fargate[0]} or {other}; services of their own can use the other"
        yield finding(cluster, "RULE086", path, message, help, key=True)
    yield from _share_faults(cluster, path, capacity)


def _share_faults(cluster: Cluster, path: Path, capacity: Capacity) -> Iterator[Diagnostic]:
    """Hold a strategy to one base, and to some weight above 0."""
    with_base = [name for name, share in capacity.items() if share.base]
    for name in with_base[1:]:
        message = f"a second base in one strategy: {with_base[0]} has one already"
        help = f"remove base from {name} or {with_base[0]}"
        also = (((*path, with_base[0], "base"), "the first base"),)
        at = (*path, name, "base")
        yield finding(cluster, "RULE087", at, message, help, also=also)
    if not any(share.weight for share in capacity.values()):
        help = f"write a weight of 1 or more for {listed(tuple(capacity))}"
        message = f"{path[-1]} has no weight above 0: no task above the base has a place"
        yield finding(cluster, "RULE088", path, message, help, key=True)


@rule(
    Code(
        "RULE089",
        "no-default-capacity",
        what="The cluster has no default capacity.",
        why=(
            "A task without a capacity goes by the cluster's default strategy. Without one ECS "
            "places it on any instance with room, and no group grows for it."
        ),
        help="Write default_capacity under cluster, or name one group default.",
        source=_PROVIDERS,
        severity=Severity.WARNING,
    ),
    sections=(*_STRATEGIES, "services", "jobs"),
)
def default_capacity_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn where tasks that name no capacity would find none: several groups leave it open."""
    # A single group is the default by convention, and so is one that is named default.
    told = [workload.gives("capacity") for workload in cluster.workloads]
    if cluster.cluster.default_capacity is None and not (told and all(told)):
        names = sorted({*cluster.instance_groups, *cluster.managed_instances})
        kind = "capacities" if cluster.managed_instances else "instance groups"
        groups = f"none of the {kind} {listed(names, 'and')} is the default"
        message = f"{groups}: tasks must name their capacity"
        help = f"write default_capacity: {names[0]} under cluster, or name one group default"
        at = written(cluster, ("cluster",), _GROUPS, ("managed_instances",))
        yield finding(cluster, "RULE089", at, message, help, key=True)


@rule(
    Code(
        "RULE090",
        "group-named-fargate",
        what="An instance group has a name of Fargate.",
        why=(
            "capacity: {fargate: …} stands for the capacity that AWS runs. With a group of that "
            "name nobody could tell where a task goes."
        ),
        help="Choose another name for the group.",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def group_not_named_fargate(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Keep the word fargate for Fargate: a group of that name would change what it says."""
    if group.key in FARGATE:
        message = f"'{group.key}' is not free: it is the name of the capacity that AWS runs"
        yield finding(cluster, "RULE090", group.path, message, "choose another name", key=True)


@rule(
    Code(
        "RULE091",
        "scaling-steps-out-of-order",
        what="The scaling steps of a capacity provider are not in order.",
        why=(
            "ECS adds at least the smallest and at most the largest step of instances at a time. "
            "No number is both at least the one and at most the other."
        ),
        help="Write a minimum_scaling_step_size that is at most maximum_scaling_step_size.",
        source=f"{_ECS}/APIReference/API_ManagedScaling.html",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def steps_in_order(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold minimum_scaling_step_size to at most maximum_scaling_step_size."""
    # Either may be a default: the finding stands at the one that is written.
    provider, path = group.capacity_provider, (*group.path, "capacity_provider")
    low, high = provider.minimum_scaling_step_size, provider.maximum_scaling_step_size
    if low > high:
        steps = ("minimum_scaling_step_size", "maximum_scaling_step_size")
        at = written(cluster, *((*path, step) for step in steps))
        message = f"{steps[0]} {low} is more than {steps[1]} {high}"
        help = f"write at most {high} for the one, or at least {low} for the other"
        yield finding(cluster, "RULE091", at, message, help)


@rule(
    Code(
        "RULE092",
        "refresh-range-too-wide",
        what="The percentages of an instance refresh are too far apart.",
        why=(
            "They are the least and the most of the group that runs while instances are replaced. "
            "EC2 Auto Scaling takes a difference of at most 100 between them."
        ),
        help="Raise min_healthy_percentage, or lower max_healthy_percentage.",
        source=_REFRESH,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def refresh_in_range(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the percentages of an instance refresh to at most 100 between them."""
    refresh, path = group.refresh, (*group.path, "refresh")
    if refresh is None:
        return
    low, high = refresh.min_healthy_percentage, refresh.max_healthy_percentage
    if high - low > WIDEST_REFRESH:
        names = ("min_healthy_percentage", "max_healthy_percentage")
        # Both may be defaults, where only refresh: {} is written.
        at = written(cluster, *((*path, name) for name in names), path)
        message = f"{names[0]} {low} and {names[1]} {high} are more than 100 apart"
        help = f"write {names[0]}: {high - WIDEST_REFRESH} or more"
        yield finding(cluster, "RULE092", at, message, help)


@rule(
    Code(
        "RULE093",
        "rollback-goes-nowhere",
        what="A rollback ends where it began.",
        why=(
            "A failed refresh goes back to the launch template version that the group had when "
            "the refresh began. Terraform first writes the new version into the group, so that "
            "the rollback starts more instances of the version that failed."
        ),
        help="Remove auto_rollback; to go back, undo the change in the spec and apply.",
        source="https://github.com/hashicorp/terraform-provider-aws/issues/34189",
        severity=Severity.WARNING,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def rollback_told(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn that AWS's rollback goes nowhere: Terraform changes the group before it starts."""
    if group.refresh and group.refresh.auto_rollback:
        why = "Terraform makes it the group's own before the refresh starts"
        message = f"auto_rollback takes group {group.key} back to the version that failed: {why}"
        help = "remove auto_rollback, and to go back undo the change in the spec and apply"
        at = (*group.path, "refresh", "auto_rollback")
        yield finding(cluster, "RULE093", at, message, help)


@rule(
    Code(
        "RULE094",
        "protection-keeps-instances",
        what="Termination protection keeps instances.",
        why=(
            "ECS protects each instance that runs a task from being scaled in. A task of a daemon "
            "counts, so that the group may stay larger than its work needs."
        ),
        help="Remove it unless tasks must run to their end: managed draining loses none either.",
        source=f"{_ECS}/developerguide/managed-termination-protection.html",
        severity=Severity.NOTE,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def protection_told(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Note what managed termination protection does besides."""
    if group.capacity_provider.managed_termination_protection:
        why = "it may stay larger than needed"
        message = f"group {group.key} keeps every instance that runs a task, daemons too: {why}"
        enough = "managed draining alone loses no task either"
        help = f"{enough}: remove it unless tasks must run to their end"
        at = (*group.path, "capacity_provider", "managed_termination_protection")
        yield finding(cluster, "RULE094", at, message, help)


RULES = (
    default_capacity_sound,
    default_capacity_told,
    group_not_named_fargate,
    steps_in_order,
    refresh_in_range,
    rollback_told,
    protection_told,
)
