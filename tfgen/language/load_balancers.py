"""`load_balancers`: application, network and classic load balancers."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import (
    DEREGISTRATION_DELAY,
    IDLE_TIMEOUT,
    LISTENER_CERTIFICATES,
    TARGET_HEALTH_INTERVAL,
    TARGET_HEALTH_THRESHOLD,
    TARGET_HEALTH_TIMEOUT,
)
from tfgen.language.answers import AnswerRule, FixedResponse
from tfgen.language.classic_balancers import ClassicHealthCheck, ClassicListener
from tfgen.language.dns_names import DnsName
from tfgen.language.field import Field
from tfgen.language.given_names import BalancerName, TargetGroupName
from tfgen.language.meaning import Not, Only
from tfgen.language.mutual_authentication import MutualAuthentication
from tfgen.language.scalars import (
    Block,
    Bool,
    Int,
    Key,
    Seconds,
    Text,
    TextOrExpression,
    Words,
    arn,
    later,
    matching,
)
from tfgen.language.section import One, Section, Switch
from tfgen.language.security_groups import FurtherGroups, further_groups
from tfgen.language.waf import Waf

_TYPES = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/what-is-load-balancing.html"
)
_APPLICATION = Only("with type: application", type="application", code="RULE200", source=_TYPES)
_NETWORK = Only("with type: network", type="network", code="RULE200", source=_TYPES)
_CLASSIC = Only("with type: classic", type="classic", code="RULE200", source=_TYPES)
_NOT_CLASSIC = Not("with type: classic", type="classic", code="RULE200", source=_TYPES)
_NOT_NETWORK = Not("with type: network", type="network", code="RULE200", source=_TYPES)
_LISTENING = Only("with a listener", open_ports=True, idle=True)
_WITH_TLS = Only("with a listener that speaks TLS", has_tls=True, idle=True)
_TARGETS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-target-groups.html"
_CHECKS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html"
OF_HTTP = Not(
    "with network balancers",
    balancer_type="network",
    why="they pass connections on, and see no requests",
    source=_TARGETS,
)
_OF_HTTP_CHECKS = Not(
    "where a health check only connects",
    check_protocol="tcp",
    help="remove it, or write health_check: {protocol: http} or a path",
    source=_CHECKS,
)

OF_NETWORK = Only("with network balancers", balancer_type="network", source=_CHECKS)


class HealthCheck(Section):
    """How a balancer asks whether a target is well."""

    path: Annotated[
        str,
        matching(r"/[^\s]{0,1023}", "the path of a health check", "begin it with /"),
        _OF_HTTP_CHECKS,
    ] = Field("/", description="Path that is asked for.")
    success_codes: Annotated[
        str,
        matching(
            r"[0-9]{1,3}(?:-[0-9]{1,3})?(?:,[0-9]{1,3}(?:-[0-9]{1,3})?)*",
            "a list of codes",
            "write 200, 200-299 or 200,302; of gRPC 0 or 0-99",
            bare=True,
        ),
        _OF_HTTP_CHECKS,
    ] = Field(
        "200",
        description="Codes of a healthy answer; with protocol: grpc by default 0, 12 without path.",
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/target-group-health-checks.html
    interval: Seconds = Field(
        30,
        ge=TARGET_HEALTH_INTERVAL.low,
        le=TARGET_HEALTH_INTERVAL.high,
        description="Time between two checks, 5s to 300s.",
    )
    timeout: Annotated[Seconds, _OF_HTTP_CHECKS] = Field(
        5,
        ge=TARGET_HEALTH_TIMEOUT.low,
        le=TARGET_HEALTH_TIMEOUT.high,
        description="Time allowed for an answer, 2s to 120s; below interval.",
    )
    healthy_threshold: Int = Field(
        3,
        ge=TARGET_HEALTH_THRESHOLD.low,
        le=TARGET_HEALTH_THRESHOLD.high,
        description="Good answers that make a target healthy.",
    )
    unhealthy_threshold: Int = Field(
        3,
        ge=TARGET_HEALTH_THRESHOLD.low,
        le=TARGET_HEALTH_THRESHOLD.high,
        description="Bad answers that make it unhealthy.",
    )


class DefaultTargetGroup(Section):
    """An empty target group that services deployed elsewhere attach to."""

    name: TargetGroupName | None = Field(
        None,
        description="Name in AWS, of one that exists and is imported. Left out: the balancer's, "
        "shortened, with a hash.",
    )
    port: Int = Field(80, ge=1, le=65535, description="Port of targets that name none.")
    target_type: Annotated[Literal["instance", "ip"], Words()] = Field(
        "instance",
        description="instance for bridge and host networking, ip for awsvpc and Fargate.",
    )
    health_check: Annotated[HealthCheck, One("path")] = Field(
        HealthCheck(), description="Health check; a path is enough."
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/edit-target-group-attributes.html
    deregistration_delay: Seconds = Field(
        30,
        ge=DEREGISTRATION_DELAY.low,
        le=DEREGISTRATION_DELAY.high,
        description="Time that open connections get when a target leaves, up to 1h.",
    )


class AccessLogs(Section):
    """Access logs of a balancer in S3."""

    bucket: (
        Annotated[
            str,
            matching(
                r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
                "the name of a bucket",
                "use 3 to 63 of a-z, 0-9, . and -",
            ),
        ]
        | None
    ) = Field(
        None,
        description="Bucket that exists. Left out: one made for this balancer, encrypted and "
        "private.",
    )


class Dns(Section):
    """Names of a balancer in a hosted zone of Route 53."""

    zone_id: Annotated[
        TextOrExpression,
        later(
            matching(
                r"Z[A-Z0-9]{1,31}",
                "the id of a hosted zone",
                "write Z and up to 31 capitals and digits",
            )
        ),
    ] = Field(description="Hosted zone that exists.")
    # https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html
    names: Annotated[tuple[DnsName, ...], One()] = Field(
        min_length=1,
        max_length=10,
        description="Names that lead to the balancer; the first is the certificate's own.",
    )
    certificate: Annotated[Bool, _NOT_CLASSIC] = Field(
        True,
        description="Whether ACM issues a certificate for the names, validated in the zone; it "
        "makes HTTPS.",
    )


class LoadBalancer(Section):
    """A load balancer."""

    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
    name: BalancerName | None = Field(
        None,
        description="Name in AWS, of one that exists and is imported; another name replaces the "
        "balancer. Default: <cluster>-<balancer> by its oldest key, shortened.",
    )
    type: Annotated[Literal["application", "network", "classic"], Words()] = Field(
        "application", description="Kind of balancer; classic is a legacy, for what still needs it."
    )
    scheme: Annotated[Literal["internet-facing", "internal"], Words()] = Field(
        "internet-facing",
        description="Reachability, and whether it stands in public or private subnets.",
    )
    # A default and 25 further ones:
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
    certificate_arns: Annotated[
        tuple[
            Annotated[
                TextOrExpression,
                later(arn("acm", "certificate/[0-9a-f-]+", "an ACM certificate")),
            ],
            ...,
        ],
        One(),
        _WITH_TLS,
    ] = Field(
        (),
        max_length=1 + LISTENER_CERTIFICATES.high,
        description="Certificates of HTTPS on port 443; the first is the default.",
    )
    dns: Dns | None = Field(
        None, description="Names in Route 53, with a certificate. Left out: none."
    )
    http: Annotated[Literal["redirect", "forward", "none"], Words(), _APPLICATION] | None = Field(
        None,
        description="What port 80 does. Default: redirect to HTTPS with a certificate, else "
        "forward.",
    )
    ssl_policy: Annotated[Text, _NOT_CLASSIC, _WITH_TLS] = Field(
        "ELBSecurityPolicy-TLS13-1-2-2021-06", description="TLS policy of the HTTPS listener."
    )
    mutual_authentication: (
        Annotated[
            MutualAuthentication,
            One("trust_store_arn"),
            _APPLICATION,
            Only("with a certificate", has_tls=True),
        ]
        | None
    ) = Field(
        None,
        description="Certificates of clients of HTTPS; the ARN of a trust store is enough. Left "
        "out: none; to take it away again write mode: off.",
    )
    fixed_response: Annotated[FixedResponse | None, One("status_code"), _APPLICATION] = Field(
        None, description="Answer when no rule matches, instead of the default target group."
    )
    rules: Annotated[dict[Key, AnswerRule], _APPLICATION] = Field(
        {},
        description="Requests that the balancer answers itself, by name: redirects, maintenance.",
    )
    default_target_group: Annotated[DefaultTargetGroup | None, _APPLICATION] = Field(
        None,
        description="Target group that answers when no rule matches. Default: one with its "
        "defaults.",
    )
    allowed_cidrs: Annotated[tuple[Block, ...], One(), _LISTENING] | None = Field(
        None,
        description="Blocks that may connect, with network.ipv6 IPv6 ones too. Default: "
        "everywhere; an internal balancer: network.cidr, and the IPv6 block of the VPC.",
    )
    security_groups: FurtherGroups = Field((), description=further_groups("its interfaces"))
    access_logs: Annotated[AccessLogs | None, Switch(), One("bucket")] = Field(
        AccessLogs(), description="Access logs in S3; false switches them off (a finding)."
    )
    waf: Annotated[Waf | None, Switch(), One("web_acl_arn"), _APPLICATION] = Field(
        None,
        description="Web ACL that looks at each request: true makes one, an ARN names one that "
        "exists. Left out: none.",
    )
    # https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_LoadBalancerAttribute.html
    idle_timeout: Annotated[Seconds, _NOT_NETWORK] = Field(
        60,
        ge=IDLE_TIMEOUT.low,
        le=IDLE_TIMEOUT.high,
        description="Idle limit of a connection, 1s to 4000s.",
    )
    deletion_protection: Annotated[Bool, _NOT_CLASSIC] = Field(
        True, description="Refuse deletion; a destroy then takes two steps."
    )
    static_ips: Annotated[Bool, _NETWORK] = Field(
        False, description="An elastic IP for each zone; internet-facing only."
    )
    listeners: Annotated[dict[Key, ClassicListener], _CLASSIC] = Field(
        {}, description="Listeners by name."
    )
    health_check: Annotated[ClassicHealthCheck, One("target"), _CLASSIC] | None = Field(
        None,
        description="Health check of the instances. Default: TCP on the first listener's port.",
    )
    instance_groups: Annotated[tuple[Key, ...], One(), _CLASSIC] = Field(
        (), description="Instance groups behind the balancer. Default: all."
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows "
        "it by the oldest.",
    )
