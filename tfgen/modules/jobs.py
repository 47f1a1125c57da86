"""The modules of jobs: a task that runs and ends, its schedule, and the alarm of failed starts."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.queue_alarm import queue_alarm
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    after,
    alerts_key_arn,
    in_cluster,
    partition,
)
from tfgen.modules.parts.workloads import capacity_of, network_of, workload_security_group
from tfgen.modules.tasks import task_call
from tfgen.resolve import Cluster, Job
from tfgen.tree import ModulePlan, Promise


def jobs(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every job, each in a file of its own."""
    for job in cluster.jobs.values():
        yield task_call(cluster, job, job.module, (_family(job),))
        yield from workload_security_group(cluster, job, job.module)
        if job.schedule is not None:
            yield _schedule(cluster, job)
            if job.alarms.failed:
                yield _alarm(cluster, job)


def _family(job: Job) -> Promise:
    text = f"the task definition of {job.key} is {job.family}"
    return Promise("family", job.family, f"jobs.{job.key}", text)


def _schedule(cluster: Cluster, job: Job) -> ModulePlan:
    inputs: dict[str, Value] = {
        **_what_runs(cluster, job),
        "schedule": job.schedule,
        **changed(job, "timezone", "enabled", "task_count", "flexible_window"),
        **changed(job, "maximum_retry_attempts", "maximum_event_age"),
        "overrides": _overrides(job),
        "cluster_name": CLUSTER_NAME,
        "capacity": capacity_of(job),
        "network": network_of(job),
        "role_arns": _task(job, "role_arns"),
        "role_name_prefix": _role_name_prefix(cluster, job),
        "kms_key_arn": alerts_key_arn(cluster),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
    }
    when = f"{job.key} runs at {job.schedule} in {job.timezone}"
    path = f"jobs.{job.key}.schedule"
    promise = Promise("schedule", [job.schedule, job.timezone], path, when)
    call = f"{job.module}_schedule"
    return ModulePlan(call, "job_schedule", job.module, inputs, promises=(promise,))


def _what_runs(cluster: Cluster, job: Job) -> dict[str, Value]:
    """Return the revision that Terraform made, or only the family where CI makes the newest."""
    # A family stands for its newest revision at the time of the run.
    if job.deployment.owner == "external":
        return {"family": _task(job, "family")}
    arn = _task(job, "task_definition_arn")
    return {"family": in_cluster(cluster, job.family), "task_definition_arn": arn}


def _task(job: Job, output: str) -> Value:
    return Ref(f"module.{job.module}_task.{output}")


def _role_name_prefix(cluster: Cluster, job: Job) -> Value:
    """Return the first part of the role's name, unless it is the family."""
    if job.role_name_prefix == f"{job.family}-":
        return None
    return in_cluster(cluster, job.role_name_prefix)


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
