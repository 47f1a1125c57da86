"""Jobs, resolved."""

from __future__ import annotations

from tfgen.language import jobs as language
from tfgen.resolve.convention import RESOLVED, begin
from tfgen.resolve.workloads import Workload, begin_workload


class Job(Workload, language.Job):
    """A task that runs and ends."""

    model_config = RESOLVED


def begin_job(key: str, written: language.Job) -> Job:
    """Return a job as far as the spec says it."""
    return begin(Job, written, **begin_workload("job", key, written))
