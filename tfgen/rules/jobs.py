"""Rules of `jobs`: what belongs to a schedule, and what a schedule can start."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.resolve import Cluster, Job, Service, Task
from tfgen.rules import over
from tfgen.rules.rule import Rule, finding

_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/APIReference"
_WINDOW = f"{_SCHEDULER}/API_FlexibleTimeWindow.html"
_ECS_TARGET = f"{_SCHEDULER}/API_EcsParameters.html"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_FAMILY = f"{_ECS}/APIReference/API_RegisterTaskDefinition.html"

# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
MOST_CAPACITIES = 6


def families_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a job with the name of a service or daemon: revisions of both would be in one family.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    """
    others: dict[str, Task] = {**dict(over.names(cluster.daemons.values()))}
    others |= dict(over.names(cluster.services.values()))
    for name, job in over.names(cluster.jobs.values()):
        if other := others.get(name):
            what = "service" if isinstance(other, Service) else "system container"
            families = f"job {job.key} and {what} {other.key} would have one family"
            yield finding(
                cluster,
                "RULE243",
                job.path,
                f"{families} of task definitions, named by {name}",
                "rename one of the two",
                source=_FAMILY,
                key=True,
                also=((other.path, "the other one"),),
            )


def windows_in_minutes(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Hold flexible_window to whole minutes, which AWS counts it in.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html
    """
    seconds = job.flexible_window or 0
    if seconds % 60:
        message = f"a window of {seconds}s is not whole minutes, which AWS counts it in"
        at, help = (*job.path, "flexible_window"), f"write {seconds // 60 + 1}m"
        yield finding(cluster, "RULE248", at, message, help, source=_WINDOW)


def capacity_fits_schedule(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Hold the capacity of a scheduled job to as many members as EventBridge Scheduler takes.

    https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
    """
    count = len(job.capacity)
    if job.schedule is not None and count > MOST_CAPACITIES:
        runs = f"job {job.key} runs on {count} capacities"
        message = f"{runs}, and a schedule takes {MOST_CAPACITIES}"
        at, help = (*job.path, "capacity"), f"write capacity with {MOST_CAPACITIES} at most"
        yield finding(cluster, "RULE249", at, message, help, source=_ECS_TARGET, key=True)


RULES = (
    Rule(("jobs", "services", "system_containers"), families_are_free),
    Rule(("jobs",), windows_in_minutes, over.jobs),
    Rule(("jobs", "instance_groups", "cluster"), capacity_fits_schedule, over.jobs),
)
