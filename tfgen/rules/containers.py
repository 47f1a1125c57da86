"""Rules of containers, whichever section they are in."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts import images
from tfgen.language.containers import Port
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, Container, Task
from tfgen.resolve.convention import each
from tfgen.rules import over, secrets
from tfgen.rules.rule import Rule, again, finding, listed, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DEFINITION = f"{_ECS}/APIReference/API_ContainerDefinition.html"
_SECRETS = f"{_ECS}/developerguide/specifying-sensitive-data.html"
_TAGS = f"{_ECS}/bestpracticesguide/container-considerations.html"
_CHECKS = f"{_ECS}/APIReference/API_HealthCheck.html"
_ULIMITS = f"{_ECS}/APIReference/API_Ulimit.html"

# Sections with containers; a rule of all containers reads them all.
SECTIONS = ("system_containers", "services", "jobs")


def images_stay(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Warn of images that may be others tomorrow: two tasks of a service could run different code.

    https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/container-considerations.html
    """
    image = images.parsed(container.image)
    if image.moves:
        tag = "the tag latest" if image.version else "no tag"
        what = f"image {shown(container.image)} has {tag}"
        message = f"{what}: what it means may change between two tasks"
        at, help = (*container.path, "image"), "name a version, or a digest (@sha256:…)"
        severity = Severity.WARNING
        yield finding(cluster, "RULE110", at, message, help, source=_TAGS, severity=severity)


def environment_without_secrets(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Warn of secrets in the environment: who may describe the task definition reads them.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """
    for name, value in container.environment.items():
        if kind := secrets.variable_kind(name, value):
            what = f"variable {shown(name)} holds {kind}"
            yield finding(
                cluster,
                "RULE111",
                (*container.path, "environment", name),
                f"{what}, and a task definition is no place for secrets",
                f"keep it in the Parameter Store, and write secrets: {{{name}: /path/of/it}}",
                source=_SECRETS,
                severity=Severity.WARNING,
                secret=True,
            )


def variables_given_once(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse a variable that is both plain and secret.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    for name in sorted(container.environment.keys() & container.secrets.keys()):
        message = f"variable {shown(name)} stands in environment and in secrets"
        also = (((*container.path, "environment", name), "the plain one"),)
        yield finding(
            cluster,
            "RULE112",
            (*container.path, "secrets", name),
            message,
            "remove one of the two",
            source=_DEFINITION,
            key=True,
            also=also,
        )


def one_way_to_give_ports(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Refuse `port` beside `ports`.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    if container.port is not None and container.gives("ports"):
        also = (((*container.path, "ports"), "the others"),)
        message, help = "port is for a container's only port", "write all of them under ports"
        at = (*container.path, "port")
        yield finding(cluster, "RULE113", at, message, help, key=True, also=also)


def ports_differ(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Refuse a port that stands twice.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    for name, other in again(each(container.ports.items(), _port)):
        port = container.ports[name]
        message = f"ports {other} and {name} are both {port.container_port}/{port.protocol}"
        also = (((*container.path, "ports", other), "the other one"),)
        at, help = (*container.path, "ports", name), "remove one of the two"
        yield finding(cluster, "RULE113", at, message, help, source=_DEFINITION, also=also)


def _port(item: tuple[str, Port]) -> list[tuple[tuple[int, str], str]]:
    name, port = item
    return [((port.container_port, port.protocol), name)]


def secrets_have_one_place(
    cluster: Cluster,
    task: Task,
    container: Container,
) -> Iterator[Diagnostic]:
    """Demand one place for each secret, and a key of its JSON only where there is one.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """
    for name, secret in container.secrets.items():
        at, what = (*container.path, "secrets", name), f"secret {shown(name)}"
        given = {"ssm": secret.ssm, "arn": secret.arn, "secretsmanager": secret.secretsmanager}
        places = [word for word, place in given.items() if place is not None]
        has_keys = secret.secretsmanager or ":secretsmanager:" in (secret.arn or "")
        if len(places) != 1:
            has = listed(places, "and") or "none of them"
            message = f"{what} needs one of ssm, arn and secretsmanager, and has {has}"
            help = "keep the one that it is in" if places else "say where it is"
            yield finding(cluster, "RULE114", at, message, help, source=_SECRETS, key=True)
        elif secret.key and not has_keys:
            message = f"{what} is a parameter, and only secrets of Secrets Manager have keys"
            at = (*at, "key")
            yield finding(cluster, "RULE114", at, message, "remove key", source=_SECRETS)


def check_times_fit(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the timeout of a container's check below its interval.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    """
    check, path = container.health_check, (*container.path, "health_check")
    if check and check.timeout >= check.interval:
        at = written(cluster, (*path, "timeout"), (*path, "interval"))
        timeout = f"the check's timeout of {check.timeout}s"
        message = f"{timeout} is not below its interval of {check.interval}s"
        help = f"write timeout: {max(2, check.interval - 1)}s or less, or a longer interval"
        yield finding(cluster, "RULE115", at, message, help, source=_CHECKS)


def reservation_fits(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the reserved memory of a container to its limit.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    reserved, memory = container.memory_reservation, container.memory
    if reserved is not None and reserved > memory:
        what = f"memory_reservation {reserved} is more than memory {memory}"
        at, help = (*container.path, "memory_reservation"), f"write memory: {reserved} or more"
        message = f"{what}, the container's limit"
        yield finding(cluster, "RULE118", at, message, help, source=_DEFINITION)


def ulimits_in_order(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold soft limits to the hard ones; -1 is no limit.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html
    """
    for name, limit in container.ulimits.items():
        if limit.hard != -1 and (limit.soft > limit.hard or limit.soft == -1):
            what = f"the soft limit {limit.soft} of {name}"
            message = f"{what} is more than its hard limit {limit.hard}"
            at, help = (*container.path, "ulimits", name), "lower the soft limit"
            yield finding(cluster, "RULE119", at, message, help, source=_ULIMITS, key=True)


RULES = (
    Rule(SECTIONS, images_stay, over.containers),
    Rule(SECTIONS, environment_without_secrets, over.containers),
    Rule(SECTIONS, variables_given_once, over.containers),
    Rule(SECTIONS, one_way_to_give_ports, over.containers),
    Rule(SECTIONS, ports_differ, over.containers),
    Rule(SECTIONS, secrets_have_one_place, over.containers),
    Rule(SECTIONS, check_times_fit, over.containers),
    Rule(SECTIONS, reservation_fits, over.containers),
    Rule(SECTIONS, ulimits_in_order, over.containers),
)
