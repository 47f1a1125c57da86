"""Telemetry of a service, resolved: the collector as a container, and what programs are told."""

from __future__ import annotations

from tfgen.language import telemetry as language
from tfgen.language.field import Field
from tfgen.resolve.names import Name
from tfgen.resolve.tasks import Container

# What AWS knows the container by.
COLLECTOR = "otel-collector"
# Where programs send what they measure: by gRPC, by HTTP; and where its health is asked.
# https://opentelemetry.io/docs/specs/otlp/
OTLP_PORTS = {"gRPC": 4317, "HTTP": 4318}
HEALTH_PORT = 13133


class Telemetry(language.Telemetry):
    """What a service measures; `environment` are variables that the SDKs of OpenTelemetry read.

    `log_group` is absent but of metrics that go to CloudWatch.
    """

    log_group: Name | None
    environment: dict[str, str]
    container: Container = Field(exclude=True)

    @property
    def ports(self) -> dict[int, str]:
        """Ports of the task that the collector listens on, and what for."""
        otlp = {port: f"OTLP over {protocol}" for protocol, port in OTLP_PORTS.items()}
        return {**otlp, HEALTH_PORT: "its health check"}

    @property
    def workspace_region(self) -> str | None:
        """The region of the workspace of Prometheus, as far as its ARN tells it."""
        if not isinstance(self.workspace_arn, str):
            return None
        return self.workspace_arn.split(":")[3]
