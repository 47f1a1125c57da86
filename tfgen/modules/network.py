"""The modules of the network: the VPC, its subnets, their ways out, and AWS's endpoints."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.endpoints import GATEWAYS, service_name, services_of
from tfgen.hcl import Ref, Text, Value
from tfgen.language.scalars import TextOrExpression
from tfgen.modules.nat import nat
from tfgen.modules.network_routes import network_routes
from tfgen.modules.parts.changed import changed, unless
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    LOG_PREFIX,
    VPC_CIDR,
    VPC_ID,
    log_kms_key_arn,
    retention_days,
)
from tfgen.modules.parts.rights import rights_of
from tfgen.modules.parts.security_groups import inside_vpc, ready_id, security_group
from tfgen.resolve import Cluster
from tfgen.resolve.network import FlowLogs
from tfgen.tree import ModulePlan, Promise

FILE = "network"


def network_modules(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the network, each part once those that it needs are there."""
    if cluster.network.vpc_id:
        yield existing_vpc(cluster, cluster.network.vpc_id, FILE)
    else:
        yield from _own_vpc(cluster)
    yield from _endpoints(cluster)


def _own_vpc(cluster: Cluster) -> Iterator[ModulePlan]:
    network = cluster.network
    promise = Promise(
        "cidr",
        network.cidr,
        "network.cidr",
        f"the VPC has the block {network.cidr}",
    )
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        "cidr": VPC_CIDR,
        "ipv6": network.ipv6 or None,
    }
    yield ModulePlan("vpc", "vpc", FILE, inputs, promises=(promise,))
    if network.secondary_cidr_blocks:
        yield _secondary_blocks(cluster)
    if network.flow_logs:
        yield _flow_logs(cluster, network.flow_logs)
    for tier in _tiers(cluster):
        yield _subnets(cluster, tier)
    if network.internet_gateway:
        yield _internet_gateway(cluster)
    if network.nat != "none":
        yield from nat(cluster, FILE, _route_table_ids("private"))
    if network.ipv6:
        yield _egress_only_gateway(cluster)
    if network.routes:
        yield network_routes(cluster, FILE, _with_gateways(cluster), _route_table_ids("private"))


def _secondary_blocks(cluster: Cluster) -> ModulePlan:
    blocks = sorted(cluster.network.secondary_cidr_blocks)
    inputs: dict[str, Value] = {"vpc_id": VPC_ID, "secondary_cidr_blocks": blocks}
    name = "secondary_cidr_blocks"
    text = f"the VPC has the blocks {', '.join(blocks)} too"
    promise = Promise(name, blocks, f"network.{name}", text)
    return ModulePlan(name, name, FILE, inputs, promises=(promise,))


def _flow_logs(cluster: Cluster, flow_logs: FlowLogs) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        "vpc_id": VPC_ID,
        "account_id": ACCOUNT_ID,
        "log_prefix": LOG_PREFIX,
        "log_retention_days": retention_days(cluster, flow_logs.retention_days),
        "log_kms_key_arn": log_kms_key_arn(cluster),
        "traffic_type": unless("ALL", flow_logs.traffic_type.upper()),
    }
    group = f"{cluster.logs.prefix}/vpc-flow-logs"
    promise = Promise("log_group", group, "network.flow_logs", f"flow logs go to {group}")
    return ModulePlan("flow_logs", "flow_logs", FILE, inputs, promises=(promise,))


def _tiers(cluster: Cluster) -> tuple[str, ...]:
    if cluster.network.has_public_subnets:
        return ("public", "private")
    return ("private",)


def _subnets(cluster: Cluster, tier: str) -> ModulePlan:
    zones = cluster.network.availability_zones
    blocks: Value = {zone: getattr(subnets, tier) for zone, subnets in zones.items()}
    inputs: dict[str, Value] = {
        "name": Text((CLUSTER_NAME, f"-{tier}")),
        "vpc_id": _with_blocks(cluster),
        "cidrs": blocks,
    }
    if cluster.network.ipv6:
        inputs["vpc_ipv6_cidr"] = Ref("module.vpc.ipv6_cidr")
        inputs["ipv6_indexes"] = {
            zone: getattr(subnets, f"{tier}_ipv6_index") for zone, subnets in zones.items()
        }
    text = f"{len(zones)} {tier} subnets, one in each zone, with these blocks"
    promise = Promise("cidrs", blocks, "network.availability_zones", text)
    return ModulePlan(f"{tier}_subnet", "subnet", FILE, inputs, promises=(promise,))


def _with_blocks(cluster: Cluster) -> Ref:
    """Return the id of the VPC, for what takes addresses of its blocks."""
    if cluster.network.secondary_cidr_blocks:
        return Ref("module.secondary_cidr_blocks.vpc_id")
    return VPC_ID


def _internet_gateway(cluster: Cluster) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        "vpc_id": VPC_ID,
        "ipv6": cluster.network.ipv6 or None,
        **changed(cluster.network, "internet_destinations"),
        "route_table_ids": _route_table_ids("public"),
        "subnet_ids": Ref("module.public_subnet.subnet_ids"),
    }
    return ModulePlan("internet_gateway", "internet_gateway", FILE, inputs)


