"""Rules of the order in which a listener asks its rules: where patterns alone do not say it."""

from __future__ import annotations

import itertools
from collections.abc import Hashable, Iterable, Iterator
from ipaddress import IPv4Network

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import AnyRule, BalancerRule, Cluster, ListenerRule
from tfgen.resolve.listener_rules import Match
from tfgen.resolve.specificity import is_wild
from tfgen.rules.rule import finding, rule

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_RULES = f"{_ELB}/application/listener-rules.html"
_TYPES = f"{_ELB}/application/rule-condition-types.html"


def meet(left: str, right: str) -> bool:
    """Tell whether there is a text that two patterns take."""
    todo, seen = [(0, 0)], set[tuple[int, int]]()
    while todo:
        place = todo.pop()
        if place in seen:
            continue
        seen.add(place)
        if place == (len(left), len(right)):
            return True
        todo += _further(left, right, *place)
    return False


def _further(left: str, right: str, ours: int, theirs: int) -> Iterator[tuple[int, int]]:
    """Yield where two patterns may stand when they have read the same once more."""
    mine, other = left[ours : ours + 1], right[theirs : theirs + 1]
    # A star takes nothing, or what the other one takes next.
    if mine == "*":
        yield ours + 1, theirs
    if other == "*":
        yield ours, theirs + 1
    if mine == "*" and other:
        yield ours, theirs + 1
    if other == "*" and mine:
        yield ours + 1, theirs
    if mine and other and (mine == other or "?" in (mine, other)):
        yield ours + 1, theirs + 1


def _some_meet(left: Iterable[str], right: Iterable[str]) -> bool:
    return any(meet(*pair) for pair in itertools.product(left, right))


def _headers(listener_rule: AnyRule) -> dict[str, list[str]]:
    headers = listener_rule.match.headers
    return {name.lower(): [value.lower() for value in values] for name, values in headers.items()}


def _share_headers(left: AnyRule, right: AnyRule) -> bool:
    ours, theirs = _headers(left), _headers(right)
    return all(_some_meet(values, theirs.get(name, values)) for name, values in ours.items())


def _share_sources(left: AnyRule, right: AnyRule) -> bool:
    blocks = itertools.product(left.match.source_cidrs, right.match.source_cidrs)
    pairs = [(IPv4Network(ours), IPv4Network(theirs)) for ours, theirs in blocks]
    return not pairs or any(ours.overlaps(theirs) for ours, theirs in pairs)


def share_requests(left: AnyRule, right: AnyRule) -> bool:
    """Tell whether there is a request that two rules take."""
    ours, theirs = left.match, right.match
    methods, others = set(ours.methods), set(theirs.methods)
    return (
        meet(ours.host.lower() or "*", theirs.host.lower() or "*")
        and meet(ours.path_pattern or "/*", theirs.path_pattern or "/*")
        and (not methods or not others or bool(methods & others))
        and _share_headers(left, right)
        and _share_sources(left, right)
    )


def _of_one_kind(cluster: Cluster) -> Iterator[tuple[AnyRule, AnyRule]]:
    """Give each two rules of a listener that nothing but their points may order."""
    alike: dict[Hashable, list[AnyRule]] = {}
    for listener_rule in cluster.all_rules:
        # A written priority says it.
        if not listener_rule.match.gives("priority"):
            key = (listener_rule.balancer, listener_rule.specificity.kind)
            alike.setdefault(key, []).append(listener_rule)
    for listener_rules in alike.values():
        yield from itertools.combinations(listener_rules, 2)


def _are_ordered(left: AnyRule, right: AnyRule) -> bool:
    ours, theirs = left.specificity, right.specificity
    if ours.is_over(theirs) or theirs.is_over(ours):
        # Very long ones share their places.
        return left.wish.places != right.wish.places
    return False


def _do_the_same(left: AnyRule, right: AnyRule) -> bool:
    """Tell whether it does not matter which of two rules takes a request."""
    match left, right:
        case ListenerRule(), ListenerRule():
            # Test traffic goes where other requests of the route do not go yet.
            same = type(left) is type(right)
            return same and (left.service, left.route) == (right.service, right.route)
        case BalancerRule(), BalancerRule():
            return left.key == right.key
    return False


