"""Rules of `ingress` and `egress`: each must be a rule that EC2 takes, and reach a peer that exists."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from dataclasses import dataclass

from tfgen import derived
from tfgen.aws_limits import SECURITY_GROUP_DESCRIPTION, TAG_VALUE_LENGTH
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.rules.instance_groups import groups
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec import Reading
from tfgen.spec.instance_groups import Rule as Given
from tfgen.spec.scalars import shown

_RULE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html"
_QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"
_OUTBOUND = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html"
MOST_RULES = 60  # in each direction; AWS raises it on request


@dataclass(frozen=True, slots=True)
class SecurityGroupRule:
    """A rule of an instance group, `side` being the key of its peers: from or to."""

    group: str
    direction: str
    name: str
    given: Given

    @property
    def side(self) -> str:
        """The key that its peers belong under."""
        return "from" if self.direction == "ingress" else "to"

    @property
    def path(self) -> Path:
        """Where it stands."""
        return ("instance_groups", self.group, self.direction, self.name)

    @property
    def peers(self) -> tuple[str, ...]:
        """Its peers."""
        return self.given.from_ if self.direction == "ingress" else self.given.to

    @property
    def misplaced_peers(self) -> tuple[str, ...]:
        """Peers under the key of the other direction."""
        return self.given.to if self.direction == "ingress" else self.given.from_

    @property
    def ports(self) -> tuple[int, int] | None:
        """Its first and last port."""
        return derived.ports(self.given)


def given_rules(reading: Reading) -> Iterator[SecurityGroupRule]:
    """Yield the rules of all instance groups."""
    for _, key, group in groups(reading):
        for direction, rules in (("egress", group.egress or {}), ("ingress", group.ingress)):
            for name, given in sorted(rules.items()):
                yield SecurityGroupRule(key, direction, name, given)


def peers_on_their_side(reading: Reading) -> Iterator[Diagnostic]:
    """Hold ingress to `from` and egress to `to`, with a peer at least."""
    for rule in given_rules(reading):
        other = "to" if rule.side == "from" else "from"
        if rule.misplaced_peers:
            message = f"{rule.direction} rule {shown(rule.name)} has {other}:, which has no meaning there"
            yield finding(reading, "RULE038", (*rule.path, other), message, f"write {rule.side}:", key=True)
        elif not rule.peers:
            message = f"{rule.direction} rule {shown(rule.name)} names no peer"
            help = f"write {rule.side}: with a block, sg-…, pl-…, load_balancers.<name> or instance_groups.<name>"
            yield finding(reading, "RULE039", (*rule.path, rule.side), message, help)


def ports_fit_protocol(reading: Reading) -> Iterator[Diagnostic]:
    """Ask for a port with tcp and udp, and refuse one with icmp and all.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    for rule in given_rules(reading):
        has_ports, protocol = rule.given.port is not None, rule.given.protocol
        if has_ports == (protocol in ("tcp", "udp")):
            continue
        if has_ports:
            message = f"protocol {protocol} has no ports"
            help = "remove port" if protocol == "icmp" else "remove port, or write protocol: tcp or udp"
        else:
            message = f"{rule.direction} rule {shown(rule.name)} for {protocol} names no port"
            help = "write port: 443 or a range such as 9000-9100, or protocol: all"
        yield finding(reading, "RULE040", (*rule.path, "port"), message, help, source=_RULE)


