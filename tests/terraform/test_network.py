"""Plans of what the emulator does not have: the regional NAT gateway, and IPv6 of balancers and security groups."""

from __future__ import annotations

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
    rules = [
        one
        for one in planned.resources("aws_vpc_security_group_ingress_rule")
        if "_ipv6" in one["name"]
    ]
    opened = {(one["address"].split(".")[1], one["index"]) for one in rules}

    assert {("load_balancer_public", "::/0"), ("load_balancer_internal", "vpc")} == opened


@pytest.mark.specs("dual-stack")
def test_rules_of_a_group_take_ipv6_blocks(planned) -> None:
    (peer,) = [
        peer
        for peer in planned.spec["instance_groups"]["default"]["ingress"]["metrics"]["from"]
        if ":" in peer
    ]
    rules = planned.resources("aws_vpc_security_group_ingress_rule")

    assert [peer] == [
        one["values"]["cidr_ipv6"] for one in rules if one["index"] == f"metrics from {peer}"
    ]
