"""Rules of managed instances: their names, and what they require of an instance."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.capacity import FARGATE
from tfgen.language.managed_instances import InstanceRequirements
from tfgen.resolve import Cluster, ManagedInstances
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_REQUIREMENTS = f"{_ECS}/APIReference/API_InstanceRequirementsRequest.html"
_EC2_REQUIREMENTS = (
    "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceRequirementsRequest.html"
)
_MANAGED = ("managed_instances",)


@rule(
    Code(
        "RULE690",
        "managed-instances-name-taken",
        what="Managed instances have a name of other capacity.",
        why=(
            "capacity names an instance group, managed instances or Fargate by one word, and "
            "each has a capacity provider of that name. With two of one name nobody could tell "
            "where a task goes."
        ),
        help="Choose another name for the managed instances.",
        source=f"{_ECS}/APIReference/API_CreateCapacityProvider.html",
    ),
    sections=("managed_instances", "instance_groups"),
    over=over.managed_instances,
)
def capacity_has_one_name(cluster: Cluster, managed: ManagedInstances) -> Iterator[Diagnostic]:
    """Keep the names of managed instances apart from those of groups, and from Fargate's."""
    taken = ""
    if managed.key in FARGATE:
        taken = "the capacity that AWS runs"
    elif managed.key in cluster.instance_groups:
        taken = "an instance group"
    if taken:
        message = f"'{managed.key}' is not free: it is the name of {taken}"
        yield finding(cluster, "RULE690", managed.path, message, "choose another name", key=True)


@rule(
    Code(
        "RULE697",
        "requirement-upside-down",
        what="The greatest number of a requirement is below its least.",
        why="No instance has at least the one and at most the other: no task would ever be placed.",
        help="Write a max that is not below min.",
        source=_REQUIREMENTS,
    ),
    sections=_MANAGED,
    over=over.managed_instances,
)
def ranges_in_order(cluster: Cluster, managed: ManagedInstances) -> Iterator[Diagnostic]:
    """Hold each range of the requirements to a beginning that is not above its end."""
    for field in ("vcpu_count", "memory_mib", "accelerator_count", "network_bandwidth_gbps"):
        bounds = getattr(managed.instance_requirements, field, None)
        if bounds is None or bounds.min is None or bounds.max is None:
            continue
        if bounds.max < bounds.min:
            path = (*_path(managed), field, "max")
            message = f"{field} has max {bounds.max}, which is below its min {bounds.min}"
            help = f"write max: {bounds.min} or more, or a smaller min"
            also = (((*_path(managed), field, "min"), "the least"),)
            yield finding(cluster, "RULE697", path, message, help, also=also)


@rule(
    Code(
        "RULE698",
        "types-allowed-and-excluded",
        what="Instance types are allowed, and others excluded.",
        why="EC2 takes one of the two lists: with the first one all other types are excluded.",
        help="Keep allowed_instance_types, or excluded_instance_types.",
        source=_EC2_REQUIREMENTS,
    ),
    sections=_MANAGED,
    over=over.managed_instances,
)
def types_listed_once(cluster: Cluster, managed: ManagedInstances) -> Iterator[Diagnostic]:
    """Refuse a list of excluded types beside one of those that are allowed."""
    requirements = managed.instance_requirements
    if requirements is None or not requirements.allowed_instance_types:
        return
    if requirements.excluded_instance_types:
        path = (*_path(managed), "excluded_instance_types")
        message = "excluded_instance_types stand beside allowed_instance_types"
        help = "remove excluded_instance_types: EC2 takes no other type than those that are allowed"
        also = (((*_path(managed), "allowed_instance_types"), "those that are allowed"),)
        yield finding(cluster, "RULE698", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE702",
        "requirements-contradict",
        what="Requirements contradict each other: no instance type has both.",
        why=(
            "Of the types that are allowed ECS takes those that have all the rest. Processors of "
            "AWS are arm64, those of Intel and AMD x86_64; an instance without accelerators has "
            "none of a kind."
        ),
        help="Keep one of the two.",
        source=_REQUIREMENTS,
    ),
    sections=_MANAGED,
    over=over.managed_instances,
)
def requirements_agree(cluster: Cluster, managed: ManagedInstances) -> Iterator[Diagnostic]:
    """Refuse processors that no allowed type has, and accelerators where there are none."""
    requirements = managed.instance_requirements
    if requirements is None:
        return
    if not managed.architectures:
        makers = " and ".join(requirements.cpu_manufacturers)
        message = f"no type of allowed_instance_types has processors of {makers}"
        path = (*_path(managed), "cpu_manufacturers")
        yield finding(cluster, "RULE702", path, message, "remove cpu_manufacturers", key=True)
    if _has_none(requirements):
        for field in ("accelerator_types", "accelerator_manufacturers"):
            if getattr(requirements, field):
                message = f"{field} asks for accelerators, and accelerator_count has max 0"
                path = (*_path(managed), field)
                help = f"remove {field} or accelerator_count"
                yield finding(cluster, "RULE702", path, message, help, key=True)


def _has_none(requirements: InstanceRequirements) -> bool:
    count = requirements.accelerator_count
    return count is not None and count.max == 0


def _path(managed: ManagedInstances) -> Path:
    return (*managed.path, "instance_requirements")


RULES = (capacity_has_one_name, ranges_in_order, types_listed_once, requirements_agree)
