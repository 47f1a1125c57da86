"""`load_balancers`: what classic ones alone have."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.scalars import Int, Seconds, Words, matching
from tfgen.language.section import Section

PortNumber = Annotated[Int, Field(ge=1, le=65535)]
ClassicProtocol = Annotated[Literal["tcp", "ssl", "http", "https"], Words()]


class ClassicListener(Section):
    """A port of a classic balancer, and where it leads on the instances."""

    port: PortNumber = Field(description="Port of the balancer.")
    protocol: ClassicProtocol = Field(
        "tcp", description="Protocol of the balancer; https and ssl need a certificate."
    )
    instance_port: PortNumber = Field(description="Port of the instances.")
    instance_protocol: ClassicProtocol | None = Field(
        None, description="Protocol to the instances. Default: as plain."
    )


class ClassicHealthCheck(Section):
    """How a classic balancer asks whether an instance is well."""

    target: Annotated[
        str,
        matching(
            r"(?:(?:TCP|SSL):[0-9]{1,5}|(?:HTTP|HTTPS):[0-9]{1,5}/[^\s]{0,1023})",
            "the target of a classic health check",
            "write HTTP:8080/healthz or TCP:8080",
        ),
    ] = Field(description="What is asked, such as HTTP:8080/healthz or TCP:8080.")
    # https://docs.aws.amazon.com/elasticloadbalancing/2012-06-01/APIReference/API_HealthCheck.html
    interval: Seconds = Field(30, ge=5, le=300, description="Time between two checks, 5s to 300s.")
    timeout: Seconds = Field(
        5, ge=2, le=60, description="Time allowed for an answer, 2s to 60s; below interval."
    )
    healthy_threshold: Int = Field(
        3, ge=2, le=10, description="Good answers that make an instance healthy."
    )
    unhealthy_threshold: Int = Field(
        3, ge=2, le=10, description="Bad answers that make it unhealthy."
    )
