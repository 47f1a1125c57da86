"""The VPC that a cluster is in, with subnets, ways out and security groups.

https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.adopt.aws.account import Account, Answer, block, picked, tags_of

_MOST = 200


def read_network(account: Account) -> None:
    """Read the VPCs of subnets and balancers that were found, and what stands in them."""
    of = ("ec2", "describe_subnets", "Subnets", "SubnetIds")
    named = account.ask_by(*of, _subnets(account), _MOST)
    vpcs = {subnet["VpcId"] for subnet in named} | set(_vpcs(account))
    for vpc in account.ask_by("ec2", "describe_vpcs", "Vpcs", "VpcIds", vpcs, _MOST):
        if vpc.get("IsDefault"):
            _default_vpc(account, vpc)
        else:
            _vpc(account, vpc)
            _in_vpc(account, vpc["VpcId"])
    of = ("ec2", "describe_security_groups", "SecurityGroups", "GroupIds")
    for group in account.ask_by(*of, _groups(account), _MOST):
        _security_group(account, group)


def _subnets(account: Account) -> Iterator[str]:
    for group in account.of("aws_autoscaling_group"):
        yield from group.values["vpc_zone_identifier"]
    for balancer in account.of("aws_lb"):
        yield from balancer.values["subnets"]
    for service in account.of("aws_ecs_service"):
        for network in service.values["network_configuration"]:
            yield from network["subnets"]


def _groups(account: Account) -> Iterator[str]:
    """Yield the security groups that things of the cluster have, and no other ones of the VPC."""
    for balancer in account.of("aws_lb"):
        yield from balancer.values["security_groups"] or ()
    for service in account.of("aws_ecs_service"):
        for network in service.values["network_configuration"]:
            yield from network["security_groups"] or ()
    for template in account.of("aws_launch_template", "aws_launch_configuration"):
        yield from template.values.get("vpc_security_group_ids") or ()
        yield from template.values.get("security_groups") or ()
        for interface in template.values.get("network_interfaces") or ():
            yield from interface["security_groups"] or ()


def _vpcs(account: Account) -> Iterator[str]:
    for group in account.of("aws_lb_target_group", "aws_lb"):
        yield group.values.get("vpc_id") or ""


def _vpc(account: Account, vpc: Answer) -> None:
    id_ = vpc["VpcId"]
    values = {
        "id": id_,
        **picked(vpc, cidr_block="CidrBlock", instance_tenancy="InstanceTenancy"),
        "tags": tags_of(vpc.get("Tags")),
    }
    account.found("aws_vpc", id_, values)


def _default_vpc(account: Account, vpc: Answer) -> None:
    """Read the VPC that AWS made for the account: a spec names it, and nothing takes it over."""
    id_ = vpc["VpcId"]
    values = {"id": id_, "cidr_block": vpc["CidrBlock"], "tags": tags_of(vpc.get("Tags"))}
    account.found("aws_default_vpc", id_, values)
    within = [{"Name": "vpc-id", "Values": [id_]}]
    for subnet in account.ask("ec2", "describe_subnets", "Subnets", Filters=within):
        _subnet(account, subnet, "aws_default_subnet")


def _in_vpc(account: Account, vpc: str) -> None:
    within = [{"Name": "vpc-id", "Values": [vpc]}]
    for subnet in account.ask("ec2", "describe_subnets", "Subnets", Filters=within):
        _subnet(account, subnet)
    for table in account.ask("ec2", "describe_route_tables", "RouteTables", Filters=within):
        _table(account, table)
    for endpoint in account.ask("ec2", "describe_vpc_endpoints", "VpcEndpoints", Filters=within):
        _endpoint(account, endpoint)
    _gateways(account, vpc)
    of = [{"Name": "resource-id", "Values": [vpc]}]
    for log in account.ask("ec2", "describe_flow_logs", "FlowLogs", Filters=of):
        _flow_log(account, vpc, log)


def _subnet(account: Account, subnet: Answer, type_: str = "aws_subnet") -> None:
    id_ = subnet["SubnetId"]
    values = {
        "id": id_,
        **picked(
            subnet,
            arn="SubnetArn",
            vpc_id="VpcId",
            cidr_block="CidrBlock",
            availability_zone="AvailabilityZone",
            availability_zone_id="AvailabilityZoneId",
            map_public_ip_on_launch="MapPublicIpOnLaunch",
        ),
        "tags": tags_of(subnet.get("Tags")),
    }
    account.found(type_, id_, values)


def _table(account: Account, table: Answer) -> None:
    id_ = table["RouteTableId"]
    values = {"id": id_, "vpc_id": table["VpcId"], "tags": tags_of(table.get("Tags"))}
    # The one that comes with the VPC is nothing that a tree makes, and cannot be deleted.
    if not any(association.get("Main") for association in table.get("Associations") or ()):
        account.found("aws_route_table", id_, values)
    for association in table.get("Associations") or ():
        if not association.get("Main") and association.get("SubnetId"):
            one = association["RouteTableAssociationId"]
            subnet = {"id": one, "subnet_id": association["SubnetId"], "route_table_id": id_}
            account.found("aws_route_table_association", one, subnet)
    for route in table.get("Routes") or ():
        # The others come with the VPC, with endpoints, or from what announces them.
        if route.get("Origin") == "CreateRoute" and not route.get("DestinationPrefixListId"):
            _route(account, id_, route)


def _route(account: Account, table: str, route: Answer) -> None:
    values = {
        "route_table_id": table,
        **picked(
            route,
            destination_cidr_block="DestinationCidrBlock",
            destination_ipv6_cidr_block="DestinationIpv6CidrBlock",
            gateway_id="GatewayId",
            nat_gateway_id="NatGatewayId",
            transit_gateway_id="TransitGatewayId",
            vpc_peering_connection_id="VpcPeeringConnectionId",
            network_interface_id="NetworkInterfaceId",
        ),
    }
    where = values["destination_cidr_block"] or values["destination_ipv6_cidr_block"]
    account.found("aws_route", f"{table}_{where}", values)


def _endpoint(account: Account, endpoint: Answer) -> None:
    if str(endpoint.get("State", "")).lower() in ("deleted", "deleting"):
        return
    id_ = endpoint["VpcEndpointId"]
    values = {
        "id": id_,
        **picked(
            endpoint,
            vpc_id="VpcId",
            service_name="ServiceName",
            vpc_endpoint_type="VpcEndpointType",
            route_table_ids="RouteTableIds",
            subnet_ids="SubnetIds",
            private_dns_enabled="PrivateDnsEnabled",
        ),
        "tags": tags_of(endpoint.get("Tags")),
    }
    account.found("aws_vpc_endpoint", id_, values)


def _security_group(account: Account, group: Answer) -> None:
    id_ = group["GroupId"]
    values = {
        "id": id_,
        **picked(group, name="GroupName", description="Description", vpc_id="VpcId"),
        "ingress": [_rule(rule) for rule in group.get("IpPermissions") or ()],
        "egress": [_rule(rule) for rule in group.get("IpPermissionsEgress") or ()],
        "tags": tags_of(group.get("Tags")),
    }
    account.found("aws_security_group", id_, values)


def _rule(rule: Answer) -> Answer:
    return {
        **picked(rule, from_port="FromPort", to_port="ToPort", protocol="IpProtocol"),
        "cidr_blocks": [one["CidrIp"] for one in rule.get("IpRanges") or ()],
        "ipv6_cidr_blocks": [one["CidrIpv6"] for one in rule.get("Ipv6Ranges") or ()],
        "security_groups": [one.get("GroupId") for one in rule.get("UserIdGroupPairs") or ()],
        "prefix_list_ids": [one["PrefixListId"] for one in rule.get("PrefixListIds") or ()],
    }


def _gateways(account: Account, vpc: str) -> None:
    attached = [{"Name": "attachment.vpc-id", "Values": [vpc]}]
    of = ("ec2", "describe_internet_gateways", "InternetGateways")
    for gateway in account.ask(*of, Filters=attached):
        id_ = gateway["InternetGatewayId"]
        values = {"id": id_, "vpc_id": vpc, "tags": tags_of(gateway.get("Tags"))}
        account.found("aws_internet_gateway", id_, values)
    within = [{"Name": "vpc-id", "Values": [vpc]}]
    for gateway in account.ask("ec2", "describe_nat_gateways", "NatGateways", Filters=within):
        if gateway.get("State") in ("available", "pending"):
            _nat_gateway(account, gateway)


def _nat_gateway(account: Account, gateway: Answer) -> None:
    id_ = gateway["NatGatewayId"]
    address: Answer = next(iter(gateway.get("NatGatewayAddresses") or ()), {})
    values = {
        "id": id_,
        **picked(gateway, subnet_id="SubnetId", connectivity_type="ConnectivityType"),
        **picked(address, allocation_id="AllocationId", public_ip="PublicIp"),
        "tags": tags_of(gateway.get("Tags")),
    }
    account.found("aws_nat_gateway", id_, values)
    allocated = [address["AllocationId"]] if address.get("AllocationId") else []
    of = ("ec2", "describe_addresses", "Addresses", "AllocationIds")
    for one in account.ask_by(*of, allocated, _MOST):
        known = {
            "id": one["AllocationId"],
            **picked(one, allocation_id="AllocationId", public_ip="PublicIp", domain="Domain"),
            "tags": tags_of(one.get("Tags")),
        }
        account.found("aws_eip", one["AllocationId"], known)


def _flow_log(account: Account, vpc: str, log: Answer) -> None:
    id_ = log["FlowLogId"]
    group = str(log.get("LogDestination") or "").removesuffix(":*")
    values = {
        "id": id_,
        "vpc_id": vpc,
        **picked(
            log,
            log_group_name="LogGroupName",
            log_destination_type="LogDestinationType",
            traffic_type="TrafficType",
            iam_role_arn="DeliverLogsPermissionArn",
        ),
        "log_destination": group,
        "destination_options": block(log.get("DestinationOptions"), file_format="FileFormat"),
        "tags": tags_of(log.get("Tags")),
    }
    account.found("aws_flow_log", id_, values)
