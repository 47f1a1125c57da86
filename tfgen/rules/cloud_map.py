"""Rules of names in Cloud Map: as many tasks as it knows, and records that lead to them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts.limits import CLOUD_MAP_TASKS
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.resolve.services import CloudMap
from tfgen.rules import over
from tfgen.rules.rule import finding, listed, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_DISCOVERY = f"{_ECS}/service-discovery.html"
# The network of a service follows from where it runs.
_PLACED = ("services", "instance_groups", "cluster")

_WRONG_PORT = Code(
    "RULE287",
    "record-port-wrong",
    what="A record in DNS lacks its port, or has one that it does not take.",
    why="An SRV record tells address and port of a task, an A record the address alone. ECS needs "
    "to know which port of the container an SRV record tells.",
    help="Name a port of the container for srv, and none for a.",
    source=_DISCOVERY,
)


@rule(
    Code(
        "RULE284",
        "too-many-tasks-for-cloud-map",
        what="A service may have more tasks than Cloud Map knows of one.",
        why="With cloud_map and with Service Connect each task is an instance of a service in "
        f"Cloud Map, which registers {CLOUD_MAP_TASKS.high} of one: nobody would find the others.",
        help="Lower the number of tasks, or divide the service.",
        source=CLOUD_MAP_TASKS.source,
    ),
    sections=("services",),
    over=over.services,
)
def tasks_fit_the_namespace(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold a service that peers find to as many tasks as Cloud Map takes instances of one."""
    if not service.serves_peers and not service.cloud_map:
        return
    scaling = service.scaling
    if scaling is None:
        count, path = service.desired_count, (*service.path, "desired_count")
    else:
        # Where tasks follow load, their number is that of scaling alone.
        count, path = scaling.max, (*service.path, "scaling", "max")
    if count not in CLOUD_MAP_TASKS:
        tasks = f"service {service.key} may have {count} tasks"
        message = f"{tasks}, and Cloud Map knows {CLOUD_MAP_TASKS.high} of a service"
        help = f"write {path[-1]}: {CLOUD_MAP_TASKS.high} or less, or make two services of it"
        yield finding(cluster, "RULE284", path, message, help)


def _mapped(cluster: Cluster) -> Iterator[tuple[Service, CloudMap]]:
    """Give each service with a name in DNS, and what the spec says of that."""
    return each(cluster.services.values(), _map)


def _map(service: Service) -> list[tuple[Service, CloudMap]]:
    if service.cloud_map is None:
        return []
    return [(service, service.cloud_map)]


@rule(
    Code(
        "RULE286",
        "address-record-without-address",
        what="A record of addresses is asked for, and the tasks have none of their own.",
        why="In bridge and host mode a task is reached at its instance's address, on a port of "
        "its own: ECS takes SRV records only for these modes.",
        help="Remove type for srv, or write network_mode: awsvpc.",
        source=_DISCOVERY,
    ),
    sections=_PLACED,
    over=_mapped,
)
def records_have_an_address(
    cluster: Cluster,
    service: Service,
    cloud_map: CloudMap,
) -> Iterator[Diagnostic]:
    """Hold records of addresses to tasks that have one of their own."""
    if cloud_map.type == "a" and not service.awsvpc:
        path = (*service.path, "cloud_map", "type")
        tasks = f"tasks of service {service.key} have no address of their own"
        message = f"{tasks}, which a record of type a would have"
        help = "remove type for srv, or write network_mode: awsvpc"
        yield finding(cluster, "RULE286", path, message, help)


@rule(_WRONG_PORT, sections=_PLACED, over=_mapped)
def addresses_have_no_port(
    cluster: Cluster,
    service: Service,
    cloud_map: CloudMap,
) -> Iterator[Diagnostic]:
    """Refuse the port of a record that has none."""
    # Without awsvpc the type itself is wrong, and RULE286 tells of that.
    if cloud_map.type == "a" and cloud_map.port and service.awsvpc:
        path = (*service.path, "cloud_map", "port")
        message = "a record of type a has no port"
        help = "remove it, or write type: srv"
        yield finding(cluster, "RULE287", path, message, help, key=True)


@rule(_WRONG_PORT, sections=_PLACED, over=_mapped)
def records_have_a_port(
    cluster: Cluster,
    service: Service,
    cloud_map: CloudMap,
) -> Iterator[Diagnostic]:
    """Demand the port that an srv record tells."""
    # Without a name the port is the container's only one; of several none is chosen.
    if cloud_map.type != "srv" or service.cloud_map_port:
        return
    path, ports = (*service.path, "cloud_map"), list(service.ports)
    needs = f"the record of service {service.key} needs a port"
    message = f"{needs}, and the container has {len(ports) or 'none'}"
    if cloud_map.port:
        path = (*path, "port")
        message = f"container {service.key} has no port {shown(cloud_map.port)}"
    help = "add port: 8080 to the service"
    if ports:
        help = f"write port: {listed(ports)}"
    yield finding(cluster, "RULE287", path, message, help, key=True)


RULES = (
    tasks_fit_the_namespace,
    records_have_an_address,
    addresses_have_no_port,
    records_have_a_port,
)
