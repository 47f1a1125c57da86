"""Connections that a spec asks for, and those that the language's reference promises without asking."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import cluster_name, endpoint_services, listed, switch

from reachability.account import Account
from reachability.ends import DYNAMIC_PORTS, INTERNET, WORLD, WORLD_IPV6, End, Ends, aws
from reachability.needs import HTTPS, SYSTEMS_MANAGER
from reachability.ways import Need

_LANGUAGE = "docs/reference/language.md"
_ALL_PORTS = (0, 65535)
VPC = End("the VPC", blocks=("vpc",))
_SSH = (22, 22)


def wishes(account: Account, spec: Mapping[str, Any]) -> Iterator[Need]:
    """Yield each connection that a spec asks for."""
    yield from _Wishes(account, spec).all()


class _Wishes:
    def __init__(self, account: Account, spec: Mapping[str, Any]) -> None:
        self._ends = Ends(account)
        self._account = account
        self._spec = spec
        self._ipv6 = bool(spec.get("network", {}).get("ipv6"))

    def all(self) -> Iterator[Need]:
        yield from self._clients()
        for section in ("instance_groups", "services", "jobs"):
            for key, member in (self._spec.get(section) or {}).items():
                yield from self._of_member(section, key, member or {})
        yield from self._dynamic_ports()
        yield from self._access()
        yield from self._endpoints()

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
            given = written[key] or {}
            end = self._end(f"load_balancers.{key}")
            balancer = next((known for known, at in self._ends.balancers() if at == end), None)
            if end is None:
                continue
            for block in self._allowed(given):
                client = End(f"clients in {block}", blocks=(block,))
                for protocol, port in self._listening(given, balancer):
                    yield Need(client, end, protocol, (port, port), "allowed_cidrs", _LANGUAGE)

    def _allowed(self, given: Mapping[str, Any]) -> list[str]:
        application = given.get("type", "application") == "application"
        internal = given.get("scheme") == "internal"
        default = ["vpc"] if internal else [WORLD]
        if self._ipv6 and not internal:
            default.append(WORLD_IPV6)
        blocks = listed(given.get("allowed_cidrs", default))
        return [block for block in blocks if application or ":" not in block]

    def _listening(
        self, given: Mapping[str, Any], balancer: Mapping[str, Any] | None
    ) -> Iterator[tuple[str, int]]:
        for listener in (given.get("listeners") or {}).values():
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
        written = member.get("egress") or {}
        if "https" not in written:
            yield Need(end, INTERNET, "tcp", HTTPS, "egress: HTTPS anywhere", _LANGUAGE)
        if "vpc" not in written:
            yield Need(end, VPC, "-1", _ALL_PORTS, "egress: all of the VPC", _LANGUAGE)

    def _written(self, name: str, rule: Mapping[str, Any], who: End, to: End) -> Need:
        protocol = rule.get("protocol", "tcp")
        first, _, last = str(rule.get("port", "0-65535")).partition("-")
        ports = (int(first), int(last or first))
        spoken = {"all": "-1"}.get(protocol, protocol)
        return Need(who, to, spoken, ports, f"rule {name} of the spec", _LANGUAGE)

    def _dynamic_ports(self) -> Iterator[Need]:
        """Instances let every balancer of tasks in, so that a further service opens nothing."""
        for end in self._ends.groups.values():
            for _, balancer in self._ends.balancers():
                yield Need(balancer, end, "tcp", DYNAMIC_PORTS, "containers to come", _LANGUAGE)

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

    def _endpoints(self) -> Iterator[Need]:
        """What has an endpoint in the VPC is reached by it, and not over the way out."""
        every = [*self._ends.groups.values()]
        every += [end for task in self._ends.tasks for end in task.ends]
        wanted = endpoint_services(self._spec)
        if self._spec.get("network", {}).get("nat") == "none":
            wanted = {"s3"}
        for service in sorted(wanted):
            for end in dict.fromkeys(every):
                why = "network.endpoints"
                yield Need(end, aws(service), "tcp", HTTPS, why, _LANGUAGE, inside=True)
