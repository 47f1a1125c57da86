"""Rules of `instance_groups`: sizes, types and their images, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, written

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_SCALING = "https://docs.aws.amazon.com/autoscaling/ec2/userguide"
_TYPES = "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html"
_OFFERINGS = "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html"
_SIZES = f"{_SCALING}/asg-capacity-limits.html"
_IMAGES = f"{_ECS}/ecs-optimized_AMI.html"
_AL2023 = "https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html"
_VIRTUALIZATION = f"{_EC2}/ComponentsAMIs.html#virtualization_types"
_MIXED = f"{_SCALING}/ec2-auto-scaling-mixed-instances-groups.html"
_SPOT = f"{_EC2}/spot-best-practices.html"
_ATTRIBUTES = f"{_ECS}/task-placement-constraints.html"

# Families without a way to run the images: why, and the page that says so.
_NOT_AL2023 = {
    "a1": ("Amazon Linux 2023 needs Graviton2 or later", _AL2023),
    **dict.fromkeys(
        ("c1", "m1", "m2", "t1"),
        ("it boots paravirtual images only", _VIRTUALIZATION),
    ),
}


def sizes_in_order(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold min_size ≤ desired_capacity ≤ max_size.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html
    """
    low, high = ("min_size", group.min_size), ("max_size", group.max_size)
    desired = ("desired_capacity", group.desired_capacity)
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
    by_default = "" if cluster.wrote(*path, high_name) else ", its default"
    message = f"{low_name} {low_value} is more than {high_name} {high_value}{by_default}"
    if not cluster.wrote(*path, low_name):
        message = f"{high_name} {high_value} is less than {low_name} {low_value}, its default"
    help = f"write {high_name}: {low_value} or more, or {low_name}: {high_value} or less"
    at = written(cluster, (*path, low_name), (*path, high_name))
    also = (((*path, high_name), f"{high_name} is set here"),) if at[-1] == low_name else ()
    return finding(cluster, "RULE024", at, message, help, source=_SIZES, also=also)


def types(cluster: Cluster) -> Iterator[tuple[InstanceGroup, Path, str]]:
    """Give each instance type with its group and path."""
    for (group,) in over.instance_groups(cluster):
        yield from each([group], _types)


def _types(group: InstanceGroup) -> Iterator[tuple[InstanceGroup, Path, str]]:
    if group.instance_types is not None:
        for index, kind in enumerate(group.instance_types):
            yield group, (*group.path, "instance_types", index), kind
    elif group.instance_type is not None:
        yield group, (*group.path, "instance_type"), group.instance_type


def type_given(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold a group to exactly one of instance_type and instance_types.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """
    if group.instance_types is not None and group.instance_type is not None:
        message = f"instance group {group.key} has instance_type and instance_types"
        also = (((*group.path, "instance_type"), "the one type"),)
        at, help = (*group.path, "instance_types"), "keep one of the two"
        yield finding(cluster, "RULE080", at, message, help, key=True, also=also)
    elif not group.types:
        message = f"instance group {group.key} has no instance type"
        help = "write instance_type, such as t3.small, or instance_types with several"
        yield finding(cluster, "RULE080", group.path, message, help, key=True)


def type_well_formed(
    cluster: Cluster,
    group: InstanceGroup,
    path: Path,
    kind: str,
) -> Iterator[Diagnostic]:
    """Hold an instance type to the form family.size, and warn of one that is not known.

    It may be newer. https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    if aws.instance_type(kind):
        return
    near = _nearest_type(kind) or "check the name"
    if not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, kind):
        message = f"{shown(kind)} is no instance type: EC2 has no such size"
        yield finding(cluster, "RULE025", path, message, near, source=_TYPES)
    else:
        message = f"instance type {kind} is not known: tfgen's list is of {aws.AS_OF}"
        severity = Severity.WARNING
        yield finding(cluster, "RULE026", path, message, near, source=_TYPES, severity=severity)


@cache
def _nearest_type(kind: str) -> str:
    return closest(kind, list(aws.INSTANCE_TYPES))


def type_offered(
    cluster: Cluster,
    group: InstanceGroup,
    path: Path,
    kind: str,
) -> Iterator[Diagnostic]:
    """Warn of an instance type that the region is known not to offer.

    https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html
    """
    known = aws.instance_type(kind)
    if known and cluster.region in known.missing_in:
        where = f"in {cluster.region} on {aws.AS_OF}"
        message = f"instance type {known.name} was not offered {where}"
        help, severity = "use another type or region", Severity.WARNING
        yield finding(cluster, "RULE027", path, message, help, source=_OFFERINGS, severity=severity)


