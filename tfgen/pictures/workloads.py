"""Services, jobs and what is on each instance, as cards; and the capacity that they run on."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen.diagnostics import Location
from tfgen.pictures.model import GRID, Box, counted, few, spread
from tfgen.pictures.model import place as at
from tfgen.resolve import Cluster, Container, InstanceGroup, Job, Service, Workload
from tfgen.resolve.convention import each
from tfgen.resolve.managed_instances import ManagedInstances
from tfgen.resolve.routes import Route
from tfgen.resolve.system_containers import SystemContainer

FARGATE = {"fargate": "Fargate", "fargate_spot": "Fargate Spot"}
_MOST_ROUTES = 3


def placement_of(workload: Workload) -> tuple[str, ...]:
    """Return the capacities that a workload runs on, as the name of a box has them."""
    return tuple(sorted(workload.capacity))


def placement(capacities: Iterable[str]) -> str:
    """Return the name of the box of what runs on some capacities."""
    return f"capacity.{'+'.join(capacities)}"


def member(cluster: Cluster, section: str, key: str) -> str:
    """Return the name of the box of a member: of an application it has the application's."""
    # Two applications may have services of one key.
    if cluster.application and not cluster.reading.taken.intersection({section}):
        return f"{cluster.application}:{section}.{key}"
    return f"{section}.{key}"


def capacity_boxes(clusters: Iterable[Cluster], *, detailed: bool) -> Iterator[Box]:
    """Yield a box for each capacity, or mix of several, with what runs on it."""
    clusters = list(clusters)
    first = clusters[0]
    cards: dict[tuple[str, ...], list[Box]] = {}
    for name in (*first.instance_groups, *first.managed_instances):
        cards[(name,)] = []
    for cluster in clusters:
        for workload in cluster.workloads:
            cards.setdefault(placement_of(workload), []).append(_card(cluster, workload))
    # Capacity without tasks is a box too, unless it has a part in another one.
    used = {name for names, inside in cards.items() if inside for name in names}
    for names, inside in sorted(cards.items()):
        # A group that runs things together with another one stands there.
        if inside or names[0] not in used:
            yield _capacity(first, names, inside, detailed=detailed)


def _capacity(cluster: Cluster, names: tuple[str, ...], cards: list[Box], *, detailed: bool) -> Box:
    lines = list(_lines_of(cluster, names))
    inside = tuple(cards)
    if not detailed:
        inside = ()
        lines += _gathered(cards)
    return Box(
        placement(names),
        "capacity",
        _title(cluster, names),
        tuple(lines),
        inside,
        GRID,
        about=f"Capacity {' and '.join(names)}",
        place=_place(cluster, names[0]),
    )


def _place(cluster: Cluster, name: str) -> Location | None:
    for section in ("instance_groups", "managed_instances"):
        if name in getattr(cluster, section):
            return at(cluster, section, name)
    return None


def _gathered(cards: list[Box]) -> Iterator[str]:
    """Yield a line for the services and one for the jobs of a capacity."""
    for kind in ("service", "job"):
        titles = [card.title for card in cards if card.kind == kind]
        if titles:
            yield f"{counted(len(titles), kind)}: {few(titles, 6)}"


def _title(cluster: Cluster, names: tuple[str, ...]) -> str:
    shown = ", ".join(FARGATE.get(name, name) for name in names)
    noun = "Instance group"
    if names[0] in cluster.managed_instances:
        noun = "Managed instances"
    elif names[0] in FARGATE or names[0] not in cluster.instance_groups:
        return shown
    elif len(names) > 1:
        noun = "Instance groups"
    return f"{noun} {shown}"


