"""Rules of reachability: what parts of a cluster connect to can be reached from where they are."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.scalars import TextOrExpression
from tfgen.resolve import Cluster, port_range
from tfgen.resolve.connections import LOGINS, Connection, connections
from tfgen.resolve.convention import each
from tfgen.resolve.network import covers
from tfgen.resolve.reach import (
    is_address,
    is_beside,
    is_inside,
    leads,
    tier_of,
    ways_to_internet,
)
from tfgen.resolve.security_groups import VPC, VPC_IPV6
from tfgen.rules.rule import finding, listed, rule, written
from tfgen.rules.security_group_rules import Owner

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_ECR = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"
_LOGIN = (
    "https://docs.aws.amazon.com/elasticloadbalancing/latest/application/"
    "listener-authenticate-users.html"
)
_SECTIONS = (
    "network",
    "region",
    "cluster",
    "logs",
    "access",
    "file_systems",
    "instance_groups",
    "managed_instances",
    "load_balancers",
    "system_containers",
    "services",
    "jobs",
    "registry_auth",
)
_MEMBERS = (
    "file_systems",
    "instance_groups",
    "jobs",
    "load_balancers",
    "managed_instances",
    "services",
    "system_containers",
)
_OWNERS = ("instance_groups", "services", "jobs")
# The image of the log router comes with the destination of logs, and stands under no `image`.
_LOGGED = "destination"


@rule(
    Code(
        "RULE330",
        "host-out-of-reach",
        what="Something on the internet is needed where there is no way out.",
        why=(
            "With nat: none private subnets have no route to the internet, and endpoints lead to "
            "AWS's services alone. Narrower internet_destinations leave hosts out, and addresses "
            "of names are not known here. A task whose image cannot be pulled never starts: "
            "CannotPullContainerError. Logs that cannot leave are lost. A balancer that cannot ask "
            "the identity provider answers each login with HTTP 500; it asks by IPv4 alone."
        ),
        help="Push the image to ECR, send the logs to a service of AWS, or write nat: per_az.",
        source=f"{_ECS}/vpc-endpoints.html",
    ),
    sections=_SECTIONS,
)
def hosts_can_be_reached(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse images and log destinations on the internet where there is no way out."""
    for connection in _told_once(each([cluster], connections)):
        host = connection.to
        if connection.service or not _is_host(cluster, connection):
            continue
        # Of networks beside the VPC another rule speaks.
        if is_beside(cluster, host) or _has_way_out(cluster, connection):
            continue
        message, help, severity = _out_of_reach(cluster, connection)
        source = _LOGIN if connection.why == LOGINS else ""
        # A private zone may give any name an address in the VPC.
        named = not is_address(host) and ".amazonaws." not in host
        if named and connection.why != LOGINS and not connection.why.startswith("image"):
            severity = Severity.WARNING
        path = connection.path
        yield finding(cluster, "RULE330", path, message, help, severity=severity, source=source)


def _out_of_reach(cluster: Cluster, connection: Connection) -> tuple[str, str, Severity]:
    """Return what is out of reach, what to do, and how sure that is."""
    host = connection.to
    reaches = f"{_who(connection)} cannot reach {host} for {connection.why}"
    narrow = ways_to_internet(cluster, tier_of(cluster, connection.who))
    if not narrow:
        help = f"{_instead(cluster, connection)}, or write nat: per_az"
        return f"{reaches}: nat is none", help, Severity.ERROR
    help = "add its block to network.internet_destinations"
    if is_address(host):
        return f"{reaches}: no route of the network leads there", help, Severity.ERROR
    message = f"{reaches}, unless {listed(narrow, 'and')} hold its addresses"
    return message, f"{_instead(cluster, connection)}, or {help}", Severity.WARNING


def _instead(cluster: Cluster, connection: Connection) -> str:
    """Return what does without a host on the internet."""
    if connection.why == LOGINS:
        return "write scheme: internet-facing"
    if connection.why == "metrics":
        return f"give a workspace of {cluster.region}"
    if not connection.why.startswith("image"):
        return "send the logs to cloudwatch or firehose"
    if connection.path[-1] == _LOGGED:
        return "send the logs to cloudwatch"
    # The image of the collector is tfgen's choice, and no other one's to push.
    if "telemetry" in connection.path:
        return f"give {connection.to} a pull_through_cache under registry_auth"
    return f"push the image to ECR in {cluster.region}"


