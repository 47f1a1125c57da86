"""Rules across specs, of applications: two on one platform, and one on the platform it names."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.capacity import FARGATE
from tfgen.resolve import Cluster, ListenerRule, Workload
from tfgen.resolve.instance_groups import DRIVERS
from tfgen.rules.applications import PLATFORM
from tfgen.rules.pairs import Pair
from tfgen.rules.rule import Path, as_said, finding, place, written

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
    what="Rules of two applications have one priority at one listener.",
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
    what="Routes of two applications ask for the same requests.",
    why="The listener asks one of them first, and the other one never gets a request.",
    help="Write another host or path in one of the two.",
    source=_RULES,
)
_NO_NAMESPACE = Code(
    "RULE408",
    "platform-without-namespace",
    what="A service has Service Connect, and the platform makes no namespace for it.",
    why=(
        "Peers know each other in one namespace, which is the platform's: each application would "
        "look for it and find nothing."
    ),
    help="Write cluster.service_connect in the platform's spec, and apply it first.",
    source=_CONNECT,
)
_NO_FARGATE = Code(
    "RULE409",
    "platform-without-fargate",
    what="An application runs on Fargate, and the platform's cluster does not take it.",
    why=(
        "A cluster starts tasks on the capacity providers that it is associated with. tfgen "
        "associates those of Fargate that the spec's own tasks use, or that cluster.fargate names."
    ),
    help="Write cluster.fargate in the platform's spec, and apply it first.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-capacity-providers.html",
)
_NO_ENDPOINT = Code(
    "RULE410",
    "platform-without-endpoint",
    what="An application needs an endpoint that the platform's VPC has not.",
    why=(
        "Without a way out, what tasks need of AWS they reach by endpoints alone. With nat: none "
        "a platform makes those that its own tasks need, or that network.endpoints names."
    ),
    help="Add the endpoint to network.endpoints in the platform's spec, and apply it first.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/vpc-endpoints.html",
)
_NO_LOG_DRIVER = Code(
    "RULE411",
    "platform-without-log-driver",
    what="Logs of an application need a log driver that the platform's instances do not allow.",
    why=(
        "The agent places a task only on instances whose agent allows the log drivers of its "
        "containers. tfgen allows those that the logs of the platform's own tasks need."
    ),
    help="Add the driver to log_drivers of the instance group in the platform's spec.",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-agent-config.html",
)
CODES: tuple[Code, ...] = (
    _ONE_APPLICATION,
    _ONE_PRIORITY,
    _ONE_REQUEST,
    _NO_NAMESPACE,
    _NO_FARGATE,
    _NO_ENDPOINT,
    _NO_LOG_DRIVER,
)


class _Asked(NamedTuple):
    """A rule of a listener: of which service and what, and where it stands in the spec."""

    service: str
    asked: str
    path: Path


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
            asks = f"service {same.service} of {pair.first.file} asks for the same requests"
            help = "write another host or path in one of the two"
            yield pair.finding(_ONE_REQUEST, (same.path, rule.path), asks, help)
        elif priority in taken:
            other = taken[priority]
            has = f"that of service {other.service} in {pair.first.file} too"
            message = f"the rule of service {rule.service} has priority {priority}, {has}"
            help = f"write match: [{{pattern: …, priority: {_free(priority, taken)}}}]"
            yield pair.finding(_ONE_PRIORITY, (other.path, rule.path), message, help)


def _free(priority: int, taken: Mapping[int, _Asked]) -> int:
    """Return the nearest priority below that nobody has: among neighbours in the same band."""
    while priority in taken:
        priority -= 1
    return priority


def _rules(cluster: Cluster, balancer: str) -> dict[int, _Asked]:
    return {
        rule.priority: _Asked(rule.service, rule.asked, _path(rule))
        for rules in cluster.listener_rules
        for rule in rules[:1]
        if rule.balancer == balancer
    }


def _path(rule: ListenerRule) -> Path:
    return ("services", rule.service, "routes", rule.route, "match", rule.number)


def stands(pair: Pair) -> Iterator[Diagnostic]:
    """Refuse what an application needs and its platform, the first, does not make."""
    yield from _namespace_stands(pair)
    yield from _fargate_stands(pair)
    yield from _endpoints_stand(pair)
    yield from _log_drivers_stand(pair)


def _namespace_stands(pair: Pair) -> Iterator[Diagnostic]:
    platform = pair.first
    if platform.makes_namespace or platform.namespace.startswith("arn:"):
        return
    for service in pair.second.connected.values():
        message = f"{platform.file} makes no namespace for Service Connect"
        help = f"write cluster: {{service_connect: {platform.name}}} there, and apply it first"
        path = (*service.path, "service_connect")
        yield _lacks(pair, _NO_NAMESPACE, path, ("cluster",), message, help)
        return


def _fargate_stands(pair: Pair) -> Iterator[Diagnostic]:
    for workload in pair.second.workloads:
        for capacity in sorted(workload.capacity):
            if capacity in FARGATE and capacity not in pair.first.fargate:
                message = f"the cluster of {pair.first.file} does not take {capacity}"
                every = sorted({*pair.first.fargate, *pair.second.fargate})
                help = f"write cluster: {{fargate: [{', '.join(every)}]}} there, and apply it first"
                path = written(pair.second, (*workload.path, "capacity"), workload.path)
                yield _lacks(pair, _NO_FARGATE, path, ("cluster",), message, help)
                return


def _endpoints_stand(pair: Pair) -> Iterator[Diagnostic]:
    there = pair.first.network
    missing = sorted({*pair.second.network.endpoints} - {*there.endpoints})
    if missing:
        needed = pair.second.network.needed_endpoints
        reasons = "; ".join(f"{name}: {needed[name]}" for name in missing if name in needed)
        message = f"the VPC of {pair.first.file} has no endpoint {', '.join(missing)} ({reasons})"
        every = sorted({*there.endpoints, *missing})
        help = f"write network: {{endpoints: [{', '.join(every)}]}} there, and apply it first"
        yield _lacks(pair, _NO_ENDPOINT, PLATFORM, ("network",), message, help)


def _log_drivers_stand(pair: Pair) -> Iterator[Diagnostic]:
    for workload in pair.second.workloads:
        for key in workload.groups:
            there = pair.first.instance_groups[key].log_drivers
            missing = [driver for driver in _drivers(workload) if driver not in there]
            if missing:
                message = f"instances of {key} in {pair.first.file} do not allow {missing[0]}"
                every = ", ".join((*there, *missing))
                help = f"write log_drivers: [{every}] there, and apply it first"
                group = ("instance_groups", key)
                yield _lacks(pair, _NO_LOG_DRIVER, workload.path, group, message, help)


def _drivers(workload: Workload) -> tuple[str, ...]:
    return DRIVERS[workload.logs.destination.type]


def _lacks(
    pair: Pair, code: Code, path: Path, of_platform: Path, message: str, help: str
) -> Diagnostic:
    diagnostic = finding(pair.second, code.code, path, message, help, key=True)
    also = ((place(pair.first, of_platform, key=True), f"in {pair.first.file}"),)
    return replace(as_said(diagnostic, code), also=also)
