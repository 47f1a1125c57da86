"""Rules of the subnets, given or by convention: inside the VPC, apart, and large enough."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from tfgen.diagnostics import Code, Diagnostic, Location
from tfgen.facts import aws
from tfgen.facts.limits import LOAD_BALANCER_SUBNET_PREFIX, SUBNET_PREFIX, VPC_PREFIX, Range
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.resolve.network import Zone
from tfgen.rules.network import CIDR, GATEWAY, ZONES
from tfgen.rules.rule import Path, finding, listed, rule, written
from tfgen.rules.subnet_blocks import Subnet, first_free, free_block, is_of_vpc, subnets
from tfgen.rules.zones import BALANCER_SUBNETS, may_be_zone

_SECTIONS = ("network", "region")
_SIZING = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"
_MORE_ROOM = "a larger network.cidr, or network.secondary_cidr_blocks"
# With a longer prefix the sixteen parts of the convention are too small for a balancer.
_LONGEST_CONVENTIONAL = 23

_TOO_SMALL = Code(
    "RULE019",
    "subnet-too-small",
    what="A subnet is smaller than AWS takes or a balancer needs.",
    why=(
        "AWS makes no subnet smaller than /28, and keeps five addresses of each. A balancer needs "
        "a /27 with eight free addresses, to grow into."
    ),
    help="Write a larger block: the message names one that is free.",
    source=BALANCER_SUBNETS,
)


@rule(
    Code(
        "RULE015",
        "zone-without-blocks",
        what="A zone needs subnet blocks that no convention gives.",
        why="Conventional blocks go by the letters a to f of a zone, in a VPC of /23 or larger.",
        help="Write the blocks of the zone: the message names free ones.",
    ),
    sections=_SECTIONS,
)
def zones_have_blocks(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the blocks of a zone that the convention by letter does not reach."""
    vpc = IPv4Network(cluster.network.cidr)
    if cluster.network.vpc_id or vpc.prefixlen not in VPC_PREFIX:
        return
    taken = [subnet.block for subnet in subnets(cluster)]
    zones = cluster.network.availability_zones.items()
    for zone, tiers in each(zones, lambda item: [(item[0], _without_block(cluster, item[1]))]):
        if tiers and may_be_zone(zone, cluster.region):
            tier_names = listed(tiers, "and")
            wanted = f"a block for its {tier_names} subnet"
            message = f"zone {zone} needs {wanted}: {_why(vpc, zone)}"
            path: Path = CIDR
            if cluster.wrote(*ZONES, zone):
                path = (*ZONES, zone)
            help = _blocks_to_write(cluster, zone, tiers, taken)
            yield finding(cluster, "RULE015", path, message, help, key=path != CIDR)


def _without_block(cluster: Cluster, zone: Zone) -> list[str]:
    tiers = []
    if cluster.network.internet_gateway and zone.public is None:
        tiers.append("public")
    if zone.private is None:
        tiers.append("private")
    return tiers


def _why(vpc: IPv4Network, zone: str) -> str:
    if aws.is_local_zone(zone):
        return "the convention by letter does not cover local zones"
    if vpc.prefixlen > _LONGEST_CONVENTIONAL:
        return f"parts of {vpc} by convention would be too small for a balancer"
    return "the convention covers the letters a to f"


def _blocks_to_write(
    cluster: Cluster,
    zone: str,
    tiers: list[str],
    taken: list[IPv4Network],
) -> str:
    """Suggest free blocks, and take them so that the next zone gets others."""
    vpc = IPv4Network(cluster.network.cidr)
    prefix = min(vpc.prefixlen + 4, LOAD_BALANCER_SUBNET_PREFIX.high)
    if vpc.prefixlen == 16:
        # As the convention does it: the third number of each block can then be read.
        prefix = 24
    free = []
    for tier in tiers:
        if block := free_block(cluster, zone, tier, prefix, taken):
            taken.append(block)
            free.append(f"{tier}: {block}")
    if len(free) < len(tiers):
        return f"{vpc} has no room for them: write {_MORE_ROOM}"
    return f"write {zone}: {{{', '.join(free)}}}"


@rule(
    Code(
        "RULE016",
        "public-block-without-gateway",
        what="The block of a public subnet stands where there are no public subnets.",
        why=(
            "A subnet is public by its route to the internet gateway. internet_gateway: false "
            "leaves public subnets out, so that the block would mean nothing."
        ),
        help="Remove the block, or write internet_gateway: true.",
    ),
    sections=_SECTIONS,
)
def no_public_block_without_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the block of a public subnet where internet_gateway: false leaves those out."""
    if cluster.network.internet_gateway or cluster.network.vpc_id:
        return
    zones = (cluster.network.given_zones or {}).items()
    for zone, block in each(zones, lambda item: [(item[0], item[1].public)]):
        if block is not None:
            message = f"public block {block} of {zone} would be ignored: internet_gateway is false"
            help = "remove the block, or write internet_gateway: true"
            also = ((GATEWAY, "switched off here"),)
            yield finding(cluster, "RULE016", (*ZONES, zone, "public"), message, help, also=also)


@rule(
    Code(
        "RULE017",
        "subnet-outside-vpc",
        what="A subnet lies outside the VPC.",
        why=(
            "A subnet takes its addresses from one of the VPC's blocks. EC2 refuses one that lies "
            "outside of them: InvalidSubnet.Range."
        ),
        help="Use a block inside the VPC, or give that a block around the subnet: network.cidr or "
        "secondary_cidr_blocks.",
        source=_SIZING,
    ),
    sections=_SECTIONS,
)
def subnets_inside_vpc(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold every subnet inside the VPC."""
    vpc = listed(cluster.network.blocks, "and")
    known = subnets(cluster)
    inside = [subnet.block for subnet in known if is_of_vpc(cluster, subnet)]
    for subnet in known:
        if not is_of_vpc(cluster, subnet):
            message = f"{subnet.title} lies outside the VPC's {vpc}"
            help = _such_as(cluster, subnet, inside)
            if not cluster.wrote(*CIDR):
                help += f", or write network.cidr: {cluster.network.cidr} is the default"
            also = ((CIDR, "the VPC"),)
            yield finding(cluster, "RULE017", subnet.path, message, help, also=also)


