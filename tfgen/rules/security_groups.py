"""Rules of `ingress` and `egress` of instance groups and services: each one that EC2 takes, with a peer that exists."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tfgen.aws_limits import SECURITY_GROUP_DESCRIPTION, TAG_VALUE_LENGTH
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, InstanceGroup, Workload, port_range
from tfgen.rules.instance_groups import groups
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec.instance_groups import Rule as Given
from tfgen.spec.scalars import shown

_RULE = "https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html"
_QUOTAS = "https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups"
_NETWORKS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html"
_OUTBOUND = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html"
MOST_RULES = 60  # in each direction; AWS raises it on request

Owner = tuple[str, str]
# A rule as EC2 tells it from others: whose it is, the direction, the protocol, the ports and the peer.
Same = tuple[Owner, str, str, tuple[int, int] | None, str]


@dataclass(frozen=True, slots=True)
class SecurityGroupRule:
    """A rule of an instance group or service (`owner`: section and key), `side` being the key of its peers."""

    owner: Owner
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
        return (*self.owner, self.direction, self.name)

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
        return port_range(self.given)


def given_rules(cluster: Cluster) -> Iterator[SecurityGroupRule]:
    """Yield the rules of all instance groups, and of all services whose tasks have a network of their own."""
    owners: list[tuple[Owner, InstanceGroup | Workload]] = [
        (("instance_groups", key), one) for _, key, one in groups(cluster)
    ]
    owners += [((f"{one.kind}s", one.key), one) for one in cluster.workloads if one.awsvpc]
    for owner, one in owners:
        for direction, rules in (("egress", one.given_egress), ("ingress", one.ingress)):
            for name, given in sorted(rules.items()):
                yield SecurityGroupRule(owner, direction, name, given)


def peers_on_their_side(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold ingress to `from` and egress to `to`, with a peer at least."""
    for rule in given_rules(cluster):
        other = "to" if rule.side == "from" else "from"
        if rule.misplaced_peers:
            message = f"{rule.direction} rule {shown(rule.name)} has {other}:, which has no meaning there"
            yield finding(cluster, "RULE038", (*rule.path, other), message, f"write {rule.side}:", key=True)
        elif not rule.peers:
            message = f"{rule.direction} rule {shown(rule.name)} names no peer"
            help = f"write {rule.side}: with a block, sg-…, pl-…, load_balancers.<name> or instance_groups.<name>"
            yield finding(cluster, "RULE039", (*rule.path, rule.side), message, help)


