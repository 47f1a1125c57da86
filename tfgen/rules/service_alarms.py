"""Rules of a service's alarms and dashboard: that they can ring, and have what they show."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import ROUTE_ALARMS, Cluster, Service
from tfgen.resolve.waits import deployment_minutes
from tfgen.rules import over
from tfgen.rules.alarms import NO_INSIGHTS
from tfgen.rules.rule import finding, listed, rule

_MONITORING = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring"
_INSIGHTS = f"{_MONITORING}/Container-Insights-metrics-ECS.html"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
# Minutes of an apply that nobody wonders about.
_USUAL_APPLY = 60


@rule(
    Code(
        "RULE260",
        "alarm-without-route",
        what="An alarm of requests or targets belongs to a service without such a route.",
        why=(
            "A balancer counts what goes to a service by its target group, and only an application "
            "balancer counts requests. Without the metric the alarm has no data and never rings."
        ),
        help="Remove the alarm, or add a route from an application balancer.",
        source=f"{_ELB}/application/load-balancer-cloudwatch-metrics.html",
    ),
    sections=("services", "load_balancers"),
    over=over.services,
)
def alarms_have_routes(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold alarms of requests and targets to services with routes whose balancer counts them."""
    for name in ROUTE_ALARMS:
        # Network balancers count the health of their targets, but know nothing of HTTP.
        of_http = name != "unhealthy_targets"
        counted = any(route.match or not of_http for route in service.routes.values())
        if name in service.given_alarms and not counted:
            kind = "an application balancer" if of_http else "a balancer"
            message = f"{name} cannot ring: service {service.key} has no route from {kind}"
            path = (*service.path, "alarms", name)
            yield finding(cluster, "RULE260", path, message, "remove it, or add a route", key=True)


