"""What application balancers answer themselves: when they are asked, and where they lead."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest

from tfgen import language, source
from tfgen.pipeline import build, check
from tfgen.resolve import Cluster, resolve
from tfgen.rules import answers

CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
TODAY = datetime.date(2026, 11, 28)
HEAD = {"version": 1, "environment": "acc", "region": "eu-west-1"}
WEB = {"image": "nginx:1.27", "cpu": 256, "memory": 512, "port": 80}


def cluster(rules: dict[str, Any], *patterns: str, key: str = "public", **balancer: Any) -> Cluster:
    """Return a cluster whose balancer has rules, and routes for patterns, each of its own
    service."""
    public = {"certificate_arns": CERTIFICATE, "rules": rules, **balancer}
    services = {
        f"web-{number}": {**WEB, "routes": {key: pattern}}
        for number, pattern in enumerate(patterns)
    }
    spec = {**HEAD, "load_balancers": {key: public}, "services": services}
    reading = language.read(source.parse(json.dumps(spec).encode(), "spec.yaml"))
    assert () == reading.diagnostics
    return resolve(reading)


def priorities(resolved: Cluster) -> dict[str, int]:
    """Return the priority of each rule by its pattern."""
    return {rule.match.pattern: rule.priority for rule in resolved.all_rules}


def codes(resolved: Cluster) -> set[str]:
    """Return what the rules of rules find."""
    return {finding.code for rule in answers.RULES for finding in rule.findings(resolved)}


def test_rules_and_routes_are_asked_in_one_order_the_narrower_first() -> None:
    rules = {
        "old": {"match": "example.com/shop/old/*", "redirect": {"path": "/shop/"}},
        "rest": {"match": "*.example.com", "redirect": "example.com"},
    }
    asked = priorities(cluster(rules, "example.com/shop/*", "www.example.com"))

    expected = ["example.com/shop/old/*", "example.com/shop/*", "www.example.com", "*.example.com"]
    assert expected == sorted(asked, key=asked.__getitem__)


def test_a_rule_leaves_routes_where_they_are() -> None:
    before = priorities(cluster({}, "/a/*", "/b/*", "www.example.com"))
    rule = {"down": {"match": "down.example.com", "fixed_response": 503}}
    after = priorities(cluster(rule, "/a/*", "/b/*", "www.example.com"))

    assert before == {key: value for key, value in after.items() if key != "down.example.com"}


def test_a_balancer_with_another_key_keeps_the_priorities_of_its_rules() -> None:
    rule = {"apex": {"match": "www.example.com", "redirect": "example.com"}}
    renamed = cluster(rule, key="edge", moved_from="public")

    assert priorities(cluster(rule)) == priorities(renamed)


@pytest.mark.parametrize(
    ("match", "redirect", "patterns", "circles"),
    [
        ("*.example.com", "www.example.com", [], True),
        # The route takes those before.
        ("*.example.com", "www.example.com", ["www.example.com"], False),
        ("example.com", {"path": "/new/#{path}"}, [], True),
        ("example.com", {"path": "/new/#{path}"}, ["example.com/new/*"], False),
        ("example.com/old/*", {"path": "/new/#{path}"}, [], False),
        ("www.example.com", "example.com", [], False),
        ("/*", "elsewhere.example.com", [], False),
        ("www.example.com", {"protocol": "https"}, [], True),
        ("www.example.com", {"port": 8443}, [], False),
        ("*.example.com", {"host": "new.#{host}"}, [], True),
        ("www.example.com", {"host": "new.#{host}"}, [], False),
    ],
)
def test_a_redirect_leads_on(match: str, redirect: Any, patterns: list[str], circles: bool) -> None:
    rules = {"moved": {"match": match, "redirect": redirect}}
    assert circles is ("RULE462" in codes(cluster(rules, *patterns)))


def test_plain_http_may_lead_to_https_of_another() -> None:
    rules = {"secure": {"match": "/*", "redirect": {"protocol": "https"}}}
    plain = cluster(rules, certificate_arns=[])

    assert set() == codes(plain)
    redirect = plain.load_balancers["public"].rules["secure"].redirect
    assert redirect and redirect.port == 443


def test_the_rules_of_a_platform_stand_in_its_own_tree(tmp_path: Path) -> None:
    public = {
        "certificate_arns": CERTIFICATE,
        "rules": {"apex": {"match": "www.example.com", "redirect": "example.com"}},
    }
    platform = {**HEAD, "cluster": {"fargate": ["fargate"]}, "load_balancers": {"public": public}}
    service = {**WEB, "routes": {"public": "orders.example.com"}}
    orders = {
        **{"version": 1, "application": "orders", "platform": "platform.yaml"},
        "services": {"web": service},
    }
    trees = {}
    for name, spec in (("platform", platform), ("orders", orders)):
        (tmp_path / f"{name}.yaml").write_text(json.dumps(spec))
        files = build(check(tmp_path / f"{name}.yaml", TODAY)).files
        trees[name] = {file.path for file in files}

    assert "modules/listener_rules/main.tf" in trees["platform"]
    assert "modules/listener_rules/main.tf" not in trees["orders"]
