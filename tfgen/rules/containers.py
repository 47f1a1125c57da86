"""Rules of containers and tasks, whichever section they are in."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from tfgen import images
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, Container, Task
from tfgen.rules import secrets
from tfgen.rules.operations import retention
from tfgen.rules.rule import Path, Rule, finding, listed, written
from tfgen.spec.containers import MOUNT_FORM
from tfgen.spec.scalars import shown

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DEFINITION = f"{_ECS}/APIReference/API_ContainerDefinition.html"
_SECRETS = f"{_ECS}/developerguide/specifying-sensitive-data.html"
_TAGS = f"{_ECS}/bestpracticesguide/container-considerations.html"
_CHECKS = f"{_ECS}/APIReference/API_HealthCheck.html"
_ORDER = f"{_ECS}/APIReference/API_ContainerDependency.html"
_VOLUMES = f"{_ECS}/developerguide/using_data_volumes.html"
_ULIMITS = f"{_ECS}/APIReference/API_Ulimit.html"
_ROLES = f"{_ECS}/developerguide/task-iam-roles.html"

# Sections with containers; a rule of all containers reads them all.
SECTIONS = ("system_containers", "services", "jobs")


@dataclass(frozen=True, slots=True)
class GivenTask:
    """A task of the spec: its path, its key, its containers with their paths by name, and the fields of the task."""

    path: Path
    key: str
    containers: Mapping[str, tuple[Path, Container]]
    task: Task


def tasks(cluster: Cluster) -> Iterator[GivenTask]:
    """Yield every task of the spec."""
    for key, container in sorted(cluster.system_containers.items()):
        path: Path = ("system_containers", key)
        yield GivenTask(path, key, {key: (path, container)}, container)
    for workload in cluster.workloads:
        path, key = workload.path, workload.key
        sidecars = {name: (one.path, one) for name, one in workload.sidecars.items()}
        yield GivenTask(path, key, {key: (path, workload), **sidecars}, workload)


def containers(cluster: Cluster) -> Iterator[tuple[Path, str, Container]]:
    """Yield every container of the spec with its path and name."""
    for one in tasks(cluster):
        for name, (path, container) in one.containers.items():
            yield path, name, container


def images_stay(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of images that may be others tomorrow: two tasks of one service could run different code.

    https://docs.aws.amazon.com/AmazonECS/latest/bestpracticesguide/container-considerations.html
    """
    for path, _, container in containers(cluster):
        parts = images.parsed(container.image)
        if parts.moves:
            tag = "the tag latest" if parts.version else "no tag"
            message = f"image {shown(container.image)} has {tag}: what it means may change between two tasks"
            help = "name a version, or a digest (@sha256:…)"
            at = (*path, "image")
            yield finding(cluster, "RULE110", at, message, help, source=_TAGS, severity=Severity.WARNING)