def type_has_image(
    cluster: Cluster,
    group: InstanceGroup,
    path: Path,
    kind: str,
) -> Iterator[Diagnostic]:
    """Refuse a type that no ECS-optimized image boots on; a pinned image is the user's own choice.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
    """
    if fault := _no_image(group, kind):
        why, help, source = fault
        message = f"no ECS-optimized {group.ami_family} image boots on {kind}: {why}"
        yield finding(cluster, "RULE028", path, message, help, source=source)


def _no_image(group: InstanceGroup, kind: str) -> tuple[str, str, str] | None:
    architecture, accelerator = aws.architecture(kind), aws.accelerator(kind)
    family = kind.partition(".")[0]
    if family.startswith("mac"):
        return "it runs macOS only", "use a Linux type, such as m7g.large", _IMAGES
    if group.ami_id:
        return None
    if family in _NOT_AL2023:
        why, source = _NOT_AL2023[family]
        newer = "t4g.small" if architecture == "arm64" else "t3.small"
        return why, f"use a newer type, such as {newer}", source
    if aws.ecs_ami_parameter(group.ami_family, architecture, accelerator) is None:
        support = f" with {accelerator} support" if accelerator else ""
        help = "use another type, or pin an image of your own with ami_id"
        return f"AWS publishes none for {architecture}{support}", help, _IMAGES
    return None


def types_share_an_image(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse types of one group that need images for different architectures or accelerators.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """
    first, *others = group.instance_types or ("",)
    path = (*group.path, "instance_types")
    for index, kind in enumerate(others, start=1):
        if _image(kind) != _image(first):
            message = f"{kind} ({_image(kind)}) needs another image than {first} ({_image(first)})"
            help = f"use types for {_image(first)} only, and a group of its own for others"
            at, also = (*path, index), (((*path, 0), "the first type"),)
            yield finding(cluster, "RULE081", at, message, help, source=_MIXED, also=also)


def _image(kind: str) -> str:
    accelerator = aws.accelerator(kind)
    return aws.architecture(kind) + (f" with {accelerator}" if accelerator else "")


def spot_has_a_choice(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of spot capacity that hangs on one instance type.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html
    """
    if group.spot is not None and len(group.types) == 1:
        why = "when EC2 runs out of it, none are left"
        yield finding(
            cluster,
            "RULE082",
            (*group.path, "spot"),
            f"spot instances of group {group.key} are of one type only: {why}",
            "write instance_types with several, in order of preference",
            source=_SPOT,
            severity=Severity.WARNING,
            key=True,
        )


def spot_is_used(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of spot capacity that the group never gets.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """
    if group.spot is None:
        return
    if group.spot.percent == 0 or group.spot.on_demand_base >= group.max_size:
        why = "percent is 0" if group.spot.percent == 0 else "on_demand_base reaches max_size"
        message = f"group {group.key} never has spot instances: {why}"
        path, help = (*group.path, "spot"), "remove spot, or leave it some"
        severity = Severity.WARNING
        yield finding(cluster, "RULE083", path, message, help, severity=severity, key=True)


def image_pinned(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Note where AWS's next image will roll a group.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    """
    if group.ami_id is None:
        why = "a later apply may replace its instances"
        message = f"instance group {group.key} follows AWS's recommended image: {why}"
        help = "to choose the day yourself, pin the image with ami_id"
        at = (*group.path, "ami_id")
        yield finding(cluster, "RULE029", at, message, help, severity=Severity.NOTE)


def attributes_not_reserved(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse attributes that tfgen or ECS sets.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    for name in group.attributes:
        if name == "instance-group" or name.startswith(("ecs.", "com.amazonaws.ecs.")):
            owner = "tfgen" if name == "instance-group" else "the ECS agent"
            message, help = f"attribute '{name}' is set by {owner}", "use another name"
            at = (*group.path, "attributes", name)
            yield finding(cluster, "RULE030", at, message, help, source=_ATTRIBUTES, key=True)


RULES = (
    Rule(("instance_groups",), sizes_in_order, over.instance_groups),
    Rule(("instance_groups",), type_given, over.instance_groups),
    Rule(("instance_groups",), type_well_formed, types),
    Rule(("instance_groups", "region"), type_offered, types),
    Rule(("instance_groups",), type_has_image, types),
    Rule(("instance_groups",), types_share_an_image, over.instance_groups),
    Rule(("instance_groups",), spot_has_a_choice, over.instance_groups),
    Rule(("instance_groups",), spot_is_used, over.instance_groups),
    Rule(("instance_groups",), image_pinned, over.instance_groups),
    Rule(("instance_groups",), attributes_not_reserved, over.instance_groups),
)
