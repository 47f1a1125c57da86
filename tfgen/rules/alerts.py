"""Rules of alerts: that they can happen, that CloudWatch takes them, and that somebody gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import INSTANCE_EVENTS, Cluster
from tfgen.rules.rule import Path, Rule, dotted, finding, written
from tfgen.spec.alerts import Watch

_ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"

_DAY = 86400
_HOUR = 3600


def events_can_happen(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold events of instances to specs that have some."""
    if cluster.instance_groups:
        return
    for index, event in enumerate(cluster.alerts.events or ()):
        if event in INSTANCE_EVENTS:
            message = f"{event} cannot happen: the cluster has no instance groups"
            path = ("alerts", "events", index)
            yield finding(cluster, "RULE150", path, message, "remove it, or add an instance group")


def spot_can_be_interrupted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the event of spot to specs with Fargate Spot: for EC2 AWS sends no event that tells the cluster.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    """
    events = cluster.alerts.events or ()
    if "spot_interruption" in events and "fargate_spot" not in cluster.fargate:
        message = "spot_interruption cannot be told: nothing runs on Fargate Spot, and EC2 does not tell the cluster"
        help = "remove it; write instance_drained for spot instances, which are drained when AWS takes them back"
        source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html"
        path = ("alerts", "events", events.index("spot_interruption"))
        yield finding(cluster, "RULE159", path, message, help, source=source)


def alarms_can_ring(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms of instances to specs that have some: only instances have capacity to reserve.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster_reservation.html
    """
    for name, alarm in cluster.alerts.alarms:
        if alarm is not None and not cluster.instance_groups:
            message = f"{name} cannot ring: the cluster has no instance groups"
            source = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster_reservation.html"
            path = ("alerts", "alarms", name)
            yield finding(
                cluster,
                "RULE151",
                path,
                message,
                "remove it, or add an instance group",
                source=source,
                key=True,
            )


def alarms_have_metrics(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms that count instances and tasks to clusters with Container Insights, which counts them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    alarms = cluster.alerts.alarms
    if cluster.cluster.container_insights != "disabled":
        return
    for name in ("no_agent", "daemon_missing"):
        if getattr(alarms, name) is not None:
            message = f"{name} reads metrics of Container Insights, which is disabled"
            help = "write container_insights: enabled under cluster, or remove the alarm"
            source = (
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"
            )
            path = ("alerts", "alarms", name)
            yield finding(cluster, "RULE156", path, message, help, source=source, key=True)


def daemons_to_miss(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of missing daemons to specs that have some."""
    path = ("alerts", "alarms", "daemon_missing")
    if cluster.alerts.alarms.daemon_missing is not None and not cluster.daemons:
        message = "daemon_missing cannot ring: there is no system container with run: daemon"
        yield finding(cluster, "RULE157", path, message, "remove it, or add a system container", key=True)


def containers_to_read(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of errors in logs to specs with containers that Docker runs; ECS tells of all others."""
    path = ("alerts", "alarms", "log_errors")
    if cluster.alerts.alarms.log_errors is not None and cluster.instance_groups and not cluster.docker_containers:
        message = "log_errors cannot ring: there is no system container with run: docker"
        help = "remove it; the events of alerts tell of containers that ECS runs"
        yield finding(cluster, "RULE160", path, message, help, key=True)


def log_patterns_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold regular expressions over logs to what CloudWatch knows: no groups, and few signs.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
    """
    errors = cluster.alerts.alarms.log_errors
    found = errors and re.fullmatch(r"%(.*)%", errors.pattern)
    for refused in re.findall(r"[^A-Za-z0-9 :_#=@/;,^$?\[\]{}|\\*+.-]", found[1])[:1] if found else ():
        message = f"CloudWatch takes no {refused} in a regular expression over logs"
        help = "write the alternatives out, or use . for any one character"
        source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html"
        yield finding(
            cluster,
            "RULE161",
            ("alerts", "alarms", "log_errors", "pattern"),
            message,
            help,
            source=source,
        )


def instances_to_miss(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of an alarm that rings in a cluster that may be scaled to nothing."""
    groups, path = cluster.instance_groups, ("alerts", "alarms", "no_agent")
    if cluster.alerts.alarms.no_agent and groups and not any(group.min_size for group in groups.values()):
        message = "no_agent rings whenever the cluster has no instance, and every group may shrink to none"
        help = "write min_size: 1 or more for a group, or remove the alarm"
        yield finding(cluster, "RULE158", path, message, help, severity=Severity.WARNING, key=True)


def _watches(cluster: Cluster) -> Iterator[tuple[Path, str, Watch]]:
    """Yield the alarms of the cluster and of its services, with their paths and names."""
    for name, alarm in cluster.alerts.alarms:
        if alarm is not None:
            yield ("alerts", "alarms", name), name, alarm
    for key, service in sorted(cluster.services.items()):
        for name, alarm in service.given_alarms.items():
            yield ("services", key, "alarms", name), name, alarm
        for name, steps in sorted(service.scaling.steps.items()) if service.scaling else ():
            yield ("services", key, "scaling", "steps", name), name, steps


def alarm_spans_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold periods to whole minutes, and the span of all periods to a day, or to a week of whole hours.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    for path, name, alarm in _watches(cluster):
        longest = 7 * _DAY if alarm.period >= _HOUR else _DAY
        if alarm.period % 60:
            message = f"the period of {name} is {alarm.period}s, and CloudWatch takes whole minutes"
            help = f"write {alarm.period // 60}m or {alarm.period // 60 + 1}m"
            yield finding(cluster, "RULE152", (*path, "period"), message, help, source=_ALARM)
        elif alarm.period * alarm.evaluation_periods > longest:
            span = f"{alarm.evaluation_periods} periods of {alarm.period}s"
            message = f"{name} looks back over {span}: more than {longest // _DAY} day{'s' if longest > _DAY else ''}"
            help = f"write {longest // alarm.period} evaluation_periods or fewer"
            at = written(cluster, (*path, "evaluation_periods"), (*path, "period"))
            yield finding(cluster, "RULE152", at, message, help, source=_ALARM)


def somebody_listens(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of alerts that are written and that nobody gets."""
    if has_subscriber(cluster):
        return
    paths: list[Path] = [("alerts", "events"), ("alerts", "alarms")]
    paths += [("services", key, "alarms") for key, one in sorted(cluster.services.items()) if one.given_alarms]
    asked = [path for path in paths if cluster.wrote(*path)]
    if asked:
        message = f"nobody gets these alerts: {dotted(asked[0])} is written, and no subscriber"
        help = "write emails, https, slack or topic_arn under alerts, or subscribe to the topic elsewhere"
        yield finding(cluster, "RULE153", asked[0], message, help, severity=Severity.WARNING, key=True)


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
        yield finding(
            cluster,
            "RULE154",
            path,
            message,
            "remove ami_updates, or add an instance group",
            key=True,
        )
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
    Rule(("alerts", "services"), alarm_spans_allowed),
    Rule(("alerts", "services"), somebody_listens),
    Rule(("alerts", "ami_updates", "instance_groups"), image_updates_are_heard),
)
