"""`network`: the VPC, its zones, and the way out."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.instance_groups import InstanceType
from tfgen.language.meaning import Not, Only
from tfgen.language.network_routes import TARGET, NetworkRoute, spelled_route
from tfgen.language.scalars import (
    Block,
    Bool,
    Cidr,
    Expression,
    Int,
    Reads,
    Text,
    TextOrExpression,
    Words,
    fault,
    later,
    matching,
    read_cidr,
    read_text,
    shown,
)
from tfgen.language.section import Names, One, Section, Spelled, Switch
from tfgen.language.task_roles import Statement

# Local zones too, such as us-west-2-lax-1a.
ZONE_FORM = r"[a-z]{2}(?:-[a-z]+)+-[0-9]+(?:-[a-z]+-[0-9]+)?[a-z]"
ZoneName = Annotated[
    str,
    matching(
        ZONE_FORM,
        "the name of an availability zone",
        "write its name, such as eu-west-1a (no zone id)",
    ),
]


# Older ids have 8 digits, those since 2018 have 17.
SUBNET_ID_FORM = r"subnet-(?:[0-9a-f]{8}|[0-9a-f]{17})"
VpcId = Annotated[
    TextOrExpression,
    later(
        matching(
            r"vpc-(?:[0-9a-f]{8}|[0-9a-f]{17})",
            "the id of a VPC",
            "write vpc- and 8 or 17 hexadecimal digits",
        )
    ),
]


def is_subnet_id(subnet: TextOrExpression) -> bool:
    """Tell whether a subnet is given by its id and not by its block; an expression is an id."""
    return isinstance(subnet, Expression) or subnet.startswith("subnet-")


def read_subnet(value: object) -> str:
    """Read the block of a subnet to create, or the id of one that exists."""
    text = read_text(value, "an IPv4 block or the id of a subnet")
    if not is_subnet_id(text):
        return read_cidr(value)
    if not re.fullmatch(SUBNET_ID_FORM, text):
        fault(
            "SPEC010",
            f"{shown(text)} is not the id of a subnet",
            "write subnet- and 8 or 17 hexadecimal digits",
        )
    return text


_SUBNET_FORM = rf"^(?:[0-9.]+/[0-9]+|{SUBNET_ID_FORM})$"
Subnet = Annotated[
    TextOrExpression, later(Reads(read_subnet, {"type": "string", "pattern": _SUBNET_FORM}))
]


AllocationId = Annotated[
    TextOrExpression,
    later(
        matching(
            r"eipalloc-(?:[0-9a-f]{8}|[0-9a-f]{17})",
            "the allocation id of an elastic IP address",
            "write eipalloc- and 8 or 17 hexadecimal digits",
        )
    ),
]


class Zone(Section):
    """An availability zone and its two subnets: blocks to create, or ids with vpc_id."""

    public: Subnet | None = Field(
        None,
        description="IPv4 block of the zone's public subnet, /27 or larger; with vpc_id its id "
        "(subnet-...). Default: by the zone's letter (a: x.y.0.0/24, b: x.y.1.0/24 in a /16; "
        "the first half of sixteen equal parts in a smaller VPC).",
    )
    private: Subnet | None = Field(
        None,
        description="IPv4 block of the zone's private subnet, /28 or larger; with vpc_id its id "
        "(subnet-...). Default: by the zone's letter (a: x.y.50.0/24, b: x.y.51.0/24 in a /16; "
        "the second half of sixteen equal parts in a smaller VPC).",
    )


class FlowLogs(Section):
    """VPC flow logs to CloudWatch."""

    retention_days: Int | None = Field(
        None, description="Days that flow logs are kept. Default: logs.retention_days."
    )
    traffic_type: Annotated[Literal["all", "reject", "accept"], Words()] = Field(
        "all", description="Which traffic is logged."
    )


# ecr stands for its api and dkr, ecs for its agent and telemetry too, ssm for its messages:
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
Endpoint = Annotated[
    str,
    matching(
        r"[a-z0-9][a-z0-9-]*(?:\.[a-z0-9-]+)*",
        "the name of a service with an endpoint",
        "write what stands behind the region in its endpoint's name, such as ecr or kms",
    ),
]


# Of a VPC that exists its owner has decided such things.
_OF_A_NEW_VPC = Not(
    "with vpc_id", vpc_id=True, code="RULE165", why="the VPC exists, and its owner decided that"
)


class Network(Section):
    """The VPC of the cluster."""

    cidr: Cidr = Field(
        "10.0.0.0/16",
        description="IPv4 block of the VPC, /16 to /28. With vpc_id the block that security "
        "groups take for the VPC; its default is then what the VPC has.",
    )
    secondary_cidr_blocks: Annotated[tuple[Cidr, ...], One(), _OF_A_NEW_VPC] = Field(
        (),
        description="Further IPv4 blocks of the VPC, /16 to /28 each, such as 100.64.0.0/16: zones "
        "may have their subnets in any block of the VPC. Default: none.",
    )
    availability_zones: Annotated[dict[ZoneName, Zone], Names()] | None = Field(
        None,
        description="Availability zones, each with its public and private subnet. A list of "
        "zone names gives each the blocks of its letter. Default: the region's first two zones.",
    )
    vpc_id: VpcId | None = Field(
        None,
        description="VPC that exists, or {terraform: …} for one of your own Terraform, to use "
        "instead of creating one; its subnets are then "
        "given by id under availability_zones, and its way out is its owner's.",
    )
    internet_gateway: Annotated[Bool, _OF_A_NEW_VPC] = Field(
        True,
        description="Whether the VPC has an internet gateway and public subnets. false needs "
        "nat: none.",
    )
    nat: Annotated[
        Literal["per_az", "single", "none", "regional", "instance", "instance_per_az"],
        Words(),
        _OF_A_NEW_VPC,
    ] = Field(
        "per_az",
        description="Way out of the private subnets: a NAT gateway per zone, one in nat_zone "
        "for all, none, or one regional gateway that AWS spreads over the zones (AWS provider "
        "6.24 or newer). instance and instance_per_az are small hosts in their place, for "
        "development.",
    )
    nat_zone: Annotated[Text | None, _OF_A_NEW_VPC] = Field(
        None,
        description="Zone of the one gateway with nat: single, or of the host with nat: instance. "
        "Default: the alphabetically first zone.",
    )
    nat_instance_type: Annotated[
        InstanceType,
        _OF_A_NEW_VPC,
        Only("with nat: instance or instance_per_az", nat=("instance", "instance_per_az")),
    ] = Field(
        "t4g.micro",
        description="EC2 instance type of NAT instances, with 1 GiB or more; the architecture of "
        "Amazon Linux 2023 follows from it.",
    )
    nat_allocation_ids: Annotated[
        dict[ZoneName, AllocationId],
        _OF_A_NEW_VPC,
        Only(
            "with a NAT gateway or instance of a zone",
            nat=("per_az", "single", "instance", "instance_per_az"),
        ),
    ] = Field(
        {},
        description="Elastic IP addresses that exist (eipalloc-...), by the zone of the NAT "
        "gateway or instance that shows them: what partners have in their lists outlives the "
        "cluster. Default: new ones.",
    )
    internet_destinations: Annotated[
        tuple[Block, ...],
        One(),
        _OF_A_NEW_VPC,
        Only("with internet_gateway: true", internet_gateway=True),
    ] = Field(
        min_length=1,
        default=("0.0.0.0/0", "::/0"),
        description="Blocks of the internet that subnets have a route to: the public ones by the "
        "internet gateway, the private ones by NAT. Default: all of it, 0.0.0.0/0, and ::/0 with "
        "ipv6. A list is exact.",
    )
    routes: Annotated[
        dict[Block, Annotated[NetworkRoute, Spelled(spelled_route), TARGET]], _OF_A_NEW_VPC
    ] = Field(
        {},
        description="Further ways of the private subnets: an IPv4 or IPv6 block, and the transit "
        "gateway (tgw-...), peering (pcx-...), network interface (eni-...) or virtual private "
        "gateway (vgw-...) that leads there, by its id alone or by the argument that takes it.",
    )
    endpoints: Annotated[tuple[Endpoint, ...], One()] | None = Field(
        None,
        description="VPC endpoints: s3 and dynamodb (gateways, free), the groups ecr (2), ecs (3) "
        "and ssm (3), efs, events, firehose, kms, logs, secretsmanager, sns, sqs, or any other "
        "service as EC2 names it, such as ecs-agent or monitoring; a list is exact. Default: s3; "
        "with nat: none, or internet_destinations that are not all of it, what the spec uses; "
        "with vpc_id none.",
    )
    endpoint_policies: dict[Endpoint, Annotated[tuple[Statement, ...], Field(min_length=1)]] = (
        Field(
            {},
            description="What may be done through an endpoint, by its name among endpoints: "
            "statements as those of a task role, of everybody. All else is refused there. "
            "Default: everything.",
        )
    )
    flow_logs: Annotated[FlowLogs | None, Switch(), _OF_A_NEW_VPC] = Field(
        FlowLogs(), description="VPC flow logs to CloudWatch; false switches them off (a finding)."
    )
    ipv6: Annotated[Bool, _OF_A_NEW_VPC] = Field(
        False,
        description="IPv6 beside IPv4: a /56 of Amazon's, a /64 in each subnet, an egress-only "
        "gateway for the private ones, dual-stack balancers.",
    )
