"""What a change does to balancers that stand: one that goes, or becomes another."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.changes.change import Change, Check
from tfgen.changes.root import Call, Root, name_now
from tfgen.diagnostics import Code, Diagnostic, Severity

_PROTECTION = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "edit-load-balancer-attributes.html"
)
_PROTECTED = Code(
    "CHANGE020",
    "protected-balancer-goes",
    what="A balancer that AWS refuses to delete goes, or becomes another one.",
    why="Its deletion protection would stop the apply half-way.",
    help=(
        "Write deletion_protection: false for it and apply; then make this change. Or say with "
        "moved_from that it has another name only."
    ),
    source=_PROTECTION,
)
_REPLACED = Code(
    "CHANGE021",
    "balancer-replaced",
    what="A balancer goes, or becomes another one.",
    why="A new one has another DNS name, and clients that know the old one reach nothing.",
    help="Point the names in DNS to the new one; names under `dns` follow by themselves.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/how-elastic-load-balancing-works.html",
    severity=Severity.WARNING,
)
_PRIORITY = Code(
    "CHANGE022",
    "priority-in-use",
    what="A listener rule takes the priority that another one has.",
    why=(
        "AWS refuses a priority that is in use, and Terraform changes rules in no order: the "
        "apply would stop half-way."
    ),
    help="Write a priority that no rule has yet; or take it from the one, apply, and then give it.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_SetRulePriorities.html",
)
CODES = (_PROTECTED, _REPLACED, _PRIORITY)

_FOLDERS = ("alb", "nlb", "elb")


def balancers_stay(change: Change) -> Iterator[Diagnostic]:
    """Refuse what a balancer's protection would stop; tell of one that becomes another."""
    for before, after in change.pairs(*_FOLDERS):
        key = before.name.removeprefix("load_balancer_").replace("_", "-")
        why = _why_replaced(before, after)
        if not why:
            continue
        message = f"load balancer {key} {why}"
        if before.folder != "elb" and before.get("deletion_protection", True):
            message += ", and its deletion protection would stop the apply half-way"
            yield change.told(_PROTECTED, before, message, _way_out(change, key, after))
        else:
            help = "point the names in DNS to the new one; names under dns follow by themselves"
            yield change.told(_REPLACED, before, message, help)


def _why_replaced(before: Call, after: Call | None) -> str:
    if after is None:
        return "goes"
    if before.folder != after.folder:
        return "would be one of another type"
    if before.get("internal", False) != after.get("internal", False):
        return "would be replaced by one with the other scheme"
    if before.get("name") != after.get("name"):
        return f"would be replaced by {after.get('name')}"
    return ""


def _way_out(change: Change, key: str, after: Call | None) -> str:
    off = f"write load_balancers: {{{key}: {{deletion_protection: false}}}}, apply, and then this"
    if after is None and key == "default":
        # Nobody wrote it: it was there because there was no other.
        return f"write default: {{}} beside the others to keep it; or {off}"
    if after is None:
        return f"if it has another name only, write moved_from: {key}; else {off}"
    return off


# Modules that make rules of listeners.
_WITH_RULES = ("service_routes", "listener_rules")


def priorities_are_free(change: Change) -> Iterator[Diagnostic]:
    """Refuse a priority that another rule of the listener has as long as the apply runs."""
    holders = dict(_priorities(change.former))
    present = dict(_priorities(change.present))
    for place, (call, rule) in present.items():
        if place not in holders:
            continue
        holder, held = holders[place]
        if (name_now(holder.name, change.present.moved), held) == (call.name, rule):
            continue
        message = f"rule {rule} takes priority {place[1]}, which rule {held} has"
        help = "write another priority; or take it from the one, apply, and then give it"
        yield change.told(_PRIORITY, holder, message, help)


def _priorities(root: Root) -> Iterator[tuple[tuple[str, int], tuple[Call, str]]]:
    """Yield the rules of listeners by listener and priority."""
    for call in root.calls.values():
        if call.module not in _WITH_RULES:
            continue
        for key, rule in call.get("listener_rules", {}).items():
            yield (str(rule["listener_arn"]), int(rule["priority"])), (call, key)


CHECKS: tuple[Check, ...] = (balancers_stay, priorities_are_free)
