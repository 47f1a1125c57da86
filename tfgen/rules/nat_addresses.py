"""Rules of `network.nat_allocation_ids`: each is of a gateway's zone, and of one alone."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.resolve import Cluster
from tfgen.rules.network import known_zones
from tfgen.rules.rule import Path, again, finding, listed, rule

_ALLOCATIONS: Path = ("network", "nat_allocation_ids")
_BASICS = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateway-basics.html"


@rule(
    Code(
        "RULE640",
        "address-without-gateway",
        what="An elastic IP address is given for a zone that has no NAT gateway.",
        why="Nothing would show it: with nat: single the one gateway stands in nat_zone.",
        help="Write the address under the zone of a gateway.",
        source=_BASICS,
    ),
    Code(
        "RULE641",
        "address-given-twice",
        what="Two NAT gateways are given the same elastic IP address.",
        why="An address belongs to one gateway at a time: the second one fails when it is made.",
        help="Write another address for each zone, or nat: single.",
        source=_BASICS,
    ),
    sections=("network", "region"),
)
def addresses_are_of_gateways(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold given addresses to the zones of NAT gateways, one each."""
    network = cluster.network
    known_zones(cluster)
    zones = sorted(set(network.nat_zones.values()))
    # With the other ways out the field has no use, which is told.
    if not zones:
        return
    for zone in sorted(network.nat_allocation_ids):
        if zone not in zones:
            message = f"{zone} has no NAT gateway that could show the address"
            help = f"write it under {listed(zones)}"
            yield finding(cluster, "RULE640", (*_ALLOCATIONS, zone), message, help, key=True)
    given = [(str(address), zone) for zone, address in sorted(network.nat_allocation_ids.items())]
    for zone, other in again(given):
        address = network.nat_allocation_ids[zone]
        message = f"{address} is the address of the NAT gateway in {other} already"
        help = "write another one, or nat: single"
        also = (((*_ALLOCATIONS, other), "first given here"),)
        yield finding(cluster, "RULE641", (*_ALLOCATIONS, zone), message, help, also=also)


RULES = (addresses_are_of_gateways,)
