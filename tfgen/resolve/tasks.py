"""Containers and tasks, resolved: what services, jobs and system containers share."""

from __future__ import annotations

from tfgen.facts import aws, images
from tfgen.language import Spec
from tfgen.language import containers as language
from tfgen.language.containers import Port
from tfgen.language.destinations import FIRELENS
from tfgen.language.field import Field
from tfgen.language.logs import Destination, LogClass
from tfgen.language.logs import TaskLogs as LanguageTaskLogs
from tfgen.resolve import labels
from tfgen.resolve.convention import Path, begin, part
from tfgen.resolve.names import Name, Names

# Stands in an image or ARN where the spec has no account_id: Terraform's credentials tell it then.
UNKNOWN_ACCOUNT = "<account>"
# MiB that a log router reserves, beside the containers.
LOG_ROUTER_MEMORY = 64
# Its hard limit.
LOG_ROUTER_LIMIT = 256


class Container(language.Container):
    """A container of a task.

    `name` is what AWS knows it by. `repository` is the key of the repository of the spec that has
    its image. `pulled_image` is the image itself, or where its registry has a cache the one in ECR.
    `ports` has also the only one of `port`, named like the container.
    """

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: str
    written_image: language.ContainerImage = Field(exclude=True)
    repository: str | None = Field(exclude=True)
    image: str  # type: ignore[assignment]  # its parts are one name
    pulled_image: str
    ports: dict[str, Port]
    cpu: int

    @property
    def soft_limit(self) -> int | None:
        """What placing counts with, where that is less than its memory, or all that is given."""
        if self.memory is None or self.memory_reservation is None:
            return self.memory_reservation
        # On Fargate a proxy takes some of the memory: more than the rest ECS refuses.
        if self.memory_reservation >= self.memory:
            return None
        return self.memory_reservation

    @property
    def reserved_memory(self) -> int:
        """MiB that placing counts with; 0 where only its task has some."""
        return self.memory_reservation or 0

    def port_name(self, written: str | None) -> str | None:
        """Return the name of a port as AWS knows it; of the only one where none is written."""
        # That of `port` is called like the container, which may have been renamed.
        if written is not None and (written != self.key or self.port is None):
            return written
        if len(self.ports) != 1:
            return None
        return next(iter(self.ports))

    def port_named(self, name: str | None) -> Port | None:
        """Return the port of a name, if there is one."""
        if name is None:
            return None
        return self.ports.get(name)


class TaskLogs(LanguageTaskLogs):
    """The logs of a task; `log_group` is absent where no group of CloudWatch takes them."""

    destination: Destination
    retention_days: int
    class_: LogClass | None
    log_group: Name | None

    @property
    def has_router(self) -> bool:
        """Whether a container of the task sends them on."""
        return self.destination.type in FIRELENS

    @property
    def router_memory(self) -> int:
        """MiB of a task that its log router reserves."""
        return LOG_ROUTER_MEMORY * self.has_router

    @property
    def destination_type(self) -> str:
        """What kind of destination takes them."""
        return self.destination.type


class Task(language.Task):
    """A task.

    `family` is the name of its task definition, and the first part of the names of what belongs to
    it; `section` the middle part of its log group's name.
    """

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
    def placed_memory(self) -> int:
        """MiB that an instance must have free for it: what is reserved for its containers."""
        containers = self.containers.values()
        own = sum(container.reserved_memory for container in containers)
        return own + self.logs.router_memory

    @property
    def placed_cpu(self) -> int:
        """CPU units that an instance must have free for it."""
        return sum(container.cpu for container in self.containers.values())

    @property
    def peers(self) -> frozenset[str]:
        """What it connects from, as peers of a security group's rule.

        A task in an awsvpc network has a group of its own; others come with that of the instances
        that they may run on.
        """
        raise NotImplementedError


def begin_container(key: str, path: Path, written: language.Container) -> Container:
    """Return a sidecar as far as the spec says it."""
    return begin(Container, written, key=key, path=path, name=key)


def begin_task_logs(written: language.Task) -> dict[str, TaskLogs]:
    """Return the one field with the logs of a task, if it was read."""
    known = {}
    for logs in part(written, "logs"):
        known["logs"] = begin(TaskLogs, logs)
    return known


def pulled_image(cluster: Spec, image: str) -> str:
    """Return the image that is pulled for a name: itself, or the one in the cache of its registry.

    UNKNOWN_ACCOUNT stands in it where the spec has no account_id.
    """
    parts = images.parsed(image)
    registry = cluster.registry_auth.get(parts.host)
    if registry is None or registry.pull_through_cache is None:
        return image
    repository = parts.repository
    # Official images of Docker Hub lie under library/, which Docker leaves out and ECR does not.
    if parts.host == images.DOCKER_HUB and "/" not in repository:
        repository = f"library/{repository}"
    return f"{cache_host(cluster)}/{registry.pull_through_cache}/{repository}{parts.version}"


def cache_host(cluster: Spec) -> str:
    """Return the host of the account's registry in ECR."""
    account = cluster.account_id or UNKNOWN_ACCOUNT
    return f"{account}.dkr.ecr.{cluster.region}.{aws.dns_suffix(cluster.region)}"
