"""Which rule of a listener is asked first, as a simulated balancer and AWS's pages judge it."""

from __future__ import annotations

import json
import random
from collections.abc import Sequence
from typing import Any

import pytest
from balancer.judge import Match, Outcome, conditions, faults_of_pairs, faults_of_requests
from balancer.listener import ListenerRule, Request, answers
from hypothesis import given
from hypothesis import strategies as st

from tfgen import language, source
from tfgen.resolve import resolve
from tfgen.rules import listener_order, listener_rules

CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
SERVICE = {"image": "quay.io/acme/api:1.0", "cpu": 256, "memory": 512, "port": 80}
HEAD = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "load_balancers": {"web": {"fixed_response": 404, "certificate_arns": CERTIFICATE}},
}
# Two rules that have no order, or ask for the same.
REFUSED = ("RULE227", "RULE340")
WORDS = ("api", "web", "shop", "cart", "admin", "img", "users", "orders", "search", "mail")


def names(count: int, seed: int) -> list[str]:
    """Return names of services, other ones for each seed."""
    drawn = random.Random(seed)
    return [f"{drawn.choice(WORDS)}-{drawn.randrange(10**6)}" for _ in range(count)]


def outcome(matches: Sequence[Match], seed: int) -> Outcome:
    """Return what becomes of matches, each of a service of its own."""
    keys = names(len(matches), seed)
    services = {
        key: {**SERVICE, "routes": {"web": {"match": [match]}}}
        for key, match in zip(keys, matches, strict=True)
    }
    text = json.dumps({**HEAD, "services": services}, indent=1)
    cluster = resolve(language.read(source.parse(text.encode(), "spec.yaml")))
    asked = (*listener_rules.RULES, *listener_order.RULES)
    findings = [finding for rule in asked for finding in rule.findings(cluster)]
    priorities = [cluster.services[key].routes["web"].match[0].priority for key in keys]
    lines = {cluster.at("services", key, "routes", "web", "match", 0).line: key for key in keys}
    pairs = [
        (finding.path[1], lines[place.line])
        for finding in findings
        if finding.code in REFUSED
        for place, _ in finding.also
    ]
    return Outcome(tuple(priorities), frozenset(_numbers(keys, pair) for pair in pairs))


def _numbers(keys: list[str], pair: tuple[Any, Any]) -> tuple[int, int]:
    first, second = sorted(keys.index(key) for key in pair)
    return first, second


def judged(matches: Sequence[Match], draws: int = 4) -> list[str]:
    """Return what the simulated balancer finds, under some draws of names."""
    outcomes = [outcome(matches, seed) for seed in range(draws)]
    return [*faults_of_pairs(matches, outcomes), *faults_of_requests(matches, outcomes[0])]


