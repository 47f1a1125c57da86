"""Rules of `instance_groups`: sizes, types and their images, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tfgen import aws
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules.rule import Path, Rule, finding, written
from tfgen.spec.scalars import shown

_TYPES = "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html"
_OFFERINGS = "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html"
_SIZES = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html"
_IMAGES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html"
_AL2023 = "https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html"
_VIRTUALIZATION = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ComponentsAMIs.html#virtualization_types"
_MIXED = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html"
_SPOT = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html"
_ATTRIBUTES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html"

# Families without a way to run the images: why, and the page that says so.
_NOT_AL2023 = {
    "a1": ("Amazon Linux 2023 needs Graviton2 or later", _AL2023),
    **dict.fromkeys(("c1", "m1", "m2", "t1"), ("it boots paravirtual images only", _VIRTUALIZATION)),
}


def groups(cluster: Cluster) -> Iterator[tuple[Path, str, InstanceGroup]]:
    """Yield each group with its path and key."""
    for key, group in sorted(cluster.instance_groups.items()):
        yield ("instance_groups", key), key, group


def sizes_in_order(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold min_size ≤ desired_capacity ≤ max_size.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html
    """
    for path, _, group in groups(cluster):
        desired = group.desired_capacity
        if group.min_size > group.max_size:
            yield _out_of_order(cluster, path, ("min_size", group.min_size), ("max_size", group.max_size))
        elif desired < group.min_size:
            yield _out_of_order(cluster, path, ("min_size", group.min_size), ("desired_capacity", desired))
        elif desired > group.max_size:
            yield _out_of_order(cluster, path, ("desired_capacity", desired), ("max_size", group.max_size))


def _out_of_order(cluster: Cluster, path: Path, low: tuple[str, int], high: tuple[str, int]) -> Diagnostic:
    (low_name, low_value), (high_name, high_value) = low, high
    by_default = "" if cluster.wrote(*path, high_name) else ", its default"
    message = f"{low_name} {low_value} is more than {high_name} {high_value}{by_default}"
    if not cluster.wrote(*path, low_name):
        message = f"{high_name} {high_value} is less than {low_name} {low_value}, its default"
    help = f"write {high_name}: {low_value} or more, or {low_name}: {high_value} or less"
    at = written(cluster, (*path, low_name), (*path, high_name))
    also = (((*path, high_name), f"{high_name} is set here"),) if at[-1] == low_name else ()
    return finding(cluster, "RULE024", at, message, help, source=_SIZES, also=also)


def types_of(cluster: Cluster) -> Iterator[tuple[Path, InstanceGroup, str]]:
    """Yield each instance type with its path and group."""
    for path, _, group in groups(cluster):
        if group.instance_types is not None:
            for index, kind in enumerate(group.instance_types):
                yield (*path, "instance_types", index), group, kind
        elif group.instance_type is not None:
            yield (*path, "instance_type"), group, group.instance_type


