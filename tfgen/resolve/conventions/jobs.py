"""Conventions of jobs: their names."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import (
    ALARM_NAME,
    EVENT_RULE_NAME,
    QUEUE_NAME,
    ROLE_NAME,
    SCHEDULE_GROUP_NAME,
    SCHEDULE_NAME,
    STATE_MACHINE_NAME,
)
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.conventions.tasks import task_names
from tfgen.resolve.conventions.workloads import network_names
from tfgen.resolve.jobs import Job
from tfgen.resolve.names import Name, Names

JOBS = Conventions(Job)


@JOBS.sets("names", "<cluster>-<job>")
def _names(cluster: Cluster, job: Job) -> Names:
    return (*task_names(job), *network_names(job), *_start_names(job), *_workflow_names(job))


def _start_names(job: Job) -> Names:
    return (*_schedule_names(job), *_event_names(job))


def _schedule_names(job: Job) -> Iterator[Name]:
    if job.schedule is None:
        return
    family, of = job.family, f"job {job.name}"
    yield Name(family, f"schedule of {of}", SCHEDULE_NAME)
    yield Name(family, f"schedule group of {of}", SCHEDULE_GROUP_NAME)
    yield Name(f"{family}-failed-starts", f"queue of {of}", QUEUE_NAME)
    prefix, role = f"{job.role_name_prefix}run-", f"role of schedule {job.name}"
    yield Name(prefix, role, ROLE_NAME, is_prefix=True)
    if job.alarms.failed:
        yield Name(f"{family}-failed-starts", f"alarm of {of}", ALARM_NAME)


def _event_names(job: Job) -> Iterator[Name]:
    if not job.events:
        return
    family, of = job.family, f"job {job.name}"
    for key in sorted(job.events):
        yield Name(f"{family}-{key}", f"rule {key} of {of}", EVENT_RULE_NAME)
    yield Name(f"{family}-failed-events", f"queue of events of {of}", QUEUE_NAME)
    prefix, role = f"{job.role_name_prefix}rule-", f"role of events of {job.name}"
    yield Name(prefix, role, ROLE_NAME, is_prefix=True)
    if job.alarms.failed:
        yield Name(f"{family}-failed-events", f"alarm of events of {of}", ALARM_NAME)


def _workflow_names(job: Job) -> Iterator[Name]:
    if not job.has_workflow:
        return
    family, of = job.family, f"job {job.name}"
    yield Name(family, f"workflow of {of}", STATE_MACHINE_NAME)
    prefix, role = f"{job.role_name_prefix}flow-", f"role of workflow {job.name}"
    yield Name(prefix, role, ROLE_NAME, is_prefix=True)
    if job.alarms.failed:
        yield Name(f"{family}-failed-runs", f"alarm of runs of {of}", ALARM_NAME)
