"""Notes on quotas: what AWS gives a new account by itself, where a spec asks for more."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import (
    BALANCER_RULES,
    BALANCER_TARGET_GROUPS,
    BALANCER_TARGETS,
    ELASTIC_ADDRESSES,
    FARGATE_VCPUS,
    NETWORK_LISTENERS,
    Range,
)
from tfgen.resolve import Cluster, LoadBalancer, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
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
        help = f"{_ask(ELASTIC_ADDRESSES)}, or write nat: single"
        yield finding(cluster, "RULE319", path, message, help, key=True)


def _ask(quota: Range) -> str:
    return f"ask AWS in Service Quotas for more than {quota.high} first"


def _addresses(cluster: Cluster) -> dict[str, int]:
    zones = len(cluster.network.zone_names)
    gateways = len(set(cluster.network.nat_zones.values()))
    balancers = sum(balancer.static_ips for balancer in cluster.load_balancers.values())
    return {
        # Addresses that exist count already.
        "NAT": max(0, gateways - len(cluster.network.nat_allocation_ids)),
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
    rules = Counter(listener_rule.balancer for listener_rule in cluster.all_rules)
    for key, balancer in each(cluster.load_balancers.items(), lambda item: [item]):
        count = rules[key] * _listeners(balancer)
        if count > BALANCER_RULES.high:
            has = f"load balancer {key} has {count} rules"
            message = f"{has}: AWS gives {BALANCER_RULES.high} by default"
            path = ("load_balancers", key)
            yield finding(cluster, "RULE320", path, message, _ask(BALANCER_RULES), key=True)


def _listeners(balancer: LoadBalancer) -> int:
    return 1 + int(balancer.https and balancer.http == "forward")


@rule(
    Code(
        "RULE353",
        "more-fargate-than-given",
        what="Services ask for more of Fargate than a new account gets by itself.",
        why=(
            "AWS gives an account 6 vCPUs of Fargate in a region, and as many of Fargate Spot. It "
            "raises both by itself as they are used, or on request. Tasks beyond do not start."
        ),
        help="Look the quota up in Service Quotas, and ask for a higher one first.",
        source=FARGATE_VCPUS.source,
        severity=Severity.NOTE,
    ),
    sections=("services",),
)
def fargate_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where the least number of tasks needs more of Fargate than there is by default."""
    services = list(each(cluster.services.values(), _of_fargate))
    units = sum(service.least_count * service.cpu for service in services)
    if units > FARGATE_VCPUS.high * 1024:
        takes = f"the tasks of services take {units / 1024:g} vCPUs of Fargate"
        message = f"{takes}: a new account has {FARGATE_VCPUS.high} a region by default"
        help = _ask(FARGATE_VCPUS)
        yield finding(cluster, "RULE353", ("services",), message, help, key=True)


def _of_fargate(service: Service) -> list[Service]:
    # Where Spot takes a share, the two quotas share the tasks too.
    return [service] if "fargate" in service.capacity and len(service.capacity) == 1 else []


@rule(
    Code(
        "RULE354",
        "more-target-groups-than-a-balancer-takes",
        what="A load balancer has more target groups than AWS lets it have.",
        why=(
            "An application balancer takes 100 target groups, and AWS raises that for nobody. A "
            "service that shifts its traffic has two a route."
        ),
        help="Divide the services between two balancers.",
        source=BALANCER_TARGET_GROUPS.source,
    ),
    Code(
        "RULE356",
        "more-listeners-than-given",
        what="A network balancer has more listeners than an account gets by itself.",
        why="AWS gives a network balancer 50 listeners, more on request: a port is one.",
        help="Ask for a higher quota first, or use a second balancer.",
        source=NETWORK_LISTENERS.source,
        severity=Severity.NOTE,
    ),
    sections=("services", "load_balancers"),
    over=over.load_balancers,
)
def balancer_within_limits(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Hold a balancer to its target groups, and note more listeners than there are by default."""
    groups = cluster.target_groups[balancer.key]
    if balancer.type == "application" and groups > BALANCER_TARGET_GROUPS.high:
        has = f"load balancer {balancer.key} has {groups} target groups"
        takes = f"{has}, and AWS gives a balancer {BALANCER_TARGET_GROUPS.high} at most"
        help = "divide the services between two balancers"
        yield finding(cluster, "RULE354", balancer.path, takes, help, key=True)
    ports = len(cluster.network_ports.get(balancer.key, ()))
    if ports > NETWORK_LISTENERS.high:
        has = f"network balancer {balancer.key} has {ports} listeners"
        message = f"{has}: AWS gives {NETWORK_LISTENERS.high} by default"
        help = _ask(NETWORK_LISTENERS)
        yield finding(cluster, "RULE356", balancer.path, message, help, key=True)


@rule(
    Code(
        "RULE430",
        "more-targets-than-given",
        what="A load balancer may get more targets than an account gets by itself.",
        why=(
            "AWS gives an application balancer 1,000 targets, more on request. A task is one for "
            "each of its routes: those that scaling adds beyond get no requests."
        ),
        help="Ask for a higher quota first, or use a second balancer.",
        source=BALANCER_TARGETS.source,
        severity=Severity.NOTE,
    ),
    sections=("services", "load_balancers"),
    over=over.load_balancers,
)
def targets_within_quota(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Note where the greatest number of tasks needs more targets than there are by default."""
    if balancer.type != "application":
        return
    targets = cluster.most_targets[balancer.key]
    if targets > BALANCER_TARGETS.high:
        has = f"load balancer {balancer.key} may have {targets} targets"
        message = f"{has}: AWS gives {BALANCER_TARGETS.high} by default"
        help = _ask(BALANCER_TARGETS)
        yield finding(cluster, "RULE430", balancer.path, message, help, key=True)


RULES = (
    addresses_within_quota,
    rules_within_quota,
    fargate_within_quota,
    balancer_within_limits,
    targets_within_quota,
)
