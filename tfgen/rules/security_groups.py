"""Rules of `ingress` and `egress` of instance groups and services: each one that EC2 takes, with a peer that exists."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tfgen import derived, discovery, workloads
from tfgen.aws_limits import SECURITY_GROUP_DESCRIPTION, TAG_VALUE_LENGTH
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.rules.instance_groups import groups
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec import Reading, Spec
from tfgen.spec.instance_groups import InstanceGroup
from tfgen.spec.instance_groups import Rule as Given
from tfgen.spec.scalars import shown
from tfgen.spec.workloads import Workload

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
        return derived.ports(self.given)


def given_rules(reading: Reading) -> Iterator[SecurityGroupRule]:
    """Yield the rules of all instance groups, and of all services whose tasks have a network of their own."""
    spec = reading.spec
    owners: list[tuple[Owner, InstanceGroup | Workload]] = [
        (("instance_groups", key), one) for _, key, one in groups(reading)
    ]
    owners += [((f"{what}s", key), one) for what, key, one in workloads.placed(spec) if _has_group(spec, one)]
    for owner, one in owners:
        for direction, rules in (("egress", one.egress or {}), ("ingress", one.ingress)):
            for name, given in sorted(rules.items()):
                yield SecurityGroupRule(owner, direction, name, given)


def _has_group(spec: Spec, workload: Workload) -> bool:
    """Whether the tasks of a workload have a security group of their own."""
    return workloads.network_mode(spec, workload) == "awsvpc"


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


def names_are_free(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse the names of the rules that tfgen itself adds: under the same name a rule would take their place."""
    for rule in given_rules(reading):
        if rule.direction == "ingress" and rule.name.split(".")[0] in _OWN_NAMES:
            message = f"ingress rule {shown(rule.name)} has a name that tfgen keeps for rules of its own"
            yield finding(reading, "RULE291", rule.path, message, "give it another name", key=True)


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
    """Hold peers that name a section's member to those of the spec that have a security group."""
    spec = reading.spec
    known = {f"load_balancers.{key}" for key in spec.load_balancers}
    known |= {f"instance_groups.{key}" for key in spec.instance_groups}
    known |= {f"{what}s.{key}" for what, key, one in workloads.placed(spec) if _has_group(spec, one)}
    known |= {"bastion"} if spec.access.bastion else set()
    for path, peer in _peers(reading):
        section = peer.partition(".")[0]
        if section not in ("load_balancers", "instance_groups", "services", "jobs", "bastion") or peer in known:
            continue
        if bridged := next((one for what, name, one in workloads.placed(spec) if f"{what}s.{name}" == peer), None):
            message = f"the tasks of {peer} have no security group of their own: they come with their instances'"
            hosts = [f"instance_groups.{group}" for group in workloads.groups(spec, bridged)]
            help = f"write {listed(hosts)}, or network_mode: awsvpc there"
            yield finding(reading, "RULE285", path, message, help, source=_NETWORKS)
        else:
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
        longest = min(allowed.longest, TAG_VALUE_LENGTH.high - len(f"{cluster}-{rule.owner[1]}-"))
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
    first: dict[Same, Path | str] = dict(_ours(reading.spec))
    for group in reading.spec.instance_groups:
        for index, peer in enumerate(reading.spec.access.ssh.from_ if reading.spec.access.ssh else ()):
            first[(("instance_groups", group), "ingress", "tcp", (22, 22), peer)] = ("access", "ssh", "from", index)
    for rule in given_rules(reading):
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
            yield finding(reading, "RULE045", path, message, "remove one of the two", also=also)


def _ours(spec: Spec) -> Iterator[tuple[Same, str]]:
    """Yield the rules that tfgen adds itself, each with what it is for."""
    for group in spec.instance_groups:
        for key in spec.load_balancers:
            peer = f"load_balancers.{key}"
            yield (("instance_groups", group), "ingress", "tcp", (32768, 65535), peer), "the balancers"
        yield from _for_peers(("instance_groups", group), discovery.group_ingress(spec, group))
    for key, service in spec.services.items():
        if not _has_group(spec, service):
            continue
        for name, route in service.routes.items():
            if port := workloads.port(key, service, route):
                ports, peer = (
                    (port.container_port, port.container_port),
                    f"load_balancers.{workloads.balancer_key(name, route)}",
                )
                yield (("services", key), "ingress", port.protocol, ports, peer), "the balancers"
        yield from _for_peers(("services", key), discovery.ingress(spec, key))


def _for_peers(owner: Owner, rules: Mapping[str, Given]) -> Iterator[tuple[Same, str]]:
    for rule in rules.values():
        for peer in rule.from_:
            yield (owner, "ingress", rule.protocol, derived.ports(rule), peer), "Service Connect"


def _where(other: Path | str) -> str:
    """Return in words where a rule stands."""
    if isinstance(other, str):
        return f"tfgen's own rule for {other}"
    return "access.ssh" if other[0] == "access" else f"rule {shown(str(other[3]))}"


def agent_can_reach_ecs(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of egress that lets no HTTPS out: the ECS agent could not reach ECS.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/launch_container_instance.html
    """
    opened = {rule.owner for rule in given_rules(reading) if rule.direction == "egress" and _opens(rule, 443)}
    for path, key, group in groups(reading):
        if group.egress is not None and ("instance_groups", key) not in opened:
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
    ours = len(access.ssh.from_ if access.ssh else ()) + access.instance_connect
    counts: dict[tuple[Owner, str], int] = {}
    for key in reading.spec.instance_groups:
        counts[("instance_groups", key), "ingress"] = ours
    for owner, direction in [
        *((owner, direction) for (owner, direction, *_), _ in _ours(reading.spec)),
        *((rule.owner, rule.direction) for rule in given_rules(reading) for _ in rule.peers),
    ]:
        counts[owner, direction] = counts.get((owner, direction), 0) + 1
    for ((section, key), direction), count in sorted(counts.items()):
        if count > MOST_RULES:
            what = section[:-1].replace("_", " ")
            message = f"{direction} of {what} {key} has {count} rules, and AWS takes {MOST_RULES} at first"
            help = "use a prefix list (pl-…), or have the quota raised"
            path = (section, key, direction)
            yield finding(reading, "RULE047", path, message, help, source=_QUOTAS, severity=Severity.WARNING, key=True)


# The sections that make rules, and the first part of the rules' names.
_OWN_NAMES = ("access", "service_connect")
_OWNERS = ("instance_groups", "services", "jobs", "cluster")
RULES = (
    Rule(_OWNERS, peers_on_their_side),
    Rule(_OWNERS, names_are_free),
    Rule(_OWNERS, ports_fit_protocol),
    Rule(_OWNERS, ports_in_range),
    Rule((*_OWNERS, "load_balancers", "access"), peers_exist),
    Rule((*_OWNERS, "access"), blocks_are_blocks),
    Rule((*_OWNERS, "environment"), descriptions_accepted),
    Rule((*_OWNERS, "load_balancers", "access"), rules_differ),
    Rule(_OWNERS, agent_can_reach_ecs),
    Rule((*_OWNERS, "load_balancers", "access"), rules_within_quota),
)