@rule(
    Code(
        "RULE261",
        "rollback-alarm-missing",
        what="A deployment is to end by an alarm that the service does not have.",
        why=(
            "ECS watches the alarms that the deployment names, by their names in CloudWatch, and "
            "tfgen makes those that the service has under alarms."
        ),
        help="Add the alarm under alarms, or name one that stands there.",
        source=f"{_ECS}/developerguide/deployment-alarm-failure.html",
    ),
    sections=("services",),
    over=over.services,
)
def rollback_alarms_exist(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold rollback_alarms to alarms that the service has."""
    known = list(service.given_alarms)
    for index, name in enumerate(service.deployment.rollback_alarms):
        if getattr(service.alarms, name) is None:
            message = f"service {service.key} has no alarm {name} that could end a deployment"
            help = f"add {name} under alarms"
            if known:
                help += f", or use {listed(known)}"
            path = (*service.path, "deployment", "rollback_alarms", index)
            yield finding(cluster, "RULE261", path, message, help)


@rule(
    Code(
        "RULE392",
        "former-alarms-beside-alarms",
        what="A service has alarms, and former_alarms too.",
        why="The alarms that it has take the place of the former ones in ECS.",
        help="Remove former_alarms.",
        source=f"{_ECS}/APIReference/API_DeploymentAlarms.html",
    ),
    sections=("services",),
    over=over.services,
)
def former_alarms_stand_alone(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse former alarms of a service that has some."""
    if service.deployment.former_alarms and service.given_alarms:
        path = (*service.path, "deployment", "former_alarms")
        message = f"service {service.key} has alarms, which take the place of former ones"
        yield finding(cluster, "RULE392", path, message, "remove former_alarms", key=True)


@rule(
    NO_INSIGHTS,
    sections=("services", "cluster"),
    over=over.services,
)
def tasks_are_counted(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the alarm of running tasks to clusters with Container Insights, which counts them."""
    if cluster.cluster.container_insights == "disabled" and service.alarms.running_tasks:
        message = "running_tasks reads a metric of Container Insights, which is disabled"
        help = "write container_insights: enabled under cluster, or remove the alarm"
        path = (*service.path, "alarms", "running_tasks")
        yield finding(cluster, "RULE156", path, message, help, key=True)


@rule(
    Code(
        "RULE262",
        "dashboard-without-container-insights",
        what="A dashboard shows tasks that nobody counts.",
        why=(
            "Its widgets of tasks read metrics of Container Insights: while that is disabled they "
            "stay empty."
        ),
        help="Write cluster.container_insights: enabled.",
        source=_INSIGHTS,
        severity=Severity.WARNING,
    ),
    sections=("services", "cluster"),
    over=over.services,
)
def dashboards_show_tasks(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a dashboard without Container Insights, which counts the tasks that it shows."""
    if cluster.cluster.container_insights == "disabled" and service.dashboard:
        shows = f"the dashboard of service {service.key} cannot show its tasks"
        message = f"{shows}: Container Insights is disabled"
        help = "write container_insights: enabled under cluster"
        yield finding(cluster, "RULE262", (*service.path, "dashboard"), message, help, key=True)


@rule(
    Code(
        "RULE263",
        "task-alarm-always-rings",
        what="An alarm of running tasks rings while all is as the spec says.",
        why=(
            "It rings below its threshold, and the service may have fewer tasks by its own bounds: "
            "an alarm of what is allowed hides the one that matters."
        ),
        help="Write the fewest tasks that the spec allows or less, or keep more tasks.",
        source=_INSIGHTS,
    ),
    sections=("services",),
    over=over.services,
)
def alarms_can_be_still(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse an alarm that rings while the service is as small as the spec lets it be."""
    alarm, least = service.alarms.running_tasks, service.least_count
    if alarm is None or alarm.threshold <= least:
        return
    rings = f"running_tasks rings below {_tasks(alarm.threshold)}"
    message = f"{rings}, and service {service.key} may have {least}"
    help = f"write {least} or fewer, or keep more tasks"
    # No count is below 0: the least threshold is 1.
    if least == 0:
        help = "remove it, or keep at least one task"
    path = (*service.path, "alarms", "running_tasks")
    also = (
        ((*service.path, "scaling"), "scaling"),
        ((*service.path, "desired_count"), "the number of tasks"),
    )
    yield finding(cluster, "RULE263", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE318",
        "apply-waits-for-alarms",
        what="An apply waits more than an hour for the alarms of a deployment.",
        why=(
            "ECS ends a deployment with rollback_alarms once the alarms have stayed quiet for all "
            "of their periods, and apply waits for it. Credentials and jobs of CI may end before."
        ),
        help="Write a shorter period or fewer evaluation_periods, or deployment.wait: false.",
        source=f"{_ECS}/developerguide/deployment-alarm-failure.html",
        severity=Severity.WARNING,
    ),
    sections=("services",),
    over=over.services,
)
def alarms_ring_in_time(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of alarms for which an apply waits long."""
    waits = deployment_minutes(service)
    if not service.deployment.wait:
        return
    known = service.given_alarms
    for name in service.deployment.rollback_alarms:
        alarm = known.get(name)
        span = alarm.period * alarm.evaluation_periods if alarm else 0
        if span > 60 * _USUAL_APPLY:
            looks = f"alarm {name} looks back over {span // 60} minutes"
            message = f"{looks}, and apply waits {waits} minutes for the deployment"
            help = "write a shorter period for the alarm, or deployment.wait: false"
            path = (*service.path, "deployment", "rollback_alarms")
            also = (((*service.path, "alarms", name), "the alarm"),)
            yield finding(cluster, "RULE318", path, message, help, key=True, also=also)


def _tasks(count: int) -> str:
    return "1 task" if count == 1 else f"{count} tasks"


RULES = (
    alarms_ring_in_time,
    alarms_have_routes,
    rollback_alarms_exist,
    former_alarms_stand_alone,
    tasks_are_counted,
    dashboards_show_tasks,
    alarms_can_be_still,
)
