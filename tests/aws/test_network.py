"""The VPC, its subnets and their ways out, against the spec's `network`."""

from __future__ import annotations

from spec_data import vpc_block, zones


def test_vpc_has_the_block_of_the_spec(applied) -> None:
    vpcs = [vpc for vpc in applied.read("ec2", "describe_vpcs") if not vpc["IsDefault"]]

    assert [vpc_block(applied.spec)] == [vpc["CidrBlock"] for vpc in vpcs]


def test_each_zone_has_its_public_and_private_subnet(applied) -> None:
    expected = {block: zone for zone, blocks in zones(applied.spec).items() for block in blocks.values()}

    assert expected == {subnet["CidrBlock"]: subnet["AvailabilityZone"] for subnet in subnets(applied)}


def test_no_subnet_gives_public_addresses(applied) -> None:
    assert {False} == {subnet["MapPublicIpOnLaunch"] for subnet in subnets(applied)}


def subnets(applied) -> list[dict]:
    """Return the subnets that the tree made: every region has a default VPC with subnets of its own."""
    return [subnet for subnet in applied.read("ec2", "describe_subnets") if not subnet["DefaultForAz"]]
