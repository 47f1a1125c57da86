"""Rules of where a balancer's health check asks: at a TCP port, and one that it can find."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Route, Service
from tfgen.rules import over
from tfgen.rules.rule import finding, listed, rule

_BOTH = ("services", "load_balancers")
_CHECKS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/target-group-health-checks.html"


@rule(
    Code(
        "RULE332",
        "udp-without-health-check-port",
        what="A route of UDP has no TCP port for its health check.",
        why=(
            "Health checks of a balancer connect by TCP. At a port that speaks only UDP nothing "
            "answers: no task ever becomes healthy, and the deployment is rolled back."
        ),
        help="Add a TCP port to the container that answers, and write health_check: {port: ...}.",
        source=_CHECKS,
    ),
    sections=_BOTH,
    over=over.routes,
)
def udp_has_health_check(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand a health check by TCP of a route that leads to a port of UDP."""
    if route.container_port is None or route.health_check.port:
        return
    if "tcp" in route.ip_protocols and route.container_port.protocol == "tcp":
        return
    number = route.container_port.container_port
    message = f"health checks connect by TCP, and port {number} of service {service.key} is of UDP"
    help = "add a port that answers by TCP, and write health_check: {port: <its name>}"
    yield finding(cluster, "RULE332", route.path, message, help, key=True)


@rule(
    Code(
        "RULE333",
        "health-check-port-unusable",
        what="A health check asks at a port where nobody answers it.",
        why=(
            "A health check at a port of its own asks every target at that one number, by TCP. On "
            "a bridge Docker gives each task another port of the instance, unless it is fixed."
        ),
        help="Name a TCP port of the route's container; on a bridge give it a host_port.",
        source=_CHECKS,
    ),
    sections=_BOTH,
    over=over.routes,
)
def health_check_ports_answer(
    cluster: Cluster, service: Service, route: Route
) -> Iterator[Diagnostic]:
    """Refuse ports of health checks that are none, that speak UDP or that Docker chooses."""
    name, port = route.health_check.port, route.check_port
    if name is None:
        return
    container = service.container_of(route)
    # Of a route to no container RULE460 tells.
    if container is None:
        return
    if port is None:
        ports, who = list(container.ports), f"service {service.key}"
        if container is not service:
            who = f"sidecar {container.key} of {who}"
        message = f"{who} has no port {shown(name)}"
        help = closest(name, ports) or f"write one of its ports: {listed(ports) or 'none yet'}"
    elif port.protocol != "tcp":
        message = f"port {name} is of UDP, and health checks connect by TCP"
        help = "name a TCP port"
    elif service.host_port(port) is None:
        message = f"Docker chooses the host port of {name}, and a health check asks at one number"
        help = f"write {name}: {port.container_port}:{port.container_port}, or network_mode: awsvpc"
    else:
        return
    at = (*route.path, "health_check", "port")
    yield finding(cluster, "RULE333", at, message, help)


RULES = (
    udp_has_health_check,
    health_check_ports_answer,
)
