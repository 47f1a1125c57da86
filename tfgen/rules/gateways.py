"""Rules of the ways in and out: internet gateway, NAT gateways, and who needs public subnets."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup, LoadBalancer, Workload
from tfgen.rules import over
from tfgen.rules.network import GATEWAY, known_zones
from tfgen.rules.rule import Path, dotted, finding, listed, rule, written
from tfgen.rules.zones import BALANCER_SUBNETS

_NAT = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-nat-gateway.html"
_INTERNET_GATEWAY = "https://docs.aws.amazon.com/vpc/latest/userguide/VPC_Internet_Gateway.html"


@rule(
    Code(
        "RULE010",
        "nat-without-internet-gateway",
        what="NAT gateways are wanted where there is no internet gateway.",
        why=(
            "A NAT gateway hands packets on to the internet gateway of its VPC, and so does a NAT "
            "instance. Without one EC2 lets a gateway's creation fail: Gateway.NotAttached."
        ),
        help="Write nat: none, or internet_gateway: true.",
        source=_NAT,
    ),
    sections=("network",),
)
def nat_needs_gateway(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse NAT gateways without an internet gateway: they stand in public subnets."""
    network = cluster.network
    if network.nat != "none" and not network.internet_gateway:
        path = written(cluster, ("network", "nat"), GATEWAY)
        why = "the internet gateway that internet_gateway: false leaves out"
        message = f"nat: {network.nat} needs {why}"
        help = "write nat: none, or internet_gateway: true"
        yield finding(cluster, "RULE010", path, message, help)


@rule(
    Code(
        "RULE011",
        "public-balancer-without-gateway",
        what="An internet-facing load balancer stands in a VPC without an internet gateway.",
        why=(
            "Its addresses are public, and the gateway is the only way in to them. ELB refuses to "
            "create it: InvalidSubnet, the VPC has no internet gateway."
        ),
        help="Write scheme: internal for the balancer, or internet_gateway: true.",
        source=BALANCER_SUBNETS,
    ),
    sections=("network", "load_balancers"),
    over=over.load_balancers,
)
def balancer_needs_gateway(cluster: Cluster, balancer: LoadBalancer) -> Iterator[Diagnostic]:
    """Refuse an internet-facing balancer without an internet gateway."""
    # In a VPC that exists the gateway is its owner's, and RULE172 looks at the subnets.
    if cluster.network.internet_gateway or cluster.network.vpc_id:
        return
    if balancer.scheme == "internet-facing":
        path = (*balancer.path, "scheme")
        # The balancer that every cluster has by convention stands nowhere in the spec.
        at = GATEWAY
        if cluster.wrote(*balancer.path):
            at = path
        why = "which internet_gateway: false does not allow"
        message = f"load balancer {balancer.key} is internet-facing, {why}"
        help = f"write {dotted(path)}: internal, or load_balancers: {{}} for none"
        yield finding(cluster, "RULE011", at, message, help)


@rule(
    Code(
        "RULE012",
        "nat-zone-not-in-cluster",
        what="nat_zone is not a zone of the cluster.",
        why="The one NAT gateway stands in the public subnet of nat_zone: there would be none.",
        help="Write one of the cluster's zones, or leave nat_zone out for the first of them.",
    ),
    Code(
        "RULE013",
        "nat-zone-without-single-nat",
        what="nat_zone is written where there is not a single NAT gateway.",
        why=(
            "nat_zone says where the gateway of nat: single stands, or the host of nat: instance. "
            "With per_az each zone has one, with regional AWS places it, with none there is none."
        ),
        help="Remove nat_zone, or write nat: single or nat: instance.",
    ),
    sections=("network", "region"),
)
def nat_zone_is_a_zone(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold nat_zone to the cluster's zones, and to nat: single, without which it means nothing."""
    zone = cluster.network.nat_zone
    if zone is None or cluster.network.vpc_id:
        return
    path = ("network", "nat_zone")
    zones = known_zones(cluster)
    if zone not in zones:
        help = "write a zone under availability_zones first"
        if zones:
            help = f"use {listed(zones)}"
        message = f"nat_zone {shown(zone)} is not a zone of the cluster"
        yield finding(cluster, "RULE012", path, message, help)
    if cluster.network.nat not in ("single", "instance"):
        message = f"nat_zone has no meaning with nat: {cluster.network.nat}"
        help = "remove nat_zone, or write nat: single"
        if cluster.network.by_instance:
            help = "remove nat_zone, or write nat: instance"
        yield finding(cluster, "RULE013", path, message, help, key=True)


@rule(
    Code(
        "RULE095",
        "instances-without-public-subnets",
        what="Instances are to stand in public subnets, and there are none.",
        why=(
            "A subnet is public by its route to the internet gateway. Without a gateway there is "
            "none, and the public address of an instance would lead nowhere."
        ),
        help="Write subnets: private, or let the cluster have public subnets.",
        source=_INTERNET_GATEWAY,
    ),
    sections=("network", "instance_groups"),
    over=over.instance_groups,
)
def public_instances_need_gateway(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Refuse instances in public subnets where there are none."""
    if group.subnets == "public" and not cluster.network.has_public_subnets:
        yield _no_public_subnets(cluster, "RULE095", group.path, f"instance group {group.key}")


@rule(
    Code(
        "RULE097",
        "tasks-without-public-subnets",
        what="Fargate tasks are to stand in public subnets, and there are none.",
        why=(
            "A task in a public subnet pulls its image through its own public address. Without "
            "the route to an internet gateway the pull fails, and the task never starts."
        ),
        help="Write subnets: private, or let the cluster have public subnets.",
        source=_INTERNET_GATEWAY,
    ),
    sections=("network", "region", "instance_groups", "services", "jobs", "cluster"),
    over=over.workloads,
)
def public_tasks_need_gateway(cluster: Cluster, workload: Workload) -> Iterator[Diagnostic]:
    """Refuse Fargate tasks in public subnets where there are none."""
    # Tasks on instances have no place in public subnets at all: ECS gives them no public address.
    if workload.subnets != "public" or not workload.on_fargate:
        return
    if not cluster.network.has_public_subnets:
        who = f"{workload.kind} {workload.key}"
        yield _no_public_subnets(cluster, "RULE097", workload.path, who)


def _no_public_subnets(cluster: Cluster, code: str, path: Path, who: str) -> Diagnostic:
    message = f"{who} is in the public subnets that internet_gateway: false leaves out"
    help = "write subnets: private, or internet_gateway: true"
    if cluster.network.vpc_id:
        message = f"{who} is in public subnets, and none is given"
        help = "write subnets: private, or public: subnet-… in each zone"
    # Shown where it is written, which it never is in a VPC that exists.
    also = ((GATEWAY, "the gateway"),)
    return finding(cluster, code, (*path, "subnets"), message, help, also=also)


RULES = (
    nat_needs_gateway,
    balancer_needs_gateway,
    nat_zone_is_a_zone,
    public_instances_need_gateway,
    public_tasks_need_gateway,
)
