"""The VPC, its subnets, their ways out and the endpoints in them, against the spec's `network`."""

from __future__ import annotations

import json
from collections.abc import Mapping
from ipaddress import IPv6Network
from typing import Any

import pytest
from looked_at import every
from spec_data import (
    cluster_name,
    endpoint_services,
    internet_destinations,
    vpc_blocks,
    zones,
)
from terraform_trees import specs_with

GATEWAYS = {"s3"}


def by_instance(spec: Mapping[str, Any]) -> bool:
    """Whether hosts translate the addresses of the private subnets."""
    return "instance" in spec.get("network", {}).get("nat", "")


def test_vpc_has_the_blocks_of_the_spec(applied) -> None:
    (vpc,) = [vpc for vpc in applied.read("ec2", "describe_vpcs") if not vpc["IsDefault"]]
    first, *others = vpc_blocks(applied.spec)
    associated = [block["CidrBlock"] for block in vpc["CidrBlockAssociationSet"]]

    assert first == vpc["CidrBlock"]
    assert sorted([first, *others]) == sorted(associated)


def test_each_zone_has_its_public_and_private_subnet(applied) -> None:
    expected = {
        subnet: zone
        for zone, of_zone in zones(applied.spec).items()
        for tier, subnet in of_zone.items()
        if tier in tiers(applied)
    }
    key = "SubnetId" if existing(applied) else "CidrBlock"

    assert expected == {subnet[key]: subnet["AvailabilityZone"] for subnet in subnets(applied)}


def test_no_subnet_gives_public_addresses(applied) -> None:
    assert {False} == {subnet["MapPublicIpOnLaunch"] for subnet in subnets(applied)}


def test_what_exists_is_taken_and_not_made(applied) -> None:
    if not existing(applied):
        pytest.skip("the VPC is made")
    kinds = {
        address.split("[")[0].rsplit(".", 2)[-2]
        for address in applied.addresses
        if ".data." not in address
    }

    assert set() == kinds & {
        "aws_vpc",
        "aws_subnet",
        "aws_route_table",
        "aws_route",
        "aws_nat_gateway",
        "aws_eip",
    }
    balancers = applied.read("elbv2", "describe_load_balancers")
    assert {network(applied)["vpc_id"]} == {balancer["VpcId"] for balancer in balancers}
    expected = {ids["public"] for ids in network(applied)["availability_zones"].values()}
    assert [expected] == [
        {zone["SubnetId"] for zone in balancer["AvailabilityZones"]} for balancer in balancers
    ]


def test_groups_stand_in_the_private_subnets(applied) -> None:
    private = {subnet_id(applied, zone, "private") for zone in zones(applied.spec)}
    groups = applied.read("autoscaling", "describe_auto_scaling_groups")

    assert [private] * len(groups) == [
        set(group["VPCZoneIdentifier"].split(",")) for group in groups
    ]


def test_private_subnets_go_out_through_the_gateway_that_the_spec_says(applied) -> None:
    if existing(applied) or by_instance(applied.spec):
        pytest.skip("the way out is no gateway of the tree")
    how = network(applied).get("nat", "per_az")
    named = sorted(zones(applied.spec))
    gateway = {"per_az": dict(zip(named, named, strict=True)), "none": {}}.get(
        how, dict.fromkeys(named, network(applied).get("nat_zone", named[0]))
    )
    where = {
        nat_gateway["NatGatewayId"]: nat_gateway["SubnetId"]
        for nat_gateway in applied.read("ec2", "describe_nat_gateways")
    }
    expected = {zone: subnet_id(applied, through, "public") for zone, through in gateway.items()}

    assert set(expected.values()) == set(where.values())
    for block in blocks(applied, "."):
        routes = {zone: route(applied, zone, "private", block) for zone in named}
        assert expected == {
            zone: where[entry["NatGatewayId"]] for zone, entry in routes.items() if entry
        }


