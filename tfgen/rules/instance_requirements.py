"""Rules of instance_requirements: numbers in order, types that fit, and no order among them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.facts.instance_types import InstanceType
from tfgen.language.instance_requirements import Range, Ratio, TypeRequirements
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_API = "https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_InstanceRequirements.html"
_STRATEGIES = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/allocation-strategies.html"
_GROUPS = ("instance_groups",)
_RANGES = ("vcpu_count", "memory_mib", "memory_gib_per_vcpu", "network_interface_count")


@rule(
    Code(
        "RULE650",
        "requirements-out-of-order",
        what="The least number of a requirement is more than the greatest.",
        why="No instance type has at least the one and at most the other.",
        help="Write a min that is at most max, or leave max out.",
        source=_API,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def requirements_in_order(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold min ≤ max in each requirement."""
    requirements = group.instance_requirements
    if requirements is None:
        return
    for name in _RANGES:
        wanted: Range | Ratio | None = getattr(requirements, name)
        if wanted and wanted.max is not None and (wanted.min or 0) > wanted.max:
            message = f"min {wanted.min} of {name} is more than max {wanted.max}"
            help = f"write a min of at most {wanted.max}, or leave max out"
            path = (*group.path, "instance_requirements", name)
            also = (((*path, "max"), "the greatest number"),)
            yield finding(cluster, "RULE650", (*path, "min"), message, help, also=also)


@rule(
    Code(
        "RULE651",
        "requirements-fit-no-type",
        what="No instance type that tfgen knows fits the requirements.",
        why=(
            "EC2 chooses among the types that have all that is asked for, of the architecture of "
            "the image and in the region. Where there is none, it refuses the group."
        ),
        help="Ask for less; if a type newer than tfgen's list fits, the warning can stay.",
        source=_API,
        severity=Severity.WARNING,
    ),
    sections=(*_GROUPS, "region"),
    over=over.instance_groups,
)
def some_type_fits(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of requirements that no known type of the region fits."""
    requirements = group.instance_requirements
    if requirements is None:
        return
    if not any(
        _fits(requirements, kind)
        for kind in aws.INSTANCE_TYPES.values()
        if cluster.region not in kind.missing_in
    ):
        what = f"of {requirements.architecture} in {cluster.region}"
        message = f"no instance type {what} fits: tfgen's list is of {aws.AS_OF}"
        help = "ask for less, or check the types that you allow"
        path = (*group.path, "instance_requirements")
        yield finding(cluster, "RULE651", path, message, help, key=True)


def _fits(wanted: TypeRequirements, kind: InstanceType) -> bool:
    """Whether a type has what is asked for, as far as the facts tell."""
    if kind.architecture != wanted.architecture or kind.accelerator:
        return False
    ratio = None
    if kind.memory and kind.vcpus:
        ratio = kind.memory / 1024 / kind.vcpus
    numbers = (
        (wanted.vcpu_count, kind.vcpus),
        (wanted.memory_mib, kind.memory),
        (wanted.memory_gib_per_vcpu, ratio),
        (wanted.network_interface_count, kind.enis),
    )
    return (
        all(_within(bounds, number) for bounds, number in numbers)
        and _chosen(wanted.burstable_performance, kind.name.startswith("t"))
        and _chosen(wanted.bare_metal, ".metal" in kind.name)
        and _listed(wanted, kind)
    )


def _within(bounds: Range | Ratio | None, number: float | None) -> bool:
    if bounds is None or number is None:
        return True
    return (bounds.min or 0) <= number and (bounds.max is None or number <= bounds.max)


def _chosen(choice: str, has: bool) -> bool:
    return choice == "included" or has == (choice == "required")


def _listed(wanted: TypeRequirements, kind: InstanceType) -> bool:
    """Whether a type is among those that are allowed, and its maker among the manufacturers."""
    allowed, excluded = wanted.allowed_instance_types, wanted.excluded_instance_types
    if allowed and not any(fnmatchcase(kind.name, pattern) for pattern in allowed):
        return False
    if any(fnmatchcase(kind.name, pattern) for pattern in excluded):
        return False
    return not wanted.cpu_manufacturers or _maker(kind) in wanted.cpu_manufacturers


def _maker(kind: InstanceType) -> str:
    """Return who makes the processor of a type: an `a` among the options is AMD, as in m7a.

    https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    if kind.architecture == "arm64":
        return "amazon-web-services"
    options = re.match(r"[a-z]+\d+(?P<options>[a-z]*)", kind.name)
    if options and "a" in options["options"]:
        return "amd"
    return "intel"


@rule(
    Code(
        "RULE652",
        "no-order-among-requirements",
        what="Spot instances are chosen by an order that there is not.",
        why=(
            "capacity-optimized-prioritized follows the order of a list of types. Requirements "
            "are no list, and EC2 Auto Scaling refuses the strategy beside them."
        ),
        help="Write another allocation_strategy, or instance_types.",
        source=_STRATEGIES,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def strategy_needs_no_order(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse the strategy that follows an order, where requirements give none."""
    spot = group.spot
    if group.instance_requirements is None or spot is None:
        return
    if spot.allocation_strategy == "capacity-optimized-prioritized":
        message = "capacity-optimized-prioritized follows a list of types, and there is none"
        help = "leave allocation_strategy out, or write instance_types"
        path = (*group.path, "spot", "allocation_strategy")
        yield finding(cluster, "RULE652", path, message, help)


RULES = (requirements_in_order, some_type_fits, strategy_needs_no_order)
