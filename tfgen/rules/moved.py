"""Rules of `moved_from`: a former name must be free, and lead to one thing only."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster
from tfgen.rules.instance_groups import groups
from tfgen.rules.rule import Path, Rule, finding
from tfgen.rules.services import services
from tfgen.rules.system_containers import system_containers
from tfgen.spec.scalars import shown

_MOVED = "https://developer.hashicorp.com/terraform/language/modules/develop/refactoring"


def groups_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of instance groups to names that no group has, and that no other group had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    given = [(path, key, group.moved_from) for path, key, group in groups(cluster)]
    yield from former_names(cluster, "instance group", given)


def system_containers_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of system containers to names that none has, and that no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    given = [(path, key, container.moved_from) for path, key, container in system_containers(cluster)]
    yield from former_names(cluster, "system container", given)


def jobs_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of jobs to names that none has, and that no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    given: list[tuple[Path, str, tuple[str, ...]]] = [
        (("jobs", key), key, job.moved_from) for key, job in sorted(cluster.jobs.items())
    ]
    yield from former_names(cluster, "job", given)


def services_moved_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the former names of services to names that none has, and that no other one had.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    given = [(path, key, service.moved_from) for path, key, service in services(cluster)]
    yield from former_names(cluster, "service", given)


def former_names(cluster: Cluster, what: str, given: list[tuple[Path, str, tuple[str, ...]]]) -> Iterator[Diagnostic]:
    """Yield each former name that a member of the section has, or another one gives too.

    https://developer.hashicorp.com/terraform/language/modules/develop/refactoring
    """
    present = {key: path for path, key, _ in given}
    first: dict[str, Path] = {}
    for path, _, names in given:
        for index, name in enumerate(names):
            at = (*path, "moved_from", index)
            if name in present:
                message = f"{what} {shown(name)} exists: it was not renamed"
                also = ((present[name], "it stands here"),)
                yield finding(
                    cluster,
                    "RULE096",
                    at,
                    message,
                    "remove it, or give the other one a new name",
                    also=also,
                )
            elif name in first:
                message = f"{what} {shown(name)} cannot have become two"
                also = ((first[name], "given here too"),)
                yield finding(cluster, "RULE096", at, message, "keep one of them", source=_MOVED, also=also)
            first.setdefault(name, at)


RULES = (
    Rule(("services",), services_moved_once),
    Rule(("instance_groups",), groups_moved_once),
    Rule(("system_containers",), system_containers_moved_once),
    Rule(("jobs",), jobs_moved_once),
)
