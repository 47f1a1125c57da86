"""Rules of `network.routes`: targets, destinations, and who needs a route to a network beside."""

from __future__ import annotations

from collections.abc import Iterator
from ipaddress import IPv4Network

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import ROUTES
from tfgen.language.network_routes import NetworkRoute
from tfgen.resolve import Cluster
from tfgen.resolve.connections import Connection, connections
from tfgen.resolve.convention import each
from tfgen.resolve.network import covers
from tfgen.resolve.reach import is_address, is_beside, is_inside, leads, tier_of
from tfgen.rules.network import blocks_of_vpc
from tfgen.rules.rule import Path, finding, listed, rule, written
from tfgen.rules.security_group_rules import SECTIONS, SecurityGroupRule, given_rules
from tfgen.rules.subnet_blocks import subnets

_ROUTES: Path = ("network", "routes")
_VPC = "https://docs.aws.amazon.com/vpc/latest"
_TABLES = f"{_VPC}/userguide/subnet-route-tables.html"
_PEERING = f"{_VPC}/peering/vpc-peering-basics.html"
# Where each host asks AWS for its role, its name and the time.
_RESERVED = ("169.254.168.0/22", "fd00:ec2::/32")
_WORLD = ("0.0.0.0/0", "::/0")
_CONNECTING = (
    *("network", "region", "cluster", "logs", "access", "file_systems", "instance_groups"),
    *("load_balancers", "system_containers", "services", "jobs", "registry_auth"),
)
_BESIDE = Code(
    "RULE630",
    "no-route-to-network",
    what="Something in a private network beside the VPC is needed, and no route leads there.",
    why=(
        "A route table leads into its VPC, to the internet, and where its routes say. Packets to "
        "other private networks are dropped, without a word: NAT gateways know no way there."
    ),
    help="Write the network under network.routes, with the gateway or peering that leads there.",
    source=_TABLES,
    severity=Severity.WARNING,
)


def written_routes(cluster: Cluster) -> Iterator[tuple[str, NetworkRoute]]:
    """Give each route of the spec with its destination."""
    if cluster.network.vpc_id is None:
        yield from sorted(cluster.network.routes.items())


@rule(_BESIDE, sections=_CONNECTING)
def hosts_beside_are_routed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of hosts in private networks to which no route leads."""
    for connection in each([cluster], connections):
        if not is_address(connection.to) or is_inside(cluster, connection.to):
            continue
        if is_beside(cluster, connection.to) and not _is_led(cluster, connection):
            message = f"no route leads to {connection.to}, which {connection.why} need"
            yield _unrouted(cluster, connection.path, message, f"{connection.to}/32")


def _is_led(cluster: Cluster, connection: Connection) -> bool:
    tier = tier_of(cluster, connection.who)
    # What leads to all of the internet by a gateway of one's own may lead there too; NAT does not.
    return leads(cluster, tier, connection.to) and connection.by is not None


@rule(_BESIDE, sections=("network", *SECTIONS), over=given_rules)
def peers_beside_are_routed(cluster: Cluster, opening: SecurityGroupRule) -> Iterator[Diagnostic]:
    """Warn of rules out to private networks to which no route leads."""
    if opening.direction != "egress":
        return
    tier = getattr(opening.owner, "subnets", "private")
    routes = cluster.network.routes if tier == "private" else ()
    for index, peer in enumerate(opening.peers):
        if not isinstance(peer, str) or not is_beside(cluster, peer):
            continue
        # A part of a block may be what is meant.
        if not any(covers([peer], block) or covers([block], peer) for block in routes):
            path = (*opening.path, opening.side, index)
            yield _unrouted(cluster, path, f"no route leads to {peer}", peer)


def _unrouted(cluster: Cluster, path: Path, message: str, block: str) -> Diagnostic:
    help = f"write network.routes: {{{block}: <tgw-…, pcx-…, eni-… or vgw-…>}}"
    return finding(cluster, "RULE630", path, message, help)


@rule(
    Code(
        "RULE631",
        "route-without-one-target",
        what="A route has no target, or several.",
        why="EC2 takes exactly one target for a route: packets go one way.",
        help="Write one of tgw-…, pcx-…, eni-… and vgw-….",
        source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
    ),
    sections=("network",),
    over=written_routes,
)
def routes_have_one_target(
    cluster: Cluster, destination: str, route: NetworkRoute
) -> Iterator[Diagnostic]:
    """Hold each route to one target."""
    names = [name for name in type(route).model_fields if getattr(route, name) is not None]
    if len(names) == 1:
        return
    message = f"the route to {destination} has no target"
    help = "write tgw-…, pcx-…, eni-… or vgw-…"
    if names:
        message = f"the route to {destination} has {len(names)} targets: {listed(names, 'and')}"
        help = "leave one of them"
    yield finding(cluster, "RULE631", (*_ROUTES, destination), message, help, key=True)


@rule(
    Code(
        "RULE632",
        "route-inside-vpc",
        what="A route leads to addresses of the VPC itself.",
        why=(
            "Each route table has a route to its VPC that EC2 keeps. More specific ones it takes "
            "for the whole block of a subnet alone, and then to an appliance, not out of the VPC."
        ),
        help="Write a block outside of the VPC's, or the whole block of a subnet with eni-….",
        source=_TABLES,
    ),
    Code(
        "RULE633",
        "route-to-reserved-addresses",
        what="A route leads to addresses that EC2 keeps for itself.",
        why="EC2 answers there itself, and refuses routes to any part of these blocks.",
        help="Remove the route.",
        source=_TABLES,
    ),
    sections=("network", "region"),
    over=written_routes,
)
def destinations_are_elsewhere(
    cluster: Cluster, destination: str, route: NetworkRoute
) -> Iterator[Diagnostic]:
    """Refuse routes to the VPC itself, and to what EC2 keeps."""
    path = (*_ROUTES, destination)
    if any(covers([block], destination) for block in _RESERVED):
        message = f"EC2 keeps {destination} for itself, and takes no route there"
        yield finding(cluster, "RULE633", path, message, "remove the route", key=True)
    around = _inside(cluster, destination)
    if around is None:
        return
    blocks = [subnet.block for subnet in subnets(cluster)]
    if route.network_interface_id is not None and IPv4Network(destination) in blocks:
        return
    message = f"{destination} lies inside the VPC's {around[1]}"
    help = "write a block outside of the VPC"
    if route.network_interface_id is not None:
        help += ", or the whole block of one of its subnets"
    also = ((around[0], "the VPC's block"),)
    yield finding(cluster, "RULE632", path, message, help, key=True, also=also)


def _inside(cluster: Cluster, destination: str) -> tuple[Path, IPv4Network] | None:
    """Return the block of the VPC that holds a destination, with its place."""
    for path, block in blocks_of_vpc(cluster):
        if covers([str(block)], destination):
            return path, block
    return None


@rule(destinations_are_elsewhere.codes[0], sections=("network",))
def internet_is_elsewhere(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse blocks of the internet that are the VPC's own addresses."""
    if cluster.network.vpc_id:
        return
    for index, destination in enumerate(cluster.network.internet_destinations):
        if around := _inside(cluster, destination):
            message = f"{destination} lies inside the VPC's {around[1]}"
            help = "write a block outside of the VPC"
            also = ((around[0], "the VPC's block"),)
            path = ("network", "internet_destinations", index)
            yield finding(cluster, "RULE632", path, message, help, also=also)


