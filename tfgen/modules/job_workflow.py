"""The module `job_workflow`: Step Functions runs a task, waits for its end, and tries it again."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    TOPIC_ARNS,
    in_cluster,
    partition,
)
from tfgen.modules.parts.workloads import capacity_of, network_of
from tfgen.resolve import Cluster, Job
from tfgen.tree import ModulePlan, Promise


def job_workflow(cluster: Cluster, job: Job) -> Iterator[ModulePlan]:
    """Plan what runs a job that has a timeout or a retry, and what tells that it gave up."""
    inputs: dict[str, Value] = {
        **what_runs(cluster, job),
        "timeout": job.timeout,
        "retry": _retry(job),
        "cluster_name": CLUSTER_NAME,
        **where_it_runs(cluster, job),
        "role_name_prefix": starter_name_prefix(cluster, job),
        **account(cluster),
    }
    call = f"{job.module}_workflow"
    promises = tuple(_promises(job))
    yield ModulePlan(call, "job_workflow", job.module, inputs, promises=promises)
    if job.alarms.failed:
        yield _alarm(cluster, job)


def workflow_of(job: Job) -> Value:
    """Return what starts a workflow needs of it; None where a job has none."""
    if not job.has_workflow:
        return None
    return {"arn": Ref(f"module.{job.module}_workflow.arn")}


def what_starts(cluster: Cluster, job: Job) -> dict[str, Value]:
    """Return what starts have to know of the task: of one with a workflow that knows the rest."""
    if job.has_workflow:
        return {"family": in_cluster(cluster, job.family)}
    return what_runs(cluster, job)


def where_it_starts(cluster: Cluster, job: Job) -> dict[str, Value]:
    """Return the place of a run that has no workflow."""
    if job.has_workflow:
        return {}
    return where_it_runs(cluster, job)


def what_runs(cluster: Cluster, job: Job) -> dict[str, Value]:
    """Return the revision that Terraform made, or only the family where CI makes the newest."""
    # A family stands for its newest revision at the time of the run.
    if job.deployment.owner == "external":
        return {"family": _task(job, "family")}
    arn = _task(job, "task_definition_arn")
    return {"family": in_cluster(cluster, job.family), "task_definition_arn": arn}


def where_it_runs(cluster: Cluster, job: Job) -> dict[str, Value]:
    """Return the place of a run, and the roles of its task."""
    return {
        "capacity": capacity_of(job),
        "network": network_of(job),
        "role_arns": _task(job, "role_arns"),
    }


def account(cluster: Cluster) -> dict[str, Value]:
    """Return the account and region of the cluster."""
    return {
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
    }


def _task(job: Job, output: str) -> Value:
    return Ref(f"module.{job.module}_task.{output}")


def starter_name_prefix(cluster: Cluster, job: Job) -> Value:
    """Return the first part of the name of the role that starts it, unless it is the family."""
    if job.role_name_prefix == f"{job.family}-":
        return None
    return in_cluster(cluster, job.role_name_prefix)


def _retry(job: Job) -> Value:
    if job.retry is None:
        return None
    return changed(job.retry, "max_attempts", "interval", "backoff_rate")


def _promises(job: Job) -> Iterator[Promise]:
    # Its definition names subnets and revisions, which no plan knows: so the name alone.
    text = f"a workflow runs {job.key}, stops a run that takes too long and repeats what failed"
    yield Promise("name", str(job.family), f"jobs.{job.key}", text)


def _alarm(cluster: Cluster, job: Job) -> ModulePlan:
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, job.family),
        "state_machine_arn": Ref(f"module.{job.module}_workflow.arn"),
        "topic_arns": TOPIC_ARNS,
    }
    text = f"an alarm rings when a run of {job.key} failed to the last try"
    path = f"jobs.{job.key}.alarms"
    promise = Promise("alarm_name", f"{job.family}-failed-runs", path, text)
    call = f"{job.module}_workflow_alarm"
    return ModulePlan(call, "job_workflow_alarm", job.module, inputs, promises=(promise,))