PATTERNS = """
www.example.com  example.com  *.example.com  admin-*.example.com  *.eu.example.com  *example.com
admin-??.example.com  *.example.*  admin.*.com  www.example.com/*  www.example.com/api/*
www.example.com/api  *.example.com/api/*  *.eu.example.com/api/*  admin-*.example.com/api*
/*  /  /a  /api  /api/  /api/*  /api*  /ap*  /api/v1  /api/v1/*  /api/v?/*  /api/v?  /api/v*
/shop/*  /shop/cart*  /shop/cart/*  /shop/*/cart  /shop/*/cart/*  /*/cart  /*/cart/*  /s*/cart*
/sh?p/*  /shop?/*  /shop/?*  /shop/*.jpg  /*.jpg  /*jpg  /*jpg*  /img/*  /img/*/pics  /img/*.jpg
/a/b/c/d/e/f  /a/b/c/d/e/f/*  /a/b/c/d/e/*  /a/b/c/d/*  /a/b/c/*  /a/*/c/*  /a/b/c/d/e/f/g*
/item-?  /item-??  /item-*  /item-1?  /item-1*  /**  /a/**  //  //*
www.example.com/shop/*  WWW.example.com/shop/cart*
"""
MORE = [
    {"pattern": "/img/*", "methods": ["PUT"]},
    {"pattern": "/img/*", "methods": ["PUT", "POST"]},
    {"pattern": "/img/*", "methods": ["GET"]},
    {"pattern": "/img/*", "headers": {"X-Canary": ["yes"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["yes", "no"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["*"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["YES"], "X-Tenant": ["a"]}},
    {"pattern": "/img/*", "headers": {"x-canary": ["yes"]}, "methods": ["PUT"]},
    {"pattern": "/img/*", "source_cidrs": ["10.0.0.0/8"]},
    {"pattern": "/img/*", "source_cidrs": ["10.1.0.0/16", "192.0.2.0/24"]},
    {"pattern": "/img/*", "source_cidrs": ["10.1.2.0/24"]},
    {"pattern": "/img/*", "headers": {"X-Canary": ["no"]}},
    {"pattern": "/img/*", "headers": {"X-Canary": ["a*"]}},
    {"pattern": "/img/*", "source_cidrs": ["172.16.0.0/16"]},
    {"pattern": "/img/a*", "methods": ["PUT"]},
    {"pattern": "www.example.com", "methods": ["POST"]},
    {"pattern": "/*", "methods": ["POST"]},
    {"pattern": "/*", "headers": {"User-Agent": ["*Mobile*"]}},
    {"pattern": "/api/v1", "methods": ["GET"]},
]
# Each takes what stands before it too, with a host and without one.
LADDER = """
/a/b/c/d/x  /a/b/c/d/?  /a/b/c/d/*  /a/*/c/d/*  /a/b/c/*/x*  /a/b/c/*  /a/*/c/*  /a/b/*/x*  /a/b/*
/a/*/*  /a/*/x*  /a/*  /?/*  /?/x*  /?*
"""
HOSTED = [host + path for host in ("", "www.example.com") for path in LADDER.split()]
SWEPT: list[Match] = [
    *({"pattern": pattern} for pattern in dict.fromkeys([*PATTERNS.split(), *HOSTED])),
    *MORE,
]
# Specs in the field: a wildcard's part behind the whole, a part of a path, one method of a pattern.
LISTED: list[Match] = [
    {"pattern": "*.example.com"},
    {"pattern": "admin-*.example.com"},
    {"pattern": "/shop/*"},
    {"pattern": "/shop/cart*"},
    {"pattern": "/img/*", "methods": ["PUT"]},
    {"pattern": "/img/*"},
]


def test_the_narrower_rule_takes_the_request() -> None:
    assert [] == judged(LISTED, 8)


@pytest.mark.parametrize(
    ("request_", "wanted"),
    [
        (Request("admin-eu.example.com", "/"), "admin-*.example.com"),
        (Request("shop.example.com", "/"), "*.example.com"),
        (Request("example.org", "/shop/cart/7"), "/shop/cart*"),
        (Request("example.org", "/shop/7"), "/shop/*"),
    ],
)
def test_a_listed_request_goes_where_its_sender_expects(request_: Request, wanted: str) -> None:
    for seed in range(8):
        numbers = outcome(LISTED, seed).priorities
        listener = [
            ListenerRule(match["pattern"], number, conditions(match))
            for match, number in zip(LISTED, numbers, strict=True)
        ]
        assert wanted == answers(listener, request_)


@pytest.mark.slow
def test_of_all_that_overlaps_the_narrower_is_asked_first_or_a_priority_is_asked_for() -> None:
    assert [] == judged(SWEPT)


LABELS = st.text("ab*?", min_size=1, max_size=3)
DRAWN_PATHS = st.lists(LABELS, min_size=1, max_size=3).map(lambda parts: "/" + "/".join(parts))
DRAWN_HOSTS = st.sampled_from(["", "a.b", "*.b", "a*.b", "*.*.b", "?.b", "a.*", "b.a.b", "*b"])
DRAWN_MORE = st.fixed_dictionaries(
    {},
    optional={
        "methods": st.sampled_from([["GET"], ["PUT"], ["GET", "PUT"]]),
        "headers": st.sampled_from([{"X-A": ["a"]}, {"x-a": ["A", "b"]}, {"X-A": ["a*"]}]),
        "source_cidrs": st.sampled_from([["10.0.0.0/8"], ["10.1.0.0/16"]]),
    },
)
DRAWN = st.builds(
    lambda host, path, more: {"pattern": host + path, **more},
    DRAWN_HOSTS,
    st.one_of(DRAWN_PATHS, st.just("/*")),
    st.one_of(st.just({}), DRAWN_MORE),
)


@pytest.mark.slow
@given(st.lists(DRAWN, min_size=2, max_size=3, unique_by=str))
def test_of_drawn_rules_the_narrower_is_asked_first(matches: list[Match]) -> None:
    assert [] == judged(matches, 3)
