"""Rules of task definitions: how many containers, whose names and ports, how large."""

from __future__ import annotations

import json
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts.limits import (
    CONTAINERS_PER_TASK,
    IMAGE_LENGTH,
    INLINE_POLICY_LENGTH,
    TASK_DEFINITION_BYTES,
    TASK_OVERRIDES_LENGTH,
)
from tfgen.resolve import Cluster, Container, Job, SystemContainer, Task, Thing, granted
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import Path, again, finding, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_DEFINITION = f"{_ECS}/APIReference/API_ContainerDefinition.html"
# The container that tfgen adds where logs go elsewhere than to CloudWatch.
LOG_ROUTER = "log-router"


def _by_ecs(task: Task) -> bool:
    return not isinstance(task, SystemContainer) or task.run == "daemon"


@rule(
    Code(
        "RULE302",
        "too-many-containers",
        what="A task has more containers than ECS takes.",
        why=(
            "A task definition has ten containers at most. Where logs go elsewhere than to "
            "CloudWatch, the log router that sends them is one of the ten."
        ),
        help="Take sidecars out, or make a service of its own of some.",
        source=CONTAINERS_PER_TASK.source,
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def few_containers(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold a task to ten containers, with its log router."""
    count = len(task.containers) + int(task.logs.has_router)
    if count > CONTAINERS_PER_TASK.high:
        has = f"a task of {task.key} has {count} containers"
        if task.logs.has_router:
            has = f"a task of {task.key} has {count} containers with its log router"
        message = f"{has}, and ECS takes {CONTAINERS_PER_TASK.high}"
        path = (*task.path, "sidecars")
        help = "remove sidecars, or make services of their own of some"
        yield finding(cluster, "RULE302", path, message, help, key=True)


@rule(
    Code(
        "RULE303",
        "name-of-log-router",
        what="A container has the name of the log router that stands beside it.",
        why=(
            "Where logs go elsewhere than to CloudWatch, tfgen adds the container log-router to "
            "the task. ECS refuses two containers of one name, and a second log router."
        ),
        help="Give the container another name, or let its logs go to CloudWatch.",
        source=f"{_ECS}/developerguide/using_firelens.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def router_is_alone(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Keep the name of the log router free where there is one."""
    if container.name == LOG_ROUTER and task.logs.has_router:
        message = f"{LOG_ROUTER} is the name of the container that sends the logs of this task"
        help = f"rename {LOG_ROUTER}, or write destination: cloudwatch for its logs"
        yield finding(cluster, "RULE303", container.path, message, help, key=True)


@rule(
    Code(
        "RULE304",
        "port-of-two-containers",
        what="Two containers of a task listen on one port of one network.",
        why=(
            "The containers of a task in awsvpc or host mode share one network: only one of them "
            "can listen on a port. ECS refuses the task definition."
        ),
        help="Let one of them listen on another port.",
        source=f"{_ECS}/APIReference/API_PortMapping.html",
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def ports_of_one_network(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Refuse one port for two containers that share a network."""
    if getattr(task, "network_mode", "") not in ("awsvpc", "host"):
        return
    taken = [
        ((port.container_port, port.protocol), (container, name))
        for container in task.containers.values()
        for name, port in container.ports.items()
    ]
    for (container, name), (other, other_name) in again(taken):
        # Of a port that one container has twice RULE113 tells.
        if container is not other:
            port = container.ports[name]
            both = f"containers {other.key} and {container.key} both listen on"
            message = f"{both} {port.container_port}/{port.protocol}, and share one network"
            also = ((_port_path(other, other_name), "the other one"),)
            path, help = _port_path(container, name), "let one of them listen on another port"
            yield finding(cluster, "RULE304", path, message, help, also=also)


def _port_path(container: Container, name: str) -> Path:
    if container.port is not None:
        return (*container.path, "port")
    return (*container.path, "ports", name)


@rule(
    Code(
        "RULE305",
        "image-name-too-long",
        what="The name of an image is longer than ECS takes.",
        why="ECS takes 255 characters of registry, repository and tag; a digest does not count.",
        help="Use a shorter tag or repository, or a digest in place of the tag.",
        source=IMAGE_LENGTH.source,
    ),
    sections=SECTIONS,
    over=over.containers,
)
def image_names_fit(cluster: Cluster, task: Task, container: Container) -> Iterator[Diagnostic]:
    """Hold the name of an image to what ECS takes."""
    length = len(container.pulled_image.partition("@")[0])
    if _by_ecs(task) and length > IMAGE_LENGTH.high:
        message = f"the image's name has {length} characters, and ECS takes {IMAGE_LENGTH.high}"
        path = (*container.path, "image")
        yield finding(cluster, "RULE305", path, message, "use a shorter tag or repository")


@rule(
    Code(
        "RULE309",
        "check-without-command",
        what="A container's check runs nothing.",
        why="CMD and CMD-SHELL only say how the command behind them runs; ECS wants one.",
        help="Write the command, or leave health_check out.",
        source=f"{_ECS}/APIReference/API_HealthCheck.html",
    ),
    sections=SECTIONS,
    over=over.containers,
)
def checks_run_something(
    cluster: Cluster, task: Task, container: Container
) -> Iterator[Diagnostic]:
    """Demand a command of a container's check."""
    check = container.health_check
    if check and not [word for word in check.command if word not in ("", "CMD", "CMD-SHELL")]:
        path = (*container.path, "health_check")
        message = f"the check of container {container.key} has no command"
        help = "write command: curl -f http://localhost:8080/ || exit 1, or what asks this one"
        yield finding(cluster, "RULE309", path, message, help, key=True)


@rule(
    Code(
        "RULE306",
        "task-definition-too-large",
        what="A task definition is larger than ECS takes.",
        why=(
            "ECS takes 64 KiB of JSON. Variables, commands and labels of all containers of the "
            "task stand in it."
        ),
        help="Keep variables in env_files or a secret, and scripts in the image.",
        source=TASK_DEFINITION_BYTES.source,
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def definitions_fit(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold what the spec writes into a task definition to its size; the rest comes on top."""
    parts = [
        (container.environment, container.command, container.entrypoint, container.labels)
        for container in task.containers.values()
    ]
    size = len(json.dumps(parts, separators=(",", ":"), ensure_ascii=False, default=str).encode())
    if _by_ecs(task) and size > TASK_DEFINITION_BYTES.high:
        kib = -(-size // 1024)
        has = f"variables, commands and labels of {task.key} are {kib} KiB"
        message = f"{has}, and ECS takes task definitions of {TASK_DEFINITION_BYTES.high // 1024}"
        help = "keep variables in env_files or a secret, and scripts in the image"
        yield finding(cluster, "RULE306", task.path, message, help, key=True)


@rule(
    Code(
        "RULE307",
        "overrides-too-large",
        what="What a schedule changes of a task is larger than ECS takes.",
        why="ECS takes overrides of 8,192 characters of JSON, and refuses to run the task.",
        help="Give the job what it needs by its own environment, env_files or the image.",
        source=TASK_OVERRIDES_LENGTH.source,
    ),
    sections=("jobs",),
    over=over.jobs,
)
def overrides_fit(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Hold the overrides of a scheduled job to what ECS takes."""
    if job.schedule is None or not job.gives("overrides"):
        return
    written = job.overrides.model_dump(exclude_defaults=True)
    length = len(json.dumps(written, ensure_ascii=False, separators=(",", ":")))
    if length > TASK_OVERRIDES_LENGTH.high:
        has = f"overrides of {length} characters"
        message = f"{has}, and ECS takes {TASK_OVERRIDES_LENGTH.high}"
        help = "give it by the job's own environment, env_files or the image"
        yield finding(cluster, "RULE307", (*job.path, "overrides"), message, help, key=True)


@rule(
    Code(
        "RULE308",
        "task-role-too-large",
        what="The statements and grants of a task role are larger than IAM takes.",
        why="The inline policies of a role have 10,240 characters together, without white space.",
        help="Make a managed policy of some, and name it under managed_policy_arns.",
        source=INLINE_POLICY_LENGTH.source,
    ),
    sections=(*SECTIONS, "queues"),
    over=over.tasks,
)
def task_roles_fit(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold the statements and grants of a task role to what IAM takes."""
    statements = [
        statement.model_dump(exclude_defaults=True) for statement in task.task_role.statements
    ]
    text = json.dumps(statements, ensure_ascii=False, separators=(",", ":"), default=str)
    length, what = len("".join(text.split())), "statements"
    path = (*task.path, "task_role", "statements")
    if of_grants := _length_of_grants(cluster, task):
        length, what = length + of_grants, "statements and grants"
        path = written(cluster, path, (*task.path, "grants"))
    if length > INLINE_POLICY_LENGTH.high:
        has = f"the {what} have {length} characters"
        message = f"{has}, and IAM takes {INLINE_POLICY_LENGTH.high} of a role"
        help = "make a managed policy of some, and name it under managed_policy_arns"
        yield finding(cluster, "RULE308", path, message, help, key=True)


def _length_of_grants(cluster: Cluster, task: Task) -> int:
    """Return the characters of what grants become; an ARN that is not known counts as short."""
    return sum(
        len(json.dumps([*statement.actions, *map(_named, statement.things)]))
        for statement in granted(cluster, task)
    )


def _named(thing: Thing) -> str:
    if isinstance(thing.arn, str):
        return thing.arn
    return f"arn:aws:{thing.service}:{'0' * 22}:{thing.name}{thing.behind}"


RULES = (
    few_containers,
    router_is_alone,
    ports_of_one_network,
    image_names_fit,
    checks_run_something,
    definitions_fit,
    overrides_fit,
    task_roles_fit,
)
