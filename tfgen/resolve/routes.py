"""Routes, resolved: their ports, their target groups, the listener rules that lead to them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from pydantic import Field

from tfgen.language import services as language
from tfgen.language.containers import Port
from tfgen.language.services import LISTEN_FORM
from tfgen.resolve.convention import RESOLVED, Path, begin
from tfgen.resolve.names import Name
from tfgen.resolve.priorities import Wish
from tfgen.resolve.security_groups import Protocol
from tfgen.resolve.specificity import Pattern, Specificity, specificity


class Match(language.Match):
    """Requests that a route takes: host and path are empty where the pattern leaves them open."""

    model_config = RESOLVED

    priority: int
    host: str
    path_pattern: str


class Route(language.Route):
    """A way from a load balancer to a service.

    `balancer_type` is None where the spec has no such balancer, `container_port` where the port is
    not told, `check_port` where the health check asks at that one too. `container` is the name that
    AWS knows.
    `alternate_target_group_name` is for a group that takes turns with the first.
    """

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    load_balancer: str
    balancer_type: str | None = Field(exclude=True)
    container: str
    container_port: Port | None = Field(exclude=True)
    check_port: Port | None = Field(exclude=True)
    match: tuple[Match, ...]
    target_group_name: Name | None
    alternate_target_group_name: Name | None

    @property
    def listener(self) -> tuple[int, str] | None:
        """Port and protocol of the listener that it makes on a network balancer."""
        listen = re.fullmatch(LISTEN_FORM, self.listen or "")
        if listen is None:
            return None
        return int(listen["port"]), listen["protocol"]

    @property
    def target_protocol(self) -> tuple[str, str]:
        """Protocol and version of a target group of an application balancer."""
        if self.protocol == "grpc":
            # To AWS gRPC is a version of HTTP, whose requests are HTTP/2.
            return "HTTP", "GRPC"
        if self.protocol == "https":
            return "HTTPS", "HTTP1"
        return "HTTP", "HTTP1"

    @property
    def network_protocol(self) -> str:
        """Protocol of a target group of a network balancer, which ends TLS itself."""
        if self._listener_protocol == "tls":
            return "TCP"
        return self._listener_protocol.upper()

    @property
    def check_protocol(self) -> str | None:
        """Protocol of the health check of a network balancer."""
        return self.health_check.protocol

    @property
    def ip_protocols(self) -> tuple[Protocol, ...]:
        """Protocols of IP that come this way."""
        # A security group has no rule for both at once.
        of_udp: dict[str, tuple[Protocol, ...]] = {"udp": ("udp",), "tcp_udp": ("tcp", "udp")}
        return of_udp.get(self._listener_protocol, ("tcp",))

    @property
    def _listener_protocol(self) -> str:
        if self.listener is None:
            return "tcp"
        return self.listener[1]


@dataclass(frozen=True, slots=True)
class ListenerRule:
    """A rule of a listener: `number` is the place of its pattern in the route's list.

    `service_name` stays where the service has another key.
    """

    service: str
    service_name: str
    route: str
    number: int
    balancer: str
    match: Match

    @property
    def priority(self) -> int:
        """When the listener asks it."""
        return self.match.priority

    @property
    def asked(self) -> str:
        """All that it asks of a request, as one text."""
        match = self.match
        # Sorted, since a listener asks for any of several values, whatever their order. It
        # compares hosts and headers without their case.
        methods, cidrs = sorted(match.methods), sorted(match.source_cidrs)
        headers = sorted(
            (name.lower(), sorted(value.lower() for value in values))
            for name, values in match.headers.items()
        )
        return str((match.host.lower(), match.path_pattern, methods, cidrs, headers))

    @property
    def specificity(self) -> Specificity:
        """How narrow it is."""
        match = self.match
        pattern = Pattern(match.host, match.path_pattern)
        return specificity(pattern, match.methods, match.headers, match.source_cidrs)

    @property
    def wish(self) -> Wish:
        """What it is to have a priority for."""
        # With its service: a pattern that goes to another one is made there before it is removed
        # here, and must not come to a place that is in use.
        return Wish("\n".join((self.service_name, self.route, self.asked)), self.specificity)


def told_apart(route: Route, match: Match) -> str:
    """Return what tells a pattern from others of its route: itself, or also what else it asks.

    Of several with one pattern the first keeps its place when others come.
    """
    same = [other for other in route.match if other.pattern == match.pattern]
    if same[0] is match:
        return match.pattern
    headers = [f"{name}={','.join(values)}" for name, values in sorted(match.headers.items())]
    return " ".join((match.pattern, *match.methods, *headers, *match.source_cidrs))


def begin_route(key: str, path: Path, written: language.Route) -> Route:
    """Return a route as far as the spec says it."""
    matches = {}
    if "match" in written.__dict__:
        matches["match"] = tuple(begin(Match, match) for match in written.match)
    return begin(Route, written, key=key, path=path, **matches)
