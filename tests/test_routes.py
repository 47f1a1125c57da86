"""Weights of routes: services that share a pattern divide its requests, and the rule stays where it
is."""

from __future__ import annotations

import json
from typing import Any

from tfgen import language, source
from tfgen.hcl import Ref
from tfgen.plan import plan
from tfgen.resolve import resolve

CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"


def calls(
    balancer: dict[str, Any] | None = None, **services: dict[str, Any]
) -> dict[str, dict[str, Any]]:
    """Return the inputs of each call, with these services, each with the route `public` as
    given."""
    return calls_of(
        {key.replace("_", "-"): with_route(route) for key, route in services.items()}, balancer
    )


def with_route(route: dict[str, Any], **more: Any) -> dict[str, Any]:
    """Return a service with a route."""
    return {"image": "nginx:1.27", "memory": 256, "port": 8080, "routes": {"public": route}, **more}


def calls_of(
    services: dict[str, dict[str, Any]], balancer: dict[str, Any] | None = None
) -> dict[str, dict[str, Any]]:
    """Return the inputs of each call, with these services."""
    sections = {
        **{"version": 1, "environment": "acc", "region": "eu-west-1"},
        "instance_groups": {"default": {"instance_type": "t3.small"}},
        "load_balancers": {"public": balancer or {"certificate_arns": CERTIFICATE}},
        "services": services,
    }
    reading = language.read(source.parse(json.dumps(sections).encode(), "acc.yaml"))
    assert () == reading.diagnostics
    modules = plan(resolve(reading), "acc.yaml").modules
    return {call.call: call.given for call in modules}


def test_a_canary_leaves_the_rule_of_its_service_where_it_is() -> None:
    alone = calls(web={"match": "www.example.com"})["service_web_routes"]["listener_rules"]
    beside = calls(
        web={"match": "www.example.com", "weight": 90},
        web_canary={"match": "www.example.com", "weight": 10},
    )
    (key, before), (also_key, after) = (
        *alone.items(),
        *beside["service_web_routes"]["listener_rules"].items(),
    )

    assert (key, before["priority"]) == (also_key, after["priority"])
    assert before == {
        word: value for word, value in after.items() if word not in ("weight", "others")
    }
    assert "listener_rules" not in beside["service_web_canary_routes"]


def test_requests_are_divided_by_the_weights_on_every_listener() -> None:
    plain = {"certificate_arns": CERTIFICATE, "http": "forward"}
    actual = calls(
        plain,
        web={"match": "/*", "weight": 3},
        web_b={"match": "/*", "weight": 1},
        web_c={"match": "/*", "weight": 0},
    )
    divided = [
        (rule["weight"], {key: other["weight"] for key, other in rule["others"].items()})
        for rule in actual["service_web_routes"]["listener_rules"].values()
    ]

    assert [(3, {"web-b": 1, "web-c": 0})] * 2 == divided


def test_a_service_starts_when_the_rules_that_lead_to_it_stand() -> None:
    actual = calls(web={"match": "/*", "weight": 3}, web_b={"match": ["/*", "/b"], "weight": 1})

    web_b = actual["service_web_b_routes"]
    assert {"web": Ref("module.service_web_routes.listener_rule_arns")} == web_b["joined_rule_arns"]
    assert ["public /b"] == list(web_b["listener_rules"])
    assert Ref("module.service_web_b_routes.targets") == actual["service_web_b"]["targets"]


def test_requests_stick_to_a_service_where_they_stick_to_a_task_of_one() -> None:
    web, other = {"match": "/*", "weight": 3}, {"match": "/*", "weight": 1, "stickiness": "2h"}

    (rule,) = calls(web=web, web_b=other)["service_web_routes"]["listener_rules"].values()
    assert 7200 == rule["stickiness"]
    (rule,) = calls(web=web, web_b={"match": "/*", "weight": 1})["service_web_routes"][
        "listener_rules"
    ].values()
    assert "stickiness" not in rule


def test_a_route_leads_to_the_container_that_it_names() -> None:
    sidecars = {"proxy": {"image": "nginx:1.27", "memory": 64, "ports": {"http": 80, "up": 81}}}
    route = {"match": "/*", "container": "proxy", "port": "http"}
    web = with_route(route | {"health_check": {"port": "up"}}, sidecars=sidecars)
    actual = calls_of({"web": web | {"network_mode": "awsvpc"}})

    (target,) = actual["service_web_routes"]["routes"].values()
    assert ("proxy", 80, {"port": 81}) == (
        target["container"],
        target["port"],
        target["health_check"],
    )
    opened = actual["service_web_security_group"]["ingress"].values()
    assert [80, 81] == sorted(rule["from_port"] for rule in opened)


def test_the_main_container_may_be_named_too() -> None:
    plain, named = ({"match": "/*"}, {"match": "/*", "container": "web"})

    assert calls(web=plain) == calls(web=named)


def test_a_listener_on_tls_has_all_certificates_of_its_balancer() -> None:
    other = CERTIFICATE.replace("ab", "ac")
    balancer = {
        "type": "network",
        "certificate_arns": [CERTIFICATE, other],
        "dns": {"zone_id": "Z0123456789ABCDEFGHIJ", "names": ["www.example.com"]},
    }
    route = {"listen": "443/tls", "alpn_policy": "http2_preferred"}
    (listener,) = calls(balancer, web=route)["service_web_listeners"]["listeners"].values()

    assert (CERTIFICATE, "http2_preferred") == (
        listener["certificate_arn"],
        listener["alpn_policy"],
    )
    assert {
        other.rpartition("/")[2]: other,
        "issued": Ref("module.load_balancer_public_certificate.arn"),
    } == listener["further_certificate_arns"]
