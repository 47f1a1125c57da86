"""Rules of security groups that the cluster needs beside those that the spec asks for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Literal

from tfgen.language import Spec
from tfgen.language.instance_groups import Rule
from tfgen.language.scalars import TextOrExpression

# A peer that cannot be written: the blocks of the VPC, which a spec need not know of one that
# exists.
VPC = "vpc"
VPC_IPV6 = "vpc-ipv6"
Protocol = Literal["tcp", "udp", "icmp", "all"]


def default_egress(cluster: Spec) -> dict[str, Rule]:
    """Return the rules out that stand beside those of a spec, unless one of these has the name."""
    rules = {
        "https": _out("443", "tcp", "0.0.0.0/0", "HTTPS anywhere: AWS, registries, packages"),
        "vpc": _out(None, "all", VPC, "Everything inside the VPC"),
    }
    if cluster.network.ipv6:
        rules["https-ipv6"] = _out("443", "tcp", "::/0", "HTTPS anywhere over IPv6")
        rules["vpc-ipv6"] = _out(None, "all", VPC_IPV6, "Everything inside the VPC over IPv6")
    return rules


def _out(port: str | None, protocol: Protocol, peer: str, description: str) -> Rule:
    return Rule.model_construct(port=port, protocol=protocol, to=(peer,), description=description)


def described(rules: Mapping[str, Rule]) -> dict[str, Rule]:
    """Return rules with their names as descriptions where they have none."""
    return {name: _described(name, rule) for name, rule in rules.items()}


def _described(name: str, rule: Rule) -> Rule:
    # An empty one is none to AWS.
    if rule.description:
        return rule
    return rule.model_copy(update={"description": name})


def ingress(
    port: str, peers: Iterable[TextOrExpression], description: str, protocol: Protocol = "tcp"
) -> Rule:
    """Return a rule that lets peers in at a port."""
    return Rule.model_construct(
        port=port, protocol=protocol, from_=tuple(sorted(peers, key=str)), description=description
    )


def port_range(rule: Rule) -> tuple[int, int] | None:
    """Return the first and last port of a rule; None where it names none."""
    if rule.port is None:
        return None
    first, _, last = rule.port.partition("-")
    return int(first), int(last or first)
