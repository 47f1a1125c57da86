"""The network, resolved: zones with their blocks, the way out, endpoints."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterable, Iterator
from contextlib import suppress
from typing import TypeVar

from tfgen.facts import aws
from tfgen.language import network as language
from tfgen.language.field import Field
from tfgen.resolve.convention import begin, part
from tfgen.resolve.names import Names


class Zone(language.Zone):
    """A zone with its subnets: IPv4 blocks, or ids in a VPC that exists.

    Either is None where there is no such subnet, or where no block fits. `public_ipv6_index` and
    `private_ipv6_index` say which /64 of the VPC's /56 a subnet takes.
    """

    name: str = Field(exclude=True)
    public_ipv6_index: int | None = Field(exclude=True)
    private_ipv6_index: int | None = Field(exclude=True)


class FlowLogs(language.FlowLogs):
    """Flow logs with their retention."""

    retention_days: int


class Network(language.Network):
    """The VPC, as it is made or as it exists.

    `zone_names` are those of availability_zones in alphabetical order; `needed_endpoints` says of
    each endpoint what does not work without it where there is no other way out.
    """

    given_zones: dict[str, language.Zone] | None = Field(exclude=True)
    zone_names: tuple[str, ...] = Field(exclude=True)
    availability_zones: dict[str, Zone]  # type: ignore[assignment]  # a dict is invariant
    endpoints: tuple[str, ...]
    flow_logs: FlowLogs | None
    needed_endpoints: dict[str, str]
    names: Names = Field(exclude=True)

    @property
    def by_instance(self) -> bool:
        """Whether hosts of the cluster translate addresses, in place of NAT gateways."""
        return self.nat in ("instance", "instance_per_az")

    @property
    def nat_zones(self) -> dict[str, str]:
        """The zone of the gateway or instance that each zone uses; none where AWS decides it."""
        if self.nat in ("per_az", "instance_per_az"):
            return {zone: zone for zone in self.zone_names}
        if self.nat in ("single", "instance"):
            return {zone: self.nat_zone or zone for zone in self.zone_names}
        return {}

    @property
    def blocks(self) -> tuple[str, ...]:
        """The IPv4 blocks of the VPC: its first one, then those beside it."""
        if self.vpc_id:
            return (self.cidr,)
        return (self.cidr, *self.secondary_cidr_blocks)

    def destinations(self, tier: str) -> tuple[str, ...]:
        """Return the blocks that subnets of a tier have routes to, beside the VPC's own."""
        through_gateway = {
            "public": self.internet_gateway,
            "private": self.nat != "none",
        }
        blocks: list[str] = []
        for block in self.internet_destinations:
            # IPv6 has its egress-only gateway, whatever NAT there is.
            led = self.ipv6 if ":" in block else through_gateway[tier]
            if led:
                blocks.append(block)
        if tier == "private":
            blocks += self.routes
        return tuple(blocks)

    def reaches_internet(self, tier: str) -> bool:
        """Whether subnets of a tier have routes to every IPv4 address of the internet."""
        return covers(self.destinations(tier), "0.0.0.0/0")

    @property
    def knows_cidr(self) -> bool:
        """Whether the block of the VPC is known: an existing one tells it to Terraform alone."""
        return self.vpc_id is None or self.gives("cidr")

    @property
    def first_zone(self) -> str | None:
        """The alphabetically first zone; None where the spec has none."""
        return next(iter(self.zone_names), None)

    @property
    def has_public_subnets(self) -> bool:
        """Whether there are public subnets: by the gateway, or given in a VPC that exists."""
        if self.vpc_id:
            return any(zone.public for zone in self.availability_zones.values())
        return self.internet_gateway


def covers(blocks: Iterable[str], wanted: str) -> bool:
    """Whether blocks together hold a whole block, or an address; what is neither holds nothing."""
    if ":" in wanted:
        return _covers(ipaddress.IPv6Network, blocks, wanted)
    return _covers(ipaddress.IPv4Network, blocks, wanted)


_Block = TypeVar("_Block", ipaddress.IPv4Network, ipaddress.IPv6Network)


def _covers(kind: type[_Block], blocks: Iterable[str], wanted: str) -> bool:
    known = ipaddress.collapse_addresses(_sound(kind, blocks))
    return any(block.subnet_of(larger) for larger in known for block in _sound(kind, [wanted]))


def _sound(kind: type[_Block], blocks: Iterable[str]) -> Iterator[_Block]:
    """Yield the blocks of a kind; one at fault is told of where it stands."""
    for block in blocks:
        with suppress(ValueError):
            yield kind(block)


def begin_network(written: language.Network) -> Network:
    """Return the network as far as the spec says it."""
    known: dict[str, object] = {}
    if "availability_zones" in written.__dict__:
        known["given_zones"] = written.availability_zones
    for flow_logs in part(written, "flow_logs"):
        known["flow_logs"] = begin(FlowLogs, flow_logs)
    made = begin(Network, written, **known)
    # Zones are known once their names are, which follow from the region where none are written.
    made.__dict__.pop("availability_zones", None)
    return made


def conventional_blocks(cidr: str, zone: str) -> tuple[str | None, str | None]:
    """Return the public and the private block of a zone's letter, a to f; None where that ends.

    A /16 takes /24s, public at index 0 and private at 50; a smaller VPC is cut into sixteen equal
    parts, public in the first eight. Below /23 the public parts would be too small for a balancer
    (/27).
    """
    network = ipaddress.IPv4Network(cidr)
    index = ord(zone[-1]) - ord("a")
    if not 0 <= index <= 5 or network.prefixlen > 23 or aws.is_local_zone(zone):
        return None, None
    if network.prefixlen == 16:
        return _part(network, 24, index), _part(network, 24, 50 + index)
    length = network.prefixlen + 4
    return _part(network, length, index), _part(network, length, 8 + index)


def _part(network: ipaddress.IPv4Network, length: int, index: int) -> str:
    """Return one of the equal parts of a network, whose prefixes have this length."""
    return f"{network.network_address + (index << 32 - length)}/{length}"
