"""The modules of the network: `vpc`, `subnet` (public and private), `internet_route`, `nat`."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import derived, names
from tfgen.hcl import Ref
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.spec import Spec
from tfgen.tree import Input, ModulePlan, Promise


def vpc(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the VPC with its internet gateway and flow logs."""
    network = spec.network
    inputs = [
        Input("name", "string", "Name of the VPC: the cluster's", derived.cluster_name(spec)),
        Input("cidr", "string", "IPv4 block of the VPC", network.cidr),
    ]
    if network.flow_logs:
        days = derived.flow_log_retention_days(spec)
        inputs += [
            Input("flow_log_retention_days", "number", "Days that flow logs are kept; 0 keeps them for ever", days),
            Input("flow_log_traffic_type", "string", "Traffic that is logged", network.flow_logs.traffic_type.upper()),
            *log_inputs(spec, retention=False),
        ]
    shape = {
        "internet_gateway": network.internet_gateway,
        "flow_logs": network.flow_logs is not None,
        **log_shape(spec, derived.flow_log_retention_days(spec)),
    }
    return (ModulePlan("vpc", "vpc", tuple(inputs), shape, promises=tuple(_vpc_promises(spec))),)


def _vpc_promises(spec: Spec) -> Iterator[Promise]:
    network = spec.network
    yield Promise("cidr", network.cidr, "network.cidr", f"the VPC has the block {network.cidr}")
    if network.flow_logs:
        days, traffic = derived.flow_log_retention_days(spec), network.flow_logs.traffic_type.upper()
        group = f"{derived.log_prefix(spec)}/vpc-flow-logs"
        key = "network.flow_logs"
        yield Promise("flow_log_group", group, key, f"flow logs go to {group}")
        yield Promise("flow_log_retention_days", days, f"{key}.retention_days", f"flow logs are kept {kept(days)}")
        yield Promise("flow_log_traffic_type", traffic, f"{key}.traffic_type", f"flow logs show {traffic} traffic")


def subnets(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the public and the private subnets, both from the module `subnet`."""
    zones = derived.zones(spec)
    plans = []
    for tier in ("public", "private") if spec.network.internet_gateway else ("private",):
        inputs = (
            Input("name", "string", "First part of the subnets' names", names.joined(derived.cluster_name(spec), tier)),
            Input("vpc_id", "string", "Id of the VPC", Ref("module.vpc.vpc_id")),
            Input(
                "cidrs",
                "map(string)",
                "IPv4 block of each subnet, by zone",
                {z: getattr(b, tier) for z, b in zones.items()},
            ),
        )
        plans.append(ModulePlan(f"{tier}_subnet", "subnet", inputs, promises=(_subnets_promise(spec, tier),)))
    return tuple(plans)


def _subnets_promise(spec: Spec, tier: str) -> Promise:
    blocks = {zone: getattr(blocks, tier) for zone, blocks in derived.zones(spec).items()}
    text = f"{len(blocks)} {tier} subnets, one in each zone, with these blocks"
    return Promise("cidrs", blocks, "network.availability_zones", text)


def internet_route(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the public subnets' way out, through the internet gateway."""
    if not spec.network.internet_gateway:
        return ()
    inputs = (
        Input("internet_gateway_id", "string", "Id of the internet gateway", Ref("module.vpc.internet_gateway_id")),
        Input(
            "route_table_ids",
            "map(string)",
            "Ids of the route tables, by zone",
            Ref("module.public_subnet.route_table_ids"),
        ),
        Input("subnet_ids", "map(string)", "Ids of the subnets, by zone", Ref("module.public_subnet.subnet_ids")),
    )
    return (ModulePlan("internet_route", "internet_route", inputs),)


def nat(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the NAT gateways and the private subnets' way out through them."""
    if spec.network.nat == "none":
        return ()
    zones = derived.zone_names(spec)
    single = derived.nat_zone(spec)
    through = {zone: zone if spec.network.nat == "per_az" else single for zone in zones}
    inputs = (
        Input("name", "string", "First part of the gateways' names", derived.cluster_name(spec)),
        Input("nat_zones", "map(string)", "Zone of the gateway that each zone's private subnet uses", through),
        Input("public_subnet_ids", "map(string)", "Ids of the public subnets, by zone", public_subnet_ids()),
        Input(
            "private_subnet_ids",
            "map(string)",
            "Ids of the private subnets, by zone",
            Ref("module.private_subnet.subnet_ids"),
        ),
        Input(
            "private_route_table_ids",
            "map(string)",
            "Ids of the private route tables, by zone",
            Ref("module.private_subnet.route_table_ids"),
        ),
    )
    gateways = sorted(set(through.values()))
    text = f"{spec.network.nat} gives NAT gateways in {', '.join(gateways)}"
    return (ModulePlan("nat", "nat", inputs, promises=(Promise("zones", gateways, "network.nat", text),)),)


def public_subnet_ids() -> Ref:
    """Return the ids of the public subnets, known once they have their way out."""
    return Ref("module.internet_route.subnet_ids")


def private_subnet_ids(spec: Spec) -> Ref:
    """Return the ids of the private subnets, known once they have their way out, if there is one."""
    module = "private_subnet" if spec.network.nat == "none" else "nat"
    return Ref(f"module.{module}.{'subnet_ids' if module == 'private_subnet' else 'private_subnet_ids'}")
