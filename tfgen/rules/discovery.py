"""Rules of `service_connect` and `cloud_map`: a port that peers reach, under a free name."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, closest
from tfgen.facts.limits import CLOUD_MAP_TASKS
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.resolve.services import CloudMap, ServiceConnect
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, again, finding, listed, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CONNECT = f"{_ECS}/developerguide/service-connect.html"
_DISCOVERY = f"{_ECS}/developerguide/service-discovery.html"
_SERVICE = f"{_ECS}/APIReference/API_ServiceConnectService.html"
_ALIAS = f"{_ECS}/APIReference/API_ServiceConnectClientAlias.html"


def _connected(cluster: Cluster) -> Iterator[tuple[Service, ServiceConnect]]:
    """Give each service with Service Connect, and what the spec says of it."""
    return each(cluster.services.values(), _connection)


def _connection(service: Service) -> list[tuple[Service, ServiceConnect]]:
    return [(service, service.service_connect)] if service.service_connect else []


def proxies_have_a_network(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Refuse Service Connect in host mode, in which no proxy could stand before a task.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
    """
    if service.network_mode == "host":
        message = f"service {service.key} is in host mode, which Service Connect does not know"
        help = "write network_mode: bridge or awsvpc, or remove service_connect"
        at = (*service.path, "service_connect")
        yield finding(cluster, "RULE280", at, message, help, source=_CONNECT, key=True)


def peers_reach_a_port(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Demand the port that peers reach.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectService.html
    """
    if connection.client_only or service.connect_port:
        return
    path, ports, what = (*service.path, "service_connect"), list(service.ports), service.key
    if cluster.wrote(*path, "port"):
        at, port = (*path, "port"), str(connection.port)
        message = f"container {what} has no port {shown(port)}"
        use = f"use {listed(ports)}" if ports else "add it under ports"
        help = closest(port, ports) or use
        yield finding(cluster, "RULE281", at, message, help, source=_SERVICE)
        return
    message = f"container {what} has no port for peers to reach"
    help = "add port: 8080, or write client_only: true"
    if ports:
        message = f"container {what} has {len(ports)} ports, and service_connect does not say which"
        help = f"write port: {listed(ports)}"
    yield finding(cluster, "RULE281", path, message, help, source=_SERVICE, key=True)


def peers_speak_tcp(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Refuse UDP for the port that peers reach.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
    """
    if service.connect_port and service.connect_port.protocol == "udp":
        port = f"port {connection.port} of {service.key} is UDP"
        message = f"{port}, and Service Connect knows TCP alone"
        at = (*service.path, "service_connect")
        help = "name another port, or write client_only: true"
        yield finding(cluster, "RULE281", at, message, help, source=_CONNECT, key=True)


def clients_serve_nobody(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Refuse the alias and the port of a service that is a client only.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect.html
    """
    for field in ("alias", "port") if connection.client_only else ():
        if getattr(connection, field):
            message = f"service {service.key} is a client only, so that no peer uses its {field}"
            at, help = (*service.path, "service_connect", field), f"remove {field}, or client_only"
            yield finding(cluster, "RULE282", at, message, help, source=_CONNECT, key=True)


def aliases_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse one name for two services of the namespace.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceConnectClientAlias.html
    """
    for (alias, path), (_, other) in again(each(cluster.servers.values(), _alias)):
        message = f"peers call service {other[1]} {shown(alias)} already"
        help = "give one of the two another alias"
        at, also = written(cluster, (*path, "alias"), path), ((other, "the other service"),)
        yield finding(cluster, "RULE283", at, message, help, source=_ALIAS, also=also)


def _alias(service: Service) -> list[tuple[str, tuple[str, Path]]]:
    if service.service_connect is None or service.service_connect.alias is None:
        return []
    alias = service.service_connect.alias
    return [(alias, (alias, (*service.path, "service_connect")))]


def tasks_fit_the_namespace(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold a service that peers find to as many tasks as Cloud Map takes instances of one.

    https://docs.aws.amazon.com/cloud-map/latest/dg/cloud-map-limits.html
    """
    if not service.serves_peers and not service.cloud_map:
        return
    scaling = service.scaling
    count = scaling.max if scaling else service.desired_count
    if count not in CLOUD_MAP_TASKS:
        tasks = f"service {service.key} may have {count} tasks"
        message = f"{tasks}, and Cloud Map knows {CLOUD_MAP_TASKS.high} of a service"
        field = ("scaling", "max") if scaling else ("desired_count",)
        at, help = (*service.path, *field), "lower it, or divide the service"
        yield finding(cluster, "RULE284", at, message, help, source=CLOUD_MAP_TASKS.source)


def _mapped(cluster: Cluster) -> Iterator[tuple[Service, CloudMap]]:
    """Give each service with a name in DNS, and what the spec says of that."""
    return each(cluster.services.values(), _map)


def _map(service: Service) -> list[tuple[Service, CloudMap]]:
    return [(service, service.cloud_map)] if service.cloud_map else []


def records_have_an_address(
    cluster: Cluster,
    service: Service,
    cloud_map: CloudMap,
) -> Iterator[Diagnostic]:
    """Hold records of addresses to tasks that have one of their own.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
    """
    if cloud_map.type == "a" and not service.awsvpc:
        tasks = f"tasks of service {service.key} have no address of their own"
        message = f"{tasks}, which a record of type a would have"
        help = "remove type for srv, or write network_mode: awsvpc"
        at = (*service.path, "cloud_map", "type")
        yield finding(cluster, "RULE286", at, message, help, source=_DISCOVERY)


def addresses_have_no_port(
    cluster: Cluster,
    service: Service,
    cloud_map: CloudMap,
) -> Iterator[Diagnostic]:
    """Refuse the port of a record that has none.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
    """
    if cloud_map.type == "a" and cloud_map.port and service.awsvpc:
        message, help = "a record of type a has no port", "remove it, or write type: srv"
        at = (*service.path, "cloud_map", "port")
        yield finding(cluster, "RULE287", at, message, help, source=_DISCOVERY, key=True)


def records_have_a_port(
    cluster: Cluster,
    service: Service,
    cloud_map: CloudMap,
) -> Iterator[Diagnostic]:
    """Demand the port that an srv record tells.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-discovery.html
    """
    if cloud_map.type != "srv" or service.cloud_map_port:
        return
    at, ports = (*service.path, "cloud_map"), list(service.ports)
    needs = f"the record of service {service.key} needs a port"
    message = f"{needs}, and the container has {len(ports) or 'none'}"
    if cloud_map.port:
        at = (*at, "port")
        message = f"container {service.key} has no port {shown(cloud_map.port)}"
    help = f"write port: {listed(ports)}" if ports else "add port: 8080 to the service"
    yield finding(cluster, "RULE287", at, message, help, source=_DISCOVERY, key=True)


_ALONE = ("services",)
_PLACED = ("services", "instance_groups", "cluster")
RULES = (
    Rule(_PLACED, proxies_have_a_network, _connected),
    Rule(_ALONE, peers_reach_a_port, _connected),
    Rule(_ALONE, peers_speak_tcp, _connected),
    Rule(_ALONE, clients_serve_nobody, _connected),
    Rule(_ALONE, aliases_differ),
    Rule(_ALONE, tasks_fit_the_namespace, over.services),
    Rule(_PLACED, records_have_an_address, _mapped),
    Rule(_PLACED, addresses_have_no_port, _mapped),
    Rule(_PLACED, records_have_a_port, _mapped),
)
