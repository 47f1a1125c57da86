"""Rules of instance types: EC2 has them, the region offers them, and an image boots on them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_TYPES = "https://docs.aws.amazon.com/ec2/latest/instancetypes/instance-type-names.html"
_OFFERINGS = "https://docs.aws.amazon.com/ec2/latest/instancetypes/ec2-instance-regions.html"
_IMAGES = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-optimized_AMI.html"
_AL2023 = "https://docs.aws.amazon.com/linux/al2023/ug/system-requirements.html"
_VIRTUALIZATION = f"{_EC2}/ComponentsAMIs.html#virtualization_types"
_SCALING = "https://docs.aws.amazon.com/autoscaling/ec2/userguide"
MIXED_INSTANCES = f"{_SCALING}/ec2-auto-scaling-mixed-instances-groups.html"
_GROUPS = ("instance_groups",)

# Families without a way to run the images: why, and the page that says so.
_NOT_AL2023 = {
    "a1": ("Amazon Linux 2023 needs Graviton2 or later", _AL2023),
    **dict.fromkeys(
        ("c1", "m1", "m2", "t1"),
        ("it boots paravirtual images only", _VIRTUALIZATION),
    ),
}


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


@rule(
    Code(
        "RULE080",
        "instance-type-missing-or-twice",
        what="An instance group has no instance type, or two fields for it.",
        why=(
            "A launch template has one type. Several make a mixed instances policy, which lists "
            "them in order of preference, or says what a type needs to have."
        ),
        help="Write instance_type with one, or instance_types with several.",
        source=MIXED_INSTANCES,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def type_given(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold a group to exactly one way to say its types."""
    ways = ("instance_type", "instance_types", "instance_requirements")
    told = [way for way in ways if getattr(group, way) is not None]
    if len(told) > 1:
        message = f"instance group {group.key} has {told[0]} and {told[1]}"
        help = f"remove {told[0]} or {told[1]}"
        also = (((*group.path, told[0]), f"{told[0]} is here"),)
        at = (*group.path, told[1])
        yield finding(cluster, "RULE080", at, message, help, key=True, also=also)
    elif not told:
        message = f"instance group {group.key} has no instance type"
        help = "write instance_type, such as t3.small, or instance_types with several"
        yield finding(cluster, "RULE080", group.path, message, help, key=True)


@rule(
    Code(
        "RULE025",
        "not-an-instance-type",
        what="This is not an instance type.",
        why=(
            "EC2 names its types by family and size, such as m7g.large, from a short list of "
            "sizes. It starts no instance of any other name."
        ),
        help="Write a family and a size that EC2 has.",
        source=_TYPES,
    ),
    Code(
        "RULE026",
        "instance-type-not-known",
        what="tfgen does not know the instance type.",
        why=(
            "The type is newer than tfgen's list, or misspelt, and then no instance starts. tfgen "
            "cannot check whether the region has it, nor what fits on it."
        ),
        help="Check the name; if the type is a new one, the warning can stay.",
        source=_TYPES,
        severity=Severity.WARNING,
    ),
    sections=_GROUPS,
    over=types,
)
def type_well_formed(
    cluster: Cluster,
    group: InstanceGroup,
    path: Path,
    kind: str,
) -> Iterator[Diagnostic]:
    """Hold an instance type to the form family.size, and warn of one that is not known."""
    if aws.instance_type(kind):
        return
    near = _nearest_type(kind) or "check the name"
    if not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, kind):
        message = f"{shown(kind)} is no instance type: EC2 has no such size"
        yield finding(cluster, "RULE025", path, message, near)
    else:
        message = f"instance type {kind} is not known: tfgen's list is of {aws.AS_OF}"
        yield finding(cluster, "RULE026", path, message, near)


# The list has about a thousand types, and groups of one spec often share a slip.
@cache
def _nearest_type(kind: str) -> str:
    return closest(kind, list(aws.INSTANCE_TYPES))


