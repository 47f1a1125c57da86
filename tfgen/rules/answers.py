"""Rules of `load_balancers.<name>.rules`: one answer each, which leads on and is asked in time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.resolve import AnswerRule, AnyRule, BalancerRule, Cluster, ListenerRule, LoadBalancer
from tfgen.resolve.answers import Redirect
from tfgen.resolve.convention import each
from tfgen.resolve.listener_rules import Match
from tfgen.rules.listener_order import meet
from tfgen.rules.listener_rules import patterns_differ
from tfgen.rules.rule import codes_of, finding, listed, rule

_ELB = "https://docs.aws.amazon.com/elasticloadbalancing/latest"
_REDIRECTS = f"{_ELB}/APIReference/API_RedirectActionConfig.html"
_ALONE = ("load_balancers",)
# Stands for the port and the protocol of a request: of a pattern only a wildcard takes it.
_UNKNOWN = "\0"


def _answers(cluster: Cluster) -> Iterator[tuple[LoadBalancer, AnswerRule]]:
    """Give each rule with its balancer."""
    return each(cluster.load_balancers.values(), _of_balancer)


def _of_balancer(balancer: LoadBalancer) -> list[tuple[LoadBalancer, AnswerRule]]:
    return [(balancer, answer) for answer in balancer.rules.values()]


def _own_rules(cluster: Cluster) -> Iterator[tuple[BalancerRule]]:
    """Give each pattern of each rule of a balancer."""
    return ((answer,) for answer in cluster.balancer_rules)


def _redirects(cluster: Cluster) -> Iterator[tuple[LoadBalancer, AnswerRule, Redirect]]:
    """Give each redirect with its rule and balancer."""
    return each(_answers(cluster), _redirect)


def _redirect(
    item: tuple[LoadBalancer, AnswerRule],
) -> list[tuple[LoadBalancer, AnswerRule, Redirect]]:
    balancer, answer = item
    return [(balancer, answer, answer.redirect)] if answer.redirect else []


@rule(
    Code(
        "RULE461",
        "rule-without-one-answer",
        what="A rule of a load balancer does not say what it answers, or says two things.",
        why=(
            "A rule of a listener ends with one action. A service is led to by its own routes; "
            "what is left for the balancer itself is a redirect or a fixed response."
        ),
        help="Write redirect or fixed_response, and not both.",
        source=f"{_ELB}/application/rule-action-types.html",
    ),
    sections=_ALONE,
    over=_answers,
)
def one_answer(
    cluster: Cluster, balancer: LoadBalancer, answer: AnswerRule
) -> Iterator[Diagnostic]:
    """Demand one of redirect and fixed_response."""
    says = f"rule {answer.key} of load balancer {balancer.key} says"
    if answer.redirect and answer.fixed_response:
        message = f"{says} both redirect and fixed_response"
        help = "remove redirect or fixed_response"
    elif not answer.redirect and not answer.fixed_response:
        message = f"{says} not what it answers"
        help = "write redirect: <host>, or fixed_response: <status>"
    else:
        return
    yield finding(cluster, "RULE461", answer.path, message, help, key=True)


@rule(
    Code(
        "RULE462",
        "redirect-in-a-circle",
        what="A redirect leads clients to what the same rule takes again.",
        why=(
            "A redirect changes the protocol, host, port or path, else ELB refuses it. Where the "
            "new address fits the rule too, clients are sent round until they give up."
        ),
        help="Write a host or path that the pattern does not take.",
        source=_REDIRECTS,
    ),
    sections=("load_balancers", "services"),
    over=_own_rules,
)
def redirects_lead_on(cluster: Cluster, answer: BalancerRule) -> Iterator[Diagnostic]:
    """Refuse a redirect to what the same rule takes."""
    balancer = cluster.load_balancers[answer.balancer]
    rule, match = balancer.rules[answer.key], answer.match
    # Clients follow a redirect with GET.
    if rule.redirect is None or (match.methods and "GET" not in match.methods):
        return
    if _same_listener(balancer, rule.redirect) and _comes_back(cluster, answer, rule.redirect):
        message = f"clients of {match.pattern} come back to rule {answer.key} again and again"
        help = "write another host or path, or a narrower pattern"
        path = (*rule.path, "redirect")
        yield finding(cluster, "RULE462", path, message, help, key=True)


def _same_listener(balancer: LoadBalancer, redirect: Redirect) -> bool:
    """Tell whether a redirect leads to a listener that has the balancer's rules."""
    listeners = set()
    if balancer.https:
        listeners.add(("https", 443))
    if balancer.http == "forward":
        listeners.add(("http", 80))
    targets = {
        (redirect.protocol or protocol, redirect.port or port) for protocol, port in listeners
    }
    return bool(listeners & targets)


