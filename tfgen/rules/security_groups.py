"""Rules of `ingress` and `egress` of groups and workloads: EC2 takes each, its peers exist."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.facts.limits import SECURITY_GROUP_DESCRIPTION, TAG_VALUE_LENGTH
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup, Workload
from tfgen.resolve.convention import each, members
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.security_group_rules import (
    SECTIONS,
    Same,
    SecurityGroupRule,
    added_rules,
    given_rules,
    peers,
    rules_of,
    ssh_peers,
)

_RULE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html"
_VPC_LIMITS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"
_QUOTAS = f"{_VPC_LIMITS}#vpc-limits-security-groups"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_NETWORKS = f"{_ECS}/task-networking.html"
_OUTBOUND = f"{_ECS}/launch_container_instance.html"
MOST_RULES = 60  # in each direction; AWS raises it on request

# The sections that make rules, and the first part of the rules' names.
_OWN_NAMES = ("access", "service_connect")


def peers_on_their_side(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Hold ingress to `from` and egress to `to`, with a peer at least."""
    name = f"{rule.direction} rule {shown(rule.name)}"
    other = "to" if rule.side == "from" else "from"
    if rule.misplaced_peers:
        message, path = f"{name} has {other}:, which has no meaning there", (*rule.path, other)
        yield finding(cluster, "RULE038", path, message, f"write {rule.side}:", key=True)
    elif not rule.peers:
        kinds = "a block, sg-…, pl-…, load_balancers.<name> or instance_groups.<name>"
        help = f"write {rule.side}: with {kinds}"
        yield finding(cluster, "RULE039", (*rule.path, rule.side), f"{name} names no peer", help)


