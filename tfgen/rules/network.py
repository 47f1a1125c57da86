"""Rules of `region` and `network`, its subnets apart: the VPC's range, its zones, the way out."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from tfgen import aws
from tfgen.aws_limits import VPC_PREFIX
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster
from tfgen.rules.rule import Path, Rule, dotted, finding, listed, written
from tfgen.spec.scalars import shown

CIDR: Path = ("network", "cidr")
ZONES: Path = ("network", "availability_zones")
GATEWAY: Path = ("network", "internet_gateway")

_REGIONS = "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"
_ZONES = "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html"
_BALANCERS = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html"
    "#subnets-load-balancer"
)
_NAT = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html"

_UNUSABLE = {
    "0.0.0.0/8": "this network",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "224.0.0.0/4": "multicast",
}
_PRIVATE = tuple(map(ipaddress.IPv4Network, ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")))
_DOCKER = ipaddress.IPv4Network("172.17.0.0/16")


def region_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a region that is not known: it may be newer than tfgen's facts, or misspelt.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html
    """
    yield from unknown_region(cluster, ("region",), cluster.region)


def unknown_region(cluster: Cluster, path: Path, region: str) -> Iterator[Diagnostic]:
    """Yield a warning where tfgen does not know this region."""
    if region not in aws.REGIONS:
        message = f"region {shown(region)} is not known: tfgen's list is of {aws.AS_OF}"
        help = closest(region, list(aws.REGIONS)) or "check the name"
        yield finding(cluster, "RULE001", path, message, help, source=_REGIONS, severity=Severity.WARNING)