def _such_as(cluster: Cluster, subnet: Subnet, taken: list[IPv4Network]) -> str:
    """Say what to write for a subnet, and take the suggested block."""
    vpc, prefix = listed(cluster.network.blocks), subnet.block.prefixlen
    block = free_block(cluster, subnet.zone, subnet.tier, prefix, taken)
    if block is None:
        return f"{vpc} has no room left: write {_MORE_ROOM}"
    taken.append(block)
    return f"use a block inside {vpc}, such as {block}"


@rule(
    Code(
        "RULE018",
        "subnets-overlap",
        what="Two subnets overlap.",
        why=(
            "An address belongs to one subnet only. EC2 refuses a block that overlaps another: "
            "InvalidSubnet.Conflict."
        ),
        help="Use a block that is free: the message names one.",
        source=_SIZING,
    ),
    sections=_SECTIONS,
)
def subnets_apart(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse subnets that overlap, given or by convention."""
    inside = [subnet for subnet in subnets(cluster) if is_of_vpc(cluster, subnet)]
    taken = [subnet.block for subnet in inside]
    for outer, inner in _overlapping(inside):
        first, second = outer, inner
        # The finding stands where a block was written, and if both were, at the later one.
        if _rank(cluster, inner) < _rank(cluster, outer):
            first, second = inner, outer
        message = f"{second} overlaps {first}"
        help = _such_as(cluster, second, taken)
        also = ((first.path, "the other subnet"),)
        path = written(cluster, second.path, (*ZONES, second.zone))
        yield finding(cluster, "RULE018", path, message, help, also=also)


def _rank(cluster: Cluster, subnet: Subnet) -> tuple[bool, Location]:
    return subnet.is_given, cluster.at(*subnet.path)


def _overlapping(known: list[Subnet]) -> Iterator[tuple[Subnet, Subnet]]:
    """Yield each subnet with the smallest one around it: blocks are nested or apart."""
    # So one pass over the sorted blocks does, where pairs would grow with the square.
    around: list[Subnet] = []
    for subnet in sorted(known, key=_from_the_outside):
        while around and not subnet.block.subnet_of(around[-1].block):
            around.pop()
        if around:
            yield around[-1], subnet
        around.append(subnet)


def _from_the_outside(subnet: Subnet) -> tuple[int, int, bool]:
    return int(subnet.block.network_address), subnet.block.prefixlen, not subnet.is_given


@rule(_TOO_SMALL, sections=_SECTIONS)
def subnets_large_enough(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold private subnets to /28 or larger, and public ones to the /27 that a balancer needs."""
    least = f"the smallest that AWS makes is /{SUBNET_PREFIX.high}"
    for subnet in subnets(cluster):
        size = subnet.block.prefixlen
        if subnet.tier == "private" and size not in SUBNET_PREFIX:
            yield _too_small(cluster, subnet, SUBNET_PREFIX, least)
        if subnet.tier == "public" and size not in LOAD_BALANCER_SUBNET_PREFIX:
            yield _too_small(cluster, subnet, LOAD_BALANCER_SUBNET_PREFIX, "a balancer needs a /27")


@rule(_TOO_SMALL, sections=(*_SECTIONS, "load_balancers"))
def internal_balancers_have_room(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold private subnets to /27 or larger where an internal balancer stands in them."""
    internal = list(each(cluster.load_balancers.values(), _internal_key))
    if not internal:
        return
    why = f"the internal load balancer {internal[0]} needs a /27"
    for subnet in subnets(cluster):
        size = subnet.block.prefixlen
        # What AWS does not make at all has been told by the rule above.
        possible = size in SUBNET_PREFIX and size not in LOAD_BALANCER_SUBNET_PREFIX
        if subnet.tier == "private" and possible:
            yield _too_small(cluster, subnet, LOAD_BALANCER_SUBNET_PREFIX, why)


def _internal_key(balancer: LoadBalancer) -> Iterator[str]:
    if balancer.scheme == "internal":
        yield balancer.key


def _too_small(cluster: Cluster, subnet: Subnet, limit: Range, why: str) -> Diagnostic:
    others = [other.block for other in subnets(cluster) if other != subnet]
    help = f"write /{limit.high} or larger"
    free = (first_free(IPv4Network(vpc), limit.high, others) for vpc in cluster.network.blocks)
    if block := next(filter(None, free), None):
        help += f", such as {block}"
    message = f"{subnet.title} is too small: {why}"
    return finding(cluster, "RULE019", subnet.path, message, help)


RULES = (
    zones_have_blocks,
    no_public_block_without_gateway,
    subnets_inside_vpc,
    subnets_apart,
    subnets_large_enough,
    internal_balancers_have_room,
)
