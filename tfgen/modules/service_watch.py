"""What watches a service: its alarms and its dashboard."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import CLUSTER_NAME, REGION, TOPIC_ARNS, in_cluster
from tfgen.modules.service_routes import dimensions
from tfgen.resolve import ROUTE_ALARMS, Cluster, Service
from tfgen.tree import ModulePlan, Promise


def service_alarms(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the alarms of a service that has some; it waits for them, and deployments watch them."""
    alarms = service.given_alarms
    if not alarms:
        return
    inputs: dict[str, Value] = {
        **_service(cluster, service),
        "alarms": changed(service.alarms),
        "dimensions": None,
        "topic_arns": TOPIC_ARNS,
    }
    # Of what tasks use no balancer knows: their alarms need not wait for one.
    if {*alarms} & {*ROUTE_ALARMS}:
        inputs["dimensions"] = dimensions(service)
    thresholds = {name: alarm.model_dump()["threshold"] for name, alarm in sorted(alarms.items())}
    text = "alarms ring at " + ", ".join(f"{name} {at}" for name, at in thresholds.items())
    promise = Promise("thresholds", thresholds, f"services.{service.key}.alarms", text)
    call = f"{service.module}_alarms"
    yield ModulePlan(call, "service_alarms", service.module, inputs, promises=(promise,))


def service_dashboard(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the dashboard of a service that has one."""
    if not service.dashboard:
        return
    inputs: dict[str, Value] = {
        **_service(cluster, service),
        **changed(cluster.cluster, "container_insights"),
        "dimensions": dimensions(service) or None,
        "region": REGION,
    }
    text = f"there is a dashboard {service.family}"
    promise = Promise("name", service.family, f"services.{service.key}.dashboard", text)
    call = f"{service.module}_dashboard"
    yield ModulePlan(
        call,
        "service_dashboard",
        service.module,
        inputs,
        promises=(promise,),
    )


def _service(cluster: Cluster, service: Service) -> dict[str, Value]:
    """Return how names and metrics call a service, as text: it need not stand yet."""
    return {
        "family": in_cluster(cluster, service.family),
        "cluster_name": CLUSTER_NAME,
        "service_name": service.service_name,
    }
