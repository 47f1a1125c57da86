"""The modules of jobs: a task that runs and ends, what starts it, and the alarms of that."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.job_event_rules import job_event_rules
from tfgen.modules.job_workflow import (
    account,
    job_workflow,
    starter_name_prefix,
    what_starts,
    where_it_starts,
    workflow_of,
)
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.queue_alarm import queue_alarm
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    after,
    alerts_key_arn,
    in_cluster,
)
from tfgen.modules.parts.workloads import workload_security_group
from tfgen.modules.tasks import task_call
from tfgen.resolve import Cluster, Job
from tfgen.tree import ModulePlan, Promise


def jobs(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every job, each in a file of its own."""
    for job in cluster.jobs.values():
        yield task_call(cluster, job, job.module, (_family(job),))
        yield from workload_security_group(cluster, job, job.module)
        if job.has_workflow:
            yield from job_workflow(cluster, job)
        if job.schedule is not None:
            yield _schedule(cluster, job)
            if job.alarms.failed:
                yield _alarm(cluster, job)
        if job.events:
            yield from job_event_rules(cluster, job)


def _family(job: Job) -> Promise:
    text = f"the task definition of {job.key} is {job.family}"
    return Promise("family", job.family, f"jobs.{job.key}", text)


def _schedule(cluster: Cluster, job: Job) -> ModulePlan:
    inputs: dict[str, Value] = {
        **what_starts(cluster, job),
        "schedule": job.schedule,
        **changed(job, "timezone", "enabled", "task_count", "flexible_window"),
        **changed(job, "maximum_retry_attempts", "maximum_event_age"),
        "overrides": _overrides(job),
        "workflow": workflow_of(job),
        "cluster_name": CLUSTER_NAME,
        **where_it_starts(cluster, job),
        "role_name_prefix": starter_name_prefix(cluster, job),
        "kms_key_arn": alerts_key_arn(cluster),
        **account(cluster),
    }
    when = f"{job.key} runs at {job.schedule} in {job.timezone}"
    path = f"jobs.{job.key}.schedule"
    promise = Promise("schedule", [job.schedule, job.timezone], path, when)
    call = f"{job.module}_schedule"
    return ModulePlan(call, "job_schedule", job.module, inputs, promises=(promise,))


def _overrides(job: Job) -> Value:
    """Return what a scheduled run has otherwise than its task definition."""
    overrides = changed(job.overrides)
    if not overrides:
        return None
    # ECS wants to know of which container.
    return {"container": job.name, **overrides}


def _alarm(cluster: Cluster, job: Job) -> ModulePlan:
    text = f"an alarm rings when {job.key} could not be started"
    promise = Promise(
        "alarm_name",
        f"{job.family}-failed-starts",
        f"jobs.{job.key}.alarms",
        text,
    )
    queue = Ref(f"module.{job.module}_schedule.failed_starts_queue_name")
    contents = after("Failed scheduled starts of ", in_cluster(cluster, job.family))
    return queue_alarm(f"{job.module}_alarm", job.module, queue, contents, promise)
