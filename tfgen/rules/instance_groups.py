"""Rules of `instance_groups`: sizes, types and their images, attributes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tfgen import aws, derived
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.rules.rule import Path, Rule, finding, written
from tfgen.spec import Reading
from tfgen.spec.instance_groups import InstanceGroup
from tfgen.spec.scalars import shown

_TYPES = "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html"
_OFFERINGS = "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html"
_SIZES = "https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html"
_IMAGES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html"
_AL2023 = "https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html"
_VIRTUALIZATION = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ComponentsAMIs.html#virtualization_types"
_ATTRIBUTES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html"

# Families without a way to run Amazon Linux 2023: why, and the page that says so.
_NOT_AL2023 = {
    "a1": ("Amazon Linux 2023 needs Graviton2 or later", _AL2023),
    **dict.fromkeys(("c1", "m1", "m2", "t1"), ("it boots paravirtual images only", _VIRTUALIZATION)),
}


def groups(reading: Reading) -> Iterator[tuple[Path, str, InstanceGroup]]:
    """Yield each group with its path and key."""
    for key, group in sorted(reading.spec.instance_groups.items()):
        yield ("instance_groups", key), key, group


def sizes_in_order(reading: Reading) -> Iterator[Diagnostic]:
    """Hold min_size ≤ desired_capacity ≤ max_size.

    https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-capacity-limits.html
    """
    for path, _, group in groups(reading):
        desired = derived.desired_capacity(group)
        if group.min_size > group.max_size:
            yield _out_of_order(reading, path, ("min_size", group.min_size), ("max_size", group.max_size))
        elif desired < group.min_size:
            yield _out_of_order(reading, path, ("min_size", group.min_size), ("desired_capacity", desired))
        elif desired > group.max_size:
            yield _out_of_order(reading, path, ("desired_capacity", desired), ("max_size", group.max_size))


def _out_of_order(reading: Reading, path: Path, low: tuple[str, int], high: tuple[str, int]) -> Diagnostic:
    (low_name, low_value), (high_name, high_value) = low, high
    by_default = "" if reading.wrote(*path, high_name) else ", its default"
    message = f"{low_name} {low_value} is more than {high_name} {high_value}{by_default}"
    if not reading.wrote(*path, low_name):
        message = f"{high_name} {high_value} is less than {low_name} {low_value}, its default"
    help = f"write {high_name}: {low_value} or more, or {low_name}: {high_value} or less"
    at = written(reading, (*path, low_name), (*path, high_name))
    also = (((*path, high_name), f"{high_name} is set here"),) if at[-1] == low_name else ()
    return finding(reading, "RULE024", at, message, help, source=_SIZES, also=also)


def type_well_formed(reading: Reading) -> Iterator[Diagnostic]:
    """Hold an instance type to the form family.size, and warn of one that is not known: it may be newer.

    https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html
    """
    for path, _, group in groups(reading):
        at, kind = (*path, "instance_type"), group.instance_type
        if aws.instance_type(kind):
            continue
        near = _nearest_type(kind) or "check the name"
        if not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, kind):
            yield finding(
                reading, "RULE025", at, f"{shown(kind)} is no instance type: EC2 has no such size", near, source=_TYPES
            )
        else:
            message = f"instance type {kind} is not known: tfgen's list is of {aws.AS_OF}"
            yield finding(reading, "RULE026", at, message, near, source=_TYPES, severity=Severity.WARNING)


@cache
def _nearest_type(kind: str) -> str:
    return closest(kind, list(aws.INSTANCE_TYPES))


def type_offered(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of an instance type that the region is known not to offer.

    https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html
    """
    region = reading.spec.region
    for path, _, group in groups(reading):
        known = aws.instance_type(group.instance_type)
        if known and region in known.missing_in:
            message = f"instance type {known.name} was not offered in {region} on {aws.AS_OF}"
            help = "use another type or region"
            at = (*path, "instance_type")
            yield finding(reading, "RULE027", at, message, help, source=_OFFERINGS, severity=Severity.WARNING)


def type_has_image(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a type that no ECS-optimized image boots on; a pinned image is the user's own choice.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html
    """
    for path, _, group in groups(reading):
        if fault := _no_image(group):
            why, help, source = fault
            message = f"no ECS-optimized {group.ami_family} image boots on {group.instance_type}: {why}"
            yield finding(reading, "RULE028", (*path, "instance_type"), message, help, source=source)


def _no_image(group: InstanceGroup) -> tuple[str, str, str] | None:
    kind = group.instance_type
    architecture, accelerator = aws.architecture(kind), aws.accelerator(kind)
    family = kind.partition(".")[0]
    if family.startswith("mac"):
        return "it runs macOS only", "use a Linux type, such as m7g.large", _IMAGES
    if group.ami_id:
        return None
    if family in _NOT_AL2023:
        why, source = _NOT_AL2023[family]
        return why, f"use a newer type, such as {'t4g' if architecture == 'arm64' else 't3'}.small", source
    if aws.ecs_ami_parameter(group.ami_family, architecture, accelerator) is None:
        why = f"AWS publishes none for {architecture}" + (f" with {accelerator} support" if accelerator else "")
        return why, "use another type, or pin an image of your own with ami_id", _IMAGES
    return None


def image_pinned(reading: Reading) -> Iterator[Diagnostic]:
    """Note where AWS's next image will roll a group.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/retrieve-ecs-optimized_AMI.html
    """
    for path, key, group in groups(reading):
        if group.ami_id is None:
            message = f"instance group {key} follows AWS's recommended image: a later apply may replace its instances"
            help = "to choose the day yourself, pin the image with ami_id"
            at = (*path, "ami_id")
            yield finding(reading, "RULE029", at, message, help, severity=Severity.NOTE)


def attributes_not_reserved(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse attributes that tfgen or ECS sets.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    for path, _, group in groups(reading):
        for name in group.attributes:
            if name == "instance-group" or name.startswith(("ecs.", "com.amazonaws.ecs.")):
                owner = "tfgen" if name == "instance-group" else "the ECS agent"
                message = f"attribute '{name}' is set by {owner}"
                at = (*path, "attributes", name)
                yield finding(reading, "RULE030", at, message, "use another name", source=_ATTRIBUTES, key=True)


RULES = (
    Rule(("instance_groups",), sizes_in_order),
    Rule(("instance_groups",), type_well_formed),
    Rule(("instance_groups", "region"), type_offered),
    Rule(("instance_groups",), type_has_image),
    Rule(("instance_groups",), image_pinned),
    Rule(("instance_groups",), attributes_not_reserved),
)