def _comes_back(cluster: Cluster, answer: BalancerRule, redirect: Redirect) -> bool:
    match = answer.match
    same_host, same_path = redirect.host in (None, "#{host}"), redirect.path in (None, "/#{path}")
    if same_host and same_path:
        return True
    host, path = match.host.lower() or "*", match.path_pattern or "/*"
    if not same_host:
        host = _filled(redirect.host, match).lower()
    if not same_path:
        path = _filled(redirect.path, match)
    dns = cluster.load_balancers[answer.balancer].dns
    # Of a rule for any host it is not known whether the new one leads here, but for its names.
    leads_here = same_host or match.host or (dns is not None and host in dns.names)
    if not leads_here or not _takes(match, host, path) or not cluster.knows_all_rules:
        return False
    # What another rule takes before does not come back.
    others = (other for other in cluster.all_rules if other.balancer == answer.balancer)
    return not any(
        other.priority < answer.priority and _takes(other.match, host, path) for other in others
    )


def _takes(match: Match, host: str, path: str) -> bool:
    """Tell whether a rule may take requests of a host and path, which may be patterns."""
    return meet(match.host.lower() or "*", host) and meet(match.path_pattern or "/*", path)


def _filled(text: str | None, match: Match) -> str:
    """Return a part of a redirect with what is known of the request: a pattern, where it is one."""
    known = {"host": match.host or "*", "path": match.path_pattern.removeprefix("/") or "*"}
    return re.sub(r"#\{([a-z]+)\}", lambda word: known.get(word[1], _UNKNOWN), text or "")


@rule(
    Code(
        "RULE463",
        "redirect-from-https-to-http",
        what="A redirect leads from HTTPS to HTTP.",
        why="ELB sends clients from HTTP to HTTPS and not back: it refuses such a rule.",
        help="Remove protocol, or write https.",
        source=_REDIRECTS,
    ),
    sections=_ALONE,
    over=_redirects,
)
def redirects_stay_secure(
    cluster: Cluster, balancer: LoadBalancer, answer: AnswerRule, redirect: Redirect
) -> Iterator[Diagnostic]:
    """Refuse http for a redirect of a listener of HTTPS."""
    if redirect.protocol == "http" and balancer.https:
        message = f"load balancer {balancer.key} takes HTTPS, and a redirect cannot lead to HTTP"
        path = (*answer.path, "redirect", "protocol")
        yield finding(cluster, "RULE463", path, message, "remove it, or write https")


@rule(
    Code(
        "RULE464",
        "rule-before-routes",
        what="A rule of a load balancer takes all requests of routes.",
        why=(
            "A written priority puts it before the routes that ask for the same, as a page for "
            "maintenance is. As long as it stands no request reaches those services."
        ),
        help="Remove the rule when the maintenance is over.",
        source=f"{_ELB}/application/listener-rules.html",
        severity=Severity.WARNING,
    ),
    *codes_of(patterns_differ),
    sections=("load_balancers", "services"),
    over=_own_rules,
)
def answers_have_a_place(cluster: Cluster, answer: BalancerRule) -> Iterator[Diagnostic]:
    """Refuse a rule that is never asked, and tell of one that leaves routes without requests."""
    others = [other for other in cluster.all_rules if other.balancer == answer.balancer]
    routes = [other for other in others if isinstance(other, ListenerRule)]
    for other in others[: others.index(answer)]:
        before = answer.match.gives("priority") and answer.priority < other.priority
        if other.asked != answer.asked or (before and other in routes):
            continue
        message = f"{answer.match.pattern} is answered by rule {answer.key}, and by {other.title}"
        help = "change one of the two patterns"
        if other in routes:
            help += f", or give rule {answer.key} a priority below {other.priority}"
        also = ((other.path, "the other pattern"),)
        yield finding(cluster, "RULE227", answer.path, message, help, also=also)
    yield from _hides(cluster, answer, [route for route in routes if _is_behind(answer, route)])


def _is_behind(answer: BalancerRule, route: AnyRule) -> bool:
    """Tell whether a written priority takes all requests of a route."""
    if not answer.match.gives("priority") or answer.priority > route.priority:
        return False
    return answer.asked == route.asked or _takes_all(answer.match)


def _takes_all(match: Match) -> bool:
    asks_more = match.host or match.methods or match.headers or match.source_cidrs
    return match.path_pattern == "/*" and not asks_more


def _hides(
    cluster: Cluster, answer: BalancerRule, routes: list[ListenerRule]
) -> Iterator[Diagnostic]:
    if routes:
        services = listed(sorted({route.service for route in routes}), "and")
        message = f"rule {answer.key} answers all requests of routes to {services}"
        help = "remove it when they are to reach the services again"
        yield finding(cluster, "RULE464", answer.path, message, help)


RULES = (one_answer, redirects_lead_on, redirects_stay_secure, answers_have_a_place)
