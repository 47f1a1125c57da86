"""`load_balancers`: application load balancers and their default target group."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.spec.scalars import Block, Bool, Int, Seconds, Text, Words, arn, matching
from tfgen.spec.section import One, Section, Switch


class HealthCheck(Section):
    """How a balancer asks whether a target is well."""

    path: Annotated[str, matching(r"/[^\s]{0,1023}", "the path of a health check", "begin it with /")] = Field(
        "/", description="Path that is asked for."
    )
    success_codes: Annotated[
        str,
        matching(
            r"[2-4][0-9]{2}(?:[,-][2-4][0-9]{2})*", "a list of HTTP codes", "write 200, 200-299 or 200,302", bare=True
        ),
    ] = Field("200", description="HTTP codes of a healthy answer.")
    interval: Seconds = Field(30, ge=5, le=300, description="Time between two checks, 5s to 300s.")
    timeout: Seconds = Field(5, ge=2, le=120, description="Time allowed for an answer, 2s to 120s; below interval.")
    healthy_threshold: Int = Field(3, ge=2, le=10, description="Good answers that make a target healthy.")
    unhealthy_threshold: Int = Field(3, ge=2, le=10, description="Bad answers that make it unhealthy.")


class DefaultTargetGroup(Section):
    """An empty target group that services deployed elsewhere attach to."""

    port: Int = Field(80, ge=1, le=65535, description="Port of targets that name none.")
    target_type: Annotated[Literal["instance", "ip"], Words()] = Field(
        "instance", description="instance for bridge and host networking, ip for awsvpc."
    )
    health_check: Annotated[HealthCheck, One("path")] = Field(
        HealthCheck(), description="Health check; a path is enough."
    )
    deregistration_delay: Seconds = Field(
        30, ge=0, le=3600, description="Time that open connections get when a target leaves, up to 1h."
    )


class FixedResponse(Section):
    """The answer of a balancer when no rule matches."""

    status_code: Int = Field(404, ge=200, le=599, description="HTTP code, 200-299 or 400-599.")
    content_type: Annotated[
        Literal["text/plain", "text/css", "text/html", "application/javascript", "application/json"], Words()
    ] = Field("text/plain", description="Content type.")
    message_body: Text | None = Field(None, max_length=1024, description="Body of the answer, up to 1024 characters.")


class AccessLogs(Section):
    """Access logs of a balancer in S3."""

    bucket: (
        Annotated[
            str,
            matching(r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]", "the name of a bucket", "use 3 to 63 of a-z, 0-9, . and -"),
        ]
        | None
    ) = Field(None, description="Bucket that exists. Default: one made for this balancer, encrypted and private.")


class LoadBalancer(Section):
    """An application load balancer."""

    type: Annotated[Literal["application"], Words()] = Field("application", description="Kind of balancer.")
    scheme: Annotated[Literal["internet-facing", "internal"], Words()] = Field(
        "internet-facing", description="Reachability, and whether it stands in public or private subnets."
    )
    certificate_arns: Annotated[
        tuple[Annotated[str, arn("acm", "certificate/[0-9a-f-]+", "an ACM certificate")], ...], One()
    ] = Field((), max_length=26, description="Certificates of HTTPS on port 443; the first is the default.")
    http: Annotated[Literal["redirect", "forward", "none"], Words()] | None = Field(
        None, description="What port 80 does. Default: redirect to HTTPS with a certificate, else forward."
    )
    ssl_policy: Text = Field("ELBSecurityPolicy-TLS13-1-2-2021-06", description="TLS policy of the HTTPS listener.")
    fixed_response: Annotated[FixedResponse | None, One("status_code")] = Field(
        None, description="Answer when no rule matches, instead of the default target group."
    )
    default_target_group: DefaultTargetGroup | None = Field(
        None, description="Target group that answers when no rule matches. Default: one with its defaults."
    )
    allowed_cidrs: Annotated[tuple[Block, ...], One()] | None = Field(
        None,
        description="Blocks that may connect, with network.ipv6 IPv6 ones too. Default: everywhere; an internal "
        "balancer: network.cidr, and the IPv6 block of the VPC.",
    )
    access_logs: Annotated[AccessLogs | None, Switch(), One("bucket")] = Field(
        AccessLogs(), description="Access logs in S3; false switches them off (a finding)."
    )
    idle_timeout: Seconds = Field(60, ge=1, le=4000, description="Idle limit of a connection, 1s to 4000s.")
    deletion_protection: Bool = Field(True, description="Refuse deletion; a destroy then takes two steps.")
