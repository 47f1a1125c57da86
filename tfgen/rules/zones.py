"""Rules of `network.availability_zones`: of the region, and as many as a balancer needs."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules.network import ZONES
from tfgen.rules.rule import finding, listed, rule, written

_ZONES = (
    "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-availability-zones.html"
)
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application"
BALANCER_SUBNETS = f"{_ELB}/application-load-balancers.html#subnets-load-balancer"


def may_be_zone(zone: str, region: str) -> bool:
    """Tell whether the region may have a zone of this name, as far as its zones are known."""
    if aws.region_of_zone(zone) != region:
        return False
    known = aws.REGIONS.get(region)
    # New local zones open every few months: of these the list is not asked.
    return known is None or zone in known.zones or aws.is_local_zone(zone)


@rule(
    Code(
        "RULE006",
        "zone-of-another-region",
        what="A zone belongs to another region than the cluster.",
        why="A VPC spans the zones of its own region, and EC2 creates no subnet elsewhere.",
        help="Use zones of the cluster's region, or correct the region.",
        source=_ZONES,
    ),
    Code(
        "RULE007",
        "zone-not-in-region",
        what="The region does not have the zone.",
        why=(
            "Regions have between two and six zones, and some have left out letters. EC2 creates "
            "no subnet in a zone that does not exist."
        ),
        help="Use one of the region's zones: the message lists them.",
        source=_ZONES,
    ),
    sections=("network", "region"),
)
def zones_of_region(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold every zone inside the region, and where the region's zones are known to one of them."""
    region = cluster.region
    choice = f"use a zone of {region}"
    if known := aws.REGIONS.get(region):
        choice = f"use {listed(known.zones)}"
    for zone in cluster.network.given_zones or {}:
        path = (*ZONES, zone)
        if aws.region_of_zone(zone) != region:
            message = f"zone {zone} is not of region {region}, where the cluster is"
            also = ((("region",), "the region"),)
            yield finding(cluster, "RULE006", path, message, choice, key=True, also=also)
        elif not may_be_zone(zone, region):
            message = f"region {region} has no zone {zone}"
            yield finding(cluster, "RULE007", path, message, choice, key=True)


@rule(
    Code(
        "RULE008",
        "no-zone",
        what="The cluster has no availability zone.",
        why="Each subnet lies in one zone: without any, nothing of the cluster has a place.",
        help="Name two zones or more; without availability_zones tfgen takes two of the region.",
    ),
    sections=("network", "region"),
)
def some_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for a zone at least: subnets and instances stand in zones."""
    # None is another matter: the convention then chooses. An application has those of its platform.
    if cluster.network.given_zones != {} or not cluster.owns("network"):
        return
    example = "a list of zone names"
    if region := aws.REGIONS.get(cluster.region):
        example = f"[{', '.join(region.common_zones[:2])}]"
    help = f"write {example}, or leave availability_zones out"
    yield finding(cluster, "RULE008", ZONES, "the cluster has no availability zone", help)


@rule(
    Code(
        "RULE009",
        "balancer-in-one-zone",
        what="An application load balancer has fewer than two zones.",
        why="ELB creates an application balancer only with subnets in two zones or more.",
        help="Add a zone, or write load_balancers: {} where none is needed.",
        source=BALANCER_SUBNETS,
    ),
    sections=("network", "region", "load_balancers"),
)
def two_zones_for_balancers(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for two zones where there is an application balancer."""
    zones = cluster.network.zone_names
    if len(zones) != 1:
        return
    balancers = list(each(cluster.load_balancers.values(), _application))
    if not balancers:
        return
    first = balancers[0].key
    message = f"load balancer {first} needs two availability zones, and {zones[0]} is the only one"
    if not cluster.wrote(*ZONES):
        # In us-west-1 an account sees two of three zones, so that only one is certain.
        message += f" that every account has in {cluster.region}"
    path = written(cluster, ZONES, ("region",))
    help = f"{_further_zone(cluster, zones)}, or write load_balancers: {{}}"
    also = tuple((balancer.path, "the balancer") for balancer in balancers)
    yield finding(cluster, "RULE009", path, message, help, also=also)


def _application(balancer: LoadBalancer) -> Iterator[LoadBalancer]:
    if balancer.type == "application":
        yield balancer


def _further_zone(cluster: Cluster, zones: tuple[str, ...]) -> str:
    region = aws.REGIONS.get(cluster.region)
    if region is None:
        return "add a zone"
    for zone in region.zones:
        if zone not in zones:
            return f"write availability_zones: [{', '.join(sorted((*zones, zone)))}]"
    return "add a zone"


RULES = (
    zones_of_region,
    some_zone,
    two_zones_for_balancers,
)
