"""The modules of the network: the VPC, its subnets, their ways out, and the endpoints of AWS's services."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import names
from tfgen.aws_endpoints import INTERFACE_SERVICES, S3, service_name
from tfgen.hcl import Ref, Value
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.resolve import Cluster
from tfgen.tree import Input, ModulePlan, Promise

VPC_ID = Ref("module.vpc.vpc_id")


def vpc(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the VPC with its gateways and flow logs, or the look-up of one that exists."""
    network = cluster.network
    if network.vpc_id:
        return (_existing_vpc(cluster, network.vpc_id),)
    inputs = [
        Input("name", "string", "Name of the VPC: the cluster's", cluster.name),
        Input("cidr", "string", "IPv4 block of the VPC", network.cidr),
    ]
    if network.flow_logs:
        days = network.flow_logs.retention_days
        inputs += [
            Input(
                "flow_log_retention_days",
                "number",
                "Days that flow logs are kept; 0 keeps them for ever",
                days,
            ),
            Input(
                "flow_log_traffic_type",
                "string",
                "Traffic that is logged",
                network.flow_logs.traffic_type.upper(),
            ),
            *log_inputs(cluster, retention=False),
        ]
    shape = {
        "internet_gateway": network.internet_gateway,
        "flow_logs": network.flow_logs is not None,
        "ipv6": network.ipv6,
        **log_shape(cluster, network.flow_logs.retention_days if network.flow_logs else 0),
    }
    return (ModulePlan("vpc", "vpc", tuple(inputs), shape, promises=tuple(_vpc_promises(cluster))),)


def _vpc_promises(cluster: Cluster) -> Iterator[Promise]:
    network = cluster.network
    yield Promise("cidr", network.cidr, "network.cidr", f"the VPC has the block {network.cidr}")
    if network.flow_logs:
        days, traffic = network.flow_logs.retention_days, network.flow_logs.traffic_type.upper()
        group = f"{cluster.logs.prefix}/vpc-flow-logs"
        key = "network.flow_logs"
        yield Promise("flow_log_group", group, key, f"flow logs go to {group}")
        yield Promise(
            "flow_log_retention_days",
            days,
            f"{key}.retention_days",
            f"flow logs are kept {kept(days)}",
        )
        yield Promise(
            "flow_log_traffic_type",
            traffic,
            f"{key}.traffic_type",
            f"flow logs show {traffic} traffic",
        )


def _existing_vpc(cluster: Cluster, vpc_id: str) -> ModulePlan:
    inputs = [Input("vpc_id", "string", "Id of the VPC", vpc_id)]
    for tier in _tiers(cluster):
        ids: Value = {
            zone: getattr(subnets, tier)
            for zone, subnets in cluster.network.availability_zones.items()
        }
        inputs.append(
            Input(f"{tier}_subnet_ids", "map(string)", f"Ids of the {tier} subnets, by zone", ids)
        )
    return ModulePlan(
        "vpc", "existing_vpc", tuple(inputs), {"public_subnets": "public" in _tiers(cluster)}
    )


def _tiers(cluster: Cluster) -> tuple[str, ...]:
    return ("public", "private") if cluster.network.has_public_subnets else ("private",)


