"""`logs`: CloudWatch log groups."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.destinations import FIRELENS, Destination
from tfgen.language.field import Field
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import Bool, Int, KmsKeyArn, Words, matching
from tfgen.language.section import One, Section, Switch

# Other stages look for it here.
__all__ = ["Destination", "Logs", "TaskLogs"]

_KEPT = Not("with fluentd", destination_type="fluentd", why="CloudWatch gets nothing")
_BUFFERED = Not(
    "with FireLens: opensearch, firehose, forward, datadog, splunk, newrelic and loki",
    destination_type=FIRELENS,
    why="FireLens has a buffer of its own",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html",
)

# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
LogClass = Annotated[Literal["standard", "infrequent_access"], Words()]


class TaskLogs(Section):
    """Where the logs of one task go."""

    destination: Annotated[Destination, One("type")] | None = Field(
        None, description="Where they go. Default: logs.destination."
    )
    retention_days: Annotated[Int | None, _KEPT] = Field(
        None,
        description="Days that CloudWatch keeps them, from AWS's set. Default: "
        "logs.retention_days.",
    )
    class_: Annotated[LogClass | None, _KEPT] = Field(
        None, alias="class", description="Class of their log group. Left out: logs.class."
    )
    mode: Annotated[Literal["non-blocking", "blocking"], Words(), _BUFFERED] = Field(
        "non-blocking",
        description="What happens when logs cannot leave: non-blocking drops the oldest, "
        "blocking halts the container.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_awslogs.html
    max_buffer_size: Annotated[
        str,
        matching(
            r"[1-9][0-9]{0,5}[kmg]", "a size of Docker's", "write a number and k, m or g: 25m"
        ),
        _BUFFERED,
        Not("with mode: blocking", mode="blocking"),
    ] = Field("25m", description="Logs held in memory in mode non-blocking, such as 25m.")


# Log groups <prefix>/host/<group>/<name>, shared ones <prefix>/host/<name>.
HostLog = Annotated[
    Literal["audit", "dmesg", "docker", "ecs-agent", "ecs-init", "messages"], Words()
]
HOST_LOGS: tuple[HostLog, ...] = ("audit", "dmesg", "docker", "ecs-agent", "ecs-init", "messages")


_ON_INSTANCES = Only("with instance groups", instance_groups=True, idle=True)


class HostLogs(Section):
    """Logs of the instances: of the ECS agent, its init, audit, the system, Docker, the kernel."""

    shared: Bool = Field(
        False,
        description="Whether all instance groups write into the same log groups, named "
        "<prefix>/host/<log>; a stream is one instance's in any case. Off: a group of its own for "
        "each, <prefix>/host/<instance group>/<log>.",
    )


_OF_TASKS = Only("with a task", tasks=True, idle=True)
_OF_GROUPS = Only("with a task that has a log group", tasks_with_log_groups=True, idle=True)


class Logs(Section):
    """CloudWatch log groups."""

    prefix: (
        Annotated[
            str,
            matching(
                r"/?[A-Za-z0-9._/#-]{1,200}(?<!/)",
                "a log group prefix",
                "use letters, digits and . _ / # -",
            ),
        ]
        | None
    ) = Field(None, description="First part of every log group's name. Default: /ecs/<cluster>.")
    retention_days: Int = Field(
        365, description="Days that logs are kept, from AWS's set; 0 keeps them for ever."
    )
    class_: Annotated[LogClass | None, _OF_GROUPS] = Field(
        None,
        alias="class",
        description="Class of the log groups of tasks: standard, or infrequent_access, which is "
        "cheaper to write and read with Logs Insights alone. A group has it for life. Left out: "
        "AWS's, standard.",
    )
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key of every log group; its policy must admit CloudWatch Logs. Left out: "
        "AWS's own key.",
    )
    host: Annotated[HostLogs | None, Switch(), _ON_INSTANCES] = Field(
        HostLogs(),
        description="Logs of the instances in CloudWatch: ecs-agent, ecs-init, audit, messages, "
        "docker and dmesg, a log group each and a stream per instance. Bottlerocket takes no "
        "agent that would send them.",
    )
    destination: Annotated[Destination, One("type"), _OF_TASKS] = Field(
        Destination(), description="Where the logs of containers go; a task may say otherwise."
    )
