"""The module `job_event_rules`: rules of EventBridge start a job, and what they could not start."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.job_workflow import (
    account,
    starter_name_prefix,
    what_starts,
    where_it_starts,
    workflow_of,
)
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.queue_alarm import queue_alarm
from tfgen.modules.parts.references import CLUSTER_NAME, after, in_cluster
from tfgen.resolve import Cluster, Job
from tfgen.tree import ModulePlan, Promise


def job_event_rules(cluster: Cluster, job: Job) -> Iterator[ModulePlan]:
    """Plan the rules of a job, and the alarm of events that could not start it."""
    inputs: dict[str, Value] = {
        **what_starts(cluster, job),
        "events": {key: changed(event) for key, event in sorted(job.events.items())},
        **changed(job, "maximum_retry_attempts", "maximum_event_age"),
        "container": job.name,
        "workflow": workflow_of(job),
        "cluster_name": CLUSTER_NAME,
        **where_it_starts(cluster, job),
        "role_name_prefix": starter_name_prefix(cluster, job),
        **account(cluster),
    }
    rules = [f"{job.family}-{key}" for key in sorted(job.events)]
    text = f"{job.key} is started by the rules {', '.join(rules)}"
    promise = Promise("rules", rules, f"jobs.{job.key}.events", text)
    call = f"{job.module}_event_rules"
    yield ModulePlan(call, "job_event_rules", job.module, inputs, promises=(promise,))
    if job.alarms.failed:
        yield _alarm(cluster, job)


def _alarm(cluster: Cluster, job: Job) -> ModulePlan:
    name = f"{job.family}-failed-events"
    text = f"an alarm rings when an event could not start {job.key}"
    promise = Promise("alarm_name", name, f"jobs.{job.key}.alarms", text)
    queue = Ref(f"module.{job.module}_event_rules.failed_events_queue_name")
    contents = after("Events that could not start ", in_cluster(cluster, job.family))
    return queue_alarm(f"{job.module}_event_rules_alarm", job.module, queue, contents, promise)
