"""The scaling of a service by how long its answers take."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.references import in_cluster
from tfgen.modules.service_routes import dimensions
from tfgen.modules.service_scaling import by_route, cooldown
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan, Promise


def response_time(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan what holds the response time of a service that has one, behind its bounds."""
    scaling = service.scaling
    if scaling is None or scaling.response_time is None:
        return
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        "resource_id": Ref(f"module.{service.module}_scaling.resource_id"),
        "response_times": by_route(service, scaling.response_time),
        "dimensions": dimensions(service)["routes"],
        "cooldown": cooldown(scaling) or None,
    }
    routes = sorted(key for key, route in service.routes.items() if route.match)
    names = {key: f"{service.family}-response-time-{key}" for key in routes}
    path = f"services.{service.key}.scaling.response_time"
    text = f"answers take {scaling.response_time:f} seconds on average"
    promise = Promise("policy_names", names, path, text)
    call = f"{service.module}_response_time"
    yield ModulePlan(call, "service_response_time", service.module, inputs, promises=(promise,))