@specs_with(by_instance)
def test_private_subnets_go_out_through_the_instance_that_the_spec_says(applied) -> None:
    named = sorted(zones(applied.spec))
    through = dict(zip(named, named, strict=True))
    if network(applied)["nat"] == "instance":
        through = dict.fromkeys(named, network(applied).get("nat_zone", named[0]))
    hosts = {host["Placement"]["AvailabilityZone"]: host for host in nat_instances(applied)}

    assert set(through.values()) == hosts.keys()
    for zone in every(named):
        (interface,) = hosts[through[zone]]["NetworkInterfaces"]
        for block in every(blocks(applied, ".")):
            entry = route(applied, zone, "private", block)
            assert entry and interface["NetworkInterfaceId"] == entry["NetworkInterfaceId"]


@specs_with(by_instance)
def test_nat_instances_take_packets_of_others_and_nothing_from_outside(applied) -> None:
    given = network(applied).get("nat_allocation_ids", {})
    private = {of_zone["private"] for of_zone in zones(applied.spec).values()}
    for host in every(nat_instances(applied)):
        zone = host["Placement"]["AvailabilityZone"]
        (address,) = [
            address
            for address in applied.read("ec2", "describe_addresses")
            if address.get("InstanceId") == host["InstanceId"]
        ]
        assert applied.outputs["nat_public_ips"] == {zone: address["PublicIp"]}
        assert given.get(zone, address["AllocationId"]) == address["AllocationId"]
        assert subnet_id(applied, zone, "public") == host["SubnetId"]
        assert not host["SourceDestCheck"]
        assert "required" == host["MetadataOptions"]["HttpTokens"]
        assert network(applied).get("nat_instance_type", "t4g.micro") == host["InstanceType"]
        (group,) = [group["GroupId"] for group in host["SecurityGroups"]]
        ingress = [
            rule["CidrIpv4"]
            for rule in applied.read("ec2", "describe_security_group_rules")
            if rule["GroupId"] == group and not rule["IsEgress"]
        ]
        assert sorted(private) == sorted(ingress)


@specs_with("network.nat_allocation_ids")
def test_nat_gateways_show_the_addresses_that_exist(applied) -> None:
    if by_instance(applied.spec):
        pytest.skip("hosts show them")
    expected = network(applied)["nat_allocation_ids"]
    shown = {
        subnet["AvailabilityZone"]: nat_gateway["NatGatewayAddresses"][0]["AllocationId"]
        for nat_gateway in applied.read("ec2", "describe_nat_gateways")
        for subnet in subnets(applied)
        if subnet["SubnetId"] == nat_gateway["SubnetId"]
    }

    assert expected == {zone: shown[zone] for zone in expected}


@specs_with("network.internet_destinations")
def test_no_table_has_a_way_to_more_of_the_internet(applied) -> None:
    beside = network(applied).get("routes", {})
    expected = {*blocks(applied, "."), *beside, *vpc_blocks(applied.spec)}
    for zone in every(zones(applied.spec)):
        for tier in every(tiers(applied)):
            routes = table_of(applied, subnet_id(applied, zone, tier))["Routes"]
            assert expected >= {entry.get("DestinationCidrBlock") for entry in routes} - {None}


@specs_with("network.routes")
def test_private_subnets_have_the_routes_of_the_spec(applied) -> None:
    keys = ("TransitGatewayId", "VpcPeeringConnectionId", "NetworkInterfaceId", "GatewayId")
    written = network(applied)["routes"]
    for zone in every(zones(applied.spec)):
        for block, target in every(written.items()):
            entry = route(applied, zone, "private", block)
            expected = next(iter(target.values())) if isinstance(target, dict) else target
            assert entry and expected in [entry.get(key) for key in keys]
        public = table_of(applied, subnet_id(applied, zone, "public"))["Routes"]
        assert not written.keys() & {entry.get("DestinationCidrBlock") for entry in public}


