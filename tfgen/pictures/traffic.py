"""Arrows: the connections that a cluster needs, between the boxes of its picture."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tfgen.facts.endpoints import GATEWAYS, services_of
from tfgen.pictures.model import Arrow
from tfgen.pictures.network import CLUSTER, ENDPOINTS, PEERS
from tfgen.pictures.workloads import member, placement, placement_of
from tfgen.resolve import Cluster
from tfgen.resolve.connections import Connection, connections
from tfgen.resolve.reach import is_inside, tier_of

_WORLD = ("0.0.0.0/0", "::/0")
INTERNET = "Internet"
_SHOWN = {"logs": "CloudWatch Logs", "ssm": "Systems Manager", "secretsmanager": "Secrets Manager"}
_UPPER = ("ecr", "ecs", "kms", "s3", "sns", "sqs")


@dataclass(frozen=True, slots=True)
class Flow:
    """A connection between two boxes; `outside` is what it reaches beyond the picture, if so."""

    arrow: Arrow
    outside: str = ""


def flows(cluster: Cluster, *, detailed: bool) -> Iterator[Flow]:
    """Yield what flows between the boxes of a cluster, as its connections say."""
    ends = _Ends(cluster, detailed=detailed)
    # Each peer of Service Connect may call each server: one arrow says it of all.
    peers: set[tuple[object, ...]] = set()
    for connection in connections(cluster):
        if connection.why == "Service Connect" and not connection.service:
            called = connection.path, connection.port
            if called in peers:
                continue
            peers.add(called)
        ports = (f"{connection.port}/{connection.protocol}",)
        for source, target, outside in ends.of(connection):
            yield Flow(Arrow(source, target, ports, (connection.why,)), outside)


class _Ends:
    """Finds the boxes that a connection leads from and to."""

    def __init__(self, cluster: Cluster, *, detailed: bool) -> None:
        self._cluster = cluster
        self._detailed = detailed
        # Of a VPC that others made the endpoints are not known.
        endpoints = cluster.network.__dict__.get("endpoints", ())
        self._endpoints = {
            name for endpoint in endpoints for name in (endpoint, *_of(endpoint, cluster.region))
        }
        self._placements = list(dict.fromkeys(map(placement_of, cluster.workloads)))

    def of(self, connection: Connection) -> Iterator[tuple[str, str, str]]:
        """Yield source and target, and what is reached where the target stands for many."""
        to_balancer = connection.to.startswith("load_balancers.")
        if to_balancer:
            yield client(connection.who), connection.to, ""
        elif connection.to.startswith("file_systems."):
            section, _, key = connection.to.partition(".")
            yield self._member(connection), member(self._cluster, section, key), ""
        elif connection.service or not _is_member(connection.to):
            way, reached = self._way(connection), _reached(connection)
            for source in self._senders(connection):
                yield source, way, reached
        elif connection.who.startswith("load_balancers."):
            yield connection.who, self._member(connection), ""
        else:
            yield PEERS, self._member(connection), ""

    def _member(self, connection: Connection) -> str:
        """Return the box of what asks for a connection."""
        section, key = str(connection.path[0]), str(connection.path[1])
        workloads = getattr(self._cluster, section)
        if not self._detailed and section in ("services", "jobs"):
            return placement(placement_of(workloads[key]))
        return member(self._cluster, section, key)

    def _senders(self, connection: Connection) -> Iterable[str]:
        section, _, key = connection.who.partition(".")
        if section == "load_balancers":
            return [connection.who]
        if not self._detailed:
            return [CLUSTER]
        if section in ("services", "jobs"):
            return [placement(placement_of(getattr(self._cluster, section)[key]))]
        if connection.path[0] in ("services", "jobs"):
            asks = getattr(self._cluster, str(connection.path[0]))[connection.path[1]]
            return [placement(placement_of(asks))]
        # An instance asks for itself: all that runs on its group does so with it.
        running = [names for names in self._placements if key in names]
        return [placement(names) for names in running or [(key,)]]

    def _way(self, connection: Connection) -> str:
        """Return by what a connection leaves the VPC, or the box of what it reaches inside."""
        cluster, network = self._cluster, self._cluster.network
        if connection.service in self._endpoints:
            return ENDPOINTS
        if connection.by:
            return f"Through {connection.by}"
        if not connection.service and is_inside(cluster, connection.to):
            return "Inside the VPC"
        if network.vpc_id:
            return "By the ways of the VPC"
        return self._way_out(tier_of(cluster, connection.who))

    def _way_out(self, tier: str) -> str:
        network = self._cluster.network
        if tier == "public":
            return "Through the internet gateway"
        if network.by_instance:
            return "Through NAT instances"
        if network.nat != "none":
            return "Through NAT gateways"
        return "Through the egress-only gateway"


def _of(endpoint: str, region: str) -> tuple[str, ...]:
    # A gateway endpoint stands for the service of its own name alone.
    if endpoint in GATEWAYS:
        return ()
    return tuple(services_of(endpoint, region))


def client(block: str) -> str:
    """Return the name of the box of who comes from a block."""
    if block in _WORLD:
        return INTERNET
    return block


def _is_member(name: str) -> bool:
    sections = ("instance_groups.", "services.", "jobs.", "managed_instances.")
    return name.startswith(sections)


def _reached(connection: Connection) -> str:
    if connection.service is None:
        return f"{connection.to}:{connection.port}"
    if connection.service in _UPPER:
        return connection.service.upper()
    return _SHOWN.get(connection.service, connection.service)