def vpc_size(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a VPC between /16 and /28.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    if vpc.prefixlen in VPC_PREFIX:
        return
    nearest = max(VPC_PREFIX.low, min(vpc.prefixlen, VPC_PREFIX.high))
    within = vpc.supernet(new_prefix=nearest) if nearest < vpc.prefixlen else next(vpc.subnets(new_prefix=nearest))
    size = "larger" if vpc.prefixlen < VPC_PREFIX.low else "smaller"
    message = f"{vpc} is {size} than AWS allows for a VPC: /{VPC_PREFIX.low} to /{VPC_PREFIX.high}"
    yield finding(cluster, "RULE002", CIDR, message, f"write {within}", source=VPC_PREFIX.source)


def vpc_usable(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse ranges with another meaning to every host: loopback, link-local, multicast, this network.

    https://www.rfc-editor.org/rfc/rfc6890
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    for block, meaning in _UNUSABLE.items():
        if vpc.overlaps(ipaddress.IPv4Network(block)):
            message = f"{vpc} lies in {block}, the {meaning} range: no VPC can have it"
            yield finding(cluster, "RULE003", CIDR, message, "use a private range, such as 10.0.0.0/16")


def vpc_private(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a range outside RFC 1918 and 100.64.0.0/10: AWS takes it, but its owners cannot be reached from inside.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    unusable = any(vpc.overlaps(ipaddress.IPv4Network(block)) for block in _UNUSABLE)
    if not unusable and not any(vpc.subnet_of(block) for block in _PRIVATE):
        message = f"{vpc} is not a private range: hosts on the internet with these addresses cannot be reached"
        help = "use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"
        yield finding(
            cluster,
            "RULE004",
            CIDR,
            message,
            help,
            source=VPC_PREFIX.source,
            severity=Severity.WARNING,
        )


def vpc_not_dockers(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of 172.17.0.0/16, the range of Docker's bridge on every container instance.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    if vpc.overlaps(_DOCKER):
        message = f"{vpc} overlaps 172.17.0.0/16, Docker's own range: containers cannot reach its addresses"
        help = "use another range, such as 10.0.0.0/16 or 172.20.0.0/16"
        yield finding(
            cluster,
            "RULE005",
            CIDR,
            message,
            help,
            source=VPC_PREFIX.source,
            severity=Severity.WARNING,
        )


def may_be_zone(zone: str, region: str) -> bool:
    """Tell whether the region may have a zone of this name, as far as its zones are known."""
    known = aws.REGIONS.get(region)
    is_known = known is None or zone in known.zones or aws.is_local_zone(zone)
    return is_known and aws.region_of_zone(zone) == region


def zones_of_region(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold every zone inside the region of the cluster, and where its zones are known to one of them.

    https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html
    """
    region = cluster.region
    known = aws.REGIONS.get(region)
    for zone in cluster.network.given_zones or {}:
        path = (*ZONES, zone)
        choice = f"use {listed(known.zones)}" if known else f"use a zone of {region}"
        if aws.region_of_zone(zone) != region:
            message = f"zone {zone} is not of region {region}, where the cluster is"
            also = ((("region",), "the region"),)
            yield finding(cluster, "RULE006", path, message, choice, key=True, also=also)
        elif not may_be_zone(zone, region):
            message = f"region {region} has no zone {zone}"
            yield finding(cluster, "RULE007", path, message, choice, source=_ZONES, key=True)


def some_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for a zone at least: subnets and instances stand in zones."""
    if cluster.network.given_zones == {}:
        region = aws.REGIONS.get(cluster.region)
        example = f"[{', '.join(region.common_zones[:2])}]" if region else "a list of zone names"
        help = f"write {example}, or leave availability_zones out"
        yield finding(cluster, "RULE008", ZONES, "the cluster has no availability zone", help)


def two_zones_for_balancers(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for two zones where there is an application balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    zones = cluster.network.zone_names
    balancers = sorted(key for key, one in cluster.load_balancers.items() if one.type == "application")
    if not balancers or len(zones) != 1:
        return
    message = f"load balancer {balancers[0]} needs two availability zones, and {zones[0]} is the only one"
    if not cluster.wrote(*ZONES):
        message += f" that every account has in {cluster.region}"
    path = written(cluster, ZONES, ("region",))
    help = f"{_further_zone(cluster, zones)}, or write load_balancers: {{}}"
    also = tuple((("load_balancers", key), "the balancer") for key in balancers)
    yield finding(cluster, "RULE009", path, message, help, source=_BALANCERS, also=also)


def _further_zone(cluster: Cluster, zones: tuple[str, ...]) -> str:
    region = aws.REGIONS.get(cluster.region)
    others = [zone for zone in region.zones if zone not in zones] if region else []
    return f"write availability_zones: [{', '.join(sorted([*zones, *others[:1]]))}]" if others else "add a zone"


def nat_needs_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse NAT gateways without an internet gateway: they stand in public subnets.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    """
    network = cluster.network
    if cluster.network.nat != "none" and not network.internet_gateway:
        path = written(cluster, ("network", "nat"), GATEWAY)
        message = f"nat: {network.nat} needs the internet gateway that internet_gateway: false leaves out"
        yield finding(
            cluster,
            "RULE010",
            path,
            message,
            "write nat: none, or internet_gateway: true",
            source=_NAT,
        )


def balancers_need_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse an internet-facing balancer without an internet gateway.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    if cluster.network.internet_gateway or cluster.network.vpc_id:
        return
    for key, balancer in sorted(cluster.load_balancers.items()):
        if balancer.scheme == "internet-facing":
            path: Path = ("load_balancers", key, "scheme")
            at = path if cluster.wrote("load_balancers", key) else GATEWAY
            message = f"load balancer {key} is internet-facing, which internet_gateway: false does not allow"
            help = f"write {dotted(path)}: internal, or load_balancers: {{}} for none"
            yield finding(cluster, "RULE011", at, message, help, source=_BALANCERS)


def nat_zone_is_a_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold nat_zone to the cluster's zones, and to nat: single, without which it would be ignored."""
    zone = cluster.network.nat_zone
    if zone is None or cluster.network.vpc_id:
        return
    path = ("network", "nat_zone")
    zones = cluster.network.zone_names
    if zone not in zones:
        help = f"use {listed(zones)}" if zones else "write a zone under availability_zones first"
        yield finding(cluster, "RULE012", path, f"nat_zone {shown(zone)} is not a zone of the cluster", help)
    if cluster.network.nat != "single":
        message = f"nat_zone has no meaning with nat: {cluster.network.nat}"
        yield finding(cluster, "RULE013", path, message, "remove nat_zone, or write nat: single", key=True)


def public_instances_need_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse instances in public subnets where there are none.

    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
    """
    if cluster.network.has_public_subnets:
        return
    for key, group in sorted(cluster.instance_groups.items()):
        if group.subnets == "public":
            yield _no_public_subnets(cluster, "RULE095", ("instance_groups", key), f"instance group {key}")


def public_tasks_need_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse Fargate tasks in public subnets where there are none; tasks on instances have no place there at all.

    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
    """
    if cluster.network.has_public_subnets:
        return
    for workload in cluster.workloads:
        if workload.subnets == "public" and workload.on_fargate:
            who = f"{workload.kind} {workload.key}"
            yield _no_public_subnets(cluster, "RULE097", workload.path, who)


def _no_public_subnets(cluster: Cluster, code: str, path: Path, who: str) -> Diagnostic:
    message = f"{who} is in the public subnets that internet_gateway: false leaves out"
    help = "write subnets: private, or internet_gateway: true"
    if cluster.network.vpc_id:
        message = f"{who} is in public subnets, and none is given"
        help = "write subnets: private, or public: subnet-… in each zone"
    return finding(cluster, code, (*path, "subnets"), message, help, also=((GATEWAY, "the gateway"),))


RULES = (
    Rule(("region",), region_known),
    Rule(("network",), vpc_size),
    Rule(("network",), vpc_usable),
    Rule(("network",), vpc_private),
    Rule(("network",), vpc_not_dockers),
    Rule(("network", "region"), zones_of_region),
    Rule(("network", "region"), some_zone),
    Rule(("network", "region", "load_balancers"), two_zones_for_balancers),
    Rule(("network",), nat_needs_gateway),
    Rule(("network", "load_balancers"), balancers_need_gateway),
    Rule(("network", "region"), nat_zone_is_a_zone),
    Rule(("network", "region", "instance_groups"), public_instances_need_gateway),
    Rule(("network", "region", "instance_groups", "services", "jobs", "cluster"), public_tasks_need_gateway),
)
