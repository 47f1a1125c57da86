"""Rules of `services.<name>.routes`: a way from a balancer that exists to a port that exists, and no two the same."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, ListenerRule, Route, Service
from tfgen.rules.load_balancers import balancers
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.services import services
from tfgen.spec.scalars import shown

_RULES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"
_FORWARD = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html"
_LISTENERS = "https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html"
_PORTS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_TARGET_GROUPS = 5


def routes(cluster: Cluster) -> Iterator[tuple[Path, str, Service, str, Route]]:
    """Yield each route with its path, its service and its key."""
    for path, key, service in services(cluster):
        for name, route in sorted(service.routes.items()):
            yield (*path, "routes", name), key, service, name, route


def balancers_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand the balancer of each route, and the form that its type takes: match or listen.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    """
    known = sorted(key for _, key, _ in balancers(cluster))
    for path, key, _, name, route in routes(cluster):
        wanted, balancer = route.load_balancer, cluster.load_balancers.get(route.load_balancer)
        at = (*path, "load_balancer") if cluster.wrote(*path, "load_balancer") else path
        if balancer is None:
            help = closest(wanted, known) or (f"use {listed(known)}" if known else "add load_balancers")
            message = f"there is no load balancer {shown(wanted)}"
            yield finding(cluster, "RULE224", at, message, help, key=at == path)
        elif balancer.type == "classic":
            message = f"load balancer {wanted} is a classic one, which leads to instances and to no service"
            yield finding(cluster, "RULE225", at, message, "use an application or network balancer", key=True)
        elif balancer.type == "application" and (route.listen or not route.match):
            message = f"route {name} of {key} comes from an application balancer, and does not say which requests"
            help = "write match: with a host, /path or host/path" + (", and remove listen" if route.listen else "")
            yield finding(cluster, "RULE225", path, message, help, source=_RULES, key=True)
        elif balancer.type == "network" and (route.match or not route.listen):
            message = f"route {name} of {key} comes from a network balancer, and does not say on which port"
            help = "write listen: 443/tls, or tcp, udp, tcp_udp" + (", and remove match" if route.match else "")
            yield finding(cluster, "RULE225", path, message, help, source=_LISTENERS, key=True)


def ports_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand the port of the container that each route leads to.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
    """
    for path, key, service, _, route in routes(cluster):
        if route.container_port:
            continue
        ports = sorted(service.ports)
        if not cluster.wrote(*path, "port"):
            message = f"container {key} has {len(ports)} ports, and the route does not say which" if ports else ""
            message = message or f"container {key} has no port for the route to lead to"
            help = f"write port: {listed(ports)}" if ports else "add port: 8080 to the service"
            yield finding(cluster, "RULE226", path, message, help, source=_PORTS, key=True)
        else:
            help = closest(str(route.port), ports) or (f"use {listed(ports)}" if ports else "add it under ports")
            message = f"container {key} has no port {shown(str(route.port))}"
            yield finding(cluster, "RULE226", (*path, "port"), message, help, source=_PORTS)


def patterns_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse one pattern for two routes of a balancer, and two rules of one priority.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    """
    places: dict[tuple[str, int], Path] = {}
    for rule, *others in cluster.listener_rules:
        at = _place(rule)
        for one in others:
            if one.service == rule.service or _weight(cluster, rule) is None or _weight(cluster, one) is None:
                message = f"{one.match.pattern} leads to service {one.service}, and to {rule.service} before"
                help = "change one of the two patterns, or give both routes a weight"
                also = ((at, "the other route"),)
                yield finding(cluster, "RULE227", _place(one), message, help, source=_RULES, also=also)
        other = places.setdefault((rule.balancer, rule.priority), at)
        if other != at:
            message = f"priority {rule.priority} of load balancer {rule.balancer} is taken by a route of {other[1]}"
            also = ((other, "taken here"),)
            help = "give one of the two patterns another priority: {pattern: …, priority: …}"
            yield finding(cluster, "RULE228", at, message, help, source=_RULES, also=also)


def _place(rule: ListenerRule) -> Path:
    return ("services", rule.service, "routes", rule.route, "match", rule.number)


