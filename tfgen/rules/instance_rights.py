"""Rules of the instances' own role, and of the reservations and percentages of their group."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import INLINE_POLICY_LENGTH
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.capacity import WIDEST_REFRESH
from tfgen.rules.container_security import all_of
from tfgen.rules.deployment_room import may_have_trunk
from tfgen.rules.rule import finding, rule

_AWS = "https://docs.aws.amazon.com"
_SCALING = f"{_AWS}/autoscaling/ec2"
_GROUPS = ("instance_groups",)
# What the policy takes at least by which an instance joins its cluster.
_OF_ECS = 1000


@rule(
    Code(
        "RULE653",
        "maintenance-range-too-wide",
        what="The percentages of an instance maintenance policy are too far apart.",
        why=(
            "They are the least and the most of the group that runs while some of its instances "
            "are replaced. EC2 Auto Scaling takes a difference of at most 100 between them."
        ),
        help="Raise min_healthy_percentage, or lower max_healthy_percentage.",
        source=f"{_SCALING}/APIReference/API_InstanceMaintenancePolicy.html",
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def maintenance_in_range(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the percentages of an instance maintenance policy to a difference of 100."""
    policy = group.instance_maintenance_policy
    if policy is None:
        return
    low, high = policy.min_healthy_percentage, policy.max_healthy_percentage
    if high - low > WIDEST_REFRESH:
        both = f"min_healthy_percentage {low} and max_healthy_percentage {high}"
        message = f"{both} are more than {WIDEST_REFRESH} apart"
        help = f"write min_healthy_percentage: {high - WIDEST_REFRESH} or more"
        path = (*group.path, "instance_maintenance_policy", "min_healthy_percentage")
        yield finding(cluster, "RULE653", path, message, help)


@rule(
    Code(
        "RULE654",
        "reservation-never-used",
        what="A group without on-demand instances asks for Capacity Reservations.",
        why=(
            "A Capacity Reservation is of on-demand capacity. Spot instances run beside it, and "
            "it is paid for whether something runs in it or not."
        ),
        help="Remove capacity_reservation, or leave some of the group on demand.",
        source=f"{_SCALING}/userguide/use-ec2-capacity-reservations.html",
        severity=Severity.WARNING,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def reservations_used(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of reservations for a group that is of spot instances alone."""
    if group.capacity_reservation is None or group.spot is None:
        return
    if group.spot.percent == 100 and group.spot.on_demand_base == 0:
        why = "all of its instances are spot instances"
        message = f"group {group.key} takes no Capacity Reservation: {why}"
        help = "remove it, or write spot: {percent: 100, on_demand_base: 1}"
        path = (*group.path, "capacity_reservation")
        yield finding(cluster, "RULE654", path, message, help, key=True)


@rule(
    Code(
        "RULE655",
        "instance-role-too-large",
        what="The statements of an instance role are larger than IAM takes.",
        why=(
            "The inline policies of a role have 10,240 characters together, without white space, "
            "and those that ECS and logs need are among them."
        ),
        help="Make a managed policy of some, and name it under managed_policy_arns.",
        source=INLINE_POLICY_LENGTH.source,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def instance_roles_fit(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold the statements of an instance role to what IAM takes beside those of tfgen."""
    statements = [
        statement.model_dump(exclude_defaults=True) for statement in group.instance_role.statements
    ]
    text = json.dumps(statements, ensure_ascii=False, separators=(",", ":"), default=str)
    length, most = len("".join(text.split())), INLINE_POLICY_LENGTH.high - _OF_ECS
    if length > most:
        has = f"the statements have {length} characters"
        message = f"{has}, and beside what ECS needs IAM takes {most} of a role at most"
        help = "make a managed policy of some, and name it under managed_policy_arns"
        path = (*group.path, "instance_role", "statements")
        yield finding(cluster, "RULE655", path, message, help, key=True)


@rule(
    Code(
        "SEC053",
        "instance-role-too-wide",
        what="An instance role may do everything, or everything with a service of AWS.",
        why="Whoever enters an instance has these rights, and so has each container that reaches "
        "the instance's metadata: those in host mode, and in bridge mode with imds_hop_limit: 2.",
        help="Name the actions that are needed; rights of a program go into its task_role.",
        source=f"{_AWS}/IAM/latest/UserGuide/best-practices.html#grant-least-privilege",
    ),
    sections=("security", *_GROUPS),
    over=over.instance_groups,
)
def instance_rights_named(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Find instance roles that may use all actions, or all of a service."""
    for number, statement in enumerate(group.instance_role.statements):
        # A deny of everything takes rights away.
        if statement.effect != "allow":
            continue
        path = (*group.path, "instance_role", "statements", number, "actions")
        for index, action in enumerate(statement.actions):
            if rights := all_of(action):
                message = f"the instance role of group {group.key} may use {rights}"
                help = "name the actions that it needs"
                yield finding(cluster, "SEC053", (*path, index), message, help)


@rule(
    Code(
        "RULE656",
        "trunks-of-no-type",
        what="Trunks are asked for, and no instance type of the cluster can have one.",
        why=(
            "Types of the T families have no trunk: their tasks in awsvpc keep the few network "
            "interfaces of the instance, whatever the account setting says."
        ),
        help="Remove awsvpc_trunking, or use a type with a trunk, such as m7i.large.",
        source=f"{_AWS}/AmazonECS/latest/developerguide/container-instance-eni.html",
        severity=Severity.WARNING,
    ),
    sections=("cluster", *_GROUPS),
)
def some_type_has_a_trunk(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of trunks where no type of any group can have one."""
    groups = cluster.instance_groups.values()
    if cluster.cluster.awsvpc_trunking is None or not groups:
        return
    if not any(map(may_have_trunk, groups)):
        message = "no instance type of this cluster can have a trunk"
        help = "remove it, or use a type such as m7i.large"
        yield finding(cluster, "RULE656", ("cluster", "awsvpc_trunking"), message, help, key=True)


RULES = (
    maintenance_in_range,
    reservations_used,
    instance_roles_fit,
    instance_rights_named,
    some_type_has_a_trunk,
)
