"""Rules of `services.<name>.routes`: from a balancer to a port, both there, and no two the same."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, ListenerRule, Route, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, again, finding, listed, written

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_RULES = f"{_ELB}/application/listener-rules.html"
_FORWARD = f"{_ELB}/application/load-balancer-listeners.html"
_LISTENERS = f"{_ELB}/network/load-balancer-listeners.html"
_PORTS = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html"
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_TARGET_GROUPS = 5

Rules = tuple[ListenerRule, ...]


def balancers_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand the balancer of each route, and one that leads to services.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/userguide/what-is-load-balancing.html
    """
    name = route.load_balancer
    at = written(cluster, (*route.path, "load_balancer"), route.path)
    if name not in cluster.load_balancers:
        known = list(cluster.load_balancers)
        message = f"there is no load balancer {shown(name)}"
        use = f"use {listed(known)}" if known else "add load_balancers"
        help = closest(name, known) or use
        yield finding(cluster, "RULE224", at, message, help, key=at == route.path)
    elif route.balancer_type == "classic":
        what = f"load balancer {name} is a classic one"
        message = f"{what}, which leads to instances and to no service"
        help = "use an application or network balancer"
        yield finding(cluster, "RULE225", at, message, help, key=True)


def requests_told(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand of a route what its balancer goes by: match for an application one, else listen.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    """
    what = f"route {route.key} of {service.key} comes from"
    if route.balancer_type == "application" and (route.listen or not route.match):
        message = f"{what} an application balancer, and does not say which requests"
        more = ", and remove listen" if route.listen else ""
        help = f"write match: with a host, /path or host/path{more}"
        yield finding(cluster, "RULE225", route.path, message, help, source=_RULES, key=True)
    elif route.balancer_type == "network" and (route.match or not route.listen):
        message = f"{what} a network balancer, and does not say on which port"
        more = ", and remove match" if route.match else ""
        help = f"write listen: 443/tls, or tcp, udp, tcp_udp{more}"
        yield finding(cluster, "RULE225", route.path, message, help, source=_LISTENERS, key=True)


def ports_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Demand the port of the container that each route leads to.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_LoadBalancer.html
    """
    if route.container_port:
        return
    ports, container = list(service.ports), f"container {service.key}"
    if cluster.wrote(*route.path, "port"):
        port, at = str(route.port), (*route.path, "port")
        message = f"{container} has no port {shown(port)}"
        use = f"use {listed(ports)}" if ports else "add it under ports"
        help = closest(port, ports) or use
        yield finding(cluster, "RULE226", at, message, help, source=_PORTS)
        return
    message = f"{container} has no port for the route to lead to"
    help = "add port: 8080 to the service"
    if ports:
        message = f"{container} has {len(ports)} ports, and the route does not say which"
        help = f"write port: {listed(ports)}"
    yield finding(cluster, "RULE226", route.path, message, help, source=_PORTS, key=True)


def _same(cluster: Cluster) -> Iterator[tuple[Rules]]:
    """Give the rules that ask for the same, together."""
    return ((rules,) for rules in cluster.listener_rules)


def patterns_differ(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Refuse one pattern for two routes of a balancer, unless both have a weight.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    """
    first, *others = rules
    for rule in others:
        weighs = None not in (_weight(cluster, first), _weight(cluster, rule))
        if rule.service == first.service or not weighs:
            pattern = f"{rule.match.pattern} leads to service {rule.service}"
            message = f"{pattern}, and to {first.service} before"
            help = "change one of the two patterns, or give both routes a weight"
            at, also = _place(rule), ((_place(first), "the other route"),)
            yield finding(cluster, "RULE227", at, message, help, source=_RULES, also=also)


def priorities_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two rules of one priority.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html
    """
    given = [((rule.balancer, rule.priority), rule) for rule, *_ in cluster.listener_rules]
    for rule, other in again(given):
        priority = f"priority {rule.priority} of load balancer {rule.balancer}"
        message = f"{priority} is taken by a route of {other.service}"
        help = "give one of the two patterns another priority: {pattern: …, priority: …}"
        at, also = _place(rule), ((_place(other), "taken here"),)
        yield finding(cluster, "RULE228", at, message, help, source=_RULES, also=also)


def _route(rule: ListenerRule) -> Path:
    return ("services", rule.service, "routes", rule.route)


def _place(rule: ListenerRule) -> Path:
    return (*_route(rule), "match", rule.number)


def _weight(cluster: Cluster, rule: ListenerRule) -> int | None:
    return cluster.services[rule.service].routes[rule.route].weight


def few_share_a_rule(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Hold the services that share a rule to as many as it takes.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    if len(rules) > MOST_TARGET_GROUPS:
        share = f"{len(rules)} services share {rules[0].match.pattern}"
        message = f"{share}, and a rule has {MOST_TARGET_GROUPS} at most"
        at, help = (*_route(rules[0]), "weight"), "leave some out"
        yield finding(cluster, "RULE289", at, message, help, source=_FORWARD)


def some_weight_counts(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Demand a weight above zero among the services that share a rule.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    weights = [_weight(cluster, rule) for rule in rules]
    if weights.count(0) == len(weights) and cluster.knows_all_rules:
        message = f"no request for {rules[0].match.pattern} goes anywhere: every weight is 0"
        at, help = (*_route(rules[0]), "weight"), "give one a weight above 0"
        yield finding(cluster, "RULE289", at, message, help, source=_FORWARD)


def weights_stay(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Refuse to share a rule where ECS shifts requests itself.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    for rule in rules if len(rules) > 1 else ():
        if cluster.services[rule.service].shifts:
            shifts = f"ECS shifts the requests of {rule.service} to its new versions"
            message = f"{shifts}, and would undo the weights"
            help = "write deployment.strategy: rolling there, or do not share the pattern"
            at = (*_route(rule), "weight")
            yield finding(cluster, "RULE289", at, message, help, source=_FORWARD)


def priority_told_once(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Hold services that share a rule to the priority of the one whose rule it is.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    first, *others = rules
    for rule in others if cluster.knows_all_rules else ():
        if rule.match.gives("priority") and rule.priority != first.priority:
            owner = f"service {first.service} has the rule of {rule.match.pattern}"
            message = f"{owner}, at priority {first.priority}"
            help = f"write the priority there, at service {first.service}"
            at = (*_place(rule), "priority")
            yield finding(cluster, "RULE289", at, message, help, source=_FORWARD)


def _alone(cluster: Cluster) -> Iterator[tuple[Service, Route]]:
    """Give each route that shares no rule."""
    shared = {_route(rule) for rules in cluster.listener_rules if len(rules) > 1 for rule in rules}
    return (item for item in over.routes(cluster) if item[1].path not in shared)


def weights_have_others(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Warn of a weight that is compared with none, and refuse one on a network balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-listeners.html
    """
    if route.weight is None:
        return
    at, what, source = (*route.path, "weight"), f"route {route.key} of {service.key}", _FORWARD
    if route.listen:
        message = f"{what} comes from a network balancer, which knows no weights here"
        yield finding(cluster, "RULE290", at, message, "remove weight", source=source, key=True)
    elif cluster.knows_all_rules:
        yield finding(
            cluster,
            "RULE290",
            at,
            f"no other service shares a pattern with {what}: all requests go there",
            "write the same pattern and a weight at another service, or remove it",
            source=source,
            severity=Severity.WARNING,
            key=True,
        )


def listeners_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two listeners on one port of a network balancer.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
    """
    for (port, at), (_, other) in again(each(over.routes(cluster), _listener)):
        message = f"port {port} of the balancer leads to service {other[1]} already"
        also, help = ((other, "the other listener"),), "use another port"
        yield finding(cluster, "RULE229", at, message, help, source=_LISTENERS, also=also)


def _listener(item: tuple[Service, Route]) -> Iterator[tuple[tuple[str, int], tuple[int, Path]]]:
    _, route = item
    if route.listener and route.balancer_type == "network":
        port, _ = route.listener
        yield (route.load_balancer, port), (port, (*route.path, "listen"))


def listener_ports_exist(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Refuse listeners on ports out of range.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
    """
    port, _ = route.listener or (1, "")
    if route.balancer_type == "network" and not 1 <= port <= 65535:
        at, help = (*route.path, "listen"), "write 1 to 65535"
        message = f"there is no port {port}"
        yield finding(cluster, "RULE229", at, message, help, source=_LISTENERS)


def tls_has_certificate(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Refuse listeners with TLS without a certificate.

    https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html
    """
    _, protocol = route.listener or (1, "")
    if route.balancer_type != "network" or protocol != "tls":
        return
    balancer = cluster.load_balancers[route.load_balancer]
    if not balancer.certificate_arns and not balancer.issues_certificate:
        needs = "a listener with tls needs a certificate"
        message = f"{needs}, and load balancer {balancer.key} has none"
        at, help = (*route.path, "listen"), "write certificate_arns or dns for the balancer"
        yield finding(cluster, "RULE203", at, message, help, source=_LISTENERS)


_ALONE = ("services",)
_BOTH = ("services", "load_balancers")
RULES = (
    Rule(_BOTH, balancers_exist, over.routes),
    Rule(_BOTH, requests_told, over.routes),
    Rule(_ALONE, ports_exist, over.routes),
    Rule(_ALONE, patterns_differ, _same),
    Rule(_ALONE, priorities_differ),
    Rule(_ALONE, few_share_a_rule, _same),
    Rule(_ALONE, some_weight_counts, _same),
    Rule(_ALONE, weights_stay, _same),
    Rule(_ALONE, priority_told_once, _same),
    Rule(_ALONE, weights_have_others, _alone),
    Rule(_BOTH, listeners_differ),
    Rule(_BOTH, listener_ports_exist, over.routes),
    Rule(_BOTH, tls_has_certificate, over.routes),
)