def environment_without_secrets(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of secrets in the environment: everyone who may describe the task definition reads them.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """
    for path, _, container in containers(cluster):
        for name, value in container.environment.items():
            if kind := secrets.variable_kind(name, value):
                message = f"variable {shown(name)} holds {kind}, and a task definition is no place for secrets"
                help = f"keep it in the Parameter Store, and write secrets: {{{name}: /path/of/it}}"
                at = (*path, "environment", name)
                yield finding(
                    cluster,
                    "RULE111",
                    at,
                    message,
                    help,
                    source=_SECRETS,
                    severity=Severity.WARNING,
                    secret=True,
                )


def variables_given_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a variable that is both plain and secret.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    for path, _, container in containers(cluster):
        for name in sorted(container.environment.keys() & container.secrets.keys()):
            message = f"variable {shown(name)} stands in environment and in secrets"
            also = (((*path, "environment", name), "the plain one"),)
            at = (*path, "secrets", name)
            yield finding(
                cluster,
                "RULE112",
                at,
                message,
                "remove one of the two",
                source=_DEFINITION,
                key=True,
                also=also,
            )


def one_way_to_give_ports(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse `port` beside `ports`, and ports that stand twice.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    for path, _, container in containers(cluster):
        if container.port is not None and container.gives("ports"):
            also = (((*path, "ports"), "the others"),)
            help = "write all of them under ports"
            yield finding(
                cluster,
                "RULE113",
                (*path, "port"),
                "port is for a container's only port",
                help,
                key=True,
                also=also,
            )
        first: dict[tuple[int, str], str] = {}
        for name, port in sorted(container.ports.items()):
            other = first.setdefault((port.container_port, port.protocol), name)
            if other != name:
                message = f"ports {other} and {name} are both {port.container_port}/{port.protocol}"
                also = (((*path, "ports", other), "the other one"),)
                at = (*path, "ports", name)
                yield finding(
                    cluster,
                    "RULE113",
                    at,
                    message,
                    "remove one of the two",
                    source=_DEFINITION,
                    also=also,
                )


def secrets_have_one_place(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand one place for each secret, and a key of its JSON only where there is one.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/specifying-sensitive-data.html
    """
    for path, _, container in containers(cluster):
        for name, secret in container.secrets.items():
            at = (*path, "secrets", name)
            places = [word for word in ("ssm", "arn", "secretsmanager") if getattr(secret, word) is not None]
            if len(places) != 1:
                given = listed(places, "and") or "none of them"
                message = f"secret {shown(name)} needs one of ssm, arn and secretsmanager, and has {given}"
                help = "keep the one that it is in" if places else "say where it is"
                yield finding(cluster, "RULE114", at, message, help, source=_SECRETS, key=True)
            elif secret.key and not (secret.secretsmanager or ":secretsmanager:" in (secret.arn or "")):
                message = f"secret {shown(name)} is a parameter, and only secrets of Secrets Manager have keys"
                yield finding(cluster, "RULE114", (*at, "key"), message, "remove key", source=_SECRETS)


def check_times_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the timeout of a container's check below its interval.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    """
    for path, _, container in containers(cluster):
        check = container.health_check
        if check and check.timeout >= check.interval:
            at = written(cluster, (*path, "health_check", "timeout"), (*path, "health_check", "interval"))
            message = f"the check's timeout of {check.timeout}s is not below its interval of {check.interval}s"
            help = f"write timeout: {max(2, check.interval - 1)}s or less, or a longer interval"
            yield finding(cluster, "RULE115", at, message, help, source=_CHECKS)


def dependencies_can_be_met(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold dependencies to containers of the task that can reach the condition, and refuse circles.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDependency.html
    """
    for one in tasks(cluster):
        for name, (path, container) in one.containers.items():
            for other, condition in container.depends_on.items():
                if fault := _unmet(one, name, other, condition):
                    message, help = fault
                    yield finding(
                        cluster,
                        "RULE116",
                        (*path, "depends_on", other),
                        message,
                        help,
                        source=_ORDER,
                        key=True,
                    )


def _unmet(one: GivenTask, name: str, other: str, condition: str) -> tuple[str, str] | None:
    found = one.containers.get(other)
    if found is None:
        known = [container for container in one.containers if container != name]
        help = closest(other, known) or (f"use {listed(known)}" if known else "remove depends_on")
        return f"container {name} waits for {shown(other)}, which is no container of its task", help
    _, container = found
    if other == name or name in _before(one, other):
        return f"container {name} waits for {other}, which waits for it", "remove one of the two"
    if condition == "healthy" and container.health_check is None:
        return (
            f"container {name} waits until {other} is healthy, and {other} has no check",
            f"give {other} health_check",
        )
    if condition in ("complete", "success") and (container.essential or other == one.key):
        why = f"container {name} waits until {other} has ended, and the task ends with it"
        return (
            why,
            f"write essential: false for {other}" if other != one.key else "wait for start or healthy",
        )
    return None


def _before(one: GivenTask, name: str) -> set[str]:
    """Return the containers that a container waits for, through others too."""
    found: set[str] = set()
    waiting = [name]
    while waiting:
        container = one.containers.get(waiting.pop())
        more = set(container[1].depends_on) - found if container else set()
        found |= more
        waiting += more
    return found


def mounts_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold mounts to volumes of the task, and each target to one mount.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
    """
    for one in tasks(cluster):
        for path, container in one.containers.values():
            first: dict[str, int] = {}
            for index, mount in enumerate(container.mounts):
                at = (*path, "mounts", index)
                found = re.fullmatch(MOUNT_FORM, mount)
                source, target = (found["source"], found["target"].rstrip("/")) if found else ("/", "")
                if not source.startswith("/") and source not in one.task.volumes:
                    help = closest(source, list(one.task.volumes)) or f"add volumes: {{{source}: …}}"
                    message = f"there is no volume {shown(source)} in this task"
                    yield finding(cluster, "RULE117", at, message, help, source=_VOLUMES)
                other = first.setdefault(target, index)
                if other != index:
                    also = (((*path, "mounts", other), "the other mount"),)
                    message = f"two mounts lie on {shown(target or '/')}"
                    yield finding(
                        cluster,
                        "RULE117",
                        at,
                        message,
                        "remove one of the two",
                        source=_VOLUMES,
                        also=also,
                    )


def reservation_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the reserved memory of a container to its limit.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    """
    for path, _, container in containers(cluster):
        reserved = container.memory_reservation
        if reserved is not None and reserved > container.memory:
            message = f"memory_reservation {reserved} is more than memory {container.memory}, the container's limit"
            help = f"write memory: {reserved} or more"
            yield finding(cluster, "RULE118", (*path, "memory_reservation"), message, help, source=_DEFINITION)


def ulimits_in_order(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold soft limits to the hard ones; -1 is no limit.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html
    """
    for path, _, container in containers(cluster):
        for name, limit in container.ulimits.items():
            if limit.hard != -1 and (limit.soft > limit.hard or limit.soft == -1):
                message = f"the soft limit {limit.soft} of {name} is more than its hard limit {limit.hard}"
                at = (*path, "ulimits", name)
                yield finding(
                    cluster,
                    "RULE119",
                    at,
                    message,
                    "lower the soft limit",
                    source=_ULIMITS,
                    key=True,
                )


def volumes_of_one_kind(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a volume of two kinds, and warn of one that nothing mounts.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_data_volumes.html
    """
    for one in tasks(cluster):
        mounted = {mount.partition(":")[0] for _, container in one.containers.values() for mount in container.mounts}
        for name, volume in one.task.volumes.items():
            at = (*one.path, "volumes", name)
            kinds = sorted(volume.model_dump(exclude_none=True))
            if len(kinds) > 1:
                message = f"volume {name} is {listed(kinds, 'and')} at once"
                yield finding(cluster, "RULE120", at, message, "keep one of them", source=_VOLUMES, key=True)
            if name not in mounted:
                message = f"no container mounts volume {name}"
                help = f"add mounts: [{name}:/path], or remove it"
                yield finding(
                    cluster,
                    "RULE121",
                    at,
                    message,
                    help,
                    source=_VOLUMES,
                    severity=Severity.WARNING,
                    key=True,
                )


def one_task_role(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse rights beside a role that exists: they would have to be given to a role that is not ours.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-iam-roles.html
    """
    for one in tasks(cluster):
        role = one.task.task_role
        for word in ("statements", "managed_policy_arns", "parameters"):
            if role.arn and getattr(role, word):
                message = f"{word} stands beside the ARN of a role that exists, which tfgen does not change"
                help = f"remove arn for a role of its own, or remove {word}"
                at = (*one.path, "task_role", word)
                yield finding(cluster, "RULE122", at, message, help, source=_ROLES, key=True)


def task_retention_allowed(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the retention of a task's logs to the days that CloudWatch Logs knows.

    https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html
    """
    for one in tasks(cluster):
        if one.task.logs.gives("retention_days"):
            yield from retention(cluster, (*one.path, "logs", "retention_days"), one.task.logs.retention_days)


RULES = (
    Rule(SECTIONS, images_stay),
    Rule(SECTIONS, environment_without_secrets),
    Rule(SECTIONS, variables_given_once),
    Rule(SECTIONS, one_way_to_give_ports),
    Rule(SECTIONS, secrets_have_one_place),
    Rule(SECTIONS, check_times_fit),
    Rule(SECTIONS, dependencies_can_be_met),
    Rule(SECTIONS, mounts_fit),
    Rule(SECTIONS, reservation_fits),
    Rule(SECTIONS, ulimits_in_order),
    Rule(SECTIONS, volumes_of_one_kind),
    Rule(SECTIONS, one_task_role),
    Rule(SECTIONS, task_retention_allowed),
)
