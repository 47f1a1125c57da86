"""Rules of `region` and of the VPC's range; what other rules ask of the network."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from ipaddress import IPv4Network

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.facts.limits import VPC_PREFIX
from tfgen.language.refused import KEY
from tfgen.language.scalars import shown
from tfgen.language.section import Unread
from tfgen.resolve import Cluster
from tfgen.rules.rule import Path, finding, rule

CIDR: Path = ("network", "cidr")
SECONDARY: Path = ("network", "secondary_cidr_blocks")
ZONES: Path = ("network", "availability_zones")
GATEWAY: Path = ("network", "internet_gateway")

_REGIONS = "https://docs.aws.amazon.com/global-infrastructure/latest/regions/aws-regions.html"
_PARTITIONS = (
    "https://docs.aws.amazon.com/whitepapers/latest/aws-fault-isolation-boundaries/partitions.html"
)
_SPECIAL_RANGES = "https://www.rfc-editor.org/rfc/rfc6890"

_UNUSABLE = {
    "0.0.0.0/8": "this network",
    "127.0.0.0/8": "loopback",
    "169.254.0.0/16": "link-local",
    "224.0.0.0/4": "multicast",
}
# RFC 1918, and the shared range of RFC 6598 that carriers use: AWS takes it for VPCs too.
_PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10")
_DOCKER = IPv4Network("172.17.0.0/16")

REGION_UNKNOWN = Code(
    "RULE001",
    "region-not-known",
    what="tfgen does not know the region.",
    why=(
        "AWS refuses a region that it does not have. One that is newer than tfgen's list works, "
        "but tfgen cannot check its zones, its instance types and what AWS offers there."
    ),
    help="Check the name; for a region that is new, write new_region: true.",
    source=_REGIONS,
)


@rule(REGION_UNKNOWN, sections=("region", "new_region"))
def region_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a region that is not known, unless the spec says that it is a new one."""
    yield from unknown_region(cluster, ("region",), cluster.region)


def unknown_region(cluster: Cluster, path: Path, region: str) -> Iterator[Diagnostic]:
    """Yield REGION_UNKNOWN where tfgen does not know this region."""
    # Of an isolated one another rule speaks.
    if region in aws.REGIONS or aws.is_isolated(region):
        return
    message = f"region {shown(region)} is not known: tfgen's list is of {aws.AS_OF}"
    if cluster.new_region:
        trusted = "its zones, instance types and services are taken on trust"
        help = "see that AWS offers there what the spec asks for, and name the zones"
        severity = Severity.WARNING
        yield finding(cluster, "RULE001", path, f"{message}; {trusted}", help, severity=severity)
        return
    help = "new_region: true lets one in that AWS has opened since"
    near = closest(region, list(aws.REGIONS)) or "check the name;"
    yield finding(cluster, "RULE001", path, message, f"{near} {help}")


