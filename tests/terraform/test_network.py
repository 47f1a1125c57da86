"""Plans of what the emulator does not have: the regional NAT gateway, and IPv6 of balancers and
security groups."""

from __future__ import annotations

import re

import pytest
from spec_data import zones


@pytest.mark.specs("regional-nat")
def test_one_regional_gateway_serves_every_zone(planned) -> None:
    (gateway,) = planned.resources("aws_nat_gateway")
    routes = [
        resource
        for resource in planned.resources("aws_route")
        if ".module.nat." in f".{resource['address']}"
    ]

    assert "regional" == gateway["values"]["availability_mode"] == planned.spec["network"]["nat"]
    assert [] == planned.resources("aws_eip")
    assert set(zones(planned.spec)) == {route["index"] for route in routes}
    assert {"0.0.0.0/0"} == {route["values"]["destination_cidr_block"] for route in routes}


@pytest.mark.specs("dual-stack")
def test_balancers_speak_ipv6(planned) -> None:
    balancers = planned.resources("aws_lb")

    assert len(planned.spec["load_balancers"]) == len(balancers)
    assert {"dualstack"} == {balancer["values"]["ip_address_type"] for balancer in balancers}


@pytest.mark.specs("dual-stack")
def test_an_internet_facing_balancer_lets_all_of_ipv6_in_and_an_internal_one_the_vpc(
    planned,
) -> None:
    opened: dict[str, set[str]] = {}
    for resource_change in planned.plan["resource_changes"]:
        balancer = re.match(
            r"module\.load_balancer_(\w+)_security_group\.aws_vpc_security_group_ingress",
            resource_change["address"],
        )
        block = resource_change["change"]["after"].get("cidr_ipv6")
        # AWS gives the VPC its block, so that a plan cannot say which.
        if balancer and (block or "cidr_ipv6" in resource_change["change"]["after_unknown"]):
            opened.setdefault(balancer[1], set()).add(block or "the VPC's")

    assert {"public": {"::/0"}, "internal": {"the VPC's"}} == opened


@pytest.mark.specs("dual-stack")
def test_rules_of_a_group_take_ipv6_blocks(planned) -> None:
    (peer,) = [
        peer
        for peer in planned.spec["instance_groups"]["default"]["ingress"]["metrics"]["from"]
        if ":" in peer
    ]
    rules = planned.resources("aws_vpc_security_group_ingress_rule")

    of_groups = [
        rule["values"]
        for rule in rules
        if rule["address"].startswith("module.instance_group_default_")
    ]
    assert [peer] == [of_group["cidr_ipv6"] for of_group in of_groups if of_group["cidr_ipv6"]]