@rule(
    Code(
        "RULE340",
        "patterns-without-order",
        what="Two rules take the same requests, and nothing says which is asked first.",
        why=(
            "A listener tries its rules by priority, and the first that fits takes the request. "
            "The narrower pattern is asked first: that with more segments, more characters, a "
            "method or a header. Of /shop/*.jpg and /shop/cart* neither is."
        ),
        help="Write a priority at the one to be asked first; 1 to 1000 are before all others.",
        source=_RULES,
    ),
    sections=("services", "load_balancers"),
    over=_of_one_kind,
)
def patterns_have_an_order(
    cluster: Cluster, first: AnyRule, second: AnyRule
) -> Iterator[Diagnostic]:
    """Refuse two rules that take the same requests if neither is narrower."""
    # Of one pattern at a route and at a balancer RULE227 tells.
    if (
        _do_the_same(first, second)
        or first.asked == second.asked
        or _are_ordered(first, second)
        or not share_requests(first, second)
    ):
        return
    both = f"{second.match.pattern} and {first.match.pattern} of {first.owner}"
    message = f"{both} take some of the same requests, and neither is narrower"
    help = "write a priority at the one to be asked first: {pattern: …, priority: 100}"
    also = ((first.path, "the other pattern"),)
    yield finding(cluster, "RULE340", second.path, message, help, also=also)


def _with_others(cluster: Cluster) -> Iterator[tuple[ListenerRule, list[AnyRule]]]:
    """Give each rule that leads to a service, with all of its listener."""
    by_balancer: dict[str, list[AnyRule]] = {}
    for listener_rule in cluster.all_rules:
        by_balancer.setdefault(listener_rule.balancer, []).append(listener_rule)
    for first, *_ in cluster.listener_rules:
        yield first, by_balancer[first.balancer]


def _goes_on(match: Match, other: Match) -> bool:
    """Tell whether a rule takes paths that begin with that of another one."""
    further = other.path_pattern or "/*"
    if other.host.lower() not in ("", match.host.lower()) or not is_wild(further):
        return False
    if match.path_pattern == "/":
        return further == "/*"
    return further.startswith(match.path_pattern.rstrip("/"))


@rule(
    Code(
        "RULE341",
        "path-alone",
        what="A route takes one path, and none below it.",
        why=(
            "A pattern without a wildcard takes the very path alone: / is the first page and no "
            "other one, and /items does not take /items/1, nor /items/."
        ),
        help="Write /* for all paths, and /items/* beside /items for those below it.",
        source=_TYPES,
        severity=Severity.WARNING,
    ),
    sections=("services", "load_balancers"),
    over=_with_others,
)
def paths_go_on(
    cluster: Cluster, listener_rule: ListenerRule, others: list[AnyRule]
) -> Iterator[Diagnostic]:
    """Tell of a path alone, unless it is a file, or other patterns stand beside it."""
    match = listener_rule.match
    path = match.path_pattern
    # Who asks for a method or a header there means that very path.
    asks_more = match.methods or match.headers or match.source_cidrs
    if not path or is_wild(path) or asks_more or "." in path.rpartition("/")[2]:
        return
    # So does who lists several.
    route = cluster.services[listener_rule.service].routes[listener_rule.route]
    if len(route.match) > 1:
        return
    if any(_goes_on(match, other.match) for other in others):
        return
    message = f"{match.pattern} takes this path alone, and none that begins with it"
    help = f"write {_below(match)} for the paths below it too"
    # / is hardly meant, and other paths may well be all that there is.
    severity = Severity.WARNING if path == "/" else Severity.NOTE
    yield finding(cluster, "RULE341", listener_rule.path, message, help, severity=severity)


def _below(match: Match) -> str:
    if match.path_pattern == "/":
        return match.host or "/*"
    return f"match: [{match.pattern}, {match.pattern.rstrip('/')}/*]"


RULES = (patterns_have_an_order, paths_go_on)
