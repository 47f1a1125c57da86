"""Rules across specs: clusters of one account, bucket or network keep out of each other's way.

Two accounts may be the same unless both specs name theirs and they differ. What collides for
certain is an error, what collides only if the accounts are the same is a warning.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from ipaddress import IPv4Network
from itertools import combinations
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Location, Severity
from tfgen.facts.endpoints import S3
from tfgen.facts.limits import LOG_GROUP_NAME, NameRule
from tfgen.resolve import Cluster, Name
from tfgen.rules.names import SCOPED, cluster_path, named
from tfgen.rules.network import CIDR
from tfgen.rules.rule import Path, finding, place, written

_CLUSTER = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html"
_STATE = "https://developer.hashicorp.com/terraform/language/backend/s3"
_PEERING = "https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html"
_NAMESPACES = "https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html"
_ROUTE53 = "https://docs.aws.amazon.com/Route53/latest/APIReference"
_RECORDS = f"{_ROUTE53}/API_ChangeResourceRecordSets.html"
_ENDPOINTS = "https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html"

Names: TypeAlias = Mapping[tuple[NameRule, str], Name]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two specs; what is wrong with both is found at the second and points at the first."""

    first: Cluster
    second: Cluster

    @property
    def severity(self) -> Severity:
        """An error where both are of one account, a warning where they may be."""
        one, other = self.first.account_id, self.second.account_id
        return Severity.ERROR if one and one == other else Severity.WARNING

    @property
    def may_meet(self) -> bool:
        """Whether both may be of one account, in one region."""
        one, other = self.first, self.second
        return one.region == other.region and _may_be_equal(one.account_id, other.account_id)

    @property
    def same_cluster(self) -> bool:
        """Whether both describe a cluster of the same name, where there can be one."""
        return self.may_meet and self.first.name == self.second.name

    def found(
        self,
        code: str,
        paths: tuple[Path, Path],
        message: str,
        help: str,
        source: str,
        severity: Severity,
    ) -> Diagnostic:
        """Return a finding with the places in both specs."""
        also = ((place(self.first, paths[0]), f"in {self.first.file}"),)
        one = finding(self.second, code, paths[1], message, help, source=source, severity=severity)
        return replace(one, also=also)


def check(clusters: Sequence[Cluster]) -> Iterator[Diagnostic]:
    """Yield what two specs do to each other; all of them are without errors of their own."""
    names = {cluster.file: _fixed_names(cluster) for cluster in clusters}
    for pair in (Pair(*both) for both in combinations(clusters, 2)):
        yield from _states(pair)
        yield from _clusters(pair)
        yield from _log_prefixes(pair)
        yield from _names(pair, names)
        yield from _endpoints(pair)
        yield from _dns_names(pair)
        yield from _namespaces(pair)
    yield from _blocks(clusters)


def _may_be_equal(one: str | None, other: str | None) -> bool:
    return one is None or other is None or one == other


def _if_same_account(pair: Pair) -> str:
    return "" if pair.severity is Severity.ERROR else ", if both are of one account"