def _weight(cluster: Cluster, rule: ListenerRule) -> int | None:
    return cluster.services[rule.service].routes[rule.route].weight


def weights_add_up(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the services that share a rule to what it takes: five, one priority, and a weight above zero.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    for rule, *others in cluster.listener_rules:
        every, at = (rule, *others), (*_place(rule)[:4], "weight")
        weights = [weight for one in every if (weight := _weight(cluster, one)) is not None]
        if len(every) > MOST_TARGET_GROUPS:
            message = f"{len(every)} services share {rule.match.pattern}, and a rule has {MOST_TARGET_GROUPS} at most"
            yield finding(cluster, "RULE289", at, message, "leave some out", source=_FORWARD)
        if len(weights) == len(every) and not any(weights):
            message = f"no request for {rule.match.pattern} goes anywhere: every weight is 0"
            yield finding(cluster, "RULE289", at, message, "give one a weight above 0", source=_FORWARD)
        for one in every if others else ():
            if cluster.services[one.service].shifts:
                message = f"ECS shifts the requests of {one.service} to its new versions, and would undo the weights"
                help = "write deployment.strategy: rolling there, or do not share the pattern"
                yield finding(cluster, "RULE289", (*_place(one)[:4], "weight"), message, help, source=_FORWARD)
        for one in others:
            if one.match.gives("priority") and one.match.priority != rule.priority:
                message = f"service {rule.service} has the rule of {one.match.pattern}, at priority {rule.priority}"
                help = f"write the priority there, at service {rule.service}"
                place = (*_place(one), "priority")
                yield finding(cluster, "RULE289", place, message, help, source=_FORWARD)


def weights_have_others(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a weight that is compared with none, and refuse one on a network balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    shared = {_place(rule)[:4] for rules in cluster.listener_rules if len(rules) > 1 for rule in rules}
    for path, key, _, name, route in routes(cluster):
        if route.weight is None or path in shared:
            continue
        if route.listen:
            message = f"route {name} of {key} comes from a network balancer, which knows no weights here"
            yield finding(
                cluster,
                "RULE290",
                (*path, "weight"),
                message,
                "remove weight",
                source=_FORWARD,
                key=True,
            )
        else:
            message = f"no other service shares a pattern with route {name} of {key}: all requests go there"
            help = "write the same pattern and a weight at another service, or remove it"
            severity = Severity.WARNING
            yield finding(
                cluster,
                "RULE290",
                (*path, "weight"),
                message,
                help,
                source=_FORWARD,
                severity=severity,
                key=True,
            )


def listeners_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two listeners on one port of a network balancer, ports out of range, and TLS without a certificate.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
    """
    taken: dict[tuple[str, int], Path] = {}
    for path, _, _, name, route in routes(cluster):
        found, balancer = route.listener, cluster.load_balancers.get(route.load_balancer)
        if found is None or balancer is None or balancer.type != "network":
            continue
        (port, protocol), at = found, (*path, "listen")
        other = taken.setdefault((route.load_balancer, port), at)
        if other != at:
            message = f"port {port} of the balancer leads to service {other[1]} already"
            also = ((other, "the other listener"),)
            yield finding(cluster, "RULE229", at, message, "use another port", source=_LISTENERS, also=also)
        if not 1 <= port <= 65535:
            yield finding(
                cluster,
                "RULE229",
                at,
                f"there is no port {port}",
                "write 1 to 65535",
                source=_LISTENERS,
            )
        if protocol == "tls" and not balancer.certificate_arns and not balancer.issues_certificate:
            message = f"a listener with tls needs a certificate, and load balancer {path[3]} has none"
            help = "write certificate_arns or dns for the balancer"
            yield finding(cluster, "RULE203", at, message, help, source=_LISTENERS)


RULES = (
    Rule(("services", "load_balancers"), balancers_exist),
    Rule(("services",), ports_exist),
    Rule(("services",), patterns_differ),
    Rule(("services",), weights_add_up),
    Rule(("services",), weights_have_others),
    Rule(("services", "load_balancers"), listeners_differ),
)
