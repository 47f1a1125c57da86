"""What leads requests to services, against the spec's `services.*.routes`."""

from __future__ import annotations

import json
from typing import Any

from looked_at import every
from service_account import (
    asked,
    found,
    leading_rules,
    led_to,
    owners_of_groups,
    pairs,
    target_groups,
)
from service_data import (
    network_mode,
    port_of_route,
    rank,
    routes,
    services,
)
from service_wanted import conditions
from spec_data import (
    cluster_name,
    seconds,
)
from terraform_trees import specs_with

pytestmark = specs_with("services")


def patterns(spec: dict[str, Any]) -> list[dict[str, Any]]:
    """Return what the routes from application balancers match."""
    actual = [route for service in services(spec).values() for _, route in routes(service)]
    return [match for route in actual for match in route["match"]]


def test_each_route_has_its_target_group(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        kind = "ip" if network_mode(applied.spec, service) == "awsvpc" else "instance"
        expected = [
            target_group(applied, key, service, route, kind) for _, route in routes(service)
        ]
        groups = [
            target_groups(applied)[load_balancer["targetGroupArn"]]
            for load_balancer in found(applied)[key]["loadBalancers"]
        ]
        assert in_order(expected) == in_order(shown(applied, group) for group in groups)


def test_balancers_reach_the_container_at_the_port_of_the_route(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        wanted = sorted(
            (route.get("container", key), port_of_route(key, service, route))
            for _, route in routes(service)
        )
        actual = found(applied)[key]
        grace = seconds(service.get("health_check_grace_period", "60s")) if wanted else None

        assert wanted == sorted(
            (load_balancer["containerName"], load_balancer["containerPort"])
            for load_balancer in actual["loadBalancers"]
        )
        assert grace == actual.get("healthCheckGracePeriodSeconds")


def test_each_pattern_leads_to_its_service(applied) -> None:
    expected: dict[tuple[object, ...], dict[str, int]] = {}
    for key, service in services(applied.spec).items():
        for _, route in routes(service):
            for port in listening(applied.spec, route["load_balancer"]) if route["match"] else ():
                balancer = f"{cluster_name(applied.spec)}-{route['load_balancer']}"
                for one in route["match"]:
                    expected.setdefault((balancer, port, conditions(one)), {})[key] = route.get(
                        "weight", 1
                    )
    owners = owners_of_groups(applied)
    actual = {
        (balancer, port, asked(rule)): {
            owners[group]: weight for group, weight in led_to(rule).items()
        }
        for balancer, port, rule in leading_rules(applied)
    }
    assert expected == actual


_ALPN = {
    "none": "None",
    "http1_only": "HTTP1Only",
    "http2_only": "HTTP2Only",
    "http2_optional": "HTTP2Optional",
    "http2_preferred": "HTTP2Preferred",
}


def test_each_port_of_a_network_balancer_leads_to_its_service(applied) -> None:
    expected = set()
    for key, service in services(applied.spec).items():
        for _, route in routes(service):
            if "listen" in route:
                port, _, protocol = route["listen"].partition("/")
                balancer = f"{cluster_name(applied.spec)}-{route['load_balancer']}"
                alpn = _ALPN[route.get("alpn_policy", "none")]
                expected.add((balancer, int(port), protocol.upper(), key, alpn))
    owners = owners_of_groups(applied)
    actual = {
        (
            balancer["LoadBalancerName"],
            listener["Port"],
            listener["Protocol"],
            owners[listener["DefaultActions"][0]["TargetGroupArn"]],
            (listener.get("AlpnPolicy") or ["None"])[0],
        )
        for balancer in applied.read("elbv2", "describe_load_balancers")
        if balancer["Type"] == "network"
        for listener in applied.read(
            "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
        )
    }
    assert expected == actual


@specs_with(patterns)
def test_narrow_patterns_are_asked_before_wide_ones_and_written_priorities_hold(applied) -> None:
    wanted = {
        conditions(match): match
        for service in services(applied.spec).values()
        for _, route in routes(service)
        for match in route["match"]
    }
    order: dict[tuple[str, int], list[tuple[int, dict[str, Any]]]] = {}
    for balancer, port, rule in every(leading_rules(applied)):
        match = wanted[asked(rule)]
        assert match.get("priority", int(rule["Priority"])) == int(rule["Priority"])
        if "priority" not in match:
            order.setdefault((balancer, port), []).append((int(rule["Priority"]), match))
    for of_listener in order.values():
        ranks = [rank(match["pattern"]) for _, match in sorted(of_listener, key=lambda one: one[0])]
        assert sorted(ranks) == ranks


def shown(applied, group: dict[str, Any]) -> dict[str, Any]:
    """Return of a target group what `target_group` says."""
    answer = applied.client("elbv2").describe_target_group_attributes(
        TargetGroupArn=group["TargetGroupArn"]
    )
    attributes = pairs(answer["Attributes"], "Key", "Value")
    [owner] = set(group["LoadBalancerArns"])
    connects = group["HealthCheckProtocol"] == "TCP"
    return {
        "balancer": owner.split("/")[-2],
        "kind": group["TargetType"],
        "port": group["Port"],
        "protocol": group["Protocol"],
        "check": None if connects else (group["HealthCheckPath"], group["Matcher"]["HttpCode"]),
        "check_protocol": group["HealthCheckProtocol"],
        "interval": group["HealthCheckIntervalSeconds"],
        "thresholds": (group["HealthyThresholdCount"], group["UnhealthyThresholdCount"]),
        "deregistration_delay": attributes["deregistration_delay.timeout_seconds"],
        "stickiness": attributes.get("stickiness.enabled", "false"),
        "algorithm": attributes["load_balancing.algorithm.type"]
        if group["Protocol"].startswith("HTTP")
        else None,
    }


def in_order(groups: Any) -> list[dict[str, Any]]:
    return sorted(groups, key=lambda group: json.dumps(group, sort_keys=True))


def target_group(
    applied, key: str, service: dict[str, Any], route: dict[str, Any], kind: str
) -> dict[str, Any]:
    """Return what the spec says of a route's target group."""
    check = route["health_check"]
    protocol = (
        route["listen"].partition("/")[2] if "listen" in route else route.get("protocol", "http")
    ).upper()
    asks = {"HTTPS": "https"}.get(protocol, "http")
    if "listen" in route:
        asks = check.get("protocol", "http" if "path" in check else "tcp")
    return {
        "balancer": f"{cluster_name(applied.spec)}-{route['load_balancer']}",
        "kind": kind,
        "port": port_of_route(key, service, route),
        "protocol": {"GRPC": "HTTP", "TLS": "TCP"}.get(protocol, protocol),
        "check": None
        if asks == "tcp"
        else (check.get("path", "/"), str(check.get("success_codes", 200))),
        "check_protocol": asks.upper(),
        "interval": seconds(check.get("interval", "30s")),
        "thresholds": (check.get("healthy_threshold", 3), check.get("unhealthy_threshold", 3)),
        "deregistration_delay": str(seconds(route.get("deregistration_delay", "30s"))),
        "stickiness": "true" if "stickiness" in route else "false",
        "algorithm": None if "listen" in route else route.get("algorithm", "round_robin"),
    }


def listening(spec: dict[str, Any], balancer: str) -> list[int]:
    """Return the ports of a balancer that answer: 443 with a certificate, 80 unless it redirects or
    is off."""
    wanted = spec["load_balancers"][balancer]
    dns = wanted.get("dns") or {}
    secure = bool(wanted.get("certificate_arns")) or bool(dns and dns.get("certificate", True))
    plain = wanted.get("http", "redirect" if secure else "forward") == "forward"
    return [*([443] if secure else []), *([80] if plain else [])]
