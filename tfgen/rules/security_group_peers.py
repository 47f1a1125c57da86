"""Rules of `ingress` and `egress`, rule by rule: their ports, and peers that exist."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Workload
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, finding, listed, rule
from tfgen.rules.security_group_rules import SECTIONS, SecurityGroupRule, given_rules, peers

_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference"
_RULE = f"{_EC2}/API_IpPermission.html"
_BLOCK = f"{_EC2}/API_IpRange.html"
_NETWORKS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html"
_LAST_PORT = 65535


@rule(
    Code(
        "RULE038",
        "peer-of-other-direction",
        what="A peer stands under the key of the other direction.",
        why=(
            "What comes in has a source, and what goes out a destination. A rule of EC2 has one "
            "peer, which means the one or the other by the rule's direction."
        ),
        help="Write the peers of ingress under from, and those of egress under to.",
    ),
    Code(
        "RULE039",
        "rule-without-peer",
        what="A security group rule has no peer.",
        why=(
            "EC2 refuses a rule without one. Nor is no peer the same as everybody: the whole "
            "internet is 0.0.0.0/0, and wants to be written."
        ),
        help="Write a block, sg-…, pl-…, or the name of a member of the spec.",
        source=_RULE,
    ),
    sections=SECTIONS,
    over=given_rules,
)
def peers_on_their_side(cluster: Cluster, opening: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Hold ingress to `from` and egress to `to`, with a peer at least."""
    name = f"{opening.direction} rule {shown(opening.name)}"
    if opening.misplaced_peers:
        other = opening.other_side
        message = f"{name} has {other}:, which has no meaning there"
        path = (*opening.path, other)
        yield finding(cluster, "RULE038", path, message, f"write {opening.side}:", key=True)
    elif not opening.peers:
        kinds = "a block, sg-…, pl-…, load_balancers.<name> or instance_groups.<name>"
        help = f"write {opening.side}: with {kinds}"
        path = (*opening.path, opening.side)
        yield finding(cluster, "RULE039", path, f"{name} names no peer", help)


