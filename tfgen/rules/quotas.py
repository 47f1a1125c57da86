"""Notes on quotas: what AWS gives a new account by itself, where a spec asks for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import BALANCER_RULES, ELASTIC_ADDRESSES
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.convention import each
from tfgen.rules.rule import finding, listed, rule, written


@rule(
    Code(
        "RULE319",
        "more-elastic-addresses-than-given",
        what="A cluster has more elastic IP addresses than an account gets by itself.",
        why=(
            "NAT gateways, network balancers with static_ips and a bastion take an address each "
            "time. AWS gives five a region, and more on request: the sixth fails at apply."
        ),
        help="Ask for a higher quota first, or write nat: single.",
        source=ELASTIC_ADDRESSES.source,
        severity=Severity.NOTE,
    ),
    sections=("network", "region", "load_balancers", "access"),
)
def addresses_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where a cluster needs more elastic IP addresses than there are by default."""
    counts = {name: count for name, count in _addresses(cluster).items() if count}
    total = sum(counts.values())
    if total > ELASTIC_ADDRESSES.high:
        parts = listed([f"{count} of {name}" for name, count in counts.items()], "and")
        takes = f"{total} elastic IP addresses, {parts}"
        message = f"{takes}: an account has {ELASTIC_ADDRESSES.high} a region by default"
        path = written(cluster, ("network", "nat"), ("network", "availability_zones"), ("network",))
        yield finding(cluster, "RULE319", path, message, "ask AWS for more first", key=True)


def _addresses(cluster: Cluster) -> dict[str, int]:
    zones = len(cluster.network.zone_names)
    balancers = sum(balancer.static_ips for balancer in cluster.load_balancers.values())
    return {
        "NAT gateways": {"per_az": zones, "single": 1}.get(cluster.network.nat, 0),
        "network balancers": balancers * zones,
        "the bastion": int(cluster.access.bastion is not None),
    }


@rule(
    Code(
        "RULE320",
        "more-rules-than-given",
        what="A load balancer has more rules than an account gets by itself.",
        why="AWS gives an application balancer 100 rules beside the default ones, more on request.",
        help="Ask for a higher quota first, or use a second balancer.",
        source=BALANCER_RULES.source,
        severity=Severity.NOTE,
    ),
    sections=("services", "load_balancers"),
)
def rules_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where a balancer needs more rules than there are by default."""
    rules = Counter(first.balancer for first, *_ in cluster.listener_rules)
    for key, balancer in each(cluster.load_balancers.items(), lambda item: [item]):
        count = rules[key] * _listeners(balancer)
        if count > BALANCER_RULES.high:
            message = f"{count} rules: a balancer has {BALANCER_RULES.high} by default"
            path = ("load_balancers", key)
            yield finding(cluster, "RULE320", path, message, "ask AWS for more first", key=True)


def _listeners(balancer: LoadBalancer) -> int:
    return 1 + int(balancer.https and balancer.http == "forward")


RULES = (addresses_within_quota, rules_within_quota)
