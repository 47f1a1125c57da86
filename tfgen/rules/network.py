"""Rules of `region` and `network`, its subnets apart: the VPC's range, its zones, the way out."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.facts.limits import VPC_PREFIX
from tfgen.language.partial import KEY
from tfgen.language.scalars import shown
from tfgen.language.section import Unread
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, dotted, finding, listed, written

CIDR: Path = ("network", "cidr")
ZONES: Path = ("network", "availability_zones")
GATEWAY: Path = ("network", "internet_gateway")

_INFRASTRUCTURE = "https://docs.aws.amazon.com/global-infrastructure/latest/regions"
_REGIONS = f"{_INFRASTRUCTURE}/aws-regions.html"
_ZONES = f"{_INFRASTRUCTURE}/aws-availability-zones.html"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
_BALANCERS = f"{_ELB}/application-load-balancers.html#subnets-load-balancer"
_NAT = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html"

_UNUSABLE = {
    "0.0.0.0/8": "this network",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "224.0.0.0/4": "multicast",
}
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
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
        severity = Severity.WARNING
        yield finding(cluster, "RULE001", path, message, help, source=_REGIONS, severity=severity)


def vpc_size(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a VPC between /16 and /28.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    if vpc.prefixlen in VPC_PREFIX:
        return
    nearest = max(VPC_PREFIX.low, min(vpc.prefixlen, VPC_PREFIX.high))
    within = ipaddress.IPv4Network((vpc.network_address, nearest), strict=False)
    size = "larger" if vpc.prefixlen < VPC_PREFIX.low else "smaller"
    message = f"{vpc} is {size} than AWS allows for a VPC: /{VPC_PREFIX.low} to /{VPC_PREFIX.high}"
    yield finding(cluster, "RULE002", CIDR, message, f"write {within}", source=VPC_PREFIX.source)


def vpc_usable(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse ranges that mean something else to every host: loopback, link-local, multicast.

    https://www.rfc-editor.org/rfc/rfc6890
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    for block, meaning in _UNUSABLE.items():
        if vpc.overlaps(ipaddress.IPv4Network(block)):
            message = f"{vpc} lies in {block}, the {meaning} range: no VPC can have it"
            help = "use a private range, such as 10.0.0.0/16"
            yield finding(cluster, "RULE003", CIDR, message, help)


def vpc_private(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a range outside RFC 1918 and 100.64.0.0/10: its owners cannot be reached from inside.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    unusable = any(vpc.overlaps(ipaddress.IPv4Network(block)) for block in _UNUSABLE)
    private = any(vpc.subnet_of(ipaddress.IPv4Network(block)) for block in _PRIVATE)
    if not unusable and not private:
        why = "hosts on the internet with these addresses cannot be reached"
        message = f"{vpc} is not a private range: {why}"
        help = "use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"
        yield _warning_of_range(cluster, "RULE004", message, help)


def vpc_not_dockers(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of 172.17.0.0/16, the range of Docker's bridge on every container instance.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
    """
    vpc = ipaddress.IPv4Network(cluster.network.cidr)
    if vpc.overlaps(_DOCKER):
        why = "containers cannot reach its addresses"
        message = f"{vpc} overlaps 172.17.0.0/16, Docker's own range: {why}"
        help = "use another range, such as 10.0.0.0/16 or 172.20.0.0/16"
        yield _warning_of_range(cluster, "RULE005", message, help)


def _warning_of_range(cluster: Cluster, code: str, message: str, help: str) -> Diagnostic:
    source, severity = VPC_PREFIX.source, Severity.WARNING
    return finding(cluster, code, CIDR, message, help, source=source, severity=severity)


def may_be_zone(zone: str, region: str) -> bool:
    """Tell whether the region may have a zone of this name, as far as its zones are known."""
    known = aws.REGIONS.get(region)
    is_known = known is None or zone in known.zones or aws.is_local_zone(zone)
    return is_known and aws.region_of_zone(zone) == region


