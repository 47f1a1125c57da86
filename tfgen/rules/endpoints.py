"""Rules of `network.endpoints`, of IPv6 and of the regional NAT gateway."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.facts.endpoints import GATEWAYS, known_names, services_of
from tfgen.language.scalars import TextOrExpression, shown
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.reach import ways_to_internet
from tfgen.rules import over
from tfgen.rules.network import GATEWAY, ZONES
from tfgen.rules.rule import Path, finding, listed, rule, written
from tfgen.rules.security_group_rules import SECTIONS, SecurityGroupRule, given_rules

# What decides which endpoints are needed.
NEEDING = (
    "network",
    "region",
    "instance_groups",
    "managed_instances",
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
_SERVICES = (
    "https://docs.aws.amazon.com/vpc/latest/privatelink/aws-services-privatelink-support.html"
)
_REGIONAL = "https://docs.aws.amazon.com/vpc/latest/userguide/nat-gateways-regional.html"
_EGRESS_ONLY = "https://docs.aws.amazon.com/vpc/latest/userguide/egress-only-internet-gateway.html"
_IPV6 = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html"

_IPV6_UNUSED = Code(
    "RULE178",
    "ipv6-block-without-ipv6",
    what="An IPv6 block stands in a network without IPv6.",
    why=(
        "Without an IPv6 block of the VPC no host of it has an IPv6 address. The rule would open "
        "a way that no packet can take."
    ),
    help="Remove the block, or write network.ipv6: true.",
    source=_IPV6,
)


@rule(
    Code(
        "RULE169",
        "endpoint-missing",
        what="An endpoint is missing where there is no other way out.",
        why=(
            "AWS's services answer at public addresses, to which private subnets without NAT have "
            "no route. Instances then never join the cluster, or tasks cannot pull their image."
        ),
        help="Add the endpoint, or remove endpoints: tfgen then finds out what is needed.",
        source=_ECS,
    ),
    sections=NEEDING,
)
def endpoints_suffice(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for every endpoint that the spec needs where there is no other way out."""
    network = cluster.network
    # In a VPC that exists its owner may have other ways: a transit gateway, a proxy.
    if not network.gives("endpoints") or network.vpc_id or network.reaches_internet("private"):
        return
    needed = network.needed_endpoints
    known = _services(cluster, network.endpoints)
    missing = [name for name in sorted(needed) if not _services(cluster, [name]) <= known]
    way, severity = "nat: none", Severity.ERROR
    # What a route of the spec leads to may be AWS's too.
    if ways_to_internet(cluster, "private"):
        way, severity = "no route to all of the internet", Severity.WARNING
    for name in missing:
        message = f"with {way} the endpoint {name} is missing: {needed[name]}"
        then = f"they are then {listed(sorted(needed), 'and')}"
        help = f"add {name} to endpoints, or remove endpoints: {then}"
        yield finding(cluster, "RULE169", ENDPOINTS, message, help, severity=severity)


def _services(cluster: Cluster, names: Iterable[str]) -> set[str]:
    return {service for name in names for service in services_of(name, cluster.region)}


@rule(
    Code(
        "RULE336",
        "endpoint-unknown",
        what="An endpoint is of a service that tfgen does not know.",
        why=(
            "EC2 makes an endpoint for each service that has one in the region, and refuses other "
            "names at apply: InvalidServiceName. tfgen knows those that ECS needs."
        ),
        help="Write the service as EC2 names it: what stands behind the region, such as kms.",
        source=_SERVICES,
        severity=Severity.NOTE,
    ),
    sections=("network",),
)
def endpoints_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note endpoints of services that may be misspelt."""
    for index, name in enumerate(cluster.network.endpoints):
        if name not in known_names():
            message = f"endpoint {name} is of a service that tfgen does not know"
            help = closest(name, known_names()) or "see that EC2 has it in this region"
            yield finding(cluster, "RULE336", (*ENDPOINTS, index), message, help)


@rule(
    Code(
        "RULE177",
        "endpoints-in-local-zone",
        what="Interface endpoints are wanted in a local zone.",
        why=(
            "An interface endpoint is a network interface in each of its subnets, and almost no "
            "service has one in a local zone: EC2 refuses the subnet."
        ),
        help="Remove the zone, or write nat: per_az and endpoints: [s3].",
        source=_LOCAL_ZONES,
    ),
    sections=NEEDING,
)
def endpoints_in_zones_that_have_them(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse interface endpoints in a local zone, where almost no service has one."""
    # A gateway endpoint is a route and stands in no zone.
    interface = [name for name in cluster.network.endpoints if name not in GATEWAYS]
    if not interface:
        return
    for zone in cluster.network.zone_names:
        if aws.is_local_zone(zone):
            message = f"interface endpoints ({interface[0]}) cannot stand in local zone {zone}"
            help = "remove the zone, or write nat: per_az and endpoints: [s3]"
            yield finding(cluster, "RULE177", (*ZONES, zone), message, help, key=True)


