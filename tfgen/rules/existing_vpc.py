"""Rules of `network.vpc_id`: a VPC that exists, and what its owner has decided for it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.network import is_subnet_id
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.network import ZONES
from tfgen.rules.rule import Path, dotted, finding, rule, written

VPC_ID: Path = ("network", "vpc_id")
_TIERS = ("public", "private")
_GATEWAY_ENDPOINTS = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"
_SUBNETS = "https://docs.aws.amazon.com/vpc/latest/userguide/configure-subnets.html"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide"
_SCHEME = f"{_ELB}/how-elastic-load-balancing-works.html#load-balancer-scheme"


class _Place(NamedTuple):
    """What the spec has for a tier of a zone: a block, the id of a subnet, or nothing."""

    zone: str
    tier: str
    text: str | None

    @property
    def path(self) -> Path:
        """Where it stands."""
        return (*ZONES, self.zone, self.tier)


@rule(
    Code(
        "RULE166",
        "subnet-without-id",
        what="A subnet of an existing VPC is not given by its id.",
        why=(
            "In a VPC that exists tfgen makes no subnets. Instances, tasks and balancers go into "
            "those of its owner, and AWS knows a subnet by its id alone."
        ),
        help="Write the ids by zone: availability_zones: {<zone>: {private: subnet-…}}.",
    ),
    sections=("network", "region"),
)
def subnets_given_by_id(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for the ids of all subnets in a VPC that exists."""
    network = cluster.network
    if network.vpc_id is None:
        return
    if network.given_zones is None:
        first = cluster.network.zone_names[0]
        message = f"vpc_id {network.vpc_id} needs the ids of its subnets, by zone"
        help = f"write availability_zones: {{{first}: {{public: subnet-…, private: subnet-…}}, …}}"
        yield finding(cluster, "RULE166", VPC_ID, message, help)
        return
    places = list(_places(cluster))
    has_public = any(place.text for place in places if place.tier == "public")
    for place in places:
        # Public subnets stand in all zones or in none: a balancer would miss the others.
        if place.tier == "private" or has_public:
            yield from _id_wanted(cluster, place)


def _places(cluster: Cluster) -> Iterator[_Place]:
    """Yield what stands at each tier of each zone that is given."""
    zones = cluster.network.given_zones or {}
    tiers = [(name, tier) for name in zones for tier in _TIERS]
    yield from each(tiers, lambda tier: [_Place(*tier, getattr(zones[tier[0]], tier[1]))])


def _id_wanted(cluster: Cluster, place: _Place) -> Iterator[Diagnostic]:
    zone, tier, text = place
    if text is None:
        message = f"zone {zone} needs the id of its {tier} subnet, since the VPC exists"
        help = f"write {tier}: subnet-…"
        if tier == "public":
            message = f"zone {zone} has no public subnet, and other zones have one"
            help += ", or public: in no zone"
        yield finding(cluster, "RULE166", (*ZONES, zone), message, help, key=True)
    elif not is_subnet_id(text):
        message = f"{text} is a block, and the subnets of VPC {cluster.network.vpc_id} exist"
        help = f"write the subnet's id: {tier}: subnet-…"
        also = ((VPC_ID, "the VPC that exists"),)
        yield finding(cluster, "RULE166", place.path, message, help, also=also)


