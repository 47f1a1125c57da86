"""Rules of `deployment.test_traffic`: that test requests come to the new version, and alone."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import LISTENER_RULE_VALUES
from tfgen.resolve import Cluster, Route, Service, TrialRule
from tfgen.resolve.convention import each
from tfgen.resolve.listener_rules import Match
from tfgen.rules import over
from tfgen.rules.listener_conditions import conditions_of
from tfgen.rules.rule import Path, finding, rule

_GUIDE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_API = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference"
_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_TEST_STAGES = ("test_traffic_shift", "post_test_traffic_shift")


def _path(service: Service, *below: str) -> Path:
    return (*service.path, "deployment", "test_traffic", *below)


def _trials(cluster: Cluster) -> Iterator[tuple[Service, Route, TrialRule]]:
    """Give each rule of test traffic, with the route beside which it stands."""
    for rules in cluster.listener_rules:
        for trial in rules:
            if isinstance(trial, TrialRule):
                service = cluster.services[trial.service]
                yield service, service.routes[trial.route], trial


def _beside(route: Route, trial: TrialRule) -> tuple[Match, Path]:
    """Return what the other requests of the route are, and where that stands."""
    return route.match[trial.number], (*route.path, "match", trial.number)


@rule(
    Code(
        "RULE555",
        "test-traffic-without-a-way",
        what="Test traffic is told by a header, and comes by no way on which headers are read.",
        why="A rule of an application balancer reads headers, and so does the proxy of Service "
        "Connect at a port with an app_protocol. Nothing else does.",
        help="Write a route from an application balancer, an app_protocol at the port that peers "
        "reach, or no test_traffic.",
        source=f"{_GUIDE}/blue-green-deployment-implementation.html",
    ),
    sections=("services", "load_balancers"),
    over=over.services,
)
def headers_are_read(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand a way on which the header of test traffic is read."""
    if not service.shifts or service.deployment.test_traffic is None:
        return
    # Of no way at all RULE266 tells, and of network balancers too.
    if service.tells_peers_apart or service.routes or not service.serves_peers:
        return
    reached = service.service_connect and service.service_connect.port
    message = f"peers reach {service.key} at port {reached}, which is plain TCP without headers"
    help = "write app_protocol: http at the port, or remove test_traffic"
    yield finding(cluster, "RULE555", _path(service), message, help, key=True)


@rule(
    Code(
        "RULE556",
        "test-header-asked-already",
        what="A route asks for the header that tells test traffic.",
        why="The rule of test traffic asks for all that the route asks for, and for the header: of "
        "one header it cannot ask for two things.",
        help="Write another header for one of the two.",
        source=f"{_ELB}/application/rule-condition-types.html",
    ),
    sections=("services",),
    over=_trials,
)
def headers_are_free(
    cluster: Cluster, service: Service, route: Route, trial: TrialRule
) -> Iterator[Diagnostic]:
    """Refuse a header that the route asks for itself."""
    asked = service.deployment.test_traffic
    match, path = _beside(route, trial)
    for header in match.headers:
        if asked and header.lower() == asked.header.lower():
            message = f"{match.pattern} asks for header {header} itself"
            also = (((*path, "headers", header), "the route's own"),)
            at, help = _path(service, "header"), "write another header"
            yield finding(cluster, "RULE556", at, message, help, also=also)


@rule(
    Code(
        "RULE557",
        "test-rule-asks-for-too-much",
        what="The rule of test traffic asks for more values than a rule takes.",
        why="It asks for all that the route asks for, and for the header: a rule has five values "
        "in all of its conditions, and host and path are a value each.",
        help="Ask for less in the route's match.",
        source=LISTENER_RULE_VALUES.source,
    ),
    sections=("services",),
    over=_trials,
)
def trials_ask_for_few_values(
    cluster: Cluster, service: Service, route: Route, trial: TrialRule
) -> Iterator[Diagnostic]:
    """Hold the route to a value less than a rule takes."""
    match, path = _beside(route, trial)
    count = sum(len(values) for values in conditions_of(match).values())
    if count == LISTENER_RULE_VALUES.high:
        message = f"{match.pattern} asks for {count} values, and with the header for one too many"
        also = ((path, "the route"),)
        help = "write fewer methods, headers or source_cidrs in the match of the route"
        yield finding(cluster, "RULE557", _path(service), message, help, key=True, also=also)


@rule(
    Code(
        "RULE558",
        "test-stage-without-test-traffic",
        what="A hook is asked when test traffic has come, and there is none.",
        why="At these stages requests with the header of test_traffic reach the new version. "
        "Without it no request does, so that there is nothing to see yet.",
        help="Write test_traffic, or stages: post_scale_up.",
        source=f"{_API}/API_DeploymentLifecycleHook.html",
        severity=Severity.WARNING,
    ),
    sections=("services",),
    over=over.services,
)
def stages_have_test_traffic(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Tell of stages of test traffic where none is told apart."""
    # The proxy of Service Connect knows a header of AWS's own.
    if service.deployment.test_traffic or service.tells_peers_apart:
        return
    for name, stage, path in each([service], _stages):
        if stage in _TEST_STAGES:
            message = f"hook {name} is asked at {stage}, and no test traffic reaches {service.key}"
            help = "write test_traffic: {header: …, value: …}, or stages: post_scale_up"
            yield finding(cluster, "RULE558", path, message, help)


def _stages(service: Service) -> Iterator[tuple[str, str, Path]]:
    for name, hook in service.deployment.hooks.items():
        for number, stage in enumerate(hook.stages):
            path = (*service.path, "deployment", "hooks", name, "stages", number)
            yield name, stage, path


@rule(
    Code(
        "RULE559",
        "no-place-before-the-first",
        what="A route has the first priority, and its test traffic has to come before it.",
        why="The rule of test traffic stands right before that of its route, which would take the "
        "requests otherwise. Before priority 1 there is none.",
        help="Write a priority of 2 or more at the pattern.",
        source=f"{_ELB}/application/listener-rules.html",
    ),
    sections=("services",),
    over=_trials,
)
def trials_have_a_place(
    cluster: Cluster, service: Service, route: Route, trial: TrialRule
) -> Iterator[Diagnostic]:
    """Refuse the first of all priorities for a route with test traffic."""
    match, path = _beside(route, trial)
    if trial.priority < 1:
        message = f"priority {match.priority} leaves no place before it for the test traffic"
        also = ((_path(service), "the test traffic"),)
        at, help = (*path, "priority"), "write 2 or more"
        yield finding(cluster, "RULE559", at, message, help, also=also)


RULES = (
    headers_are_read,
    headers_are_free,
    trials_ask_for_few_values,
    stages_have_test_traffic,
    trials_have_a_place,
)
