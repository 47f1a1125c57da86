"""Plans of what the emulator does not have: the regional NAT gateway, and IPv6 of balancers and security groups."""

from __future__ import annotations

import re

import pytest
from spec_data import zones


@pytest.mark.specs("regional-nat")
def test_one_regional_gateway_serves_every_zone(planned) -> None:
    (gateway,) = planned.resources("aws_nat_gateway")
    routes = [
        one for one in planned.resources("aws_route") if ".module.nat." in f".{one['address']}"
    ]

    assert "regional" == gateway["values"]["availability_mode"] == planned.spec["network"]["nat"]
    assert [] == planned.resources("aws_eip")
    assert set(zones(planned.spec)) == {one["index"] for one in routes}
    assert {"0.0.0.0/0"} == {one["values"]["destination_cidr_block"] for one in routes}


@pytest.mark.specs("dual-stack")
def test_balancers_speak_ipv6(planned) -> None:
    balancers = planned.resources("aws_lb")

    assert len(planned.spec["load_balancers"]) == len(balancers)
    assert {"dualstack"} == {one["values"]["ip_address_type"] for one in balancers}


@pytest.mark.specs("dual-stack")
def test_an_internet_facing_balancer_lets_all_of_ipv6_in_and_an_internal_one_the_vpc(
    planned,
) -> None:
    opened: dict[str, set[str]] = {}
    for one in planned.plan["resource_changes"]:
        balancer = re.match(
            r"module\.load_balancer_(\w+)_security_group\.aws_vpc_security_group_ingress",
            one["address"],
        )
        block = one["change"]["after"].get("cidr_ipv6")
        # AWS gives the VPC its block, so that a plan cannot say which.
        if balancer and (block or "cidr_ipv6" in one["change"]["after_unknown"]):
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
        one["values"]
        for one in rules
        if one["address"].startswith("module.instance_group_default_")
    ]
    assert [peer] == [one["cidr_ipv6"] for one in of_groups if one["cidr_ipv6"]]
