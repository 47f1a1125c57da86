"""`platform`: what an application runs on, made by the tree of another spec or by others."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.discovery import PeerNamespace
from tfgen.language.expressions import later
from tfgen.language.field import Field
from tfgen.language.instance_groups import InstanceType
from tfgen.language.meaning import Not
from tfgen.language.network import SUBNET_ID_FORM, VpcId, ZoneName
from tfgen.language.scalars import (
    Cidr,
    Key,
    KmsKeyArn,
    Text,
    TextOrExpression,
    Words,
    arn,
    matching,
)
from tfgen.language.section import Names, One, Section
from tfgen.language.security_groups import GroupId

# Without a hyphen: what is named orders-… is then of orders, and never of another application.
APPLICATION_FORM = r"[a-z][a-z0-9]{0,15}"
ApplicationName = Annotated[
    str,
    matching(
        APPLICATION_FORM,
        "the name of an application",
        "use up to 16 lower-case letters and digits, with a letter first",
    ),
]
SubnetId = Annotated[
    TextOrExpression,
    later(
        matching(
            SUBNET_ID_FORM,
            "the id of a subnet",
            "write subnet- and 8 or 17 hexadecimal digits",
        )
    ),
]
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
ExistingName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9_-]{1,255}",
        "a name in ECS",
        "use up to 255 letters, digits, hyphens and underscores",
    ),
]
_OF_SPEC = Not("with spec", spec=True, code="RULE400", why="that spec says it")
# Named before the class: it has a field that is called arn.
BalancerArn = Annotated[
    TextOrExpression,
    later(arn("elasticloadbalancing", r"loadbalancer/(?:app|net)/[^\s]+", "a load balancer")),
]
ListenerArn = Annotated[
    TextOrExpression,
    later(
        arn("elasticloadbalancing", r"listener/app/[^\s]+", "a listener of an application balancer")
    ),
]


class ExistingBalancer(Section):
    """A load balancer that exists, and its listeners."""

    type: Annotated[Literal["application", "network"], Words()] = Field(
        "application", description="Kind of balancer."
    )
    arn: BalancerArn = Field(description="ARN of the balancer.")
    https_listener_arn: ListenerArn | None = Field(
        None, description="Listener of HTTPS, to which routes add their rules."
    )
    http_listener_arn: ListenerArn | None = Field(
        None,
        description="Listener of HTTP, to which routes add their rules too. Left out: requests on "
        "port 80 are its owner's.",
    )
    security_group: GroupId | None = Field(
        None,
        description="Security group of the balancer, from which tasks with a network of their own "
        "take requests.",
    )


class ExistingCapacity(Section):
    """A capacity provider of the cluster, with what is known of its instances."""

    capacity_provider: ExistingName | None = Field(
        None, description="Name of the capacity provider. Left out: the name of this member."
    )
    instance_type: InstanceType | None = Field(
        None,
        description="Type of its instances, by which memory, architecture and network interfaces "
        "of tasks are checked. Left out: not checked.",
    )
    security_group: GroupId | None = Field(
        None,
        description="Security group of its instances, for tasks that share their network: file "
        "systems and peers let it in.",
    )


class ExistingExec(Section):
    """How the cluster audits sessions of ECS Exec."""

    kms_key_arn: KmsKeyArn = Field(description="Key that encrypts the sessions.")
    log_group: Text | None = Field(
        None, description="Log group of the sessions. Left out: they are not logged."
    )


class Platform(Section):
    """Network, cluster, capacity and balancers that an application runs on."""

    spec: Text | None = Field(
        None,
        description="The platform's own spec, as a path relative to this file. What it says is "
        "known here, and its tree makes it.",
    )
    cluster: Annotated[ExistingName | None, _OF_SPEC] = Field(
        None, description="Name of the ECS cluster."
    )
    vpc_id: Annotated[VpcId | None, _OF_SPEC] = Field(
        None, description="VPC of the cluster, for routes, file systems and tasks in awsvpc mode."
    )
    cidr: Annotated[Cidr | None, _OF_SPEC] = Field(
        None, description="IPv4 block of the VPC. Left out: what the VPC has."
    )
    private_subnets: Annotated[dict[ZoneName, SubnetId], _OF_SPEC] = Field(
        {}, description="Ids of the private subnets, by zone."
    )
    public_subnets: Annotated[dict[ZoneName, SubnetId], _OF_SPEC] = Field(
        {}, description="Ids of the public subnets, by zone."
    )
    load_balancers: Annotated[dict[Key, ExistingBalancer], _OF_SPEC] = Field(
        {}, description="Load balancers that routes name."
    )
    capacity: Annotated[dict[Key, ExistingCapacity], Names(), _OF_SPEC] = Field(
        {},
        description="Capacity providers that run instances; a list of their names is enough. "
        "fargate and fargate_spot need not be named.",
    )
    service_connect: Annotated[PeerNamespace | None, One("namespace"), _OF_SPEC] = Field(
        None, description="Namespace of Service Connect: a name or an ARN."
    )
    exec: Annotated[ExistingExec | None, One("kms_key_arn"), _OF_SPEC] = Field(
        None, description="How the cluster audits ECS Exec. Left out: it does not."
    )
