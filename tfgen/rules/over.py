"""What rules look at one by one: each gives the arguments behind the cluster.

A rule over services is asked once for each service. So what could not be read of one service keeps
quiet about that service alone.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeVar

from tfgen.resolve import (
    Cluster,
    Container,
    EmptySecret,
    FileSystem,
    InstanceGroup,
    Job,
    LoadBalancer,
    ManagedInstances,
    Queue,
    Repository,
    Route,
    Service,
    SystemContainer,
    Task,
    Workload,
)
from tfgen.resolve.convention import each

T = TypeVar("T")
Named = TypeVar("Named", bound=Task)


def _alone(members: Iterable[T]) -> Iterator[tuple[T]]:
    # One argument is still a tuple: a rule is called with all that stands in it.
    return ((member,) for member in members)


def instance_groups(cluster: Cluster) -> Iterator[tuple[InstanceGroup]]:
    """Give each instance group."""
    return _alone(cluster.instance_groups.values())


def managed_instances(cluster: Cluster) -> Iterator[tuple[ManagedInstances]]:
    """Give each capacity that ECS manages."""
    return _alone(each([cluster], lambda whole: whole.managed_instances.values()))


def load_balancers(cluster: Cluster) -> Iterator[tuple[LoadBalancer]]:
    """Give each load balancer."""
    return _alone(cluster.load_balancers.values())


def file_systems(cluster: Cluster) -> Iterator[tuple[FileSystem]]:
    """Give each file system."""
    return _alone(cluster.file_systems.values())


def queues(cluster: Cluster) -> Iterator[tuple[Queue]]:
    """Give each queue."""
    return _alone(each([cluster], lambda whole: whole.queues.values()))


def secrets(cluster: Cluster) -> Iterator[tuple[EmptySecret]]:
    """Give each secret that the tree makes."""
    return _alone(each([cluster], lambda whole: whole.secrets.values()))


def repositories(cluster: Cluster) -> Iterator[tuple[Repository]]:
    """Give each repository."""
    return _alone(each([cluster], lambda whole: whole.repositories.values()))


def system_containers(cluster: Cluster) -> Iterator[tuple[SystemContainer]]:
    """Give each system container."""
    # Over the cluster itself `each` is quiet where the whole section could not be read.
    return _alone(each([cluster], lambda whole: whole.system_containers.values()))


def services(cluster: Cluster) -> Iterator[tuple[Service]]:
    """Give each service."""
    return _alone(each([cluster], lambda whole: whole.services.values()))


def jobs(cluster: Cluster) -> Iterator[tuple[Job]]:
    """Give each job."""
    return _alone(each([cluster], lambda whole: whole.jobs.values()))


def workloads(cluster: Cluster) -> Iterator[tuple[Workload]]:
    """Give each service and job."""
    yield from services(cluster)
    yield from jobs(cluster)


def tasks(cluster: Cluster) -> Iterator[tuple[Task]]:
    """Give each system container, service and job."""
    yield from system_containers(cluster)
    yield from workloads(cluster)


def containers(cluster: Cluster) -> Iterator[tuple[Task, Container]]:
    """Give each container with its task: main ones and sidecars."""
    for (task,) in tasks(cluster):
        if isinstance(task, Container):
            yield task, task
        if isinstance(task, Workload):
            yield from each([task], _sidecars)


def _sidecars(workload: Workload) -> list[tuple[Task, Container]]:
    return [(workload, sidecar) for sidecar in workload.sidecars.values()]


def routes(cluster: Cluster) -> Iterator[tuple[Service, Route]]:
    """Give each route with its service."""
    for (service,) in services(cluster):
        yield from each([service], _routes)


def _routes(service: Service) -> list[tuple[Service, Route]]:
    return [(service, route) for route in service.routes.values()]


def names(members: Iterable[Named]) -> Iterator[tuple[str, Named]]:
    """Give each member by the name that AWS knows, as far as that was read."""
    return each(members, lambda member: [(member.name, member)])
