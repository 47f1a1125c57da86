"""Conventions of routes: their ports, their target groups, and what their rules ask."""

from __future__ import annotations

from tfgen.language.containers import Port
from tfgen.language.section import Section
from tfgen.language.services import RouteHealthCheck
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.listener_rules import AnyRule, Match
from tfgen.resolve.routes import Route
from tfgen.resolve.services import Service
from tfgen.resolve.specificity import parsed

MATCHES = Conventions(Match)
# Once all rules of a balancer are known.
NUMBERED_MATCHES = Conventions(Match)
ROUTES = Conventions(Route)


@MATCHES.sets("host", "of the pattern")
def _host(around: Section, asker: Section, match: Match) -> str:
    return parsed(match.pattern).host


@MATCHES.sets("path_pattern", "of the pattern; a rule needs one condition at least")
def _path_pattern(around: Section, asker: Section, match: Match) -> str:
    pattern = parsed(match.pattern)
    if pattern.path or pattern.host:
        return pattern.path
    return "/*"


@NUMBERED_MATCHES.fills("priority", "by pattern, the narrower first")
def _priority(cluster: Cluster, rule: AnyRule, match: Match) -> int:
    return cluster.priorities[rule.balancer, rule.name]


@ROUTES.fills("load_balancer", "the route's own key")
def _load_balancer(cluster: Cluster, service: Service, route: Route) -> str:
    return route.key


@ROUTES.sets("balancer_type", "that of the load balancer")
def _balancer_type(cluster: Cluster, service: Service, route: Route) -> str | None:
    balancer = cluster.load_balancers.get(route.load_balancer)
    if balancer is None:
        return None
    return balancer.type


@ROUTES.sets("container", "the main one, unless a sidecar is written")
def _container(cluster: Cluster, service: Service, route: Route) -> str:
    # The main one may be written too, by the key of its service: AWS knows it by another name then.
    if route.container is None or (
        route.container == service.key and route.container not in service.sidecars
    ):
        return service.name
    return route.container


@ROUTES.sets("port", "the only one of the container, unless one is written")
def _port(cluster: Cluster, service: Service, route: Route) -> str | None:
    container = service.container_of(route)
    if container is None:
        return route.port
    return container.port_name(route.port)


@ROUTES.sets("container_port", "the port of that name")
def _container_port(cluster: Cluster, service: Service, route: Route) -> Port | None:
    return _port_named(service, route, route.port)


@ROUTES.sets("check_port", "the port of that name or number")
def _check_port(cluster: Cluster, service: Service, route: Route) -> Port | None:
    container, asked = service.container_of(route), route.health_check.port or ""
    if container is None or not asked.isdecimal():
        return _port_named(service, route, route.health_check.port)
    # One number may be a port of TCP and one of UDP: a check connects by TCP.
    ports = [port for port in container.ports.values() if port.container_port == int(asked)]
    return next(iter(sorted(ports, key=lambda port: port.protocol)), None)


def _port_named(service: Service, route: Route, name: str | None) -> Port | None:
    container = service.container_of(route)
    if container is None:
        return None
    return container.port_named(name)


@ROUTES.sets("health_check", "as written; gRPC has codes of its own, listeners a protocol")
def _health_check(cluster: Cluster, service: Service, route: Route) -> RouteHealthCheck:
    check = route.health_check
    if route.listen:
        usual = "http" if check.gives("path") else "tcp"
        return check.model_copy(update={"protocol": check.protocol or usual})
    if route.protocol != "grpc":
        return check
    # A server that knows no such method says so: 12, as AWS's own default has it.
    defaults = {"path": "/AWS.ALB/healthcheck", "success_codes": "12"}
    if check.gives("path"):
        defaults["success_codes"] = "0"
    left_out = {name: value for name, value in defaults.items() if not check.gives(name)}
    return check.model_copy(update=left_out)


@ROUTES.fills("target_group_name", "with a hash of what forces its replacement")
def _target_group_name(cluster: Cluster, service: Service, route: Route) -> str | None:
    return _name(cluster, service, route)


@ROUTES.sets("alternate_target_group_name", "with a strategy that shifts requests")
def _alternate_name(cluster: Cluster, service: Service, route: Route) -> str | None:
    if not service.shifts:
        return None
    return _name(cluster, service, route, "alternate")


def _name(cluster: Cluster, service: Service, route: Route, *more: str) -> str | None:
    if route.container_port is None:
        return None
    # AWS changes none of these in place, and while a listener names the old group it cannot go.
    facts: list[object] = [*route.target_protocol]
    if route.listen:
        facts = [route.network_protocol]
    facts += [route.container_port.container_port, service.target_type, *more]
    whole = names.joined(cluster.name, service.name)
    return names.hashed(whole, names.LOAD_BALANCER_MAX, route.key, *facts)
