"""Rules across specs, of applications: two of them on one platform."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.login import Auth
from tfgen.resolve import (
    AnyRule,
    Cluster,
    InstanceGroup,
    ListenerRule,
    added_rules,
    openings,
)
from tfgen.rules.logins import provider_of
from tfgen.rules.meetings import Mark
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Path

_RULES = "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/listener-rules.html"
_CONNECT = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts.html"
)

_ONE_APPLICATION = Code(
    "RULE405",
    "two-specs-one-application",
    what="Two specs describe one application of a cluster.",
    why=(
        "The application's name is part of the names of its services, roles and log groups, and "
        "of its state: the second apply would fail, or undo the first."
    ),
    help="Write another application in one of the two.",
)
_ONE_PRIORITY = Code(
    "RULE406",
    "two-applications-one-priority",
    what="Rules of two applications, or of one and its platform, have one priority.",
    why=(
        "A listener has each priority once, and a priority follows from what a rule asks and from "
        "a hash: of many rules two may come to the same. The second apply would fail."
    ),
    help="Write a priority of its own for one of the two.",
    source=_RULES,
)
_ONE_REQUEST = Code(
    "RULE407",
    "two-applications-one-request",
    what="Routes of two applications, or of one and a rule of its platform, ask for the same.",
    why="The listener asks one of them first, and the other one never gets a request.",
    help="Write another host or path in one of the two.",
    source=_RULES,
)
_ONE_LISTENER = Code(
    "RULE412",
    "two-applications-one-listener",
    what="Two applications make a listener on one port of a network balancer.",
    why="A balancer has one listener a port: the second apply would fail.",
    help="Write another port in one of the two.",
    source="https://docs.aws.amazon.com/elasticloadbalancing/latest/network/load-balancer-listeners.html",
)
_ONE_OPENING = Code(
    "RULE413",
    "two-applications-one-opening",
    what="Two applications open the same port of the platform's instances to the same peer.",
    why=(
        "Each adds its rule to the security group of the instances, and AWS takes a rule of one "
        "protocol, port and peer once: the second apply would fail."
    ),
    help="Write the rule once, under ingress of the instance group in the platform's spec.",
    source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
)
_ONE_COOKIE = Code(
    "RULE529",
    "two-applications-one-cookie",
    what="Users of two applications log in at one balancer, by different logins with one cookie.",
    why=(
        "A session is known by its cookie: who has logged in at one application would be let in "
        "at the other."
    ),
    help="Write another session_cookie_name in one of the two.",
    source=(
        "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
        "listener-authenticate-users.html"
    ),
)
CODES: tuple[Code, ...] = (
    _ONE_APPLICATION,
    _ONE_PRIORITY,
    _ONE_REQUEST,
    _ONE_LISTENER,
    _ONE_OPENING,
    _ONE_COOKIE,
)


def marks_anywhere(cluster: Cluster) -> Iterator[Mark]:
    """Yield what only one spec of a cluster may have; of a balancer by its ARN, only one at all."""
    for identity, key in _balancers(cluster).items():
        balancer = identity if identity.startswith("arn:") else f"{cluster.name} {identity}"
        for priority, rule in _rules(cluster, key).items():
            yield "priority", balancer, priority
            yield "requests", balancer, rule.asked
        yield from (("port", balancer, port) for port, _ in _listeners(cluster, key))
        yield from (
            ("cookie", balancer, str(auth.session_cookie_name)) for _, auth in _logins(cluster, key)
        )
    for key, group in cluster.instance_groups.items():
        yield from (("opening", cluster.name, key, *rule) for rule in _openings(cluster, group))


def applications_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one application twice on one cluster."""
    application = pair.second.application
    if pair.same_cluster and application and application == pair.first.application:
        of = f"application {application} of cluster {pair.second.ecs_name}"
        message = f"{of} is that of {pair.first.file} too{pair.if_same_account}"
        help = "write another application in one of the two"
        path: Path = ("application",)
        yield pair.finding(_ONE_APPLICATION, (path, path), message, help, pair.severity)


def priorities_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two rules of one listener with one priority, or that ask for the same."""
    first, second = _balancers(pair.first), _balancers(pair.second)
    # By ARN it is one balancer for certain; by its key, if both are of one cluster.
    for identity in sorted(first.keys() & second.keys()):
        if identity.startswith("arn:") or pair.on_one_platform:
            yield from _clashes(pair, first[identity], second[identity])


def listeners_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse two listeners of one balancer on one port."""
    first, second = _balancers(pair.first), _balancers(pair.second)
    for identity in sorted(first.keys() & second.keys()):
        if not identity.startswith("arn:") and not pair.on_one_platform:
            continue
        taken = dict(_listeners(pair.first, first[identity]))
        for port, path in _listeners(pair.second, second[identity]):
            if port in taken:
                other = taken[port][1]
                message = f"service {other} of {pair.first.file} listens on port {port} too"
                help = "write another port in one of the two"
                yield pair.finding(_ONE_LISTENER, (taken[port], path), message, help)


