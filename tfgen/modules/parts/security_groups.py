"""Rules of security groups, as the module `security_group` takes them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from tfgen.hcl import Call, Ref, Value
from tfgen.language.instance_groups import Rule
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.modules.parts.references import EGRESS, VPC_CIDR, VPC_ID, in_cluster
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer, Workload, labels
from tfgen.resolve.security_groups import VPC, VPC_IPV6, default_egress
from tfgen.tree import ModulePlan

Rules = dict[str, Value]


def security_group(
    cluster: Cluster,
    call: str,
    file: str,
    name: str,
    description: Value,
    *,
    ingress: Rules | None = None,
    egress: Value = None,
) -> ModulePlan:
    """Plan a security group; `name` is what its name begins with, without a hyphen at the end."""
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, name),
        "description": description,
        "vpc_id": VPC_ID,
        "ingress": ingress or None,
        "egress": egress or None,
    }
    return ModulePlan(f"{call}_security_group", "security_group", file, inputs)


def ready_id(call: str) -> Ref:
    """Return the id of a security group whose rules stand, for what is in it."""
    return Ref(f"module.{call}_security_group.ready_id")


def group_id(peer: str) -> Ref:
    """Return the id of the security group of a member or of `bastion`, for rules of others."""
    if peer in ("bastion", "instance_connect"):
        return Ref(f"module.{peer}_security_group.id")
    section, key = peer.split(".")
    return Ref(f"module.{section.removesuffix('s')}_{labels.label(key)}_security_group.id")


def ingress_rules(cluster: Cluster, rules: Mapping[str, Rule]) -> Rules:
    """Return a rule for each name and peer, keyed by both: a further peer changes no other rule."""
    return {
        f"{name} from {_lasting(cluster, peer)}": _rule(name, rule, peer)
        for name, rule in sorted(rules.items())
        for peer in _peers(cluster, rule.from_)
    }


def egress_rules(cluster: Cluster, owner: InstanceGroup | Workload) -> Value:
    """Return the rules out of an instance group or out of tasks."""
    written = _out(cluster, owner.given_egress)
    if not written:
        return EGRESS
    usual = default_egress(cluster)
    # One that is written under the name of a default takes its place.
    if owner.given_egress.keys() & usual.keys():
        return _out(cluster, owner.egress)
    return Call("merge", (EGRESS, written))


def common_egress(cluster: Cluster) -> Rules:
    """Return the rules out that stand beside those of a spec."""
    return _out(cluster, default_egress(cluster))


def _out(cluster: Cluster, rules: Mapping[str, Rule]) -> Rules:
    """Return a rule for each name and peer: a default has the key that it would have written."""
    return {
        f"{name} to {_lasting(cluster, peer)}": _rule(name, rule, peer)
        for name, rule in sorted(rules.items())
        for peer in _peers(cluster, rule.to)
    }


def _peers(cluster: Cluster, peers: Iterable[TextOrExpression]) -> Iterator[TextOrExpression]:
    """Yield the peers of rules in their order; the VPC is each of its blocks."""
    for peer in sorted(peers, key=str):
        yield peer
        if peer == VPC:
            yield from cluster.network.blocks[1:]


def inside_vpc(cluster: Cluster, name: str, ports: Mapping[str, Value]) -> Rules:
    """Return a rule for each IPv4 block of the VPC; that of the first has the name alone."""
    rules: Rules = {name: {**ports, "cidr_ipv4": VPC_CIDR}}
    for block in sorted(cluster.network.blocks[1:]):
        rules[f"{name}: {block}"] = {**ports, "cidr_ipv4": block}
    return rules


def from_blocks(ports: Iterable[tuple[int, str]], blocks: Iterable[str]) -> Rules:
    """Return a rule for each port, protocol and block that may connect, keyed by all three."""
    rules: Rules = {}
    for port, protocol in sorted(set(ports)):
        for block in sorted(blocks):
            rule = {"from_port": port, "to_port": port, **_peer(block)}
            rules[f"{port}/{protocol} from {block}"] = {**_protocol(protocol), **rule}
    return rules


def from_group(port: int | tuple[int, int], group: Value, protocol: str = "tcp") -> Value:
    """Return a rule for the members of another security group."""
    if isinstance(port, int):
        port = (port, port)
    first, last = port
    ports = {"from_port": first, "to_port": last, "security_group_id": group}
    return {**_protocol(protocol), **ports}


def _rule(name: str, rule: Rule, peer: TextOrExpression) -> dict[str, Value]:
    # AWS shows a description, and not the key that Terraform has the rule under.
    described = {"description": rule.description or name}
    return {**described, **_protocol(rule.protocol), **_ports(rule), **_peer(peer)}


def _protocol(protocol: str) -> dict[str, Value]:
    """Return the protocol of a rule, unless it is the usual one."""
    if protocol == "tcp":
        return {}
    if protocol == "all":
        protocol = "-1"
    return {"protocol": protocol}


def _ports(rule: Rule) -> dict[str, Value]:
    # Of ICMP the two are type and code: -1 is each of them.
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_IpPermission.html
    if rule.protocol == "icmp":
        return {"from_port": -1, "to_port": -1}
    if rule.port is None:
        return {}
    first, _, last = rule.port.partition("-")
    return {"from_port": int(first), "to_port": int(last or first)}


def _peer(peer: TextOrExpression) -> dict[str, Value]:
    if isinstance(peer, Expression):
        return {"security_group_id": peer}
    if peer == VPC:
        return {"cidr_ipv4": VPC_CIDR}
    if peer == VPC_IPV6:
        return {"cidr_ipv6": Ref("module.vpc.ipv6_cidr")}
    if peer.startswith("pl-"):
        return {"prefix_list_id": peer}
    if peer.startswith("sg-"):
        return {"security_group_id": peer}
    # A rule has a block of one kind: AWS keeps the two apart.
    if "/" in peer and ":" in peer:
        return {"cidr_ipv6": peer}
    if "/" in peer:
        return {"cidr_ipv4": peer}
    return {"security_group_id": group_id(peer)}


def _lasting(cluster: Cluster, peer: TextOrExpression) -> str:
    """Return how a rule's key names a peer: by the name that it keeps when its key changes.

    An expression is named by its words: Terraform wants to know its keys before it makes anything.
    """
    if isinstance(peer, Expression):
        return peer.text
    section, _, key = peer.partition(".")
    members: dict[str, Mapping[str, InstanceGroup | Workload | SystemContainer]] = {
        "instance_groups": cluster.instance_groups,
        "services": cluster.services,
        "jobs": cluster.jobs,
        "system_containers": cluster.system_containers,
    }
    if peer == VPC and cluster.network.knows_cidr:
        return cluster.network.cidr
    if section == "load_balancers":
        return f"{section}.{cluster.load_balancers[key].oldest_key}"
    if section not in members:
        return peer
    return f"{section}.{members[section][key].name}"
