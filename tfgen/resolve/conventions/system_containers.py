"""Conventions of system containers: where they run, what their logs go to, their names."""

from __future__ import annotations

from tfgen.facts.limits import LOG_GROUP_NAME, SERVICE_NAME
from tfgen.language.logs import Destination
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.conventions.tasks import task_names
from tfgen.resolve.names import Name, Names
from tfgen.resolve.system_containers import SystemContainer
from tfgen.resolve.tasks import TaskLogs

NAMED = Conventions(SystemContainer)
SYSTEM_CONTAINERS = Conventions(SystemContainer)
SYSTEM_LOGS = Conventions(TaskLogs)
SYSTEM_NAMES = Conventions(SystemContainer)


@NAMED.sets("name", "its oldest key: another name would replace what is there")
def _name(cluster: Cluster, container: SystemContainer) -> str:
    return names.oldest(container.key, container.moved_from)


@SYSTEM_CONTAINERS.sets("instance_groups", "all, unless some are written")
def _instance_groups(cluster: Cluster, container: SystemContainer) -> tuple[str, ...]:
    return container.instance_groups or tuple(cluster.instance_groups)


@SYSTEM_CONTAINERS.sets("group_names", "their oldest keys")
def _group_names(cluster: Cluster, container: SystemContainer) -> tuple[str, ...]:
    # One that does not exist is refused by a rule, and must not hide the others here.
    groups = (cluster.instance_groups.get(key) for key in container.instance_groups)
    return tuple(sorted(group.name for group in groups if group))


@SYSTEM_CONTAINERS.sets("pulled_image", "Docker alone does not log in to the cache of a registry")
def _pulled_image(cluster: Cluster, container: SystemContainer) -> str:
    if container.run == "docker":
        return container.image
    return container.pulled_image


@SYSTEM_LOGS.sets("destination", "CloudWatch, not fluentd: that may run on the instance")
def _destination(cluster: Cluster, container: SystemContainer, logs: TaskLogs) -> Destination:
    if logs.gives("destination"):
        return logs.destination
    # Docker alone has no FireLens, which is a container that ECS puts beside others.
    if container.run == "docker" or logs.destination.type == "fluentd":
        return Destination()
    return logs.destination


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
    of = f"log group of system container {container.name}"
    first = f"{cluster.logs.prefix}/system/{container.name}"
    return {group: Name(f"{first}/{group}", of, LOG_GROUP_NAME) for group in container.group_names}


@SYSTEM_NAMES.sets("names", "<cluster>-<name>")
def _names(cluster: Cluster, container: SystemContainer) -> Names:
    if container.run == "docker":
        return tuple(container.log_groups.values())
    service = Name(container.name, f"service of system container {container.name}", SERVICE_NAME)
    every = [*task_names(container), service]
    if container.awsvpc:
        family, of = container.family, f"security group of {container.family}"
        every += names.security_group_names(f"{family}-", of, f"Tasks of {family}")
    return tuple(every)
