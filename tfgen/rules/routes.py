"""Rules of `services.<name>.routes`, one by one: from a balancer to a port, both there."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Route, Service
from tfgen.rules import over
from tfgen.rules.rule import finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
# Each form of a route has its page, which the finding gives; the code has that of all types.
_RULES = f"{_ELB}/application/listener-rules.html"
_LISTENERS = f"{_ELB}/network/load-balancer-listeners.html"
_BOTH = ("services", "load_balancers")

_FORM = Code(
    "RULE225",
    "route-does-not-fit-balancer",
    what="A route has a form that its load balancer does not take.",
    why=(
        "An application balancer tells requests apart by host and path, a network balancer by the "
        "port of a listener alone, and a classic one leads to instances and not to tasks."
    ),
    help="Write match for an application balancer, listen for a network balancer.",
    source=f"{_ECS}/developerguide/service-load-balancing.html",
)


@rule(
    Code(
        "RULE224",
        "route-from-unknown-balancer",
        what="A route comes from a load balancer that is not in the spec.",
        why=(
            "A route adds a rule or a listener to a balancer of its own spec, and lets that one "
            "reach the tasks. Without the balancer there is nothing to add it to."
        ),
        help="Correct the name, or add the balancer under load_balancers.",
    ),
    _FORM,
    sections=_BOTH,
    over=over.routes,
)
def balancers_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand the balancer of each route, and one that leads to services."""
    name = route.load_balancer
    # A route may be named for its balancer, and then stands without the field.
    at = written(cluster, (*route.path, "load_balancer"), route.path)
    if name not in cluster.load_balancers:
        known = list(cluster.load_balancers)
        message = f"there is no load balancer {shown(name)}"
        help = closest(name, known) or _use(known, "add load_balancers")
        yield finding(cluster, "RULE224", at, message, help, key=at == route.path)
    elif route.balancer_type == "classic":
        message = (
            f"load balancer {name} is a classic one, which leads to instances and to no service"
        )
        help = "use an application or network balancer"
        yield finding(cluster, "RULE225", at, message, help, key=True)


def _use(known: list[str], otherwise: str) -> str:
    if known:
        return f"use {listed(known)}"
    return otherwise


@rule(_FORM, sections=_BOTH, over=over.routes)
def requests_told(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand of a route what its balancer goes by: match for an application one, else listen."""
    origin = f"route {route.key} of {service.key} comes from"
    if route.balancer_type == "application" and (route.listen or not route.match):
        message = f"{origin} an application balancer, and does not say which requests"
        help = "write match: with a host, /path or host/path"
        if route.listen:
            help += ", and remove listen"
        help += f" ({_RULES})"
    elif route.balancer_type == "network" and (route.match or not route.listen):
        message = f"{origin} a network balancer, and does not say on which port"
        help = "write listen: 443/tls, or tcp, udp, tcp_udp"
        if route.match:
            help += ", and remove match"
        help += f" ({_LISTENERS})"
    else:
        return
    yield finding(cluster, "RULE225", route.path, message, help, key=True)


@rule(
    Code(
        "RULE460",
        "route-to-unknown-container",
        what="A route leads to a container that the task does not have.",
        why=(
            "ECS registers a port of one container of each task with a target group: the main one, "
            "or a sidecar of the service. It refuses a service that names any other."
        ),
        help="Write the name of one of the service's sidecars, or leave container out.",
        source=f"{_ECS}/APIReference/API_LoadBalancer.html",
    ),
    sections=("services",),
    over=over.routes,
)
def containers_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand the container that each route leads to."""
    if service.container_of(route):
        return
    sidecars = list(service.sidecars)
    message = f"service {service.key} has no sidecar {shown(route.container)}"
    help = closest(route.container, sidecars) or _use(sidecars, "add it under sidecars")
    yield finding(cluster, "RULE460", (*route.path, "container"), message, help)


@rule(
    Code(
        "RULE791",
        "proxy-beside-no-localhost",
        what="A route leads to a sidecar, in a network mode in which containers do not share one.",
        why=(
            "In bridge mode each container of a task has a network of its own. A proxy finds what "
            "stands behind it neither at localhost nor by its name; in awsvpc mode all containers "
            "of a task are at localhost."
        ),
        help="Write network_mode: awsvpc at the service, and localhost in what the proxy leads to.",
        source=f"{_ECS}/developerguide/task-networking-awsvpc.html",
        severity=Severity.WARNING,
    ),
    sections=("services",),
    over=over.routes,
)
def proxies_find_their_task(
    cluster: Cluster, service: Service, route: Route
) -> Iterator[Diagnostic]:
    """Warn of a proxy that cannot reach the main container of its task."""
    if service.network_mode != "bridge" or route.container not in service.sidecars:
        return
    # Without a port of its own the main container is not what the sidecar leads to.
    if service.ports:
        message = f"in bridge mode {route.container} does not reach {service.key} at localhost"
        help = "write network_mode: awsvpc at the service"
        at = (*route.path, "container")
        yield finding(cluster, "RULE791", at, message, help)


@rule(
    Code(
        "RULE226",
        "route-to-unknown-port",
        what="A route leads to a port that the container does not have.",
        why=(
            "ECS registers each task with its target group at a port that the task definition "
            "maps. It refuses a service whose container does not have the port."
        ),
        help="Write one of the service's ports, or add it there.",
        source=f"{_ECS}/APIReference/API_LoadBalancer.html",
    ),
    sections=("services",),
    over=over.routes,
)
def ports_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand the port of the container that each route leads to."""
    leads_to = service.container_of(route)
    # Of a container that is not there containers_exist tells.
    if leads_to is None or route.container_port:
        return
    ports, container = list(leads_to.ports), f"container {leads_to.key}"
    if cluster.wrote(*route.path, "port"):
        port, at = str(route.port), (*route.path, "port")
        message = f"{container} has no port {shown(port)}"
        help = closest(port, ports) or _use(ports, "add it under ports")
        yield finding(cluster, "RULE226", at, message, help)
        return
    # Of a single port no route needs to say that it means it.
    message = f"{container} has no port for the route to lead to"
    help = "add port: 8080 to the service"
    if leads_to is not service:
        help = f"add port: 8080 to sidecar {leads_to.key}"
    if ports:
        message = f"{container} has {len(ports)} ports, and the route does not say which"
        help = f"write port: {listed(ports)}"
    yield finding(cluster, "RULE226", route.path, message, help, key=True)


RULES = (
    balancers_exist,
    requests_told,
    containers_exist,
    proxies_find_their_task,
    ports_exist,
)
