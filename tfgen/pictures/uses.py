"""What the tasks of a service use: secrets, volumes, logs, peers, hosts; and what watches them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.pictures.model import Arrow, Box, few, text
from tfgen.pictures.model import place as at
from tfgen.resolve import Cluster, Service
from tfgen.resolve.connections import Connection

TASKS = "tasks"
_MOST_PEERS = 8
_MEMBERS = (
    *("services", "jobs", "instance_groups", "managed_instances", "file_systems"),
    "load_balancers",
)


def used(
    cluster: Cluster, service: Service, needed: list[Connection]
) -> Iterator[tuple[Box, Arrow]]:
    """Yield what the tasks use, each thing with the arrow to it."""
    for box in (*_secrets(cluster, service), *_volumes(cluster, service)):
        yield box, Arrow(TASKS, box.name)
    yield from _logs(cluster, service)
    yield from _called(cluster, service)
    yield from _hosts(service, needed)
    yield from _alarms(cluster, service)


def _secrets(cluster: Cluster, service: Service) -> Iterator[Box]:
    for name, container in service.containers.items():
        if container.secrets:
            lines = (few(sorted(container.secrets), 6),)
            place = at(cluster, *container.path, "secrets")
            about = f"secrets of container {name}"
            title = f"Secrets of {name}"
            yield Box(f"secrets.{name}", "beside", title, lines, about=about, place=place)


def _volumes(cluster: Cluster, service: Service) -> Iterator[Box]:
    for name, volume in service.volumes.items():
        if volume.efs:
            lines = (f"EFS {text(volume.efs.file_system)}", "port 2049")
            place = at(cluster, *service.path, "volumes", name)
            about = f"volume {name}"
            yield Box(
                f"volume.{name}", "storage", f"Volume {name}", lines, about=about, place=place
            )


def _logs(cluster: Cluster, service: Service) -> Iterator[tuple[Box, Arrow]]:
    logs = service.logs
    lines = [logs.destination_type]
    if logs.__dict__.get("log_group"):
        lines.append(text(logs.log_group))
        lines.append(f"{logs.retention_days} days")
    place = at(cluster, *service.path, "logs")
    yield (
        Box("logs", "storage", "Logs", tuple(lines), about="logs", place=place),
        Arrow(TASKS, "logs"),
    )


def _called(cluster: Cluster, service: Service) -> Iterator[tuple[Box, Arrow]]:
    """Yield the services that it may call by Service Connect."""
    if service.service_connect is None:
        return
    servers = [known for key, known in cluster.servers.items() if key != service.key]
    lines = []
    for server in servers[:_MOST_PEERS]:
        if server.service_connect and server.connect_port:
            alias = server.service_connect.alias
            lines.append(f"{alias}:{server.connect_port.container_port}")
    if lines:
        if len(servers) > _MOST_PEERS:
            lines.append(f"and {len(servers) - _MOST_PEERS} more")
        about = "services that it may call"
        yield Box("called", "service", "Calls", tuple(lines), about=about), Arrow(TASKS, "called")


def _hosts(service: Service, needed: list[Connection]) -> Iterator[tuple[Box, Arrow]]:
    """Yield the hosts that its tasks connect to, and the services of AWS."""
    # How tasks reach them is said in the picture of the infrastructure.
    services = sorted({each.service for each in needed if each.service})
    if services:
        lines = (few(services, 8),)
        yield Box("aws", "outside", "Services of AWS", lines), Arrow(TASKS, "aws", ("443/tcp",))
    hosts = sorted({*_opened(service), *(_host(each) for each in needed if _is_host(each))})
    if hosts:
        box = Box("hosts", "outside", "Other hosts", (few(hosts, _MOST_PEERS),))
        yield box, Arrow(TASKS, "hosts")


def _is_host(connection: Connection) -> bool:
    section = connection.to.partition(".")[0]
    return connection.service is None and section not in _MEMBERS


def _opened(service: Service) -> Iterator[str]:
    """Yield what the service's own rules let its tasks connect to, beside what they need."""
    for rule in service.given_egress.values():
        for peer in rule.to:
            if isinstance(peer, str) and peer.partition(".")[0] not in _MEMBERS:
                yield f"{peer} {rule.port or 'all ports'}"


def _host(connection: Connection) -> str:
    """Return a host with its port; a block, of an egress rule, with a space between."""
    between = " " if "/" in connection.to else ":"
    return f"{connection.to}{between}{connection.port}"


def _alarms(cluster: Cluster, service: Service) -> Iterator[tuple[Box, Arrow]]:
    if service.given_alarms:
        lines = tuple(name.replace("_", " ") for name in service.given_alarms)
        place = at(cluster, *service.path, "alarms")
        box = Box("alarms", "beside", "Alarms", lines, about="alarms that watch it", place=place)
        yield box, Arrow(TASKS, "alarms", (), ("watched by",))
