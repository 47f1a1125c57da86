"""`telemetry`: what the collector beside a service's containers takes, and where it sends it."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.container_values import PortNumber
from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import Int, Seconds, TextOrExpression, Words, arn, later, matching
from tfgen.language.section import One, Section

_COLLECTOR = "https://aws-otel.github.io/docs/setup/ecs"
_CLOUDWATCH = Only("with metrics: cloudwatch", metrics="cloudwatch", source=_COLLECTOR)
_PROMETHEUS = Only("with metrics: prometheus", metrics="prometheus", source=_COLLECTOR)
_METRICS = Only(
    "with metrics: cloudwatch or prometheus",
    metrics=("cloudwatch", "prometheus"),
    source=_COLLECTOR,
)

WorkspaceArn = Annotated[
    TextOrExpression,
    later(arn("aps", r"workspace/ws-[0-9a-f-]+", "a workspace of Managed Prometheus")),
]


class Scrape(Section):
    """Metrics that the service shows in the form of Prometheus, on a port of its own."""

    port: PortNumber = Field(description="Port of the main container that shows them.")
    # The collector reads $ as the beginning of a variable.
    path: Annotated[
        str,
        matching(
            r"/[A-Za-z0-9._~!&'()*+,;=:@%/-]*", "a path", "begin with a slash, without ? and $"
        ),
    ] = Field("/metrics", description="Path at which they are.")
    interval: Seconds = Field(
        60, ge=5, le=3600, description="Time from one look to the next, 5s to 1h."
    )


class Telemetry(Section):
    """AWS's OpenTelemetry collector beside the containers, on ports 4317 and 4318 of localhost."""

    traces: Annotated[Literal["xray", "none"], Words()] = Field(
        "xray", description="Where traces go: to X-Ray, or nowhere."
    )
    metrics: Annotated[Literal["none", "cloudwatch", "prometheus"], Words()] = Field(
        "none",
        description="Where metrics go: nowhere, to CloudWatch through a log group of their own, "
        "or to a workspace of Managed Service for Prometheus.",
    )
    workspace_arn: Annotated[WorkspaceArn | None, _PROMETHEUS] = Field(
        None, description="ARN of that workspace in this account."
    )
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricData.html
    namespace: (
        Annotated[
            str,
            matching(
                r"(?!AWS/)[0-9A-Za-z._/#:-]{1,255}",
                "a namespace",
                "use up to 255 letters, digits and . _ / # : -, without AWS/ before them",
            ),
            _CLOUDWATCH,
        ]
        | None
    ) = Field(None, description="Namespace of the metrics. Left out: <cluster>/<service>.")
    scrape: Annotated[Scrape | None, One("port"), _METRICS] = Field(
        None,
        description="Metrics that the service shows to Prometheus, which the collector fetches "
        "beside those that are sent to it; the port is enough. Left out: none.",
    )
    # Less does not hold the collector with what it keeps for a moment.
    memory: Int = Field(
        256,
        ge=128,
        le=30720,
        description="MiB that the collector has at most, and that are kept free for it.",
    )
    cpu: Int = Field(32, ge=0, le=10240, description="CPU units of the collector.")
