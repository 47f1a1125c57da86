"""Rules of where container logs go."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster
from tfgen.rules.containers import tasks
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec.logs import Destination

_FIRELENS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
_DRIVER = "https://docs.docker.com/engine/logging/drivers/fluentd/"
_ENDPOINTS = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide/customendpoint.html"

# Type of destination -> what it needs.
_NEEDED: dict[str, tuple[str, ...]] = {
    "cloudwatch": (),
    "opensearch": ("endpoint", "index"),
    "firehose": ("stream",),
    "forward": ("host",),
    "fluentd": ("address",),
}


def destinations(cluster: Cluster) -> Iterator[tuple[Path, Destination]]:
    """Yield each destination of the spec with its path: the cluster's, and those of tasks."""
    yield ("logs", "destination"), cluster.logs.destination
    for one in tasks(cluster):
        if one.task.logs.destination:
            yield (*one.path, "logs", "destination"), one.task.logs.destination


def destination_complete(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand of a destination what its type needs.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
    """
    for path, destination in destinations(cluster):
        kind = destination.type
        source = _DRIVER if kind == "fluentd" else _FIRELENS
        needed = _NEEDED[kind]
        missing = [word for word in needed if getattr(destination, word) is None]
        if missing:
            message = f"destination {kind} needs {listed(missing, 'and')}"
            help = f"write {{type: {kind}, {', '.join(f'{word}: …' for word in needed)}}}"
            yield finding(cluster, "RULE129", path, message, help, source=source)


def domain_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand the name of an OpenSearch domain whose endpoint does not tell it: the role names the domain.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/customendpoint.html
    """
    for path, destination in destinations(cluster):
        if destination.type == "opensearch" and destination.endpoint and destination.domain is None:
            message = f"endpoint {destination.endpoint} does not tell the name of its domain, which the role needs"
            yield finding(
                cluster,
                "RULE130",
                (*path, "endpoint"),
                message,
                "add domain: <name>",
                source=_ENDPOINTS,
            )


def fluentd_elsewhere(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse fluentd for system containers: the collector may itself be one, and would wait for itself.

    https://docs.docker.com/engine/logging/drivers/fluentd/
    """
    for key, container in sorted(cluster.system_containers.items()):
        given = container.logs.destination
        if given and given.type == "fluentd":
            message = f"system container {key} cannot log to fluentd, which may itself run on the instance"
            path = ("system_containers", key, "logs", "destination")
            help = "write forward with its host, or leave destination out for CloudWatch"
            yield finding(cluster, "RULE131", path, message, help, source=_DRIVER)


RULES = (
    Rule(("logs", "system_containers", "services", "jobs"), destination_complete),
    Rule(("logs", "system_containers", "services", "jobs"), domain_known),
    Rule(("system_containers",), fluentd_elsewhere),
)
