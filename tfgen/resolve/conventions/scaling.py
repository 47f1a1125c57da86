"""Names of what the scaling of a service makes: policies, their alarms, bounds that change."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import ALARM_NAME, SCALING_POLICY_NAME, SCHEDULED_ACTION_NAME
from tfgen.language.scaling import Scaling
from tfgen.resolve.names import Name
from tfgen.resolve.services import Service


def scaling_names(service: Service) -> Iterator[Name]:
    """Yield the names that the scaling of a service gives."""
    if service.scaling is None:
        return
    of = f"of service {service.name}"
    for end, target in _targets(service, service.scaling):
        yield Name(f"{service.family}-{end}", f"scaling by {target} {of}", SCALING_POLICY_NAME)
    for end in _steps(service.scaling):
        text = f"{service.family}-{end}"
        yield Name(text, f"scaling by steps {end} {of}", SCALING_POLICY_NAME)
        # Steps follow an alarm, which has the same name.
        yield Name(text, f"alarm of steps {end} {of}", ALARM_NAME)
    if service.starts_by_queue:
        text = f"{service.family}-queue/start"
        yield Name(text, f"start by messages {of}", SCALING_POLICY_NAME)
        yield Name(text, f"alarm of the start by messages {of}", ALARM_NAME)
    for schedule in service.scaling.schedules:
        text = f"{service.family}-{schedule}"
        yield Name(text, f"scaling schedule {schedule} {of}", SCHEDULED_ACTION_NAME)


def _targets(service: Service, scaling: Scaling) -> Iterator[tuple[str, str]]:
    """Yield the end of the policy's name for each target that is held, and what the target is."""
    if scaling.cpu is not None:
        yield "cpu", "cpu"
    if scaling.memory is not None:
        yield "memory", "memory"
    # Other routes lead through a network balancer, which counts no requests.
    routes = [route.key for route in service.routes.values() if route.match]
    for route in routes:
        if scaling.requests_per_target:
            yield f"requests-{route}", f"requests of route {route}"
        if scaling.response_time:
            yield f"response-time-{route}", f"response time of route {route}"
    if scaling.queue:
        yield "queue/backlog", "queue"
    if scaling.predictive:
        yield "predictive", "forecast"
    for metric in scaling.metrics:
        yield metric, f"metric {metric}"


def _steps(scaling: Scaling) -> Iterator[str]:
    for name, steps in scaling.steps.items():
        if steps.out:
            yield f"{name}/out"
        if steps.in_:
            yield f"{name}/in"
