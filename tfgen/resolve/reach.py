"""Where the routes of a cluster's subnets lead: into the VPC, out of it, or to a network beside."""

from __future__ import annotations

import ipaddress
import re

from tfgen.language.network_routes import NetworkRoute
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.load_balancers import LoadBalancer
from tfgen.resolve.network import covers

# The host itself: its loopback, and what it reaches by its own link.
_OF_HOST = ("127.0.0.0/8", "169.254.0.0/16")
# https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html
_PRIVATE_BLOCKS = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "100.64.0.0/10", "fc00::/7")
# Names that only hosts of a network of one's own have, and domains of OpenSearch in a VPC.
_PRIVATE_NAME = re.compile(r".*\.(?:internal|local|lan|corp|home\.arpa)|vpc-.*|[^.]+")


def is_address(host: str) -> bool:
    """Whether a host is told by its address, so that nothing about it is open."""
    return _is_block(f"{host}/32")


def is_inside(cluster: Cluster, host: str) -> bool:
    """Whether a name or an address is surely one of the VPC, or of a network behind it."""
    if not is_address(host):
        spaces = tuple(f".{space}" for space in cluster.namespaces)
        return host.endswith(spaces) or _PRIVATE_NAME.fullmatch(host) is not None
    if covers(_OF_HOST, host):
        return True
    # What lies behind a VPC that exists its owner knows.
    if cluster.network.vpc_id:
        return is_private(host)
    return covers(cluster.network.blocks, host)


def is_private(block: str) -> bool:
    """Whether all of a block, or an address, is of networks that the internet does not know."""
    return covers(_PRIVATE_BLOCKS, block)


def is_beside(cluster: Cluster, block: str) -> bool:
    """Whether a block, or an address, is of a private network that is not the VPC."""
    if cluster.network.vpc_id or not _is_block(block) or not is_private(block):
        return False
    if ":" in block:
        return True
    network = ipaddress.ip_network(block)
    inside = map(ipaddress.ip_network, cluster.network.blocks)
    return not any(network.overlaps(of_vpc) for of_vpc in inside)


def tier_of(cluster: Cluster, who: str) -> str:
    """Return the subnets that a member of the spec stands in: public or private."""
    section, _, key = who.partition(".")
    member = getattr(cluster, section, {}).get(key)
    if isinstance(member, LoadBalancer):
        return {"internet-facing": "public"}.get(member.scheme, "private")
    tier: str = getattr(member, "subnets", "private")
    return tier


def leads(cluster: Cluster, tier: str, block: str) -> bool:
    """Whether the subnets of a tier have routes to all of a block, or to an address."""
    return covers(cluster.network.destinations(tier), block)


def ways_to_internet(cluster: Cluster, tier: str) -> list[str]:
    """Return the IPv4 blocks with hosts of the internet that subnets of a tier have routes to."""
    blocks = [block for block in cluster.network.destinations(tier) if ":" not in block]
    return [block for block in blocks if not is_private(block)]


def written_way(cluster: Cluster, who: str, block: str) -> str | None:
    """Return the target of the route of the spec by which a member reaches a block or an address.

    None where the VPC itself, a gateway of the cluster's own or nothing leads there.
    """
    if tier_of(cluster, who) != "private" or not _is_block(block):
        return None
    if covers(cluster.network.blocks, block):
        return None
    blocks = [known for known in cluster.network.destinations("private") if covers([known], block)]
    # The most specific one is taken.
    nearest = max(blocks, key=_prefix, default="")
    route = cluster.network.routes.get(nearest)
    if route is None:
        return None
    return str(_text(target_of(route)))


def target_of(route: NetworkRoute) -> TextOrExpression | None:
    """Return the target of a route; None where none is written."""
    targets = [getattr(route, name) for name in type(route).model_fields]
    return next((target for target in targets if target is not None), None)


def _text(target: TextOrExpression | None) -> str:
    if isinstance(target, Expression):
        return target.text
    return target or ""


def _is_block(text: str) -> bool:
    try:
        ipaddress.ip_network(text)
    except ValueError:
        return False
    return True


def _prefix(block: str) -> int:
    return ipaddress.ip_network(block).prefixlen
