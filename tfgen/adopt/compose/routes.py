"""Which services requests from outside reach: routes of a load balancer for published ports."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from tfgen.adopt.compose import images, traefik
from tfgen.adopt.compose.ports import Port
from tfgen.adopt.compose.project import Project, Unit
from tfgen.adopt.compose.values import pairs
from tfgen.frozen import frozen

# Where requests of browsers come in on a machine of one's own.
_FRONT = ("80", "443", "8080", "8000", "3000", "8443")
_TLS = (443, 8443)
_PATH = re.compile(r"https?://[^/\s\"']+(/[A-Za-z0-9_./-]*)")
_NOT_HTTP = (
    "the load balancer speaks HTTP, and this port does not",
    "peers reach it by name; from outside a balancer with type: network and a route with "
    "listen: {port}/{protocol} does",
)
_CHECK_OF_ROUTE = "routes: {default: {match: …, health_check: /path}} asks for it"
_SECOND = (
    "the service has a route to another port",
    "write a further route: routes: {{admin: {{load_balancer: default, match: <host>, "
    "port: {key}}}}}",
)


@frozen
class Way:
    """What leads to a service from outside: the patterns, and the port that takes requests."""

    patterns: tuple[str, ...]
    port: Port
    is_made_up: bool = False


def ways(
    project: Project,
    ports: Mapping[str, list[Port]],
    keys: Mapping[str, str],
    is_shared: bool,
) -> dict[str, Way]:
    """Return the ways into services by name, and say of each published port what becomes of it.

    A balancer that `is_shared` has hosts of others, so that no service takes all of them.
    """
    collected: dict[str, Way] = {}
    for unit in project.units:
        by_label = _labelled(unit)
        http = [port for port in ports[unit.name] if _is_http(unit, port)]
        if by_label and http:
            collected[unit.name] = Way(tuple(dict.fromkeys(by_label)), http[0])
    open_ones = [
        (unit, port)
        for unit in project.units
        if unit.name not in collected
        for port in ports[unit.name]
        if port.is_published and _is_http(unit, port)
    ]
    # Only one service can answer all hosts: that which a browser is led to.
    front = _front([port for _, port in open_ones])
    # The front comes first, and has all hosts; each further one has its own.
    for unit, port in sorted(open_ones, key=lambda item: item[1] is not front):
        if unit.name not in collected:
            is_first = not any(way.is_made_up for way in collected.values())
            pattern = "/*" if is_first and not is_shared else f"{keys[unit.name]}.example.com"
            own = [other for of, other in open_ones if of is unit]
            collected[unit.name] = Way((pattern,), _plain(port, own), True)
    for unit in project.units:
        _tell_of_checks(unit, collected.get(unit.name))
        for port in ports[unit.name]:
            _tell(port, collected.get(unit.name))
    return collected


def _labelled(unit: Unit) -> list[str]:
    collected: list[str] = []
    for pair in pairs(unit.field("labels"), unit.variables):
        if traefik.is_of_traefik(pair):
            # A host of which a part is not known would take requests of others.
            patterns = [] if unit.variables.is_open(pair.node) else traefik.patterns(pair)
            collected += patterns
            if patterns:
                pair.node.changed("the route of the load balancer has its hosts and paths")
            elif traefik.port(pair):
                pair.node.changed("it is the port of the service")
            # Whether it is the check of a route is said when routes are known.
            elif not traefik.checked(pair):
                traefik.leave(pair)
    return collected


def _tell_of_checks(unit: Unit, way: Way | None) -> None:
    """Say of the checks in labels which one is that of the route."""
    of_route = checked_path(unit) if way else ""
    for pair in pairs(unit.field("labels"), unit.variables):
        path = traefik.checked(pair)
        if path and path == of_route:
            pair.node.changed("the check of the route asks for it")
        elif path:
            pair.node.lose("the service has no route that asks for it", _CHECK_OF_ROUTE)


def _is_http(unit: Unit, port: Port) -> bool:
    # Databases speak protocols of their own, whatever their port.
    is_data = images.database(unit.text("image")) is not None
    return port.protocol == "tcp" and port.number not in images.NOT_HTTP and not is_data


def _front(ports: list[Port]) -> Port | None:
    for number in _FRONT:
        for port in ports:
            if port.published == number or (not port.published and str(port.number) == number):
                return port
    return ports[0] if ports else None


def _plain(port: Port, ports: list[Port]) -> Port:
    """Return the port without TLS of a server that has both: the balancer ends TLS."""
    if port.number not in _TLS:
        return port
    return next((other for other in ports if other.number == 80), port)


def _tell(port: Port, way: Way | None) -> None:
    if not port.is_published or port.node is None:
        return
    if way and port is way.port:
        of_host = f", in place of port {port.published} of the host" if port.published else ""
        port.node.changed(f"the load balancer takes its requests, on 80 and 443{of_host}")
    elif port.number in _TLS and way:
        port.node.lose("the load balancer ends TLS", "certificate_arns or dns of it say with what")
    elif port.protocol != "tcp" or port.number in images.NOT_HTTP or way is None:
        why, help = _NOT_HTTP
        port.node.remark(
            "ADOPT001",
            f"port {port.number} is not published: {why}",
            help.format(port=port.number, protocol=port.protocol),
        )
    else:
        why, help = _SECOND
        port.node.remark(
            "ADOPT001", f"port {port.number} is not published: {why}", help.format(key=port.key)
        )


def route(way: Way, several: bool, check: str) -> Any:
    """Return a route as a spec has it, as short as it goes."""
    match: Any = way.patterns[0] if len(way.patterns) == 1 else list(way.patterns)
    fields: dict[str, Any] = {"match": match}
    if several:
        fields["port"] = way.port.key
    if way.port.number in _TLS:
        fields["protocol"] = "https"
    if check:
        fields["health_check"] = check
    return match if fields == {"match": match} and isinstance(match, str) else fields


def checked_path(unit: Unit) -> str:
    """Return the path that a label or the container's own check asks for, "" for none."""
    for pair in pairs(unit.field("labels"), unit.variables):
        if path := traefik.checked(pair):
            return path
    test = unit.field("healthcheck", "test")
    texts = [test, *test.items] if test else []
    for text in texts:
        match = _PATH.search(str(text.peek or ""))
        if match and match[1] != "/":
            return match[1]
    return ""
