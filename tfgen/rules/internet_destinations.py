"""Rules of `network.internet_destinations`: ways out, and the way back to clients."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.resolve.network import covers
from tfgen.resolve.reach import is_private
from tfgen.rules.rule import Path, finding, rule

DESTINATIONS: Path = ("network", "internet_destinations")
_TABLES = "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-route-tables.html"
_IPV6 = "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-ip-addressing.html"

_WITHOUT_IPV6 = Code(
    "RULE638",
    "ipv6-destination-without-ipv6",
    what="A route leads to an IPv6 block in a network without IPv6.",
    why="Without an IPv6 block of the VPC no host of it has an address to send from.",
    help="Remove the block, or write network.ipv6: true.",
    source=_IPV6,
)


@rule(
    Code(
        "RULE637",
        "destinations-of-one-kind",
        what="internet_destinations have no block of a kind of address that the network has.",
        why=(
            "IPv4 and IPv6 have routes of their own: a list is exact for both. Without a block of "
            "IPv4 the gateways lead nowhere, and with ipv6 clients that come by it get no answer."
        ),
        help="Add 0.0.0.0/0 or ::/0, or the blocks that are meant.",
        source=_TABLES,
    ),
    _WITHOUT_IPV6,
    sections=("network",),
)
def destinations_are_of_both_kinds(cluster: Cluster) -> Iterator[Diagnostic]:
    """Ask for destinations of each kind of address, and refuse IPv6 where there is none."""
    network = cluster.network
    if network.vpc_id or not network.internet_gateway:
        return
    blocks = network.internet_destinations
    wanted = {"IPv4": ".", "IPv6": ":"}
    if not network.ipv6:
        wanted.pop("IPv6")
    for kind, sign in wanted.items():
        if not any(sign in block for block in blocks):
            whole = {"IPv4": "0.0.0.0/0"}.get(kind, "::/0")
            message = f"internet_destinations have no block of {kind}: nothing leads out by it"
            yield finding(
                cluster,
                "RULE637",
                DESTINATIONS,
                message,
                f"add {whole} to network.internet_destinations",
            )
    if network.gives("internet_destinations"):
        paths = {(*DESTINATIONS, index): block for index, block in enumerate(blocks)}
        yield from _without_ipv6(cluster, paths.items(), key=False)


@rule(_WITHOUT_IPV6, sections=("network",))
def ipv6_routes_need_ipv6(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse routes to IPv6 blocks where the network has no IPv6."""
    if cluster.network.vpc_id:
        return
    paths = {("network", "routes", block): block for block in cluster.network.routes}
    yield from _without_ipv6(cluster, paths.items(), key=True)


def _without_ipv6(
    cluster: Cluster, blocks: Iterable[tuple[Path, str]], *, key: bool
) -> Iterator[Diagnostic]:
    if cluster.network.ipv6:
        return
    for path, block in blocks:
        if ":" in block:
            message = f"{shown(block)} is an IPv6 block, and the network has no IPv6"
            help = "remove it, or write network.ipv6: true"
            yield finding(cluster, "RULE638", path, message, help, key=key)


@rule(
    Code(
        "RULE639",
        "clients-without-way-back",
        what="Clients are let in to which no route leads back.",
        why=(
            "An answer takes the way that the route table of the public subnets says. To clients "
            "outside of internet_destinations it is dropped: they wait until they give up."
        ),
        help="Narrow allowed_cidrs, or add the blocks to network.internet_destinations.",
        source=_TABLES,
        severity=Severity.WARNING,
    ),
    sections=("network", "region", "load_balancers", "access"),
)
def clients_get_answers(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of clients of what is public to which the public subnets have no route."""
    network = cluster.network
    # With all of the internet, which is the default, every client gets an answer.
    if network.vpc_id or not network.gives("internet_destinations"):
        return
    destinations = network.destinations("public")
    for path, block in each([cluster], _clients):
        if not is_private(block) and not covers(destinations, block):
            message = f"{path[1]} lets {block} in, and no route leads back to all of it"
            help = f"add {block} to network.internet_destinations, or let in what they hold alone"
            also = ((DESTINATIONS, "the routes"),)
            yield finding(cluster, "RULE639", path, message, help, also=also)


def _clients(cluster: Cluster) -> Iterator[tuple[Path, str]]:
    """Yield the blocks that reach something in the public subnets, each with its path."""
    for balancer in cluster.load_balancers.values():
        if balancer.scheme == "internet-facing":
            for index, block in enumerate(balancer.allowed_cidrs):
                path: Path = (*balancer.path, "allowed_cidrs", index)
                if not balancer.gives("allowed_cidrs"):
                    path = (*balancer.path, "allowed_cidrs")
                yield path, block
    if cluster.access.bastion:
        for index, block in enumerate(cluster.access.bastion.allowed_cidrs):
            yield ("access", "bastion", "allowed_cidrs", index), block


RULES = (destinations_are_of_both_kinds, ipv6_routes_need_ipv6, clients_get_answers)