def subnets(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the public and the private subnets, both from the module `subnet`."""
    return (
        () if cluster.network.vpc_id else tuple(_subnets(cluster, tier) for tier in _tiers(cluster))
    )


def _subnets(cluster: Cluster, tier: str) -> ModulePlan:
    zones = cluster.network.availability_zones
    cidrs: Value = {zone: getattr(blocks, tier) for zone, blocks in zones.items()}
    inputs = [
        Input(
            "name", "string", "First part of the subnets' names", names.joined(cluster.name, tier)
        ),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input("cidrs", "map(string)", "IPv4 block of each subnet, by zone", cidrs),
    ]
    if cluster.network.ipv6:
        indexes: Value = {
            zone: getattr(blocks, f"{tier}_ipv6_index") for zone, blocks in zones.items()
        }
        inputs += [
            Input("vpc_ipv6_cidr", "string", "IPv6 block of the VPC", Ref("module.vpc.ipv6_cidr")),
            Input(
                "ipv6_indexes",
                "map(number)",
                "Which /64 of the VPC's /56 each subnet takes, by zone",
                indexes,
            ),
        ]
    shape = {"ipv6": cluster.network.ipv6}
    return ModulePlan(
        f"{tier}_subnet",
        "subnet",
        tuple(inputs),
        shape,
        promises=(_subnets_promise(cluster, tier),),
    )


def _subnets_promise(cluster: Cluster, tier: str) -> Promise:
    blocks = {
        zone: getattr(blocks, tier) for zone, blocks in cluster.network.availability_zones.items()
    }
    text = f"{len(blocks)} {tier} subnets, one in each zone, with these blocks"
    return Promise("cidrs", blocks, "network.availability_zones", text)


def internet_route(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the public subnets' way out, through the internet gateway."""
    if cluster.network.vpc_id or not cluster.network.internet_gateway:
        return ()
    inputs = (
        Input(
            "internet_gateway_id",
            "string",
            "Id of the internet gateway",
            Ref("module.vpc.internet_gateway_id"),
        ),
        Input(
            "route_table_ids",
            "map(string)",
            "Ids of the route tables, by zone",
            _route_table_ids("public"),
        ),
        Input(
            "subnet_ids",
            "map(string)",
            "Ids of the subnets, by zone",
            Ref("module.public_subnet.subnet_ids"),
        ),
    )
    return (ModulePlan("internet_route", "internet_route", inputs, {"ipv6": cluster.network.ipv6}),)


def nat(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the NAT gateways and the private subnets' way out through them."""
    match cluster.network.nat:
        case "none":
            return ()
        case "regional":
            gateway = Ref("module.vpc.internet_gateway_id")
            inputs = [
                Input("vpc_id", "string", "Id of the VPC", VPC_ID),
                Input("internet_gateway_id", "string", "Id of the VPC's internet gateway", gateway),
            ]
            promise = Promise(
                "availability_mode", "regional", "network.nat", "one NAT gateway serves all zones"
            )
            return (
                _nat(cluster, "nat_regional", inputs, promise, provider_features=("regional_nat",)),
            )
        case mode:
            single = cluster.network.nat_zone
            through = {zone: single or zone for zone in cluster.network.zone_names}
            about = "Zone of the gateway that each zone's private subnet uses"
            inputs = [
                Input("nat_zones", "map(string)", about, through),
                Input(
                    "public_subnet_ids",
                    "map(string)",
                    "Ids of the public subnets, by zone",
                    public_subnet_ids(cluster),
                ),
            ]
            gateways = sorted(set(through.values()))
            text = f"{mode} gives NAT gateways in {', '.join(gateways)}"
            return (_nat(cluster, "nat", inputs, Promise("zones", gateways, "network.nat", text)),)


def _nat(
    cluster: Cluster,
    template: str,
    own: list[Input],
    promise: Promise,
    provider_features: tuple[str, ...] = (),
) -> ModulePlan:
    about = "Ids of the private subnets, by zone"
    tables = "Ids of the private route tables, by zone"
    inputs = (
        Input("name", "string", "First part of the gateways' names", cluster.name),
        *own,
        Input("private_subnet_ids", "map(string)", about, Ref("module.private_subnet.subnet_ids")),
        Input("private_route_table_ids", "map(string)", tables, _route_table_ids("private")),
    )
    return ModulePlan(
        "nat", template, inputs, provider_features=provider_features, promises=(promise,)
    )


def egress_only_route(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the private subnets' way out over IPv6, through the egress-only gateway."""
    if not cluster.network.ipv6 or cluster.network.vpc_id:
        return ()
    gateway = Ref("module.vpc.egress_only_gateway_id")
    inputs = (
        Input(
            "egress_only_gateway_id", "string", "Id of the egress-only internet gateway", gateway
        ),
        Input(
            "route_table_ids",
            "map(string)",
            "Ids of the route tables, by zone",
            _route_table_ids("private"),
        ),
        Input("subnet_ids", "map(string)", "Ids of the subnets, by zone", _with_nat(cluster)),
    )
    return (ModulePlan("egress_only_route", "egress_only_route", inputs),)


def vpc_endpoints(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the endpoints through which the private subnets reach AWS's services."""
    found = sorted(cluster.network.endpoints)
    if not found:
        return ()
    inputs = [
        Input("name", "string", "First part of the endpoints' names", cluster.name),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input(
            "private_subnet_ids",
            "map(string)",
            "Ids of the private subnets, by zone",
            _with_way_out(cluster),
        ),
    ]
    if S3 in found:
        tables = {tier: _route_table_ids(tier) for tier in _tiers(cluster)}
        inputs += [
            Input(
                "s3_service_name",
                "string",
                "Name of S3's endpoint service",
                service_name(S3, cluster.region),
            ),
            Input(
                "route_table_ids",
                "map(map(string))",
                "Ids of the route tables, by tier and zone",
                tables,
            ),
        ]
    services = sorted(
        service for name in found if name != S3 for service in INTERFACE_SERVICES[name]
    )
    by_service = {service: service_name(service, cluster.region) for service in services}
    if services:
        inputs += [
            Input(
                "vpc_cidr", "string", "IPv4 block of the VPC, which may connect", vpc_cidr(cluster)
            ),
            Input(
                "service_names",
                "map(string)",
                "Names of the endpoint services, by service",
                by_service,
            ),
        ]
    shape = {"s3": S3 in found, "interface": bool(services)}
    all_names = sorted(
        [*by_service.values(), *(service_name(S3, cluster.region) for name in found if name == S3)]
    )
    promise = Promise(
        "service_names", all_names, "network.endpoints", f"endpoints stand for {', '.join(found)}"
    )
    return (
        ModulePlan("vpc_endpoints", "vpc_endpoints", tuple(inputs), shape, promises=(promise,)),
    )


def vpc_cidr(cluster: Cluster) -> Value:
    """Return the block of the VPC: the one in the cluster, else the one that the existing VPC has."""
    is_given = cluster.network.vpc_id is None or "cidr" in cluster.network.model_fields_set
    return cluster.network.cidr if is_given else Ref("module.vpc.cidr")


def public_subnet_ids(cluster: Cluster) -> Ref:
    """Return the ids of the public subnets, known once they have their way out."""
    return Ref(
        "module.vpc.public_subnet_ids"
        if cluster.network.vpc_id
        else "module.internet_route.subnet_ids"
    )


def private_subnet_ids(cluster: Cluster) -> Ref:
    """Return the ids of the private subnets, known once what stands in them can reach AWS."""
    return (
        Ref("module.vpc_endpoints.private_subnet_ids")
        if cluster.network.endpoints
        else _with_way_out(cluster)
    )


def _with_way_out(cluster: Cluster) -> Ref:
    return (
        Ref("module.egress_only_route.subnet_ids")
        if egress_only_route(cluster)
        else _with_nat(cluster)
    )


def _with_nat(cluster: Cluster) -> Ref:
    if cluster.network.vpc_id:
        return Ref("module.vpc.private_subnet_ids")
    return Ref(
        "module.private_subnet.subnet_ids"
        if cluster.network.nat == "none"
        else "module.nat.private_subnet_ids"
    )


def _route_table_ids(tier: str) -> Ref:
    return Ref(f"module.{tier}_subnet.route_table_ids")
