"""`services.<name>.scaling`: what the number of tasks follows."""

from __future__ import annotations

from typing import Annotated, Literal

from annotated_types import Ge, Le
from pydantic import Field

from tfgen.language.alerts import Watch
from tfgen.language.meaning import Only
from tfgen.language.scalars import Int, Key, Reads, Seconds, Text, Words, matching, read_text
from tfgen.language.schedules import ScheduleExpression, TimeZone
from tfgen.language.section import Section

Statistic = Annotated[Literal["Average", "Minimum", "Maximum", "SampleCount", "Sum"], Words()]
# A value of a metric -> a number of tasks.
# Keys of a mapping are texts, in YAML as in JSON.
Changes = dict[
    Annotated[
        str, matching(r"-?(?:0|[1-9][0-9]{0,11})", "a value of the metric", "write a whole number")
    ],
    Annotated[Int, Ge(1), Le(1000)],
]


class Metric(Section):
    """A CloudWatch metric that scaling holds at its target."""

    namespace: Text = Field(description="Namespace of the metric.")
    metric_name: Text = Field(description="Name of the metric.")
    statistic: Statistic = Field("Average", description="Statistic.")
    dimensions: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {}, description="Dimensions of the metric."
    )
    target: Int = Field(ge=1, description="Value that is held.")


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
    cpu: Int | None = Field(
        None,
        ge=1,
        le=100,
        description="Percentage of the CPU that is held. Left out: not followed.",
    )
    memory: Int | None = Field(
        None,
        ge=1,
        le=100,
        description="Percentage of the memory that is held. Left out: not followed.",
    )
    # The metric counts by the minute: ALBRequestCountPerTarget.
    requests_per_target: Int | None = Field(
        None,
        ge=1,
        description="Requests per minute and task that are held. Left out: not followed.",
    )
    metrics: dict[Key, Metric] = Field({}, description="Further metrics to hold, by name.")
    steps: dict[Key, Steps] = Field(
        {},
        description="Metrics whose values say how many tasks come or go, by name; for what no "
        "target can hold.",
    )
    schedules: dict[Key, Schedule] = Field(
        {}, description="Bounds that change with the time, by name."
    )
    cooldown: Cooldown = Field(Cooldown(), description="How long to wait before scaling again.")
