"""How new versions come, as real Terraform plans it, against the spec's `services.*.deployment`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from looked_at import every
from spec_data import cluster_name, listed, seconds

pytestmark = pytest.mark.specs("blue-green")


def services(planned) -> dict[str, dict[str, Any]]:
    return {
        resource["values"]["name"]: resource["values"]
        for resource in planned.resources("aws_ecs_service")
    }


def routed(planned) -> dict[str, dict[str, Any]]:
    """Return the services of the spec that balancers lead to."""
    written = planned.spec["services"].items()
    return {key: service for key, service in written if "routes" in service}


def of_service(planned, part: str, kind: str, key: str) -> list[dict[str, Any]]:
    prefix = f"module.service_{key}_{part}.{kind}."
    return [
        resource["values"]
        for resource in planned.resources(kind)
        if resource["address"].startswith(prefix)
    ]


def minutes(deployment: dict[str, Any], field: str, default: str = "5m") -> str:
    return str(seconds(deployment.get(field, default)) // 60)


def test_each_service_has_the_strategy_and_the_times_of_the_spec(planned) -> None:
    for key, service in every(planned.spec["services"].items()):
        deployment = service["deployment"]
        [actual] = services(planned)[key]["deployment_configuration"]

        assert deployment["strategy"].upper() == actual["strategy"]
        assert minutes(deployment, "bake_time") == actual["bake_time_in_minutes"]
        for strategy, prefix in (("canary", "canary"), ("linear", "step")):
            steps = actual[f"{strategy}_configuration"] or []
            step = deployment.get("step", {})
            assert ([step.get("percent", 10)] if strategy == deployment["strategy"] else []) == [
                step[f"{prefix}_percent"] for step in steps
            ]
            assert ([minutes(step, "bake_time")] if strategy == deployment["strategy"] else []) == [
                step[f"{prefix}_bake_time_in_minutes"] for step in steps
            ]


def test_each_route_has_two_groups_that_take_turns(planned) -> None:
    for key, service in every(routed(planned).items()):
        groups = of_service(planned, "routes", "aws_lb_target_group", key)
        names = {group["name"] for group in groups}
        same = {(group["port"], group["protocol"], group["target_type"]) for group in groups}
        rules = of_service(planned, "routes", "aws_lb_listener_rule", key)

        assert 2 * len(service["routes"]) == len(names)
        assert {(service["port"], "HTTP", "ip")} == same
        assert len(service["routes"]) * (1 + ("test_traffic" in service["deployment"])) == len(
            rules
        )
        for rule in rules:
            [action] = rule["action"]
            assert [0, 100] == sorted(
                target_group["weight"] for target_group in action["forward"][0]["target_group"]
            )


def test_a_rule_of_test_traffic_asks_for_the_header_too_and_is_asked_before(planned) -> None:
    tried = {
        key: service["deployment"]["test_traffic"]
        for key, service in routed(planned).items()
        if "test_traffic" in service["deployment"]
    }
    for key, wanted in every(tried.items()):
        rules = of_service(planned, "routes", "aws_lb_listener_rule", key)
        first, second = sorted(rules, key=lambda rule: rule["priority"])
        asked, others = (
            [part["http_header"] for part in rule["condition"] if part["http_header"]]
            for rule in (first, second)
        )

        assert [] == others
        [[header]] = asked
        assert (wanted["header"], [wanted["value"]]) == (
            header["http_header_name"],
            header["values"],
        )
        assert [part["host_header"] for part in second["condition"]] == [
            part["host_header"] for part in first["condition"] if not part["http_header"]
        ]


def test_peers_are_told_which_header_reaches_a_new_version(planned) -> None:
    connected = {
        key: service
        for key, service in planned.spec["services"].items()
        if "service_connect" in service
    }
    for key, service in every(connected.items()):
        wanted = service["deployment"]["test_traffic"]
        [actual] = services(planned)[key]["service_connect_configuration"][0]["service"]
        [rules] = actual["client_alias"][0]["test_traffic_rules"]

        assert [{"name": wanted["header"], "value": [{"exact": wanted["value"]}]}] == rules[
            "header"
        ]
        assert not services(planned)[key]["load_balancer"]


def test_ecs_is_given_the_rules_the_other_group_and_a_role(planned) -> None:
    changes = [
        resource_change
        for resource_change in planned.plan["resource_changes"]
        if resource_change["type"] == "aws_ecs_service"
    ]
    assert set(planned.spec["services"]) == {
        change["change"]["after"]["name"] for change in changes
    }
    for one in changes:
        blocks = one["change"]["after_unknown"]["load_balancer"]
        service = planned.spec["services"][one["change"]["after"]["name"]]
        given = ["alternate_target_group_arn", "production_listener_rule", "role_arn"]
        if "test_traffic" in service["deployment"]:
            given.append("test_listener_rule")

        assert [given] * len(service.get("routes", {})) == [
            sorted(block["advanced_configuration"][0]) for block in blocks
        ]


def test_the_role_is_for_ecs_alone_and_may_do_what_aws_says(planned) -> None:
    for key in every(routed(planned)):
        [policy] = of_service(planned, "routes", "aws_iam_role_policy_attachment", key)
        [role] = of_service(planned, "routes", "aws_iam_role", key)
        [trust] = json.loads(role["assume_role_policy"])["Statement"]

        assert {"Service": "ecs.amazonaws.com"} == trust["Principal"]
        assert policy["policy_arn"].endswith(
            ":aws:policy/AmazonECSInfrastructureRolePolicyForLoadBalancers"
        )
        assert "/ecs/" == role["path"]
        assert role["name_prefix"].startswith(f"{cluster_name(planned.spec)}-{key}-")


def test_apply_waits_longer_than_the_requests_take_to_go_over(planned) -> None:
    for key, service in every(planned.spec["services"].items()):
        deployment = service["deployment"]
        waits = deployment.get("owner", "terraform") == "terraform"
        actual = services(planned)[key]

        assert waits == bool(actual["wait_for_steady_state"])
        if waits:
            step = (
                deployment.get("step", {})
                if deployment["strategy"] in ("canary", "linear")
                else {"bake_time": "0m"}
            )
            least = int(minutes(deployment, "bake_time")) + int(minutes(step, "bake_time"))
            for operation in ("create", "update"):
                assert least < int(actual["timeouts"][operation].removesuffix("m"))


def test_the_alarms_that_end_a_deployment_are_those_of_the_spec(planned) -> None:
    for key, service in every(planned.spec["services"].items()):
        expected = {
            f"{cluster_name(planned.spec)}-{key}-{name.replace('_', '-')}"
            for name in listed(service["deployment"].get("rollback_alarms", []))
        }
        alarms = {
            name
            for alarm in services(planned)[key]["alarms"]
            if alarm["enable"]
            for name in alarm["alarm_names"]
        }

        assert expected == alarms


def test_alarms_watch_both_groups_of_a_route(planned) -> None:
    for key, service in every(planned.spec["services"].items()):
        alarms = of_service(planned, "alarms", "aws_cloudwatch_metric_alarm", key)
        assert len(service.get("alarms", {})) == len(alarms)
        for alarm in alarms:
            ids = {query["id"] for query in alarm["metric_query"] or () if query["metric"]}
            others = {query_id for query_id in ids if "_alternate" in query_id}

            assert others == {
                query_id.replace("route_public", "route_public_alternate")
                for query_id in ids - others
            }
            assert (
                "MAX" in str(alarm["metric_query"]) or "SUM" in str(alarm["metric_query"])
            ) == bool(ids)


def test_who_waits_also_checks_which_version_runs(planned) -> None:
    """Waiting alone calls a rollback a success; the check alone is made before ECS goes back."""
    waits = {
        f"module.service_{resource['values']['name']}.aws_ecs_service.this"
        for resource in planned.resources("aws_ecs_service")
        if resource["values"]["wait_for_steady_state"]
    }
    calls = planned.plan["configuration"]["root_module"]["module_calls"]
    checked = {
        f"module.{call}.aws_ecs_service.this"
        for call, given in calls.items()
        if given["source"].startswith("./modules/ecs_service")
        if "postcondition {" in (planned.workspace.folder / given["source"] / "main.tf").read_text()
    }

    assert waits == checked
    assert {
        f"module.service_{key}.aws_ecs_service.this" for key in ("api", "cart", "shop")
    } == waits
