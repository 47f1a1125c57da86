"""The scaling of `ecs_service`: what the number of tasks follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tfgen.hcl import Value
from tfgen.modules.service_uses import Uses
from tfgen.resolve import Service
from tfgen.spec.scaling import Scaling, Steps
from tfgen.tree import Input

TARGETS = """map(object({
  metric = string
  target = number
}))"""
METRICS = """map(object({
  namespace = string
  metric_name = string
  statistic = string
  dimensions = map(string)
  target = number
}))"""
SCHEDULES = """map(object({
  schedule = string
  timezone = string
  min = number
  max = number
}))"""
STEPS = """map(object({
  namespace = string
  metric_name = string
  statistic = string
  dimensions = map(string)
  period = number
  evaluation_periods = number
  threshold = number
  adjustments = list(object({
    lower = optional(number)
    upper = optional(number)
    change = number
  }))
}))"""
UTILIZATION = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
}


def scaling_inputs(scaling: Scaling, uses: Uses, service: Service) -> Iterator[Input]:
    """Yield the inputs of scaling."""
    yield Input("min_capacity", "number", "Least number of tasks", scaling.min)
    yield Input("max_capacity", "number", "Greatest number of tasks", scaling.max)
    tracks = uses.utilization or uses.requests or uses.metrics
    if tracks or uses.steps_in:
        yield Input(
            "scale_in_cooldown",
            "number",
            "Seconds to wait after tasks were taken away",
            scaling.cooldown.in_,
        )
    if tracks or uses.steps_out:
        yield Input(
            "scale_out_cooldown",
            "number",
            "Seconds to wait after tasks were added",
            scaling.cooldown.out,
        )
    if uses.utilization:
        targets: dict[str, Value] = {
            name: {"metric": metric, "target": getattr(scaling, name)}
            for name, metric in UTILIZATION.items()
            if getattr(scaling, name) is not None
        }
        yield Input("utilization", TARGETS, "Percentages that are held, by resource", targets)
    if uses.requests:
        yield Input(
            "requests_per_target",
            "map(number)",
            "Requests per minute and task, by route",
            _requests(scaling, service),
        )
    if uses.metrics:
        metrics = {name: metric.model_dump() for name, metric in sorted(scaling.metrics.items())}
        yield Input("metrics", METRICS, "Metrics that are held, by name", metrics)
    if uses.steps_out:
        out = {name: _out(one) for name, one in sorted(scaling.steps.items()) if one.out}
        yield Input(
            "steps_out",
            STEPS,
            "Metrics that add tasks, by name; bounds count from the threshold",
            out,
        )
    if uses.steps_in:
        in_ = {name: _in(one) for name, one in sorted(scaling.steps.items()) if one.in_}
        yield Input(
            "steps_in",
            STEPS,
            "Metrics that take tasks away, by name; bounds count from the threshold",
            in_,
        )
    if uses.schedules:
        schedules = {name: one.model_dump() for name, one in sorted(scaling.schedules.items())}
        yield Input("schedules", SCHEDULES, "Bounds that change with the time, by name", schedules)


def _counted_routes(scaling: Scaling, service: Service) -> Sequence[str]:
    return (
        [name for name, route in service.routes.items() if route.match]
        if scaling.requests_per_target
        else []
    )


def _requests(scaling: Scaling, service: Service) -> Mapping[str, Value]:
    return {name: scaling.requests_per_target for name in _counted_routes(scaling, service)}


def _out(steps: Steps) -> Value:
    """Return steps upward: each holds from its value to the next."""
    values = sorted(int(value) for value in steps.out)
    threshold = values[0]
    bounds = [value - threshold for value in values]
    adjustments = [
        {
            "lower": lower,
            **({} if upper is None else {"upper": upper}),
            "change": steps.out[str(value)],
        }
        for value, lower, upper in zip(values, bounds, [*bounds[1:], None], strict=True)
    ]
    return {**_metric(steps), "threshold": threshold, "adjustments": adjustments}


def _in(steps: Steps) -> Value:
    """Return steps downward: each holds from its value down to the next."""
    values = sorted((int(value) for value in steps.in_), reverse=True)
    threshold = values[0]
    bounds = [value - threshold for value in values]
    adjustments = [
        {
            **({} if lower is None else {"lower": lower}),
            "upper": upper,
            "change": -steps.in_[str(value)],
        }
        for value, upper, lower in zip(values, bounds, [*bounds[1:], None], strict=True)
    ]
    return {**_metric(steps), "threshold": threshold, "adjustments": adjustments}


def _metric(steps: Steps) -> dict[str, Value]:
    return steps.model_dump(exclude={"out", "in_"})
