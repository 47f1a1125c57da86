"""The ways of the private subnets to the internet: NAT gateways, or hosts in their place."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import aws
from tfgen.hcl import Ref, Text, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import CLUSTER_NAME, PUBLIC_SUBNET_IDS, VPC_ID
from tfgen.modules.parts.security_groups import Rules, ready_id, security_group
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise

_EVERYTHING: Rules = {"protocol": "-1"}
_HTTPS: Rules = {"from_port": 443, "to_port": 443}
_WORLD = "0.0.0.0/0"


def nat(cluster: Cluster, file: str, table_ids: Ref) -> Iterator[ModulePlan]:
    """Plan what translates the addresses of the private subnets, and their routes to it."""
    network = cluster.network
    private: dict[str, Value] = {
        **changed(network, "internet_destinations"),
        "private_subnet_ids": Ref("module.private_subnet.subnet_ids"),
        "private_route_table_ids": table_ids,
    }
    if network.nat == "regional":
        yield _regional(file, private)
        return
    # One for all zones is cheaper; where its zone fails, all have no way out.
    of_zones: dict[str, Value] = {
        "nat_zones": dict(network.nat_zones),
        **changed(network, "nat_allocation_ids"),
        "public_subnet_ids": PUBLIC_SUBNET_IDS,
        **private,
    }
    zones = sorted(set(network.nat_zones.values()))
    if network.by_instance:
        yield _instances_group(cluster, file)
        yield _instances(cluster, file, zones, of_zones)
        return
    text = f"{network.nat} gives NAT gateways in {', '.join(zones)}"
    promise = Promise("zones", list(zones), "network.nat", text)
    inputs = {"name": CLUSTER_NAME, **of_zones}
    yield ModulePlan("nat", "nat", file, inputs, promises=(promise,))


def _regional(file: str, private: dict[str, Value]) -> ModulePlan:
    gateway = Ref("module.internet_gateway.internet_gateway_id")
    inputs = {"name": CLUSTER_NAME, "vpc_id": VPC_ID, "internet_gateway_id": gateway, **private}
    text = "one NAT gateway serves all zones"
    promise = Promise("availability_mode", "regional", "network.nat", text)
    # Only provider 6.24 and newer know it.
    features = ("regional_nat",)
    return ModulePlan(
        "nat", "nat_regional", file, inputs, provider_features=features, promises=(promise,)
    )


def _instances_group(cluster: Cluster, file: str) -> ModulePlan:
    """Plan who may pass: what a task reaches behind it, the task's own security group decides."""
    network = cluster.network
    inside = [zone.private for zone in network.availability_zones.values()]
    ingress: Rules = {
        f"Everything from {block}": {**_EVERYTHING, "cidr_ipv4": block} for block in inside
    }
    blocks = [block for block in network.internet_destinations if ":" not in block]
    egress: Rules = {
        f"Everything to {block}": {**_EVERYTHING, "cidr_ipv4": block} for block in sorted(blocks)
    }
    if _WORLD not in blocks:
        # Amazon Linux keeps its packages in S3.
        egress["HTTPS anywhere: packages"] = {**_HTTPS, "cidr_ipv4": _WORLD}
    about = Text(("NAT instances of cluster ", CLUSTER_NAME))
    return security_group(
        cluster, "nat", file, f"{cluster.name}-nat", about, ingress=ingress, egress=egress
    )


def _instances(
    cluster: Cluster, file: str, zones: list[str], of_zones: dict[str, Value]
) -> ModulePlan:
    network = cluster.network
    kind = network.nat_instance_type
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "environment": cluster.environment,
        **changed(network, "nat_instance_type"),
        "ami_parameter": aws.linux_ami_parameter(aws.architecture(kind)),
        "security_group_ids": [ready_id("nat")],
        **of_zones,
    }
    where = f"{network.nat} gives NAT instances in {', '.join(zones)}"
    path, text = "network.nat_instance_type", f"each NAT instance is a {kind}"
    promises = (
        Promise("zones", list(zones), "network.nat", where),
        Promise("instance_types", [kind], path, text),
    )
    return ModulePlan("nat", "nat_instance", file, inputs, promises=promises)
