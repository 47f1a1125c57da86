"""`services`: ECS services, what leads to them, and how many tasks they have."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import (
    DEREGISTRATION_DELAY,
    SERVICE_NAME,
    SLOW_START,
    STICKINESS,
)
from tfgen.language.deployment import Deployment
from tfgen.language.discovery import CloudMap, ServiceConnect
from tfgen.language.field import Field
from tfgen.language.given_names import TargetGroupName
from tfgen.language.load_balancers import OF_HTTP, OF_NETWORK, HealthCheck
from tfgen.language.login import Auth
from tfgen.language.matches import Match
from tfgen.language.meaning import Not, Only
from tfgen.language.placement import Placement
from tfgen.language.scalars import KEY_FORM, Bool, Int, Key, Seconds, Words, matching
from tfgen.language.scaling import Scaling
from tfgen.language.section import One, Section, Switch
from tfgen.language.service_alarms import ServiceAlarms
from tfgen.language.telemetry import Telemetry
from tfgen.language.transforms import Transform
from tfgen.language.workloads import OWN_NETWORK, Workload

LISTEN_FORM = r"(?P<port>[0-9]{1,5})/(?P<protocol>tcp|udp|tcp_udp|tls)"

# AWS refuses both together.
_ATTRIBUTES = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "edit-target-group-attributes.html"
)
_IN_TURN = Only("with algorithm: round_robin", algorithm="round_robin", source=_ATTRIBUTES)
_AT_RANDOM = Only(
    "with algorithm: weighted_random", algorithm="weighted_random", source=_ATTRIBUTES
)
_NOT_RANDOM = Not(
    "with algorithm: weighted_random",
    algorithm="weighted_random",
    why="it chooses anew for each request",
    source=_ATTRIBUTES,
)
_NOT_GRPC = Not(
    "with protocol: grpc",
    protocol="grpc",
    why="its requests can only be forwarded",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "load-balancer-target-groups.html",
)
_TLS_LISTENERS = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/create-tls-listener.html"
)


class RouteHealthCheck(HealthCheck):
    """How a balancer asks whether a task is well."""

    # https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html
    protocol: Annotated[Literal["tcp", "http", "https"], Words(), OF_NETWORK] | None = Field(
        None,
        description="Protocol of the check; tcp only connects. Left out: http with a path, else "
        "tcp. Application balancers ask in the protocol of the route.",
    )
    port: (
        Annotated[
            str,
            matching(
                rf"{KEY_FORM}|[0-9]{{1,5}}",
                "a port of the container",
                "write its key under ports:, such as health, or its number",
                bare=True,
            ),
        ]
        | None
    ) = Field(
        None,
        description="Port of the container that is asked, by name or number; a TCP port, on a "
        "bridge one with a host_port. Left out: that of the route; a route of UDP needs one.",
    )


class Route(Section):
    """A way from a load balancer to a service: its target group, and rules or a listener."""

    load_balancer: Key | None = Field(
        None, description="Load balancer. Default: the route's own key."
    )
    match: Annotated[tuple[Annotated[Match, One("pattern")], ...], One()] = Field(
        (), description="Requests that come this way; application balancers only."
    )
    listen: (
        Annotated[
            str,
            matching(LISTEN_FORM, "a listener", "write port/protocol, such as 443/tls or 1883/tcp"),
        ]
        | None
    ) = Field(
        None, description="Listener of a network balancer: port and tcp, udp, tcp_udp or tls."
    )
    alpn_policy: (
        Annotated[
            Literal["none", "http1_only", "http2_only", "http2_optional", "http2_preferred"],
            Words(),
            Only("with a listener on tls", ends_tls=True, source=_TLS_LISTENERS),
        ]
        | None
    ) = Field(
        None,
        description="Protocols that a listener on tls agrees on with clients; tasks speak them "
        "without TLS. Left out: none; to take one away again write none.",
    )
    container: Key | None = Field(
        None,
        description="Container of the task that it leads to, such as a sidecar. Default: the "
        "main one.",
    )
    port: (
        Annotated[
            str,
            matching(KEY_FORM, "the name of a port", "write its key under ports:, such as web"),
        ]
        | None
    ) = Field(None, description="Port of the container, by name. Default: its only one.")
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateTargetGroup.html
    target_group_name: TargetGroupName | None = Field(
        None,
        description="Name of the target group, of one that exists and is imported; another name "
        "replaces the group. Default: <cluster>-<service>, shortened, with a hash.",
    )
    target_group_port: Annotated[Int | None, OF_HTTP] = Field(
        None,
        ge=1,
        le=65535,
        description="Port of the target group, of one that exists and is imported: tasks register "
        "with ports of their own. Left out: that of the container.",
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_TargetGroupTuple.html
    weight: Int | None = Field(
        None,
        ge=0,
        le=999,
        description="Share of the requests, among routes of several services with the same "
        "patterns. The first of them by name has the rule and its priority: name a canary "
        "behind its service (web, web-canary).",
    )
    protocol: Annotated[Literal["http", "https", "grpc"], Words(), OF_HTTP] = Field(
        "http", description="Protocol between the balancer and the tasks."
    )
    health_check: Annotated[RouteHealthCheck, One("path")] = Field(
        RouteHealthCheck(),
        description="Health check; a path is enough. Without one a network balancer connects.",
    )
    deregistration_delay: Seconds = Field(
        30,
        ge=DEREGISTRATION_DELAY.low,
        le=DEREGISTRATION_DELAY.high,
        description="Time that open connections get when a task leaves, up to 1h.",
    )
    transform: Annotated[Transform | None, OF_HTTP] = Field(
        None,
        description="Rewriting of requests before tasks get them; AWS provider 6.19 or newer. "
        "Left out: none.",
    )
    auth: Annotated[Auth | None, OF_HTTP, _NOT_GRPC] = Field(
        None, description="Login of users at the balancer, on HTTPS. Left out: none."
    )
    algorithm: Annotated[
        Literal["round_robin", "least_outstanding_requests", "weighted_random"], Words(), OF_HTTP
    ] = Field(
        "round_robin",
        description="How a task is chosen: in turn, the one with the fewest open requests, or any.",
    )
    anomaly_mitigation: Annotated[Bool, OF_HTTP, _AT_RANDOM] = Field(
        False,
        description="Whether a task that answers worse than the others gets fewer requests.",
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
    stickiness: Annotated[Seconds | None, OF_HTTP, _NOT_RANDOM] = Field(
        None,
        ge=STICKINESS.low,
        le=STICKINESS.high,
        description="How long a cookie keeps a client at its task. Left out: off.",
    )
    slow_start: Annotated[Seconds | None, OF_HTTP, _IN_TURN] = Field(
        None,
        ge=SLOW_START.low,
        le=SLOW_START.high,
        description="Time in which a new task gets a growing share, 30s to 15m. Left out: off.",
    )


_FARGATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html"
_PLACED = Not(
    "on Fargate",
    on_fargate=True,
    code="RULE214",
    why="AWS alone places tasks there",
    source=_FARGATE,
)


class Service(Workload):
    """An ECS service: the fields of its main container, of its task, and its own."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    service_name: (
        Annotated[
            str,
            matching(
                rf"[A-Za-z0-9_-]{{1,{SERVICE_NAME.longest}}}",
                "the name of a service",
                "use up to 255 letters, digits, underscores and hyphens",
                bare=True,
            ),
        ]
        | None
    ) = Field(
        None,
        description="Name of the ECS service, of one that exists and is imported. All else is "
        "named by the key. Another name replaces the service. Default: its oldest key.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-quotas.html
    desired_count: Int | None = Field(
        None, ge=0, le=5000, description="Number of tasks. Default: 1. Not with scaling."
    )
    scaling: Scaling | None = Field(
        None, description="How the number of tasks follows load and time. Left out: it is fixed."
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/register-multiple-targetgroups.html
    routes: dict[Key, Annotated[Route, One("match")]] = Field(
        {}, max_length=5, description="Ways from load balancers, by balancer; a pattern is enough."
    )
    service_connect: Annotated[ServiceConnect | None, Switch()] = Field(
        None,
        description="Service Connect: peers of the cluster that have it too reach the service "
        "by name. A task knows the peers that were there when it was deployed. Left out: off.",
    )
    cloud_map: Annotated[CloudMap, One("namespace")] | None = Field(
        None,
        description="Name in DNS, <service>.<namespace>, that leads to its tasks; the namespace "
        "is enough. It opens no port: name who connects under ingress. Left out: none.",
    )
    health_check_grace_period: Annotated[Seconds | None, Only("with routes", routes=True)] = Field(
        None,
        ge=0,
        le=2147483647,
        description="Time after the start in which balancers' checks do not count. Default: 60s.",
    )
    placement: Annotated[Placement, _PLACED] = Field(
        Placement(), description="Where on the instances tasks are placed."
    )
    deployment: Deployment = Field(Deployment(), description="How a new version comes.")
    exec: Bool = Field(
        False, description="Whether aws ecs execute-command works in its containers."
    )
    # Only containers of one network find the collector at localhost.
    telemetry: Annotated[Telemetry | None, Switch(), OWN_NETWORK] = Field(
        None,
        description="OpenTelemetry: a collector in each task takes traces and metrics of its "
        "containers and sends them on; true sends traces to X-Ray. Left out: none.",
    )
    alarms: ServiceAlarms = Field(ServiceAlarms(), description="CloudWatch alarms of the service.")
    dashboard: Bool = Field(
        False,
        description="Whether CloudWatch has a dashboard of the service; AWS bills each after "
        "the third.",
    )
