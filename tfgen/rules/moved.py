"""Rules of `moved_from`: a former name must be free, and lead to one thing only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from tfgen.diagnostics import Code, Diagnostic
from tfgen.language.scalars import shown
from tfgen.resolve import (
    Cluster,
    EmptySecret,
    FileSystem,
    InstanceGroup,
    LoadBalancer,
    ManagedInstances,
    Queue,
    Repository,
    SystemContainer,
    Workload,
)
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, finding, rule

Holding: TypeAlias = FileSystem | Queue | Repository | EmptySecret
Capacity: TypeAlias = InstanceGroup | ManagedInstances
Member: TypeAlias = Holding | Capacity | LoadBalancer | SystemContainer | Workload

_IN_USE = Code(
    "RULE096",
    "former-name-in-use",
    what="A former name is in use, or two members have it.",
    why=(
        "moved_from becomes a moved block. Terraform refuses to move what is still declared at "
        "its old address, and to move one thing to two addresses."
    ),
    help="Remove the former name, or give it to the one member that was renamed.",
    source="https://developer.hashicorp.com/terraform/language/modules/develop/refactoring",
)


@rule(_IN_USE, sections=("services",))
def services_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of services to names that none has, and no other one had."""
    yield from _former_names(cluster, "service", cluster.services.values())


@rule(_IN_USE, sections=("instance_groups",))
def groups_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of instance groups to names that none has, and no other one had."""
    yield from _former_names(cluster, "instance group", cluster.instance_groups.values())


@rule(_IN_USE, sections=("managed_instances",))
def managed_instances_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of managed instances to names that none has, and no other one had."""
    managed = cluster.managed_instances.values()
    yield from _former_names(cluster, "managed instances", managed)


@rule(_IN_USE, sections=("system_containers",))
def system_containers_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of system containers to names that none has, and no other one had."""
    yield from _former_names(cluster, "system container", cluster.system_containers.values())


@rule(_IN_USE, sections=("jobs",))
def jobs_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of jobs to names that none has, and no other one had."""
    yield from _former_names(cluster, "job", cluster.jobs.values())


@rule(_IN_USE, sections=("load_balancers",))
def balancers_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of load balancers to names that none has, and no other one had."""
    yield from _former_names(cluster, "load balancer", cluster.load_balancers.values())


@rule(_IN_USE, sections=("file_systems",))
def file_systems_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of file systems to names that none has, and no other one had."""
    yield from _former_names(cluster, "file system", cluster.file_systems.values())


@rule(_IN_USE, sections=("repositories",))
def repositories_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of repositories to names that none has, and no other one had."""
    yield from _former_names(cluster, "repository", cluster.repositories.values())


@rule(_IN_USE, sections=("queues",))
def queues_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of queues to names that none has, and no other one had."""
    yield from _former_names(cluster, "queue", cluster.queues.values())


@rule(_IN_USE, sections=("secrets",))
def secrets_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of secrets to names that none has, and no other one had."""
    yield from _former_names(cluster, "secret", cluster.secrets.values())


def _former_names(cluster: Cluster, kind: str, members: Iterable[Member]) -> Iterator[Diagnostic]:
    """Yield each former name that a member of the section has, or another one gives too."""
    present = {member.key: member.path for member in members}
    first: dict[str, Path] = {}
    for path, name in each(members, _moved_from):
        if name in present:
            message = f"{kind} {shown(name)} exists: it was not renamed"
            help = "remove it, or give the other one a new name"
            also = ((present[name], "it stands here"),)
            yield finding(cluster, "RULE096", path, message, help, also=also)
        elif name in first:
            message = f"{kind} {shown(name)} cannot have become two"
            also = ((first[name], "given here too"),)
            yield finding(cluster, "RULE096", path, message, "keep one of them", also=also)
        # The first that gives a name keeps it: all later ones are found beside it.
        first.setdefault(name, path)


def _moved_from(member: Member) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(member.moved_from):
        yield (*member.path, "moved_from", index), name


RULES = (
    services_moved_once,
    groups_moved_once,
    managed_instances_moved_once,
    system_containers_moved_once,
    jobs_moved_once,
    balancers_moved_once,
    file_systems_moved_once,
    queues_moved_once,
    repositories_moved_once,
    secrets_moved_once,
)
