"""Rules of `instance_groups`, their types apart: sizes, spot capacity, image, attributes."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.instance_types import MIXED_INSTANCES
from tfgen.rules.rule import Path, finding, rule, written

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_SCALING = "https://docs.aws.amazon.com/autoscaling/ec2/userguide"
_GROUPS = ("instance_groups",)


@rule(
    Code(
        "RULE024",
        "group-sizes-out-of-order",
        what="The sizes of an instance group are not in order.",
        why=(
            "EC2 Auto Scaling refuses a group unless its desired capacity lies between its "
            "smallest and its largest size."
        ),
        help="Write min_size ≤ desired_capacity ≤ max_size.",
        source=f"{_SCALING}/asg-capacity-limits.html",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def sizes_in_order(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold min_size ≤ desired_capacity ≤ max_size."""
    low, high = ("min_size", group.min_size), ("max_size", group.max_size)
    desired = ("desired_capacity", group.desired_capacity)
    # One finding is enough: of three sizes two pairs are often wrong by one slip.
    for less, more in ((low, high), (low, desired), (desired, high)):
        if less[1] > more[1]:
            yield _out_of_order(cluster, group.path, less, more)
            return


def _out_of_order(
    cluster: Cluster,
    path: Path,
    low: tuple[str, int],
    high: tuple[str, int],
) -> Diagnostic:
    (low_name, low_value), (high_name, high_value) = low, high
    message = f"{low_name} {low_value} is more than {high_name} {high_value}"
    if not cluster.wrote(*path, low_name):
        message = f"{high_name} {high_value} is less than {low_name} {low_value}, its default"
    elif not cluster.wrote(*path, high_name):
        message += ", its default"
    help = f"write {high_name}: {low_value} or more, or {low_name}: {high_value} or less"
    at = written(cluster, (*path, low_name), (*path, high_name))
    also: tuple[tuple[Path, str], ...] = ()
    if at[-1] == low_name:
        also = (((*path, high_name), f"{high_name} is set here"),)
    return finding(cluster, "RULE024", at, message, help, also=also)


@rule(
    Code(
        "RULE082",
        "spot-on-one-type",
        what="Spot instances are of one type only.",
        why=(
            "Spot capacity is what is left of a type in a zone, and EC2 takes it back with two "
            "minutes' notice. Where one type runs out, others often have capacity left."
        ),
        help="Write instance_types with several, in order of preference.",
        source=f"{_EC2}/spot-best-practices.html",
        severity=Severity.WARNING,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def spot_has_a_choice(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of spot capacity that hangs on one instance type."""
    # EC2 has a pool of each type in each zone: zones alone are few pools to choose from.
    if group.spot is not None and len(group.types) == 1:
        why = "when EC2 runs out of it, none are left"
        message = f"spot instances of group {group.key} are of one type only: {why}"
        help = "write instance_types with several, in order of preference"
        yield finding(cluster, "RULE082", (*group.path, "spot"), message, help, key=True)


@rule(
    Code(
        "RULE083",
        "spot-never-used",
        what="A group never has the spot instances that it asks for.",
        why=(
            "A group fills on_demand_base first, and percent is the share of spot in what comes "
            "on top. With a base as large as max_size, or 0 percent, nothing is left for spot."
        ),
        help="Remove spot, or leave it some of the group.",
        source=MIXED_INSTANCES,
        severity=Severity.WARNING,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def spot_is_used(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of spot capacity that the group never gets."""
    if group.spot is None:
        return
    if group.spot.percent == 0:
        why = "percent is 0"
    elif group.spot.on_demand_base >= group.max_size:
        why = "on_demand_base reaches max_size"
    else:
        return
    message = f"group {group.key} never has spot instances: {why}"
    help = "remove spot, or leave it some"
    yield finding(cluster, "RULE083", (*group.path, "spot"), message, help, key=True)


@rule(
    Code(
        "RULE029",
        "image-not-pinned",
        what="AWS's next image will replace the instances of a group.",
        why=(
            "The launch template has the image that AWS recommends on the day of the apply. Once "
            "AWS publishes a newer one, the next plan shows it and the apply rolls the group."
        ),
        help="To choose the day yourself, pin the image with ami_id.",
        source=f"{_ECS}/retrieve-ecs-optimized_AMI.html",
        severity=Severity.NOTE,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def image_pinned(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Note where AWS's next image will roll a group."""
    if group.ami_id is None:
        why = "a later apply may replace its instances"
        message = f"instance group {group.key} follows AWS's recommended image: {why}"
        help = "to choose the day yourself, pin the image with ami_id"
        # The field is not there, so that the finding stands at the group.
        yield finding(cluster, "RULE029", (*group.path, "ami_id"), message, help)


@rule(
    Code(
        "RULE030",
        "attribute-reserved",
        what="tfgen or ECS sets the attribute.",
        why=(
            "The agent registers attributes under ecs. and com.amazonaws.ecs. by itself, such as "
            "ecs.instance-type. tfgen sets instance-group, by which tasks find their group."
        ),
        help="Use another name.",
        source=f"{_ECS}/task-placement-constraints.html",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def attributes_not_reserved(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse attributes that tfgen or ECS sets."""
    for name in group.attributes:
        # The prefixes alone: names such as ecs-tier are free.
        if name == "instance-group":
            owner = "tfgen"
        elif name.startswith(("ecs.", "com.amazonaws.ecs.")):
            owner = "the ECS agent"
        else:
            continue
        message = f"attribute '{name}' is set by {owner}"
        path = (*group.path, "attributes", name)
        yield finding(cluster, "RULE030", path, message, "use another name", key=True)


RULES = (
    sizes_in_order,
    spot_has_a_choice,
    spot_is_used,
    image_pinned,
    attributes_not_reserved,
)
