"""Rules of where container logs go."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.logs import Destination
from tfgen.resolve import Cluster, SystemContainer, Task
from tfgen.resolve.convention import each
from tfgen.rules import over, secret_places
from tfgen.rules.rule import Path, finding, listed, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_OPENSEARCH = "https://docs.aws.amazon.com/opensearch-service/latest/developerguide"
_ALL = ("logs", "system_containers", "services", "jobs")

# Type of destination -> what it needs. All but fluentd's are options of Fluent Bit's outputs; that
# one is Docker's: https://docs.docker.com/engine/logging/drivers/fluentd/
_NEEDED: dict[str, tuple[str, ...]] = {
    "cloudwatch": (),
    "opensearch": ("endpoint", "index"),
    "firehose": ("stream",),
    "forward": ("host",),
    "datadog": ("site", "secret"),
    "splunk": ("host", "secret"),
    "newrelic": ("data_center", "secret"),
    "loki": ("host",),
    "fluentd": ("address",),
}


def _written(cluster: Cluster) -> Iterator[tuple[Path, Destination]]:
    """Give each destination that is written, with its path: the cluster's, and those of tasks."""
    yield from each([cluster], _of_cluster)
    for (task,) in over.tasks(cluster):
        # A task without one has the cluster's, whose faults were told there.
        if cluster.wrote(*task.path, "logs", "destination"):
            yield from each([task], _of_task)


def _of_cluster(cluster: Cluster) -> list[tuple[Path, Destination]]:
    return [(("logs", "destination"), cluster.logs.destination)]


def _of_task(task: Task) -> list[tuple[Path, Destination]]:
    return [((*task.path, "logs", "destination"), task.logs.destination)]


@rule(
    Code(
        "RULE129",
        "log-destination-incomplete",
        what="A log destination lacks what its type needs, or has what only another type takes.",
        why="The log router finds its target by these values: without an index, a stream or a "
        "host it has nowhere to write, and a value of another type would have no effect.",
        help="Write what the type needs, and nothing of the others: the message names it.",
        source=f"{_ECS}/using_firelens.html",
    ),
    sections=_ALL,
    over=_written,
)
def destination_complete(
    cluster: Cluster,
    path: Path,
    destination: Destination,
) -> Iterator[Diagnostic]:
    """Demand of a destination what its type needs."""
    # What a type does not take is told where the fields are: tfgen.language.logs.
    needed = _NEEDED[destination.type]
    missing = [word for word in needed if getattr(destination, word) is None]
    if missing:
        message = f"destination {destination.type} needs {listed(missing, 'and')}"
        fields = ", ".join(f"{word}: …" for word in needed)
        help = f"write {{type: {destination.type}, {fields}}}"
        yield finding(cluster, "RULE129", path, message, help)


@rule(
    Code(
        "RULE130",
        "opensearch-domain-unknown",
        what="An OpenSearch endpoint does not tell the name of its domain.",
        why="The task's role may write to that domain and to no other, and its right names the "
        "domain. An endpoint of AWS's holds the name; one of your own does not.",
        help="Write domain: with the name of the domain.",
        source=f"{_OPENSEARCH}/customendpoint.html",
    ),
    sections=_ALL,
    over=_written,
)
def domain_known(
    cluster: Cluster,
    path: Path,
    destination: Destination,
) -> Iterator[Diagnostic]:
    """Demand the name of an OpenSearch domain whose endpoint does not tell it."""
    endpoint = destination.endpoint
    if destination.type != "opensearch" or not endpoint:
        return
    if destination.domain is None:
        message = f"endpoint {endpoint} does not tell the name of its domain, which the role needs"
        yield finding(cluster, "RULE130", (*path, "endpoint"), message, "add domain: <name>")


@rule(
    Code(
        "RULE131",
        "system-container-logs-to-fluentd",
        what="A system container logs to fluentd.",
        why="Docker starts no container with this driver while the collector does not answer. The "
        "collector may be a system container of the same instance, and would wait for itself.",
        help="Write forward with its host, or leave destination out for CloudWatch.",
        source="https://docs.docker.com/engine/logging/drivers/fluentd/",
    ),
    sections=("system_containers",),
    over=over.system_containers,
)
def fluentd_elsewhere(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Refuse fluentd for system containers: the collector may be one, and would wait for itself."""
    # The cluster's fluentd is no fault: resolve sends system containers to CloudWatch then.
    if container.logs.destination.type == "fluentd":
        path = (*container.path, "logs", "destination")
        logs = f"system container {container.key} cannot log to fluentd"
        message = f"{logs}, which may itself run on the instance"
        help = "write forward with its host, or leave destination out for CloudWatch"
        yield finding(cluster, "RULE131", path, message, help)


@rule(
    secret_places.SECRET_PLACE,
    secret_places.SECRET_OF_THE_SPEC,
    sections=(*_ALL, "secrets"),
    over=_written,
)
def secret_has_one_place(
    cluster: Cluster,
    path: Path,
    destination: Destination,
) -> Iterator[Diagnostic]:
    """Demand one place of the secret that a destination wants."""
    if destination.secret:
        at, noun = (*path, "secret"), f"the secret of {destination.type}"
        yield from secret_places.one_place(cluster, at, noun, destination.secret)


@rule(
    Code(
        "RULE488",
        "loki-user-without-password",
        what="A destination loki has a user and no secret, or a secret and no user.",
        why="Fluent Bit sends a password only with a user, and a user only with a password: Loki "
        "would refuse the logs, and nothing else tells of it.",
        help="Write http_user and secret, or none of them for a Loki that asks for no password.",
        source="https://docs.fluentbit.io/manual/data-pipeline/outputs/loki",
    ),
    sections=_ALL,
    over=_written,
)
def loki_users_have_passwords(
    cluster: Cluster,
    path: Path,
    destination: Destination,
) -> Iterator[Diagnostic]:
    """Demand user and password together."""
    if destination.type != "loki" or bool(destination.http_user) == bool(destination.secret):
        return
    present, missing = "http_user", "secret"
    if destination.secret:
        present, missing = missing, present
    message = f"destination loki has {present} and no {missing}"
    help = f"write {missing} beside it, or remove {present}"
    yield finding(cluster, "RULE488", (*path, present), message, help, key=True)


RULES = (
    destination_complete,
    domain_known,
    fluentd_elsewhere,
    secret_has_one_place,
    loki_users_have_passwords,
)
