"""Rules of `network.endpoints`, of IPv6 and of the regional NAT gateway."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws
from tfgen.aws_endpoints import S3
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster
from tfgen.rules.network import GATEWAY, ZONES
from tfgen.rules.rule import Path, Rule, finding, listed, written
from tfgen.rules.security_groups import given_rules
from tfgen.spec.scalars import shown

# What decides which endpoints are needed.
_NEEDING = (
    *(
        "network",
        "region",
        "instance_groups",
        "access",
        "services",
        "jobs",
        "system_containers",
        "registry_auth",
    ),
)
ENDPOINTS: Path = ("network", "endpoints")
IPV6: Path = ("network", "ipv6")
NAT: Path = ("network", "nat")

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html"
_LOCAL_ZONES = "https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html"
_REGIONAL = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html"
_EGRESS_ONLY = "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html"


def endpoints_suffice(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for every endpoint that the spec needs where there is no other way out.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html
    """
    given = cluster.network.endpoints if cluster.network.gives("endpoints") else None
    if given is None or cluster.network.vpc_id or cluster.network.nat != "none":
        return
    needed = cluster.network.needed_endpoints
    for name in sorted(set(needed) - set(given)):
        message = f"with nat: none the endpoint {name} is missing: {needed[name]}"
        help = f"add {name}, or remove endpoints: they are then {listed(sorted(needed), 'and')}"
        yield finding(cluster, "RULE169", ENDPOINTS, message, help, source=_ECS)


def endpoints_in_zones_that_have_them(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse interface endpoints in a local zone, where almost no service has one.

    https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html
    """
    interface = [name for name in cluster.network.endpoints if name != S3]
    for zone in cluster.network.zone_names if interface else ():
        if aws.is_local_zone(zone):
            message = f"interface endpoints ({interface[0]}) cannot stand in local zone {zone}"
            help = "remove the zone, or write nat: per_az and endpoints: [s3]"
            path = (*ZONES, zone)
            yield finding(cluster, "RULE177", path, message, help, source=_LOCAL_ZONES, key=True)


def ipv6_reaches_the_internet(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse IPv6 without an internet gateway, and warn where it is the way out that nat: none leaves out.

    https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
    """
    network = cluster.network
    if not network.ipv6 or network.vpc_id:
        return
    if not network.internet_gateway:
        message = "ipv6 opens a way to the internet, which internet_gateway: false leaves out"
        also = ((GATEWAY, "switched off here"),)
        yield finding(
            cluster,
            "RULE173",
            IPV6,
            message,
            "remove ipv6, or write internet_gateway: true",
            also=also,
        )
    elif network.nat == "none":
        message = "with ipv6 private subnets have a way out, the egress-only gateway, despite nat: none"
        help = "remove ipv6 if nothing may get out"
        also = ((NAT, "no NAT gateway"),)
        severity = Severity.WARNING
        yield finding(
            cluster,
            "RULE175",
            IPV6,
            message,
            help,
            source=_EGRESS_ONLY,
            severity=severity,
            also=also,
        )


def ipv6_in_zones_of_the_region(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse IPv6 with a local zone: the VPC's block is advertised from the region alone.

    https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html
    """
    for zone in cluster.network.zone_names if cluster.network.ipv6 and not cluster.network.vpc_id else ():
        if aws.is_local_zone(zone):
            message = f"the IPv6 block of the VPC does not reach local zone {zone}"
            also = ((IPV6, "switched on here"),)
            help = "remove ipv6, or the zone"
            yield finding(
                cluster,
                "RULE174",
                (*ZONES, zone),
                message,
                help,
                source=_LOCAL_ZONES,
                key=True,
                also=also,
            )


def regional_nat_offered(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a regional NAT gateway beyond the public partition, and refuse it with a local zone.

    https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html
    """
    if cluster.network.nat != "regional":
        return
    path = written(cluster, NAT)
    if aws.partition(cluster.region) != "aws":
        message = f"regional NAT gateways were not offered in {cluster.region} on {aws.AS_OF}"
        help = "write nat: per_az"
        yield finding(cluster, "RULE176", path, message, help, source=_REGIONAL, severity=Severity.WARNING)
    for zone in cluster.network.zone_names:
        if aws.is_local_zone(zone):
            message = f"a regional NAT gateway does not serve local zone {zone}"
            yield finding(cluster, "RULE176", path, message, "write nat: per_az", source=_REGIONAL)


def ipv6_blocks_need_ipv6(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse IPv6 blocks as peers and clients where the network has no IPv6: nothing could come from there."""
    if cluster.network.ipv6:
        return
    for path, block in _blocks(cluster):
        if ":" in block:
            message = f"{shown(block)} is an IPv6 block, and the network has no IPv6"
            yield finding(cluster, "RULE178", path, message, "remove it, or write network.ipv6: true")


def _blocks(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    for key, balancer in sorted(cluster.load_balancers.items()):
        for index, block in enumerate(balancer.allowed_cidrs if balancer.gives("allowed_cidrs") else ()):
            yield ("load_balancers", key, "allowed_cidrs", index), block
    for rule in given_rules(cluster):
        yield from (((*rule.path, rule.side, index), peer) for index, peer in enumerate(rule.peers))


RULES = (
    Rule(_NEEDING, endpoints_suffice),
    Rule(_NEEDING, endpoints_in_zones_that_have_them),
    Rule(("network",), ipv6_reaches_the_internet),
    Rule(("network", "region"), ipv6_in_zones_of_the_region),
    Rule(("network", "region"), regional_nat_offered),
    Rule(
        ("network", "load_balancers", "instance_groups", "services", "jobs", "cluster"),
        ipv6_blocks_need_ipv6,
    ),
)
