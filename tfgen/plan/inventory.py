"""What stands in a tree, in rows: who runs what, where, and who is reached and told how."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from tfgen.language.scalars import TextOrExpression
from tfgen.language.section import Unread
from tfgen.plan import in_words
from tfgen.plan.billed import billed, fargate_size, usage_sections
from tfgen.plan.role_rights import role_rows, texts
from tfgen.resolve import Cluster, InstanceGroup, Job, LoadBalancer, Route, Service, Workload
from tfgen.resolve.tasks import Container
from tfgen.tree import ModulePlan
from tfgen.tree.inventory import Cell, Inventory, Row


def inventory(cluster: Cluster, calls: Sequence[ModulePlan]) -> Inventory:
    """Return the tables of the README of a cluster, or of an application."""
    services = tuple(_services(cluster))
    return Inventory(
        services=services,
        unnamed=any("<" in address for *_, addresses in services for address in addresses),
        jobs=tuple(_jobs(cluster)),
        system_containers=tuple(_system_containers(cluster)),
        zones=tuple(_zones(cluster)),
        groups=tuple(_groups(cluster)),
        balancers=tuple(_balancers(cluster)),
        alerts=tuple(_alerts(cluster)),
        roles=tuple(role_rows(cluster)),
        billed=tuple(billed(cluster, calls)),
        usage_sections=tuple(usage_sections(cluster, calls)),
    )


def _services(cluster: Cluster) -> Iterator[Row]:
    for key, service in sorted(cluster.services.items()):
        yield (
            (key,),
            _images(service.containers.values()),
            _size(service),
            in_words.count(service.least_count, service.most_count),
            _capacity(service),
            tuple(_addresses(cluster, service)),
        )


def _jobs(cluster: Cluster) -> Iterator[Row]:
    for key, job in sorted(cluster.jobs.items()):
        images = _images(job.containers.values())
        yield (key,), images, _size(job), _when(job), _capacity(job)


def _system_containers(cluster: Cluster) -> Iterator[Row]:
    for key, container in sorted(cluster.system_containers.items()):
        runner = "ECS, as a daemon"
        if container.run == "docker":
            runner = "Docker, from boot on"
        groups = container.instance_groups or tuple(sorted(cluster.instance_groups))
        yield (key,), _images([container]), runner, tuple(groups)


def _images(containers: Iterable[Container]) -> Cell:
    return tuple(in_words.image(container.image) for container in containers)


def _size(workload: Workload) -> str:
    if workload.on_fargate:
        return in_words.size(*fargate_size(workload))
    return in_words.size(workload.placed_cpu, workload.placed_memory)


def _capacity(workload: Workload) -> Cell:
    return tuple(sorted(workload.capacity))


def _when(job: Job) -> Cell:
    if job.schedule:
        if not job.enabled:
            return "its schedule is off"
        return in_words.schedule(job.schedule, job.timezone)
    if job.events:
        return f"on {_many(len(job.events), 'kind')} of events"
    return "by hand"


def _many(number: int, thing: str) -> str:
    if number == 1:
        return f"one {thing}"
    return f"{number} {thing}s"


def _addresses(cluster: Cluster, service: Service) -> Iterator[str]:
    """Yield where a service is reached: by users, by peers, by a name in the VPC."""
    for _, route in sorted(service.routes.items()):
        yield from _of_route(cluster, route)
    if service.service_connect and service.serves_peers and service.connect_port:
        yield f"{service.service_connect.alias}:{service.connect_port.container_port}"
    if service.cloud_map and service.cloud_map.namespace in cluster.namespaces:
        yield f"{service.key}.{service.cloud_map.namespace}"


def _of_route(cluster: Cluster, route: Route) -> Iterator[str]:
    balancer = cluster.load_balancers.get(route.load_balancer)
    if route.listener:
        port, protocol = route.listener
        yield f"{route.load_balancer}:{port} ({protocol})"
        return
    for match in route.match:
        host = match.host or f"<{route.load_balancer}>"
        yield f"{_scheme(balancer)}{host}{match.path_pattern}"


def _scheme(balancer: LoadBalancer | None) -> str:
    """Return how clients ask; nothing of a balancer that others made."""
    try:
        if balancer and balancer.https:
            return "https://"
    except Unread:
        return ""
    return "http://"


def _zones(cluster: Cluster) -> Iterator[Row]:
    """Yield the zones with their subnets and the way out; those of a platform stand in its tree."""
    network = cluster.network
    if not cluster.owns("network"):
        return
    for name, zone in sorted(network.availability_zones.items()):
        public, private = (_block(subnet) for subnet in (zone.public, zone.private))
        yield (name,), public, private, _way_out(cluster, name)


def _block(subnet: TextOrExpression | None) -> Cell:
    if subnet is None:
        return "none"
    return texts([subnet])


def _way_out(cluster: Cluster, zone: str) -> str:
    network = cluster.network
    if network.vpc_id:
        return "as the VPC has it"
    if network.nat == "regional":
        return "the NAT gateway of all zones"
    if zone not in network.nat_zones:
        return "none"
    thing = "NAT gateway"
    if network.by_instance:
        thing = "NAT instance"
    place = network.nat_zones[zone]
    if place == zone:
        return f"{thing} here"
    return f"{thing} in {place}"


def _groups(cluster: Cluster) -> Iterator[Row]:
    if not cluster.owns("instance_groups"):
        return
    for key, group in sorted(cluster.instance_groups.items()):
        yield (
            (key,),
            group.types or "as its requirements say",
            in_words.count(group.min_size, group.max_size),
            _purchase(group),
            f"{group.root_volume.size} GiB {group.root_volume.type}",
            f"{group.subnets} subnets",
        )
    for key, managed in sorted(cluster.managed_instances.items()):
        spot = managed.capacity_option_type == "spot"
        disk = f"{managed.storage_size} GiB"
        yield (
            *((key,), "ECS chooses", "as tasks need"),
            *("spot" if spot else "on demand", disk, "private subnets"),
        )


def _purchase(group: InstanceGroup) -> str:
    if group.spot is None or group.spot.percent == 0:
        return "on demand"
    if group.spot.percent == 100 and not group.spot.on_demand_base:
        return "spot"
    if group.spot.on_demand_base:
        return f"{group.spot.percent} % spot above {group.spot.on_demand_base}"
    return f"{group.spot.percent} % spot"


def _balancers(cluster: Cluster) -> Iterator[Row]:
    if not cluster.owns("load_balancers"):
        return
    for key, balancer in sorted(cluster.load_balancers.items()):
        ports = tuple(f"{port}/{protocol}" for port, protocol in balancer.open_ports)
        names: tuple[str, ...] = ()
        if balancer.dns:
            names = balancer.dns.names
        kind = f"{balancer.type}, {balancer.scheme}"
        if balancer.waf:
            kind += ", with a web ACL"
        if balancer.rules:
            kind += f", answers {_many(len(balancer.rules), 'kind')} of requests itself"
        yield (key,), kind, ports or "none", names or "AWS's own", _clients(balancer)


def _clients(balancer: LoadBalancer) -> Cell:
    if "0.0.0.0/0" in balancer.allowed_cidrs:
        return "everybody"
    return texts(balancer.allowed_cidrs) or "those of its security groups"


def _alerts(cluster: Cluster) -> Iterator[Row]:
    """Yield who is told, and what people have to do before they are."""
    if not cluster.owns("alerts"):
        return
    alerts = cluster.alerts
    nothing = "nothing"
    for address in sorted(alerts.emails):
        yield "mail", (address,), "follow the link in AWS's mail"
    for address in sorted(alerts.https):
        yield "HTTPS", (address,), "visit the SubscribeURL that AWS posts"
    for number in sorted(alerts.sms):
        yield "SMS", (number,), nothing
    for kind, members in (("SQS", alerts.sqs), ("Lambda", alerts.lambda_)):
        for key in sorted(members):
            yield kind, (key,), nothing
    for key in sorted(alerts.firehose):
        yield "Firehose", (key,), nothing
    if alerts.slack:
        yield "Slack", (alerts.slack.channel_id,), "authorise the workspace once"
    if alerts.teams:
        yield "Teams", (alerts.teams.channel_id,), "authorise the team once"