def type_given(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a group to exactly one of instance_type and instance_types.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """
    for path, key, group in groups(cluster):
        if group.instance_types is not None and group.instance_type is not None:
            message = f"instance group {key} has instance_type and instance_types"
            also = (((*path, "instance_type"), "the one type"),)
            at = (*path, "instance_types")
            yield finding(cluster, "RULE080", at, message, "keep one of the two", key=True, also=also)
        elif not group.types:
            message = f"instance group {key} has no instance type"
            help = "write instance_type, such as t3.small, or instance_types with several"
            yield finding(cluster, "RULE080", path, message, help, key=True)


def type_well_formed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold an instance type to the form family.size, and warn of one that is not known: it may be newer.

    https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    for at, _, kind in types_of(cluster):
        if aws.instance_type(kind):
            continue
        near = _nearest_type(kind) or "check the name"
        if not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, kind):
            yield finding(
                cluster,
                "RULE025",
                at,
                f"{shown(kind)} is no instance type: EC2 has no such size",
                near,
                source=_TYPES,
            )
        else:
            message = f"instance type {kind} is not known: tfgen's list is of {aws.AS_OF}"
            yield finding(cluster, "RULE026", at, message, near, source=_TYPES, severity=Severity.WARNING)


@cache
def _nearest_type(kind: str) -> str:
    return closest(kind, list(aws.INSTANCE_TYPES))


def type_offered(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of an instance type that the region is known not to offer.

    https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html
    """
    region = cluster.region
    for at, _, kind in types_of(cluster):
        known = aws.instance_type(kind)
        if known and region in known.missing_in:
            message = f"instance type {known.name} was not offered in {region} on {aws.AS_OF}"
            help = "use another type or region"
            yield finding(cluster, "RULE027", at, message, help, source=_OFFERINGS, severity=Severity.WARNING)


def type_has_image(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a type that no ECS-optimized image boots on; a pinned image is the user's own choice.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
    """
    for at, group, kind in types_of(cluster):
        if fault := _no_image(group, kind):
            why, help, source = fault
            message = f"no ECS-optimized {group.ami_family} image boots on {kind}: {why}"
            yield finding(cluster, "RULE028", at, message, help, source=source)


def _no_image(group: InstanceGroup, kind: str) -> tuple[str, str, str] | None:
    architecture, accelerator = aws.architecture(kind), aws.accelerator(kind)
    family = kind.partition(".")[0]
    if family.startswith("mac"):
        return "it runs macOS only", "use a Linux type, such as m7g.large", _IMAGES
    if group.ami_id:
        return None
    if family in _NOT_AL2023:
        why, source = _NOT_AL2023[family]
        return (
            why,
            f"use a newer type, such as {'t4g' if architecture == 'arm64' else 't3'}.small",
            source,
        )
    if aws.ecs_ami_parameter(group.ami_family, architecture, accelerator) is None:
        why = f"AWS publishes none for {architecture}" + (f" with {accelerator} support" if accelerator else "")
        return why, "use another type, or pin an image of your own with ami_id", _IMAGES
    return None


def types_share_an_image(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse types of one group that need different images: of another architecture, or with another accelerator.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-mixed-instances-groups.html
    """
    for path, _, group in groups(cluster):
        first, *others = group.instance_types or ("",)
        for index, kind in enumerate(others, start=1):
            if _image(kind) != _image(first):
                message = f"{kind} ({_image(kind)}) needs another image than {first} ({_image(first)})"
                help = f"use types for {_image(first)} only, and a group of its own for others"
                also = (((*path, "instance_types", 0), "the first type"),)
                at = (*path, "instance_types", index)
                yield finding(cluster, "RULE081", at, message, help, source=_MIXED, also=also)


def _image(kind: str) -> str:
    accelerator = aws.accelerator(kind)
    return aws.architecture(kind) + (f" with {accelerator}" if accelerator else "")


def spot_has_a_choice(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of spot capacity that hangs on one instance type, or that the group never gets.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-best-practices.html
    """
    for path, key, group in groups(cluster):
        if group.spot is None:
            continue
        at = (*path, "spot")
        if len(group.types) == 1:
            message = f"spot instances of group {key} are of one type only: when EC2 runs out of it, none are left"
            help = "write instance_types with several, in order of preference"
            yield finding(
                cluster,
                "RULE082",
                at,
                message,
                help,
                source=_SPOT,
                severity=Severity.WARNING,
                key=True,
            )
        if group.spot.percent == 0 or group.spot.on_demand_base >= group.max_size:
            why = "percent is 0" if group.spot.percent == 0 else "on_demand_base reaches max_size"
            message = f"group {key} never has spot instances: {why}"
            yield finding(
                cluster,
                "RULE083",
                at,
                message,
                "remove spot, or leave it some",
                severity=Severity.WARNING,
                key=True,
            )


def image_pinned(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where AWS's next image will roll a group.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    """
    for path, key, group in groups(cluster):
        if group.ami_id is None:
            message = f"instance group {key} follows AWS's recommended image: a later apply may replace its instances"
            help = "to choose the day yourself, pin the image with ami_id"
            at = (*path, "ami_id")
            yield finding(cluster, "RULE029", at, message, help, severity=Severity.NOTE)


def attributes_not_reserved(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse attributes that tfgen or ECS sets.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    for path, _, group in groups(cluster):
        for name in group.attributes:
            if name == "instance-group" or name.startswith(("ecs.", "com.amazonaws.ecs.")):
                owner = "tfgen" if name == "instance-group" else "the ECS agent"
                message = f"attribute '{name}' is set by {owner}"
                at = (*path, "attributes", name)
                yield finding(
                    cluster,
                    "RULE030",
                    at,
                    message,
                    "use another name",
                    source=_ATTRIBUTES,
                    key=True,
                )


RULES = (
    Rule(("instance_groups",), sizes_in_order),
    Rule(("instance_groups",), type_given),
    Rule(("instance_groups",), type_well_formed),
    Rule(("instance_groups", "region"), type_offered),
    Rule(("instance_groups",), type_has_image),
    Rule(("instance_groups",), types_share_an_image),
    Rule(("instance_groups",), spot_has_a_choice),
    Rule(("instance_groups",), image_pinned),
    Rule(("instance_groups",), attributes_not_reserved),
)
