"""How the number of tasks of a service that runs follows load."""

from __future__ import annotations

from typing import Any

from tfgen.adopt.draft import Path
from tfgen.adopt.live.live import Live
from tfgen.adopt.live.sketch import Sketch
from tfgen.adopt.live.world import block
from tfgen.diagnostics import Severity

_METRICS = {
    "ALBRequestCountPerTarget": "requests_per_target",
    "ECSServiceAverageCPUUtilization": "cpu",
    "ECSServiceAverageMemoryUtilization": "memory",
}
_DIMENSION = "ecs:service:DesiredCount"


def scaling(sketch: Sketch, path: Path, service: Live) -> bool:
    """Put the bounds and what is held; return whether the service scales."""
    resource = f"service/{sketch.name}/{service.values['name']}"
    world, own = sketch.world, (*path, "scaling")
    target = world.first("aws_appautoscaling_target", resource_id=resource)
    if target is None:
        return False
    held = {
        _METRICS[metric]: _number(policy, metric)
        for policy in world.of("aws_appautoscaling_policy", resource_id=resource)
        if (metric := metric_of(policy)) in _METRICS
    }
    # Steps and own metrics are alarms and policies together: a person has to say what is meant.
    if not held:
        message = f"{resource} scales by something that no route of the draft says"
        help = f"write it under {'.'.join(own)}, and delete the old policies after the apply"
        sketch.say("ADOPT072", message, help, Severity.WARNING)
        return False
    sketch.draft.put((*own, "min"), int(target.values["min_capacity"]))
    sketch.draft.put((*own, "max"), int(target.values["max_capacity"]))
    for field, value in sorted(held.items()):
        sketch.draft.put((*own, field), value)
    return True


def metric_of(policy: Live) -> str:
    """Return the metric of AWS's own that a policy holds, "" where it is another one."""
    tracking = block(policy.values, "target_tracking_scaling_policy_configuration")
    metric = block(tracking, "predefined_metric_specification").get("predefined_metric_type")
    return str(metric or "")


def _number(policy: Live, metric: str) -> Any:
    tracking = block(policy.values, "target_tracking_scaling_policy_configuration")
    # Whole numbers stand in a spec without a point.
    value = float(tracking["target_value"])
    return int(value) if value.is_integer() else value
