"""What a change does to the cluster and to instances that run."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic, Severity

_CLUSTER = Code(
    "CHANGE040",
    "cluster-replaced",
    what="The cluster has another name, and so would be another cluster.",
    why="Every name in AWS begins with it: the next apply would replace all that there is.",
    help=(
        "Keep the name. For another cluster write a spec of its own, move to it, and destroy this "
        "one; or delete the tree to start anew."
    ),
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateCluster.html",
)
_ROLLED = Code(
    "CHANGE041",
    "instances-replaced",
    what="Instances of a group are replaced, or are to be.",
    why=(
        "The launch template has what an instance is made of, tags too: with another version "
        "an instance refresh replaces all of them, and moves their tasks."
    ),
    help="Choose the hour of the apply; the tree's README has watch, pause and cancel.",
    source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/asg-instance-refresh.html",
    severity=Severity.WARNING,
)
_REPLACED = Code(
    "CHANGE085",
    "managed-instances-replaced",
    what="Managed instances would be on demand instead of spot, or the other way round.",
    why=(
        "AWS changes that of no capacity provider. Terraform would make the new one before the old "
        "one goes, and two of one name ECS does not take: the apply would fail half way."
    ),
    help="Write managed instances of another name, move the services to them, and remove these.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateCapacityProvider.html",
)
_TRUNKS_OFF = Code(
    "CHANGE075",
    "trunks-turned-off",
    what="The account setting awsvpcTrunking would be turned off.",
    why=(
        "An account has it once in a region: new instances of all clusters there would take few "
        "tasks in awsvpc again, also where others rely on it."
    ),
    help=(
        "To leave the setting on, have Terraform forget it before the apply: terraform state rm "
        "module.awsvpc_trunking.aws_ecs_account_setting_default.this."
    ),
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",
    severity=Severity.WARNING,
)
_TRUNKS_LATER = Code(
    "CHANGE076",
    "trunks-of-new-instances",
    what="Instances that run have no trunk; new ones will.",
    why="An instance gets its trunk when it joins the cluster, by the account setting of that day.",
    help="Start an instance refresh after the apply: the tree's README has the command.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/container-instance-eni.html",
    severity=Severity.NOTE,
)
CODES = (_CLUSTER, _ROLLED, _REPLACED, _TRUNKS_OFF, _TRUNKS_LATER)

# What the autoscaling group, its capacity provider and its role have, and no instance is made of.
_OF_THE_GROUP = {
    "account_id",
    "capacity_provider",
    "capacity_rebalance",
    "capacity_reservation",
    # Another output with the same name: of another name CHANGE040 tells.
    "cluster_name",
    "desired_capacity",
    "drain_minutes",
    "enabled_metrics",
    "instance_maintenance_policy",
    "instance_policies",
    "instance_warmup",
    "log_group_arns",
    "managed_policy_arns",
    "max_instance_lifetime",
    "max_size",
    "min_size",
    "partition",
    "refresh",
    "role_name_prefix",
    "session_policy_arns",
    "subnet_ids",
}
# Modules whose outputs stand in the user data, and what of them does not.
_OF_USER_DATA = {"host_logs", "docker_container"}
_OF_LOG_GROUPS = {"log_class", "log_kms_key_arn", "log_retention_days"}
_MODULE = re.compile(r"\$\{module\.(\w+)")


def clusters_keep_their_names(change: Change) -> Iterator[Diagnostic]:
    """Refuse another name for the cluster that is there."""
    for before, after in change.kept("ecs_cluster"):
        former, name = before.get("name"), after.get("name")
        if former != name:
            message = f"cluster {former} would become {name}: all that there is would be replaced"
            help = (
                f"keep cluster.name: {former}; for another cluster write a spec of its own, or "
                "delete the tree to start anew"
            )
            yield change.told(_CLUSTER, before, message, help)


def instances_stay(change: Change) -> Iterator[Diagnostic]:
    """Tell which groups are rolled, and by what."""
    tags = change.former.default_tags != change.present.default_tags
    for before, after in change.kept("ecs_instances"):
        by = sorted(_made_of_anew(change, before, after))
        if tags and "tags" not in by:
            by.append("tags")
        if by:
            key = before.name.removeprefix("instance_group_").replace("_", "-")
            message = f"the instances of group {key} are replaced: {', '.join(by)}"
            help = "choose the hour of the apply; the tree's README has watch, pause and cancel"
            yield change.told(_ROLLED, before, message, help)


def managed_instances_are_bought_alike(change: Change) -> Iterator[Diagnostic]:
    """Refuse another way in which EC2 sells the instances of a capacity provider that is there."""
    for before, after in change.kept("ecs_managed_instances"):
        path, usual = "capacity_option_type", "on_demand"
        former, present = before.get(path, usual), after.get(path, usual)
        if former != present:
            key = before.name.removeprefix("managed_instances_").replace("_", "-")
            message = f"managed instances {key} would be {present} and not {former} any more"
            help = (
                f"keep capacity_option_type: {former}, and write managed instances of another "
                f"name that are {present}"
            )
            yield change.told(_REPLACED, before, message, help)


def _made_of_anew(change: Change, before: Call, after: Call) -> Iterator[str]:
    for name in before.inputs.keys() | after.inputs.keys():
        former, value = before.inputs.get(name), after.inputs.get(name)
        if name == "session_policy_arns" and before.get("ami_family") == "bottlerocket":
            # Its user data switches sessions on.
            if (former is None) != (value is None):
                yield name
        elif name == "warm_pool":
            # Their user data says what state they wait in, and not how many do.
            if _pool_state(before) != _pool_state(after):
                yield name
        elif name not in _OF_THE_GROUP and (former != value or _reads_anew(change, value)):
            yield name


def _pool_state(call: Call) -> object:
    if call.inputs.get("warm_pool") is None:
        return None
    return call.get("warm_pool.pool_state", "stopped")


def _reads_anew(change: Change, value: object) -> bool:
    """Whether a value comes from a module whose own inputs change."""
    for name in _MODULE.findall(str(value)):
        after = change.present.calls.get(name)
        before = change.former_of(name)
        if after and before and after.module in _OF_USER_DATA:
            differing = {
                key
                for key in before.inputs.keys() | after.inputs.keys()
                if before.inputs.get(key) != after.inputs.get(key)
            }
            if differing - _OF_LOG_GROUPS:
                return True
    return False


def trunks_stay(change: Change) -> Iterator[Diagnostic]:
    """Tell where the account loses its trunks, and where instances get none before they go."""
    for call in change.gone("awsvpc_trunking"):
        message = "awsvpcTrunking would be turned off for all clusters of the account in the region"
        help = (
            "to leave it on, run `terraform state rm "
            "module.awsvpc_trunking.aws_ecs_account_setting_default.this` before the apply"
        )
        yield change.told(_TRUNKS_OFF, call, message, help)
    if change.former_of("awsvpc_trunking") or "awsvpc_trunking" not in change.present.calls:
        return
    for before, _ in change.kept("ecs_instances"):
        key = before.name.removeprefix("instance_group_").replace("_", "-")
        message = f"the instances of group {key} that run have no trunk; new ones will"
        help = "start an instance refresh after the apply: the tree's README has the command"
        yield change.told(_TRUNKS_LATER, before, message, help)


CHECKS: tuple[Check, ...] = (
    clusters_keep_their_names,
    instances_stay,
    managed_instances_are_bought_alike,
    trunks_stay,
)
