"""One service from left to right: who comes, listener, target group, tasks, what they use."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.pictures.model import RANKS, Arrow, Box, Picture, drawn, few, joined, text
from tfgen.pictures.model import place as at
from tfgen.pictures.traffic import client
from tfgen.pictures.uses import TASKS, used
from tfgen.pictures.workloads import asked, count, size
from tfgen.resolve import Cluster, Service
from tfgen.resolve.connections import Connection, connections
from tfgen.resolve.routes import Route
from tfgen.resolve.tasks import Container

_MOST_PEERS = 8


def service_picture(cluster: Cluster, service: Service) -> Picture:
    """Return the picture of a service."""
    needed = [each for each in connections(cluster) if _is_of(each, cluster, service)]
    uses = list(used(cluster, service, needed))
    routes = list(service.routes.values())
    columns = {
        "who": list(_clients(needed)),
        "listeners": [_listener(cluster, service, route) for route in routes],
        "targets": [
            *(_target(cluster, service, route) for route in routes),
            *_peers(cluster, service),
        ],
        "service": [_tasks(cluster, service), *_beside(cluster, service)],
        "uses": [box for box, _ in uses],
    }
    boxes = [Box(name, "row", inside=tuple(inside)) for name, inside in columns.items() if inside]
    whole = Box("ranks", "row", inside=tuple(boxes), flow=RANKS)
    arrows = [*_ways_in(cluster, service, needed), *(arrow for _, arrow in uses)]
    title = f"Service {service.key} of {cluster.ecs_name}"
    about = f"{title}: {count(service)}, {len(routes)} routes, uses {len(uses)} other things"
    return drawn(Picture(title, about, (whole,), joined(arrows)))


def _is_of(connection: Connection, cluster: Cluster, service: Service) -> bool:
    # Clients connect to a balancer, whichever of its services they are for.
    if connection.why == "clients":
        balancers = {f"load_balancers.{route.load_balancer}" for route in service.routes.values()}
        return connection.to in balancers
    return connection.path[:2] == service.path


def _clients(needed: list[Connection]) -> Iterator[Box]:
    blocks = dict.fromkeys(client(each.who) for each in needed if each.why == "clients")
    for block in blocks:
        yield Box(f"clients.{block}", "client", block, about=f"clients from {block}")


def _peers(cluster: Cluster, service: Service) -> Iterator[Box]:
    """Yield the services that may call this one by Service Connect."""
    if not service.serves_peers:
        return
    callers = [key for key in cluster.connected if key != service.key]
    if callers:
        lines = tuple(callers[:_MOST_PEERS])
        if len(callers) > _MOST_PEERS:
            lines = (*lines, f"and {len(callers) - _MOST_PEERS} more")
        yield Box("peers", "service", "Peers", lines, about="services that may call it")


def _listener(cluster: Cluster, service: Service, route: Route) -> Box:
    balancer = cluster.load_balancers[route.load_balancer]
    kind = f"{balancer.type.capitalize()} Load Balancer"
    lines = [kind, f"takes {asked(route)}"]
    opened = balancer.__dict__.get("open_ports", ())
    if route.listener:
        lines.append("listens on {}/{}".format(*route.listener))
    elif opened:
        lines.append(f"listens on {', '.join(str(port) for port, _ in opened)}")
    if route.auth is not None:
        lines.append("users log in")
    place = at(cluster, *route.path)
    about = f"listener of load balancer {balancer.key}"
    return Box(
        f"listener.{route.key}", "balancer", balancer.key, tuple(lines), (), "down", about, place
    )


def _target(cluster: Cluster, service: Service, route: Route) -> Box:
    lines = [text(route.target_group_name or "")]
    for protocol, port in service.target_ports(route):
        lines.append(f"port {service.host_port(port) or 'chosen by Docker'}/{protocol}")
    check = route.health_check
    asks = check.path if check.protocol != "tcp" else "connects"
    lines.append(f"health check: {asks}")
    lines = list(dict.fromkeys(line for line in lines if line))
    place = at(cluster, *route.path)
    name = f"target.{route.key}"
    return Box(
        name,
        "balancer",
        "Target group",
        tuple(lines),
        about=f"target group of {route.key}",
        place=place,
    )


def _tasks(cluster: Cluster, service: Service) -> Box:
    lines = [count(service), size(service), f"on {few(sorted(service.capacity), 3)}"]
    lines.append(f"network: {service.network_mode}")
    inside = [_container(cluster, name, known) for name, known in service.containers.items()]
    if service.logs.has_router:
        inside.append(Box("container.log_router", "card", "log_router", ("sends the logs on",)))
    place = at(cluster, *service.path)
    title = f"Tasks of {service.key}"
    return Box(TASKS, "ecs", title, tuple(lines), tuple(inside), about=title, place=place)


def _container(cluster: Cluster, name: str, container: Container) -> Box:
    lines = [container.image.rpartition("/")[2]]
    numbers = [f"{port.container_port}/{port.protocol}" for port in container.ports.values()]
    if numbers:
        lines.append(f"port {few(numbers, 3)}")
    about, place = f"container {name}", at(cluster, *container.path)
    return Box(f"container.{name}", "card", name, tuple(lines), about=about, place=place)


def _beside(cluster: Cluster, service: Service) -> Iterator[Box]:
    """Yield how a service scales and how a new version comes."""
    scaling = service.scaling
    if scaling:
        lines = [f"{scaling.min} to {scaling.max} tasks"]
        words = ("cpu", "memory", "requests_per_target", "response_time", "queue", "metrics")
        lines += [f"by {word.replace('_', ' ')}" for word in words if getattr(scaling, word)]
        lines += [f"schedule {name}" for name in list(scaling.schedules)[:4]]
        place = at(cluster, *service.path, "scaling")
        yield Box("scaling", "job", "Scaling", tuple(lines), about="how it scales", place=place)
    deployment = service.deployment
    lines = [deployment.strategy, f"set by {deployment.owner}"]
    if deployment.rollback_alarms:
        lines.append(f"back at {few(deployment.rollback_alarms, 3)}")
    place = at(cluster, *service.path, "deployment")
    about = "how a new version comes"
    yield Box("deployment", "job", "Deployment", tuple(lines), about=about, place=place)


def _ways_in(cluster: Cluster, service: Service, needed: list[Connection]) -> Iterator[Arrow]:
    for connection in needed:
        port = (f"{connection.port}/{connection.protocol}",)
        if connection.why == "clients":
            for route in service.routes.values():
                if connection.to == f"load_balancers.{route.load_balancer}":
                    source = f"clients.{client(connection.who)}"
                    yield Arrow(source, f"listener.{route.key}", port, ("clients",))
        elif connection.who.startswith("load_balancers."):
            for route in service.routes.values():
                if connection.path == route.path:
                    target = f"target.{route.key}"
                    yield Arrow(f"listener.{route.key}", target, (), (connection.why,))
                    yield Arrow(target, TASKS, port, (connection.why,))
        elif connection.why == "Service Connect" and not connection.service:
            yield Arrow("peers", TASKS, port, (connection.why,))