def _listeners(cluster: Cluster, balancer: str) -> Iterator[tuple[int, Path]]:
    for service in cluster.services.values():
        for route in service.routes.values():
            if route.listener and route.load_balancer == balancer:
                yield route.listener[0], ("services", service.key, "routes", route.key, "listen")


def cookies_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one cookie for different logins of one balancer."""
    first, second = _balancers(pair.first), _balancers(pair.second)
    for identity in sorted(first.keys() & second.keys()):
        if not identity.startswith("arn:") and not pair.on_one_platform:
            continue
        there = {
            auth.session_cookie_name: (path, auth)
            for path, auth in _logins(pair.first, first[identity])
        }
        for path, auth in _logins(pair.second, second[identity]):
            at, other = there.get(auth.session_cookie_name, (path, auth))
            if provider_of(other) != provider_of(auth):
                cookie = f"the cookie {auth.session_cookie_name} too"
                message = f"another login, of {pair.first.file}, has {cookie}"
                help = f"write session_cookie_name: {pair.second.application or path[1]}"
                yield pair.finding(_ONE_COOKIE, (at, path), message, help)


def _logins(cluster: Cluster, balancer: str) -> Iterator[tuple[Path, Auth]]:
    for service in cluster.services.values():
        for route in service.routes.values():
            if route.auth and route.load_balancer == balancer:
                yield (*route.path, "auth"), route.auth


def openings_differ(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse one rule that two trees add to the security group of one instance group."""
    if not pair.on_one_platform:
        return
    for key, group in pair.second.instance_groups.items():
        there = pair.first.instance_groups.get(key)
        if there is None:
            continue
        taken = set(_openings(pair.first, there))
        for opening in sorted(taken & set(_openings(pair.second, group))):
            protocol, port, peer = opening
            opens = f"{protocol} {port} of the instances of {key} to {peer}"
            message = f"{pair.first.file} opens {opens} too, and AWS takes a rule once"
            help = (
                f"write it once in the platform's spec, under instance_groups.{key}: ingress: "
                f"{{shared: {{port: {port}, protocol: {protocol}, from: {peer}}}}}"
            )
            paths: tuple[Path, Path] = (("services",), _first_on(pair.second, key))
            yield pair.finding(_ONE_OPENING, paths, message, help)


def _openings(cluster: Cluster, group: InstanceGroup) -> Iterator[tuple[str, str, str]]:
    for rule in added_rules(group).values():
        for protocol, port, peer in openings(rule):
            # A group of a service's own is no other application's.
            if not str(peer).startswith(("services.", "jobs.")):
                yield protocol, port or "", str(peer)


def _first_on(cluster: Cluster, group: str) -> Path:
    return next(service.path for service in cluster.services.values() if group in service.groups)


def _balancers(cluster: Cluster) -> Mapping[str, str]:
    """Return the balancers that routes name: keys by what tells a balancer from others."""
    given = {}
    if cluster.platform:
        given = {key: str(there.arn) for key, there in cluster.platform.load_balancers.items()}
    return {given.get(key, key): key for key in cluster.task_balancers}


def _clashes(pair: Pair, first: str, second: str) -> Iterator[Diagnostic]:
    taken = _rules(pair.first, first)
    requests = {rule.asked: rule for rule in taken.values()}
    for priority, rule in sorted(_rules(pair.second, second).items()):
        same = requests.get(rule.asked)
        if same:
            asks = f"{_title(same)} of {pair.first.file} asks for the same requests"
            help = "write another host or path in one of the two"
            yield pair.finding(_ONE_REQUEST, (same.path, rule.path), asks, help)
        elif priority in taken:
            other = taken[priority]
            has = f"that of {_title(other)} in {pair.first.file} too"
            of = _title(rule)
            if isinstance(rule, ListenerRule):
                of = f"the rule of {of}"
            message = f"{of} has priority {priority}, {has}"
            help = f"write match: [{{pattern: …, priority: {_free(priority, taken)}}}]"
            yield pair.finding(_ONE_PRIORITY, (other.path, rule.path), message, help)


def _title(rule: AnyRule) -> str:
    if isinstance(rule, ListenerRule):
        return f"service {rule.service}"
    return f"{rule.owner} of load balancer {rule.balancer}"


def _free(priority: int, taken: Mapping[int, AnyRule]) -> int:
    """Return the nearest priority below that nobody has: among neighbours in the same band."""
    while priority in taken:
        priority -= 1
    return priority


def _rules(cluster: Cluster, balancer: str) -> dict[int, AnyRule]:
    return {rule.priority: rule for rule in cluster.all_rules if rule.balancer == balancer}