def _egress_only_gateway(cluster: Cluster) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        "vpc_id": VPC_ID,
        **changed(cluster.network, "internet_destinations"),
        "route_table_ids": _route_table_ids("private"),
        "subnet_ids": _with_nat(cluster),
    }
    return ModulePlan("egress_only_gateway", "egress_only_gateway", FILE, inputs)


def existing_vpc(cluster: Cluster, vpc_id: TextOrExpression, file: str) -> ModulePlan:
    """Plan a VPC that exists, and its subnets."""
    inputs: dict[str, Value] = {"vpc_id": vpc_id}
    for tier in _tiers(cluster):
        inputs[f"{tier}_subnet_ids"] = {
            zone: getattr(subnets, tier)
            for zone, subnets in cluster.network.availability_zones.items()
        }
    return ModulePlan("vpc", "existing_vpc", file, inputs)


def _endpoints(cluster: Cluster) -> Iterator[ModulePlan]:
    """Yield the endpoints through which the private subnets reach AWS's services."""
    endpoints = sorted(cluster.network.endpoints)
    if not endpoints:
        return
    # A gateway costs nothing; it is a route and has no security group.
    interfaces = [name for name in endpoints if name not in GATEWAYS]
    gateways = {name: service_name(name, cluster.region) for name in endpoints if name in GATEWAYS}
    services = sorted(
        {service for name in interfaces for service in services_of(name, cluster.region)}
    )
    by_service = {service: service_name(service, cluster.region) for service in services}
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        "vpc_id": VPC_ID,
        "private_subnet_ids": _with_way_out(cluster),
    }
    if gateways:
        inputs["gateway_service_names"] = gateways
        inputs["route_table_ids"] = {tier: _route_table_ids(tier) for tier in _tiers(cluster)}
    if services:
        yield _endpoints_group(cluster)
        inputs["interface_service_names"] = by_service
        inputs["security_group_ids"] = [ready_id("vpc_endpoints")]
    policies = cluster.network.endpoint_policies
    if policies:
        inputs["endpoint_policies"] = {
            service: rights_of(statements)
            for name, statements in sorted(policies.items())
            for service in services_of(name, cluster.region)
        }
    names = [*by_service.values(), *gateways.values()]
    text = f"endpoints stand for {', '.join(endpoints)}"
    promise = Promise("service_names", sorted(names), "network.endpoints", text)
    yield ModulePlan("vpc_endpoints", "vpc_endpoints", FILE, inputs, promises=(promise,))


def _endpoints_group(cluster: Cluster) -> ModulePlan:
    return security_group(
        cluster,
        "vpc_endpoints",
        FILE,
        f"{cluster.name}-endpoints",
        f"VPC endpoints of cluster {cluster.name}",
        ingress=inside_vpc(cluster, "HTTPS from the VPC", {"from_port": 443, "to_port": 443}),
    )


def exists(cluster: Cluster) -> bool:
    """Whether the VPC is another's: one that is given by its id, or the platform's."""
    return cluster.network.vpc_id is not None or not cluster.owns("network")


def vpc_id(cluster: Cluster) -> Ref:
    """Return the id of the VPC."""
    return Ref("module.vpc.vpc_id")


def vpc_cidr(cluster: Cluster) -> Value:
    """Return the block of the VPC: the one in the spec, else the one that an existing VPC has."""
    if cluster.network.knows_cidr:
        return cluster.network.cidr
    return Ref("module.vpc.cidr")


def public_subnet_ids(cluster: Cluster) -> Ref:
    """Return the ids of the public subnets, known once they have their way out."""
    if exists(cluster):
        return Ref("module.vpc.public_subnet_ids")
    # What stands in the subnets waits for the route: a balancer without one is created, and mute.
    return Ref("module.internet_gateway.subnet_ids")


def private_subnet_ids(cluster: Cluster) -> Ref:
    """Return the ids of the private subnets, known once what stands in them can reach AWS."""
    if cluster.network.endpoints and cluster.owns("network"):
        return Ref("module.vpc_endpoints.private_subnet_ids")
    return _with_way_out(cluster)


def _with_way_out(cluster: Cluster) -> Ref:
    if cluster.network.routes and not exists(cluster):
        return Ref("module.network_routes.private_subnet_ids")
    return _with_gateways(cluster)


def _with_gateways(cluster: Cluster) -> Ref:
    if cluster.network.ipv6 and not exists(cluster):
        return Ref("module.egress_only_gateway.subnet_ids")
    return _with_nat(cluster)


def _with_nat(cluster: Cluster) -> Ref:
    if exists(cluster):
        return Ref("module.vpc.private_subnet_ids")
    if cluster.network.nat == "none":
        return Ref("module.private_subnet.subnet_ids")
    return Ref("module.nat.private_subnet_ids")


def _route_table_ids(tier: str) -> Ref:
    return Ref(f"module.{tier}_subnet.route_table_ids")