def test_public_subnets_go_out_through_the_internet_gateway(applied) -> None:
    if existing(applied):
        pytest.skip("the way out is that of the VPC")
    wanted = network(applied).get("internet_gateway", True)
    gateways = [
        internet_gateway["InternetGatewayId"]
        for internet_gateway in applied.read("ec2", "describe_internet_gateways")
    ]

    assert (1 if wanted else 0) == len(gateways)
    for zone in zones(applied.spec) if wanted else ():
        for block in blocks(applied, "."):
            assert gateways[0] == route(applied, zone, "public", block)["GatewayId"]


def test_ipv6_has_a_block_in_each_subnet_and_its_own_ways_out(applied) -> None:
    ipv6 = network(applied).get("ipv6", False)
    assigned = {
        (subnet["AvailabilityZone"], subnet["SubnetId"]): IPv6Network(association["Ipv6CidrBlock"])
        for subnet in subnets(applied)
        for association in subnet["Ipv6CidrBlockAssociationSet"]
    }
    if not ipv6:
        assert {} == assigned
        return
    (vpc,) = [vpc for vpc in applied.read("ec2", "describe_vpcs") if not vpc["IsDefault"]]
    (whole,) = [association["Ipv6CidrBlock"] for association in vpc["Ipv6CidrBlockAssociationSet"]]
    parts = list(IPv6Network(whole).subnets(new_prefix=64))
    expected = {}
    for zone in zones(applied.spec):
        for tier, offset in (("public", 0), ("private", 50)):
            index = ord(zone[-1]) - ord("a") + offset
            expected[zone, subnet_id(applied, zone, tier)] = parts[index]
    assert expected == assigned
    assert all(subnet["AssignIpv6AddressOnCreation"] for subnet in subnets(applied))
    (egress,) = applied.read("ec2", "describe_egress_only_internet_gateways")
    for zone in every(zones(applied.spec)):
        for block in every(blocks(applied, ":")):
            actual = route(applied, zone, "private", block)
            assert egress["EgressOnlyInternetGatewayId"] == actual["EgressOnlyInternetGatewayId"]
            assert route(applied, zone, "public", block)["GatewayId"].startswith("igw-")


def test_each_service_of_the_spec_has_its_endpoint(applied) -> None:
    expected = {
        f"com.amazonaws.{applied.region}.{service}" for service in endpoint_services(applied.spec)
    }

    assert expected == {endpoint["ServiceName"] for endpoint in endpoints(applied)}


@specs_with(lambda spec: endpoint_services(spec) - GATEWAYS)
def test_interface_endpoints_answer_to_the_usual_names_in_every_private_subnet(applied) -> None:
    private = {subnet_id(applied, zone, "private") for zone in zones(applied.spec)}
    for endpoint in every(endpoints(applied, "Interface")):
        assert (True, private) == (endpoint["PrivateDnsEnabled"], set(endpoint["SubnetIds"])), (
            endpoint["ServiceName"]
        )
        assert f"{cluster_name(applied.spec)}-" in name_of(endpoint)


def test_endpoints_take_https_from_the_vpc_and_nothing_else(applied) -> None:
    groups = {
        group["GroupId"]
        for endpoint in endpoints(applied, "Interface")
        for group in endpoint["Groups"]
    }
    security_group_rules = [
        rule
        for rule in applied.read("ec2", "describe_security_group_rules")
        if rule["GroupId"] in groups and not rule["IsEgress"]
    ]

    expected = [("tcp", 443, 443, block) for block in sorted(vpc_blocks(applied.spec))]
    actual = [
        (rule["IpProtocol"], rule["FromPort"], rule["ToPort"], rule.get("CidrIpv4", ""))
        for rule in security_group_rules
    ]
    assert expected * len(groups) == sorted(actual)


