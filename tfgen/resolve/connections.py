"""Connections that a cluster needs: from whom to whom, at which port, and why."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import replace

from tfgen.facts import aws, images
from tfgen.frozen import frozen
from tfgen.language.logs import Destination
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Path, each
from tfgen.resolve.destinations import host_of
from tfgen.resolve.discovery import DYNAMIC_PORTS
from tfgen.resolve.grants import grants_of
from tfgen.resolve.instance_groups import InstanceGroup
from tfgen.resolve.reach import written_way
from tfgen.resolve.routes import Route
from tfgen.resolve.services import Service
from tfgen.resolve.system_containers import SystemContainer
from tfgen.resolve.tasks import Container, Task, pulled_image
from tfgen.resolve.workloads import Workload

_HTTPS = "443"
_NFS = "2049"
# Why a balancer connects to an identity provider.
LOGINS = "logins of users"


@frozen
class Connection:
    """A connection: `who` and `to` are members of the spec, services of AWS (`aws.logs`) or hosts.

    `to` may be a block, where a rule of the spec opens a way that `network.routes` has. `path`
    leads to what asks for it in the spec, and `by` is the target of such a route.
    """

    who: str
    to: str
    protocol: str
    port: str
    why: str
    path: Path
    by: str | None = None

    @property
    def service(self) -> str | None:
        """The service of AWS that it leads to, by the name of its endpoint."""
        if not self.to.startswith("aws."):
            return None
        return self.to.removeprefix("aws.")


def connections(cluster: Cluster) -> tuple[Connection, ...]:
    """Return the connections that a cluster needs, as far as it could be read."""
    every = [
        *each(cluster.load_balancers.values(), lambda balancer: _clients(cluster, balancer.key)),
        *each(cluster.instance_groups.values(), lambda group: _of_instances(cluster, group.key)),
        *each([cluster], _of_managed_instances),
        *each(cluster.tasks, lambda task: _of_task(cluster, task)),
        *each(cluster.services.values(), lambda service: _of_service(cluster, service)),
        *each([cluster], _beside),
    ]
    return tuple(_by_route(cluster, connection) for connection in dict.fromkeys(every))


def _by_route(cluster: Cluster, connection: Connection) -> Connection:
    """Return a connection with the route of the spec that leads there, if one does."""
    if connection.service or not cluster.network.routes:
        return connection
    return replace(connection, by=written_way(cluster, connection.who, connection.to))


def _beside(cluster: Cluster) -> Iterator[Connection]:
    """Yield what rules out of security groups open to blocks that a route of the spec leads to."""
    if not cluster.network.routes:
        return
    owners: list[InstanceGroup | Workload] = [*cluster.instance_groups.values()]
    owners += [workload for workload in cluster.workloads if workload.awsvpc]
    yield from each(owners, lambda owner: _opened(cluster, owner))


def _opened(cluster: Cluster, owner: InstanceGroup | Workload) -> Iterator[Connection]:
    who = ".".join(map(str, owner.path))
    peers = [(name, rule, peer) for name, rule in owner.given_egress.items() for peer in rule.to]
    for name, rule, peer in peers:
        if isinstance(peer, str) and "/" in peer and written_way(cluster, who, peer):
            why = f"egress rule {name}"
            path = (*owner.path, "egress", name)
            yield Connection(who, peer, rule.protocol, rule.port or "all", why, path)


def _clients(cluster: Cluster, key: str) -> Iterator[Connection]:
    balancer = cluster.load_balancers[key]
    for port, protocol in balancer.open_ports:
        for block in balancer.allowed_cidrs:
            to = f"load_balancers.{key}"
            yield Connection(block, to, protocol, str(port), "clients", balancer.path)


def _of_instances(cluster: Cluster, key: str) -> Iterator[Connection]:
    group = cluster.instance_groups[key]
    who = f"instance_groups.{key}"
    needed = {"ecs": "the agent registers the instance, and takes its tasks"}
    needed |= {"s3": "packages of Amazon Linux", "logs": "logs of containers"}
    if cluster.access.sessions:
        needed |= {"ssm": "sessions", "kms": "the key of sessions"}
    for service, why in needed.items():
        yield Connection(who, f"aws.{service}", "tcp", _HTTPS, why, group.path)


def _of_managed_instances(cluster: Cluster) -> Iterator[Connection]:
    needed = {"ecs": "the agent registers the instance, and takes its tasks"}
    needed |= {"logs": "logs of containers"}
    for key, managed in cluster.managed_instances.items():
        for service, why in needed.items():
            who = f"managed_instances.{key}"
            yield Connection(who, f"aws.{service}", "tcp", _HTTPS, why, managed.path)


def _of_task(cluster: Cluster, task: Task) -> Iterator[Connection]:
    # On Fargate the task itself pulls its images, on instances their agent does.
    pullers = _pullers(task)
    for container in task.containers.values():
        yield from _of_container(cluster, pullers, container)
    path = _logs_path(cluster, task)
    destination = task.logs.destination
    if task.logs.has_router:
        yield from _pulls(cluster, pullers, images.LOG_ROUTER, path)
    yield from _logs(pullers, sorted(task.peers), destination, path)
    if destination.in_s3:
        yield from _to_aws(pullers, "s3", "the configuration of Fluent Bit", path)
    # What the code of the containers asks of AWS is not known but by its rights.
    for service, name, _ in grants_of(task.grants):
        path = (*task.path, "grants", service, name)
        yield from _to_aws(sorted(task.peers), service, f"grant of {name}", path)
    for volume in task.volumes.values():
        if volume.efs:
            for who in sorted(task.peers):
                to = f"file_systems.{volume.efs.file_system}"
                yield Connection(who, to, "tcp", _NFS, "a volume", task.path)


def _logs_path(cluster: Cluster, task: Task) -> Path:
    """Return where the spec says where the logs of a task go: of the task, of all, or nowhere."""
    for path in ((*task.path, "logs", "destination"), ("logs", "destination")):
        if cluster.wrote(*path):
            return path
    return task.path


def _pullers(task: Task) -> list[str]:
    if isinstance(task, Workload) and not task.on_fargate:
        managed = [f"managed_instances.{name}" for name in task.managed_instances]
        return [*(f"instance_groups.{group}" for group in task.groups), *managed]
    if isinstance(task, SystemContainer):
        return [f"instance_groups.{group}" for group in task.instance_groups]
    return sorted(task.peers)


def _of_container(
    cluster: Cluster, pullers: list[str], container: Container
) -> Iterator[Connection]:
    yield from _pulls(cluster, pullers, container.image, (*container.path, "image"))
    for name, secret in sorted(container.secrets.items()):
        service = secret.store or "secretsmanager"
        path = (*container.path, "secrets", name)
        yield from _to_aws(pullers, service, f"secret {name}", path)
    if container.env_files:
        yield from _to_aws(pullers, "s3", "files of variables", (*container.path, "env_files"))


def _pulls(cluster: Cluster, pullers: list[str], image: str, path: Path) -> Iterator[Connection]:
    pulled = pulled_image(cluster, image)
    host = images.parsed(pulled).host
    why = f"image {image}"
    if f".dkr.ecr.{cluster.region}." in host:
        yield from _to_aws(pullers, "ecr", why, path)
        yield from _to_aws(pullers, "s3", f"layers of {why}", path)
        return
    for who in pullers:
        yield Connection(who, host, "tcp", _HTTPS, why, path)


def _logs(
    pullers: list[str], senders: list[str], destination: Destination, path: Path
) -> Iterator[Connection]:
    why = "logs of containers"
    match destination.type:
        case "cloudwatch":
            yield from _to_aws(pullers, "logs", why, path)
        case "firehose":
            yield from _to_aws(senders, "firehose", why, path)
        case "opensearch":
            yield from _to_host(senders, destination.endpoint, _HTTPS, why, path)
        case "forward":
            yield from _to_host(senders, destination.host, str(destination.port), why, path)
        case "splunk" | "loki" | "datadog" | "newrelic":
            port = str(destination.port or _HTTPS)
            yield from _to_host(senders, host_of(destination), port, why, path)
            if destination.secret:
                store = destination.secret.store or "secretsmanager"
                yield from _to_aws(pullers, store, "the secret of the log destination", path)
        case "fluentd":
            # Docker's driver sends them, from the instance.
            address = (destination.address or "").removeprefix("tcp://")
            host, _, port = address.rpartition(":")
            yield from _to_host(pullers, host, port, why, path)


def _to_aws(senders: Iterable[str], service: str, why: str, path: Path) -> Iterator[Connection]:
    for who in senders:
        yield Connection(who, f"aws.{service}", "tcp", _HTTPS, why, path)


def _to_host(
    senders: Iterable[str], host: str | None, port: str, why: str, path: Path
) -> Iterator[Connection]:
    for who in senders:
        if host:
            yield Connection(who, host, "tcp", port, why, path)


def _of_route(cluster: Cluster, service: Service, route: Route) -> Iterator[Connection]:
    who = f"load_balancers.{route.load_balancer}"
    for host in route.provider_hosts(cluster.region):
        yield Connection(who, host, "tcp", _HTTPS, LOGINS, (*route.path, "auth"))
    for protocol, port in service.target_ports(route):
        why = f"route {route.key}"
        if port is route.check_port:
            why = f"health check of {why}"
        number = str(service.host_port(port) or DYNAMIC_PORTS)
        for to in sorted(service.peers):
            yield Connection(who, to, protocol, number, why, route.path)


def _of_service(cluster: Cluster, service: Service) -> Iterator[Connection]:
    for route in service.routes.values():
        yield from _of_route(cluster, service, route)
    if service.exec:
        yield from _to_aws(sorted(service.peers), "ssm", "ECS Exec", (*service.path, "exec"))
    yield from _of_telemetry(cluster, service)
    if service.service_connect is None:
        return
    path = (*service.path, "service_connect")
    yield from _to_aws(_pullers(service), "ecs-agent", "Service Connect", path)
    served = service.connect_port
    if served is not None:
        number = str(service.host_port(served) or DYNAMIC_PORTS)
        for who in sorted(cluster.callers(service)):
            for to in sorted(service.peers):
                yield Connection(who, to, "tcp", number, "Service Connect", path)


def _of_telemetry(cluster: Cluster, service: Service) -> Iterator[Connection]:
    """Yield where the collector of a service sends to."""
    telemetry, senders = service.telemetry, sorted(service.peers)
    if telemetry is None:
        return
    path = (*service.path, "telemetry")
    if telemetry.traces == "xray":
        yield from _to_aws(senders, "xray", "traces", path)
    # Metrics go nowhere unless it is written.
    path = (*path, "metrics")
    if telemetry.metrics == "cloudwatch":
        yield from _to_aws(senders, "logs", "metrics", path)
    region = telemetry.workspace_region
    if region == cluster.region:
        yield from _to_aws(senders, "aps-workspaces", "metrics", path)
    elif region is not None:
        host = f"aps-workspaces.{region}.{aws.dns_suffix(region)}"
        yield from _to_host(senders, host, _HTTPS, "metrics", path)
