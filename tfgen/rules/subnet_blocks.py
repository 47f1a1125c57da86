"""The blocks of the cluster's subnets: which there are, and which are free."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from tfgen.facts.limits import LOAD_BALANCER_SUBNET_PREFIX, VPC_PREFIX
from tfgen.frozen import frozen
from tfgen.language.network import is_subnet_id
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.resolve.network import conventional_blocks
from tfgen.rules.network import ZONES
from tfgen.rules.rule import Path
from tfgen.rules.zones import may_be_zone

TIERS = ("public", "private")


@frozen
class Subnet:
    """A subnet of the cluster; `is_given` where its block stands in the spec."""

    zone: str
    tier: str
    block: IPv4Network
    is_given: bool

    @property
    def path(self) -> Path:
        """Where its block stands, or would stand."""
        return (*ZONES, self.zone, self.tier)

    @property
    def title(self) -> str:
        """What findings call it."""
        return f"{self.tier} subnet {self.block} of {self.zone}"

    def __str__(self) -> str:
        if self.is_given:
            return self.title
        return f"{self.title}, its conventional block"


def subnets(cluster: Cluster) -> list[Subnet]:
    """Return the subnets whose blocks are known; none where the VPC has not the size of one."""
    if cluster.network.vpc_id or IPv4Network(cluster.network.cidr).prefixlen not in VPC_PREFIX:
        return []
    zones = cluster.network.availability_zones
    tiers = [(zone, tier) for zone in zones for tier in TIERS]
    return list(each(tiers, lambda place: _subnet(cluster, *place)))


def _subnet(cluster: Cluster, zone: str, tier: str) -> Iterator[Subnet]:
    block = getattr(cluster.network.availability_zones[zone], tier)
    given_zone = (cluster.network.given_zones or {}).get(zone)
    is_given = given_zone is not None and getattr(given_zone, tier) is not None
    if block is None or is_subnet_id(block):
        return
    # A zone of another region has a letter too, whose block would be said to overlap others.
    if is_given or may_be_zone(zone, cluster.region):
        yield Subnet(zone, tier, IPv4Network(block), is_given)


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
    conventional = conventional_blocks(cluster.network.cidr, zone)[TIERS.index(tier)]
    if conventional and not any(IPv4Network(conventional).overlaps(block) for block in taken):
        return IPv4Network(conventional)
    # Nothing smaller than a balancer takes is worth a suggestion.
    for vpc in map(IPv4Network, cluster.network.blocks):
        for size in range(max(prefix, vpc.prefixlen), LOAD_BALANCER_SUBNET_PREFIX.high + 1):
            if block := first_free(vpc, size, taken):
                return block
    return None


def is_of_vpc(cluster: Cluster, subnet: Subnet) -> bool:
    """Whether a subnet lies in one of the VPC's blocks: none spans two, even side by side."""
    return any(subnet.block.subnet_of(IPv4Network(vpc)) for vpc in cluster.network.blocks)


def first_free(vpc: IPv4Network, prefix: int, taken: list[IPv4Network]) -> IPv4Network | None:
    """Return the first block of a size in the VPC that overlaps none of those taken."""
    size = 1 << (32 - prefix)
    start = int(vpc.network_address)
    for block in sorted(taken):
        if start + size <= int(block.network_address):
            break
        behind = int(block.broadcast_address) + 1
        # Rounded up: a block begins at a multiple of its size. Nested blocks must not lead back.
        start = max(start, -(-behind // size) * size)
    if start + size - 1 > int(vpc.broadcast_address):
        return None
    return IPv4Network((start, prefix))
