"""The network as boxes: the VPC with its ways out, its zones and subnets, balancers, endpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.language.network import is_subnet_id
from tfgen.pictures.model import GRID, TIER, ZONES, Box, counted, few, text
from tfgen.pictures.model import place as at
from tfgen.pictures.workloads import capacity_boxes, everywhere, member
from tfgen.resolve import Cluster, LoadBalancer
from tfgen.resolve.network import Network
from tfgen.resolve.reach import target_of, tier_of

ENDPOINTS = "endpoints"
PEERS = "peers"
CLUSTER = "cluster"
_KINDS = {"application": "Application", "network": "Network", "classic": "Classic"}


def vpc(clusters: list[Cluster], *, detailed: bool) -> Box:
    """Return the VPC of a cluster, with all that stands in it."""
    cluster = clusters[0]
    network = cluster.network
    title = "VPC"
    if network.vpc_id:
        title = f"VPC {text(network.vpc_id)}"
    lines = []
    if network.knows_cidr:
        lines.append(", ".join((*network.blocks, *["IPv6"] * bool(network.ipv6))))
    if network.vpc_id:
        lines.append("it exists already")
    tiers = [*_public(clusters, detailed=detailed), _private(clusters, detailed=detailed)]
    zones = [Box(f"zones.{zone}", "zone", zone) for zone in network.zone_names]
    gateways = Box(
        "gateways", "row", inside=tuple(_gateways(cluster, detailed=detailed)), flow=GRID
    )
    inside = (gateways, Box("zones", "row", inside=(*zones, *tiers), flow=ZONES))
    place = at(cluster, "network")
    return Box("network", "vpc", title, tuple(lines), inside, about="the VPC", place=place)


def _gateways(cluster: Cluster, *, detailed: bool) -> Iterator[Box]:
    network = cluster.network
    if network.vpc_id:
        return
    if network.internet_gateway and detailed:
        known = [block for block in network.internet_destinations if network.ipv6 or "." in block]
        lines = (f"to {few(known, 3)}",)
        yield _chip(cluster, "internet_gateway", "Internet gateway", lines)
    if network.ipv6:
        yield _chip(cluster, "ipv6", "Egress-only gateway", ("IPv6, outwards",))
    if network.nat == "regional":
        yield _chip(cluster, "nat", "NAT gateway", ("regional: in all zones",))
    for block, route in network.routes.items():
        target = text(target_of(route))
        place = at(cluster, "network", "routes", block)
        name = f"network.routes.{block}"
        yield Box(name, "gateway", f"Route to {block}", (f"by {target}",), place=place)


def _chip(cluster: Cluster, word: str, title: str, lines: tuple[str, ...]) -> Box:
    return Box(f"network.{word}", "gateway", title, lines, place=at(cluster, "network", word))


def _public(clusters: list[Cluster], *, detailed: bool) -> Iterator[Box]:
    cluster = clusters[0]
    network = cluster.network
    bars = tuple(_balancers(clusters, "public"))
    subnets = tuple(_subnets(cluster, "public", detailed=detailed))
    if subnets or bars:
        bastion = tuple(_bastion(cluster, network))
        yield Box("public", "row", inside=(*subnets, *bastion, *bars), flow=TIER)


def _bastion(cluster: Cluster, network: Network) -> Iterator[Box]:
    if cluster.access.bastion is not None and not network.vpc_id:
        place = at(cluster, "access", "bastion")
        yield Box("access.bastion", "gateway", "Bastion", ("SSH to the instances",), place=place)


def _private(clusters: list[Cluster], *, detailed: bool) -> Box:
    cluster = clusters[0]
    bars = [*_balancers(clusters, "private"), *_peers(clusters)]
    bars.append(_ecs(clusters, detailed=detailed))
    for each in clusters:
        bars += _file_systems(each)
    bars += _endpoints(cluster)
    subnets = _subnets(cluster, "private", detailed=detailed)
    return Box("private", "row", inside=(*subnets, *bars), flow=TIER)


def _subnets(cluster: Cluster, tier: str, *, detailed: bool) -> Iterator[Box]:
    """Yield the subnets of a tier; without details as one box with a line for each."""
    boxes = list(_each_subnet(cluster, tier))
    if detailed or not boxes:
        yield from boxes
        return
    lines = []
    for box in boxes:
        zone = box.name.partition(".")[2]
        lines.append(", ".join((f"{zone}: {box.lines[0]}", *(inner.title for inner in box.inside))))
    yield Box(f"{tier}.subnets", tier, counted(len(boxes), "zone"), tuple(lines))


def _each_subnet(cluster: Cluster, tier: str) -> Iterator[Box]:
    network = cluster.network
    for zone, subnets in network.availability_zones.items():
        block = getattr(subnets, tier)
        if block is None or (tier == "public" and not network.has_public_subnets):
            continue
        title = f"{tier.capitalize()} subnet"
        if is_subnet_id(block):
            title = f"{title}, exists"
        nat = tuple(_nat(cluster, zone)) if tier == "public" else ()
        name, about = f"{tier}.{zone}", f"{tier} subnet in {zone}"
        place = at(cluster, "network", "availability_zones", zone)
        yield Box(name, tier, title, (text(block),), nat, about=about, place=place)


def _nat(cluster: Cluster, zone: str) -> Iterator[Box]:
    network = cluster.network
    if network.vpc_id or zone not in network.nat_zones.values():
        return
    title = "NAT gateway"
    if network.by_instance:
        title = f"NAT instance {network.nat_instance_type}"
    about = f"{title} in {zone}"
    yield Box(f"nat.{zone}", "gateway", title, about=about, place=at(cluster, "network", "nat"))


def _balancers(clusters: list[Cluster], tier: str) -> Iterator[Box]:
    cluster = clusters[0]
    for key, balancer in cluster.load_balancers.items():
        # Of one that others made it is not known.
        known = "scheme" in balancer.__dict__
        stands = tier_of(cluster, f"load_balancers.{key}") if known else "private"
        if stands == tier:
            yield _balancer(cluster, balancer, _open(clusters, key))


def _open(clusters: list[Cluster], key: str) -> list[str]:
    """Return the ports of a balancer: applications open further ones on a platform's."""
    balancers = [cluster.load_balancers[key] for cluster in clusters]
    ports = {port for balancer in balancers for port in balancer.__dict__.get("open_ports", ())}
    return [f"{port}/{protocol}" for port, protocol in sorted(ports)]