def ports_in_range(reading: Reading) -> Iterator[Diagnostic]:
    """Hold ports between 0 and 65535, the first not above the last.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    for rule in given_rules(reading):
        first, last = rule.ports or (0, 0)
        if max(first, last) > 65535:
            message, help = f"port {max(first, last)} does not exist", "write 0 to 65535"
        elif first > last:
            message, help = f"the range {rule.given.port} starts after its end", f"write {last}-{first}"
        else:
            continue
        yield finding(reading, "RULE041", (*rule.path, "port"), message, help, source=_RULE)


def peers_exist(reading: Reading) -> Iterator[Diagnostic]:
    """Hold peers that name a balancer or an instance group to those of the spec."""
    spec = reading.spec
    known = {f"load_balancers.{key}" for key in spec.load_balancers}
    known |= {f"instance_groups.{key}" for key in spec.instance_groups}
    known |= {"bastion"} if spec.access.bastion else set()
    for path, peer in _peers(reading):
        if peer.startswith(("load_balancers.", "instance_groups.", "bastion")) and peer not in known:
            help = closest(peer, sorted(known)) or f"use {listed(sorted(known))}"
            yield finding(reading, "RULE042", path, f"there is no {shown(peer)} in this spec", help)


def blocks_are_blocks(reading: Reading) -> Iterator[Diagnostic]:
    """Hold peers to blocks without host bits, which EC2 would drop and Terraform then see as a change."""
    for path, peer in _peers(reading):
        if "/" not in peer:
            continue
        try:
            block = ipaddress.ip_network(peer, strict=False)
        except ValueError:
            help = "write an address and a prefix, such as 10.0.0.0/16"
            kind = "IPv6" if ":" in peer else "IPv4"
            yield finding(reading, "RULE043", path, f"{shown(peer)} is not an {kind} block", help)
            continue
        if str(block) != peer:
            first = f"{block.network_address}/" == peer[: peer.index("/") + 1]
            message = f"{shown(peer)} is not the {'plain form' if first else 'first address'} of its block"
            yield finding(reading, "RULE043", path, message, f"write {block}")


def _peers(reading: Reading) -> Iterator[tuple[Path, str]]:
    for rule in given_rules(reading):
        for index, peer in enumerate(rule.peers):
            yield (*rule.path, rule.side, index), peer
    yield from _ssh_peers(reading)


def _ssh_peers(reading: Reading) -> Iterator[tuple[Path, str]]:
    """Yield who may connect by SSH beside the bastion, for which access has its own rules."""
    ssh = reading.spec.access.ssh
    for index, peer in enumerate(ssh.from_ if ssh else ()):
        if peer != "bastion":
            yield ("access", "ssh", "from", index), peer


def descriptions_accepted(reading: Reading) -> Iterator[Diagnostic]:
    """Hold a rule's description to EC2's characters, and to what its tag Name leaves: a name is its default.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    """
    allowed = SECURITY_GROUP_DESCRIPTION
    cluster = derived.cluster_name(reading.spec)
    for rule in given_rules(reading):
        text = rule.given.description or rule.name
        what = "description" if rule.given.description else "name"
        longest = min(allowed.longest, TAG_VALUE_LENGTH.high - len(f"{cluster}-{rule.group}-"))
        at = (*rule.path, "description")
        if len(text) > longest:
            message = f"the {what} of a rule has {len(text)} characters, and its tag Name leaves {longest}"
            yield finding(reading, "RULE044", at, message, "shorten it, or write description:", source=allowed.source)
        elif not allowed.accepts(text):
            wrong = next(c for c in text if not allowed.accepts(c))
            message = f"the {what} of a rule holds {wrong!r}, which EC2 refuses there: {allowed.allowed}"
            help = "remove it" if what == "description" else "rename the rule, or write description: without it"
            yield finding(reading, "RULE044", at, message, help, source=allowed.source)


def rules_differ(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a rule that stands twice in a security group: EC2 refuses the second, whatever its description.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    """
    first: dict[tuple[str, str, str, tuple[int, int] | None, str], Path | None] = {
        (group, "ingress", "tcp", (32768, 65535), f"load_balancers.{key}"): None
        for group in reading.spec.instance_groups
        for key in reading.spec.load_balancers
    }
    for group in reading.spec.instance_groups:
        for index, peer in enumerate(reading.spec.access.ssh.from_ if reading.spec.access.ssh else ()):
            first[(group, "ingress", "tcp", (22, 22), peer)] = ("access", "ssh", "from", index)
    for rule in given_rules(reading):
        for index, peer in enumerate(rule.peers):
            same = (rule.group, rule.direction, rule.given.protocol, rule.ports, peer)
            path = (*rule.path, rule.side, index)
            if same not in first:
                first[same] = path
                continue
            other = first[same]
            where = _where(other)
            message = f"rule {shown(rule.name)} opens the same to {shown(peer)} as {where}, and EC2 takes it once"
            also = ((other, "the same rule"),) if other else ()
            yield finding(reading, "RULE045", path, message, "remove one of the two", also=also)


def _where(other: Path | None) -> str:
    """Return in words where a rule stands."""
    if other is None:
        return "tfgen's own rule for the balancers"
    return "access.ssh" if other[0] == "access" else f"rule {shown(str(other[3]))}"


def agent_can_reach_ecs(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of egress that lets no HTTPS out: the ECS agent could not reach ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
    """
    open_groups = {rule.group for rule in given_rules(reading) if rule.direction == "egress" and _opens(rule, 443)}
    for path, key, group in groups(reading):
        if group.egress is not None and key not in open_groups:
            message = f"egress of instance group {key} lets no HTTPS out, so its instances never join the cluster"
            help = "add a rule such as https: {port: 443, to: 0.0.0.0/0}, or remove egress for the default"
            at = (*path, "egress")
            yield finding(reading, "RULE046", at, message, help, source=_OUTBOUND, severity=Severity.WARNING, key=True)


def _opens(rule: SecurityGroupRule, port: int) -> bool:
    """Tell whether a rule lets TCP through on a port."""
    if not rule.peers or rule.given.protocol not in ("tcp", "all"):
        return False
    first, last = rule.ports or (0, 65535)
    return rule.given.protocol == "all" or first <= port <= last


def rules_within_quota(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of more rules than a security group takes before AWS raises the quota.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    """
    access = reading.spec.access
    ours = len(reading.spec.load_balancers) + len(access.ssh.from_ if access.ssh else ()) + access.instance_connect
    counts: dict[tuple[str, str], int] = {(key, "ingress"): ours for key in reading.spec.instance_groups}
    for rule in given_rules(reading):
        group = (rule.group, rule.direction)
        counts[group] = counts.get(group, 0) + len(rule.peers)
    for (key, direction), count in sorted(counts.items()):
        if count > MOST_RULES:
            message = f"{direction} of instance group {key} has {count} rules, and AWS takes {MOST_RULES} at first"
            help = "use a prefix list (pl-…), or have the quota raised"
            path = ("instance_groups", key, direction)
            yield finding(reading, "RULE047", path, message, help, source=_QUOTAS, severity=Severity.WARNING, key=True)


RULES = (
    Rule(("instance_groups",), peers_on_their_side),
    Rule(("instance_groups",), ports_fit_protocol),
    Rule(("instance_groups",), ports_in_range),
    Rule(("instance_groups", "load_balancers", "access"), peers_exist),
    Rule(("instance_groups", "access"), blocks_are_blocks),
    Rule(("instance_groups", "environment", "cluster"), descriptions_accepted),
    Rule(("instance_groups", "load_balancers", "access"), rules_differ),
    Rule(("instance_groups",), agent_can_reach_ecs),
    Rule(("instance_groups", "load_balancers", "access"), rules_within_quota),
)
