"""`services.<name>.alarms`: when a service is not well."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.alarms import Watch
from tfgen.language.field import Field
from tfgen.language.scalars import Int, Number, Seconds, Words, matching
from tfgen.language.scaling import LEAST_TARGET
from tfgen.language.section import One, Section

AlarmName = Annotated[
    Literal[
        "running_tasks",
        "cpu",
        "memory",
        "http_4xx",
        "http_5xx",
        "target_5xx",
        "response_time",
        "unhealthy_targets",
    ],
    Words(),
]


class Use(Watch):
    """How much of what a task may use is too much."""

    # A task may take CPU that no other one wants, beyond its own share.
    threshold: Int = Field(
        ge=1,
        le=1000,
        description="Percent beyond which the alarm rings; on instances cpu may pass 100.",
    )


class Soon(Watch):
    """A span that is shorter: who waits for an answer should not wait for the alarm."""

    period: Seconds = Field(
        60, ge=60, le=86400, description="Span that makes one value; whole minutes."
    )


class Fewer(Soon):
    """How few tasks are too few."""

    threshold: Int = Field(
        ge=1, le=5000, description="Number of tasks below which the alarm rings."
    )


class More(Soon):
    """How many are too many."""

    threshold: Int = Field(
        ge=0, le=1_000_000, description="Number in one period beyond which the alarm rings."
    )


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Statistics-definitions.html
Statistic = Annotated[
    str,
    matching(
        r"Average|Maximum|p(?:[1-9]|[1-9][0-9])(?:\.[0-9]{1,2})?",
        "a statistic of CloudWatch",
        "write a percentile such as p95 or p99.9, Average or Maximum",
    ),
]


class Slow(Soon):
    """How long an answer may take."""

    # A balancer waits 4,000 seconds for an answer at most.
    threshold: Number = Field(
        ge=LEAST_TARGET,
        le=4000,
        description="Seconds, such as 0.5, beyond which the alarm rings.",
    )
    statistic: Statistic = Field(
        "p95",
        description="What is made of all answers of a period: a percentile such as p99 (of a "
        "hundred answers the slowest but one), Average or Maximum.",
    )


class ServiceAlarms(Section):
    """CloudWatch alarms of a service; they go where the alerts go."""

    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/Container-Insights-metrics-ECS.html
    running_tasks: Annotated[Fewer | None, One("threshold")] = Field(
        None,
        description="Tasks that run; rings when there are fewer, also while none is there yet. "
        "A number is the threshold. Needs Container Insights.",
    )
    cpu: Annotated[Use | None, One("threshold")] = Field(
        None,
        description="CPU that the tasks use, in percent of their size; a number is the threshold.",
    )
    memory: Annotated[Use | None, One("threshold")] = Field(
        None,
        description="Memory that the tasks use, in percent of their size; a number is the "
        "threshold.",
    )
    http_4xx: Annotated[More | None, One("threshold")] = Field(
        None,
        description="Answers 4xx that the tasks give on the routes; a number is the threshold. "
        "Visitors cause them too: choose it well above what is usual.",
    )
    http_5xx: Annotated[More | None, One("threshold")] = Field(
        None,
        description="Requests on the routes that fail for the service's sake: its tasks answer "
        "5xx, or the balancer cannot connect to them and answers 502 itself. A number is the "
        "threshold.",
    )
    target_5xx: Annotated[More | None, One("threshold")] = Field(
        None,
        description="Answers 5xx that the tasks themselves give on the routes; a number is the "
        "threshold.",
    )
    response_time: Annotated[Slow | None, One("threshold")] = Field(
        None,
        description="Seconds that tasks take to answer a request, on the slowest of the routes "
        "from application balancers; a number is the threshold.",
    )
    unhealthy_targets: Annotated[More | None, One("threshold")] = Field(
        None,
        description="Tasks that fail the health check of a route, the worst of the routes; a "
        "number is the threshold.",
    )
