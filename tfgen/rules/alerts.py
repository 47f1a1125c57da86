"""Rules of alerts: that they can happen, that CloudWatch takes them, that somebody gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.language.alerts import Watch
from tfgen.resolve import INSTANCE_EVENTS, Cluster, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, dotted, finding, written

_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest"
_ALARM = f"{_CLOUDWATCH}/APIReference/API_PutMetricAlarm.html"
_METRICS = f"{_CLOUDWATCH}/monitoring/Container-Insights-metrics-ECS.html"
_PATTERNS = f"{_CLOUDWATCH}/logs/regex-expressions.html"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_RESERVATION = f"{_ECS}/cluster_reservation.html"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"
_SPOT = f"{_EC2}/spot-instance-termination-notices.html"

# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
_REFUSED = re.compile(r"[^A-Za-z0-9 :_#=@/;,^$?\[\]{}|\\*+.-]")
_DAY = 86400
_HOUR = 3600


def events_can_happen(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold events of instances to specs that have some."""
    if cluster.instance_groups:
        return
    for index, event in enumerate(cluster.alerts.events):
        if event in INSTANCE_EVENTS:
            message = f"{event} cannot happen: the cluster has no instance groups"
            path = ("alerts", "events", index)
            yield finding(cluster, "RULE150", path, message, "remove it, or add an instance group")


def spot_can_be_interrupted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the event of spot to specs with Fargate Spot: for EC2 no event of AWS tells the cluster.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    """
    events = cluster.alerts.events
    if "spot_interruption" in events and not _uses_fargate_spot(cluster):
        why = "nothing runs on Fargate Spot, and EC2 does not tell the cluster"
        message = f"spot_interruption cannot be told: {why}"
        drained = "which are drained when AWS takes them back"
        help = f"remove it; write instance_drained for spot instances, {drained}"
        path = ("alerts", "events", events.index("spot_interruption"))
        yield finding(cluster, "RULE159", path, message, help, source=_SPOT)


def _uses_fargate_spot(cluster: Cluster) -> bool:
    """Whether something runs there. Raises Unread where it may, as a capacity was not read."""
    if "fargate_spot" in cluster.fargate:
        return True
    return any("fargate_spot" in workload.capacity for workload in cluster.workloads)


def alarms_can_ring(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms of instances to specs that have some: only instances have capacity to reserve.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster_reservation.html
    """
    if cluster.instance_groups:
        return
    for name, alarm in cluster.alerts.alarms:
        if alarm is not None:
            message = f"{name} cannot ring: the cluster has no instance groups"
            path, help = ("alerts", "alarms", name), "remove it, or add an instance group"
            yield finding(cluster, "RULE151", path, message, help, source=_RESERVATION, key=True)