def _lines_of(cluster: Cluster, names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        said = ""
        if name in cluster.instance_groups:
            said = _of_group(cluster.instance_groups[name])
        elif name in cluster.managed_instances:
            said = _of_managed(cluster.managed_instances[name])
        if said and len(names) > 1:
            said = f"{name}: {said}"
        if said:
            yield said


def _of_group(group: InstanceGroup) -> str:
    # Of a group that others made some of it is not known.
    types = few(list(each([group], _types)), 3) or "any type that fits"
    known = group.__dict__
    words = [types]
    if "min_size" in known and "max_size" in known:
        words.append(spread(group.min_size, group.max_size, "instance"))
    if known.get("spot") and group.spot:
        words.append(f"{group.spot.percent} % spot")
    return " · ".join(words)


def _types(group: InstanceGroup) -> tuple[str, ...]:
    if only := group.__dict__.get("instance_type"):
        return (only,)
    return group.types


def _of_managed(managed: ManagedInstances) -> str:
    types = few(managed.types, 3) or "types by what tasks need"
    sold = managed.capacity_option_type.replace("_", "-")
    return f"{types} · {sold}"


def _card(cluster: Cluster, workload: Workload) -> Box:
    if isinstance(workload, Service):
        lines = tuple(_of_service(workload))
    else:
        lines = tuple(_of_job(workload))
    title, about = workload.key, f"{workload.kind} {workload.key}"
    if cluster.application:
        lines = (f"of {cluster.application}", *lines)
        about = f"{about} of application {cluster.application}"
    name = member(cluster, f"{workload.kind}s", workload.key)
    return Box(name, workload.kind, title, lines, about=about, place=at(cluster, *workload.path))


def size(workload: Workload) -> str:
    """Return what a task has of processor and memory."""
    words = []
    if workload.placed_cpu:
        words.append(f"{workload.placed_cpu} CPU")
    return " · ".join((*words, f"{workload.placed_memory} MiB"))


def count(service: Service) -> str:
    """Return how many tasks a service has, or may come to have."""
    return spread(service.least_count, service.most_count, "task")


def _of_service(service: Service) -> Iterator[str]:
    yield count(service)
    yield size(service)
    if service.ports:
        yield f"port {few(ports(service), 3)}"
    # Routes may lead to these.
    for name, sidecar in service.sidecars.items():
        if sidecar.ports:
            yield f"{name}: port {few(ports(sidecar), 3)}"
    routes = list(service.routes.values())
    for route in routes[:_MOST_ROUTES]:
        yield f"{route.load_balancer}: {asked(route)}"
    if len(routes) > _MOST_ROUTES:
        yield f"and {len(routes) - _MOST_ROUTES} more routes"
    if service.service_connect and service.connect_port:
        yield f"peers: {service.service_connect.alias}:{service.connect_port.container_port}"
    elif service.service_connect:
        yield "calls peers"
    if service.cloud_map:
        yield f"{service.key}.{service.cloud_map.namespace}"


def ports(container: Container) -> list[str]:
    """Return the ports of a container."""
    listed = []
    for port in container.ports.values():
        suffix = "" if port.protocol == "tcp" else f"/{port.protocol}"
        listed.append(f"{port.container_port}{suffix}")
    return listed


def asked(route: Route) -> str:
    """Return the requests or connections that a route takes."""
    if route.listen:
        return route.listen
    wanted = [f"{match.host}{match.path_pattern}" or "/*" for match in route.match]
    return few(wanted, 2)


def _of_job(job: Workload) -> Iterator[str]:
    yield size(job)
    if isinstance(job, Job):
        yield from starts(job)


def starts(job: Job) -> Iterator[str]:
    """Yield what starts a job."""
    if job.schedule:
        yield job.schedule
        # A rate has no hours that a time zone would move.
        if not job.schedule.startswith("rate"):
            yield job.timezone
    for name in list(job.events)[:2]:
        yield f"event {name}"
    if not job.started:
        yield "run by hand or by CI"


def everywhere(cluster: Cluster) -> Iterator[Box]:
    """Yield the box of what runs on each instance."""
    cards = [_on_each(cluster, known) for known in cluster.system_containers.values()]
    if cards:
        name, title = "system_containers", "On each instance"
        yield Box(name, "capacity", title, (), tuple(cards), GRID, place=at(cluster, name))


def _on_each(cluster: Cluster, known: SystemContainer) -> Box:
    lines = (known.run, f"on {few(known.instance_groups, 3)}")
    name = f"system_containers.{known.key}"
    about = f"system container {known.key}"
    return Box(name, "job", known.key, lines, about=about, place=at(cluster, *known.path))
