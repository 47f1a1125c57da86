"""`alerts.alarms`: when the whole cluster is not well; what all alarms have in common."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.logs import HOST_LOGS, HostLog
from tfgen.language.scalars import Int, Seconds, matching
from tfgen.language.section import One, Section, Switch


class Watch(Section):
    """How long something must be wrong until an alarm rings."""

    # Metrics of ECS come by the minute, and an alarm looks back over a day at most:
    # https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html
    period: Seconds = Field(
        300, ge=60, le=86400, description="Span that makes one value; whole minutes."
    )
    evaluation_periods: Int = Field(
        3, ge=1, le=1440, description="Periods in a row that must be wrong."
    )


class Alarm(Watch):
    """When an alarm rings: each of the last `evaluation_periods` was beyond the threshold."""

    threshold: Int = Field(ge=1, le=100, description="Percent beyond which the alarm rings.")


# https://docs.aws.amazon.com/AmazonCloudWatch/latest/logs/FilterAndPatternSyntax.html
Pattern = Annotated[
    str,
    matching(
        r"[^\x00-\x1f\x7f]{1,1024}",
        "a filter pattern of CloudWatch Logs",
        "write 1 to 1024 characters",
    ),
]
# Words of most logs, and the E or F before the date with which a line of klog begins.
ERROR_LINES = "%[Ee]rror|ERROR|[Ff]atal|FATAL|[Pp]anic|PANIC|^[EF][0-9][0-9][0-9][0-9]%"


class LogErrors(Watch):
    """Which lines of a log are errors, and how many of them ring."""

    # Errors come in bursts: three periods in a row would miss most of them.
    evaluation_periods: Int = Field(
        1, ge=1, le=1440, description="Periods in a row that must be wrong."
    )
    threshold: Int = Field(
        0, ge=0, le=1_000_000, description="Lines in one period beyond which the alarm rings."
    )
    pattern: Pattern = Field(
        ERROR_LINES,
        description="Filter pattern of CloudWatch Logs that an error matches: a regular "
        "expression between percent signs, terms such as ?ERROR ?FATAL, or fields of JSON. "
        "Default: lines with error, fatal or panic, also in capitals, and klog's.",
    )


# What a host cannot get over by itself: disks, memory, the kernel, and the ECS agent's worst level.
# The C library begins such messages with a capital, Docker and the agents, in Go, do not. A task
# that reaches its own limit is no fault of the host: "Memory cgroup out of memory", and a trace.
_HOST_ERRORS = (
    "[Nn]o space left on device",
    "I/O error",
    "[Ii]nput/output error",
    "Out of memory",
    "[Cc]annot allocate memory",
    "[Kk]ernel panic",
    "kernel BUG",
    " BUG: ",
    " Oops: ",
    "blocked for more than",
    "level=critical",
)
# AWS lists \s among what a pattern takes, and no blank.
HOST_ERROR_LINES = f"%{'|'.join(_HOST_ERRORS)}%".replace(" ", r"\s")


class HostLogErrors(LogErrors):
    """Which lines of the hosts' logs are errors, and how many of them ring."""

    pattern: Pattern = Field(
        HOST_ERROR_LINES,
        description="Filter pattern of CloudWatch Logs that an error matches, as in log_errors. "
        "Default: full and faulty disks, memory that ran out, faults of the kernel, and what the "
        "ECS agent calls critical.",
    )
    logs: tuple[HostLog, ...] = Field(
        HOST_LOGS, min_length=1, description="Logs of each host that are read. Default: all."
    )


class StuckDrain(Watch):
    """How long instances may take to go."""

    # Each waits for its tasks to stop and for others to start, and a refresh has several in a row.
    evaluation_periods: Int = Field(
        12, ge=1, le=1440, description="Periods in a row that must be wrong."
    )


class Alarms(Section):
    """CloudWatch alarms of the whole cluster."""

    cpu_reservation: Annotated[Alarm | None, One("threshold")] = Field(
        None,
        description="Share of the instances' CPU units that tasks reserve, in percent; a number "
        "is the threshold.",
    )
    memory_reservation: Annotated[Alarm | None, One("threshold")] = Field(
        None,
        description="Share of the instances' memory that tasks reserve, in percent; a number is "
        "the threshold.",
    )

    no_agent: Annotated[Watch | None, Switch()] = Field(
        None,
        description="Rings when no instance of the cluster reports a task. Container Insights "
        "counts only instances that run one, so it is for clusters that always do, such as "
        "those with a daemon.",
    )
    daemon_missing: Annotated[Watch | None, Switch()] = Field(
        None,
        description="An alarm for each system container with run: daemon; rings when it runs on "
        "fewer instances than it should. Needs Container Insights.",
    )
    drain_stuck: Annotated[StuckDrain | None, Switch()] = Field(
        None,
        description="An alarm for each instance group with managed_draining; rings when at no "
        "moment of an hour it is done with the instances that leave. A refresh of many instances "
        "may take longer than that: write a longer span then.",
    )
    log_errors: Annotated[LogErrors | None, Switch(), One("threshold")] = Field(
        None,
        description="An alarm for each system container with run: docker, the only one that it "
        "can have: ECS does not know it. Rings when it writes errors on any instance; a number "
        "is the threshold. Off unless written, since what an error looks like is up to the "
        "program.",
    )
    host_log_errors: Annotated[HostLogErrors | None, Switch(), One("threshold")] = Field(
        None,
        description="Rings when the logs of the instances (logs.host) tell of an error, on any "
        "instance; a number is the threshold.",
    )
