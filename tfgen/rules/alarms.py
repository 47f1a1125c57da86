"""Rules of `alerts.alarms`: that each can ring, with a metric and a span that CloudWatch has."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.alarms import Watch
from tfgen.resolve import Cluster, Queue, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule, written

_CLOUDWATCH = "https://docs.aws.amazon.com/AmazonCloudWatch/latest"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
ALARMS = ("alerts", "alarms")

_LEAVING = "GroupTerminatingInstances"
_HOUR = 3600
_DAY = 86400

NO_INSIGHTS = Code(
    "RULE156",
    "alarm-without-container-insights",
    what="An alarm reads a metric that only Container Insights gives.",
    why="The counts of tasks and instances are metrics of Container Insights. While it is disabled "
    "there are none: an alarm without data rings never, or always.",
    help="Write cluster.container_insights: enabled, or remove the alarm.",
    source=f"{_CLOUDWATCH}/monitoring/Container-Insights-metrics-ECS.html",
)


@rule(
    Code(
        "RULE151",
        "instance-alarm-without-instances",
        what="An alarm of instances is asked for, and the cluster has no instance groups.",
        why="These alarms look at what instances have reserved, run and write to their logs. "
        "Fargate has no capacity to reserve, and ECS gives no such metric for it.",
        help="Remove the alarm, or add an instance group.",
        source=f"{_ECS}/cluster_reservation.html",
    ),
    sections=("alerts", "instance_groups"),
)
def alarms_can_ring(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms of instances to specs that have some."""
    if cluster.instance_groups:
        return
    for path, name, _ in _alarms_of_cluster(cluster):
        yield finding(
            cluster,
            "RULE151",
            path,
            f"{name} cannot ring: the cluster has no instance groups",
            "remove it, or add an instance group",
            key=True,
        )


