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
    common = {"image": "nginx:1.27", "memory": 256, "port": 8080}
    sections = {
        **{"version": 1, "environment": "acc", "region": "eu-west-1"},
        "instance_groups": {"default": {"instance_type": "t3.small"}},
        "load_balancers": {"public": balancer or {"certificate_arns": CERTIFICATE}},
        "services": {
            key.replace("_", "-"): common | {"routes": {"public": service}}
            for key, service in services.items()
        },
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
