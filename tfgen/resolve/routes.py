"""Routes, resolved: their ports and their target groups."""

from __future__ import annotations

import re

from tfgen.language import services as language
from tfgen.language.containers import Port
from tfgen.language.field import Field
from tfgen.language.login import ENDPOINT_FORM
from tfgen.language.services import LISTEN_FORM
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.listener_rules import Match, begin_matches
from tfgen.resolve.security_groups import Protocol


class Route(language.Route):
    """A way from a load balancer to a service.

    `balancer_type` is None where the spec has no such balancer, `container_port` where the port is
    not told, `check_port` where the health check asks at that one too. `container` is the name that
    AWS knows.
    `alternate_target_group_name` is for a group that takes turns with the first.
    """

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    load_balancer: str
    balancer_type: str | None = Field(exclude=True)
    container: str
    container_port: Port | None = Field(exclude=True)
    check_port: Port | None = Field(exclude=True)
    match: tuple[Match, ...]
    target_group_name: str | None
    alternate_target_group_name: str | None

    def provider_hosts(self, region: str) -> tuple[str, ...]:
        """Hosts that its balancer asks who a user is, as far as the spec tells them."""
        if self.auth is None:
            return ()
        hosts: list[str] = []
        if self.auth.oidc:
            # Browsers alone go to the third one, where users log in.
            for endpoint in (self.auth.oidc.token_endpoint, self.auth.oidc.user_info_endpoint):
                if isinstance(endpoint, str) and (known := re.match(ENDPOINT_FORM, endpoint)):
                    hosts.append(known["host"])
        elif self.auth.cognito and isinstance(self.auth.cognito.user_pool_domain, str):
            domain = self.auth.cognito.user_pool_domain
            # A name of its own has dots, the prefix of one of Cognito's has none.
            hosts.append(domain if "." in domain else f"{domain}.auth.{region}.amazoncognito.com")
        return tuple(dict.fromkeys(hosts))

    @property
    def listener(self) -> tuple[int, str] | None:
        """Port and protocol of the listener that it makes on a network balancer."""
        listen = re.fullmatch(LISTEN_FORM, self.listen or "")
        if listen is None:
            return None
        return int(listen["port"]), listen["protocol"]

    @property
    def ends_tls(self) -> bool:
        """Whether its listener on a network balancer ends TLS."""
        return self._listener_protocol == "tls"

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
        if self.ends_tls:
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


def begin_route(key: str, path: Path, written: language.Route) -> Route:
    """Return a route as far as the spec says it."""
    return begin(Route, written, key=key, path=path, **begin_matches(written))
