"""Whether a listener asks its rules in an order that holds, whatever the services are called."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from balancer.listener import Condition, ListenerRule, Request, answers, takes
from balancer.narrower import is_narrower, request_of_both

Conditions = tuple[Condition, ...]
Match = Mapping[str, Any]


@dataclass(frozen=True)
class Outcome:
    """What was made of some matches: the priority of each, and the pairs that were refused."""

    priorities: tuple[int, ...]
    refused: frozenset[tuple[int, int]] = field(default_factory=frozenset)


def conditions(match: Match) -> Conditions:
    """Return what the API is to be asked for a match of a spec."""
    host, slash, path = match["pattern"].partition("/")
    asked: list[Condition] = []
    if host:
        asked.append({"Field": "host-header", "HostHeaderConfig": {"Values": [host]}})
    if slash:
        asked.append({"Field": "path-pattern", "PathPatternConfig": {"Values": [slash + path]}})
    if "methods" in match:
        config = {"Values": match["methods"]}
        asked.append({"Field": "http-request-method", "HttpRequestMethodConfig": config})
    if "source_cidrs" in match:
        asked.append({"Field": "source-ip", "SourceIpConfig": {"Values": match["source_cidrs"]}})
    for name, values in match.get("headers", {}).items():
        config = {"HttpHeaderName": name, "Values": values}
        asked.append({"Field": "http-header", "HttpHeaderConfig": config})
    return tuple(asked)


def faults_of_pairs(matches: Sequence[Match], outcomes: Sequence[Outcome]) -> list[str]:
    """Return what is wrong in some outcomes, which differ in the names of services alone."""
    asked = [conditions(match) for match in matches]
    return [
        f"{matches[left]} and {matches[right]}: {fault}"
        for left, right in itertools.combinations(range(len(matches)), 2)
        for fault in _of_pair(asked, (left, right), outcomes)
    ]


def _of_pair(
    asked: Sequence[Conditions], pair: tuple[int, int], outcomes: Sequence[Outcome]
) -> Iterator[str]:
    left, right = (asked[number] for number in pair)
    request = request_of_both(left, right)
    refused = {pair in outcome.refused for outcome in outcomes}
    firsts = {_first(asked, pair, outcome, request) for outcome in outcomes if request}
    if len(refused) > 1:
        yield "refused under some names alone"
    if request is None:
        if True in refused:
            yield "refused, and no request is of both"
    elif is_narrower(left, right) and is_narrower(right, left):
        if refused != {True}:
            yield "not refused, and both take the same"
    elif is_narrower(left, right) or is_narrower(right, left):
        yield from _of_narrower(pair, is_narrower(left, right), firsts, refused)
    elif len(firsts) > 1 and refused != {True}:
        yield "which is asked first depends on names"


def _of_narrower(
    pair: tuple[int, int], left_is: bool, firsts: set[int], refused: set[bool]
) -> Iterator[str]:
    if True in refused:
        yield "refused, and one is narrower"
    elif firsts != {pair[not left_is]}:
        yield "the narrower is asked last"


def _first(
    asked: Sequence[Conditions],
    pair: tuple[int, int],
    outcome: Outcome,
    request: Request | None,
) -> int:
    """Return which of two rules a request goes to."""
    rules = [ListenerRule(str(n), outcome.priorities[n], asked[n]) for n in pair]
    return int(answers(rules, request or Request("", "/")) or -1)


def faults_of_requests(matches: Sequence[Match], outcome: Outcome) -> list[str]:
    """Return the requests of two rules or more that a narrower one would have taken too."""
    asked = [conditions(match) for match in matches]
    rules = [
        ListenerRule(str(number), outcome.priorities[number], of_rule)
        for number, of_rule in enumerate(asked)
    ]
    shared = [request_of_both(*pair) for pair in itertools.combinations(asked, 2)]
    requests = {request for request in shared if request}
    return [
        f"{request} goes to {matches[target]}, and {matches[narrower]} is narrower"
        for request in requests
        for target, narrower in _of_request(rules, request)
    ]


def _of_request(rules: Sequence[ListenerRule], request: Request) -> Iterator[tuple[int, int]]:
    target = int(answers(rules, request) or -1)
    ours = rules[target].conditions
    for number, rule in enumerate(rules):
        if not takes(rule.conditions, request) or not is_narrower(rule.conditions, ours):
            continue
        if not is_narrower(ours, rule.conditions):
            yield target, number
