"""The VPC, its subnets and their ways out, against the spec's `network`."""

from __future__ import annotations

from typing import Any

from spec_data import vpc_block, zones


def test_vpc_has_the_block_of_the_spec(applied) -> None:
    assert [vpc_block(applied.spec)] == [vpc["CidrBlock"] for vpc in vpcs(applied)]


def test_each_zone_has_its_public_and_private_subnet(applied) -> None:
    expected = {block: zone for zone, blocks in zones(applied.spec).items() for block in blocks.values()}

    assert expected == {subnet["CidrBlock"]: subnet["AvailabilityZone"] for subnet in subnets(applied)}


def test_no_subnet_gives_public_addresses(applied) -> None:
    assert {False} == {subnet["MapPublicIpOnLaunch"] for subnet in subnets(applied)}


def test_public_subnets_leave_by_the_internet_gateway(applied) -> None:
    [vpc] = vpcs(applied)
    [gateway] = [
        gateway["InternetGatewayId"]
        for gateway in applied.read("ec2", "describe_internet_gateways")
        if vpc["VpcId"] in {attachment["VpcId"] for attachment in gateway["Attachments"]}
    ]

    assert dict.fromkeys(zones(applied.spec), gateway) == {
        zone: route.get("GatewayId") for zone, route in ways_out(applied, "public").items()
    }


def test_private_subnets_leave_by_the_nat_gateway_that_the_spec_says(applied) -> None:
    places = {subnet["SubnetId"]: subnet["CidrBlock"] for subnet in subnets(applied)}
    gateways = {
        gateway["NatGatewayId"]: places[gateway["SubnetId"]]
        for gateway in applied.read("ec2", "describe_nat_gateways")
        if gateway["State"] == "available"
    }
    found = {zone: gateways.get(route.get("NatGatewayId")) for zone, route in ways_out(applied, "private").items()}

    assert expected_gateways(applied.spec) == found
    assert set(gateways.values()) == set(found.values()) - {None}, "each gateway has someone who uses it"


def expected_gateways(spec: dict[str, Any]) -> dict[str, str | None]:
    """Return the block of the public subnet in which the gateway of each private zone stands."""
    network = spec.get("network", {})
    blocks = {zone: each["public"] for zone, each in zones(spec).items()}
    single = blocks[network.get("nat_zone") or min(blocks)]
    mode = network.get("nat", "per_az")
    return {zone: {"per_az": block, "single": single, "none": None}[mode] for zone, block in blocks.items()}


def ways_out(applied, kind: str) -> dict[str, dict[str, Any]]:
    """Return the default route of the public or private subnet of each zone."""
    ids = {subnet["CidrBlock"]: subnet["SubnetId"] for subnet in subnets(applied)}
    tables = {
        association["SubnetId"]: table["Routes"]
        for table in applied.read("ec2", "describe_route_tables")
        for association in table["Associations"]
        if "SubnetId" in association
    }
    found = {}
    for zone, blocks in zones(applied.spec).items():
        routes = tables[ids[blocks[kind]]]
        found[zone] = next((route for route in routes if route.get("DestinationCidrBlock") == "0.0.0.0/0"), {})
    return found


def vpcs(applied) -> list[dict[str, Any]]:
    """Return the VPCs that the tree made: every region has a default one."""
    return [vpc for vpc in applied.read("ec2", "describe_vpcs") if not vpc["IsDefault"]]


def subnets(applied) -> list[dict[str, Any]]:
    """Return the subnets that the tree made: every region has a default VPC with subnets of its own."""
    return [subnet for subnet in applied.read("ec2", "describe_subnets") if not subnet["DefaultForAz"]]
