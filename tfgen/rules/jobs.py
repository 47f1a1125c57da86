"""Rules of `jobs`: what belongs to a schedule, and what a schedule can start."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import EXECUTION_TIME
from tfgen.language.jobs import Retry
from tfgen.resolve import Cluster, Job, Service, Task
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/APIReference"
_BRIDGE = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"

# https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
_MOST_CAPACITIES = 6


@rule(
    Code(
        "RULE243",
        "task-family-taken",
        what="A job has the task family of a service or a system container.",
        why="A family names the revisions of one task definition, and a schedule and run-task "
        "start the newest. With two definitions in one family that may be the other's.",
        help="Rename one of the two.",
        source=f"{_ECS}/APIReference/API_RegisterTaskDefinition.html",
    ),
    sections=("jobs", "services", "system_containers"),
)
def families_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a job with the name of a service or daemon."""
    # What Docker runs has no task definition: only daemons count.
    others: dict[str, Task] = {**dict(over.names(cluster.daemons.values()))}
    others |= dict(over.names(cluster.services.values()))
    for name, job in over.names(cluster.jobs.values()):
        if other := others.get(name):
            families = f"job {job.key} and {_kind(other)} {other.key} would have one family"
            yield finding(
                cluster,
                "RULE243",
                job.path,
                f"{families} of task definitions, named by {name}",
                f"rename job {job.key} or {_kind(other)} {other.key}",
                key=True,
                also=((other.path, "the other one"),),
            )


def _kind(task: Task) -> str:
    return "service" if isinstance(task, Service) else "system container"


@rule(
    Code(
        "RULE248",
        "window-not-whole-minutes",
        what="The window of a schedule is not whole minutes.",
        why="EventBridge Scheduler takes the window as a number of minutes, from 1 to 1440.",
        help="Write whole minutes: the message names the next.",
        source=f"{_SCHEDULER}/API_FlexibleTimeWindow.html",
    ),
    sections=("jobs",),
    over=over.jobs,
)
def windows_in_minutes(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Hold flexible_window to whole minutes, which AWS counts it in."""
    seconds = job.flexible_window or 0
    if seconds % 60:
        path = (*job.path, "flexible_window")
        message = f"a window of {seconds}s is not whole minutes, which AWS counts it in"
        yield finding(cluster, "RULE248", path, message, f"write {seconds // 60 + 1}m")


@rule(
    Code(
        "RULE249",
        "schedule-with-too-many-capacities",
        what="A job runs on more capacities than the schedule or rule that starts it takes.",
        why="The target of a schedule or of a rule of EventBridge holds at most 6 capacity "
        "providers. A job that others start may have more: ECS itself takes 20.",
        help=f"Write capacity with {_MOST_CAPACITIES} members at most.",
        source=f"{_SCHEDULER}/API_EcsParameters.html",
    ),
    sections=("jobs", "instance_groups", "cluster"),
    over=over.jobs,
)
def capacity_fits_schedule(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Hold the capacity of a scheduled job to as many members as EventBridge takes."""
    count = len(job.capacity)
    if job.has_workflow or not job.started:
        return
    if count > _MOST_CAPACITIES:
        # Where the job does not say, it is the cluster's default that is too long.
        path = (*job.path, "capacity")
        runs = f"job {job.key} runs on {count} capacities"
        message = f"{runs}, and a schedule or rule takes {_MOST_CAPACITIES}"
        help = f"write capacity with {_MOST_CAPACITIES} at most"
        yield finding(cluster, "RULE249", path, message, help, key=True)


@rule(
    Code(
        "RULE580",
        "run-longer-than-a-year",
        what="The tries of a run and the waits between them may take more than a year together.",
        why="Step Functions ends a workflow after a year, whatever it waits for.",
        help="Write a shorter timeout, fewer max_attempts, or a smaller interval or backoff_rate.",
        source=EXECUTION_TIME.source,
    ),
    sections=("jobs",),
    over=over.jobs,
)
def runs_end_within_a_year(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Hold all tries of a run together to what a workflow may take."""
    retry = job.retry
    if retry is None:
        return
    tries = (retry.max_attempts + 1) * (job.timeout or 0)
    if tries + _waits(retry) > EXECUTION_TIME.high:
        message = f"the tries of {job.key} and the waits between them may take more than a year"
        help = "write a shorter timeout, fewer max_attempts, or a smaller interval or backoff_rate"
        yield finding(cluster, "RULE580", (*job.path, "retry"), message, help)


def _waits(retry: Retry) -> int:
    """Return the seconds of all waits; of those that grow no more than are beyond a year."""
    if retry.backoff_rate == 1:
        return retry.max_attempts * retry.interval
    total, wait = 0, retry.interval
    for _ in range(retry.max_attempts):
        total += wait
        wait *= retry.backoff_rate
        if total > EXECUTION_TIME.high:
            break
    return total


@rule(
    Code(
        "RULE582",
        "event-of-no-source",
        what="An event that starts a job says neither a bucket nor a source.",
        why="EventBridge takes no rule without a pattern, and one without a source would let "
        "whoever may send events start the job.",
        help="Write s3, or source and what else its events have in common.",
        source=f"{_BRIDGE}/eb-patterns-best-practices.html",
    ),
    sections=("jobs",),
    over=over.jobs,
)
def events_have_a_source(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Refuse an event that nobody in particular sends."""
    for key, event in job.events.items():
        if event.s3 is None and not event.source:
            path = (*job.path, "events", key)
            message = f"event {key} of job {job.key} says neither s3 nor source"
            help = "write s3: <bucket>, or source: and what else its events have in common"
            yield finding(cluster, "RULE582", path, message, help, key=True)


@rule(
    Code(
        "RULE583",
        "bucket-has-to-tell",
        what="A job is started by objects of a bucket, which tells EventBridge only if it is to.",
        why="Notifications to EventBridge are off in a new bucket, and a setting of the bucket. "
        "Without them nothing starts the job, and nothing fails.",
        help="Switch them on where the bucket is made; once that is done, this stays a note.",
        source="https://docs.aws.amazon.com/AmazonS3/latest/userguide/"
        "enable-event-notifications-eventbridge.html",
        severity=Severity.NOTE,
    ),
    sections=("jobs",),
    over=over.jobs,
)
def buckets_tell(cluster: Cluster, job: Job) -> Iterator[Diagnostic]:
    """Tell what a bucket has to do that is made elsewhere."""
    for key, event in job.events.items():
        if event.s3 is not None:
            path = (*job.path, "events", key, "s3")
            message = f"bucket {event.s3.bucket} has to send its notifications to EventBridge"
            help = "switch that on where the bucket is made, with eventbridge of its notifications"
            yield finding(cluster, "RULE583", path, message, help)


RULES = (
    events_have_a_source,
    buckets_tell,
    families_are_free,
    windows_in_minutes,
    capacity_fits_schedule,
    runs_end_within_a_year,
)
