"""Conventions of the network: zones with their blocks, the way out, endpoints."""

from __future__ import annotations

from tfgen.facts import aws
from tfgen.language import network as language
from tfgen.language.scalars import TextOrExpression
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions, begin
from tfgen.resolve.conventions.endpoints import needed_endpoints
from tfgen.resolve.network import FlowLogs, Network, Zone, conventional_blocks

FLOW_LOGS = Conventions(FlowLogs)
NETWORK = Conventions(Network)
ZONES = Conventions(Zone)
ENDPOINTS = Conventions(Network)


@FLOW_LOGS.fills("retention_days", "as logs.retention_days")
def _flow_log_retention(cluster: Cluster, flow_logs: FlowLogs) -> int:
    return cluster.logs.retention_days


@NETWORK.sets("nat", "the way out of a VPC that exists is its owner's")
def _nat(cluster: Cluster, network: Network) -> str:
    if network.vpc_id:
        return "none"
    return network.nat


@NETWORK.sets("zone_names", "the zones given, else the first two that every account has")
def _zone_names(cluster: Cluster, network: Network) -> tuple[str, ...]:
    if network.given_zones is not None:
        return tuple(sorted(network.given_zones))
    region = aws.REGIONS.get(cluster.region)
    if region:
        return region.common_zones[:2]
    # A region newer than the facts: nearly all begin with these.
    return f"{cluster.region}a", f"{cluster.region}b"


@NETWORK.sets("availability_zones", "blocks by the zone's letter")
def _zones(cluster: Cluster, network: Network) -> dict[str, Zone]:
    written, blank = network.given_zones or {}, language.Zone()
    return {name: begin(Zone, written.get(name, blank), name=name) for name in network.zone_names}


@ZONES.sets("public", "its block by the zone's letter")
def _public(network: Network, zone: Zone) -> TextOrExpression | None:
    if network.vpc_id:
        return zone.public
    if not network.internet_gateway:
        return None
    return zone.public or conventional_blocks(network.cidr, zone.name)[0]


@ZONES.sets("private", "its block by the zone's letter")
def _private(network: Network, zone: Zone) -> TextOrExpression | None:
    if network.vpc_id:
        return zone.private
    return zone.private or conventional_blocks(network.cidr, zone.name)[1]


@ZONES.sets("public_ipv6_index", "that of the zone's letter")
def _public_ipv6_index(network: Network, zone: Zone) -> int | None:
    if not network.ipv6:
        return None
    return ord(zone.name[-1]) - ord("a")


@ZONES.sets("private_ipv6_index", "that of the zone's letter, behind the public ones")
def _private_ipv6_index(network: Network, zone: Zone) -> int | None:
    if zone.public_ipv6_index is None:
        return None
    # A VPC has a /56, that is 256 subnets of /64; no letter comes to 50.
    return zone.public_ipv6_index + 50


@NETWORK.fills("nat_zone", "the alphabetically first zone")
def _nat_zone(cluster: Cluster, network: Network) -> str | None:
    if network.nat not in ("single", "instance"):
        return None
    return network.first_zone


@ENDPOINTS.sets("needed_endpoints", "what the parts of the cluster ask of AWS")
def _needed_endpoints(cluster: Cluster, network: Network) -> dict[str, str]:
    return needed_endpoints(cluster)


@ENDPOINTS.fills("endpoints", "s3; where AWS may be out of reach what the spec uses")
def _endpoints(cluster: Cluster, network: Network) -> tuple[str, ...]:
    if network.vpc_id:
        return ()
    if network.nat == "none" or not network.reaches_internet("private"):
        return tuple(sorted(network.needed_endpoints))
    # A gateway costs nothing, and spares what the NAT gateway would take for layers of images.
    return ("s3",)
