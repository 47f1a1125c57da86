"""Whether a way is open: rules of security groups, routes, gateways and endpoints, as in EC2."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from ipaddress import ip_network
from typing import Any

from reachability.account import Account
from reachability.ends import INTERNET, End

# https://datatracker.ietf.org/doc/html/rfc1918
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16")


@dataclass(frozen=True)
class Need:
    """A connection that has to work: who, to whom, at which ports, why, and the page for it."""

    who: End
    to: End
    protocol: str
    ports: tuple[int, int]
    why: str
    page: str
    # A service of AWS by its endpoint, where the spec asks for that.
    inside: bool = False
    # What the language promises of security groups, whether or not there is a way out.
    only_rules: bool = False
    # A network of one's own to which the spec has a route.
    routed: bool = False

    def __str__(self) -> str:
        """Say it in words."""
        first, last = self.ports
        port = f"{first}" if first == last else f"{first}-{last}"
        return f"{self.who.name} -> {self.to.name} {self.protocol}/{port} ({self.why})"


class Ways:
    """The ways of an account's network."""

    def __init__(self, account: Account, *, owner_routes: bool = False) -> None:
        self._account = account
        # Of a VPC that exists its owner has made the routes.
        self._owner_routes = owner_routes

    def faults(self, need: Need) -> list[str]:
        """Return what closes a connection; nothing where it works."""
        return [f"{need}: {fault}" for fault in self._faults(need)]

    def _faults(self, need: Need) -> Iterator[str]:
        if need.to.service:
            yield from self._to_service(need)
        elif self._is_outside(need.to):
            yield from self._out(need, need.to)
            if need.routed or not (need.only_rules or _is_private(need.to)):
                yield from self._route(need.who, need.to)
        else:
            yield from self._out(need, need.to)
            yield from self._in(need, need.to)
            if self._is_outside(need.who) and not _is_private(need.who):
                yield from self._route(need.to, need.who)

    def _is_outside(self, end: End) -> bool:
        blocks = [block for block in end.blocks if "/" in block]
        return bool(blocks) and not any(map(self._is_inside, blocks))

    def _is_inside(self, block: str) -> bool:
        return any(_holds(vpc, block) for vpc in self._vpc_blocks)

    @cached_property
    def _vpc_blocks(self) -> list[str]:
        return [
            block
            for vpc in self._account["vpcs"]
            if not vpc["IsDefault"]
            for block in (
                *(four["CidrBlock"] for four in vpc["CidrBlockAssociationSet"]),
                *(six["Ipv6CidrBlock"] for six in vpc.get("Ipv6CidrBlockAssociationSet", ())),
            )
        ]

    def _to_service(self, need: Need) -> Iterator[str]:
        """A service of AWS answers at its endpoint in the VPC, else at public addresses."""
        endpoint = self._endpoint(need.to.service)
        if endpoint and endpoint["VpcEndpointType"] == "Interface":
            groups = frozenset(group["GroupId"] for group in endpoint["Groups"])
            at = End(need.to.name, groups, frozenset(endpoint["SubnetIds"]))
            yield from self._out(need, at)
            yield from self._in(need, at)
            if not endpoint["PrivateDnsEnabled"]:
                yield "its usual name does not lead to the endpoint"
            return
        yield from self._out(need, INTERNET)
        tables = {table["RouteTableId"] for table in self._tables(need.who)}
        if endpoint and tables <= set(endpoint["RouteTableIds"]):
            return
        if need.inside:
            yield "it has no endpoint in the VPC, and the spec asks for one"
        elif any(self._route(need.who, INTERNET)):
            yield "there is neither an endpoint nor a way out"

    def _endpoint(self, service: str) -> dict[str, Any] | None:
        for endpoint in self._account["vpc_endpoints"]:
            if endpoint["ServiceName"].partition(f".{self._region}.")[2] == service:
                return endpoint
        return None

    @cached_property
    def _region(self) -> str:
        zone = self._account["subnets"][0]["AvailabilityZone"]
        return str(zone.rstrip("abcdef"))

    def _out(self, need: Need, to: End) -> Iterator[str]:
        if need.who.groups and not self._opened(need, need.who.groups, to, egress=True):
            yield f"no rule of {need.who.name} lets it out"

    def _in(self, need: Need, to: End) -> Iterator[str]:
        if to.groups and not self._opened(need, to.groups, need.who, egress=False):
            yield f"no rule of {to.name} lets it in"

    def _opened(self, need: Need, groups: frozenset[str], peer: End, *, egress: bool) -> bool:
        blocks = self.blocks(peer)
        rules = [
            rule
            for group in groups
            for rule in self._rules.get((group, egress), ())
            if _at_ports(rule, need.protocol, need.ports)
        ]
        by_group = any(
            rule.get("ReferencedGroupInfo", {}).get("GroupId") in peer.groups for rule in rules
        )
        by_list = any(rule.get("PrefixListId") in peer.blocks for rule in rules)
        open_blocks = [rule.get("CidrIpv4") or rule.get("CidrIpv6") or "" for rule in rules]
        by_block = bool(blocks) and all(
            any(_holds(allowed, block) for allowed in open_blocks) for block in blocks
        )
        return by_group or by_list or by_block

    def blocks(self, end: End) -> list[str]:
        of_subnets = [
            subnet["CidrBlock"]
            for subnet in self._account["subnets"]
            if subnet["SubnetId"] in end.subnets
        ]
        own = [block for block in end.blocks if block != "vpc"]
        inside = self._vpc_blocks if "vpc" in end.blocks else []
        return [*own, *inside, *of_subnets]

    @cached_property
    def _rules(self) -> dict[tuple[str, bool], list[dict[str, Any]]]:
        rules: dict[tuple[str, bool], list[dict[str, Any]]] = {}
        for rule in self._account["security_group_rules"]:
            rules.setdefault((rule["GroupId"], rule["IsEgress"]), []).append(rule)
        return rules

    def _route(self, end: End, other: End) -> Iterator[str]:
        """Say which subnets of an end have no way to or from the blocks of another one."""
        if self._owner_routes:
            return
        for block in (block for block in other.blocks if "/" in block):
            for table in self._tables(end):
                if not self._way(table, end, block):
                    yield f"{end.name} has no route to {block}"

    def _way(self, table: dict[str, Any], end: End, block: str) -> bool:
        """Tell whether the most specific route to a block leads there.

        https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Route_Tables.html
        """
        fitting = [route for route in table["Routes"] if _holds(_destination(route), block)]
        if not fitting:
            return False
        nearest = max(fitting, key=lambda route: ip_network(_destination(route)).prefixlen)
        return self._leads(nearest, end, block)

    def _tables(self, end: End) -> list[dict[str, Any]]:
        tables: list[dict[str, Any]] = []
        for subnet in sorted(end.subnets):
            own = [
                table
                for table in self._account["route_tables"]
                for association in table["Associations"]
                if association.get("SubnetId") == subnet
            ]
            tables += own or self._main_tables()
        return tables

    def _main_tables(self) -> list[dict[str, Any]]:
        ours = {vpc["VpcId"] for vpc in self._account["vpcs"] if not vpc["IsDefault"]}
        return [
            table
            for table in self._account["route_tables"]
            if table["VpcId"] in ours and any(link.get("Main") for link in table["Associations"])
        ]

    def _leads(self, route: dict[str, Any], end: End, block: str) -> bool:
        host = self._instance(route.get("NetworkInterfaceId", ""))
        if host:
            return self._forwards(host, block)
        # Who keeps the other end of these is not of this account: that they are there is enough.
        if any(route.get(key) for key in _TO_NETWORKS):
            return True
        gateway = route.get("GatewayId", "")
        if gateway.startswith("vgw-"):
            return True
        if gateway.startswith("igw-"):
            known = [
                internet["InternetGatewayId"] for internet in self._account["internet_gateways"]
            ]
            return gateway in known and (end.is_public or ":" in block)
        if route.get("EgressOnlyInternetGatewayId"):
            return True
        return self._translates(route.get("NatGatewayId", ""), block)

    def _instance(self, interface: str) -> dict[str, Any] | None:
        for instance in self._account["instances"]:
            known = [own["NetworkInterfaceId"] for own in instance.get("NetworkInterfaces", ())]
            if interface in known:
                return instance
        return None

    def _forwards(self, host: dict[str, Any], block: str) -> bool:
        """Whether a host takes packets of others, and has an address and a way for them.

        https://docs.aws.amazon.com/vpc/latest/userguide/VPC_NAT_Instance.html
        """
        if host["SourceDestCheck"] or not host.get("PublicIpAddress"):
            return False
        end = End("NAT", subnets=frozenset([host["SubnetId"]]), is_public=True)
        return not any(self._route(end, End("a part of the internet", blocks=(block,))))

    def _translates(self, identity: str, block: str) -> bool:
        for gateway in self._account["nat_gateways"]:
            if gateway["NatGatewayId"] == identity and gateway["State"] == "available":
                end = End("NAT", subnets=frozenset([gateway["SubnetId"]]), is_public=True)
                return not any(self._route(end, End("a part of the internet", blocks=(block,))))
        return False