def alarms_have_metrics(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms that count instances and tasks to clusters with Container Insights.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    if cluster.cluster.container_insights != "disabled":
        return
    for name, alarm in cluster.alerts.alarms:
        if name in ("no_agent", "daemon_missing") and alarm is not None:
            message = f"{name} reads metrics of Container Insights, which is disabled"
            help = "write container_insights: enabled under cluster, or remove the alarm"
            path = ("alerts", "alarms", name)
            yield finding(cluster, "RULE156", path, message, help, source=_METRICS, key=True)


def daemons_to_miss(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of missing daemons to specs that have some."""
    if cluster.alerts.alarms.daemon_missing is None or _are_run_by(cluster, "daemon"):
        return
    path = ("alerts", "alarms", "daemon_missing")
    message = "daemon_missing cannot ring: there is no system container with run: daemon"
    help = "remove it, or add a system container"
    yield finding(cluster, "RULE157", path, message, help, key=True)


def _are_run_by(cluster: Cluster, run: str) -> bool:
    """Whether some system container is. Raises Unread where one that was not read may be."""
    return any(container.run == run for container in cluster.system_containers.values())


def containers_to_read(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of errors in logs to specs with containers that Docker runs.

    ECS tells of all others. That there are no instances is said elsewhere.
    """
    if cluster.alerts.alarms.log_errors is None or not cluster.instance_groups:
        return
    if not _are_run_by(cluster, "docker"):
        path = ("alerts", "alarms", "log_errors")
        message = "log_errors cannot ring: there is no system container with run: docker"
        help = "remove it; the events of alerts tell of containers that ECS runs"
        yield finding(cluster, "RULE160", path, message, help, key=True)


def log_patterns_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold regular expressions over logs to what CloudWatch knows: no groups, and few signs.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
    """
    errors = cluster.alerts.alarms.log_errors
    expression = re.fullmatch(r"%(.*)%", errors.pattern) if errors else None
    refused = _REFUSED.search(expression[1]) if expression else None
    if refused:
        message = f"CloudWatch takes no {refused[0]} in a regular expression over logs"
        help = "write the alternatives out, or use . for any one character"
        path = ("alerts", "alarms", "log_errors", "pattern")
        yield finding(cluster, "RULE161", path, message, help, source=_PATTERNS)


def instances_to_miss(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of an alarm that rings in a cluster that may be scaled to nothing."""
    groups, path = cluster.instance_groups.values(), ("alerts", "alarms", "no_agent")
    if not cluster.alerts.alarms.no_agent or not groups:
        return
    if not any(group.min_size for group in groups):
        why = "every group may shrink to none"
        message = f"no_agent rings whenever the cluster has no instance, and {why}"
        help = "write min_size: 1 or more for a group, or remove the alarm"
        yield finding(cluster, "RULE158", path, message, help, severity=Severity.WARNING, key=True)


def _watches(cluster: Cluster) -> Iterator[tuple[Path, str, Watch]]:
    """Give the alarms of the cluster and of its services, with their paths and names."""
    yield from each([cluster], _alarms_of_cluster)
    services = [service for (service,) in over.services(cluster)]
    yield from each(services, _alarms)
    yield from each(services, _steps)


def _alarms_of_cluster(cluster: Cluster) -> Iterator[tuple[Path, str, Watch]]:
    for name, alarm in cluster.alerts.alarms:
        if alarm is not None:
            yield ("alerts", "alarms", name), name, alarm


def _alarms(service: Service) -> Iterator[tuple[Path, str, Watch]]:
    for name, alarm in service.alarms:
        if alarm is not None:
            yield (*service.path, "alarms", name), name, alarm


def _steps(service: Service) -> Iterator[tuple[Path, str, Watch]]:
    steps = service.scaling.steps if service.scaling else {}
    for name, watch in sorted(steps.items()):
        yield (*service.path, "scaling", "steps", name), name, watch


def alarm_span_allowed(
    cluster: Cluster,
    path: Path,
    name: str,
    alarm: Watch,
) -> Iterator[Diagnostic]:
    """Hold periods to whole minutes, and the span of all to a day, or to a week of whole hours.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    longest = 7 * _DAY if alarm.period >= _HOUR else _DAY
    if alarm.period % 60:
        message = f"the period of {name} is {alarm.period}s, and CloudWatch takes whole minutes"
        help = f"write {alarm.period // 60}m or {alarm.period // 60 + 1}m"
        yield finding(cluster, "RULE152", (*path, "period"), message, help, source=_ALARM)
    elif alarm.period * alarm.evaluation_periods > longest:
        span = f"{alarm.evaluation_periods} periods of {alarm.period}s"
        most = "7 days" if longest > _DAY else "1 day"
        message = f"{name} looks back over {span}: more than {most}"
        help = f"write {longest // alarm.period} evaluation_periods or fewer"
        at = written(cluster, (*path, "evaluation_periods"), (*path, "period"))
        yield finding(cluster, "RULE152", at, message, help, source=_ALARM)


def somebody_listens(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of alerts that are written and that nobody gets."""
    if has_subscriber(cluster):
        return
    paths: list[Path] = [("alerts", "events"), ("alerts", "alarms")]
    services = each(cluster.services.values(), lambda one: [one] if one.given_alarms else [])
    paths += [(*service.path, "alarms") for service in services]
    asked = [path for path in paths if cluster.wrote(*path)]
    if asked:
        path, severity = asked[0], Severity.WARNING
        message = f"nobody gets these alerts: {dotted(path)} is written, and no subscriber"
        ways = "write emails, https, slack or topic_arn under alerts"
        help = f"{ways}, or subscribe to the topic elsewhere"
        yield finding(cluster, "RULE153", path, message, help, severity=severity, key=True)


def has_subscriber(cluster: Cluster) -> bool:
    """Whether the spec names anybody who gets the alerts."""
    alerts = cluster.alerts
    return bool(alerts.emails or alerts.https or alerts.slack or alerts.topic_arn)


def image_updates_are_heard(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the check for newer images to specs with instances, and with somebody who is told."""
    path = ("ami_updates",)
    if cluster.ami_updates is None:
        return
    if not cluster.instance_groups:
        message = "there are no images to compare: the cluster has no instance groups"
        help = "remove ami_updates, or add an instance group"
        yield finding(cluster, "RULE154", path, message, help, key=True)
    elif not has_subscriber(cluster):
        message = "nobody would hear of newer images: alerts has no subscriber"
        help = "write emails, https, slack or topic_arn under alerts"
        yield finding(cluster, "RULE155", path, message, help, key=True)


RULES = (
    Rule(("alerts", "instance_groups"), events_can_happen),
    Rule(("alerts", "cluster", "instance_groups", "services", "jobs"), spot_can_be_interrupted),
    Rule(("alerts", "instance_groups"), alarms_can_ring),
    Rule(("alerts", "cluster"), alarms_have_metrics),
    Rule(("alerts", "system_containers"), daemons_to_miss),
    Rule(("alerts", "instance_groups", "system_containers"), containers_to_read),
    Rule(("alerts",), log_patterns_allowed),
    Rule(("alerts", "instance_groups"), instances_to_miss),
    Rule(("alerts", "services"), alarm_span_allowed, _watches),
    Rule(("alerts", "services"), somebody_listens),
    Rule(("alerts", "ami_updates", "instance_groups"), image_updates_are_heard),
)
