"""Rules across specs, of networks: endpoints, DNS names, namespaces and the blocks of VPCs."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from heapq import merge
from ipaddress import IPv4Network
from itertools import groupby, islice
from operator import itemgetter
from typing import TypeAlias

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.endpoints import GATEWAYS
from tfgen.resolve import Cluster
from tfgen.rules.meetings import Mark
from tfgen.rules.network import CIDR, blocks_of_vpc
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Path, as_said, finding, place

_Block: TypeAlias = tuple[Path, IPv4Network]
_ROUTE53 = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_CLOUD_MAP = "https://docs.aws.amazon.com/cloud-map/latest/api"

_OVERLAP = Code(
    "RULE183",
    "vpcs-overlap",
    what="The blocks of two VPCs overlap.",
    why=(
        "AWS refuses to peer VPCs with overlapping blocks, and a route leads to one of them only. "
        "A VPC's first block cannot be changed: later on everything would move."
    ),
    help="Write a network.cidr of its own in each spec, unless the VPCs stay apart for ever.",
    source="https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
    severity=Severity.WARNING,
)
_ONE_ENDPOINT = Code(
    "RULE185",
    "two-clusters-one-endpoint",
    what="Two clusters make the same endpoint in one VPC.",
    why=(
        "The private DNS name of a service leads to one endpoint in a VPC: AWS refuses a second "
        "one with such a name."
    ),
    help="Remove the endpoint from one of the two specs: it serves the whole VPC.",
    source="https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html",
)
_ONE_DNS_NAME = Code(
    "RULE186",
    "two-balancers-one-dns-name",
    what="Balancers of two specs have one DNS name.",
    why=(
        "A hosted zone has one record of a name and type. Terraform does not replace one that it "
        "has not made, so the second apply fails."
    ),
    help="Write another name in one of the two.",
    source=f"{_ROUTE53}/API_ChangeResourceRecordSets.html",
)
_ONE_NAMESPACE = Code(
    "RULE288",
    "two-clusters-one-namespace",
    what="Two specs make one namespace in DNS in one VPC.",
    why=(
        "A private namespace is a hosted zone of its VPC, and a VPC takes one hosted zone of a "
        "name: Cloud Map makes no second one."
    ),
    help="Write the id ns-… of the one that is made first, or another name.",
    source=f"{_CLOUD_MAP}/API_CreatePrivateDnsNamespace.html",
)
# Of more, a finding says that there are more.
_MOST_NAMED = 8
CODES: tuple[Code, ...] = (_OVERLAP, _ONE_ENDPOINT, _ONE_DNS_NAME, _ONE_NAMESPACE)


def marks_anywhere(cluster: Cluster) -> Iterator[Mark]:
    """Yield what only one spec may have."""
    vpc = str(cluster.network.vpc_id)
    if cluster.network.vpc_id is not None:
        yield from (("endpoint", vpc, name) for name in {*cluster.network.endpoints} - {*GATEWAYS})
    for name in cluster.namespaces:
        yield "namespace", vpc, name
        yield "namespace of a cluster", cluster.name, name
    # The records of an application's balancers are its platform's.
    if cluster.application is None:
        yield from (("dns", *name) for name, _ in _records(cluster))


def endpoints_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse the same endpoint twice in one VPC: one private DNS name leads to one of them."""
    if pair.same_vpc is None:
        return
    first, second = pair.first.network, pair.second.network
    # A gateway is of another kind: it stands in route tables and has no name.
    both = sorted(set(first.endpoints) & set(second.endpoints) - {*GATEWAYS})
    if both:
        path: Path = ("network", "endpoints")
        made = f"the endpoint {both[0]} in {pair.same_vpc}"
        message = f"{pair.first.file} makes {made} too, and a VPC takes it once"
        help = f"remove {', '.join(both)} from one of the two"
        yield pair.finding(_ONE_ENDPOINT, (path, path), message, help)


def dns_names_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse a DNS name of two balancers in one hosted zone: the second record is not made."""
    taken = dict(_records(pair.first))
    for name, path in _records(pair.second):
        if name in taken:
            message = f"{name[1]} in zone {name[0]} leads to a balancer of {pair.first.file} too"
            help = "write another name in one of the two"
            yield pair.finding(_ONE_DNS_NAME, (taken[name], path), message, help)


def _records(cluster: Cluster) -> Iterator[tuple[tuple[str, str], Path]]:
    """Yield each record of a balancer: its zone and name, and where that stands."""
    for balancer in cluster.load_balancers.values():
        dns = balancer.dns
        if dns and isinstance(dns.zone_id, str):
            for index, name in enumerate(dns.names):
                yield (dns.zone_id, name), (*balancer.path, "dns", "names", index)


def namespaces_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one private DNS namespace that two trees make in one VPC: Cloud Map makes it once."""
    if pair.same_vpc is None:
        return
    first, second = pair.first, pair.second
    for name in sorted(set(first.namespaces) & set(second.namespaces)):
        paths = (_namespace_path(first, name), _namespace_path(second, name))
        made = f"the namespace {name} in {pair.same_vpc}"
        message = f"{first.file} makes {made} too, and a VPC takes it once"
        help = "write the id ns-… of the one that is made first, or another name"
        yield pair.finding(_ONE_NAMESPACE, paths, message, help)


def _namespace_path(cluster: Cluster, name: str) -> Path:
    for service in cluster.services.values():
        if service.cloud_map and service.cloud_map.namespace == name:
            return (*service.path, "cloud_map", "namespace")
    return ()