_TO_NETWORKS = ("TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId")


def _destination(route: dict[str, Any]) -> str:
    """Return the block that a route is for; "" of a list of prefixes."""
    return route.get("DestinationCidrBlock") or route.get("DestinationIpv6CidrBlock") or ""


def _is_private(end: End) -> bool:
    """Whether an end lies in networks of one's own, to which the spec has no routes."""
    return all(any(_holds(private, block) for private in PRIVATE) for block in end.blocks)


def _at_ports(rule: dict[str, Any], protocol: str, ports: tuple[int, int]) -> bool:
    if rule["IpProtocol"] == "-1":
        return True
    if rule["IpProtocol"] != protocol:
        return False
    first, last = rule["FromPort"], rule["ToPort"]
    return first == -1 or (first <= ports[0] and ports[1] <= last)


def _holds(outer: str, inner: str) -> bool:
    if not outer or "/" not in outer or "/" not in inner:
        return False
    around, block = ip_network(outer), ip_network(inner)
    return around.version == block.version and block.subnet_of(around)


def covers(ways: Ways, need: Need, rule: dict[str, Any]) -> bool:
    """Whether a connection needs a rule as wide as it is: its ports, and its peer."""
    own, peer = (need.who, need.to) if rule["IsEgress"] else (need.to, need.who)
    if own.service and not rule["IsEgress"]:
        return _is_https(rule)
    if rule["GroupId"] not in own.groups:
        return False
    if peer.service:
        return _is_https(rule)
    spoken = rule["IpProtocol"]
    if spoken != need.protocol:
        return False
    if spoken != "-1" and (rule["FromPort"], rule["ToPort"]) != need.ports:
        return False
    if "ReferencedGroupInfo" in rule:
        return rule["ReferencedGroupInfo"]["GroupId"] in peer.groups
    block = rule.get("CidrIpv4") or rule.get("CidrIpv6") or rule.get("PrefixListId")
    return block in ways.blocks(peer)


def _is_https(rule: dict[str, Any]) -> bool:
    return (rule["IpProtocol"], rule["FromPort"], rule["ToPort"]) == ("tcp", 443, 443)
