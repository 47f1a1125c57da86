"""System containers, resolved: where they run, and what their logs go to."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.facts.limits import (
    LOG_GROUP_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SECURITY_GROUP_NAME,
    SERVICE_NAME,
)
from tfgen.language import system_containers as language
from tfgen.language.logs import Destination
from tfgen.resolve.convention import RESOLVED, Conventions, begin
from tfgen.resolve.names import Name, Names
from tfgen.resolve.tasks import Container, Task, TaskLogs, begin_task_logs, task_names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster


class SystemContainer(Container, Task, language.SystemContainer):
    """A container on each instance of some groups.

    `group_names` are its groups by the names that AWS and their instances know, `log_groups` what
    CloudWatch calls its logs on each of them where Docker runs it.
    """

    model_config = RESOLVED

    group_names: tuple[str, ...]
    log_groups: dict[str, Name]

    @property
    def awsvpc(self) -> bool:
        """Whether its tasks have a network of their own."""
        return self.network_mode == "awsvpc"

    @property
    def containers(self) -> dict[str, Container]:
        """Itself, by the name that AWS knows."""
        return {self.name: self}

    @property
    def peers(self) -> frozenset[str]:
        """What it connects from: its own group, or those of its instances."""
        if self.awsvpc:
            return frozenset({f"system_containers.{self.key}"})
        return frozenset(f"instance_groups.{group}" for group in self.instance_groups)

    @property
    def module(self) -> str:
        """The label of its call in the root."""
        return f"system_container_{self.label}"


def begin_system_container(key: str, given: language.SystemContainer) -> SystemContainer:
    """Return a system container as far as the spec says it."""
    known = {"key": key, "path": ("system_containers", key), "section": "system"}
    return begin(SystemContainer, given, **known, **begin_task_logs(given))


NAMED = Conventions(SystemContainer)
SYSTEM_CONTAINERS = Conventions(SystemContainer)
SYSTEM_LOGS = Conventions(TaskLogs)
SYSTEM_NAMES = Conventions(SystemContainer)


@NAMED.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, container: SystemContainer) -> str:
    return container.moved_from[0] if container.moved_from else container.key


@SYSTEM_CONTAINERS.sets("instance_groups", "all, unless some are written")
def _instance_groups(cluster: Cluster, container: SystemContainer) -> tuple[str, ...]:
    return container.instance_groups or tuple(cluster.instance_groups)


@SYSTEM_CONTAINERS.sets("group_names", "their oldest keys")
def _group_names(cluster: Cluster, container: SystemContainer) -> tuple[str, ...]:
    groups = (cluster.instance_groups.get(key) for key in container.instance_groups)
    return tuple(sorted(group.name for group in groups if group))


@SYSTEM_CONTAINERS.sets("pulled_image", "Docker alone does not log in to the cache of a registry")
def _pulled_image(cluster: Cluster, container: SystemContainer) -> str:
    return container.image if container.run == "docker" else container.pulled_image


@SYSTEM_LOGS.sets("destination", "CloudWatch, not fluentd: that may run on the instance")
def _destination(cluster: Cluster, container: SystemContainer, logs: TaskLogs) -> Destination:
    forced = container.run == "docker" or logs.destination.type == "fluentd"
    return Destination() if forced and not logs.gives("destination") else logs.destination


@SYSTEM_LOGS.sets("log_group", "<logs.prefix>/system/<name>, unless Docker runs it")
def _log_group(cluster: Cluster, container: SystemContainer, logs: TaskLogs) -> Name | None:
    if container.run == "docker" or logs.destination.type == "fluentd":
        return None
    text = f"{cluster.logs.prefix}/system/{container.name}"
    return Name(text, f"log group of task {container.name}", LOG_GROUP_NAME)


@SYSTEM_NAMES.sets("log_groups", "<logs.prefix>/system/<name>/<group>, with run: docker")
def _log_groups(cluster: Cluster, container: SystemContainer) -> dict[str, Name]:
    if container.run != "docker":
        return {}
    what = f"log group of system container {container.name}"
    first = f"{cluster.logs.prefix}/system/{container.name}"
    return {
        group: Name(f"{first}/{group}", what, LOG_GROUP_NAME) for group in container.group_names
    }


@SYSTEM_NAMES.sets("names", "<cluster>-<name>")
def _names(cluster: Cluster, container: SystemContainer) -> Names:
    if container.run == "docker":
        return tuple(container.log_groups.values())
    service = Name(container.name, f"service of system container {container.name}", SERVICE_NAME)
    every = [*task_names(container), service]
    if container.awsvpc:
        family, of = container.family, f"security group of {container.family}"
        description = "description of its security group"
        every += [
            Name(f"{family}-", of, SECURITY_GROUP_NAME, is_prefix=True),
            Name(f"Tasks of {family}", description, SECURITY_GROUP_DESCRIPTION),
        ]
    return tuple(every)
