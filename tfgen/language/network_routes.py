"""`network.routes`: the ways of the private subnets to networks beside the VPC."""

from __future__ import annotations

import re
from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.scalars import Reads, TextOrExpression, fault, later, matching, shown
from tfgen.language.section import Section
from tfgen.language.texts import EXPRESSION, is_expression
from tfgen.source import Entry, Fields, Scalar

_HELP = "write tgw-…, pcx-…, eni-… or vgw-…, with 8 or 17 hexadecimal digits"
# What an id begins with, and the argument that takes it.
_TARGETS = {
    "tgw": "transit_gateway_id",
    "pcx": "vpc_peering_connection_id",
    "eni": "network_interface_id",
    "vgw": "gateway_id",
}


def _id(prefix: str, noun: str) -> Reads:
    help = f"write {prefix}- and 8 or 17 hexadecimal digits"
    return later(matching(rf"{prefix}-(?:[0-9a-f]{{8}}|[0-9a-f]{{17}})", noun, help))


TransitGatewayId = Annotated[TextOrExpression, _id("tgw", "the id of a transit gateway")]
PeeringId = Annotated[TextOrExpression, _id("pcx", "the id of a VPC peering connection")]
InterfaceId = Annotated[TextOrExpression, _id("eni", "the id of a network interface")]
GatewayId = Annotated[TextOrExpression, _id("vgw", "the id of a virtual private gateway")]


def spelled_route(node: Scalar) -> Fields | Scalar:
    """Tell what kind of target an id is of."""
    target = re.fullmatch(r"([a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})", node.text)
    if target is None or target[1] not in _TARGETS:
        return node
    return Fields({_TARGETS[target[1]]: Entry(node.at, node)}, node.at)


def _read_route(value: object) -> object:
    if isinstance(value, Scalar):
        fault("SPEC010", f"{shown(value.text)} is not the target of a route", _HELP)
    if isinstance(value, dict) and is_expression(value):
        message = "an expression does not say what kind of target it is"
        help = f"write {{transit_gateway_id: {{{EXPRESSION}: …}}}}, or {{{PEERING}: …}}"
        fault("SPEC010", message, help)
    return value


PEERING = "vpc_peering_connection_id"
# The reader of a text that names no target.
TARGET = Reads(_read_route)


class NetworkRoute(Section):
    """Where packets to a block go: one target, or its id alone in place of the mapping."""

    transit_gateway_id: TransitGatewayId | None = Field(
        None, description="Transit gateway that the VPC is attached to."
    )
    vpc_peering_connection_id: PeeringId | None = Field(
        None, description="Peering with the VPC that has the block."
    )
    network_interface_id: InterfaceId | None = Field(
        None, description="Interface of an appliance that forwards packets, in this VPC."
    )
    gateway_id: GatewayId | None = Field(
        None,
        description="Virtual private gateway of the VPC, for a VPN or Direct Connect.",
    )
