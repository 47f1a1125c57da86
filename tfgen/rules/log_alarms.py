"""Rules of alarms that count errors in logs: of logs that there are, by patterns of CloudWatch."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster
from tfgen.rules.alarms import ALARMS, are_run_by
from tfgen.rules.rule import finding, rule

_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest"

# What CloudWatch Logs does not know in a regular expression, such as parentheses.
_REFUSED = re.compile(r"[^A-Za-z0-9 :_#=@/;,^$?\[\]{}|\\*+.-]")


@rule(
    Code(
        "RULE160",
        "log-alarm-without-log",
        what="An alarm of errors in logs is asked for, and there is no log that it reads.",
        why="It reads the logs of containers with run: docker, of whose failures nothing else "
        "tells: ECS does not know them. Of all others ECS itself sends events.",
        help="Remove it: the events of alerts tell of containers that ECS runs.",
    ),
    sections=("alerts", "instance_groups", "system_containers"),
)
def containers_to_read(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of errors in logs to specs with containers that Docker runs."""
    # That there are no instances is told by RULE151.
    if cluster.alerts.alarms.log_errors is None or not cluster.instance_groups:
        return
    if not are_run_by(cluster, "docker"):
        yield finding(
            cluster,
            "RULE160",
            (*ALARMS, "log_errors"),
            "log_errors cannot ring: there is no system container with run: docker",
            "remove it; the events of alerts tell of containers that ECS runs",
            key=True,
        )


@rule(
    Code(
        "RULE161",
        "log-pattern-unknown-to-cloudwatch",
        what="A regular expression over logs has a sign that CloudWatch does not take.",
        why="CloudWatch Logs knows few operators, and no groups in parentheses: it refuses the "
        "metric filter at apply.",
        help="Write the alternatives out, or use . for any one character.",
        source=f"{_CLOUDWATCH}/logs/regex-expressions.html",
    ),
    sections=("alerts",),
)
def log_patterns_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold regular expressions over logs to what CloudWatch knows."""
    for name in ("log_errors", "host_log_errors"):
        errors = getattr(cluster.alerts.alarms, name)
        # A pattern without percent signs around it is made of terms, in which each sign is allowed.
        expression = re.fullmatch(r"%(.*)%", errors.pattern) if errors else None
        refused = expression and _REFUSED.search(expression[1])
        if refused:
            yield finding(
                cluster,
                "RULE161",
                (*ALARMS, name, "pattern"),
                f"CloudWatch takes no {refused[0]} in a regular expression over logs",
                "write the alternatives out, or use . for any one character",
            )


@rule(
    Code(
        "RULE657",
        "host-log-alarm-without-host-logs",
        what="An alarm of errors in the hosts' logs is asked for, and there are none.",
        why="It reads what the CloudWatch agent sends of each instance. Without logs.host none is "
        "installed, and Bottlerocket takes none.",
        help="Remove it, or write logs.host: true and a group of al2023.",
    ),
    sections=("alerts", "instance_groups", "logs"),
)
def host_logs_to_read(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of errors in the hosts' logs to clusters that have some."""
    # That there are no instances is told by RULE151.
    groups = cluster.instance_groups.values()
    if cluster.alerts.alarms.host_log_errors is None or not groups:
        return
    if not any(group.has_host_logs for group in groups):
        yield finding(
            cluster,
            "RULE657",
            (*ALARMS, "host_log_errors"),
            "host_log_errors cannot ring: no instance sends logs",
            "remove it, or write logs.host: true and a group of al2023",
            key=True,
        )


RULES = (containers_to_read, log_patterns_allowed, host_logs_to_read)
