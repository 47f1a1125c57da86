"""Rules of `service_connect` and `cloud_map` of services: a port that peers reach, under a name that is free."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.aws_limits import CLOUD_MAP_TASKS
from tfgen.diagnostics import Diagnostic, closest
from tfgen.resolve import Cluster, Service
from tfgen.resolve.services import ServiceConnect
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.rules.services import services
from tfgen.spec.scalars import shown

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CONNECT = f"{_ECS}/developerguide/service-connect.html"
_DISCOVERY = f"{_ECS}/developerguide/service-discovery.html"
_SERVICE = f"{_ECS}/APIReference/API_ServiceConnectService.html"
_ALIAS = f"{_ECS}/APIReference/API_ServiceConnectClientAlias.html"


def _connected(cluster: Cluster) -> Iterator[tuple[Path, str, Service, ServiceConnect]]:
    """Yield each service with Service Connect, with its path and what the spec says of it."""
    for path, key, service in services(cluster):
        if service.service_connect:
            yield (*path, "service_connect"), key, service, service.service_connect


def proxies_have_a_network(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse Service Connect in host mode, in which tasks have no network that a proxy could stand before.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
    """
    for path, key, service, _ in _connected(cluster):
        if service.network_mode == "host":
            message = f"service {key} is in host mode, which Service Connect does not know"
            help = "write network_mode: bridge or awsvpc, or remove service_connect"
            yield finding(cluster, "RULE280", path, message, help, source=_CONNECT, key=True)


def peers_reach_a_port(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand the port that peers reach, over TCP; a client has none.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html
    """
    for path, key, service, given in _connected(cluster):
        if given.client_only:
            yield from _client(cluster, path, key, given)
            continue
        found, ports = service.connect_port, sorted(service.ports)
        if found and found.protocol == "udp":
            message = f"port {given.port} of {key} is UDP, and Service Connect knows TCP alone"
            help = "name another port, or write client_only: true"
            yield finding(cluster, "RULE281", path, message, help, source=_CONNECT, key=True)
        elif cluster.wrote(*path, "port") and not found:
            message = f"container {key} has no port {shown(str(given.port))}"
            help = closest(str(given.port), ports) or (f"use {listed(ports)}" if ports else "add it under ports")
            yield finding(cluster, "RULE281", (*path, "port"), message, help, source=_SERVICE)
        elif not found:
            message = f"container {key} has {len(ports)} ports, and service_connect does not say which" if ports else ""
            message = message or f"container {key} has no port for peers to reach"
            help = f"write port: {listed(ports)}" if ports else "add port: 8080, or write client_only: true"
            yield finding(cluster, "RULE281", path, message, help, source=_SERVICE, key=True)


def _client(cluster: Cluster, path: Path, key: str, given: ServiceConnect) -> Iterator[Diagnostic]:
    for field in ("alias", "port"):
        if getattr(given, field):
            message = f"service {key} is a client only, so that no peer uses its {field}"
            help = f"remove {field}, or client_only"
            yield finding(cluster, "RULE282", (*path, field), message, help, source=_CONNECT, key=True)


def aliases_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse one name for two services of the namespace.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html
    """
    first: dict[str, str] = {}
    for key, service in cluster.servers.items():
        alias = (service.service_connect and service.service_connect.alias) or key
        other = first.setdefault(alias, key)
        if other != key:
            path: Path = ("services", key, "service_connect")
            at = (*path, "alias") if cluster.wrote(*path, "alias") else path
            message = f"peers call service {other} {shown(alias)} already"
            also = ((("services", other, "service_connect"), "the other service"),)
            yield finding(
                cluster,
                "RULE283",
                at,
                message,
                "give one of the two another alias",
                source=_ALIAS,
                also=also,
            )


def tasks_fit_the_namespace(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold a service that peers find to as many tasks as Cloud Map takes instances of one.

    https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-limits.html
    """
    for path, key, service in services(cluster):
        count = service.scaling.max if service.scaling else service.desired_count
        if (key in cluster.servers or service.cloud_map) and count not in CLOUD_MAP_TASKS:
            message = f"service {key} may have {count} tasks, and Cloud Map knows {CLOUD_MAP_TASKS.high} of a service"
            at = (*path, "scaling", "max") if service.scaling else (*path, "desired_count")
            help = "lower it, or divide the service"
            yield finding(cluster, "RULE284", at, message, help, source=CLOUD_MAP_TASKS.source)


def records_lead_somewhere(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold records to what the tasks have: an address of their own, or a port that is told.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
    """
    for path, key, service in services(cluster):
        given, at = service.cloud_map, (*path, "cloud_map")
        if not given:
            continue
        record, ports = given.type, sorted(service.ports)
        if record == "a" and service.network_mode != "awsvpc":
            message = f"tasks of service {key} have no address of their own, which a record of type a would have"
            help = "remove type for srv, or write network_mode: awsvpc"
            yield finding(cluster, "RULE286", (*at, "type"), message, help, source=_DISCOVERY)
        elif record == "a" and given.port:
            message = "a record of type a has no port"
            yield finding(
                cluster,
                "RULE287",
                (*at, "port"),
                message,
                "remove it, or write type: srv",
                source=_DISCOVERY,
                key=True,
            )
        elif record == "srv" and not service.cloud_map_port:
            message = f"the record of service {key} needs a port, and the container has {len(ports) or 'none'}"
            message = f"container {key} has no port {shown(given.port)}" if given.port else message
            help = f"write port: {listed(ports)}" if ports else "add port: 8080 to the service"
            yield finding(
                cluster,
                "RULE287",
                (*at, "port") if given.port else at,
                message,
                help,
                source=_DISCOVERY,
                key=True,
            )


_ALL = ("services", "instance_groups", "cluster")
RULES = (
    Rule(_ALL, proxies_have_a_network),
    Rule(("services",), peers_reach_a_port),
    Rule(("services",), aliases_differ),
    Rule(("services",), tasks_fit_the_namespace),
    Rule(_ALL, records_lead_somewhere),
)
