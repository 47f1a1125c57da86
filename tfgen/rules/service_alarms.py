"""Rules of a service's alarms and its dashboard: that they can ring, and that CloudWatch has what they show."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import ROUTE_ALARMS, Cluster
from tfgen.rules.rule import Rule, finding, listed
from tfgen.rules.services import services

_INSIGHTS = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"
_ROUTES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html"
_ROLLBACK = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html"


def alarms_have_routes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms of requests and targets to services with routes whose balancer counts them.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
    """
    for path, key, service in services(cluster):
        for name in service.given_alarms:
            if name not in ROUTE_ALARMS:
                continue
            of_http = name != "unhealthy_targets"
            if not any(route.match or not of_http for route in service.routes.values()):
                kind = "an application balancer" if of_http else "a balancer"
                message = f"{name} cannot ring: service {key} has no route from {kind}"
                help = "remove it, or add a route"
                yield finding(
                    cluster,
                    "RULE260",
                    (*path, "alarms", name),
                    message,
                    help,
                    source=_ROUTES,
                    key=True,
                )


def rollback_alarms_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold rollback_alarms to alarms that the service has.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/deployment-alarm-failure.html
    """
    for path, key, service in services(cluster):
        known = service.given_alarms
        for index, name in enumerate(service.deployment.rollback_alarms):
            if name not in known:
                message = f"service {key} has no alarm {name} that could end a deployment"
                help = f"add {name} under alarms" + (f", or use {listed(list(known))}" if known else "")
                at = (*path, "deployment", "rollback_alarms", index)
                yield finding(cluster, "RULE261", at, message, help, source=_ROLLBACK)


def tasks_are_counted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold what shows or watches running tasks to clusters with Container Insights, which counts them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    if cluster.cluster.container_insights != "disabled":
        return
    for path, key, service in services(cluster):
        if service.alarms.running_tasks:
            message = "running_tasks reads a metric of Container Insights, which is disabled"
            help = "write container_insights: enabled under cluster, or remove the alarm"
            at = (*path, "alarms", "running_tasks")
            yield finding(cluster, "RULE156", at, message, help, source=_INSIGHTS, key=True)
        if service.dashboard:
            message = f"the dashboard of service {key} cannot show its tasks: Container Insights is disabled"
            help = "write container_insights: enabled under cluster"
            severity, at = Severity.WARNING, (*path, "dashboard")
            yield finding(cluster, "RULE262", at, message, help, source=_INSIGHTS, severity=severity, key=True)


def alarms_can_be_still(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse an alarm that rings while the service is as small as the spec lets it be.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    for path, key, service in services(cluster):
        alarm, least = service.alarms.running_tasks, service.least_count
        if alarm and alarm.threshold > least:
            message = f"running_tasks rings below {alarm.threshold} tasks, and service {key} may have {least}"
            help = f"write {least} or fewer, or keep more tasks" if least else "remove it, or keep at least one task"
            at = (*path, "alarms", "running_tasks")
            also = (
                ((*path, "scaling"), "scaling"),
                ((*path, "desired_count"), "the number of tasks"),
            )
            yield finding(cluster, "RULE263", at, message, help, source=_INSIGHTS, key=True, also=also)


RULES = (
    Rule(("services", "load_balancers"), alarms_have_routes),
    Rule(("services",), rollback_alarms_exist),
    Rule(("services", "cluster"), tasks_are_counted),
    Rule(("services",), alarms_can_be_still),
)
