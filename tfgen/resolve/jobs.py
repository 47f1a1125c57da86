"""Jobs, resolved."""

from __future__ import annotations

from tfgen.language import jobs as language
from tfgen.resolve.convention import begin
from tfgen.resolve.workloads import Workload, begin_workload


class Job(Workload, language.Job):
    """A task that runs and ends."""

    @property
    def has_workflow(self) -> bool:
        """Whether Step Functions runs it: ECS knows neither a timeout nor a retry."""
        return self.timeout is not None or self.retry is not None

    @property
    def started(self) -> bool:
        """Whether something of AWS starts it."""
        return self.schedule is not None or bool(self.events)

    @property
    def watched(self) -> bool:
        """Whether something starts or runs it that can be asked how that went."""
        return self.started or self.has_workflow


def begin_job(key: str, written: language.Job) -> Job:
    """Return a job as far as the spec says it."""
    return begin(Job, written, **begin_workload("job", key, written))