@rule(
    Code(
        "RULE173",
        "ipv6-without-internet-gateway",
        what="IPv6 is wanted without an internet gateway.",
        why=(
            "IPv6 addresses of AWS are public. Private subnets reach the internet with them by an "
            "egress-only gateway, public ones by the internet gateway, which shall not be there."
        ),
        help="Remove ipv6, or write internet_gateway: true.",
        source=_EGRESS_ONLY,
    ),
    Code(
        "RULE175",
        "ipv6-despite-no-nat",
        what="IPv6 leads out where nothing else does.",
        why=(
            "For IPv6 the egress-only gateway does what a NAT gateway does for IPv4: hosts of "
            "private subnets connect to the internet, although nat: none says that they do not."
        ),
        help="Remove ipv6 if nothing may get out.",
        source=_EGRESS_ONLY,
        severity=Severity.WARNING,
    ),
    sections=("network",),
)
def ipv6_reaches_the_internet(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse IPv6 without an internet gateway; warn where it is the way out despite nat: none."""
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
        yield finding(cluster, "RULE175", IPV6, message, help, also=also)


@rule(
    Code(
        "RULE174",
        "ipv6-in-local-zone",
        what="IPv6 is wanted in a local zone.",
        why=(
            "AWS announces an IPv6 block from one network border group. The VPC's block is of the "
            "region's, and a local zone is in another one."
        ),
        help="Remove ipv6, or the local zone.",
        source=_LOCAL_ZONES,
    ),
    sections=("network", "region"),
)
def ipv6_in_zones_of_the_region(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse IPv6 with a local zone: the VPC's block is advertised from the region alone."""
    if not cluster.network.ipv6 or cluster.network.vpc_id:
        return
    for zone in cluster.network.zone_names:
        if aws.is_local_zone(zone):
            path = (*ZONES, zone)
            message = f"the IPv6 block of the VPC does not reach local zone {zone}"
            help = "remove ipv6, or the zone"
            also = ((IPV6, "switched on here"),)
            yield finding(cluster, "RULE174", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE176",
        "regional-nat-not-offered",
        what="A regional NAT gateway is wanted where AWS has none.",
        why=(
            "AWS itself spreads a regional NAT gateway over the availability zones of its region. "
            "It serves no local zone, and was offered in the public partition alone."
        ),
        help="Write nat: per_az, which gives each zone a gateway of its own.",
        source=_REGIONAL,
    ),
    sections=("network", "region"),
)
def regional_nat_offered(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a regional NAT gateway in other partitions, and refuse it with a local zone."""
    if cluster.network.nat != "regional":
        return
    path, help = written(cluster, NAT), "write nat: per_az"
    if aws.partition(cluster.region) != "aws":
        message = f"regional NAT gateways were not offered in {cluster.region} on {aws.AS_OF}"
        # No error: since that day AWS may have brought them there.
        severity = Severity.WARNING
        yield finding(cluster, "RULE176", path, message, help, severity=severity)
    for zone in cluster.network.zone_names:
        if aws.is_local_zone(zone):
            message = f"a regional NAT gateway does not serve local zone {zone}"
            yield finding(cluster, "RULE176", path, message, help)


@rule(_IPV6_UNUSED, sections=("network", "load_balancers"), over=over.load_balancers)
def ipv6_clients_need_ipv6(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse IPv6 clients of a balancer where the network has no IPv6: none could come."""
    # The default holds ::/0 only where the network has IPv6.
    if not cluster.network.ipv6 and balancer.gives("allowed_cidrs"):
        path = (*balancer.path, "allowed_cidrs")
        yield from _ipv6_blocks(cluster, path, balancer.allowed_cidrs)


@rule(_IPV6_UNUSED, sections=("network", *SECTIONS), over=given_rules)
def ipv6_peers_need_ipv6(cluster: Cluster, opening: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Refuse IPv6 peers of a security group's rule where the network has no IPv6."""
    if not cluster.network.ipv6:
        yield from _ipv6_blocks(cluster, (*opening.path, opening.side), opening.peers)


def _ipv6_blocks(
    cluster: Cluster, path: Path, blocks: tuple[TextOrExpression, ...]
) -> Iterator[Diagnostic]:
    for index, block in enumerate(blocks):
        if isinstance(block, str) and ":" in block:
            message = f"{shown(block)} is an IPv6 block, and the network has no IPv6"
            help = "remove it, or write network.ipv6: true"
            yield finding(cluster, "RULE178", (*path, index), message, help)


RULES = (
    endpoints_suffice,
    endpoints_known,
    endpoints_in_zones_that_have_them,
    ipv6_reaches_the_internet,
    ipv6_in_zones_of_the_region,
    regional_nat_offered,
    ipv6_clients_need_ipv6,
    ipv6_peers_need_ipv6,
)
