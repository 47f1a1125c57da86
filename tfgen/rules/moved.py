"""Rules of `moved_from`: a former name must be free, and lead to one thing only."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, InstanceGroup, SystemContainer, Workload
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, Rule, finding

_MOVED = "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring"

Member: TypeAlias = InstanceGroup | SystemContainer | Workload


def groups_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of instance groups to names that none has, and no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    yield from former_names(cluster, "instance group", cluster.instance_groups.values())


def system_containers_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of system containers to names that none has, and no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    yield from former_names(cluster, "system container", cluster.system_containers.values())


def jobs_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of jobs to names that none has, and no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    yield from former_names(cluster, "job", cluster.jobs.values())


def services_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of services to names that none has, and no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    yield from former_names(cluster, "service", cluster.services.values())


def former_names(
    cluster: Cluster,
    what: str,
    members: Iterable[Member],
) -> Iterator[Diagnostic]:
    """Yield each former name that a member of the section has, or another one gives too."""
    present = {member.key: member.path for member in members}
    first: dict[str, Path] = {}
    for path, name in each(members, _given):
        if name in present:
            message = f"{what} {shown(name)} exists: it was not renamed"
            help = "remove it, or give the other one a new name"
            also = ((present[name], "it stands here"),)
            yield finding(cluster, "RULE096", path, message, help, also=also)
        elif name in first:
            message = f"{what} {shown(name)} cannot have become two"
            help, also = "keep one of them", ((first[name], "given here too"),)
            yield finding(cluster, "RULE096", path, message, help, source=_MOVED, also=also)
        first.setdefault(name, path)


def _given(member: Member) -> Iterator[tuple[Path, str]]:
    for index, name in enumerate(member.moved_from):
        yield (*member.path, "moved_from", index), name


RULES = (
    Rule(("services",), services_moved_once),
    Rule(("instance_groups",), groups_moved_once),
    Rule(("system_containers",), system_containers_moved_once),
    Rule(("jobs",), jobs_moved_once),
)
