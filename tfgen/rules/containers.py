"""Rules of containers, whichever section they are in."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import images
from tfgen.language.containers import Port
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Task
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import again, finding, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DEFINITION = f"{_ECS}/APIReference/API_ContainerDefinition.html"

_SECRETS = f"{_ECS}/developerguide/specifying-sensitive-data.html"

# Sections with containers; a rule of all containers reads them all.
SECTIONS = ("system_containers", "services", "jobs")

_PORTS_TWICE = Code(
    "RULE113",
    "ports-given-twice",
    what="Ports of a container are given twice.",
    why="port is short for the only one of ports. A port of a container stands in one mapping, or "
    "in bridge mode in several with different ports of the host.",
    help="Keep one of the two.",
    source=_DEFINITION,
)


@rule(
    Code(
        "RULE110",
        "image-that-moves",
        what="An image may be another one tomorrow.",
        why="Without a version, or with latest, a tag goes to each new image that is pushed. Two "
        "tasks of a service could run different code, and no rollback brings the former back.",
        help="Name a version, or a digest (@sha256:…).",
        source=f"{_ECS}/bestpracticesguide/container-considerations.html",
        severity=Severity.WARNING,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def images_stay(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Warn of images that may be others tomorrow."""
    image = images.parsed(container.image)
    # That there is none is told elsewhere.
    if image.moves and container.image:
        # An image without a tag is pulled as latest.
        tag = "the tag latest" if image.version else "no tag"
        has = f"image {shown(container.image)} has {tag}"
        message = f"{has}: what it means may change between two tasks"
        help = "name a version, or a digest (@sha256:…)"
        yield finding(cluster, "RULE110", (*container.path, "image"), message, help)


@rule(
    Code(
        "RULE112",
        "variable-plain-and-secret",
        what="A variable is both plain and secret.",
        why="Both set the same variable of the container: ECS refuses a secret with the name of "
        "one that environment sets.",
        help="Remove it from environment or from secrets.",
        source=_DEFINITION,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def variables_given_once(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse a variable that is both plain and secret."""
    for name in sorted(container.environment.keys() & container.secrets.keys()):
        yield finding(
            cluster,
            "RULE112",
            (*container.path, "secrets", name),
            f"variable {shown(name)} stands in environment and in secrets",
            f"remove {name} from environment or from secrets",
            key=True,
            also=(((*container.path, "environment", name), "the plain one"),),
        )


@rule(_PORTS_TWICE, sections=SECTIONS, over=over.containers)
def one_way_to_give_ports(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse `port` beside `ports`."""
    # resolve puts port into ports: only what was written tells that there were both.
    if container.port is not None and container.gives("ports"):
        path = (*container.path, "port")
        message = "port is for a container's only port"
        help = "write all of them under ports"
        also = (((*container.path, "ports"), "the others"),)
        yield finding(cluster, "RULE113", path, message, help, key=True, also=also)


@rule(_PORTS_TWICE, sections=SECTIONS, over=over.containers)
def ports_differ(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Refuse a port that stands twice."""
    path = (*container.path, "ports")
    # Docker gives one port of a container several of the host: -p 9200:8080 -p 8080:8080.
    mapped = getattr(task, "network_mode", "bridge") == "bridge"
    for name, other in again(each(container.ports.items(), lambda item: [_port(item, mapped)])):
        port = container.ports[name]
        message = f"ports {other} and {name} are both {port.container_port}/{port.protocol}"
        also = (((*path, other), "the other one"),)
        help = f"remove port {other} or {name}"
        yield finding(cluster, "RULE113", (*path, name), message, help, also=also)


def _port(item: tuple[str, Port], mapped: bool) -> tuple[tuple[int, str, int], str]:
    name, port = item
    host_port = (port.host_port or 0) * mapped
    return (port.container_port, port.protocol, host_port), name


@rule(
    Code(
        "RULE115",
        "check-timeout-not-below-interval",
        what="The timeout of a container's check is not below its interval.",
        why="A check that hangs ends with its timeout, and Docker counts the interval from there: "
        "a container that hangs is asked half as often as the interval says, or less.",
        help="Write a shorter timeout, or a longer interval.",
        source=f"{_ECS}/APIReference/API_HealthCheck.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def check_times_fit(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the timeout of a container's check below its interval."""
    check, path = container.health_check, (*container.path, "health_check")
    if check and check.timeout >= check.interval:
        # Either may be a default: the fault is at the one that was written.
        at = written(cluster, (*path, "timeout"), (*path, "interval"))
        timeout = f"the check's timeout of {check.timeout}s"
        message = f"{timeout} is not below its interval of {check.interval}s"
        help = f"write timeout: {max(2, check.interval - 1)}s or less, or a longer interval"
        yield finding(cluster, "RULE115", at, message, help)


@rule(
    Code(
        "RULE118",
        "memory-reservation-above-limit",
        what="More memory is reserved for a container than it may use.",
        why="memory is the limit at which the kernel ends the container, memory_reservation what "
        "an instance keeps for it: ECS refuses a reservation above the limit.",
        help="Raise memory, or lower memory_reservation.",
        source=_DEFINITION,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def reservation_fits(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the reserved memory of a container to its limit."""
    reserved, memory = container.memory_reservation, container.memory
    if reserved is not None and memory is not None and reserved > memory:
        path = (*container.path, "memory_reservation")
        more = f"memory_reservation {reserved} is more than memory {memory}"
        message = f"{more}, the container's limit"
        yield finding(cluster, "RULE118", path, message, f"write memory: {reserved} or more")


@rule(
    Code(
        "RULE119",
        "soft-limit-above-hard",
        what="A soft limit is above its hard limit.",
        why="A process may raise its soft limit up to the hard one; the kernel takes no soft "
        "limit beyond it, so that the container would not start.",
        help="Lower the soft limit, or raise the hard one.",
        source=f"{_ECS}/APIReference/API_Ulimit.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def ulimits_in_order(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold soft limits to the hard ones."""
    for name, limit in container.ulimits.items():
        # -1 is no limit: of the two it is always the larger.
        if limit.hard != -1 and (limit.soft > limit.hard or limit.soft == -1):
            path = (*container.path, "ulimits", name)
            soft = f"the soft limit {limit.soft} of {name}"
            message = f"{soft} is more than its hard limit {limit.hard}"
            help = f"write soft: {limit.hard} or less, or a larger hard"
            yield finding(cluster, "RULE119", path, message, help, key=True)


RULES = (
    images_stay,
    variables_given_once,
    one_way_to_give_ports,
    ports_differ,
    check_times_fit,
    reservation_fits,
    ulimits_in_order,
)
