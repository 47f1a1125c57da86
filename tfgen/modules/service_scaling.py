"""The scaling of a service: what the number of its tasks follows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from itertools import zip_longest

from tfgen.hcl import Ref, Value
from tfgen.language.scaling import Scaling, Steps
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import CLUSTER_NAME, in_cluster
from tfgen.modules.service_routes import dimensions
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan, Promise

METRIC = ("namespace", "metric_name", "statistic", "dimensions")


def service_scaling(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the scaling of a service that has some, behind the service itself."""
    scaling = service.scaling
    if scaling is None:
        return
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        "cluster_name": CLUSTER_NAME,
        "service_name": Ref(f"module.{service.module}.name"),
        "scaling": _held(scaling, service),
        "route_dimensions": None,
        "steps": _steps(scaling) or None,
        **changed(scaling, "schedules"),
    }
    # Only application balancers count requests.
    if scaling.requests_per_target:
        inputs["route_dimensions"] = dimensions(service)["routes"]
    text = f"there are {scaling.min} to {scaling.max} tasks"
    bounds = [scaling.min, scaling.max]
    promise = Promise("capacity_bounds", bounds, f"services.{service.key}.scaling", text)
    variant: tuple[str, ...] = ()
    # Schedules change the bounds, which Terraform would set back: a literal of the module's text.
    if scaling.schedules:
        variant = ("scheduled",)
    call = f"{service.module}_scaling"
    yield ModulePlan(
        call,
        "service_scaling",
        service.module,
        inputs,
        variant,
        promises=(promise,),
    )


def _held(scaling: Scaling, service: Service) -> dict[str, Value]:
    """Return the bounds, and what is held by more or fewer tasks."""
    held = changed(scaling, "min", "max", "cpu", "memory")
    if scaling.requests_per_target:
        held["requests_per_target"] = by_route(service, scaling.requests_per_target)
    held |= changed(scaling, "metrics")
    if waits := cooldown(scaling):
        held["cooldown"] = waits
    return held


def by_route(service: Service, target: Value) -> Value:
    """Return a target for each route on which an application balancer measures."""
    return dict.fromkeys(
        sorted(key for key, route in service.routes.items() if route.match), target
    )


def cooldown(scaling: Scaling) -> dict[str, Value]:
    """Return how long scaling waits, as far as the modules do not wait so by themselves."""
    # `in` is a word of Python, which the language therefore has under another name.
    return {name.rstrip("_"): span for name, span in changed(scaling.cooldown).items()}


def _steps(scaling: Scaling) -> dict[str, Value]:
    """Return a policy for each direction in which a metric's values scale."""
    policies: dict[str, Value] = {}
    for name, steps in sorted(scaling.steps.items()):
        watched = changed(steps, *METRIC, "period", "evaluation_periods")
        if steps.out:
            policies[f"{name}/out"] = {**watched, **_upward(steps)}
        if steps.in_:
            policies[f"{name}/in"] = {**watched, **_downward(steps)}
    return policies


def _upward(steps: Steps) -> Mapping[str, Value]:
    """Return steps that add tasks: each holds from its value to the next, from the first on."""
    values = sorted(int(value) for value in steps.out)
    threshold = values[0]
    adjustments: list[Value] = []
    # Bounds count from the threshold, not from 0.
    # https://docs.aws.amazon.com/autoscaling/application/APIReference/API_StepAdjustment.html
    for value, end in zip_longest(values, values[1:]):
        bounds = {"lower": value - threshold}
        if end is not None:
            bounds["upper"] = end - threshold
        adjustments.append({**bounds, "change": steps.out[str(value)]})
    return {"threshold": threshold, "adjustments": adjustments}


def _downward(steps: Steps) -> Mapping[str, Value]:
    """Return steps that take tasks away: each holds from its value down to the next."""
    values = sorted((int(value) for value in steps.in_), reverse=True)
    threshold = values[0]
    adjustments: list[Value] = []
    for value, end in zip_longest(values, values[1:]):
        bounds = {}
        # The last step has no lower end: it holds for all values below.
        if end is not None:
            bounds["lower"] = end - threshold
        bounds["upper"] = value - threshold
        adjustments.append({**bounds, "change": -steps.in_[str(value)]})
    return {"threshold": threshold, "adjustments": adjustments}
