"""Jobs, resolved."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tfgen.facts.limits import ALARM_NAME, QUEUE_NAME, ROLE_NAME, SCHEDULE_GROUP_NAME, SCHEDULE_NAME
from tfgen.language import jobs as language
from tfgen.resolve.convention import RESOLVED, Conventions, begin
from tfgen.resolve.names import Name, Names
from tfgen.resolve.tasks import task_names
from tfgen.resolve.workloads import Workload, begin_workload, network_names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster


class Job(Workload, language.Job):
    """A task that runs and ends."""

    model_config = RESOLVED


def begin_job(key: str, given: language.Job) -> Job:
    """Return a job as far as the spec says it."""
    return begin(Job, given, **begin_workload("job", key, given))


JOBS = Conventions(Job)


@JOBS.sets("names", "<cluster>-<job>")
def _names(cluster: Cluster, job: Job) -> Names:
    every = [*task_names(job), *network_names(job)]
    if job.schedule is not None:
        family, of = job.family, f"job {job.name}"
        every += [
            Name(family, f"schedule of {of}", SCHEDULE_NAME),
            Name(family, f"schedule group of {of}", SCHEDULE_GROUP_NAME),
            Name(f"{family}-failed-starts", f"queue of {of}", QUEUE_NAME),
            Name(
                f"{job.role_name_prefix}run-",
                f"role of schedule {job.name}",
                ROLE_NAME,
                is_prefix=True,
            ),
        ]
        if job.alarms.failed:
            every.append(Name(f"{family}-failed-starts", f"alarm of {of}", ALARM_NAME))
    return tuple(every)