def _balancer(cluster: Cluster, balancer: LoadBalancer, ports: list[str]) -> Box:
    kind = f"{_KINDS[balancer.type]} Load Balancer"
    words = [kind, balancer.__dict__.get("scheme", "exists already"), *ports]
    if balancer.type == "application" and balancer.__dict__.get("http") == "redirect":
        words.append("80 redirects to 443")
    lines = [" · ".join(words)]
    if balancer.__dict__.get("dns") is not None and balancer.dns:
        lines.append(few([text(name) for name in balancer.dns.names], 4))
    about = f"load balancer {balancer.key}"
    name = f"load_balancers.{balancer.key}"
    place = at(cluster, *balancer.path)
    return Box(name, "balancer", balancer.key, tuple(lines), about=about, place=place)


def _peers(clusters: Iterable[Cluster]) -> Iterator[Box]:
    servers = [key for cluster in clusters for key in cluster.servers]
    cluster = next(iter(clusters))
    if servers:
        lines = (f"namespace {cluster.namespace.rpartition('/')[2]}",)
        place = at(cluster, "cluster")
        yield Box(PEERS, "balancer", "Service Connect", lines, place=place)


def _ecs(clusters: list[Cluster], *, detailed: bool) -> Box:
    cluster = clusters[0]
    inside = [*capacity_boxes(clusters, detailed=detailed)]
    if detailed:
        inside += everywhere(cluster)
    title = f"ECS cluster {cluster.ecs_name}"
    return Box(CLUSTER, "ecs", title, (), tuple(inside), place=at(cluster, "cluster"))


def _file_systems(cluster: Cluster) -> Iterator[Box]:
    for key, system in cluster.file_systems.items():
        about, place = f"file system {key}", at(cluster, *system.path)
        name = member(cluster, "file_systems", key)
        yield Box(name, "storage", key, ("EFS file system",), about=about, place=place)


def _endpoints(cluster: Cluster) -> Iterator[Box]:
    network = cluster.network
    endpoints = network.__dict__.get("endpoints", ())
    if endpoints:
        lines = (few(list(endpoints), 12),)
        place = at(cluster, "network", "endpoints")
        yield Box(ENDPOINTS, "gateway", "VPC endpoints", lines, place=place)