@rule(
    Code(
        "RULE040",
        "port-does-not-fit-protocol",
        what="A port stands where the protocol takes none, or is missing where it needs one.",
        why=(
            "TCP and UDP have ports, and EC2 wants them. With all protocols it opens every port, "
            "whatever ports are given, and for ICMP it reads them as type and code."
        ),
        help="Write port with tcp and udp, and leave it out with icmp and all.",
        source=_RULE,
    ),
    sections=SECTIONS,
    over=given_rules,
)
def ports_fit_protocol(cluster: Cluster, opening: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Ask for a port with tcp and udp, and refuse one with icmp and all."""
    protocol = opening.given.protocol
    has_ports = opening.given.port is not None
    if has_ports == (protocol in ("tcp", "udp")):
        return
    message = f"{opening.direction} rule {shown(opening.name)} for {protocol} names no port"
    help = "write port: 443 or a range such as 9000-9100, or protocol: all"
    if has_ports:
        message, help = f"protocol {protocol} has no ports", "remove port"
        # Whoever wrote icmp meant it; all may stand there for want of a better word.
        if protocol != "icmp":
            help += ", or write protocol: tcp or udp"
    yield finding(cluster, "RULE040", (*opening.path, "port"), message, help)


@rule(
    Code(
        "RULE041",
        "port-out-of-range",
        what="A port or range of ports does not exist.",
        why="A port is a number of 16 bits, and EC2 takes a range from a lower to a higher one.",
        help="Write ports from 0 to 65535, the lower one first.",
        source=_RULE,
    ),
    sections=SECTIONS,
    over=given_rules,
)
def ports_in_range(cluster: Cluster, opening: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Hold ports between 0 and 65535, the first not above the last."""
    # No ports, as with all and icmp, are in range.
    first, last = opening.ports or (0, 0)
    highest = max(first, last)
    if highest > _LAST_PORT:
        message, help = f"port {highest} does not exist", f"write 0 to {_LAST_PORT}"
    elif first > last:
        message = f"the range {opening.given.port} starts after its end"
        help = f"write {last}-{first}"
    else:
        return
    yield finding(cluster, "RULE041", (*opening.path, "port"), message, help)


@rule(
    Code(
        "RULE042",
        "peer-not-in-spec",
        what="A peer is not in the spec.",
        why=(
            "A name such as load_balancers.web stands for the security group of that member. "
            "There is none to let through where the spec has no such member."
        ),
        help="Correct the name, or write the block or the sg-… of what stands outside the spec.",
    ),
    Code(
        "RULE285",
        "peer-without-own-group",
        what="A peer has no security group of its own.",
        why=(
            "ECS gives a network interface with security groups to tasks in mode awsvpc alone. "
            "Others send through the interface of their instance, and so come with its group."
        ),
        help="Name the instance groups that the tasks run on, or write network_mode: awsvpc.",
        source=_NETWORKS,
    ),
    sections=(*SECTIONS, "load_balancers", "access"),
)
def peers_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold peers that name a section's member to those of the spec that have a security group."""
    known = {f"load_balancers.{key}" for key in cluster.load_balancers}
    known |= {f"instance_groups.{key}" for key in cluster.instance_groups}
    workloads = {f"{workload.kind}s.{workload.key}": workload for workload in cluster.workloads}
    known |= set(each(workloads.items(), _name_of_own_group))
    unknown = [(path, peer) for path, peer in peers(cluster) if peer not in known]
    for path, peer in each(unknown, lambda item: _surely_unknown(cluster, *item)):
        if workload := workloads.get(peer):
            yield _bridged(cluster, path, peer, workload)
        else:
            help = closest(peer, sorted(known)) or f"use {listed(sorted(known))}"
            yield finding(cluster, "RULE042", path, f"there is no {shown(peer)} in this spec", help)


def _name_of_own_group(item: tuple[str, Workload]) -> Iterator[str]:
    name, workload = item
    if workload.awsvpc:
        yield name


def _surely_unknown(cluster: Cluster, path: Path, peer: str) -> Iterator[tuple[Path, str]]:
    """Yield a peer of no security group. Raises Unread where it may have one."""
    section, _, key = peer.partition(".")
    has_group = True
    if section in ("load_balancers", "instance_groups"):
        has_group = False
    elif section == "bastion":
        has_group = bool(cluster.access.bastion)
    elif section in ("services", "jobs"):
        workload = getattr(cluster, section).get(key)
        has_group = workload is not None and workload.awsvpc
    # Everything else is a block, sg-… or pl-…, of which the spec knows nothing.
    if not has_group:
        yield path, peer


def _bridged(cluster: Cluster, path: Path, peer: str, workload: Workload) -> Diagnostic:
    why = "they come with their instances'"
    message = f"the tasks of {peer} have no security group of their own: {why}"
    hosts = [f"instance_groups.{group}" for group in workload.groups]
    help = f"write {listed(hosts)}, or network_mode: awsvpc there"
    return finding(cluster, "RULE285", path, message, help)


@rule(
    Code(
        "RULE043",
        "peer-not-a-block",
        what="A peer is not a block in its plain form.",
        why=(
            "EC2 refuses what is no block. Of a block with host bits it keeps the network alone: "
            "10.0.0.7/24 becomes 10.0.0.0/24, which lets in more than the one host that it names."
        ),
        help="Write the first address of the block and its prefix, such as 10.0.0.0/16.",
        source=_BLOCK,
    ),
    sections=(*SECTIONS, "access"),
    over=peers,
)
def blocks_are_blocks(cluster: Cluster, path: Path, peer: str) -> Iterator[Diagnostic]:
    """Hold peers to blocks without host bits, which EC2 drops and Terraform sees as a change."""
    # sg-…, pl-… and names have no prefix; whether they exist is asked elsewhere.
    if "/" not in peer:
        return
    try:
        block = ipaddress.ip_network(peer, strict=False)
    except ValueError:
        yield _no_block(cluster, path, peer)
        return
    if str(block) != peer:
        wanted = "first address"
        # The same address in another spelling, as IPv6 has many: 2001:DB8::/32 or ::0/0.
        if peer.startswith(f"{block.network_address}/"):
            wanted = "plain form"
        message = f"{shown(peer)} is not the {wanted} of its block"
        yield finding(cluster, "RULE043", path, message, f"write {block}")


def _no_block(cluster: Cluster, path: Path, peer: str) -> Diagnostic:
    kind = "IPv4"
    if ":" in peer:
        kind = "IPv6"
    help = "write an address and a prefix, such as 10.0.0.0/16"
    return finding(cluster, "RULE043", path, f"{shown(peer)} is not an {kind} block", help)


RULES = (
    peers_on_their_side,
    ports_fit_protocol,
    ports_in_range,
    peers_exist,
    blocks_are_blocks,
)
