"""The module `ecs_job`: a task that runs and ends, its schedule, and what is told when it cannot start."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import names
from tfgen.hcl import Ref
from tfgen.modules.containers import TaskPlan, features, task_inputs, task_shape
from tfgen.modules.ecs_events import alarm_topics
from tfgen.modules.ecs_instances import rules
from tfgen.modules.workload import (
    capacity_inputs,
    network_inputs,
    size_inputs,
    workload_shape,
    workload_task,
)
from tfgen.resolve import Cluster, Job
from tfgen.tree import Input, ModulePlan, Promise


def ecs_job(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every job."""
    tasks = {
        key: workload_task(cluster, "jobs", job.name, job)
        for key, job in sorted(cluster.jobs.items())
    }
    seen = features(tasks.values())
    return tuple(_job(cluster, key, planned, seen) for key, planned in tasks.items())


def _job(cluster: Cluster, key: str, planned: TaskPlan, seen: frozenset[str]) -> ModulePlan:
    job = cluster.jobs[key]
    scheduled, ingress = job.schedule is not None, rules(cluster, job.ingress, "from")
    shape = {
        "scheduled": scheduled,
        **workload_shape(cluster, job, ingress),
        "external": job.deployment.owner == "external",
        "flexible": scheduled and job.flexible_window is not None,
        "command": scheduled and job.overrides.command is not None,
        "environment": scheduled and bool(job.overrides.environment),
        "overrides": scheduled
        and (job.overrides.command is not None or bool(job.overrides.environment)),
        "alarm": scheduled and job.alarms.failed,
        "key": scheduled and cluster.alerts.has_key,
        **task_shape(planned, seen, account=scheduled),
    }
    name = Input("name", "string", "Name of the main container", planned.key)
    inputs = [
        *([name] if planned.route.log_group or shape["overrides"] else []),
        Input(
            "cluster_name",
            "string",
            "Name of the cluster",
            Ref("module.ecs_capacity_providers.cluster_name"),
        ),
        Input("network_mode", "string", "Network of the containers", job.network_mode),
        *size_inputs(cluster, job),
        *capacity_inputs(cluster, job),
        *network_inputs(cluster, job, ingress),
        *(_schedule(cluster, job) if scheduled else ()),
        *task_inputs(cluster, planned, seen, region=scheduled),
    ]
    promises = tuple(_promises(key, job, planned.family))
    return ModulePlan(f"job_{names.label(key)}", "ecs_job", tuple(inputs), shape, promises=promises)


def _schedule(cluster: Cluster, job: Job) -> Iterator[Input]:
    yield Input(
        "cluster_arn", "string", "ARN of the cluster", Ref("module.ecs_cluster.cluster_arn")
    )
    yield Input("schedule", "string", "When it runs", job.schedule)
    yield Input("timezone", "string", "Time zone of cron and at", job.timezone)
    yield Input("enabled", "bool", "Whether the schedule starts it", job.enabled)
    yield Input("task_count", "number", "Number of tasks of a run", job.task_count)
    if job.flexible_window is not None:
        about = "Minutes after the moment in which AWS may start it"
        yield Input("flexible_window", "number", about, job.flexible_window // 60)
    about = "How often starting it is tried again"
    yield Input("maximum_retry_attempts", "number", about, job.maximum_retry_attempts)
    yield Input(
        "maximum_event_age",
        "number",
        "Seconds in which starting it is tried",
        job.maximum_event_age,
    )
    if job.overrides.command is not None:
        yield Input(
            "override_command",
            "list(string)",
            "Command of the scheduled runs",
            job.overrides.command,
        )
    if job.overrides.environment:
        variables = dict(sorted(job.overrides.environment.items()))
        yield Input(
            "override_environment", "map(string)", "Variables of the scheduled runs", variables
        )
    if cluster.alerts.has_key:
        yield Input(
            "kms_key_arn", "string", "Key of the alerts", Ref("module.ecs_events.kms_key_arn")
        )
    if job.alarms.failed:
        about = "Topics that are told when it could not be started"
        yield Input("alarm_topic_arns", "list(string)", about, alarm_topics())


def _promises(key: str, job: Job, family: str) -> Iterator[Promise]:
    path = f"jobs.{key}"
    yield Promise("family", family, path, f"the task definition of {key} is {family}")
    if job.schedule is not None:
        when = f"{job.schedule} in {job.timezone}"
        yield Promise(
            "schedule", [job.schedule, job.timezone], f"{path}.schedule", f"{key} runs at {when}"
        )
