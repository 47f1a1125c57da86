"""Rules of `network.vpc_id`: a VPC that exists, and what its owner has decided for it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.language.network import is_subnet_id
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.network import ZONES
from tfgen.rules.rule import Path, Rule, dotted, finding, written

VPC_ID: Path = ("network", "vpc_id")
_ROUTES = "https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html"


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
    given = list(_given(cluster))
    public = any(subnet for _, tier, subnet in given if tier == "public")
    for name, tier, subnet in given:
        if tier == "private" or public:
            yield from _id_wanted(cluster, name, tier, subnet)


def _given(cluster: Cluster) -> Iterator[tuple[str, str, str | None]]:
    """Yield each zone that is given, with each tier and what stands there."""
    zones = cluster.network.given_zones or {}
    tiers = [(name, tier) for name in zones for tier in ("public", "private")]
    yield from each(tiers, lambda place: [(*place, getattr(zones[place[0]], place[1]))])


def _id_wanted(cluster: Cluster, name: str, tier: str, given: str | None) -> Iterator[Diagnostic]:
    path = (*ZONES, name, tier)
    if given is None:
        message = f"zone {name} needs the id of its {tier} subnet, since the VPC exists"
        if tier == "public":
            message = f"zone {name} has no public subnet, and other zones have one"
        help = f"write {tier}: subnet-…" + (", or public: in no zone" if tier == "public" else "")
        yield finding(cluster, "RULE166", (*ZONES, name), message, help, key=True)
    elif not is_subnet_id(given):
        message = f"{given} is a block, and the subnets of VPC {cluster.network.vpc_id} exist"
        help = f"write the subnet's id: {tier}: subnet-…"
        also = ((VPC_ID, "the VPC that exists"),)
        yield finding(cluster, "RULE166", path, message, help, also=also)


def ids_need_the_vpc(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse ids of subnets without the id of their VPC."""
    if cluster.network.vpc_id is not None:
        return
    for name, tier, given in _given(cluster):
        if given and is_subnet_id(given):
            message = f"{given} is a subnet that exists, and without vpc_id tfgen makes the VPC"
            help = "write network.vpc_id: vpc-… beside it, or a block such as 10.0.0.0/24"
            yield finding(cluster, "RULE167", (*ZONES, name, tier), message, help)


def ids_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a subnet that is given twice: each stands in one zone and is public or private."""
    first: dict[str, Path] = {}
    for name, tier, given in _given(cluster):
        if given is None or not is_subnet_id(given):
            continue
        path = (*ZONES, name, tier)
        other = first.setdefault(given, path)
        if other != path:
            why = "a subnet has one zone and one kind of route table"
            message = f"{given} is given twice, and {why}"
            also = ((other, "first given here"),)
            yield finding(cluster, "RULE168", path, message, "write another subnet's id", also=also)


def public_balancers_need_subnets(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse an internet-facing balancer in a VPC of which no public subnet is given."""
    network = cluster.network
    if network.vpc_id is None or network.given_zones is None or network.has_public_subnets:
        return
    if balancer.scheme == "internet-facing":
        path = (*balancer.path, "scheme")
        at = path if cluster.wrote(*balancer.path) else ZONES
        message = f"load balancer {balancer.key} is internet-facing, and no public subnet is given"
        help = f"write public: subnet-… in each zone, or {dotted(path)}: internal"
        yield finding(cluster, "RULE172", at, message, help)


def internal_balancers_know_their_clients(
    cluster: Cluster,
    balancer: LoadBalancer,
) -> Iterator[Diagnostic]:
    """Ask who may connect to an internal balancer, where the spec has not the block of the VPC."""
    network = cluster.network
    if network.vpc_id is None or network.gives("cidr"):
        return
    if balancer.scheme == "internal" and not balancer.gives("allowed_cidrs"):
        why = "which is not written and follows from no default here"
        message = f"load balancer {balancer.key} lets network.cidr in, {why}"
        help = "write allowed_cidrs, or network.cidr with the block of the VPC"
        also = ((VPC_ID, "the VPC that exists"),)
        path = (*balancer.path, "allowed_cidrs")
        yield finding(cluster, "RULE171", path, message, help, also=also)


def no_second_s3_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse the gateway endpoint of S3 in a VPC that exists: its route tables take one only.

    https://docs.aws.amazon.com/vpc/latest/privatelink/gateway-endpoints.html
    """
    network = cluster.network
    if network.vpc_id and "s3" in network.endpoints:
        path = ("network", "endpoints", network.endpoints.index("s3"))
        at = written(cluster, path, ("network", "endpoints"))
        rest = [name for name in network.endpoints if name != "s3"]
        tables = "the route tables of the VPC, which its owner keeps"
        message = f"the gateway endpoint of S3 belongs into {tables}"
        addition = f"have it added to the route tables of {network.vpc_id}"
        help = f"write endpoints: [{', '.join(rest)}], and {addition}"
        yield finding(cluster, "RULE170", at, message, help, source=_ROUTES)


RULES = (
    Rule(("network", "region"), subnets_given_by_id),
    Rule(("network",), ids_need_the_vpc),
    Rule(("network",), ids_differ),
    Rule(("network", "load_balancers"), public_balancers_need_subnets, over.load_balancers),
    Rule(("network", "load_balancers"), internal_balancers_know_their_clients, over.load_balancers),
    Rule(("network",), no_second_s3_gateway),
)