def zones_of_region(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold every zone inside the region, and where the region's zones are known to one of them.

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
    if len(zones) != 1:
        return
    balancers = list(each(cluster.load_balancers.values(), _application))
    if not balancers:
        return
    first, also = balancers[0].key, tuple((one.path, "the balancer") for one in balancers)
    message = f"load balancer {first} needs two availability zones, and {zones[0]} is the only one"
    if not cluster.wrote(*ZONES):
        message += f" that every account has in {cluster.region}"
    path = written(cluster, ZONES, ("region",))
    help = f"{_further_zone(cluster, zones)}, or write load_balancers: {{}}"
    yield finding(cluster, "RULE009", path, message, help, source=_BALANCERS, also=also)


def _application(balancer: LoadBalancer) -> list[LoadBalancer]:
    return [balancer] if balancer.type == "application" else []


def _further_zone(cluster: Cluster, zones: tuple[str, ...]) -> str:
    region = aws.REGIONS.get(cluster.region)
    others = [zone for zone in region.zones if zone not in zones] if region else []
    if not others:
        return "add a zone"
    return f"write availability_zones: [{', '.join(sorted((*zones, others[0])))}]"


def nat_needs_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse NAT gateways without an internet gateway: they stand in public subnets.

    https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html
    """
    network = cluster.network
    if network.nat != "none" and not network.internet_gateway:
        path = written(cluster, ("network", "nat"), GATEWAY)
        why = "the internet gateway that internet_gateway: false leaves out"
        message = f"nat: {network.nat} needs {why}"
        help = "write nat: none, or internet_gateway: true"
        yield finding(cluster, "RULE010", path, message, help, source=_NAT)


def balancer_needs_gateway(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse an internet-facing balancer without an internet gateway.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html
    """
    if cluster.network.internet_gateway or cluster.network.vpc_id:
        return
    if balancer.scheme == "internet-facing":
        path = (*balancer.path, "scheme")
        at = path if cluster.wrote(*balancer.path) else GATEWAY
        why = "which internet_gateway: false does not allow"
        message = f"load balancer {balancer.key} is internet-facing, {why}"
        help = f"write {dotted(path)}: internal, or load_balancers: {{}} for none"
        yield finding(cluster, "RULE011", at, message, help, source=_BALANCERS)


def known_zones(cluster: Cluster) -> tuple[str, ...]:
    """Return the names of the zones. Raises Unread where one is no name: any may be meant."""
    zones = cluster.network.zone_names
    if any(cluster.reading.missed(*ZONES, zone, KEY) for zone in zones):
        raise Unread("a zone without a name")
    return zones


def nat_zone_is_a_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold nat_zone to the cluster's zones, and to nat: single, without which it means nothing."""
    zone = cluster.network.nat_zone
    if zone is None or cluster.network.vpc_id:
        return
    path = ("network", "nat_zone")
    zones = known_zones(cluster)
    if zone not in zones:
        help = f"use {listed(zones)}" if zones else "write a zone under availability_zones first"
        message = f"nat_zone {shown(zone)} is not a zone of the cluster"
        yield finding(cluster, "RULE012", path, message, help)
    if cluster.network.nat != "single":
        message = f"nat_zone has no meaning with nat: {cluster.network.nat}"
        help = "remove nat_zone, or write nat: single"
        yield finding(cluster, "RULE013", path, message, help, key=True)


def public_instances_need_gateway(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse instances in public subnets where there are none.

    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
    """
    if group.subnets == "public" and not cluster.network.has_public_subnets:
        yield _no_public_subnets(cluster, "RULE095", group.path, f"instance group {group.key}")


def public_tasks_need_gateway(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse Fargate tasks in public subnets where there are none.

    Tasks on instances have no place there at all.
    https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html
    """
    if workload.subnets != "public" or not workload.on_fargate:
        return
    if not cluster.network.has_public_subnets:
        who = f"{workload.kind} {workload.key}"
        yield _no_public_subnets(cluster, "RULE097", workload.path, who)


def _no_public_subnets(cluster: Cluster, code: str, path: Path, who: str) -> Diagnostic:
    message = f"{who} is in the public subnets that internet_gateway: false leaves out"
    help = "write subnets: private, or internet_gateway: true"
    if cluster.network.vpc_id:
        message = f"{who} is in public subnets, and none is given"
        help = "write subnets: private, or public: subnet-… in each zone"
    also = ((GATEWAY, "the gateway"),)
    return finding(cluster, code, (*path, "subnets"), message, help, also=also)


_PLACES = ("network", "region", "instance_groups", "services", "jobs", "cluster")
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
    Rule(("network", "load_balancers"), balancer_needs_gateway, over.load_balancers),
    Rule(("network", "region"), nat_zone_is_a_zone),
    Rule(("network", "instance_groups"), public_instances_need_gateway, over.instance_groups),
    Rule(_PLACES, public_tasks_need_gateway, over.workloads),
)
