"""Rules of a service's alarms and dashboard: that they can ring, and have what they show."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import ROUTE_ALARMS, Cluster, Service
from tfgen.rules import over
from tfgen.rules.rule import Rule, finding, listed

_MONITORING = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring"
_INSIGHTS = f"{_MONITORING}/Container-Insights-metrics-ECS.html"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_ROUTES = f"{_ELB}/application/load-balancer-cloudwatch-metrics.html"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_ROLLBACK = f"{_ECS}/developerguide/deployment-alarm-failure.html"


def alarms_have_routes(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold alarms of requests and targets to services with routes whose balancer counts them.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    """
    for name in ROUTE_ALARMS:
        of_http = name != "unhealthy_targets"
        counted = any(route.match or not of_http for route in service.routes.values())
        if name in service.given_alarms and not counted:
            kind = "an application balancer" if of_http else "a balancer"
            message = f"{name} cannot ring: service {service.key} has no route from {kind}"
            at, help = (*service.path, "alarms", name), "remove it, or add a route"
            yield finding(cluster, "RULE260", at, message, help, source=_ROUTES, key=True)


def rollback_alarms_exist(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold rollback_alarms to alarms that the service has.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    """
    for index, name in enumerate(service.deployment.rollback_alarms):
        if getattr(service.alarms, name) is None:
            message = f"service {service.key} has no alarm {name} that could end a deployment"
            known = list(service.given_alarms)
            help = f"add {name} under alarms" + (f", or use {listed(known)}" if known else "")
            at = (*service.path, "deployment", "rollback_alarms", index)
            yield finding(cluster, "RULE261", at, message, help, source=_ROLLBACK)


def tasks_are_counted(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the alarm of running tasks to clusters with Container Insights, which counts them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    if cluster.cluster.container_insights == "disabled" and service.alarms.running_tasks:
        message = "running_tasks reads a metric of Container Insights, which is disabled"
        help = "write container_insights: enabled under cluster, or remove the alarm"
        at = (*service.path, "alarms", "running_tasks")
        yield finding(cluster, "RULE156", at, message, help, source=_INSIGHTS, key=True)


def dashboards_show_tasks(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a dashboard without Container Insights, which counts the tasks that it shows.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    if cluster.cluster.container_insights == "disabled" and service.dashboard:
        shows = f"the dashboard of service {service.key} cannot show its tasks"
        yield finding(
            cluster,
            "RULE262",
            (*service.path, "dashboard"),
            f"{shows}: Container Insights is disabled",
            "write container_insights: enabled under cluster",
            source=_INSIGHTS,
            severity=Severity.WARNING,
            key=True,
        )


def alarms_can_be_still(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse an alarm that rings while the service is as small as the spec lets it be.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    alarm, least = service.alarms.running_tasks, service.least_count
    if alarm is None or alarm.threshold <= least:
        return
    rings = f"running_tasks rings below {alarm.threshold} tasks"
    message = f"{rings}, and service {service.key} may have {least}"
    help = f"write {least} or fewer, or keep more tasks"
    if least == 0:
        help = "remove it, or keep at least one task"
    at = (*service.path, "alarms", "running_tasks")
    also = (
        ((*service.path, "scaling"), "scaling"),
        ((*service.path, "desired_count"), "the number of tasks"),
    )
    yield finding(cluster, "RULE263", at, message, help, source=_INSIGHTS, key=True, also=also)


RULES = (
    Rule(("services", "load_balancers"), alarms_have_routes, over.services),
    Rule(("services",), rollback_alarms_exist, over.services),
    Rule(("services", "cluster"), tasks_are_counted, over.services),
    Rule(("services", "cluster"), dashboards_show_tasks, over.services),
    Rule(("services",), alarms_can_be_still, over.services),
)