@specs_with(lambda spec: endpoint_services(spec) & GATEWAYS)
def test_the_gateway_endpoint_of_s3_is_in_every_route_table(applied) -> None:
    for endpoint in every(endpoints(applied, "Gateway")):
        tables = {
            table_of(applied, subnet["SubnetId"])["RouteTableId"] for subnet in subnets(applied)
        }
        assert tables == set(endpoint["RouteTableIds"])


@specs_with("network.endpoint_policies")
def test_endpoints_let_through_what_their_policies_say(applied) -> None:
    written = network(applied)["endpoint_policies"]
    for endpoint in endpoints(applied):
        name = endpoint["ServiceName"].rpartition(".")[2]
        policy = json.loads(endpoint["PolicyDocument"])
        said = [
            (
                statement["Effect"],
                statement["Principal"],
                statement["Action"],
                statement["Resource"],
            )
            for statement in policy["Statement"]
        ]
        expected = [
            (one.get("effect", "allow").title(), "*", one["actions"], one["resources"])
            for one in written.get(name, [])
        ]
        # Without a policy AWS allows everything.
        assert said == expected or name not in written
    assert every(written)


def network(applied) -> dict[str, Any]:
    """Return the section of the spec."""
    section: dict[str, Any] = applied.spec.get("network", {})
    return section


def blocks(applied, sign: str) -> list[str]:
    """Return the destinations of the internet of one kind: a dot tells IPv4, a colon IPv6."""
    return [block for block in internet_destinations(applied.spec) if sign in block]


def existing(applied) -> bool:
    """Whether the VPC was there before."""
    return "vpc_id" in network(applied)


def tiers(applied) -> tuple[str, ...]:
    """Return the kinds of subnets that the spec asks for."""
    return ("public", "private") if network(applied).get("internet_gateway", True) else ("private",)


def subnets(applied) -> list[dict]:
    """Return the subnets that the tree made: every region has a default VPC with subnets of its
    own."""
    return [
        subnet for subnet in applied.read("ec2", "describe_subnets") if not subnet["DefaultForAz"]
    ]


def subnet_id(applied, zone: str, tier: str) -> str:
    """Return the subnet of a zone by its block, which the spec gives, or by its id."""
    wanted = zones(applied.spec)[zone][tier]
    return next(
        subnet["SubnetId"]
        for subnet in subnets(applied)
        if wanted in (subnet["CidrBlock"], subnet["SubnetId"])
    )


def nat_instances(applied) -> list[dict[str, Any]]:
    """Return the hosts that translate addresses, by their tag."""
    return [
        host
        for reservation in applied.read("ec2", "describe_instances")
        for host in reservation["Instances"]
        if f"{cluster_name(applied.spec)}-nat-" in name_of(host)
    ]


def table_of(applied, subnet: str) -> dict[str, Any]:
    """Return the route table of a subnet."""
    tables = applied.read("ec2", "describe_route_tables")
    return next(
        table
        for table in tables
        if subnet in {association.get("SubnetId") for association in table["Associations"]}
    )


def route(applied, zone: str, tier: str, destination: str) -> dict[str, Any] | None:
    """Return the route of a zone's subnet to a destination."""
    routes = table_of(applied, subnet_id(applied, zone, tier))["Routes"]
    keys = ("DestinationCidrBlock", "DestinationIpv6CidrBlock")
    return next(
        (entry for entry in routes if destination in [entry.get(key) for key in keys]), None
    )


def endpoints(applied, kind: str = "") -> list[dict[str, Any]]:
    """Return the endpoints, of one kind if it is named."""
    vpc_endpoints = applied.read("ec2", "describe_vpc_endpoints")
    return [
        vpc_endpoint
        for vpc_endpoint in vpc_endpoints
        if kind in ("", vpc_endpoint["VpcEndpointType"])
    ]


def name_of(thing: dict[str, Any]) -> str:
    """Return the tag Name."""
    return next(tag["Value"] for tag in thing["Tags"] if tag["Key"] == "Name")
