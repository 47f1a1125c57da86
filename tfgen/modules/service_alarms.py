"""What watches a service: the alarms and the dashboard of `ecs_service`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import names
from tfgen.hcl import Value
from tfgen.modules.ecs_events import alarm_topics
from tfgen.modules.service_uses import Uses
from tfgen.resolve import ROUTE_ALARMS, Cluster, Service
from tfgen.spec.service_alarms import ServiceAlarms
from tfgen.tree import Input, Promise

ALARMS = """map(object({
  threshold = number
  period = number
  evaluation_periods = number
}))"""


def alarm_shape(cluster: Cluster, service: Service, uses: Uses) -> Mapping[str, bool]:
    """Return which metrics the alarms of all services read, and whether the cluster counts tasks."""
    used = {name for one in cluster.services.values() for name in one.given_alarms}
    can_be = {name: uses.route_alarms and uses.routes for name in ROUTE_ALARMS}
    can_be["unhealthy_targets"] = uses.route_alarms
    return {
        **{
            f"alarm_{name}": name in used and can_be.get(name, uses.alarms)
            for name in ServiceAlarms.model_fields
        },
        "dashboard_tasks": service.dashboard and cluster.cluster.container_insights != "disabled",
    }


def alarm_inputs(cluster: Cluster, service: Service, uses: Uses) -> Iterator[Input]:
    """Yield the inputs of the alarms."""
    given = service.given_alarms
    values: dict[str, Value] = {name: alarm.model_dump() for name, alarm in given.items()}
    if uses.alarms:
        plain = {name: value for name, value in values.items() if name not in ROUTE_ALARMS}
        yield Input(
            "alarms", ALARMS, "Alarms of the tasks: tasks or percent, seconds, periods", plain
        )
    if uses.route_alarms:
        of_routes = {name: value for name, value in values.items() if name in ROUTE_ALARMS}
        yield Input(
            "route_alarms", ALARMS, "Alarms of the routes: how many, seconds, periods", of_routes
        )
    if uses.rollback_alarms:
        about = "Alarms that bring the former version back while a new one comes"
        yield Input(
            "rollback_alarms", "list(string)", about, sorted(service.deployment.rollback_alarms)
        )
    if values:
        yield Input("topic_arns", "list(string)", "Topics that the alarms tell", alarm_topics())


def alarm_promises(cluster: Cluster, key: str, service: Service) -> Iterator[Promise]:
    """Yield what the spec promises of the alarms and the dashboard."""
    family, path = names.joined(cluster.name, service.name), f"services.{key}"
    if alarms := service.given_alarms:
        found = {name: alarm.model_dump()["threshold"] for name, alarm in sorted(alarms.items())}
        text = "alarms ring at " + ", ".join(
            f"{name} {threshold}" for name, threshold in found.items()
        )
        yield Promise("alarm_thresholds", found, f"{path}.alarms", text)
    if service.deployment.rollback_alarms:
        rollback = sorted(service.alarm_name(name) for name in service.deployment.rollback_alarms)
        text = f"{', '.join(rollback)} bring the former version back"
        yield Promise("rollback_alarms", rollback, f"{path}.deployment.rollback_alarms", text)
    if service.dashboard:
        yield Promise(
            "dashboard_name", family, f"{path}.dashboard", f"there is a dashboard {family}"
        )