@rule(
    Code(
        "RULE634",
        "destination-given-twice",
        what="Two routes of a table have the same destination.",
        why="A route table has one way to a block. EC2 refuses a second: RouteAlreadyExists.",
        help="Leave one of them: the gateway or the route; with nat: none a route takes all.",
        source="https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateRoute.html",
    ),
    Code(
        "RULE635",
        "internet-by-peering",
        what="All of the internet is routed to a VPC peering.",
        why=(
            "A peering leads to the other VPC alone. What that has beside it, such as its internet "
            "gateway, NAT or a VPN, AWS does not open to its peers: packets are dropped."
        ),
        help="Write the block of the peer's VPC; the internet is reached by nat or a tgw-….",
        source=_PEERING,
    ),
    sections=("network",),
    over=written_routes,
)
def destinations_are_led_once(
    cluster: Cluster, destination: str, route: NetworkRoute
) -> Iterator[Diagnostic]:
    """Refuse a second route to a block, and all of the internet by a peering."""
    network, path = cluster.network, (*_ROUTES, destination)
    if destination in _WORLD and route.vpc_peering_connection_id is not None:
        message = f"a peering leads to its peer's VPC alone, not to {destination}"
        help = "write the block of that VPC"
        yield finding(cluster, "RULE635", path, message, help, key=True)
    six = ":" in destination
    gateway, stands = "the NAT gateway", network.nat != "none"
    if network.by_instance:
        gateway = "the NAT instance"
    if six:
        gateway, stands = "the egress-only gateway", network.ipv6
    if stands and destination in network.internet_destinations:
        message = f"{gateway} leads to {destination} already"
        help = "write nat: none for this route alone, or another block"
        if six:
            help = "write another block"
        if network.gives("internet_destinations"):
            help = f"take {destination} out of network.internet_destinations, or out of routes"
        at = written(cluster, ("network", "internet_destinations"), ("network", "nat"))
        also = ((at, "led here"),)
        yield finding(cluster, "RULE634", path, message, help, key=True, also=also)


@rule(
    Code(
        "RULE636",
        "more-routes-than-given",
        what="A route table has more routes than an account gets by itself.",
        why="AWS gives a route table 500 routes of IPv4 and 500 of IPv6, more on request.",
        help="Ask for a higher quota first, or put blocks together.",
        source=ROUTES.source,
        severity=Severity.NOTE,
    ),
    sections=("network",),
)
def routes_within_quota(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where a route table needs more routes than there are by default."""
    network = cluster.network
    if network.vpc_id:
        return
    for version, sign in (("IPv4", "."), ("IPv6", ":")):
        # The VPC has a route to each of its own blocks.
        blocks = (*network.blocks, *network.destinations("private"))
        count = sum(sign in block for block in blocks) + (version == "IPv6")
        if count > ROUTES.high:
            message = f"{count} routes of {version}: a route table has {ROUTES.high} by default"
            path = written(cluster, _ROUTES, ("network", "internet_destinations"))
            help = "ask AWS in Service Quotas for more first, or write blocks that hold several"
            yield finding(cluster, "RULE636", path, message, help, key=True)


RULES = (
    hosts_beside_are_routed,
    peers_beside_are_routed,
    routes_have_one_target,
    destinations_are_elsewhere,
    internet_is_elsewhere,
    destinations_are_led_once,
    routes_within_quota,
)
