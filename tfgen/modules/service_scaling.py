"""The scaling of `ecs_service`: what the number of tasks follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tfgen.hcl import Value
from tfgen.modules.service_uses import Uses
from tfgen.spec.services import Scaling, Service
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
UTILIZATION = {"cpu": "ECSServiceAverageCPUUtilization", "memory": "ECSServiceAverageMemoryUtilization"}


def scaling_inputs(scaling: Scaling, uses: Uses, service: Service) -> Iterator[Input]:
    """Yield the inputs of scaling."""
    yield Input("min_capacity", "number", "Least number of tasks", scaling.min)
    yield Input("max_capacity", "number", "Greatest number of tasks", scaling.max)
    if uses.utilization or uses.requests or uses.metrics:
        yield Input("scale_in_cooldown", "number", "Seconds to wait after tasks were taken away", scaling.cooldown.in_)
        yield Input("scale_out_cooldown", "number", "Seconds to wait after tasks were added", scaling.cooldown.out)
    if uses.utilization:
        targets: dict[str, Value] = {
            name: {"metric": metric, "target": getattr(scaling, name)}
            for name, metric in UTILIZATION.items()
            if getattr(scaling, name) is not None
        }
        yield Input("utilization", TARGETS, "Percentages that are held, by resource", targets)
    if uses.requests:
        yield Input(
            "requests_per_target", "map(number)", "Requests per minute and task, by route", _requests(scaling, service)
        )
    if uses.metrics:
        metrics = {name: metric.model_dump() for name, metric in sorted(scaling.metrics.items())}
        yield Input("metrics", METRICS, "Metrics that are held, by name", metrics)
    if uses.schedules:
        schedules = {name: one.model_dump() for name, one in sorted(scaling.schedules.items())}
        yield Input("schedules", SCHEDULES, "Bounds that change with the time, by name", schedules)


def _counted_routes(scaling: Scaling, service: Service) -> Sequence[str]:
    return [name for name, route in service.routes.items() if route.match] if scaling.requests_per_target else []


def _requests(scaling: Scaling, service: Service) -> Mapping[str, Value]:
    return {name: scaling.requests_per_target for name in _counted_routes(scaling, service)}
