"""Rules of alerts: that they can happen, that CloudWatch takes them, and that somebody gets them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen import derived, workloads
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.rules.rule import Path, Rule, dotted, finding, written
from tfgen.spec import Reading, Spec
from tfgen.spec.alerts import Watch

_ALARM = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"

_DAY = 86400
_HOUR = 3600


def events_can_happen(reading: Reading) -> Iterator[Diagnostic]:
    """Hold events of instances to specs that have some."""
    if reading.spec.instance_groups:
        return
    for index, event in enumerate(reading.spec.alerts.events or ()):
        if event in derived.INSTANCE_EVENTS:
            message = f"{event} cannot happen: the cluster has no instance groups"
            path = ("alerts", "events", index)
            yield finding(reading, "RULE150", path, message, "remove it, or add an instance group")


def spot_can_be_interrupted(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the event of spot to specs with Fargate Spot: for EC2 AWS sends no event that tells the cluster.

    https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
    """
    events = reading.spec.alerts.events or ()
    if "spot_interruption" in events and "fargate_spot" not in derived.fargate_capacity(reading.spec):
        message = "spot_interruption cannot be told: nothing runs on Fargate Spot, and EC2 does not tell the cluster"
        help = "remove it; write instance_drained for spot instances, which are drained when AWS takes them back"
        source = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html"
        path = ("alerts", "events", events.index("spot_interruption"))
        yield finding(reading, "RULE159", path, message, help, source=source)


def alarms_can_ring(reading: Reading) -> Iterator[Diagnostic]:
    """Hold alarms of instances to specs that have some: only instances have capacity to reserve.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster_reservation.html
    """
    for name, alarm in reading.spec.alerts.alarms:
        if alarm is not None and not reading.spec.instance_groups:
            message = f"{name} cannot ring: the cluster has no instance groups"
            source = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/cluster_reservation.html"
            path = ("alerts", "alarms", name)
            yield finding(
                reading, "RULE151", path, message, "remove it, or add an instance group", source=source, key=True
            )


def alarms_have_metrics(reading: Reading) -> Iterator[Diagnostic]:
    """Hold alarms that count instances and tasks to clusters with Container Insights, which counts them.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    """
    alarms = reading.spec.alerts.alarms
    if reading.spec.cluster.container_insights != "disabled":
        return
    for name in ("no_agent", "daemon_missing"):
        if getattr(alarms, name) is not None:
            message = f"{name} reads metrics of Container Insights, which is disabled"
            help = "write container_insights: enabled under cluster, or remove the alarm"
            source = (
                "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html"
            )
            path = ("alerts", "alarms", name)
            yield finding(reading, "RULE156", path, message, help, source=source, key=True)