def _states(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two trees with one state: each apply would destroy what the other made.

    https://developer.hashicorp.com/terraform/language/backend/s3
    """
    one, other = pair.first.state, pair.second.state
    if one and other and (one.bucket, one.key) == (other.bucket, other.key):
        key = other.key
        path: Path = ("state", "key")
        owner = f"that of {pair.first.file} too: each would undo the other"
        message = f"the state {key} in bucket {one.bucket} is {owner}"
        help, severity = "write another state.key", Severity.ERROR
        yield pair.found("RULE181", (path, path), message, help, _STATE, severity)


def _clusters(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two clusters of one name in one account and region.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html
    """
    if pair.same_cluster:
        name = pair.second.name
        owner = f"that of {pair.first.file} too{_if_same_account(pair)}"
        message = f"cluster {name} is {owner}: all names would collide"
        help = "write another cluster.name"
        if pair.severity is not Severity.ERROR:
            help += ", or account_id in both"
        paths = (cluster_path(pair.first), cluster_path(pair.second))
        yield pair.found("RULE180", paths, message, help, _CLUSTER, pair.severity)


def _log_prefixes(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one prefix of log groups for two clusters."""
    prefix = pair.second.logs.prefix
    if pair.may_meet and not pair.same_cluster and pair.first.logs.prefix == prefix:
        message = f"logs of {pair.first.file} have the prefix {prefix} too{_if_same_account(pair)}"
        paths = (_prefix_path(pair.first), _prefix_path(pair.second))
        help = "remove logs.prefix for one with the cluster's name, or write another"
        yield pair.found("RULE182", paths, message, help, "", pair.severity)


def _prefix_path(cluster: Cluster) -> Path:
    return written(cluster, ("logs", "prefix"), cluster_path(cluster))


def _names(pair: Pair, names: Mapping[str, Names]) -> Iterator[Diagnostic]:
    """Refuse one name for two things: of cluster `a` with key `b-c` and of `a-b` with key `c`."""
    if not pair.may_meet or pair.same_cluster:
        return
    same_prefix = pair.first.logs.prefix == pair.second.logs.prefix
    taken = names[pair.first.file]
    for (rule, text), name in names[pair.second.file].items():
        if (rule, text) in taken and not (same_prefix and rule is LOG_GROUP_NAME):
            other = taken[rule, text]
            both = f"the {name.what} and, in {pair.first.file}, the {other.what}"
            message = f"'{text}' would name {both}{_if_same_account(pair)}"
            paths = (cluster_path(pair.first), cluster_path(pair.second))
            help = "rename one of the clusters, or the key that its name ends with"
            yield pair.found("RULE184", paths, message, help, "", pair.severity)


def _fixed_names(cluster: Cluster) -> Names:
    """Return what must be unique in an account and region; Terraform makes a prefix so."""
    fixed = (name for _, name in named(cluster) if not name.is_prefix)
    return {(name.limit, name): name for name in fixed if name.limit not in SCOPED}


def _endpoints(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse the same endpoint twice in one VPC: one private DNS name leads to one of them.

    https://docs.aws.amazon.com/vpc/latest/privatelink/manage-dns-names.html
    """
    one, other = pair.first, pair.second
    if one.network.vpc_id is None or one.network.vpc_id != other.network.vpc_id:
        return
    both = sorted(set(one.network.endpoints) & set(other.network.endpoints) - {S3})
    if both:
        path: Path = ("network", "endpoints")
        made = f"the endpoint {both[0]} in {one.network.vpc_id}"
        message = f"{pair.first.file} makes {made} too, and a VPC takes it once"
        help = f"remove {', '.join(both)} from one of the two"
        yield pair.found("RULE185", (path, path), message, help, _ENDPOINTS, Severity.ERROR)


def _dns_names(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse a DNS name of two balancers in one hosted zone: the second record is not made.

    https://docs.aws.amazon.com/Route53/latest/APIReference/API_ChangeResourceRecordSets.html
    """
    taken = dict(_records(pair.first))
    for name, path in _records(pair.second):
        if name in taken:
            message = f"{name[1]} in zone {name[0]} leads to a balancer of {pair.first.file} too"
            help, paths = "write another name in one of the two", (taken[name], path)
            yield pair.found("RULE186", paths, message, help, _RECORDS, Severity.ERROR)


def _namespaces(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one private DNS namespace that two trees make in one VPC: Cloud Map makes it once.

    https://docs.aws.amazon.com/cloud-map/latest/api/API_CreatePrivateDnsNamespace.html
    """
    one, other = pair.first, pair.second
    if one.network.vpc_id is None or one.network.vpc_id != other.network.vpc_id:
        return
    for name in sorted(set(one.namespaces) & set(other.namespaces)):
        paths = (_namespace_path(one, name), _namespace_path(other, name))
        made = f"the namespace {name} in {one.network.vpc_id}"
        message = f"{pair.first.file} makes {made} too, and a VPC takes it once"
        help = "write the id ns-… of the one that is made first, or another name"
        yield pair.found("RULE288", paths, message, help, _NAMESPACES, Severity.ERROR)


def _namespace_path(cluster: Cluster, name: str) -> Path:
    for service in cluster.services.values():
        if service.cloud_map and service.cloud_map.namespace == name:
            return (*service.path, "cloud_map", "namespace")
    return ()


def _records(cluster: Cluster) -> Iterator[tuple[tuple[str, str], Path]]:
    for balancer in cluster.load_balancers.values():
        if dns := balancer.dns:
            for index, name in enumerate(dns.names):
                yield (dns.zone_id, name), (*balancer.path, "dns", "names", index)


def _blocks(clusters: Sequence[Cluster]) -> Iterator[Diagnostic]:
    """Warn of VPCs whose blocks overlap: they can never be peered, nor share a transit gateway.

    https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html
    """
    known = [cluster for cluster in clusters if _knows_its_block(cluster)]
    for index, second in enumerate(known):
        pairs = (Pair(first, second) for first in known[:index])
        if overlapping := [pair for pair in pairs if _overlap(pair)]:
            yield _overlapping(second, overlapping)


def _knows_its_block(cluster: Cluster) -> bool:
    return cluster.network.vpc_id is None or cluster.wrote(*CIDR)


def _overlap(pair: Pair) -> bool:
    one, other = pair.first.network, pair.second.network
    if pair.same_cluster or (one.vpc_id and one.vpc_id == other.vpc_id):
        return False
    return IPv4Network(one.cidr).overlaps(IPv4Network(other.cidr))


def _overlapping(second: Cluster, pairs: Sequence[Pair]) -> Diagnostic:
    """Return one finding for a cluster; a note if all that it overlaps are of other accounts."""
    others = ", ".join(f"{pair.first.network.cidr} of {pair.first.file}" for pair in pairs)
    accounts = [(pair.first.account_id, second.account_id) for pair in pairs]
    related = any(_may_be_equal(*both) for both in accounts)
    severity = Severity.WARNING if related else Severity.NOTE
    message = f"{second.network.cidr} overlaps {others}: these VPCs can never be peered"
    help = "write a network.cidr of its own in each, unless they stay apart for ever"
    one = finding(second, "RULE183", CIDR, message, help, source=_PEERING, severity=severity)
    return replace(one, also=tuple(_cidr_of(pair) for pair in pairs))


def _cidr_of(pair: Pair) -> tuple[Location, str]:
    return place(pair.first, CIDR), f"the block of {pair.first.file}"
