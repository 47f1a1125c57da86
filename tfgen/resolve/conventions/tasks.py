"""Conventions of containers and tasks: what services, jobs and system containers share."""

from __future__ import annotations

from collections.abc import Iterator
from typing import cast

from tfgen.facts.limits import LOG_GROUP_NAME, ROLE_NAME, TASK_FAMILY
from tfgen.language.containers import ContainerImage, Port
from tfgen.language.logs import Destination, LogClass
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.destinations import completed
from tfgen.resolve.names import Name
from tfgen.resolve.tasks import Container, Task, TaskLogs, cache_host, pulled_image

# Sections of which an application has its own.
APPLICATIONS = ("services", "jobs")
CONTAINERS = Conventions(Container)
TASKS = Conventions(Task)
LOGGED_TASKS = Conventions(TaskLogs)


@CONTAINERS.sets("ports", "port, named like the container, or ports")
def _ports(cluster: Cluster, container: Container) -> dict[str, Port]:
    if container.port is not None:
        return {container.name: Port(container_port=container.port)}
    return dict(sorted(container.ports.items()))


@CONTAINERS.fills("cpu", "no share of its own")
def _cpu(cluster: Cluster, container: Container) -> int:
    return 0


@CONTAINERS.fills("memory_reservation", "memory")
def _memory_reservation(cluster: Cluster, container: Container) -> int | None:
    return container.memory


@CONTAINERS.sets("written_image", "in parts, before its name takes their place")
def _written_image(cluster: Cluster, container: Container) -> ContainerImage:
    return cast(ContainerImage, container.image)


@CONTAINERS.sets("repository", "that of its image, where the spec makes it")
def _repository(cluster: Cluster, container: Container) -> str | None:
    name = container.written_image.repository
    # That there is no such repository is told elsewhere.
    if name is None or name not in cluster.repositories:
        return None
    return name


@CONTAINERS.sets("image", "of its repository, where it names one of the spec")
def _image(cluster: Cluster, container: Container) -> str:
    written = container.written_image
    if container.repository is None:
        return written.uri or ""
    name = cluster.repositories[container.repository].name
    tag = f":{written.tag}" if written.tag else ""
    digest = f"@{written.digest}" if written.digest else ""
    return f"{cache_host(cluster)}/{name}{tag}{digest}"


@CONTAINERS.sets("pulled_image", "through the cache of its registry, where it has one")
def _pulled_image(cluster: Cluster, container: Container) -> str:
    return pulled_image(cluster, container.image)


@TASKS.sets("family", "<cluster>-<name>")
def _family(cluster: Cluster, task: Task) -> Name:
    text = names.joined(cluster.name, task.name)
    return Name(text, f"family of task definition {task.name}", TASK_FAMILY)


@TASKS.sets("role_name_prefix", "<cluster>-<name>, shortened")
def _role_name_prefix(cluster: Cluster, task: Task) -> Name:
    # With exec- or task- behind it at most 38 characters: Terraform adds 26, IAM allows 64.
    text = names.fitted(task.family, 32) + "-"
    return Name(text, f"role of task {task.name}", ROLE_NAME, is_prefix=True)


@LOGGED_TASKS.fills("destination", "logs.destination")
def _destination(cluster: Cluster, task: Task, logs: TaskLogs) -> Destination:
    return cluster.logs.destination


@LOGGED_TASKS.fills("retention_days", "logs.retention_days")
def _retention_days(cluster: Cluster, task: Task, logs: TaskLogs) -> int:
    return cluster.logs.retention_days


@LOGGED_TASKS.fills("class_", "logs.class")
def _class(cluster: Cluster, task: Task, logs: TaskLogs) -> LogClass | None:
    return cluster.logs.class_


@LOGGED_TASKS.sets("destination", "with the port of its type, and the tag of the task")
def _tagged(cluster: Cluster, task: Task, logs: TaskLogs) -> Destination:
    destination = completed(logs.destination)
    # Docker's own tag is the container's id, which tells a collector nothing.
    if destination.type != "fluentd" or destination.tag:
        return destination
    return destination.model_copy(update={"tag": f"{cluster.name}.{task.name}"})


@LOGGED_TASKS.sets("log_group", "<logs.prefix>/<section>/<name>")
def _log_group(cluster: Cluster, task: Task, logs: TaskLogs) -> Name | None:
    # What goes elsewhere by FireLens has one all the same: for the log of its router.
    if logs.destination.type == "fluentd":
        return None
    own = task.name
    # The prefix names the application already.
    if cluster.application and task.section in APPLICATIONS:
        own = own.removeprefix(f"{cluster.application}-")
    text = f"{cluster.logs.prefix}/{task.section}/{own}"
    return Name(text, f"log group of task {task.name}", LOG_GROUP_NAME)


def task_names(task: Task) -> Iterator[Name]:
    """Yield the names of what every task has."""
    role = f"role of task {task.name}"
    yield task.family
    yield Name(f"{task.role_name_prefix}exec-", role, ROLE_NAME, is_prefix=True)
    # A role that exists is its owner's.
    if task.task_role.arn is None:
        yield Name(f"{task.role_name_prefix}task-", role, ROLE_NAME, is_prefix=True)
    if task.logs.log_group:
        yield task.logs.log_group
