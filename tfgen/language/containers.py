"""Containers and tasks: the fields that services, sidecars, jobs and system containers share."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tfgen.facts.limits import (
    CONTAINER_HEALTH_INTERVAL,
    CONTAINER_HEALTH_RETRIES,
    CONTAINER_HEALTH_START_PERIOD,
    CONTAINER_HEALTH_TIMEOUT,
)
from tfgen.language.container_parts import (
    Capabilities,
    Port,
    Secret,
    Tmpfs,
    Ulimit,
    spelled_port,
    spelled_secret,
    spelled_ulimit,
    spelling,
)
from tfgen.language.container_values import (
    DEVICE_FORM,
    MOUNT_FORM,
    AbsolutePath,
    Command,
    Condition,
    ContainerName,
    Device,
    Image,
    Mount,
    PortNumber,
    UlimitName,
    VariableName,
)
from tfgen.language.grants import Grants
from tfgen.language.logs import TaskLogs
from tfgen.language.runners import BY_ECS, ON_INSTANCES
from tfgen.language.scalars import (
    Bool,
    Int,
    Key,
    Reads,
    Seconds,
    Text,
    TextForAws,
    matching,
    read_text,
)
from tfgen.language.section import Expressed, One, Section, Spelled
from tfgen.language.task_roles import Statement, TaskRole
from tfgen.language.volumes import FILE_SYSTEM_ID_FORM, EbsVolume, EfsVolume, Volume
from tfgen.source import Items, Scalar

# What other stages know of containers, wherever it stands.
__all__ = [
    "DEVICE_FORM",
    "FILE_SYSTEM_ID_FORM",
    "MOUNT_FORM",
    "Container",
    "EbsVolume",
    "EfsVolume",
    "Port",
    "Secret",
    "Statement",
    "Task",
    "TaskRole",
    "Volume",
]


def _spelled_check(node: Scalar) -> Items:
    return Items((Scalar("CMD-SHELL", True, node.at), node), node.at)


# The JSON Schema names it by its module, since balancers have a HealthCheck too.
class HealthCheck(Section):
    """A check that ECS runs inside the container."""

    command: Annotated[tuple[Text, ...], Spelled(_spelled_check)] = Field(
        min_length=1,
        description="Command: a string runs in the container's shell, a list without one.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_HealthCheck.html
    interval: Seconds = Field(
        30,
        ge=CONTAINER_HEALTH_INTERVAL.low,
        le=CONTAINER_HEALTH_INTERVAL.high,
        description="Time between two checks.",
    )
    timeout: Seconds = Field(
        5,
        ge=CONTAINER_HEALTH_TIMEOUT.low,
        le=CONTAINER_HEALTH_TIMEOUT.high,
        description="Time until a check has failed.",
    )
    retries: Int = Field(
        3,
        ge=CONTAINER_HEALTH_RETRIES.low,
        le=CONTAINER_HEALTH_RETRIES.high,
        description="Failures in a row until the container is unhealthy.",
    )
    start_period: Seconds = Field(
        0,
        ge=CONTAINER_HEALTH_START_PERIOD.low,
        le=CONTAINER_HEALTH_START_PERIOD.high,
        description="Time after the start in which failures do not count.",
    )


class Container(Section):
    """A container of a task."""

    image: Image = Field(description="Image with its tag or digest.")
    # 192 vCPU:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    cpu: Int | None = Field(
        None,
        ge=0,
        le=196608,
        description="CPU units (1024 are one vCPU). On EC2 a share, 0 by default.",
    )
    # Docker gives no container less than 6 MiB.
    memory: Int = Field(ge=6, description="MiB. On EC2 the hard limit of the container.")
    memory_reservation: Annotated[Int | None, ON_INSTANCES] = Field(
        None, ge=6, description="MiB that placing counts with. Default: memory."
    )
    port: PortNumber | None = Field(
        None, description="The only port of the container, named like it. Not with ports."
    )
    ports: dict[
        Key,
        Annotated[
            Port,
            Spelled(spelled_port),
            spelling("a port", "write 8080, 80:8080 (host:container) or 53:53/udp, or a mapping"),
        ],
    ] = Field(
        {},
        description="Ports by name: 8080, or 80:8080 (host:container) as in Compose, or the "
        "long form.",
    )
    command: Command | None = Field(
        None, description="Command as a list of words. Left out: the image's."
    )
    entrypoint: Command | None = Field(
        None, description="Entrypoint as a list of words. Left out: the image's."
    )
    environment: dict[VariableName, TextForAws] = Field(
        {},
        description="Environment variables; no secrets. A value may be {terraform: …}, such as "
        "aws_sqs_queue.orders.url.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/use-environment-file.html
    env_files: Annotated[
        tuple[
            Annotated[
                str,
                matching(
                    r"s3://[a-z0-9.-]{3,63}/.+\.env",
                    "an environment file",
                    "write s3://bucket/path/name.env",
                ),
            ],
            ...,
        ],
        BY_ECS,
    ] = Field(
        (),
        max_length=10,
        description="Objects s3://bucket/name.env with variables; a later one wins.",
    )
    secrets: Annotated[
        dict[
            VariableName,
            Annotated[
                Secret,
                Spelled(spelled_secret),
                Expressed("arn"),
                spelling(
                    "a secret's place",
                    "write /path/of/a/parameter, an ARN, or {secretsmanager: name}",
                ),
            ],
        ],
        BY_ECS,
    ] = Field(
        {},
        description="Variables whose values ECS reads when the task starts: /parameter, ARN or "
        "long form.",
    )
    health_check: Annotated[HealthCheck, One("command"), BY_ECS] | None = Field(
        None, description="Check that ECS runs inside the container. Left out: none."
    )
    depends_on: Annotated[dict[ContainerName, Condition], BY_ECS] = Field(
        {}, description="Containers of the task that come first, and what to wait for."
    )
    mounts: tuple[Mount, ...] = Field(
        (),
        description="source:/target[:ro]; source is a key of volumes or, on EC2, a path of the "
        "host.",
    )
    user: (
        Annotated[
            str,
            matching(
                r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?::[A-Za-z0-9_][A-Za-z0-9_.-]*)?",
                "a user",
                "write a name or an id, with :group if need be",
                bare=True,
            ),
        ]
        | None
    ) = Field(None, description="User, or user:group, by name or id. Left out: the image's.")
    read_only_root: Bool = Field(False, description="Whether the root file system is read-only.")
    privileged: Annotated[Bool, ON_INSTANCES] = Field(
        False, description="Whether the container is as root on the instance."
    )
    init: Bool = Field(
        True,
        description="Whether a tiny init is process 1, which reaps zombies and passes signals on.",
    )
    ulimits: dict[
        UlimitName,
        Annotated[Ulimit, Spelled(spelled_ulimit), spelling("a limit", "write a number")],
    ] = Field({}, description="Limits of processes: a number, or soft and hard.")
    capabilities: Capabilities = Field(
        Capabilities(), description="Linux capabilities to add and to drop."
    )
    devices: Annotated[tuple[Device, ...], ON_INSTANCES] = Field(
        (), description="Devices of the host, as /dev/x[:/dev/y][:rwm]."
    )
    shm_size: Annotated[Int | None, ON_INSTANCES] = Field(
        None, ge=1, description="MiB of /dev/shm. Left out: Docker's 64."
    )
    tmpfs: Annotated[dict[AbsolutePath, Annotated[Tmpfs, One("size")]], ON_INSTANCES] = Field(
        {}, description="File systems in memory, by path; a number is the size in MiB."
    )
    sysctls: dict[
        Annotated[
            str,
            matching(
                r"[a-z0-9_]+(?:\.[A-Za-z0-9_/-]+)+",
                "a kernel parameter",
                "write net.core.somaxconn",
            ),
        ],
        Text,
    ] = Field({}, description="Namespaced kernel parameters.")
    stop_timeout: Seconds = Field(
        30, ge=1, le=86400, description="Grace between SIGTERM and SIGKILL."
    )
    labels: dict[Annotated[str, Reads(read_text)], Text] = Field({}, description="Docker labels.")
    essential: Annotated[Bool, BY_ECS] = Field(
        True, description="Whether the task stops with this container."
    )


class Task(Section):
    """What services, jobs and system containers share beyond their main container."""

    volumes: Annotated[dict[Key, Volume], BY_ECS] = Field(
        {}, description="Volumes by name; {} is scratch space of the task."
    )
    task_role: Annotated[TaskRole, One("arn"), BY_ECS] = Field(
        TaskRole(),
        description="Role of the containers. Default: a role of its own that may do nothing.",
    )
    grants: Annotated[Grants, BY_ECS] = Field(
        Grants(),
        description="What the containers do with queues, buckets, tables, topics, keys and "
        "secrets, by service and purpose; the rights join those of task_role.",
    )
    logs: TaskLogs = Field(
        TaskLogs(), description="Where the containers' logs go. Default: as logs says."
    )