@rule(
    Code(
        "RULE331",
        "egress-closes-a-connection",
        what="The rules out of a security group close a connection that is needed.",
        why=(
            "HTTPS anywhere and all of the VPC are open by default. A rule that is named https "
            "or vpc takes the place of that one, and hosts outside are reached at other ports "
            "only by a rule that says so. What is closed fails without a word: packets are dropped."
        ),
        help="Add a rule under egress for that port, to the blocks of the host.",
        source="https://docs.aws.amazon.com/vpc/latest/userguide/security-group-rules.html",
    ),
    sections=_SECTIONS,
)
def egress_lets_connections_out(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find connections that the rules out of their security group close."""
    for (who, port), closed in _closed(cluster).items():
        first = closed[0]
        hosts = listed([connection.to for connection in closed], "and")
        message = f"no egress rule of {_who(first)} opens {first.protocol} {port} to {hosts}"
        opening = f"{{port: {port}, to: <block>}}"
        if first.service:
            opening = f"{{port: {port}, to: 0.0.0.0/0}}"
        help = f"add a rule to its egress, for {first.why}: {opening}"
        # A name may lead to a host inside the VPC, which is open; an existing VPC may have more.
        severity = Severity.WARNING
        if not cluster.network.vpc_id and (first.service or is_address(first.to)):
            severity = Severity.ERROR
        section, _, key = who.partition(".")
        path = written(cluster, (section, key, "egress"), first.path)
        yield finding(cluster, "RULE331", path, message, help, severity=severity)


def _closed(cluster: Cluster) -> dict[tuple[str, str], list[Connection]]:
    """Return the connections that are closed, by whose they are and port, each host once."""
    closed: dict[tuple[str, str], list[Connection]] = {}
    for connection in _told_once(each([cluster], connections)):
        owner = _owner(cluster, connection)
        if owner is None or _lets_out(cluster, owner, connection):
            continue
        same = closed.setdefault((connection.who, connection.port), [])
        if connection.to not in [other.to for other in same]:
            same.append(connection)
    return closed


@rule(
    Code(
        "RULE334",
        "cache-filled-from-outside",
        what="A pull-through cache is used where there is no way out.",
        why=(
            "The first pull of each image through a cache needs a route to the internet where ECR "
            "is reached by endpoints. Later pulls need none."
        ),
        help="Pull each new version once from elsewhere, such as CI, before it is deployed.",
        source=f"{_ECR}/pull-through-cache.html",
        severity=Severity.WARNING,
    ),
    sections=_SECTIONS,
)
def caches_are_filled(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of pull-through caches where there is no way out for the first pull."""
    if cluster.network.reaches_internet("private") or cluster.network.vpc_id:
        return
    for host, registry in cluster.registry_auth.items():
        if registry.pull_through_cache:
            message = f"with nat: none the first pull of an image of {host} fails"
            if cluster.network.nat != "none":
                message = f"the first pull of an image of {host} needs all of the internet"
            help = "pull each new version once from elsewhere, such as CI"
            path = ("registry_auth", host, "pull_through_cache")
            yield finding(cluster, "RULE334", path, message, help)


def _told_once(every: Iterator[Connection]) -> Iterator[Connection]:
    """Yield connections, of those that one line of the spec asks for the same host the first."""
    told: set[tuple[object, ...]] = set()
    for connection in every:
        asked = (connection.path, connection.to, connection.port)
        if asked not in told:
            told.add(asked)
            yield connection


def _is_host(cluster: Cluster, connection: Connection) -> bool:
    """Whether it leads to a host outside of the VPC, as far as its name tells."""
    # Members that the spec does not have are told where they are named; a block is a rule's.
    if "/" in connection.to:
        return False
    if connection.to.partition(".")[0] in _MEMBERS:
        return False
    return not is_inside(cluster, connection.to)


def _has_way_out(cluster: Cluster, connection: Connection) -> bool:
    network, host = cluster.network, connection.to
    # Of a VPC that exists the way out is its owner's.
    if network.vpc_id:
        return True
    tier = tier_of(cluster, connection.who)
    if is_address(host):
        return leads(cluster, tier, host)
    # IPv6 has a gateway of its own, by which balancers ask nobody.
    if network.ipv6 and connection.why != LOGINS and leads(cluster, tier, "::/0"):
        return True
    return network.reaches_internet(tier)


def _owner(cluster: Cluster, connection: Connection) -> Owner | None:
    """Return whose rules a connection leaves by, where these are the spec's."""
    section, _, key = connection.who.partition(".")
    if section not in _OWNERS or (section == "instance_groups" and connection.service):
        # Whether instances reach AWS is told of their group, once.
        return None
    if not connection.service:
        # Where there is no way out at all, that is told.
        outside = _is_host(cluster, connection) and _has_way_out(cluster, connection)
        if not outside:
            return None
    owner: Owner | None = getattr(cluster, section).get(key)
    # A group that is given by its id may open anything.
    if owner is None or owner.security_groups:
        return None
    return owner


def _lets_out(cluster: Cluster, owner: Owner, connection: Connection) -> bool:
    # Where AWS is reached by endpoints, they stand in the VPC.
    alone = not cluster.network.reaches_internet("private")
    by_endpoint = connection.service is not None and alone
    for opening in owner.egress.values():
        first, last = port_range(opening) or (0, 65535)
        if opening.protocol not in (connection.protocol, "all"):
            continue
        if not first <= int(connection.port) <= last:
            continue
        if by_endpoint or _is_for(cluster, opening.to, connection.to):
            return True
    return False


def _is_for(cluster: Cluster, peers: tuple[TextOrExpression, ...], host: str) -> bool:
    """Whether the peers of a rule out may be a host outside of the VPC."""
    inside = (VPC, VPC_IPV6, *cluster.network.blocks)
    outside = {peer for peer in peers if peer not in inside}
    blocks = {peer for peer in outside if isinstance(peer, str) and "/" in peer}
    # A prefix list, a group or an expression may be any.
    if outside - blocks or not is_address(host):
        return bool(outside)
    return covers([str(block) for block in blocks], host)


def _who(connection: Connection) -> str:
    section, _, key = connection.who.partition(".")
    return f"{section.removesuffix('s').replace('_', ' ')} {key}"


RULES = (
    hosts_can_be_reached,
    egress_lets_connections_out,
    caches_are_filled,
)
