"""Rules of `network.endpoints`, of IPv6 and of the regional NAT gateway."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts import aws
from tfgen.facts.endpoints import S3
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.rules import over
from tfgen.rules.network import GATEWAY, ZONES
from tfgen.rules.rule import Path, Rule, finding, listed, written
from tfgen.rules.security_group_rules import SECTIONS, SecurityGroupRule, given_rules

# What decides which endpoints are needed.
_NEEDING = (
    "network",
    "region",
    "instance_groups",
    "access",
    "services",
    "jobs",
    "system_containers",
    "registry_auth",
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
    network = cluster.network
    if not network.gives("endpoints") or network.vpc_id or network.nat != "none":
        return
    needed = network.needed_endpoints
    for name in sorted(set(needed) - set(network.endpoints)):
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
    """Refuse IPv6 without an internet gateway; warn where it is the way out despite nat: none.

    https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html
    """
    network = cluster.network
    if not network.ipv6 or network.vpc_id:
        return
    if not network.internet_gateway:
        message = "ipv6 opens a way to the internet, which internet_gateway: false leaves out"
        help = "remove ipv6, or write internet_gateway: true"
        also = ((GATEWAY, "switched off here"),)
        yield finding(cluster, "RULE173", IPV6, message, help, also=also)
    elif network.nat == "none":
        way = "a way out, the egress-only gateway, despite nat: none"
        message = f"with ipv6 private subnets have {way}"
        help = "remove ipv6 if nothing may get out"
        also = ((NAT, "no NAT gateway"),)
        yield finding(
            cluster,
            "RULE175",
            IPV6,
            message,
            help,
            source=_EGRESS_ONLY,
            severity=Severity.WARNING,
            also=also,
        )


def ipv6_in_zones_of_the_region(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse IPv6 with a local zone: the VPC's block is advertised from the region alone.

    https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html
    """
    if not cluster.network.ipv6 or cluster.network.vpc_id:
        return
    for zone in cluster.network.zone_names:
        if aws.is_local_zone(zone):
            message = f"the IPv6 block of the VPC does not reach local zone {zone}"
            help, also = "remove ipv6, or the zone", ((IPV6, "switched on here"),)
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
    path, help = written(cluster, NAT), "write nat: per_az"
    if aws.partition(cluster.region) != "aws":
        message = f"regional NAT gateways were not offered in {cluster.region} on {aws.AS_OF}"
        severity = Severity.WARNING
        yield finding(cluster, "RULE176", path, message, help, source=_REGIONAL, severity=severity)
    for zone in cluster.network.zone_names:
        if aws.is_local_zone(zone):
            message = f"a regional NAT gateway does not serve local zone {zone}"
            yield finding(cluster, "RULE176", path, message, help, source=_REGIONAL)


def ipv6_clients_need_ipv6(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse IPv6 clients of a balancer where the network has no IPv6: none could come."""
    if not cluster.network.ipv6 and balancer.gives("allowed_cidrs"):
        path = (*balancer.path, "allowed_cidrs")
        yield from _ipv6_blocks(cluster, path, balancer.allowed_cidrs)


def ipv6_peers_need_ipv6(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Refuse IPv6 peers of a security group's rule where the network has no IPv6."""
    if not cluster.network.ipv6:
        yield from _ipv6_blocks(cluster, (*rule.path, rule.side), rule.peers)


def _ipv6_blocks(cluster: Cluster, path: Path, blocks: tuple[str, ...]) -> Iterator[Diagnostic]:
    for index, block in enumerate(blocks):
        if ":" in block:
            message = f"{shown(block)} is an IPv6 block, and the network has no IPv6"
            help = "remove it, or write network.ipv6: true"
            yield finding(cluster, "RULE178", (*path, index), message, help)


RULES = (
    Rule(_NEEDING, endpoints_suffice),
    Rule(_NEEDING, endpoints_in_zones_that_have_them),
    Rule(("network",), ipv6_reaches_the_internet),
    Rule(("network", "region"), ipv6_in_zones_of_the_region),
    Rule(("network", "region"), regional_nat_offered),
    Rule(("network", "load_balancers"), ipv6_clients_need_ipv6, over.load_balancers),
    Rule(("network", *SECTIONS), ipv6_peers_need_ipv6, given_rules),
)
