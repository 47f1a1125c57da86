"""Rules of where container logs go."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.language.logs import Destination
from tfgen.resolve import Cluster, SystemContainer, Task
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, listed

_FIRELENS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
_DRIVER = "https://docs.docker.com/engine/logging/drivers/fluentd/"
_OPENSEARCH = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide"
_ENDPOINTS = f"{_OPENSEARCH}/customendpoint.html"

# Type of destination -> what it needs.
_NEEDED: dict[str, tuple[str, ...]] = {
    "cloudwatch": (),
    "opensearch": ("endpoint", "index"),
    "firehose": ("stream",),
    "forward": ("host",),
    "fluentd": ("address",),
}


def _written(cluster: Cluster) -> Iterator[tuple[Path, Destination]]:
    """Give each destination that is written, with its path: the cluster's, and those of tasks."""
    yield from each([cluster], lambda whole: [(("logs", "destination"), whole.logs.destination)])
    for (task,) in over.tasks(cluster):
        if cluster.wrote(*task.path, "logs", "destination"):
            yield from each([task], _of_task)


def _of_task(task: Task) -> list[tuple[Path, Destination]]:
    return [((*task.path, "logs", "destination"), task.logs.destination)]


def destination_complete(
    cluster: Cluster,
    path: Path,
    destination: Destination,
) -> Iterator[Diagnostic]:
    """Demand of a destination what its type needs.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html
    """
    kind = destination.type
    needed = _NEEDED[kind]
    missing = [word for word in needed if getattr(destination, word) is None]
    if missing:
        message = f"destination {kind} needs {listed(missing, 'and')}"
        help = f"write {{type: {kind}, {', '.join(f'{word}: …' for word in needed)}}}"
        yield finding(cluster, "RULE129", path, message, help, source=_page(kind))


def _page(kind: str) -> str:
    return _DRIVER if kind == "fluentd" else _FIRELENS


def domain_known(
    cluster: Cluster,
    path: Path,
    destination: Destination,
) -> Iterator[Diagnostic]:
    """Demand the name of an OpenSearch domain whose endpoint does not tell it: the role needs it.

    https://docs.aws.amazon.com/opensearch-service/latest/developerguide/customendpoint.html
    """
    endpoint = destination.endpoint if destination.type == "opensearch" else None
    if endpoint and destination.domain is None:
        message = f"endpoint {endpoint} does not tell the name of its domain, which the role needs"
        at, help = (*path, "endpoint"), "add domain: <name>"
        yield finding(cluster, "RULE130", at, message, help, source=_ENDPOINTS)


def fluentd_elsewhere(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse fluentd for system containers: the collector may be one, and would wait for itself.

    https://docs.docker.com/engine/logging/drivers/fluentd/
    """
    if container.logs.destination.type == "fluentd":
        logs = f"system container {container.key} cannot log to fluentd"
        message = f"{logs}, which may itself run on the instance"
        help = "write forward with its host, or leave destination out for CloudWatch"
        at = (*container.path, "logs", "destination")
        yield finding(cluster, "RULE131", at, message, help, source=_DRIVER)


_ALL = ("logs", "system_containers", "services", "jobs")
RULES = (
    Rule(_ALL, destination_complete, _written),
    Rule(_ALL, domain_known, _written),
    Rule(("system_containers",), fluentd_elsewhere, over.system_containers),
)
