"""Target groups of what runs: their names stay, so that requests go on to the same targets."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch, seconds
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity

# A field of the spec, the provider's name for it, and the language's default.
_CHECK = (
    ("path", "path", "/"),
    ("success_codes", "matcher", "200"),
    ("healthy_threshold", "healthy_threshold", 3),
    ("unhealthy_threshold", "unhealthy_threshold", 3),
)
_CHECK_TIMES = (("interval", "30s"), ("timeout", "5s"))


def default_target_group(sketch: Sketch, path: Path, arn: str) -> None:
    """Put the target group of a default action, unless a service has it."""
    group = sketch.world.first("aws_lb_target_group", arn=arn)
    # That of a service stands under its routes.
    if group is None or arn in served(sketch):
        return
    values, own = group.values, (*path, "default_target_group")
    if values.get("protocol") != "HTTP":
        message = (
            f"target group {values['name']} speaks {values.get('protocol')}, the default one HTTP"
        )
        help = "move its targets to a service of the spec before you apply"
        sketch.say("ADOPT074", message, help, Severity.WARNING)
        return
    sketch.draft.put((*own, "name"), str(values["name"]))
    sketch.put((*own, "port"), _number(values.get("port")), 80)
    sketch.put((*own, "target_type"), values.get("target_type"), "instance")
    common(sketch, own, values)


def common(sketch: Sketch, path: Path, values: Mapping[str, Any]) -> None:
    """Put what a default target group and a route have both."""
    delay = seconds(values.get("deregistration_delay"))
    sketch.put((*path, "deregistration_delay"), delay, "30s")
    check = health_check(block(values, "health_check"))
    # A path alone is the short form.
    if set(check) == {"path"}:
        sketch.draft.put((*path, "health_check"), check["path"])
    elif check:
        sketch.draft.put((*path, "health_check"), check)


def health_check(values: Mapping[str, Any]) -> dict[str, Any]:
    """Return a check as the spec has it, without what is the language's default."""
    reading: dict[str, Any] = {}
    for field, name, default in _CHECK:
        if values.get(name) not in (None, "", default):
            reading[field] = values[name]
    for field, usual in _CHECK_TIMES:
        if seconds(values.get(field)) not in (None, usual):
            reading[field] = seconds(values[field])
    return reading


def target_group_of(action: Mapping[str, Any]) -> str:
    """Return the only target group of an action, "" where there is none or several."""
    if arn := action.get("target_group_arn"):
        return str(arn)
    groups = block(action, "forward").get("target_group") or []
    return str(groups[0]["arn"]) if len(groups) == 1 else ""


def served(sketch: Sketch) -> dict[str, Live]:
    """Return the services of the cluster by the ARNs of their target groups."""
    return {
        str(entry["target_group_arn"]): service
        for service in sketch.world.of("aws_ecs_service")
        for entry in service.values.get("load_balancer") or ()
        if entry.get("target_group_arn")
    }


def _number(value: Any) -> int | None:
    return None if value in (None, "") else int(value)
