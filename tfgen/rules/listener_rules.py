"""Rules of the listener rules that routes make: patterns, priorities, and shares by weight."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import AnyRule, Cluster, ListenerRule, Route, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, again, finding, rule

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_RULES = f"{_ELB}/application/listener-rules.html"
_FORWARD = f"{_ELB}/application/load-balancer-listeners.html"
_ALONE = ("services",)
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-limits.html
MOST_TARGET_GROUPS = 5

Rules = tuple[ListenerRule, ...]

_SHARE = Code(
    "RULE289",
    "weights-that-one-rule-cannot-have",
    what="Services share a listener rule in a way that it cannot have.",
    why=(
        "Services with one pattern share one rule. It has one priority, forwards to five target "
        "groups at most in proportion to their weights, and to none whose weight is 0. While ECS "
        "shifts requests to a new version, it sets the weights of that rule itself."
    ),
    help="Let five services at most share a pattern, with some weight above 0.",
    source=_FORWARD,
)


def _same(cluster: Cluster) -> Iterator[tuple[Rules]]:
    """Give the rules that ask for the same, together."""
    return ((rules,) for rules in cluster.listener_rules)


@rule(
    Code(
        "RULE227",
        "pattern-of-two-routes",
        what="Two routes, or a route and a rule of the balancer, have one pattern.",
        why=(
            "A listener tries its rules by priority, and the first that fits takes the request. "
            "The second rule would never get one."
        ),
        help="Change one of the two patterns, or give both routes a weight.",
        source=_RULES,
    ),
    sections=_ALONE,
    over=_same,
)
def patterns_differ(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Refuse one pattern for two routes of a balancer, unless both have a weight."""
    first, *others = rules
    for other in others:
        weighs = None not in (_weight(cluster, first), _weight(cluster, other))
        if other.service == first.service or not weighs:
            pattern = f"{other.match.pattern} leads to service {other.service}"
            message = f"{pattern}, and to {first.service} before"
            help = "change one of the two patterns, or give both routes a weight"
            also = ((first.path, "the other route"),)
            yield finding(cluster, "RULE227", other.path, message, help, also=also)


@rule(
    Code(
        "RULE228",
        "priority-taken",
        what="Two listener rules have one priority.",
        why=(
            "A listener tries its rules in the order of their priorities, so that each has its "
            "own. The second one fails at apply: PriorityInUse."
        ),
        help="Write another priority, or none: tfgen then finds a free one.",
        source=_RULES,
    ),
    sections=("services", "load_balancers"),
)
def priorities_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two rules of one priority."""
    for second, other in again(each(cluster.all_rules, _numbered)):
        priority = f"priority {second.priority} of load balancer {second.balancer}"
        message = f"{priority} is taken by {other.title}"
        help = "give one of the two patterns another priority: {pattern: …, priority: …}"
        also = ((other.path, "taken here"),)
        yield finding(cluster, "RULE228", second.path, message, help, also=also)


def _numbered(listener_rule: AnyRule) -> Iterator[tuple[tuple[str, int], AnyRule]]:
    yield (listener_rule.balancer, listener_rule.priority), listener_rule


def _route(listener_rule: ListenerRule) -> Path:
    return ("services", listener_rule.service, "routes", listener_rule.route)


def _place_of_weight(listener_rule: ListenerRule) -> Path:
    return (*_route(listener_rule), "weight")


def _weight(cluster: Cluster, listener_rule: ListenerRule) -> int | None:
    service = cluster.services[listener_rule.service]
    return service.routes[listener_rule.route].weight


@rule(_SHARE, sections=_ALONE, over=_same)
def few_share_a_rule(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Hold the services that share a rule to as many as it takes."""
    if len(rules) > MOST_TARGET_GROUPS:
        share = f"{len(rules)} services share {rules[0].match.pattern}"
        message = f"{share}, and a rule has {MOST_TARGET_GROUPS} at most"
        yield finding(cluster, "RULE289", _place_of_weight(rules[0]), message, "leave some out")


@rule(_SHARE, sections=_ALONE, over=_same)
def some_weight_counts(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Demand a weight above zero among the services that share a rule."""
    weights = [_weight(cluster, listener_rule) for listener_rule in rules]
    # A service that could not be read may have the weight that counts.
    if weights.count(0) == len(weights) and cluster.knows_all_rules:
        message = f"no request for {rules[0].match.pattern} goes anywhere: every weight is 0"
        help = "give one a weight above 0"
        yield finding(cluster, "RULE289", _place_of_weight(rules[0]), message, help)


@rule(_SHARE, sections=_ALONE, over=_same)
def weights_stay(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Refuse to share a rule where ECS shifts requests itself."""
    if len(rules) == 1:
        return
    for listener_rule in rules:
        if cluster.services[listener_rule.service].shifts:
            shifts = f"ECS shifts the requests of {listener_rule.service} to its new versions"
            message = f"{shifts}, and would undo the weights"
            help = "write deployment.strategy: rolling there, or do not share the pattern"
            yield finding(cluster, "RULE289", _place_of_weight(listener_rule), message, help)


@rule(_SHARE, sections=_ALONE, over=_same)
def priority_told_once(cluster: Cluster, rules: Rules) -> Iterator[Diagnostic]:
    """Hold services that share a rule to the priority of the one whose rule it is."""
    if not cluster.knows_all_rules:
        return
    first, *others = rules
    for other in others:
        if other.match.gives("priority") and other.priority != first.priority:
            owner = f"service {first.service} has the rule of {other.match.pattern}"
            message = f"{owner}, at priority {first.priority}"
            help = f"write the priority there, at service {first.service}"
            yield finding(cluster, "RULE289", (*other.path, "priority"), message, help)


def _alone(cluster: Cluster) -> Iterator[tuple[Service, Route]]:
    """Give each route that shares no rule."""
    shared: set[Path] = set()
    for rules in cluster.listener_rules:
        if len(rules) > 1:
            shared |= {_route(listener_rule) for listener_rule in rules}
    return (item for item in over.routes(cluster) if item[1].path not in shared)


@rule(
    Code(
        "RULE290",
        "weight-without-others",
        what="A weight is compared with none.",
        why=(
            "A weight is a share of all weights of one listener rule. Alone it is always the "
            "whole, so that it changes nothing; the listener of a network balancer has no rules."
        ),
        help="Write the same pattern and a weight at another service, or remove it.",
        source=_FORWARD,
    ),
    sections=_ALONE,
    over=_alone,
)
def weights_have_others(cluster: Cluster, service: Service, route: Route) -> Iterator[Diagnostic]:
    """Warn of a weight that is compared with none, and refuse one on a network balancer."""
    if route.weight is None:
        return
    at, title = (*route.path, "weight"), f"route {route.key} of {service.key}"
    if route.listen:
        message = f"{title} comes from a network balancer, which knows no weights here"
        yield finding(cluster, "RULE290", at, message, "remove weight", key=True)
    elif cluster.knows_all_rules:
        message = f"no other service shares a pattern with {title}: all requests go there"
        help = "write the same pattern and a weight at another service, or remove it"
        # It does no harm, and the other service may come with the next change.
        severity = Severity.WARNING
        yield finding(cluster, "RULE290", at, message, help, severity=severity, key=True)


RULES = (
    patterns_differ,
    priorities_differ,
    few_share_a_rule,
    some_weight_counts,
    weights_stay,
    priority_told_once,
    weights_have_others,
)