@rule(
    Code(
        "RULE167",
        "subnet-id-without-vpc",
        what="The id of a subnet stands where the id of its VPC does not.",
        why=(
            "Without vpc_id tfgen makes a VPC and its subnets. A subnet that exists belongs to "
            "another VPC, whose hosts these security groups and balancers could not serve."
        ),
        help="Write network.vpc_id too, or a block in place of the id.",
    ),
    sections=("network",),
)
def ids_need_the_vpc(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse ids of subnets without the id of their VPC."""
    if cluster.network.vpc_id is not None:
        return
    # A block is what belongs here: tfgen makes a subnet of it.
    for place in _places(cluster):
        if place.text and is_subnet_id(place.text):
            exists = f"{place.text} is a subnet that exists"
            message = f"{exists}, and without vpc_id tfgen makes the VPC"
            help = "write network.vpc_id: vpc-… beside it, or a block such as 10.0.0.0/24"
            yield finding(cluster, "RULE167", place.path, message, help)


@rule(
    Code(
        "RULE168",
        "subnet-given-twice",
        what="A subnet is given twice.",
        why=(
            "A subnet lies in one zone, and its one route table makes it public or private. A "
            "balancer takes one subnet of each zone, and never the same one twice."
        ),
        help="Write the id of another subnet, one for each zone and tier.",
        source=_SUBNETS,
    ),
    sections=("network",),
)
def ids_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a subnet that is given twice: each stands in one zone and is public or private."""
    first: dict[str, Path] = {}
    for place in _places(cluster):
        if place.text is None or not is_subnet_id(place.text):
            continue
        other = first.setdefault(place.text, place.path)
        if other != place.path:
            why = "a subnet has one zone and one kind of route table"
            message = f"{place.text} is given twice, and {why}"
            help = "write another subnet's id"
            also = ((other, "first given here"),)
            yield finding(cluster, "RULE168", place.path, message, help, also=also)


@rule(
    Code(
        "RULE172",
        "public-balancer-without-subnets",
        what="An internet-facing load balancer has no public subnets.",
        why=(
            "Its nodes have public addresses, and only a subnet with a route to the internet "
            "gateway can answer to them: in private subnets clients wait until they give up."
        ),
        help="Write public: subnet-… in each zone, or scheme: internal for the balancer.",
        source=_SCHEME,
    ),
    sections=("network", "load_balancers"),
    over=over.load_balancers,
)
def public_balancers_need_subnets(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse an internet-facing balancer in a VPC of which no public subnet is given."""
    network = cluster.network
    # Where no subnet is given at all, RULE166 asks for them.
    if network.vpc_id is None or network.given_zones is None or network.has_public_subnets:
        return
    if balancer.scheme == "internet-facing":
        path = (*balancer.path, "scheme")
        at = ZONES
        if cluster.wrote(*balancer.path):
            at = path
        message = f"load balancer {balancer.key} is internet-facing, and no public subnet is given"
        help = f"write public: subnet-… in each zone, or {dotted(path)}: internal"
        yield finding(cluster, "RULE172", at, message, help)


@rule(
    Code(
        "RULE171",
        "internal-balancer-clients-unknown",
        what="An internal load balancer does not know its clients.",
        why=(
            "By default its security group lets in the block of the VPC, and of a VPC that exists "
            "the spec may not have it."
        ),
        help="Write allowed_cidrs for the balancer, or network.cidr with the block of the VPC.",
    ),
    sections=("network", "load_balancers"),
    over=over.load_balancers,
)
def internal_balancers_know_their_clients(
    cluster: Cluster,
    balancer: LoadBalancer,
) -> Iterator[Diagnostic]:
    """Ask who may connect to an internal balancer, where the spec has not the block of the VPC."""
    network = cluster.network
    # The default of cidr is for the VPC that tfgen makes: of another one it says nothing.
    if network.vpc_id is None or network.gives("cidr"):
        return
    if balancer.scheme == "internal" and not balancer.gives("allowed_cidrs"):
        why = "which is not written and follows from no default here"
        message = f"load balancer {balancer.key} lets network.cidr in, {why}"
        help = "write allowed_cidrs, or network.cidr with the block of the VPC"
        also = ((VPC_ID, "the VPC that exists"),)
        path = (*balancer.path, "allowed_cidrs")
        yield finding(cluster, "RULE171", path, message, help, also=also)


@rule(
    Code(
        "RULE170",
        "s3-gateway-in-existing-vpc",
        what="A gateway endpoint is wanted in a VPC that tfgen does not make.",
        why=(
            "It is a route in route tables, of which each takes one for S3. The tables of an "
            "existing VPC are its owner's, and may have that route already."
        ),
        help="Leave s3 out of endpoints, and have the VPC's owner add the gateway endpoint.",
        source=_GATEWAY_ENDPOINTS,
    ),
    sections=("network",),
)
def no_second_s3_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the gateway endpoint of S3 in a VPC that exists: its route tables take one only."""
    network = cluster.network
    if network.vpc_id and "s3" in network.endpoints:
        path = ("network", "endpoints", network.endpoints.index("s3"))
        # By default the list is not in the spec, so that its entry has no place.
        at = written(cluster, path, ("network", "endpoints"))
        rest = ", ".join(name for name in network.endpoints if name != "s3")
        tables = "the route tables of the VPC, which its owner keeps"
        message = f"the gateway endpoint of S3 belongs into {tables}"
        addition = f"have it added to the route tables of {network.vpc_id}"
        help = f"write endpoints: [{rest}], and {addition}"
        yield finding(cluster, "RULE170", at, message, help)


RULES = (
    subnets_given_by_id,
    ids_need_the_vpc,
    ids_differ,
    public_balancers_need_subnets,
    internal_balancers_know_their_clients,
    no_second_s3_gateway,
)
