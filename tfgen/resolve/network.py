"""The network, resolved: zones with their blocks, the way out, endpoints."""

from __future__ import annotations

import ipaddress
from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts import aws
from tfgen.language import network as language
from tfgen.resolve.convention import RESOLVED, Conventions, begin
from tfgen.resolve.endpoints import needed_endpoints
from tfgen.resolve.names import Names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster


class Zone(language.Zone):
    """A zone with its subnets: IPv4 blocks, or ids in a VPC that exists.

    Either is None where there is no such subnet, or where no block fits. `public_ipv6_index` and
    `private_ipv6_index` say which /64 of the VPC's /56 a subnet takes.
    """

    model_config = RESOLVED

    name: str = Field(exclude=True)
    public_ipv6_index: int | None = Field(exclude=True)
    private_ipv6_index: int | None = Field(exclude=True)


class FlowLogs(language.FlowLogs):
    """Flow logs with their retention."""

    model_config = RESOLVED

    retention_days: int


class Network(language.Network):
    """The VPC, as it is made or as it exists.

    `zone_names` are those of availability_zones in alphabetical order; `needed_endpoints` says of
    each endpoint what does not work without it where there is no other way out.
    """

    model_config = RESOLVED

    given_zones: dict[str, language.Zone] | None = Field(exclude=True)
    zone_names: tuple[str, ...] = Field(exclude=True)
    availability_zones: dict[str, Zone]  # type: ignore[assignment]  # a dict is invariant
    endpoints: tuple[str, ...]  # type: ignore[assignment]
    flow_logs: FlowLogs | None
    needed_endpoints: dict[str, str]
    names: Names = Field(exclude=True)

    @property
    def first_zone(self) -> str | None:
        """The alphabetically first zone; None where the spec has none."""
        return next(iter(self.zone_names), None)

    @property
    def has_public_subnets(self) -> bool:
        """Whether there are public subnets: by the internet gateway, or given in a VPC that exists."""
        if self.vpc_id:
            return any(zone.public for zone in self.availability_zones.values())
        return self.internet_gateway


def begin_network(given: language.Network) -> Network:
    """Return the network as far as the spec says it."""
    known: dict[str, object] = {}
    if "availability_zones" in given.__dict__:
        known["given_zones"] = given.availability_zones
    if given.__dict__.get("flow_logs"):
        known["flow_logs"] = begin(FlowLogs, given.__dict__["flow_logs"])
    made = begin(Network, given, **known)
    made.__dict__.pop("availability_zones", None)
    return made


FLOW_LOGS = Conventions(FlowLogs)
NETWORK = Conventions(Network)
ZONES = Conventions(Zone)
ENDPOINTS = Conventions(Network)


@FLOW_LOGS.fills("retention_days", "as logs.retention_days")
def _flow_log_retention(cluster: Cluster, flow_logs: FlowLogs) -> int:
    return cluster.logs.retention_days


@NETWORK.sets("nat", "the way out of a VPC that exists is its owner's")
def _nat(cluster: Cluster, network: Network) -> str:
    return "none" if network.vpc_id else network.nat


@NETWORK.sets("zone_names", "the zones given, else the first two that every account has")
def _zone_names(cluster: Cluster, network: Network) -> tuple[str, ...]:
    if network.given_zones is not None:
        return tuple(sorted(network.given_zones))
    region = aws.REGIONS.get(cluster.region)
    if region:
        return region.common_zones[:2]
    return f"{cluster.region}a", f"{cluster.region}b"


@NETWORK.sets("availability_zones", "blocks by the zone's letter")
def _zones(cluster: Cluster, network: Network) -> dict[str, Zone]:
    given, blank = network.given_zones or {}, language.Zone()
    return {name: begin(Zone, given.get(name, blank), name=name) for name in network.zone_names}


@ZONES.sets("public", "its block by the zone's letter")
def _public(network: Network, zone: Zone) -> str | None:
    if network.vpc_id:
        return zone.public
    if not network.internet_gateway:
        return None
    return zone.public or conventional_blocks(network.cidr, zone.name)[0]


@ZONES.sets("private", "its block by the zone's letter")
def _private(network: Network, zone: Zone) -> str | None:
    if network.vpc_id:
        return zone.private
    return zone.private or conventional_blocks(network.cidr, zone.name)[1]


@ZONES.sets("public_ipv6_index", "that of the zone's letter")
def _public_ipv6_index(network: Network, zone: Zone) -> int | None:
    return ord(zone.name[-1]) - ord("a") if network.ipv6 else None


@ZONES.sets("private_ipv6_index", "that of the zone's letter, behind the public ones")
def _private_ipv6_index(network: Network, zone: Zone) -> int | None:
    return zone.public_ipv6_index + 50 if zone.public_ipv6_index is not None else None


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
        parts = list(network.subnets(new_prefix=24))
        return str(parts[index]), str(parts[50 + index])
    parts = list(network.subnets(prefixlen_diff=4))
    return str(parts[index]), str(parts[8 + index])


@NETWORK.fills("nat_zone", "the alphabetically first zone")
def _nat_zone(cluster: Cluster, network: Network) -> str | None:
    return network.first_zone if network.nat == "single" else None


@ENDPOINTS.sets("needed_endpoints", "what the parts of the cluster ask of AWS")
def _needed_endpoints(cluster: Cluster, network: Network) -> dict[str, str]:
    return needed_endpoints(cluster)


@ENDPOINTS.fills("endpoints", "s3; with nat: none what the spec uses; with vpc_id none")
def _endpoints(cluster: Cluster, network: Network) -> tuple[str, ...]:
    if network.vpc_id:
        return ()
    return tuple(sorted(network.needed_endpoints)) if network.nat == "none" else ("s3",)