@rule(
    Code(
        "RULE367",
        "region-isolated",
        what="The region is of a partition apart from the internet.",
        why=(
            "What AWS offers in the us-iso, us-isob, us-isof and eu-isoe regions stands on no "
            "public page, so that tfgen can prove nothing there."
        ),
        help="Use a region of the partitions aws, aws-us-gov, aws-cn or aws-eusc.",
        source=_PARTITIONS,
    ),
    sections=("region",),
)
def region_not_isolated(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the isolated regions."""
    if aws.is_isolated(cluster.region):
        partition = aws.partition(cluster.region)
        message = f"region {cluster.region} is of the isolated partition {partition}"
        help = "use a region of the partitions aws, aws-us-gov, aws-cn or aws-eusc"
        yield finding(cluster, "RULE367", ("region",), message, help)


@rule(
    Code(
        "RULE368",
        "region-not-new",
        what="A region that tfgen knows is called a new one.",
        why="The word would hide a mistake if somebody writes another region later.",
        help="Remove new_region.",
        severity=Severity.WARNING,
    ),
    sections=("region", "new_region", "state"),
)
def new_region_is_new(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of the word for new regions where no region is one."""
    regions = {cluster.region}
    if cluster.state and cluster.state.region:
        regions.add(cluster.state.region)
    if cluster.new_region and all(region in aws.REGIONS for region in regions):
        message = f"region {cluster.region} is known to tfgen"
        yield finding(cluster, "RULE368", ("new_region",), message, "remove new_region")


@rule(
    Code(
        "RULE002",
        "vpc-size-out-of-range",
        what="The VPC is larger than /16 or smaller than /28.",
        why="EC2 refuses to create such a VPC: InvalidVpc.Range.",
        help="Write a block from /16 to /28; a /16 has room for subnets in every zone.",
        source=VPC_PREFIX.source,
    ),
    sections=("network",),
)
def vpc_size(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a VPC between /16 and /28."""
    low, high = VPC_PREFIX.low, VPC_PREFIX.high
    for path, block in blocks_of_vpc(cluster):
        if block.prefixlen in VPC_PREFIX:
            continue
        size, nearest = "smaller", high
        # The fewer bits the prefix has, the larger is the block.
        if block.prefixlen < low:
            size, nearest = "larger", low
        message = f"{block} is {size} than AWS allows for a VPC: /{low} to /{high}"
        within = IPv4Network((block.network_address, nearest), strict=False)
        yield finding(cluster, "RULE002", path, message, f"write {within}")


@rule(
    Code(
        "RULE003",
        "vpc-range-unusable",
        what="No VPC can have this range.",
        why=(
            "To every host these addresses mean something else. Packets to loopback never leave "
            "it, and under 169.254.0.0/16 AWS itself answers: metadata, DNS, time, task roles."
        ),
        help="Use a private range, such as 10.0.0.0/16.",
        source=_SPECIAL_RANGES,
    ),
    sections=("network",),
)
def vpc_usable(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse ranges that mean something else to every host: loopback, link-local, multicast."""
    for path, vpc in blocks_of_vpc(cluster):
        for block, meaning in _UNUSABLE.items():
            if vpc.overlaps(IPv4Network(block)):
                message = f"{vpc} lies in {block}, the {meaning} range: no VPC can have it"
                help = "use a private range, such as 10.0.0.0/16"
                yield finding(cluster, "RULE003", path, message, help)


@rule(
    Code(
        "RULE004",
        "vpc-range-public",
        what="The VPC has a range of the public internet.",
        why=(
            "The VPC's own range is routed inside it, before any way out. Whoever has these "
            "addresses on the internet can therefore not be reached from the cluster."
        ),
        help="Use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10.",
        source=VPC_PREFIX.source,
        severity=Severity.WARNING,
    ),
    sections=("network",),
)
def vpc_private(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a public range: whoever has it on the internet cannot be reached from inside."""
    for path, vpc in blocks_of_vpc(cluster):
        # Of an unusable range RULE003 has said enough.
        unusable = any(vpc.overlaps(IPv4Network(block)) for block in _UNUSABLE)
        private = any(vpc.subnet_of(IPv4Network(block)) for block in _PRIVATE)
        if not unusable and not private:
            why = "hosts on the internet with these addresses cannot be reached"
            message = f"{vpc} is not a private range: {why}"
            help = "use a part of 10.0.0.0/8, 172.16.0.0/12, 192.168.0.0/16 or 100.64.0.0/10"
            yield finding(cluster, "RULE004", path, message, help)


@rule(
    Code(
        "RULE005",
        "vpc-range-of-docker",
        what="The VPC overlaps the range of Docker's bridge.",
        why=(
            "Docker gives 172.17.0.0/16 to the bridge docker0 of each instance. What a container "
            "sends to such an address stays on its host, and AWS advises against the range too."
        ),
        help="Use another range, such as 10.0.0.0/16 or 172.20.0.0/16.",
        source=VPC_PREFIX.source,
        severity=Severity.WARNING,
    ),
    sections=("network",),
)
def vpc_not_dockers(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of 172.17.0.0/16, the range of Docker's bridge on every container instance."""
    for path, vpc in blocks_of_vpc(cluster):
        if vpc.overlaps(_DOCKER):
            why = "containers cannot reach its addresses"
            message = f"{vpc} overlaps 172.17.0.0/16, Docker's own range: {why}"
            help = "use another range, such as 10.0.0.0/16 or 172.20.0.0/16"
            yield finding(cluster, "RULE005", path, message, help)


def blocks_of_vpc(cluster: Cluster) -> Iterator[tuple[Path, IPv4Network]]:
    """Give each IPv4 block of the VPC with its place, the first one first."""
    first, *others = _networks(cluster.network.blocks)
    yield CIDR, first
    for index, block in enumerate(others):
        yield (*SECONDARY, index), block


@lru_cache(maxsize=4096)
def _networks(blocks: tuple[str, ...]) -> tuple[IPv4Network, ...]:
    return tuple(map(IPv4Network, blocks))


def known_zones(cluster: Cluster) -> tuple[str, ...]:
    """Return the names of the zones. Raises Unread where one is no name: any may be meant."""
    zones = cluster.network.zone_names
    if any(cluster.reading.missed(*ZONES, zone, KEY) for zone in zones):
        raise Unread("a zone without a name")
    return zones


RULES = (
    region_known,
    region_not_isolated,
    new_region_is_new,
    vpc_size,
    vpc_usable,
    vpc_private,
    vpc_not_dockers,
)
