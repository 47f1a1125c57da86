"""`services.<name>.scaling`: what the number of tasks follows."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from tfgen.language.alarms import Watch
from tfgen.language.field import Field
from tfgen.language.grants import QueueArn
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    Int,
    Key,
    Number,
    Reads,
    Seconds,
    Text,
    Words,
    matching,
    read_text,
)
from tfgen.language.schedules import ScheduleExpression, TimeZone
from tfgen.language.section import Section

# Thousandths are enough of whatever is counted or measured.
LEAST_TARGET = Decimal("0.001")
Statistic = Annotated[Literal["Average", "Minimum", "Maximum", "SampleCount", "Sum"], Words()]
# A value of a metric -> a number of tasks.
# Keys of a mapping are texts, in YAML as in JSON.
Changes = dict[
    Annotated[
        str, matching(r"-?(?:0|[1-9][0-9]{0,11})", "a value of the metric", "write a whole number")
    ],
    Annotated[Int, Field(ge=1, le=1000)],
]


class Metric(Section):
    """A CloudWatch metric that scaling holds at its target."""

    namespace: Text = Field(description="Namespace of the metric.")
    metric_name: Text = Field(description="Name of the metric.")
    statistic: Statistic = Field("Average", description="Statistic.")
    dimensions: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {}, description="Dimensions of the metric."
    )
    target: Number = Field(ge=LEAST_TARGET, description="Value that is held.")


class Steps(Watch):
    """A CloudWatch metric whose values say how many tasks are added or taken away."""

    namespace: Text = Field(description="Namespace of the metric.")
    metric_name: Text = Field(description="Name of the metric.")
    statistic: Statistic = Field("Average", description="Statistic.")
    dimensions: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {}, description="Dimensions of the metric."
    )
    # Shorter than of an alarm: load does not wait.
    period: Seconds = Field(
        60, ge=60, le=86400, description="Span that makes one value; whole minutes."
    )
    evaluation_periods: Int = Field(
        2, ge=1, le=1440, description="Periods in a row that must be so."
    )
    out: Changes = Field(
        {},
        description="Tasks to add, by the value from which on: {100: 1, 1000: 5} adds one at "
        "100 and five at 1000.",
    )
    # `in` is a word of Python.
    in_: Changes = Field(
        {},
        alias="in",
        description="Tasks to take away, by the value down to which: {10: 1} takes one at 10 "
        "and less.",
    )


class Backlog(Section):
    """A queue of SQS whose messages the tasks work on."""

    name: Key | None = Field(
        None, description="Queue of the spec, by key of queues. Left out: that of arn."
    )
    arn: QueueArn | None = Field(
        None,
        description="ARN of a queue that exists, in the account and region of the cluster. Left "
        "out: that of name.",
    )
    # https://docs.aws.amazon.com/autoscaling/ec2/userguide/as-using-sqs-queue.html
    messages_per_task: Int = Field(
        ge=1,
        le=1_000_000,
        description="Messages that may wait for each task: the longest wait that is fine, divided "
        "by the time that a task works on one.",
    )


class Predictive(Section):
    """Tasks ahead of a load that comes again by the day or the week."""

    metric: Annotated[Literal["cpu", "memory"], Words()] = Field(
        "cpu", description="What is forecast, and how much of it a task should use."
    )
    target: Number = Field(ge=1, le=100, description="Percentage of it that the tasks should use.")
    mode: Annotated[Literal["forecast_only", "forecast_and_scale"], Words()] = Field(
        "forecast_only",
        description="Whether the forecast is only shown, or starts tasks too. It needs a day of "
        "data; AWS advises to look at it first.",
    )
    scheduling_buffer_time: Seconds = Field(
        300,
        ge=0,
        le=3599,
        description="How long before the hour of the forecast tasks start, less than 1h: as long "
        "as they take to be ready.",
    )


class Schedule(Section):
    """Other bounds from a moment on."""

    schedule: ScheduleExpression = Field(description="cron(…) with six fields, rate(…) or at(…).")
    timezone: TimeZone = Field("UTC", description="IANA time zone of cron and at.")
    min: Int = Field(ge=0, description="Least number of tasks from then on.")
    max: Int = Field(ge=0, description="Greatest number of tasks from then on.")


_SCALES_IN = Only("with a target, or steps that take tasks away", scales_in=True)
_SCALES_OUT = Only("with a target, or steps that add tasks", scales_out=True)


class Cooldown(Section):
    """How long scaling waits before it scales again."""

    in_: Annotated[Seconds, _SCALES_IN] = Field(
        300, alias="in", ge=0, le=86400, description="After tasks were taken away."
    )
    out: Annotated[Seconds, _SCALES_OUT] = Field(
        60, ge=0, le=86400, description="After tasks were added."
    )


class Scaling(Section):
    """How the number of tasks follows load and time."""

    min: Int = Field(ge=0, description="Least number of tasks.")
    max: Int = Field(ge=1, description="Greatest number of tasks.")
    cpu: Number | None = Field(
        None,
        ge=1,
        le=100,
        description="Percentage of the CPU that is held. Left out: not followed.",
    )
    memory: Number | None = Field(
        None,
        ge=1,
        le=100,
        description="Percentage of the memory that is held. Left out: not followed.",
    )
    # The metric counts by the minute: ALBRequestCountPerTarget.
    requests_per_target: Number | None = Field(
        None,
        ge=LEAST_TARGET,
        description="Requests per minute and task that are held. Left out: not followed.",
    )
    response_time: Number | None = Field(
        None,
        ge=LEAST_TARGET,
        le=4000,
        description="Seconds, such as 0.5, that tasks take on average to answer a request of the "
        "route from an application balancer. Left out: not followed.",
    )
    queue: Backlog | None = Field(
        None,
        description="Queue whose messages are held at a number for each task; from none the first "
        "one that waits starts a task. Needs Container Insights. Left out: not followed.",
    )
    metrics: dict[Key, Metric] = Field({}, description="Further metrics to hold, by name.")
    steps: dict[Key, Steps] = Field(
        {},
        description="Metrics whose values say how many tasks come or go, by name; for what no "
        "target can hold.",
    )
    predictive: Predictive | None = Field(
        None,
        description="Tasks by a forecast of the load, beside what else is followed; AWS provider "
        "6.13 or newer. Left out: none.",
    )
    schedules: dict[Key, Schedule] = Field(
        {}, description="Bounds that change with the time, by name."
    )
    cooldown: Cooldown = Field(Cooldown(), description="How long to wait before scaling again.")
