"""Rules of the subnets, given or by convention: inside the VPC, apart, and large enough."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import IPv4Network

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.facts.limits import LOAD_BALANCER_SUBNET_PREFIX, SUBNET_PREFIX, VPC_PREFIX, Range
from tfgen.language.network import is_subnet_id
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.resolve.network import Zone, conventional_blocks
from tfgen.rules.network import CIDR, GATEWAY, ZONES, may_be_zone
from tfgen.rules.rule import Path, finding, listed, rule, written

_TIERS = ("public", "private")
_SECTIONS = ("network", "region")
_SIZING = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"

_TOO_SMALL = Code(
    "RULE019",
    "subnet-too-small",
    what="A subnet is smaller than AWS takes or a balancer needs.",
    why="AWS makes no subnet smaller than /28, and a balancer needs eight free addresses in a /27.",
    help="Write a larger block: the message names one that is free.",
    source=f"{_ELB}/application-load-balancers.html#subnets-load-balancer",
)


@dataclass(frozen=True, slots=True)
class Subnet:
    """A subnet of the cluster; `given` where its block stands in the spec."""

    zone: str
    tier: str
    block: IPv4Network
    given: bool

    @property
    def path(self) -> Path:
        """Where its block stands, or would stand."""
        return (*ZONES, self.zone, self.tier)

    def __str__(self) -> str:
        by = "" if self.given else ", its conventional block"
        return f"{self.tier} subnet {self.block} of {self.zone}{by}"


def subnets(cluster: Cluster) -> list[Subnet]:
    """Return the subnets whose blocks are known; none where the VPC has not the size of one."""
    if cluster.network.vpc_id or IPv4Network(cluster.network.cidr).prefixlen not in VPC_PREFIX:
        return []
    zones = cluster.network.availability_zones
    tiers = [(zone, tier) for zone in zones for tier in _TIERS]
    return list(each(tiers, lambda place: _subnet(cluster, *place)))


def _subnet(cluster: Cluster, zone: str, tier: str) -> list[Subnet]:
    block = getattr(cluster.network.availability_zones[zone], tier)
    given = (cluster.network.given_zones or {}).get(zone)
    is_given = given is not None and getattr(given, tier) is not None
    if block is None or is_subnet_id(block):
        return []
    if not is_given and not may_be_zone(zone, cluster.region):
        return []
    return [Subnet(zone, tier, IPv4Network(block), is_given)]


def free_block(
    cluster: Cluster,
    zone: str,
    tier: str,
    prefix: int,
    taken: list[IPv4Network],
) -> IPv4Network | None:
    """Return a block of the VPC that overlaps none of those taken.

    The zone's conventional one if it is free, else the first of the wanted size or smaller.
    """
    vpc = IPv4Network(cluster.network.cidr)
    conventional = conventional_blocks(cluster.network.cidr, zone)[_TIERS.index(tier)]
    if conventional and not any(IPv4Network(conventional).overlaps(block) for block in taken):
        return IPv4Network(conventional)
    sizes = range(max(prefix, vpc.prefixlen), LOAD_BALANCER_SUBNET_PREFIX.high + 1)
    free = (_first_free(vpc, size, taken) for size in sizes)
    return next((block for block in free if block), None)


def _first_free(vpc: IPv4Network, prefix: int, taken: list[IPv4Network]) -> IPv4Network | None:
    size = 1 << (32 - prefix)
    start = int(vpc.network_address)
    for block in sorted(taken):
        if start + size <= int(block.network_address):
            break
        behind = int(block.broadcast_address) + 1
        start = max(start, -(-behind // size) * size)
    return IPv4Network((start, prefix)) if start + size - 1 <= int(vpc.broadcast_address) else None


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
    for zone, tiers in each(zones, lambda zone: [(zone[0], _without_block(cluster, zone[1]))]):
        if tiers and may_be_zone(zone, cluster.region):
            wanted = f"a block for its {listed(tiers, 'and')} subnet"
            message = f"zone {zone} needs {wanted}: {_why(vpc, zone)}"
            path = (*ZONES, zone) if cluster.wrote(*ZONES, zone) else CIDR
            help = _blocks_to_write(cluster, zone, tiers, taken)
            yield finding(cluster, "RULE015", path, message, help, key=path != CIDR)


def _without_block(cluster: Cluster, zone: Zone) -> list[str]:
    tiers = ["public"] if cluster.network.internet_gateway and zone.public is None else []
    return [*tiers, "private"] if zone.private is None else tiers


def _why(vpc: IPv4Network, zone: str) -> str:
    if aws.is_local_zone(zone):
        return "the convention by letter does not cover local zones"
    if vpc.prefixlen > 23:
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
    prefix = 24 if vpc.prefixlen == 16 else min(vpc.prefixlen + 4, 27)
    found = []
    for tier in tiers:
        if block := free_block(cluster, zone, tier, prefix, taken):
            taken.append(block)
            found.append(f"{tier}: {block}")
    if len(found) < len(tiers):
        return f"{vpc} has no room for them: write a larger network.cidr"
    return f"write {zone}: {{{', '.join(found)}}}"


@rule(
    Code(
        "RULE016",
        "public-block-without-gateway",
        what="The block of a public subnet stands where there are no public subnets.",
        why="internet_gateway: false leaves the public subnets out, so the block would mean nothing.",
        help="Remove the block, or write internet_gateway: true.",
    ),
    sections=_SECTIONS,
)
def no_public_block_without_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the block of a public subnet where internet_gateway: false leaves those out."""
    if cluster.network.internet_gateway or cluster.network.vpc_id:
        return
    zones = (cluster.network.given_zones or {}).items()
    for zone, block in each(zones, lambda zone: [(zone[0], zone[1].public)]):
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
        why="A subnet takes its addresses from the VPC's block, and AWS refuses one that does not.",
        help="Use a block inside network.cidr, or write a network.cidr that holds it.",
        source=_SIZING,
    ),
    sections=_SECTIONS,
)
def subnets_inside_vpc(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold every subnet inside the VPC."""
    vpc = IPv4Network(cluster.network.cidr)
    known = subnets(cluster)
    inside = [subnet.block for subnet in known if subnet.block.subnet_of(vpc)]
    for subnet in known:
        if not subnet.block.subnet_of(vpc):
            name = f"{subnet.tier} subnet {subnet.block} of {subnet.zone}"
            message = f"{name} lies outside the VPC's {vpc}"
            help = _such_as(cluster, subnet, subnet.block.prefixlen, inside)
            if not cluster.wrote(*CIDR):
                help += f", or write network.cidr: {vpc} is the default"
            also = ((CIDR, "the VPC"),)
            yield finding(cluster, "RULE017", subnet.path, message, help, also=also)


def _such_as(cluster: Cluster, subnet: Subnet, prefix: int, taken: list[IPv4Network]) -> str:
    """Say what to write for a subnet, and take the suggested block."""
    vpc = cluster.network.cidr
    block = free_block(cluster, subnet.zone, subnet.tier, prefix, taken)
    if block is None:
        return f"{vpc} has no room left: write a larger network.cidr"
    taken.append(block)
    return f"use a block inside {vpc}, such as {block}"


@rule(
    Code(
        "RULE018",
        "subnets-overlap",
        what="Two subnets overlap.",
        why="An address belongs to one subnet only, and AWS refuses a block that overlaps another.",
        help="Use a block that is free: the message names one.",
        source=_SIZING,
    ),
    sections=_SECTIONS,
)
def subnets_apart(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse subnets that overlap, given or by convention."""
    vpc = IPv4Network(cluster.network.cidr)
    inside = [subnet for subnet in subnets(cluster) if subnet.block.subnet_of(vpc)]
    taken = [subnet.block for subnet in inside]
    for outer, inner in _overlapping(inside):
        first, second = sorted((outer, inner), key=lambda one: (one.given, cluster.at(*one.path)))
        message = f"{second} overlaps {first}"
        help = _such_as(cluster, second, second.block.prefixlen, taken)
        also = ((first.path, "the other subnet"),)
        path = written(cluster, second.path, (*ZONES, second.zone))
        yield finding(cluster, "RULE018", path, message, help, also=also)


def _overlapping(known: list[Subnet]) -> Iterator[tuple[Subnet, Subnet]]:
    """Yield each subnet with the smallest one around it: blocks are nested or apart."""
    around: list[Subnet] = []
    for subnet in sorted(known, key=_from_the_outside):
        while around and not subnet.block.subnet_of(around[-1].block):
            around.pop()
        if around:
            yield around[-1], subnet
        around.append(subnet)


def _from_the_outside(subnet: Subnet) -> tuple[int, int, bool]:
    return int(subnet.block.network_address), subnet.block.prefixlen, not subnet.given


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
    for subnet in subnets(cluster) if internal else ():
        size = subnet.block.prefixlen
        possible = size in SUBNET_PREFIX and size not in LOAD_BALANCER_SUBNET_PREFIX
        if subnet.tier == "private" and possible:
            why = f"the internal load balancer {internal[0]} needs a /27"
            yield _too_small(cluster, subnet, LOAD_BALANCER_SUBNET_PREFIX, why)


def _internal_key(balancer: LoadBalancer) -> list[str]:
    return [balancer.key] if balancer.scheme == "internal" else []


def _too_small(cluster: Cluster, subnet: Subnet, limit: Range, why: str) -> Diagnostic:
    others = [other.block for other in subnets(cluster) if other != subnet]
    block = _first_free(IPv4Network(cluster.network.cidr), limit.high, others)
    help = f"write /{limit.high} or larger" + (f", such as {block}" if block else "")
    message = f"{subnet.tier} subnet {subnet.block} of {subnet.zone} is too small: {why}"
    return finding(cluster, "RULE019", subnet.path, message, help)


RULES = (
    zones_have_blocks,
    no_public_block_without_gateway,
    subnets_inside_vpc,
    subnets_apart,
    subnets_large_enough,
    internal_balancers_have_room,
)
