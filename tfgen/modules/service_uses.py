"""What a service uses: the text of its module has nothing else."""

from __future__ import annotations

from typing import NamedTuple

from tfgen.resolve import ROUTE_ALARMS, Service


class Uses(NamedTuple):
    """What a service uses, in the words of the templates."""

    routes: bool
    listeners: bool
    scaled: bool
    metrics: bool
    steps_out: bool
    steps_in: bool
    schedules: bool
    requests: bool
    utilization: bool
    alarms: bool
    route_alarms: bool
    rollback_alarms: bool
    dashboard: bool

    @classmethod
    def of(cls, service: Service) -> Uses:
        """Return what a service uses."""
        scaling, routes = service.scaling, service.routes.values()
        alarms = service.given_alarms
        return cls(
            routes=any(route.match for route in routes),
            listeners=any(route.listen for route in routes),
            scaled=scaling is not None,
            metrics=bool(scaling and scaling.metrics),
            steps_out=bool(scaling and any(one.out for one in scaling.steps.values())),
            steps_in=bool(scaling and any(one.in_ for one in scaling.steps.values())),
            schedules=bool(scaling and scaling.schedules),
            requests=bool(scaling and scaling.requests_per_target),
            utilization=bool(scaling and (scaling.cpu or scaling.memory)),
            alarms=any(name not in ROUTE_ALARMS for name in alarms),
            route_alarms=any(name in ROUTE_ALARMS for name in alarms),
            rollback_alarms=bool(service.deployment.rollback_alarms),
            dashboard=service.dashboard,
        )
