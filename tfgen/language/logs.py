"""`logs`: CloudWatch log groups."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import Bool, Int, KmsKeyArn, Words, matching
from tfgen.language.section import One, Section, Switch

HostName = Annotated[
    str,
    matching(
        r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?(?:\.[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?)*",
        "a host",
        "write its name or address, without https://",
        bare=True,
    ),
]


_FIRELENS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/using_firelens.html"
_OPENSEARCH = Only("for opensearch", type="opensearch", code="RULE129", source=_FIRELENS)
_FIREHOSE = Only("for firehose", type="firehose", code="RULE129", source=_FIRELENS)
_FORWARD = Only("for forward", type="forward", code="RULE129", source=_FIRELENS)
_FLUENTD = Only("for fluentd", type="fluentd", code="RULE129", source=_FIRELENS)
_KEPT = Not("with fluentd", destination_type="fluentd", why="CloudWatch gets nothing")
_BUFFERED = Not(
    "with opensearch, firehose and forward",
    destination_type=("opensearch", "firehose", "forward"),
    why="FireLens has a buffer of its own",
    source=_FIRELENS,
)


# https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_CreateLogGroup.html
LogClass = Annotated[Literal["standard", "infrequent_access"], Words()]


class Destination(Section):
    """Where container logs go: to opensearch, firehose and forward through a FireLens sidecar."""

    type: Annotated[
        Literal["cloudwatch", "opensearch", "firehose", "forward", "fluentd"], Words()
    ] = Field(
        "cloudwatch",
        description="cloudwatch, opensearch, firehose, forward (Fluentd's protocol) or fluentd "
        "(Docker's driver).",
    )
    endpoint: Annotated[HostName | None, _OPENSEARCH] = Field(
        None, description="Endpoint of the domain, without https://."
    )
    domain: (
        Annotated[
            str,
            matching(
                # https://docs.aws.amazon.com/opensearch-service/latest/APIReference/API_CreateDomain.html
                r"[a-z][a-z0-9-]{2,27}",
                "the name of a domain",
                "use 3 to 28 lower-case letters, digits and hyphens",
            ),
            _OPENSEARCH,
        ]
        | None
    ) = Field(None, description="Name of the domain. Default: as the endpoint tells.")
    index: (
        Annotated[
            str,
            matching(
                r"[a-z0-9][a-z0-9._-]{0,254}",
                "the name of an index",
                "use lower-case letters, digits and . _ -",
            ),
            _OPENSEARCH,
        ]
        | None
    ) = Field(None, description="Index that the logs go into.")
    stream: (
        Annotated[
            str,
            matching(
                # https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
                r"[A-Za-z0-9_.-]{1,64}",
                "the name of a stream",
                "use up to 64 letters, digits and . _ -",
            ),
            _FIREHOSE,
        ]
        | None
    ) = Field(None, description="Name of the delivery stream in this account and region.")
    host: Annotated[HostName | None, _FORWARD] = Field(None, description="Host of the collector.")
    port: Annotated[Int, _FORWARD] = Field(
        24224, ge=1, le=65535, description="Port of the collector."
    )
    tls: Annotated[Bool, _FORWARD] = Field(True, description="Whether to connect with TLS.")
    address: (
        Annotated[
            str,
            matching(
                r"(?:tcp://)?[A-Za-z0-9.-]+:[0-9]{1,5}",
                "the address of a collector",
                "write host:24224",
            ),
            _FLUENTD,
        ]
        | None
    ) = Field(None, description="host:port of the collector, reached from the instance.")
    tag: (
        Annotated[
            str,
            matching(r"[A-Za-z0-9_.{}/-]{1,128}", "a tag", "use letters, digits and . _ / - { }"),
            _FLUENTD,
        ]
        | None
    ) = Field(None, description="Tag of the records. Default: <cluster>.<task>.")


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


# Log groups <prefix>/host/<group>/<name>.
HOST_LOGS = ("audit", "dmesg", "docker", "ecs-agent", "ecs-init", "messages")


_ON_INSTANCES = Only("with instance groups", instance_groups=True, idle=True)


class HostLogs(Section):
    """Logs of the instances: of the ECS agent, its init, audit, the system, Docker, the kernel."""


_OF_TASKS = Only("with a task", tasks=True, idle=True)


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
    class_: Annotated[LogClass | None, _OF_TASKS] = Field(
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
