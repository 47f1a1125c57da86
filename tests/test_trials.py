"""Test traffic: a rule more for each route, asked right before it, and none that others notice."""

from __future__ import annotations

from typing import Any

import pytest
from balancer.judge import conditions
from balancer.listener import ListenerRule, Request, answers
from test_routes import calls_of, with_route

GREEN = {"header": "X-Test-Version", "value": "green"}
PATTERNS = (
    "www.example.com",
    "www.example.com/api/*",
    "/*",
    "*.example.com",
    "/shop/cart",
    "/a/b/c/d/e/f/g*",
)


def shifting(pattern: Any, **more: Any) -> dict[str, Any]:
    deployment = {"strategy": "blue_green", **more}
    return with_route({"match": pattern}, deployment=deployment)


def rules(services: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    """Return the rules of all services, by service and key."""
    return {
        f"{call} {key}": rule
        for call, given in calls_of(services).items()
        if call.endswith("_routes")
        for key, rule in given["listener_rules"].items()
    }


def as_judged(key: str, rule: dict[str, Any]) -> ListenerRule:
    pattern = rule.get("host", "") + rule.get("path", "")
    return ListenerRule(key, rule["priority"], conditions({**rule, "pattern": pattern}))


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_test_request_goes_to_the_rule_of_its_service_and_others_to_where_they_went(
    pattern: str,
) -> None:
    services = {f"s{number}": shifting(one) for number, one in enumerate(PATTERNS)}
    before = rules(services)
    tried = f"s{PATTERNS.index(pattern)}"
    after = rules({**services, tried: shifting(pattern, test_traffic=GREEN)})
    listener = [as_judged(key, rule) for key, rule in after.items()]

    assert before == {key: rule for key, rule in after.items() if key in before}
    [new] = after.keys() - before.keys()
    for host in ("www.example.com", "shop.example.com", "example.org"):
        for path in ("/", "/api/1", "/shop/cart", "/a/b/c/d/e/f/g"):
            usual = answers([as_judged(*item) for item in before.items()], Request(host, path))
            headers = ((GREEN["header"], GREEN["value"]),)
            assert usual == answers(listener, Request(host, path))
            wanted = new if usual and new.startswith(f"{usual} ") else usual
            assert wanted == answers(listener, Request(host, path, headers=headers))


def test_another_header_is_no_other_rule() -> None:
    one = rules({"web": shifting("www.example.com", test_traffic=GREEN)})
    other = rules({"web": shifting("www.example.com", test_traffic={**GREEN, "value": "blue"})})

    assert one.keys() == other.keys()
    assert ["service_web_routes public www.example.com test"] == [
        key for key in one if one[key] != other[key]
    ]


def test_before_a_written_priority_stands_that_of_test_traffic() -> None:
    match = [{"pattern": "www.example.com", "priority": 7}]

    assert [7, 6] == [
        rule["priority"] for rule in rules({"web": shifting(match, test_traffic=GREEN)}).values()
    ]


def test_peers_are_told_apart_where_requests_have_headers() -> None:
    ports = {"ports": {"web": {"container_port": 8080, "app_protocol": "http"}}}
    peer = {
        **{"image": "nginx:1.27", "memory": 256, "network_mode": "awsvpc", "service_connect": True},
        "deployment": {"strategy": "canary", "test_traffic": GREEN},
    }
    http, tcp = (calls_of({"cart": {**peer, **port}}) for port in (ports, {"port": 6379}))

    assert http["service_cart"]["service_connect"]["server"]["test_traffic"] == GREEN
    assert "test_traffic" not in tcp["service_cart"]["service_connect"]["server"]
    assert "service_cart_routes" not in http
