"""Rules of `services.<name>.scaling`: that there is the metric which it follows, and once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.language.scaling import Backlog
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, again, finding, rule

_AUTOSCALING = "https://docs.aws.amazon.com/autoscaling/application/userguide"
_TARGETS = f"{_AUTOSCALING}/target-tracking-scaling-policy-overview.html"
_BACKLOG = f"{_AUTOSCALING}/application-auto-scaling-target-tracking-metric-math.html"

# The metrics of a service that its own words follow.
_OWN = {"cpu": "CPUUtilization", "memory": "MemoryUtilization"}


def _following(cluster: Cluster) -> Iterator[tuple[Service, Backlog]]:
    """Give each service that follows a queue, and what the spec says of that."""
    return each(cluster.services.values(), _queue)


def _queue(service: Service) -> list[tuple[Service, Backlog]]:
    if service.scaling is None or service.scaling.queue is None:
        return []
    return [(service, service.scaling.queue)]


def _path(service: Service) -> Path:
    return (*service.path, "scaling", "queue")


@rule(
    Code(
        "RULE550",
        "scaling-by-no-queue-or-two",
        what="Scaling follows a queue, and names none or two.",
        why="The messages of one queue are divided by the tasks: it is a queue of the spec, by "
        "its key, or one that exists, by its ARN.",
        help="Write name: with a key of queues, or arn: with that of a queue that exists.",
        source=_BACKLOG,
    ),
    sections=("services",),
    over=_following,
)
def one_queue_is_followed(
    cluster: Cluster, service: Service, queue: Backlog
) -> Iterator[Diagnostic]:
    """Demand either the key of a queue or an ARN."""
    if queue.name is None and queue.arn is None:
        message = f"service {service.key} follows a queue, and none is named"
        help = "write name: with a key of queues, or arn: of one that exists"
        yield finding(cluster, "RULE550", _path(service), message, help, key=True)
    elif queue.name is not None and queue.arn is not None:
        message = f"queue {queue.name} is of this spec, and arn is that of one that exists"
        path = (*_path(service), "arn")
        yield finding(cluster, "RULE550", path, message, "remove name or arn", key=True)


@rule(
    Code(
        "RULE551",
        "scaling-queue-unknown",
        what="Scaling follows a queue that is not in the spec.",
        why="A queue is named by its key under queues. Of any other there are no messages that "
        "could start a task.",
        help="Name a key of queues, add the queue, or write arn: with that of one that exists.",
        source=_BACKLOG,
    ),
    sections=("services", "queues"),
    over=_following,
)
def followed_queues_exist(
    cluster: Cluster, service: Service, queue: Backlog
) -> Iterator[Diagnostic]:
    """Hold the queue that a service follows to those of the spec."""
    if queue.name is None or queue.name in cluster.queues:
        return
    help = closest(queue.name, list(cluster.queues))
    help = help or f"add queues: {{{queue.name}: {{}}}}, or write arn: in its place"
    message = f"there is no queue {shown(queue.name)} in this spec"
    yield finding(cluster, "RULE551", (*_path(service), "name"), message, help)


@rule(
    Code(
        "RULE552",
        "scaling-by-a-queue-without-container-insights",
        what="Scaling divides messages by tasks that nobody counts.",
        why="The number of tasks that run is a metric of Container Insights. While it is disabled "
        "each queue looks as if one task worked on it, and tasks come until max.",
        help="Write cluster.container_insights: enabled.",
        source="https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/"
        "Container-Insights-metrics-ECS.html",
    ),
    sections=("services", "cluster"),
    over=_following,
)
def tasks_of_a_queue_are_counted(
    cluster: Cluster, service: Service, queue: Backlog
) -> Iterator[Diagnostic]:
    """Demand Container Insights where messages are divided by tasks."""
    if cluster.cluster.container_insights == "disabled":
        message = "a queue is followed by the tasks that run, which Container Insights counts"
        help = "write container_insights: enabled under cluster, or follow cpu"
        yield finding(cluster, "RULE552", _path(service), message, help, key=True)


@rule(
    Code(
        "RULE553",
        "scaling-holds-a-metric-twice",
        what="Scaling holds one metric at two targets.",
        why="Each target has a policy of its own, and of several the one that asks for the most "
        "tasks decides. AWS allows several of a service where each follows another metric.",
        help="Keep one of the two.",
        source=_TARGETS,
    ),
    sections=("services", "cluster", "platform"),
    over=over.services,
)
def metrics_are_held_once(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse a metric that cpu, memory or another member of metrics holds already."""
    held = each([service], partial(_held, cluster))
    for (name, path), (other, at) in again(held):
        message = f"metric {name} is that of {other} too, with a target of its own"
        also = ((at, "the other target"),)
        help = f"remove {name} or {other}"
        yield finding(cluster, "RULE553", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE554",
        "forecast-alone",
        what="Scaling has a forecast, and nothing that takes tasks away.",
        why="A forecast starts tasks ahead of the load, with mode: forecast_only not even that. "
        "That they go again when the load does is for a policy that follows the load itself.",
        help="Follow cpu, memory or another metric beside the forecast.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/"
        "predictive-scaling-create-policy.html",
        severity=Severity.WARNING,
    ),
    sections=("services",),
    over=over.services,
)
def forecasts_are_not_alone(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a forecast beside nothing that takes tasks away."""
    if service.scaling and service.scaling.predictive and not service.scales_in:
        message = f"service {service.key} has a forecast, and nothing takes its tasks away"
        help = "add cpu: 60 beside it"
        path = (*service.path, "scaling", "predictive")
        yield finding(cluster, "RULE554", path, message, help, key=True)


def _held(cluster: Cluster, service: Service) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Yield what each metric is, with its name and place."""
    scaling, path = service.scaling, (*service.path, "scaling")
    if scaling is None:
        return
    own = {"ClusterName": cluster.ecs_name, "ServiceName": service.service_name}
    for word, metric_name in _OWN.items():
        if getattr(scaling, word):
            yield _same("AWS/ECS", metric_name, "Average", own), (word, (*path, word))
    for name, metric in scaling.metrics.items():
        what = (metric.namespace, metric.metric_name, metric.statistic, metric.dimensions)
        yield _same(*what), (name, (*path, "metrics", name))


def _same(namespace: str, name: str, statistic: str, dimensions: Mapping[str, str]) -> str:
    """Return what one metric has alike wherever it stands: all but the target."""
    return repr((namespace, name, statistic, sorted(dimensions.items())))


RULES = (
    one_queue_is_followed,
    followed_queues_exist,
    tasks_of_a_queue_are_counted,
    metrics_are_held_once,
    forecasts_are_not_alone,
)
