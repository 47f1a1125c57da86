"""Rules of `telemetry`: that something is sent, that it arrives, and that the collector can run."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Service
from tfgen.resolve.telemetry import COLLECTOR, Telemetry
from tfgen.rules import over
from tfgen.rules.rule import finding, listed, rule

_SECTIONS = ("services",)
_SETUP = "https://aws-otel.github.io/docs/setup/ecs"
_AWS = "https://docs.aws.amazon.com"
_PROMETHEUS = (
    f"{_AWS}/prometheus/latest/userguide/AMP-onboard-ingest-metrics-OpenTelemetry-ECS.html"
)


@rule(
    Code(
        "RULE613",
        "telemetry-of-nothing",
        what="A collector has nothing to send.",
        why="Without traces and without metrics it would run in each task for nothing.",
        help="Say where traces or metrics go, or leave telemetry out.",
        source=_SETUP,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def something_is_sent(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand traces or metrics of telemetry."""
    telemetry = service.telemetry
    if telemetry and telemetry.traces == "none" and telemetry.metrics == "none":
        message = f"telemetry of {service.key} has neither traces nor metrics"
        help = "write traces: xray, or metrics: cloudwatch or prometheus, or telemetry: false"
        yield finding(cluster, "RULE613", (*service.path, "telemetry"), message, help, key=True)


@rule(
    Code(
        "RULE614",
        "workspace-out-of-reach",
        what="Metrics have no workspace of Prometheus, or one that the task may not write to.",
        why="A workspace takes what roles of its own account sign; roles of another account have "
        "to assume one there, which the collector does not.",
        help="Give the ARN of a workspace in the cluster's account.",
        source=_PROMETHEUS,
    ),
    sections=(*_SECTIONS, "account_id", "region"),
    over=over.services,
)
def workspace_is_in_reach(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand a workspace of the cluster's account for metrics in the form of Prometheus."""
    telemetry = service.telemetry
    if telemetry is None or telemetry.metrics != "prometheus":
        return
    path = (*service.path, "telemetry")
    arn = telemetry.workspace_arn
    if arn is None:
        message = f"metrics of {service.key} go to Prometheus, and to no workspace"
        help = "write workspace_arn: with that of the workspace"
        yield finding(cluster, "RULE614", (*path, "metrics"), message, help)
    # Of an expression nobody knows what it will be.
    if not isinstance(arn, str):
        return
    _, partition, _, _, account, _ = arn.split(":", 5)
    own, ours = aws.partition(cluster.region), cluster.account_id
    if (partition, account) != (own, ours or account):
        message = f"the workspace is of account {account} in {partition}, and not the cluster's"
        help = "give a workspace of the cluster's own account"
        yield finding(cluster, "RULE614", (*path, "workspace_arn"), message, help)


@rule(
    Code(
        "RULE615",
        "port-of-collector",
        what="A container listens on a port that the collector of telemetry has.",
        why="Containers of a task share its network, and a port of it is one container's.",
        help="Let the container listen on another port.",
        source=f"{_AWS}/AmazonECS/latest/developerguide/task-networking-awsvpc.html",
    ),
    sections=_SECTIONS,
    over=over.services,
)
def collector_has_its_ports(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Keep the ports of the collector free, and its scrape off them."""
    telemetry = service.telemetry
    if telemetry is None:
        return
    for name, container in service.containers.items():
        for key, port in container.ports.items():
            use = telemetry.ports.get(port.container_port)
            if use is None:
                continue
            message = f"port {port.container_port} of {name} is the collector's, for {use}"
            path = (*container.path, "ports", key)
            if container.port is not None:
                path = (*container.path, "port")
            yield finding(cluster, "RULE615", path, message, "listen on another port")
    yield from _scraped_port(cluster, service, telemetry)


def _scraped_port(cluster: Cluster, service: Service, telemetry: Telemetry) -> Iterator[Diagnostic]:
    if telemetry.scrape and telemetry.scrape.port in telemetry.ports:
        message = f"port {telemetry.scrape.port} is the collector's own, and has no metrics"
        help = "name the port at which the service shows its metrics"
        path = (*service.path, "telemetry", "scrape", "port")
        yield finding(cluster, "RULE615", path, message, help)


@rule(
    Code(
        "RULE616",
        "name-of-collector",
        what="A container has the name of the collector that stands beside it.",
        why="With telemetry tfgen adds the container otel-collector to the task, and ECS refuses "
        "two of one name.",
        help="Give the container another name, or leave telemetry out.",
        source=f"{_AWS}/AmazonECS/latest/APIReference/API_ContainerDefinition.html",
    ),
    sections=_SECTIONS,
    over=over.services,
)
def collector_has_its_name(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Keep the name of the collector free where there is one."""
    if service.telemetry is None or COLLECTOR not in {service.name, *service.sidecars}:
        return
    path = service.path
    if COLLECTOR in service.sidecars:
        path = (*service.path, "sidecars", COLLECTOR)
    message = f"{shown(COLLECTOR)} is the name of the container that telemetry adds"
    yield finding(cluster, "RULE616", path, message, "give it another name", key=True)


@rule(
    Code(
        "RULE617",
        "collector-without-rights",
        what="A task has a role that exists, which its collector sends with.",
        why="A role that exists keeps the rights that it has: nothing here adds to them, or knows "
        "them. Without these the collector runs, and nothing arrives.",
        help="Let the role do what the message names.",
        source=f"{_AWS}/xray/latest/devguide/security_iam_id-based-policy-examples.html",
        severity=Severity.WARNING,
    ),
    sections=_SECTIONS,
    over=over.services,
)
def collector_may_send(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Tell what a role that exists has to allow."""
    telemetry = service.telemetry
    if telemetry is None or service.task_role.arn is None:
        return
    actions = [*_ACTIONS.get(telemetry.traces, ()), *_ACTIONS.get(telemetry.metrics, ())]
    message = f"the collector of {service.key} sends with a role that exists already"
    help = f"let the role do {listed(actions, 'and')}"
    yield finding(cluster, "RULE617", (*service.path, "task_role", "arn"), message, help)


_ACTIONS = {
    "xray": ("xray:PutTraceSegments",),
    "cloudwatch": ("logs:CreateLogStream", "logs:PutLogEvents"),
    "prometheus": ("aps:RemoteWrite",),
}

RULES = (
    something_is_sent,
    workspace_is_in_reach,
    collector_has_its_ports,
    collector_has_its_name,
    collector_may_send,
)