def ports_fit_protocol(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Ask for a port with tcp and udp, and refuse one with icmp and all.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    has_ports, protocol = rule.given.port is not None, rule.given.protocol
    if has_ports == (protocol in ("tcp", "udp")):
        return
    if has_ports:
        message, help = f"protocol {protocol} has no ports", "remove port"
        help += "" if protocol == "icmp" else ", or write protocol: tcp or udp"
    else:
        message = f"{rule.direction} rule {shown(rule.name)} for {protocol} names no port"
        help = "write port: 443 or a range such as 9000-9100, or protocol: all"
    yield finding(cluster, "RULE040", (*rule.path, "port"), message, help, source=_RULE)


def ports_in_range(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Hold ports between 0 and 65535, the first not above the last.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    first, last = rule.ports or (0, 0)
    if max(first, last) > 65535:
        message, help = f"port {max(first, last)} does not exist", "write 0 to 65535"
    elif first > last:
        message = f"the range {rule.given.port} starts after its end"
        help = f"write {last}-{first}"
    else:
        return
    yield finding(cluster, "RULE041", (*rule.path, "port"), message, help, source=_RULE)


def peers_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold peers that name a section's member to those of the spec that have a security group."""
    known = {f"load_balancers.{key}" for key in cluster.load_balancers}
    known |= {f"instance_groups.{key}" for key in cluster.instance_groups}
    workloads = {f"{one.kind}s.{one.key}": one for one in cluster.workloads}
    alone = each(workloads.items(), lambda item: [item[0]] if item[1].awsvpc else [])
    known |= set(alone)
    unknown = [(path, peer) for path, peer in peers(cluster) if peer not in known]
    for path, peer in each(unknown, lambda item: _surely_unknown(cluster, *item)):
        if workload := workloads.get(peer):
            yield _bridged(cluster, path, peer, workload)
        else:
            help = closest(peer, sorted(known)) or f"use {listed(sorted(known))}"
            yield finding(cluster, "RULE042", path, f"there is no {shown(peer)} in this spec", help)


def _surely_unknown(cluster: Cluster, path: Path, peer: str) -> list[tuple[Path, str]]:
    """Return a peer of no security group, or none. Raises Unread where it may have one."""
    section, _, key = peer.partition(".")
    if section == "bastion":
        return [] if cluster.access.bastion else [(path, peer)]
    if section in ("services", "jobs"):
        workload = getattr(cluster, section).get(key)
        return [] if workload and workload.awsvpc else [(path, peer)]
    return [(path, peer)] if section in ("load_balancers", "instance_groups") else []


def _bridged(cluster: Cluster, path: Path, peer: str, workload: Workload) -> Diagnostic:
    why = "they come with their instances'"
    message = f"the tasks of {peer} have no security group of their own: {why}"
    hosts = [f"instance_groups.{group}" for group in workload.groups]
    help = f"write {listed(hosts)}, or network_mode: awsvpc there"
    return finding(cluster, "RULE285", path, message, help, source=_NETWORKS)


def blocks_are_blocks(cluster: Cluster, path: Path, peer: str) -> Iterator[Diagnostic]:
    """Hold peers to blocks without host bits, which EC2 drops and Terraform sees as a change."""
    if "/" not in peer:
        return
    try:
        block = ipaddress.ip_network(peer, strict=False)
    except ValueError:
        kind = "IPv6" if ":" in peer else "IPv4"
        help = "write an address and a prefix, such as 10.0.0.0/16"
        yield finding(cluster, "RULE043", path, f"{shown(peer)} is not an {kind} block", help)
        return
    if str(block) != peer:
        first = f"{block.network_address}/" == peer[: peer.index("/") + 1]
        wanted = "plain form" if first else "first address"
        message = f"{shown(peer)} is not the {wanted} of its block"
        yield finding(cluster, "RULE043", path, message, f"write {block}")


def description_accepted(cluster: Cluster, rule: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Hold a rule's description to EC2's characters, and to what its tag Name leaves.

    A name is its default. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    """
    allowed, path = SECURITY_GROUP_DESCRIPTION, (*rule.path, "description")
    text = rule.given.description or rule.name
    what = "description" if cluster.wrote(*path) else "name"
    tag = f"{cluster.name}-{rule.owner.key}-"
    longest = min(allowed.longest, TAG_VALUE_LENGTH.high - len(tag))
    if len(text) > longest:
        size = f"{len(text)} characters, and its tag Name leaves {longest}"
        help = "shorten it, or write description:"
        message = f"the {what} of a rule has {size}"
        yield finding(cluster, "RULE044", path, message, help, source=allowed.source)
    elif not allowed.accepts(text):
        wrong = next(sign for sign in text if not allowed.accepts(sign))
        why = f"which EC2 refuses there: {allowed.allowed}"
        message = f"the {what} of a rule holds {wrong!r}, {why}"
        help = "remove it"
        if what == "name":
            help = "rename the rule, or write description: without it"
        yield finding(cluster, "RULE044", path, message, help, source=allowed.source)


def rules_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a rule that stands twice in a security group: EC2 refuses the second.

    It does so whatever its description.
    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    """
    first: dict[Same, Path | str] = dict(added_rules(cluster))
    groups = [group.path for group in members(cluster, "instance_groups")]
    for path, peer in each([cluster], ssh_peers):
        first |= {(group, "ingress", "tcp", (22, 22), peer): path for group in groups}
    rules = [rule for (rule,) in given_rules(cluster)]
    for rule, same, path in each(rules, _openings):
        other = first.setdefault(same, path)
        if other != path:
            what = f"rule {shown(rule.name)} opens the same to {shown(same[-1])}"
            message = f"{what} as {_where(other)}, and EC2 takes it once"
            also = () if isinstance(other, str) else ((other, "the same rule"),)
            yield finding(cluster, "RULE045", path, message, "remove one of the two", also=also)


def _openings(rule: SecurityGroupRule) -> Iterator[tuple[SecurityGroupRule, Same, Path]]:
    for index, peer in enumerate(rule.peers):
        same = (rule.owner.path, rule.direction, rule.given.protocol, rule.ports, peer)
        yield rule, same, (*rule.path, rule.side, index)


def _where(other: Path | str) -> str:
    """Return in words where a rule stands."""
    if isinstance(other, str):
        return f"tfgen's own rule for {other}"
    return "access.ssh" if other[0] == "access" else f"rule {shown(str(other[3]))}"


def agent_can_reach_ecs(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Warn of egress that lets no HTTPS out: the ECS agent could not reach ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
    """
    if not group.gives("egress") or any(rule.opens(443) for rule in rules_of(group, "egress")):
        return
    why = "so its instances never join the cluster"
    message = f"egress of instance group {group.key} lets no HTTPS out, {why}"
    rule = "https: {port: 443, to: 0.0.0.0/0}"
    yield finding(
        cluster,
        "RULE046",
        (*group.path, "egress"),
        message,
        f"add a rule such as {rule}, or remove egress for the default",
        source=_OUTBOUND,
        severity=Severity.WARNING,
        key=True,
    )


def rules_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of more rules than a security group takes before AWS raises the quota.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    """
    for path, count in sorted(_counts(cluster).items(), key=str):
        if count > MOST_RULES:
            section, key, direction = path
            what = str(section)[:-1].replace("_", " ")
            why = f"and AWS takes {MOST_RULES} at first"
            yield finding(
                cluster,
                "RULE047",
                path,
                f"{direction} of {what} {key} has {count} rules, {why}",
                "use a prefix list (pl-…), or have the quota raised",
                source=_QUOTAS,
                severity=Severity.WARNING,
                key=True,
            )


def _counts(cluster: Cluster) -> Mapping[Path, int]:
    """Return how many rules each security group has in each direction, as far as they are known."""
    ssh = list(each([cluster], ssh_peers))
    endpoints = list(each([cluster], lambda whole: [whole.access.instance_connect]))
    counts: dict[Path, int] = {}
    for group in members(cluster, "instance_groups"):
        counts[(*group.path, "ingress")] = len(ssh) + sum(endpoints)
    rules = [rule for (rule,) in given_rules(cluster)]
    every = [same for same, _ in added_rules(cluster)]
    every += [same for _, same, _ in each(rules, _openings)]
    for owner, direction, *_ in every:
        path = (*owner, direction)
        counts[path] = counts.get(path, 0) + 1
    return counts


RULES = (
    Rule(SECTIONS, peers_on_their_side, given_rules),
    Rule(SECTIONS, ports_fit_protocol, given_rules),
    Rule(SECTIONS, ports_in_range, given_rules),
    Rule((*SECTIONS, "load_balancers", "access"), peers_exist),
    Rule((*SECTIONS, "access"), blocks_are_blocks, peers),
    Rule((*SECTIONS, "environment"), description_accepted, given_rules),
    Rule((*SECTIONS, "load_balancers", "access"), rules_differ),
    Rule(SECTIONS, agent_can_reach_ecs, over.instance_groups),
    Rule((*SECTIONS, "load_balancers", "access"), rules_within_quota),
)
