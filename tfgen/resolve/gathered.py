"""What a cluster gathers of its members: each function walks one of them, or several once."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Literal

from tfgen.resolve.convention import each
from tfgen.resolve.listener_rules import AnyRule, BalancerRule, ListenerRule, TrialRule, tried
from tfgen.resolve.load_balancers import LoadBalancer
from tfgen.resolve.priorities import priorities
from tfgen.resolve.routes import Route
from tfgen.resolve.services import Service
from tfgen.resolve.system_containers import SystemContainer
from tfgen.resolve.tasks import Task
from tfgen.resolve.workloads import Workload

# What a route makes of its balancer, beside a target group.
Use = Literal["tls", "login"]


def together(pairs: Iterable[tuple[str, str]]) -> dict[str, set[str]]:
    """Return the second words of pairs by the first ones."""
    found: dict[str, set[str]] = {}
    for first, second in pairs:
        found.setdefault(first, set()).add(second)
    return found


def by_group(services: Iterable[Service]) -> dict[str, list[Service]]:
    """Return services by the instance groups that they run on."""
    groups: dict[str, list[Service]] = {}
    for group, service in each(services, _groups):
        groups.setdefault(group, []).append(service)
    return groups


def _groups(service: Service) -> Iterator[tuple[str, Service]]:
    for group in service.groups:
        yield group, service


def peers_of(client: Service) -> Iterator[tuple[str, str]]:
    """Yield each peer of a client of Service Connect, with the client."""
    for peer in client.peers:
        yield peer, client.key


def rules_of(service: Service) -> Iterator[ListenerRule]:
    """Yield the rules that a service's routes ask listeners for."""
    for route in service.routes.values():
        for number, match in enumerate(route.match):
            of = (service.key, service.name, route.key)
            rule = ListenerRule(number, route.load_balancer, match, *of)
            yield rule
            yield from each([(service, rule)], _trials_of)


def _trials_of(of: tuple[Service, ListenerRule]) -> Iterator[TrialRule]:
    service, rule = of
    test_traffic = service.deployment.test_traffic
    if service.shifts and test_traffic:
        match = tried(rule.match, test_traffic)
        of_service = (rule.service, rule.service_name, rule.route)
        yield TrialRule(rule.number, rule.balancer, match, *of_service)


def answers_of(balancer: LoadBalancer) -> Iterator[BalancerRule]:
    """Yield the rules by which a balancer answers itself."""
    for rule in balancer.rules.values():
        for number, match in enumerate(rule.match):
            yield BalancerRule(number, balancer.key, match, rule.key)


def priorities_of(rules: Iterable[AnyRule]) -> dict[tuple[str, str], int]:
    """Return the priority of each rule, by its balancer and its name."""
    by_balancer: dict[str, list[AnyRule]] = {}
    for rule in rules:
        by_balancer.setdefault(rule.balancer, []).append(rule)
    return {
        (balancer, name): priority
        for balancer, those in by_balancer.items()
        for name, priority in _numbered(those).items()
    }


def _numbered(rules: Iterable[AnyRule]) -> dict[str, int]:
    # Written ones, and between them the rest.
    written, left = {}, {}
    for rule in rules:
        if rule.match.gives("priority"):
            written[rule.name] = rule.priority
        else:
            left[rule.name] = rule.wish
    return {**written, **priorities(left, written.values())}


def ports_by_balancer(services: Iterable[Service]) -> dict[str, tuple[tuple[int, str], ...]]:
    """Return the listeners of network balancers that services make, by balancer."""
    by_balancer: dict[str, set[tuple[int, str]]] = {}
    for balancer, port in each(services, _network_ports):
        by_balancer.setdefault(balancer, set()).add(port)
    return {balancer: tuple(sorted(ports)) for balancer, ports in by_balancer.items()}


def _network_ports(service: Service) -> Iterator[tuple[str, tuple[int, str]]]:
    for route in service.routes.values():
        if route.listener:
            for protocol in route.ip_protocols:
                yield route.load_balancer, (route.listener[0], protocol)


def most_targets_of(service: Service) -> Iterator[tuple[str, int]]:
    """Yield the balancer of each route of a service, with the most tasks that it may lead to."""
    for route in service.routes.values():
        yield route.load_balancer, service.most_count


def uses_of(service: Service) -> Iterator[tuple[str, Use]]:
    """Yield what the routes of a service make of balancers: TLS on a network one, or logins."""
    yield from each(service.routes.values(), _uses_of_route)


def _uses_of_route(route: Route) -> Iterator[tuple[str, Use]]:
    if route.listener and route.listener[1] == "tls":
        yield route.load_balancer, "tls"
    if route.auth:
        yield route.load_balancer, "login"


def destinations_of(task: Task) -> Iterator[tuple[str, str]]:
    """Yield each instance group that a task may run on, with where its logs go."""
    groups: tuple[str, ...] = ()
    if isinstance(task, SystemContainer):
        groups = task.instance_groups
    elif isinstance(task, Workload):
        groups = task.groups
    for group in groups:
        yield group, task.logs.destination.type


def mounts_of(task: Task) -> Iterator[tuple[str, str]]:
    """Yield each file system that a task mounts, with who connects to it."""
    for volume in task.volumes.values():
        if volume.efs:
            for peer in task.peers:
                yield volume.efs.file_system, peer


def target_groups_of(service: Service) -> Iterator[str]:
    """Yield the balancer of each target group of a service."""
    for route in service.routes.values():
        yield route.load_balancer
        if route.alternate_target_group_name is not None:
            yield route.load_balancer
