"""Conventions of telemetry: names, the collector's container, and variables of programs."""

from __future__ import annotations

from tfgen.facts import images
from tfgen.facts.limits import LOG_GROUP_NAME
from tfgen.language import containers as language
from tfgen.language.container_parts import HealthCheck, RestartPolicy
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions, begin
from tfgen.resolve.names import Name
from tfgen.resolve.services import Service
from tfgen.resolve.tasks import Container, pulled_image
from tfgen.resolve.telemetry import COLLECTOR, OTLP_PORTS, Telemetry

TELEMETRY = Conventions(Telemetry)


@TELEMETRY.fills("namespace", "<cluster>/<service>, with metrics: cloudwatch")
def _namespace(cluster: Cluster, service: Service, telemetry: Telemetry) -> str | None:
    if telemetry.metrics != "cloudwatch":
        return None
    return f"{cluster.name}/{service.name}"


@TELEMETRY.sets("log_group", "<logs.prefix>/telemetry/<service>, with metrics: cloudwatch")
def _log_group(cluster: Cluster, service: Service, telemetry: Telemetry) -> Name | None:
    if telemetry.metrics != "cloudwatch":
        return None
    own = service.name
    # The prefix names the application already.
    if cluster.application:
        own = own.removeprefix(f"{cluster.application}-")
    text = f"{cluster.logs.prefix}/telemetry/{own}"
    return Name(text, f"log group of metrics of service {service.name}", LOG_GROUP_NAME)


@TELEMETRY.sets("environment", "what the SDKs of OpenTelemetry read, but for what is written")
def _environment(cluster: Cluster, service: Service, telemetry: Telemetry) -> dict[str, str]:
    # https://opentelemetry.io/docs/languages/sdk-configuration/
    variables = {
        "OTEL_EXPORTER_OTLP_ENDPOINT": f"http://localhost:{OTLP_PORTS['HTTP']}",
        "OTEL_EXPORTER_OTLP_PROTOCOL": "http/protobuf",
        # Logs go where those of all containers go.
        "OTEL_LOGS_EXPORTER": "none",
        "OTEL_METRICS_EXPORTER": _exporter(telemetry.metrics),
        "OTEL_SERVICE_NAME": service.name,
        "OTEL_TRACES_EXPORTER": _exporter(telemetry.traces),
    }
    written = {*service.environment, *service.secrets}
    return {name: value for name, value in variables.items() if name not in written}


def _exporter(destination: str) -> str:
    """Return what an SDK does with what the collector sends there: it would try in vain else."""
    if destination == "none":
        return "none"
    return "otlp"


@TELEMETRY.sets("container", "AWS's collector, which the service does without for a while")
def _container(cluster: Cluster, service: Service, telemetry: Telemetry) -> Container:
    written = language.Container.model_construct(
        image=language.ContainerImage(uri=images.COLLECTOR),
        essential=False,
        read_only_root=True,
        # The image has no shell: https://github.com/aws-observability/aws-otel-collector
        health_check=HealthCheck(command=("CMD", "/healthcheck"), start_period=15),
        restart_policy=RestartPolicy(),
    )
    return begin(
        Container,
        written,
        key=COLLECTOR,
        path=(*service.path, "telemetry"),
        name=COLLECTOR,
        written_image=written.image,
        repository=None,
        image=images.COLLECTOR,
        pulled_image=pulled_image(cluster, images.COLLECTOR),
        ports={},
        cpu=telemetry.cpu,
        memory=telemetry.memory,
        memory_reservation=telemetry.memory,
    )
