"""Routes, resolved: their ports, their target groups, and the rules of listeners that lead to them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts.limits import TARGET_GROUP_NAME
from tfgen.language import services as language
from tfgen.language.containers import Port
from tfgen.language.services import LISTEN_FORM
from tfgen.resolve import names
from tfgen.resolve.convention import RESOLVED, Conventions, Path, begin
from tfgen.resolve.names import Name
from tfgen.resolve.priorities import parsed, priority

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster
    from tfgen.resolve.services import Service


class Match(language.Match):
    """Requests that a route takes: host and path are empty where the pattern leaves them open."""

    model_config = RESOLVED

    priority: int
    host: str
    path_pattern: str


class Route(language.Route):
    """A way from a load balancer to a service.

    `balancer_type` is None where the spec has no such balancer, `container_port` where the port is
    not told. `alternate_target_group_name` is for a group that takes turns with the first.
    """

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    load_balancer: str
    balancer_type: str | None = Field(exclude=True)
    container_port: Port | None = Field(exclude=True)
    match: tuple[Match, ...]
    target_group_name: Name | None
    alternate_target_group_name: Name | None

    @property
    def listener(self) -> tuple[int, str] | None:
        """Port and protocol of the listener that it makes on a network balancer."""
        found = re.fullmatch(LISTEN_FORM, self.listen or "")
        return (int(found["port"]), found["protocol"]) if found else None

    @property
    def target_protocol(self) -> tuple[str, str]:
        """Protocol and version of a target group of an application balancer."""
        version = "GRPC" if self.protocol == "grpc" else "HTTP1"
        return "HTTPS" if self.protocol == "https" else "HTTP", version

    @property
    def network_protocol(self) -> str:
        """Protocol of a target group of a network balancer, which ends TLS itself."""
        protocol = self.listener[1] if self.listener else "tcp"
        return "TCP" if protocol == "tls" else protocol.upper()

    @property
    def ip_protocols(self) -> tuple[str, ...]:
        """Protocols of IP that come this way."""
        protocol = self.listener[1] if self.listener else "tcp"
        return {"udp": ("udp",), "tcp_udp": ("tcp", "udp")}.get(protocol, ("tcp",))


@dataclass(frozen=True, slots=True)
class ListenerRule:
    """A rule of a listener: `number` is the place of its pattern in the route's list."""

    service: str
    route: str
    number: int
    balancer: str
    priority: int
    match: Match

    @property
    def asked(self) -> str:
        """All that it asks of a request, as one text."""
        match = self.match
        headers = sorted(match.headers.items())
        return str(
            (
                match.host,
                match.path_pattern,
                sorted(match.methods),
                sorted(match.source_cidrs),
                headers,
            )
        )


def begin_route(key: str, path: Path, given: language.Route) -> Route:
    """Return a route as far as the spec says it."""
    matches = {}
    if "match" in given.__dict__:
        matches["match"] = tuple(begin(Match, match) for match in given.match)
    return begin(Route, given, key=key, path=path, **matches)


MATCHES = Conventions(Match)
ROUTES = Conventions(Route)


@MATCHES.sets("host", "of the pattern")
def _host(service: Service, route: Route, match: Match) -> str:
    return parsed(match.pattern).host


@MATCHES.sets("path_pattern", "of the pattern; a rule needs one condition at least")
def _path_pattern(service: Service, route: Route, match: Match) -> str:
    pattern = parsed(match.pattern)
    return pattern.path or ("" if pattern.host else "/*")


@MATCHES.fills("priority", "by pattern, the narrower first")
def _priority(service: Service, route: Route, match: Match) -> int:
    return priority(service.name, route.key, match.pattern)


@ROUTES.fills("load_balancer", "the route's own key")
def _load_balancer(cluster: Cluster, service: Service, route: Route) -> str:
    return route.key


@ROUTES.sets("balancer_type", "that of the load balancer")
def _balancer_type(cluster: Cluster, service: Service, route: Route) -> str | None:
    balancer = cluster.load_balancers.get(route.load_balancer)
    return balancer.type if balancer else None


@ROUTES.sets("port", "the only one of the container, unless one is written")
def _port(cluster: Cluster, service: Service, route: Route) -> str | None:
    return service.port_name(route.port)


@ROUTES.sets("container_port", "the port of that name")
def _container_port(cluster: Cluster, service: Service, route: Route) -> Port | None:
    return service.ports.get(route.port) if route.port else None


@ROUTES.sets("target_group_name", "with a hash of what forces its replacement")
def _target_group_name(cluster: Cluster, service: Service, route: Route) -> Name | None:
    return _name(cluster, service, route)


@ROUTES.sets("alternate_target_group_name", "with a strategy that shifts requests")
def _alternate_name(cluster: Cluster, service: Service, route: Route) -> Name | None:
    return _name(cluster, service, route, "alternate") if service.shifts else None


def _name(cluster: Cluster, service: Service, route: Route, *more: str) -> Name | None:
    if route.container_port is None:
        return None
    protocol = (route.network_protocol,) if route.listen else route.target_protocol
    facts = (*protocol, route.container_port.container_port, service.target_type, *more)
    whole = names.joined(cluster.name, service.name)
    text = names.hashed(whole, names.LOAD_BALANCER_MAX, route.key, *facts)
    return Name(
        text, f"target group of route {route.key} of service {service.name}", TARGET_GROUP_NAME
    )
