"""Connections that a spec asks for, and those that the language promises without asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from ipaddress import ip_network
from typing import Any

from spec_data import (
    cluster_name,
    endpoint_services,
    internet_destinations,
    listed,
    switch,
    vpc_blocks,
    zones,
)

from reachability.account import Account
from reachability.ends import DYNAMIC_PORTS, INTERNET, WORLD, WORLD_IPV6, End, Ends, aws
from reachability.needs import HTTPS, SYSTEMS_MANAGER
from reachability.ways import Need

_NAT_INSTANCES = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html"
_LANGUAGE = "docs/reference/language.md"
_ALL_PORTS = (0, 65535)
VPC = End("the VPC", blocks=("vpc",))
_SIX = End("the internet by IPv6", blocks=(WORLD_IPV6,))
_SSH = (22, 22)


def wishes(account: Account, spec: Mapping[str, Any]) -> Iterator[Need]:
    """Yield each connection that a spec asks for."""
    yield from _Wishes(account, spec).all()


class _Wishes:
    def __init__(self, account: Account, spec: Mapping[str, Any]) -> None:
        self._ends = Ends(account)
        self._account = account
        self._spec = spec
        self._network: Mapping[str, Any] = spec.get("network", {})
        self._ipv6 = bool(self._network.get("ipv6"))

    def all(self) -> Iterator[Need]:
        yield from self._clients()
        for section in ("instance_groups", "services", "jobs"):
            for key, member in (self._spec.get(section) or {}).items():
                yield from self._of_member(section, key, member or {})
        yield from self._dynamic_ports()
        yield from self._access()
        yield from self._endpoints()
        yield from self._ways_out()
        yield from self._nat_instances()
        yield from self._routes()

    def _end(self, peer: str) -> End | None:
        """Return a peer of the language: a block, an id, or a member's security group."""
        if "/" in peer or peer.startswith("pl-"):
            return End(peer, blocks=(peer,))
        if peer.startswith("sg-"):
            return End(peer, frozenset([peer]))
        section, _, key = peer.partition(".")
        name = self._name(section, key)
        forms = {
            "load_balancers": rf"{cluster_name(self._spec)}-{key}-lb-",
            "instance_groups": rf"{cluster_name(self._spec)}-{name}-instances-",
            "bastion": rf"{cluster_name(self._spec)}-bastion-",
            "nat": rf"{cluster_name(self._spec)}-nat-",
        }
        form = forms.get(section, rf"{cluster_name(self._spec)}-{name}-")
        for group in self._account["security_groups"]:
            if re.fullmatch(form + "[0-9a-f]{26}", group["GroupName"]):
                return self._placed(peer, group["GroupId"])
        return None

    def _name(self, section: str, key: str) -> str:
        member = (self._spec.get(section) or {}).get(key) or {}
        former = listed(member.get("moved_from", []))
        return former[0] if former else key

    def _placed(self, name: str, group: str) -> End:
        every = [*self._ends.groups.values(), *(end for _, end in self._ends.balancers())]
        every += [end for task in self._ends.tasks for end in task.ends]
        for end in every:
            if group in end.groups:
                return end
        return End(name, frozenset([group]))

    def _clients(self) -> Iterator[Need]:
        written = self._spec.get("load_balancers") or {}
        for key in written:
            settings = written[key] or {}
            end = self._end(f"load_balancers.{key}")
            balancer = next((known for known, at in self._ends.balancers() if at == end), None)
            if end is None:
                continue
            for block in self._allowed(settings):
                client = End(f"clients in {block}", blocks=(block,))
                for protocol, port in self._listening(settings, balancer):
                    yield Need(client, end, protocol, (port, port), "allowed_cidrs", _LANGUAGE)

    def _allowed(self, settings: Mapping[str, Any]) -> list[str]:
        application = settings.get("type", "application") == "application"
        internal = settings.get("scheme") == "internal"
        default = ["vpc"] if internal else [WORLD]
        if self._ipv6 and not internal:
            default.append(WORLD_IPV6)
        blocks = listed(settings.get("allowed_cidrs", default))
        return [block for block in blocks if application or ":" not in block]

    def _listening(
        self, settings: Mapping[str, Any], balancer: Mapping[str, Any] | None
    ) -> Iterator[tuple[str, int]]:
        for listener in (settings.get("listeners") or {}).values():
            yield "tcp", listener["port"]
        for listener in self._account["listeners"]:
            if balancer and listener["LoadBalancerArn"] == balancer["LoadBalancerArn"]:
                spoken = listener["Protocol"].lower()
                for protocol in spoken.split("_"):
                    yield protocol if protocol == "udp" else "tcp", listener["Port"]

    def _of_member(self, section: str, key: str, member: Mapping[str, Any]) -> Iterator[Need]:
        end = self._end(f"{section}.{key}")
        if end is None:
            return
        for name, rule in (member.get("ingress") or {}).items():
            for peer in listed(rule.get("from", [])):
                if who := self._end(peer):
                    yield self._written(name, rule, who, end)
        for name, rule in (member.get("egress") or {}).items():
            for peer in listed(rule.get("to", [])):
                if to := self._end(peer):
                    yield self._written(name, rule, end, to)
        yield from self._by_default(end, member.get("egress") or {})

    def _by_default(self, end: End, written: Mapping[str, Any]) -> Iterator[Need]:
        """Beside what is written stand the defaults, but for those whose names it takes."""
        if "https" not in written:
            why = "egress: HTTPS anywhere"
            yield Need(end, INTERNET, "tcp", HTTPS, why, _LANGUAGE, only_rules=True)
        if "vpc" not in written:
            yield Need(end, VPC, "-1", _ALL_PORTS, "egress: all of the VPC", _LANGUAGE)
        if self._ipv6 and "https-ipv6" not in written:
            why = "egress: HTTPS anywhere"
            yield Need(end, _SIX, "tcp", HTTPS, why, _LANGUAGE, only_rules=True)

    def _written(self, name: str, rule: Mapping[str, Any], who: End, to: End) -> Need:
        protocol = rule.get("protocol", "tcp")
        first, _, last = str(rule.get("port", "0-65535")).partition("-")
        ports = (int(first), int(last or first))
        spoken = {"all": "-1"}.get(protocol, protocol)
        why = f"rule {name} of the spec"
        return Need(who, to, spoken, ports, why, _LANGUAGE, routed=self._is_routed(to))

    def _is_routed(self, end: End) -> bool:
        """Whether a route of the spec leads to all of an end's blocks."""
        known = [ip_network(block) for block in self._network.get("routes", {})]
        wanted = [ip_network(block) for block in end.blocks if "/" in block]
        return bool(wanted) and all(
            any(block.version == route.version and block.subnet_of(route) for route in known)
            for block in wanted
        )

    def _dynamic_ports(self) -> Iterator[Need]:
        """A further service opens nothing: balancers reach the VPC, and instances let them in."""
        inside = End("the VPC", blocks=tuple(vpc_blocks(self._spec)))
        for balancer, end in self._ends.balancers():
            protocol = "-1" if balancer["Type"] == "network" else "tcp"
            yield Need(end, inside, protocol, _ALL_PORTS, "containers to come", _LANGUAGE)
            for instances in self._ends.groups.values():
                why = "containers to come"
                yield Need(end, instances, "tcp", DYNAMIC_PORTS, why, _LANGUAGE)

    def _access(self) -> Iterator[Need]:
        access = self._spec.get("access") or {}
        bastion = self._end("bastion")
        if bastion and switch(access.get("bastion")):
            for block in listed(access["bastion"].get("allowed_cidrs", [])):
                client = End(f"clients in {block}", blocks=(block,))
                yield Need(client, bastion, "tcp", _SSH, "access.bastion", _LANGUAGE)
            yield Need(bastion, VPC, "tcp", _ALL_PORTS, "the bastion leads to hosts", _LANGUAGE)
            yield Need(bastion, INTERNET, "tcp", HTTPS, "sessions, updates", SYSTEMS_MANAGER)
        default = ["bastion"] if bastion else []
        if not access.get("ssh"):
            return
        for peer in listed(access["ssh"].get("from", default)):
            for key, group in self._spec["instance_groups"].items():
                end = self._end(f"instance_groups.{key}")
                who = self._end(peer)
                if who and end and group.get("ami_family") != "bottlerocket":
                    yield Need(who, end, "tcp", _SSH, "access.ssh", _LANGUAGE)

    def _subnets(self) -> Iterator[tuple[str, End]]:
        for zone, blocks in zones(self._spec).items():
            for tier, block in blocks.items():
                for subnet in self._account["subnets"]:
                    if block in (subnet["CidrBlock"], subnet["SubnetId"]):
                        ids = frozenset([subnet["SubnetId"]])
                        name = f"{tier} subnet of {zone}"
                        yield tier, End(name, subnets=ids, is_public=tier == "public")

    def _endpoints(self) -> Iterator[Need]:
        """What has an endpoint in the VPC is reached by it, and not over the way out."""
        for service in sorted(endpoint_services(self._spec)):
            for _, end in self._subnets():
                why = "network.endpoints"
                yield Need(end, aws(service), "tcp", HTTPS, why, _LANGUAGE, inside=True)

    def _ways_out(self) -> Iterator[Need]:
        """Subnets have the ways out that the spec says."""
        for tier, end in self._subnets():
            for block in internet_destinations(self._spec):
                part = End(f"{block} of the internet", blocks=(block,))
                if ":" in block:
                    yield Need(end, part, "tcp", HTTPS, "network.ipv6", _LANGUAGE)
                elif tier == "public" or self._network.get("nat") != "none":
                    yield Need(end, part, "tcp", HTTPS, "network.nat", _LANGUAGE)

    def _nat_instances(self) -> Iterator[Need]:
        """What private subnets send out passes the hosts: each of their rules has to let it."""
        hosts = self._end("nat")
        if hosts is None or "instance" not in self._network.get("nat", ""):
            return
        for tier, end in self._subnets():
            if tier == "private":
                yield Need(end, hosts, "-1", _ALL_PORTS, "network.nat", _NAT_INSTANCES)
        for block in internet_destinations(self._spec):
            if ":" not in block:
                part = End(f"{block} of the internet", blocks=(block,))
                yield Need(hosts, part, "-1", _ALL_PORTS, "network.nat", _NAT_INSTANCES)
        yield Need(hosts, aws("s3"), "tcp", HTTPS, "packages at boot", _NAT_INSTANCES)

    def _routes(self) -> Iterator[Need]:
        """Private subnets have the further routes that the spec says."""
        for tier, end in self._subnets():
            for block in self._network.get("routes", {}) if tier == "private" else ():
                to = End(f"network {block}", blocks=(block,))
                yield Need(end, to, "-1", _ALL_PORTS, "network.routes", _LANGUAGE, routed=True)