@rule(NO_INSIGHTS, sections=("alerts", "cluster"))
def alarms_have_metrics(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold alarms that count instances and tasks to clusters with Container Insights."""
    if cluster.cluster.container_insights != "disabled":
        return
    for path, name, _ in _alarms_of_cluster(cluster):
        # The others read metrics that ECS sends of itself, or logs.
        if name in ("no_agent", "daemon_missing"):
            yield finding(
                cluster,
                "RULE156",
                path,
                f"{name} reads metrics of Container Insights, which is disabled",
                "write container_insights: enabled under cluster, or remove the alarm",
                key=True,
            )


@rule(
    Code(
        "RULE157",
        "daemon-alarm-without-daemon",
        what="An alarm of daemons is asked for, and the cluster has no daemon.",
        why="There is one such alarm for each system container with run: daemon: without any, "
        "none would be made, and the spec would promise a watch that nobody keeps.",
        help="Remove it, or add a system container with run: daemon.",
    ),
    sections=("alerts", "system_containers"),
)
def daemons_to_miss(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of missing daemons to specs that have some."""
    if cluster.alerts.alarms.daemon_missing is None or are_run_by(cluster, "daemon"):
        return
    yield finding(
        cluster,
        "RULE157",
        (*ALARMS, "daemon_missing"),
        "daemon_missing cannot ring: there is no system container with run: daemon",
        "remove it, or add a system container",
        key=True,
    )


@rule(
    Code(
        "RULE764",
        "drain-alarm-without-draining",
        what="An alarm of stuck drains is asked for, and no instance group drains.",
        why="ECS holds an instance that goes, and moves its tasks away, only with managed "
        "draining: without it the instance ends at once.",
        help="Remove the alarm, or write managed_draining: true in a group's capacity_provider.",
        source=f"{_ECS}/managed-instance-draining.html",
    ),
    Code(
        "RULE765",
        "drain-alarm-without-metric",
        what="An alarm of stuck drains reads a metric that a group does not send.",
        why="An autoscaling group sends to CloudWatch only what enabled_metrics names.",
        help="Add GroupTerminatingInstances to enabled_metrics of the group.",
        source="https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html",
    ),
    sections=("alerts", "instance_groups"),
)
def drains_are_counted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the alarm of stuck drains to groups that drain, and say how many instances leave."""
    if cluster.alerts.alarms.drain_stuck is None or not cluster.instance_groups:
        return
    alarm = (*ALARMS, "drain_stuck")
    groups = cluster.instance_groups.values()
    draining = [group for group in groups if group.capacity_provider.managed_draining]
    if not draining:
        message = "drain_stuck cannot ring: no instance group has managed_draining"
        yield finding(cluster, "RULE764", alarm, message, "remove it", key=True)
    for group in draining:
        if _LEAVING not in group.enabled_metrics:
            message = (
                f"instance group {group.key} does not send {_LEAVING}, which drain_stuck reads"
            )
            yield finding(
                cluster,
                "RULE765",
                (*group.path, "enabled_metrics"),
                message,
                f"add {_LEAVING} to enabled_metrics",
                key=True,
                also=((alarm, "the alarm"),),
            )


def are_run_by(cluster: Cluster, run: str) -> bool:
    """Whether some system container is. Raises Unread where one that was not read may be."""
    return any(container.run == run for container in cluster.system_containers.values())


@rule(
    Code(
        "RULE158",
        "agent-alarm-in-empty-cluster",
        what="An alarm rings when the cluster is empty, which it may be.",
        why="no_agent rings when no instance reports a task. Managed scaling takes the last "
        "instance of a group with min_size: 0 when nothing runs there, and that is no failure.",
        help="Write min_size: 1 or more for a group, or remove the alarm.",
        severity=Severity.WARNING,
    ),
    sections=("alerts", "instance_groups"),
)
def instances_to_miss(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of an alarm that rings in a cluster that may be scaled to nothing."""
    groups = cluster.instance_groups.values()
    if not cluster.alerts.alarms.no_agent or not groups:
        return
    # One group with an instance is enough: the alarm is of the whole cluster.
    if not any(group.min_size for group in groups):
        why = "every group may shrink to none"
        yield finding(
            cluster,
            "RULE158",
            (*ALARMS, "no_agent"),
            f"no_agent rings whenever the cluster has no instance, and {why}",
            "write min_size: 1 or more for a group, or remove the alarm",
            key=True,
        )


def _watches(cluster: Cluster) -> Iterator[tuple[Path, str, Watch]]:
    """Give the alarms of cluster, services and queues, with their paths and names."""
    yield from each([cluster], _alarms_of_cluster)
    services = [service for (service,) in over.services(cluster)]
    yield from each(services, _alarms)
    yield from each(services, _steps)
    yield from each([queue for (queue,) in over.queues(cluster)], _of_queue)


def _alarms_of_cluster(cluster: Cluster) -> Iterator[tuple[Path, str, Watch]]:
    for name, alarm in cluster.alerts.alarms:
        if alarm is not None:
            yield (*ALARMS, name), name, alarm


def _alarms(service: Service) -> Iterator[tuple[Path, str, Watch]]:
    for name, alarm in service.alarms:
        if alarm is not None:
            yield (*service.path, "alarms", name), name, alarm


def _steps(service: Service) -> Iterator[tuple[Path, str, Watch]]:
    if service.scaling is None:
        return
    # Step scaling is an alarm with a policy: CloudWatch's limits hold for it too.
    for name, watch in sorted(service.scaling.steps.items()):
        yield (*service.path, "scaling", "steps", name), name, watch


def _of_queue(queue: Queue) -> Iterator[tuple[Path, str, Watch]]:
    if alarm := queue.alarms.oldest_message:
        yield (*queue.path, "alarms", "oldest_message"), "oldest_message", alarm


@rule(
    Code(
        "RULE152",
        "alarm-span-unknown-to-cloudwatch",
        what="An alarm looks back over a span that CloudWatch does not take.",
        why="The period is a multiple of 60 seconds. All periods together may be one day, or "
        "seven where each is an hour or more; CloudWatch refuses an alarm beyond that.",
        help="Write whole minutes, and fewer or shorter periods.",
        source=f"{_CLOUDWATCH}/APIReference/API_PutMetricAlarm.html",
    ),
    sections=("alerts", "services", "queues"),
    over=_watches,
)
def alarm_span_allowed(
    cluster: Cluster,
    path: Path,
    name: str,
    alarm: Watch,
) -> Iterator[Diagnostic]:
    """Hold periods to whole minutes, and the span of all to a day, or to a week of whole hours."""
    longest, most = _DAY, "1 day"
    if alarm.period >= _HOUR:
        longest, most = 7 * _DAY, "7 days"
    if alarm.period % 60:
        # 10, 20 and 30 seconds are for metrics of high resolution, which none of these is.
        minutes = alarm.period // 60
        message = f"the period of {name} is {alarm.period}s, and CloudWatch takes whole minutes"
        help = f"write {minutes}m or {minutes + 1}m"
        yield finding(cluster, "RULE152", (*path, "period"), message, help)
    elif alarm.period * alarm.evaluation_periods > longest:
        span = f"{alarm.evaluation_periods} periods of {alarm.period}s"
        message = f"{name} looks back over {span}: more than {most}"
        help = f"write {longest // alarm.period} evaluation_periods or fewer"
        at = written(cluster, (*path, "evaluation_periods"), (*path, "period"))
        yield finding(cluster, "RULE152", at, message, help)


RULES = (
    alarms_can_ring,
    alarms_have_metrics,
    daemons_to_miss,
    drains_are_counted,
    instances_to_miss,
    alarm_span_allowed,
)
