"""Rules of `service_connect`: a port that peers reach, under a free name."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.resolve.services import ServiceConnect
from tfgen.rules.rule import Path, again, finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CONNECT = f"{_ECS}/developerguide/service-connect.html"

# That it is TCP stands on another page, _CONNECT.
_NO_PORT = Code(
    "RULE281",
    "service-without-port-for-peers",
    what="Peers reach a service at no port, or at one that Service Connect does not take.",
    why="The proxy of Service Connect passes on what comes to one named port of the task "
    "definition, and speaks TCP. A service without such a port can only be a client.",
    help="Name a TCP port of the container, or write client_only: true.",
    source=f"{_ECS}/APIReference/API_ServiceConnectService.html",
)


def _connected(cluster: Cluster) -> Iterator[tuple[Service, ServiceConnect]]:
    """Give each service with Service Connect, and what the spec says of it."""
    return each(cluster.services.values(), _connection)


def _connection(service: Service) -> list[tuple[Service, ServiceConnect]]:
    if service.service_connect is None:
        return []
    return [(service, service.service_connect)]


@rule(
    Code(
        "RULE280",
        "service-connect-in-host-mode",
        what="Service Connect is in a network that it does not know.",
        why="Requests go through a proxy that stands before the task in the task's own network. "
        "In host mode a task has none: ECS takes Service Connect with bridge and awsvpc only.",
        help="Write network_mode: bridge or awsvpc, or remove service_connect.",
        source=_CONNECT,
    ),
    sections=("services", "instance_groups", "cluster"),
    over=_connected,
)
def proxies_have_a_network(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Refuse Service Connect in host mode, in which no proxy could stand before a task."""
    # An awsvpc task's proxy listens beside it, a bridge task's on a port of the instance.
    if service.network_mode == "host":
        path = (*service.path, "service_connect")
        message = f"service {service.key} is in host mode, which Service Connect does not know"
        help = "write network_mode: bridge or awsvpc, or remove service_connect"
        yield finding(cluster, "RULE280", path, message, help, key=True)