def blocks_apart(clusters: Sequence[Cluster]) -> Iterator[Diagnostic]:
    """Warn of VPCs whose blocks overlap: they can never be peered, nor share a transit gateway."""
    known = _Blocks()
    told: dict[tuple[tuple[str, ...], Severity], list[Diagnostic]] = {}
    for second in filter(_knows_its_block, clusters):
        pairs = (Pair(first, second) for first in known.overlapping(second))
        # One finding for each block, however many have it: fifty specs may keep the default.
        if overlapping := [*islice(filter(_overlap, pairs), _MOST_NAMED + 1)]:
            diagnostic = _overlapping(second, overlapping, known.may_share_an_account(second))
            of_blocks = (second.network.blocks, diagnostic.severity)
            told.setdefault(of_blocks, []).append(diagnostic)
        known.add(second)
    yield from map(_of_one_block, told.values())


def _of_one_block(told: Sequence[Diagnostic]) -> Diagnostic:
    first, *others = told
    if not others:
        return first
    specs = "one more spec" if len(others) == 1 else f"{len(others)} more specs"
    more = ((other.location, f"in {other.location.file}") for other in others if other.location)
    return replace(
        first, message=f"{first.message}; so it is in {specs}", also=(*first.also, *more)
    )


class _Blocks:
    """Clusters by the block of their VPC, and blocks by what they lie in."""

    def __init__(self) -> None:
        self._clusters: dict[IPv4Network, list[tuple[int, Cluster]]] = {}
        self._inside: dict[IPv4Network, list[IPv4Network]] = {}
        self._accounts: dict[IPv4Network, set[str | None]] = {}
        self._count = 0

    def add(self, cluster: Cluster) -> None:
        for _, block in blocks_of_vpc(cluster):
            if block not in self._clusters:
                self._clusters[block], self._accounts[block] = [], set()
                for above in _around(block):
                    self._inside.setdefault(above, []).append(block)
            self._clusters[block].append((self._count, cluster))
            self._accounts[block].add(cluster.account_id)
        self._count += 1

    def overlapping(self, cluster: Cluster) -> Iterator[Cluster]:
        """Yield the clusters whose blocks overlap that of this one, in the order of specs."""
        several = (self._clusters[block] for block in self._over(cluster))
        by_number = groupby(merge(*several, key=itemgetter(0)), key=itemgetter(0))
        return (next(same)[1] for _, same in by_number)

    def may_share_an_account(self, cluster: Cluster) -> bool:
        """Say whether one of those clusters may be of this one's account."""
        accounts = {None, cluster.account_id}
        may = any(accounts & self._accounts[block] for block in self._over(cluster))
        return cluster.account_id is None or may

    def _over(self, cluster: Cluster) -> list[IPv4Network]:
        over: dict[IPv4Network, None] = {}
        for _, block in blocks_of_vpc(cluster):
            over |= dict.fromkeys((block, *_around(block), *self._inside.get(block, ())))
        return [one for one in over if one in self._clusters]


def _around(block: IPv4Network) -> Iterator[IPv4Network]:
    """Yield the larger blocks that hold one."""
    return (block.supernet(new_prefix=prefix) for prefix in range(block.prefixlen - 1, -1, -1))


def _knows_its_block(cluster: Cluster) -> bool:
    # The block of a VPC that exists is known only if the spec says it.
    return cluster.network.vpc_id is None or cluster.wrote(*CIDR)


def _overlap(pair: Pair) -> bool:
    if pair.same_cluster or pair.same_vpc or _in_its_vpc(pair):
        return False
    return any(_common(pair))


def _in_its_vpc(pair: Pair) -> bool:
    """Whether one cluster may stand in the VPC that the other makes: their blocks are the same."""
    first, second = pair.first.network, pair.second.network
    exists = {first.vpc_id is None, second.vpc_id is None}
    return len(exists) == 2 and first.cidr == second.cidr


def _common(pair: Pair) -> Iterator[tuple[_Block, _Block]]:
    """Yield the blocks of two VPCs that overlap, those of the second spec's order first."""
    for second in blocks_of_vpc(pair.second):
        for first in blocks_of_vpc(pair.first):
            if first[1].overlaps(second[1]):
                yield first, second


def _overlapping(second: Cluster, pairs: Sequence[Pair], of_more: bool) -> Diagnostic:
    """Return one finding for a cluster; a note if all that it overlaps are of other accounts."""
    named = pairs[:_MOST_NAMED]
    common = [next(_common(pair)) for pair in named]
    known = zip(common, named, strict=True)
    others = ", ".join(f"{theirs[1]} of {pair.first.file}" for (theirs, _), pair in known)
    if len(pairs) > len(named):
        others = f"{others} and others"
    severity = Severity.NOTE
    if (of_more and len(pairs) > len(named)) or any(pair.may_share_an_account for pair in pairs):
        severity = Severity.WARNING
    path, block = common[0][1]
    message = f"{block} overlaps {others}: these VPCs can never be peered"
    help = "write blocks of its own in each, unless they stay apart for ever"
    if path == CIDR:
        help = "write a network.cidr of its own in each, unless they stay apart for ever"
    diagnostic = finding(second, "RULE183", path, message, help, severity=severity)
    also = tuple(
        (place(pair.first, theirs[0]), f"the block of {pair.first.file}")
        for (theirs, _), pair in zip(common, named, strict=True)
    )
    return replace(as_said(diagnostic, _OVERLAP), also=also)
