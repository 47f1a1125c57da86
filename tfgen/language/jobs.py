"""`jobs`: tasks that run and end, on a schedule, on events or when somebody runs them."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import (
    EXECUTION_TIME,
    RUN_RETRIES,
    SCHEDULE_EVENT_AGE,
    SCHEDULE_RETRIES,
    SCHEDULE_TASKS,
    SCHEDULE_WINDOW,
)
from tfgen.language.container_values import Command, VariableName
from tfgen.language.field import Field
from tfgen.language.job_events import JobEvent
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import Bool, Int, Key, Seconds, Text, Words
from tfgen.language.schedules import ScheduleExpression, TimeZone
from tfgen.language.section import One, Section
from tfgen.language.workloads import Workload


class Overrides(Section):
    """What a scheduled run has other than the task definition says."""

    command: Command | None = Field(
        None, description="Command of the run, as a list of words. Left out: the job's."
    )
    environment: dict[VariableName, Text] = Field(
        {}, description="Variables that are set or changed for the run."
    )


class Retry(Section):
    """How a run that failed or took too long is done again."""

    # https://docs.aws.amazon.com/step-functions/latest/dg/concepts-error-handling.html
    max_attempts: Int = Field(
        ge=RUN_RETRIES.low,
        le=RUN_RETRIES.high,
        description="How often it is done again, after the first run.",
    )
    interval: Seconds = Field(
        60,
        ge=EXECUTION_TIME.low,
        le=EXECUTION_TIME.high,
        description="Time before it is done again the first time.",
    )
    backoff_rate: Int = Field(
        2,
        ge=1,
        description="By how much each further wait is longer than the one before; 1: all alike.",
    )


class JobDeployment(Section):
    """How a new version of a job comes."""

    owner: Annotated[Literal["terraform", "external"], Words()] = Field(
        "terraform",
        description="Who sets the task definition: terraform, or external (CI). Terraform then "
        "makes the first one and leaves it alone; schedules run the newest.",
    )


class JobAlarms(Section):
    """What of a job is told on the topic of the alerts; alerts.events tells of runs that fail."""

    failed: Bool = Field(
        True,
        description="Whether it is told that a schedule or an event could not start a run, and "
        "that one with timeout or retry failed to the last; a try of these is no event "
        "task_failed then.",
    )


_SCHEDULED = Only(
    "with a schedule",
    schedule=True,
    code="RULE247",
    help="write schedule:, or remove it; aws ecs run-task is given such things itself",
)
_STARTED = Only(
    "with a schedule or events",
    started=True,
    code="RULE247",
    help="write schedule: or events:, or remove it",
)
_WATCHED = Only(
    "with a schedule, events, timeout or retry",
    watched=True,
    code="RULE247",
    help="write schedule:, events:, timeout: or retry:, or remove it",
)
_ONE_TASK = Not(
    "with timeout or retry",
    has_workflow=True,
    code="RULE581",
    why="Step Functions runs one task and waits for it",
    help="remove it, and run a job for each task or without timeout and retry",
    source="https://docs.aws.amazon.com/step-functions/latest/dg/connect-ecs.html",
)


class Job(Workload):
    """A task that runs and ends: the fields of its main container, of its task, and its own."""

    schedule: ScheduleExpression | None = Field(
        None,
        description="rate(…), cron(minute hour day month weekday year) or at(…). Left out: "
        "events or aws ecs run-task start it.",
    )
    events: dict[Key, JobEvent] = Field(
        {}, description="Events of EventBridge that start it, by name; each starts one task."
    )
    timezone: Annotated[TimeZone, _SCHEDULED] = Field(
        "UTC", description="IANA time zone of cron and at."
    )
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_EcsParameters.html
    task_count: Annotated[Int, _SCHEDULED, _ONE_TASK] = Field(
        1, ge=SCHEDULE_TASKS.low, le=SCHEDULE_TASKS.high, description="Number of tasks of a run."
    )
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_FlexibleTimeWindow.html
    flexible_window: Annotated[Seconds | None, _SCHEDULED] = Field(
        None,
        ge=60 * SCHEDULE_WINDOW.low,
        le=60 * SCHEDULE_WINDOW.high,
        description="Time after the moment in which AWS may start it, 1m to 24h. Left out: none.",
    )
    # https://docs.aws.amazon.com/scheduler/latest/APIReference/API_RetryPolicy.html
    maximum_retry_attempts: Annotated[Int, _STARTED] = Field(
        3,
        ge=SCHEDULE_RETRIES.low,
        le=SCHEDULE_RETRIES.high,
        description="How often starting it is tried again; retry is for a run that failed.",
    )
    maximum_event_age: Annotated[Seconds, _STARTED] = Field(
        3600,
        ge=SCHEDULE_EVENT_AGE.low,
        le=SCHEDULE_EVENT_AGE.high,
        description="How long starting it is tried, 1m to 24h.",
    )
    enabled: Annotated[Bool, _SCHEDULED] = Field(
        True, description="Whether the schedule starts it."
    )
    overrides: Annotated[Overrides, _SCHEDULED] = Field(
        Overrides(), description="Command and variables of the scheduled runs."
    )
    # A task of ECS has neither: with one of these a workflow of Step Functions runs it.
    # https://docs.aws.amazon.com/step-functions/latest/dg/state-task.html
    timeout: Seconds | None = Field(
        None,
        ge=60,
        le=EXECUTION_TIME.high,
        description="Time after which a run has failed and is stopped, 1m to 365d; waiting for "
        "its place counts. Step Functions runs it then. Left out: it may run for ever.",
    )
    retry: Annotated[Retry | None, One("max_attempts")] = Field(
        None,
        description="How a run that failed or took too long is done again; a number is how "
        "often. Step Functions runs it then. Left out: it is not.",
    )
    deployment: JobDeployment = Field(JobDeployment(), description="How a new version comes.")
    alarms: Annotated[JobAlarms, _WATCHED] = Field(JobAlarms(), description="What is told of it.")