def ports_fit_protocol(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for a port with tcp and udp, and refuse one with icmp and all.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    for rule in given_rules(cluster):
        has_ports, protocol = rule.given.port is not None, rule.given.protocol
        if has_ports == (protocol in ("tcp", "udp")):
            continue
        if has_ports:
            message = f"protocol {protocol} has no ports"
            help = "remove port" if protocol == "icmp" else "remove port, or write protocol: tcp or udp"
        else:
            message = f"{rule.direction} rule {shown(rule.name)} for {protocol} names no port"
            help = "write port: 443 or a range such as 9000-9100, or protocol: all"
        yield finding(cluster, "RULE040", (*rule.path, "port"), message, help, source=_RULE)


def ports_in_range(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold ports between 0 and 65535, the first not above the last.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    """
    for rule in given_rules(cluster):
        first, last = rule.ports or (0, 0)
        if max(first, last) > 65535:
            message, help = f"port {max(first, last)} does not exist", "write 0 to 65535"
        elif first > last:
            message, help = (
                f"the range {rule.given.port} starts after its end",
                f"write {last}-{first}",
            )
        else:
            continue
        yield finding(cluster, "RULE041", (*rule.path, "port"), message, help, source=_RULE)


def peers_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold peers that name a section's member to those of the spec that have a security group."""
    known = {f"load_balancers.{key}" for key in cluster.load_balancers}
    known |= {f"instance_groups.{key}" for key in cluster.instance_groups}
    known |= {f"{one.kind}s.{one.key}" for one in cluster.workloads if one.awsvpc}
    known |= {"bastion"} if cluster.access.bastion else set()
    for path, peer in _peers(cluster):
        section = peer.partition(".")[0]
        if section not in ("load_balancers", "instance_groups", "services", "jobs", "bastion") or peer in known:
            continue
        if bridged := next((one for one in cluster.workloads if f"{one.kind}s.{one.key}" == peer), None):
            message = f"the tasks of {peer} have no security group of their own: they come with their instances'"
            hosts = [f"instance_groups.{group}" for group in bridged.groups]
            help = f"write {listed(hosts)}, or network_mode: awsvpc there"
            yield finding(cluster, "RULE285", path, message, help, source=_NETWORKS)
        else:
            help = closest(peer, sorted(known)) or f"use {listed(sorted(known))}"
            yield finding(cluster, "RULE042", path, f"there is no {shown(peer)} in this spec", help)


def blocks_are_blocks(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold peers to blocks without host bits, which EC2 would drop and Terraform then see as a change."""
    for path, peer in _peers(cluster):
        if "/" not in peer:
            continue
        try:
            block = ipaddress.ip_network(peer, strict=False)
        except ValueError:
            help = "write an address and a prefix, such as 10.0.0.0/16"
            kind = "IPv6" if ":" in peer else "IPv4"
            yield finding(cluster, "RULE043", path, f"{shown(peer)} is not an {kind} block", help)
            continue
        if str(block) != peer:
            first = f"{block.network_address}/" == peer[: peer.index("/") + 1]
            message = f"{shown(peer)} is not the {'plain form' if first else 'first address'} of its block"
            yield finding(cluster, "RULE043", path, message, f"write {block}")


def _peers(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    for rule in given_rules(cluster):
        for index, peer in enumerate(rule.peers):
            yield (*rule.path, rule.side, index), peer
    yield from _ssh_peers(cluster)


def _ssh_peers(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Yield who may connect by SSH beside the bastion, for which access has its own rules."""
    ssh = cluster.access.ssh
    for index, peer in enumerate(ssh.from_ if ssh else ()):
        if peer != "bastion":
            yield ("access", "ssh", "from", index), peer


def descriptions_accepted(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a rule's description to EC2's characters, and to what its tag Name leaves: a name is its default.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpRange.html
    """
    allowed = SECURITY_GROUP_DESCRIPTION
    for rule in given_rules(cluster):
        text = rule.given.description or rule.name
        what = "description" if rule.given.description else "name"
        longest = min(allowed.longest, TAG_VALUE_LENGTH.high - len(f"{cluster.name}-{rule.owner[1]}-"))
        at = (*rule.path, "description")
        if len(text) > longest:
            message = f"the {what} of a rule has {len(text)} characters, and its tag Name leaves {longest}"
            yield finding(
                cluster,
                "RULE044",
                at,
                message,
                "shorten it, or write description:",
                source=allowed.source,
            )
        elif not allowed.accepts(text):
            wrong = next(c for c in text if not allowed.accepts(c))
            message = f"the {what} of a rule holds {wrong!r}, which EC2 refuses there: {allowed.allowed}"
            help = "remove it" if what == "description" else "rename the rule, or write description: without it"
            yield finding(cluster, "RULE044", at, message, help, source=allowed.source)


def rules_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a rule that stands twice in a security group: EC2 refuses the second, whatever its description.

    https://docs.aws.amazon.com/AWSEC2/latest/APIReference/errors-overview.html
    """
    first: dict[Same, Path | str] = dict(_ours(cluster))
    for group in cluster.instance_groups:
        for index, peer in enumerate(cluster.access.ssh.from_ if cluster.access.ssh else ()):
            first[(("instance_groups", group), "ingress", "tcp", (22, 22), peer)] = (
                "access",
                "ssh",
                "from",
                index,
            )
    for rule in given_rules(cluster):
        for index, peer in enumerate(rule.peers):
            same = (rule.owner, rule.direction, rule.given.protocol, rule.ports, peer)
            path = (*rule.path, rule.side, index)
            if same not in first:
                first[same] = path
                continue
            other = first[same]
            where = _where(other)
            message = f"rule {shown(rule.name)} opens the same to {shown(peer)} as {where}, and EC2 takes it once"
            also = () if isinstance(other, str) else ((other, "the same rule"),)
            yield finding(cluster, "RULE045", path, message, "remove one of the two", also=also)


def _ours(cluster: Cluster) -> Iterator[tuple[Same, str]]:
    """Yield the rules that tfgen adds itself, each with what it is for."""
    for group, given in cluster.instance_groups.items():
        for key in cluster.load_balancers:
            peer = f"load_balancers.{key}"
            yield (
                (("instance_groups", group), "ingress", "tcp", (32768, 65535), peer),
                "the balancers",
            )
        yield from _for_peers(("instance_groups", group), given.connect_ingress)
    for key, service in cluster.services.items():
        if not service.awsvpc:
            continue
        for name, route in service.routes.items():
            if port := route.container_port:
                ports, peer = (
                    (port.container_port, port.container_port),
                    f"load_balancers.{route.load_balancer}",
                )
                yield (("services", key), "ingress", port.protocol, ports, peer), "the balancers"
        yield from _for_peers(("services", key), service.connect_ingress)


def _for_peers(owner: Owner, rules: Mapping[str, Given]) -> Iterator[tuple[Same, str]]:
    for rule in rules.values():
        for peer in rule.from_:
            yield (owner, "ingress", rule.protocol, port_range(rule), peer), "Service Connect"


def _where(other: Path | str) -> str:
    """Return in words where a rule stands."""
    if isinstance(other, str):
        return f"tfgen's own rule for {other}"
    return "access.ssh" if other[0] == "access" else f"rule {shown(str(other[3]))}"


def agent_can_reach_ecs(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of egress that lets no HTTPS out: the ECS agent could not reach ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
    """
    opened = {rule.owner for rule in given_rules(cluster) if rule.direction == "egress" and _opens(rule, 443)}
    for path, key, group in groups(cluster):
        if group.gives("egress") and ("instance_groups", key) not in opened:
            message = f"egress of instance group {key} lets no HTTPS out, so its instances never join the cluster"
            help = "add a rule such as https: {port: 443, to: 0.0.0.0/0}, or remove egress for the default"
            at = (*path, "egress")
            yield finding(
                cluster,
                "RULE046",
                at,
                message,
                help,
                source=_OUTBOUND,
                severity=Severity.WARNING,
                key=True,
            )


def _opens(rule: SecurityGroupRule, port: int) -> bool:
    """Tell whether a rule lets TCP through on a port."""
    if not rule.peers or rule.given.protocol not in ("tcp", "all"):
        return False
    first, last = rule.ports or (0, 65535)
    return rule.given.protocol == "all" or first <= port <= last


def rules_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of more rules than a security group takes before AWS raises the quota.

    https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html#vpc-limits-security-groups
    """
    access = cluster.access
    ours = len(access.ssh.from_ if access.ssh else ()) + access.instance_connect
    counts: dict[tuple[Owner, str], int] = {}
    for key in cluster.instance_groups:
        counts[("instance_groups", key), "ingress"] = ours
    for owner, direction in [
        *((owner, direction) for (owner, direction, *_), _ in _ours(cluster)),
        *((rule.owner, rule.direction) for rule in given_rules(cluster) for _ in rule.peers),
    ]:
        counts[owner, direction] = counts.get((owner, direction), 0) + 1
    for ((section, key), direction), count in sorted(counts.items()):
        if count > MOST_RULES:
            what = section[:-1].replace("_", " ")
            message = f"{direction} of {what} {key} has {count} rules, and AWS takes {MOST_RULES} at first"
            help = "use a prefix list (pl-…), or have the quota raised"
            path = (section, key, direction)
            yield finding(
                cluster,
                "RULE047",
                path,
                message,
                help,
                source=_QUOTAS,
                severity=Severity.WARNING,
                key=True,
            )


# The sections that make rules.
_OWNERS = ("instance_groups", "services", "jobs", "cluster")
RULES = (
    Rule(_OWNERS, peers_on_their_side),
    Rule(_OWNERS, ports_fit_protocol),
    Rule(_OWNERS, ports_in_range),
    Rule((*_OWNERS, "load_balancers", "access"), peers_exist),
    Rule((*_OWNERS, "access"), blocks_are_blocks),
    Rule((*_OWNERS, "environment"), descriptions_accepted),
    Rule((*_OWNERS, "load_balancers", "access"), rules_differ),
    Rule(_OWNERS, agent_can_reach_ecs),
    Rule((*_OWNERS, "load_balancers", "access"), rules_within_quota),
)
