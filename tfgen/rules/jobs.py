"""Rules of `jobs`: what belongs to a schedule, and what a schedule can start."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, Job
from tfgen.rules.rule import Path, Rule, finding

_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/APIReference"
_WINDOW = f"{_SCHEDULER}/API_FlexibleTimeWindow.html"
_ECS_TARGET = f"{_SCHEDULER}/API_EcsParameters.html"
_FAMILY = "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html"

# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
MOST_CAPACITIES = 6


def jobs(cluster: Cluster) -> Iterator[tuple[Path, str, Job]]:
    """Yield each job with its path and key."""
    for key, job in sorted(cluster.jobs.items()):
        yield ("jobs", key), key, job


def families_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a job with the name of a service or system container: the revisions of one would be those of the other.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    taken: dict[str, tuple[Path, str]] = {key: (("services", key), f"service {key}") for key in cluster.services}
    for key, container in cluster.system_containers.items():
        if container.run == "daemon":
            name = container.name
            taken.setdefault(name, (("system_containers", key), f"system container {key}"))
    for path, key, job in jobs(cluster):
        name = job.name
        if name in taken:
            other, what = taken[name]
            message = f"job {key} and {what} would have one family of task definitions, named by {name}"
            also = ((other, "the other one"),)
            yield finding(
                cluster,
                "RULE243",
                path,
                message,
                "rename one of the two",
                source=_FAMILY,
                key=True,
                also=also,
            )


def windows_in_minutes(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold flexible_window to whole minutes, which AWS counts it in.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html
    """
    for path, _, job in jobs(cluster):
        seconds = job.flexible_window or 0
        if seconds % 60:
            message = f"a window of {seconds}s is not whole minutes, which AWS counts it in"
            help = f"write {seconds // 60 + 1}m"
            yield finding(cluster, "RULE248", (*path, "flexible_window"), message, help, source=_WINDOW)


def capacity_fits_schedule(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the capacity of a scheduled job to as many members as EventBridge Scheduler takes.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
    """
    for path, key, job in jobs(cluster):
        count = len(job.capacity)
        if job.schedule is not None and count > MOST_CAPACITIES:
            at = (*path, "capacity") if job.capacity else path
            message = f"job {key} runs on {count} capacities, and a schedule takes {MOST_CAPACITIES}"
            help = f"write capacity with {MOST_CAPACITIES} at most"
            yield finding(cluster, "RULE249", at, message, help, source=_ECS_TARGET, key=True)


RULES = (
    Rule(("jobs", "services", "system_containers"), families_are_free),
    Rule(("jobs",), windows_in_minutes),
    Rule(("jobs", "instance_groups", "cluster"), capacity_fits_schedule),
)
