"""`network`: the VPC, its zones, and the way out."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.spec.scalars import Bool, Cidr, Int, Text, Words, matching
from tfgen.spec.section import Names, Section, Switch

ZONE_FORM = r"[a-z]{2}(?:-[a-z]+)+-[0-9]+(?:-[a-z]+-[0-9]+)?[a-z]"
ZoneName = Annotated[
    str, matching(ZONE_FORM, "the name of an availability zone", "write its name, such as eu-west-1a (no zone id)")
]


class Zone(Section):
    """An availability zone and the blocks of its two subnets."""

    public: Cidr | None = Field(
        None,
        description="IPv4 block of the zone's public subnet, /27 or larger. Default: by the zone's letter "
        "(a: x.y.0.0/24, b: x.y.1.0/24 in a /16; the first half of sixteen equal parts in a smaller VPC).",
    )
    private: Cidr | None = Field(
        None,
        description="IPv4 block of the zone's private subnet, /28 or larger. Default: by the zone's letter "
        "(a: x.y.50.0/24, b: x.y.51.0/24 in a /16; the second half of sixteen equal parts in a smaller VPC).",
    )


class FlowLogs(Section):
    """VPC flow logs to CloudWatch."""

    retention_days: Int | None = Field(None, description="Days that flow logs are kept. Default: logs.retention_days.")
    traffic_type: Annotated[Literal["all", "reject", "accept"], Words()] = Field(
        "all", description="Which traffic is logged."
    )


class Network(Section):
    """The VPC of the cluster."""

    cidr: Cidr = Field("10.0.0.0/16", description="IPv4 block of the VPC, /16 to /28.")
    availability_zones: Annotated[dict[ZoneName, Zone], Names()] | None = Field(
        None,
        description="Availability zones, each with its public and private subnet. A list of zone names gives each the "
        "blocks of its letter. Default: the region's first two zones.",
    )
    internet_gateway: Bool = Field(
        True, description="Whether the VPC has an internet gateway and public subnets. false needs nat: none."
    )
    nat: Annotated[Literal["per_az", "single", "none"], Words()] = Field(
        "per_az", description="Way out of the private subnets: a NAT gateway per zone, one for all, or none."
    )
    nat_zone: Text | None = Field(
        None, description="Zone of the gateway with nat: single. Default: the alphabetically first zone."
    )
    flow_logs: Annotated[FlowLogs | None, Switch()] = Field(
        FlowLogs(), description="VPC flow logs to CloudWatch; false switches them off (a finding)."
    )
