"""Containers and tasks, resolved: what services, jobs and system containers share."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts import aws, images
from tfgen.facts.limits import LOG_GROUP_NAME, ROLE_NAME, TASK_FAMILY
from tfgen.language import containers as language
from tfgen.language.containers import Port
from tfgen.language.logs import Destination
from tfgen.language.logs import TaskLogs as LanguageTaskLogs
from tfgen.resolve import labels, names
from tfgen.resolve.convention import RESOLVED, Conventions, Path, begin
from tfgen.resolve.destinations import with_domain
from tfgen.resolve.names import Name, Names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster

# Stands in an image or ARN where the spec has no account_id: Terraform's credentials tell it then.
UNKNOWN_ACCOUNT = "<account>"


class Container(language.Container):
    """A container of a task.

    `name` is what AWS knows it by. `pulled_image` is the image itself, or where its registry has a
    cache the one in ECR. `ports` has also the only one of `port`, named like the container.
    """

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    pulled_image: str
    ports: dict[str, Port]
    cpu: int
    memory_reservation: int

    @property
    def soft_limit(self) -> int | None:
        """What placing counts with, where that is less than its memory."""
        # On Fargate a proxy takes some of the memory: more than the rest ECS refuses.
        return self.memory_reservation if self.memory_reservation < self.memory else None

    def port_name(self, written: str | None) -> str | None:
        """Return the name of a port as AWS knows it; of the only one where none is written."""
        if written is None or (written == self.key and self.port is not None):
            return next(iter(self.ports)) if len(self.ports) == 1 else None
        return written


class TaskLogs(LanguageTaskLogs):
    """The logs of a task; `log_group` is absent where no group of CloudWatch takes them."""

    model_config = RESOLVED

    destination: Destination
    retention_days: int
    log_group: Name | None

    @property
    def destination_type(self) -> str:
        """What kind of destination takes them."""
        return self.destination.type


class Task(language.Task):
    """A task.

    `family` is the name of its task definition, and the first part of the names of what belongs to
    it; `section` the middle part of its log group's name.
    """

    model_config = RESOLVED

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    section: str = Field(exclude=True)
    family: Name
    role_name_prefix: Name
    logs: TaskLogs
    names: Names = Field(exclude=True)

    @property
    def label(self) -> str:
        """Its key as a label of Terraform."""
        return labels.label(self.key)

    @property
    def containers(self) -> dict[str, Container]:
        """Its containers by the names that AWS knows; the main one is named like the task."""
        raise NotImplementedError

    @property
    def peers(self) -> frozenset[str]:
        """What it connects from, as peers of a security group's rule.

        A task in an awsvpc network has a group of its own; others come with that of the instances
        that they may run on.
        """
        raise NotImplementedError


CONTAINERS = Conventions(Container)
TASKS = Conventions(Task)
LOGGED_TASKS = Conventions(TaskLogs)
TASK_NAMES = Conventions(Task)


def begin_container(key: str, path: Path, given: language.Container) -> Container:
    """Return a sidecar as far as the spec says it."""
    return begin(Container, given, key=key, path=path, name=key)


def begin_task_logs(given: language.Task) -> dict[str, TaskLogs]:
    """Return the one field with the logs of a task, if it was read."""
    logs = given.__dict__.get("logs")
    return {} if logs is None else {"logs": begin(TaskLogs, logs)}


@CONTAINERS.sets("ports", "port, named like the container, or ports")
def _ports(cluster: Cluster, container: Container) -> dict[str, Port]:
    if container.port is not None:
        return {container.name: Port(container_port=container.port)}
    return dict(sorted(container.ports.items()))


@CONTAINERS.fills("cpu", "no share of its own")
def _cpu(cluster: Cluster, container: Container) -> int:
    return 0


@CONTAINERS.fills("memory_reservation", "memory")
def _memory_reservation(cluster: Cluster, container: Container) -> int:
    return container.memory


@CONTAINERS.sets("pulled_image", "through the cache of its registry, where it has one")
def _pulled_image(cluster: Cluster, container: Container) -> str:
    return pulled_image(cluster, container.image)


def pulled_image(cluster: Cluster, image: str) -> str:
    """Return the image that is pulled for a name: itself, or the one in the cache of its registry.

    UNKNOWN_ACCOUNT stands in it where the spec has no account_id.
    """
    parts = images.parsed(image)
    registry = cluster.registry_auth.get(parts.host)
    if registry is None or registry.pull_through_cache is None:
        return image
    # Official images of Docker Hub lie under library/.
    hub = parts.host == images.DOCKER_HUB and "/" not in parts.repository
    repository = f"library/{parts.repository}" if hub else parts.repository
    return f"{cache_host(cluster)}/{registry.pull_through_cache}/{repository}{parts.version}"


def cache_host(cluster: Cluster) -> str:
    """Return the host of the account's registry in ECR."""
    account = cluster.account_id or UNKNOWN_ACCOUNT
    return f"{account}.dkr.ecr.{cluster.region}.{aws.dns_suffix(cluster.region)}"


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


@LOGGED_TASKS.sets("destination", "with the tag that follows from the task")
def _tagged(cluster: Cluster, task: Task, logs: TaskLogs) -> Destination:
    destination = with_domain(logs.destination)
    if destination.type != "fluentd" or destination.tag:
        return destination
    return destination.model_copy(update={"tag": f"{cluster.name}.{task.name}"})


@LOGGED_TASKS.sets("log_group", "<logs.prefix>/<section>/<name>")
def _log_group(cluster: Cluster, task: Task, logs: TaskLogs) -> Name | None:
    if logs.destination.type == "fluentd":
        return None
    text = f"{cluster.logs.prefix}/{task.section}/{task.name}"
    return Name(text, f"log group of task {task.name}", LOG_GROUP_NAME)


def task_names(task: Task) -> list[Name]:
    """Return the names of what every task has."""
    role = f"role of task {task.name}"
    uses = ("exec", "task") if task.task_role.arn is None else ("exec",)
    every = [
        task.family,
        *(Name(f"{task.role_name_prefix}{use}-", role, ROLE_NAME, is_prefix=True) for use in uses),
    ]
    return [*every, task.logs.log_group] if task.logs.log_group else every