def daemons_to_miss(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the alarm of missing daemons to specs that have some."""
    spec, path = reading.spec, ("alerts", "alarms", "daemon_missing")
    if spec.alerts.alarms.daemon_missing is not None and not derived.daemon_names(spec):
        message = "daemon_missing cannot ring: there is no system container with run: daemon"
        yield finding(reading, "RULE157", path, message, "remove it, or add a system container", key=True)


def containers_to_read(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the alarm of errors in logs to specs with containers that Docker runs; ECS tells of all others."""
    spec, path = reading.spec, ("alerts", "alarms", "log_errors")
    if spec.alerts.alarms.log_errors is not None and spec.instance_groups and not derived.docker_names(spec):
        message = "log_errors cannot ring: there is no system container with run: docker"
        help = "remove it; the events of alerts tell of containers that ECS runs"
        yield finding(reading, "RULE160", path, message, help, key=True)


def log_patterns_allowed(reading: Reading) -> Iterator[Diagnostic]:
    """Hold regular expressions over logs to what CloudWatch knows: no groups, and few signs.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html
    """
    errors = reading.spec.alerts.alarms.log_errors
    found = errors and re.fullmatch(r"%(.*)%", errors.pattern)
    for refused in re.findall(r"[^A-Za-z0-9 :_#=@/;,^$?\[\]{}|\\*+.-]", found[1])[:1] if found else ():
        message = f"CloudWatch takes no {refused} in a regular expression over logs"
        help = "write the alternatives out, or use . for any one character"
        source = "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/regex-expressions.html"
        yield finding(reading, "RULE161", ("alerts", "alarms", "log_errors", "pattern"), message, help, source=source)


def instances_to_miss(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of an alarm that rings in a cluster that may be scaled to nothing."""
    groups, path = reading.spec.instance_groups, ("alerts", "alarms", "no_agent")
    if reading.spec.alerts.alarms.no_agent and groups and not any(group.min_size for group in groups.values()):
        message = "no_agent rings whenever the cluster has no instance, and every group may shrink to none"
        help = "write min_size: 1 or more for a group, or remove the alarm"
        yield finding(reading, "RULE158", path, message, help, severity=Severity.WARNING, key=True)


def _watches(spec: Spec) -> Iterator[tuple[Path, str, Watch]]:
    """Yield the alarms of the cluster and of its services, with their paths and names."""
    for name, alarm in spec.alerts.alarms:
        if alarm is not None:
            yield ("alerts", "alarms", name), name, alarm
    for key, service in sorted(spec.services.items()):
        for name, alarm in workloads.alarms(service).items():
            yield ("services", key, "alarms", name), name, alarm
        for name, steps in sorted(service.scaling.steps.items()) if service.scaling else ():
            yield ("services", key, "scaling", "steps", name), name, steps


def alarm_spans_allowed(reading: Reading) -> Iterator[Diagnostic]:
    """Hold periods to whole minutes, and the span of all periods to a day, or to a week of whole hours.

    https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    """
    for path, name, alarm in _watches(reading.spec):
        longest = 7 * _DAY if alarm.period >= _HOUR else _DAY
        if alarm.period % 60:
            message = f"the period of {name} is {alarm.period}s, and CloudWatch takes whole minutes"
            help = f"write {alarm.period // 60}m or {alarm.period // 60 + 1}m"
            yield finding(reading, "RULE152", (*path, "period"), message, help, source=_ALARM)
        elif alarm.period * alarm.evaluation_periods > longest:
            span = f"{alarm.evaluation_periods} periods of {alarm.period}s"
            message = f"{name} looks back over {span}: more than {longest // _DAY} day{'s' if longest > _DAY else ''}"
            help = f"write {longest // alarm.period} evaluation_periods or fewer"
            at = written(reading, (*path, "evaluation_periods"), (*path, "period"))
            yield finding(reading, "RULE152", at, message, help, source=_ALARM)


def somebody_listens(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of alerts that are written and that nobody gets."""
    if has_subscriber(reading.spec):
        return
    paths: list[Path] = [("alerts", "events"), ("alerts", "alarms")]
    paths += [
        ("services", key, "alarms") for key, one in sorted(reading.spec.services.items()) if workloads.alarms(one)
    ]
    asked = [path for path in paths if reading.wrote(*path)]
    if asked:
        message = f"nobody gets these alerts: {dotted(asked[0])} is written, and no subscriber"
        help = "write emails, https, slack or topic_arn under alerts, or subscribe to the topic elsewhere"
        yield finding(reading, "RULE153", asked[0], message, help, severity=Severity.WARNING, key=True)


def has_subscriber(spec: Spec) -> bool:
    """Whether the spec names anybody who gets the alerts."""
    alerts = spec.alerts
    return bool(alerts.emails or alerts.https or alerts.slack or alerts.topic_arn)


def image_updates_are_heard(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the check for newer images to specs with instances, and with somebody who is told."""
    spec, path = reading.spec, ("ami_updates",)
    if spec.ami_updates is None:
        return
    if not spec.instance_groups:
        message = "there are no images to compare: the cluster has no instance groups"
        yield finding(reading, "RULE154", path, message, "remove ami_updates, or add an instance group", key=True)
    elif not has_subscriber(spec):
        message = "nobody would hear of newer images: alerts has no subscriber"
        help = "write emails, https, slack or topic_arn under alerts"
        yield finding(reading, "RULE155", path, message, help, key=True)


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