@rule(_NO_PORT, sections=("services",), over=_connected)
def peers_reach_a_port(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Demand the port that peers reach."""
    if connection.client_only or service.connect_port:
        return
    path = (*service.path, "service_connect")
    # `service_connect: true` takes the only port, `port:` one by its name.
    if cluster.wrote(*path, "port"):
        yield _port_missing(cluster, service, connection)
        return
    ports = list(service.ports)
    message = f"container {service.key} has no port for peers to reach"
    help = "add port: 8080, or write client_only: true"
    if ports:
        has = f"container {service.key} has {len(ports)} ports"
        message = f"{has}, and service_connect does not say which"
        help = f"write port: {listed(ports)}"
    yield finding(cluster, "RULE281", path, message, help, key=True)


def _port_missing(cluster: Cluster, service: Service, connection: ServiceConnect) -> Diagnostic:
    path, port = (*service.path, "service_connect", "port"), str(connection.port)
    message = f"container {service.key} has no port {shown(port)}"
    ports = list(service.ports)
    help = closest(port, ports)
    if not help:
        help = f"use {listed(ports)}" if ports else "add it under ports"
    return finding(cluster, "RULE281", path, message, help)


@rule(_NO_PORT, sections=("services",), over=_connected)
def peers_speak_tcp(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Refuse UDP for the port that peers reach."""
    if service.connect_port and service.connect_port.protocol == "udp":
        path = (*service.path, "service_connect")
        port = f"port {connection.port} of {service.key} is UDP"
        yield finding(
            cluster,
            "RULE281",
            path,
            f"{port}, and Service Connect knows TCP alone",
            "name another port, or write client_only: true",
            key=True,
        )


@rule(
    Code(
        "RULE282",
        "client-with-a-name-or-port",
        what="A service that no peer calls has a name or a port for its peers.",
        why="A service that is a client only has no entry in the namespace, to which a name and a "
        "port would belong.",
        help="Remove the name and the port, or client_only.",
        source=_CONNECT,
    ),
    sections=("services",),
    over=_connected,
)
def clients_serve_nobody(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Refuse the alias and the port of a service that is a client only."""
    # resolve fills both for servers only: what a client has was written.
    if not connection.client_only:
        return
    for field in ("alias", "port"):
        if getattr(connection, field):
            path = (*service.path, "service_connect", field)
            message = f"service {service.key} is a client only, so that no peer uses its {field}"
            help = f"remove {field}, or client_only"
            yield finding(cluster, "RULE282", path, message, help, key=True)


@rule(
    Code(
        "RULE283",
        "service-connect-name-taken",
        what="Two services of Service Connect have one name.",
        why="A name and its port stand once in a namespace, and every task's proxy knows them "
        "all: peers could not tell which of the two services they call.",
        help="Give one of the two another alias.",
        source=f"{_ECS}/APIReference/API_ServiceConnectClientAlias.html",
    ),
    sections=("services",),
)
def aliases_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse one name for two services of the namespace."""
    for (alias, path), (_, other) in again(each(cluster.servers.values(), _alias)):
        message = f"peers call service {other[1]} {shown(alias)} already"
        help = f"write another alias for {path[1]} or {other[1]}"
        # A service without alias goes by its own name: then there is none to point at.
        at = written(cluster, (*path, "alias"), path)
        also = ((other, "the other service"),)
        yield finding(cluster, "RULE283", at, message, help, also=also)


def _alias(service: Service) -> list[tuple[str, tuple[str, Path]]]:
    connection = service.service_connect
    if connection is None or connection.alias is None:
        return []
    path = (*service.path, "service_connect")
    return [(connection.alias, (connection.alias, path))]


@rule(
    Code(
        "RULE560",
        "timeout-of-tcp",
        what="Peers wait for a service by a timeout, at a port that speaks plain TCP.",
        why="ECS takes a time for each request where the proxy knows requests: at a port with an "
        "app_protocol. The AWS provider gives both times or none, so that ECS refuses a port of "
        "TCP with either.",
        help="Write app_protocol: http, http2 or grpc at the port, or remove the timeout.",
        source=f"{_ECS}/APIReference/API_TimeoutConfiguration.html",
    ),
    Code(
        "RULE561",
        "idle-before-the-answer",
        what="A connection of Service Connect ends before an answer may have come.",
        why="While a request is worked on its connection has no traffic. Where idle is shorter "
        "than per_request it ends first, and the longer time is never reached.",
        help="Write an idle that is at least per_request.",
        source=f"{_ECS}/APIReference/API_TimeoutConfiguration.html",
        severity=Severity.WARNING,
    ),
    sections=("services",),
    over=_connected,
)
def timeouts_can_be_kept(
    cluster: Cluster,
    service: Service,
    connection: ServiceConnect,
) -> Iterator[Diagnostic]:
    """Hold timeouts to ports whose requests the proxy knows, and to their order."""
    timeout, port = connection.timeout, service.connect_port
    if timeout is None or port is None:
        return
    path = (*service.path, "service_connect", "timeout")
    if port.app_protocol is None:
        message = f"port {connection.port} of {service.key} is plain TCP, of which ECS takes none"
        help = "write app_protocol: http at the port, or remove timeout"
        yield finding(cluster, "RULE560", path, message, help, key=True)
    # 0 is without end.
    elif timeout.idle > 0 and not 0 < timeout.per_request <= timeout.idle:
        asked = f"{timeout.per_request}s" if timeout.per_request else "any time"
        message = f"an answer may take {asked}, and its connection ends after {timeout.idle}s"
        help = "write an idle that is at least per_request, or 0s for both"
        yield finding(cluster, "RULE561", path, message, help, key=True)


RULES = (
    proxies_have_a_network,
    peers_reach_a_port,
    peers_speak_tcp,
    clients_serve_nobody,
    aliases_differ,
    timeouts_can_be_kept,
)