@rule(
    Code(
        "RULE027",
        "instance-type-not-offered",
        what="The region does not offer the instance type.",
        why=(
            "Regions differ in the types that they have, above all in the newest and the largest. "
            "EC2 starts no instance of a type that the region lacks."
        ),
        help="Use another type or region.",
        source=_OFFERINGS,
        severity=Severity.WARNING,
    ),
    sections=(*_GROUPS, "region"),
    over=types,
)
def type_offered(
    cluster: Cluster,
    group: InstanceGroup,
    path: Path,
    kind: str,
) -> Iterator[Diagnostic]:
    """Warn of an instance type that the region is known not to offer."""
    known = aws.instance_type(kind)
    # Silence proves nothing: the facts list where a type is surely missing, no more.
    if known and cluster.region in known.missing_in:
        where = f"in {cluster.region} on {aws.AS_OF}"
        message = f"instance type {known.name} was not offered {where}"
        yield finding(cluster, "RULE027", path, message, "use another type or region")


@rule(
    Code(
        "RULE028",
        "instance-type-without-image",
        what="No ECS-optimized image boots on the instance type.",
        why=(
            "AWS publishes its images for some architectures and accelerators alone. An instance "
            "that cannot boot its image is replaced again and again, and never joins the cluster."
        ),
        help="Use another type, or pin an image of your own with ami_id.",
        source=_IMAGES,
    ),
    sections=_GROUPS,
    over=types,
)
def type_has_image(
    cluster: Cluster,
    group: InstanceGroup,
    path: Path,
    kind: str,
) -> Iterator[Diagnostic]:
    """Refuse a type that no ECS-optimized image boots on."""
    if fault := _no_image(group, kind):
        why, help = fault
        message = f"no ECS-optimized {group.ami_family} image boots on {kind}: {why}"
        yield finding(cluster, "RULE028", path, message, help)


def _no_image(group: InstanceGroup, kind: str) -> tuple[str, str] | None:
    """Return why no image boots on a type, and what to do."""
    architecture, accelerator = aws.architecture(kind), aws.accelerator(kind)
    family = kind.partition(".")[0]
    if family.startswith("mac"):
        return "it runs macOS only", "use a Linux type, such as m7g.large"
    # A pinned image is the user's own choice; but on a Mac no image runs ECS.
    if group.ami_id:
        return None
    if family in _NOT_AL2023:
        why, page = _NOT_AL2023[family]
        newer = "t3.small"
        if architecture == "arm64":
            newer = "t4g.small"
        return why, f"use a newer type, such as {newer} ({page})"
    if aws.ecs_ami_parameter(group.ami_family, architecture, accelerator) is None:
        wanted: str = architecture
        if accelerator:
            wanted += f" with {accelerator} support"
        help = "use another type, or pin an image of your own with ami_id"
        return f"AWS publishes none for {wanted}", help
    return None


@rule(
    Code(
        "RULE081",
        "types-need-different-images",
        what="Instance types of one group need different images.",
        why=(
            "All types of a group boot the image of its one launch template. An image is built "
            "for one architecture, and has the drivers of one kind of accelerator."
        ),
        help="Keep types of one kind in the group, and give the others a group of their own.",
        source=MIXED_INSTANCES,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def types_share_an_image(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse types of one group that need images for different architectures or accelerators."""
    if not group.instance_types:
        return
    first, *others = group.instance_types
    path = (*group.path, "instance_types")
    for index, kind in enumerate(others, start=1):
        if _image(kind) != _image(first):
            message = f"{kind} ({_image(kind)}) needs another image than {first} ({_image(first)})"
            help = f"use types for {_image(first)} only, and a group of its own for others"
            also = (((*path, 0), "the first type"),)
            yield finding(cluster, "RULE081", (*path, index), message, help, also=also)


def _image(kind: str) -> str:
    accelerator = aws.accelerator(kind)
    if accelerator:
        return f"{aws.architecture(kind)} with {accelerator}"
    return aws.architecture(kind)


RULES = (
    type_given,
    type_well_formed,
    type_offered,
    type_has_image,
    types_share_an_image,
)
