"""What a change does to names that a spec gives: AWS renames nothing that has one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call
from tfgen.diagnostics import Code, Diagnostic

_CAPACITY = Code(
    "CHANGE800",
    "capacity-renamed",
    what="An autoscaling group or its capacity provider would have another name.",
    why=(
        "AWS renames neither. The group would be made anew with other instances, and services "
        "that run on the provider hold the old one."
    ),
    help=(
        "Keep the name. For another one write a group beside it, move the services there, and "
        "remove the old group."
    ),
    source="https://docs.aws.amazon.com/autoscaling/ec2/APIReference/API_UpdateAutoScalingGroup.html",
)
_TARGETS = Code(
    "CHANGE801",
    "target-group-renamed",
    what="A target group would be another one, by its name or under the same name.",
    why=(
        "AWS changes name, port, protocol and type of no target group. A rule leads to a new one "
        "before tasks are in it, and beside the old one a name is free only once that is gone."
    ),
    help=(
        "Keep what is written. For another group write a second route with the same patterns and "
        "a weight, move the requests, and remove the old route."
    ),
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_ModifyTargetGroup.html",
)
CODES = (_CAPACITY, _TARGETS)

_NAMES = {
    "autoscaling_group_name": ("the autoscaling group", "autoscaling_group_name"),
    "capacity_provider.name": ("the capacity provider", "capacity_provider.name"),
}


def capacity_keeps_its_names(change: Change) -> Iterator[Diagnostic]:
    """Refuse another name for a group of instances, or for its capacity provider."""
    for before, after in change.kept("ecs_instances"):
        key = before.name.removeprefix("instance_group_").replace("_", "-")
        for path, (kind, word) in _NAMES.items():
            former, name = before.get(path), after.get(path)
            if former == name:
                continue
            message = f"{kind} of instance group {key} would be replaced: {_change(former, name)}"
            help = f"keep {word}: {former}" if former else f"remove {word}"
            yield change.told(_CAPACITY, before, message, help)


def _change(former: object, name: object) -> str:
    composed = "the name that tfgen composes"
    return f"{former or composed} would become {name or composed}"


def target_groups_keep_their_names(change: Change) -> Iterator[Diagnostic]:
    """Refuse another name for a target group, and another group under the same name."""
    for before, after in change.kept("service_routes", "service_listeners"):
        word = "routes" if before.module == "service_routes" else "listeners"
        former, present = before.get(word, {}), after.get(word, {})
        for key in former.keys() & present.keys():
            why = _why_replaced((before, former[key]), (after, present[key]))
            if why:
                message = f"the target group of route {key} {why}"
                yield change.told(_TARGETS, before, message, "keep what is written of it")


def _why_replaced(before: tuple[Call, dict[str, Any]], after: tuple[Call, dict[str, Any]]) -> str:
    former, name = (route.get("target_group_name") for _, route in (before, after))
    same = _facts(*before) == _facts(*after)
    if former == name and not same:
        return f"would be another one under the same name, {name}, which AWS takes once"
    if former != name and same and not (_is_composed(former) and _is_composed(name)):
        shown = [None if _is_composed(one) else one for one in (former, name)]
        return f"would be replaced: {_change(*shown)}"
    return ""


def _is_composed(name: object) -> bool:
    """Whether a name ends in the hash that names of tfgen's have."""
    return re.fullmatch(r".*-[0-9a-f]{5}", str(name)) is not None


def _facts(call: Call, route: dict[str, Any]) -> tuple[object, ...]:
    """Return what AWS changes of no target group."""
    if call.module == "service_listeners":
        # The port of a network balancer is the listener's, which also ends TLS.
        protocol = route.get("protocol", "tcp").replace("tls", "tcp")
        return route["container_port"], protocol, call.get("target_type")
    port = route.get("target_group_port") or route["port"]
    return port, route.get("protocol"), call.get("target_type")


CHECKS: tuple[Check, ...] = (capacity_keeps_its_names, target_groups_keep_their_names)
