"""Rules of CloudWatch Logs: how long it keeps logs, and where they lie."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.resolve import Cluster, SystemContainer, Task
from tfgen.resolve.convention import chosen
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, listed, rule, written

_LOGS = "https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference"

_CLASSES = (
    "https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/CloudWatch_Logs_Log_Classes.html"
)
_CLASS = ("logs", "class")

RETENTION = Code(
    "RULE060",
    "log-retention-unknown",
    what="CloudWatch Logs does not know a retention of so many days.",
    why="It keeps logs for one of a list of spans, from 1 day to 10 years, and refuses all others.",
    help="Write the span next to it, or 0 to keep logs for ever.",
    source=f"{_LOGS}/API_PutRetentionPolicy.html",
)


@rule(RETENTION, sections=("logs",))
def retention_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the retention of logs to the days that CloudWatch Logs knows."""
    yield from retention(cluster, ("logs", "retention_days"), cluster.logs.retention_days)


@rule(RETENTION, sections=("network",))
def flow_log_retention_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the retention of flow logs to the days that CloudWatch Logs knows."""
    flow_logs = cluster.network.flow_logs
    # Without days of their own they are kept as long as other logs, which are looked at above.
    if flow_logs and flow_logs.gives("retention_days"):
        path = ("network", "flow_logs", "retention_days")
        yield from retention(cluster, path, flow_logs.retention_days)


def retention(cluster: Cluster, path: Path, days: int) -> Iterator[Diagnostic]:
    """Hold days to those that CloudWatch Logs knows."""
    # 0 is Terraform's word for ever: CloudWatch Logs has no number for it.
    if days == 0 or days in aws.LOG_RETENTION_DAYS:
        return
    below = [str(allowed) for allowed in aws.LOG_RETENTION_DAYS if allowed < days][-1:]
    above = [str(allowed) for allowed in aws.LOG_RETENTION_DAYS if allowed > days][:1]
    message = f"CloudWatch Logs cannot keep logs for {days} days"
    help = f"write {listed(below + above)}; 0 keeps them for ever"
    yield finding(cluster, "RULE060", path, message, help)


@rule(
    Code(
        "RULE061",
        "log-prefix-of-aws",
        what="The prefix of the log groups belongs to AWS.",
        why=(
            "AWS refuses log groups that start with aws/, and its own services write under /aws/: "
            "one of theirs may have the name already."
        ),
        help="Use another prefix, such as /ecs/<cluster>, or leave it out for that one.",
        source=f"{_LOGS}/API_CreateLogGroup.html",
    ),
    sections=("logs",),
)
def log_prefix_not_reserved(cluster: Cluster) -> Iterator[Diagnostic]:
    """Keep log groups out of aws/, which AWS reserves, and out of /aws/, which it uses."""
    prefix = cluster.logs.prefix
    if prefix and re.match(r"/?aws(/|$)", prefix):
        message = f"log groups under '{prefix}' belong to services of AWS"
        help = "use another prefix, such as /ecs/<cluster>"
        yield finding(cluster, "RULE061", ("logs", "prefix"), message, help)


def _infrequent(cluster: Cluster) -> Iterator[Task]:
    """Give each task whose log group is of class infrequent_access."""
    for (task,) in over.tasks(cluster):
        yield from chosen([task], lambda task: task.logs.class_ == "infrequent_access")


@rule(
    Code(
        "RULE486",
        "log-errors-of-infrequent-access",
        what="Errors are to be counted in a log group of class infrequent_access.",
        why="log_errors counts them with a metric filter, and CloudWatch Logs takes none on a "
        "group of this class: the apply fails.",
        help="Write class: standard for the logs of that system container, or remove log_errors.",
        source=_CLASSES,
    ),
    sections=("alerts", "logs", "system_containers"),
)
def counted_logs_are_standard(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the class for groups in which errors are counted."""
    if cluster.alerts.alarms.log_errors is None:
        return
    for task in _infrequent(cluster):
        if isinstance(task, SystemContainer) and task.run == "docker":
            own = (*task.path, "logs", "class")
            message = f"log_errors cannot count in the logs of {task.key}: infrequent_access"
            help = f"write logs: {{class: standard}} for {task.key}, or remove log_errors"
            yield finding(cluster, "RULE486", written(cluster, own, _CLASS), message, help)


@rule(
    Code(
        "RULE487",
        "log-group-read-by-insights-alone",
        what="A log group of tasks is of class infrequent_access.",
        why="Logs Insights reads it, and hardly anything else: no live tail, no aws logs tail, no "
        "logs of tasks in the console of ECS, no metric filters, no subscriptions to Lambda or "
        "Firehose, no export to S3. It has the class for life.",
        help="Write class: standard where somebody follows the logs or a filter reads them.",
        source=_CLASSES,
        severity=Severity.NOTE,
    ),
    sections=("logs", "services", "jobs", "system_containers"),
)
def infrequent_access_is_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Tell once at each class that is written what does not go with it."""
    paths = {
        written(cluster, (*task.path, "logs", "class"), _CLASS) for task in _infrequent(cluster)
    }
    for path in sorted(paths, key=str):
        message = "Logs Insights alone reads these log groups: no live tail, filter or subscription"
        help = "see that nothing else has to read them; a group has its class for life"
        yield finding(cluster, "RULE487", path, message, help)


RULES = (
    retention_allowed,
    flow_log_retention_allowed,
    log_prefix_not_reserved,
    counted_logs_are_standard,
    infrequent_access_is_told,
)
