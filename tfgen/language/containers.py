"""Containers and tasks: the fields that services, sidecars, jobs and system containers share."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.container_images import ContainerImage
from tfgen.language.container_parts import (
    Capabilities,
    HealthCheck,
    Port,
    RestartPolicy,
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
    HostName,
    IpAddress,
    Mount,
    PortNumber,
    UlimitName,
    VariableName,
)
from tfgen.language.field import Field
from tfgen.language.grants import Grants
from tfgen.language.logs import TaskLogs
from tfgen.language.runners import BY_ECS, NOT_AWSVPC, NOT_MANAGED, ON_GPUS, ON_INSTANCES
from tfgen.language.scalars import (
    Bool,
    Int,
    Key,
    Reads,
    Seconds,
    Text,
    TextForAws,
    Words,
    matching,
    read_text,
)
from tfgen.language.section import Expressed, One, Section, Spelled, Switch
from tfgen.language.task_roles import ExecutionRole, Statement, TaskRole
from tfgen.language.volumes import FILE_SYSTEM_ID_FORM, EbsVolume, EfsVolume, Volume

# What other stages know of containers, wherever it stands.
__all__ = [
    "DEVICE_FORM",
    "FILE_SYSTEM_ID_FORM",
    "MOUNT_FORM",
    "Container",
    "ContainerImage",
    "EbsVolume",
    "EfsVolume",
    "Port",
    "Secret",
    "Statement",
    "Task",
    "TaskRole",
    "Volume",
]


class Container(Section):
    """A container of a task."""

    image: Annotated[ContainerImage, One("uri")] = Field(
        description="Image with its tag or digest; or {repository, tag} of repositories."
    )
    # 192 vCPU:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerDefinition.html
    cpu: Int | None = Field(
        None,
        ge=0,
        le=196608,
        description="CPU units (1024 are one vCPU). On EC2 a share, 0 by default.",
    )
    # Docker gives no container less than 6 MiB.
    memory: Int | None = Field(
        None,
        ge=6,
        description="MiB. On EC2 the hard limit of the container, and needed unless there is a "
        "memory_reservation or task_memory; on Fargate of a sidecar what it has at most.",
    )
    memory_reservation: Annotated[Int | None, ON_INSTANCES] = Field(
        None,
        ge=6,
        description="MiB that placing counts with; alone it is no limit. Default: memory.",
    )
    gpus: Annotated[Int | None, ON_GPUS, BY_ECS] = Field(
        None,
        ge=1,
        description="GPUs of NVIDIA that the container has to itself, of an instance group whose "
        "types have them (g*, p*). Left out: none.",
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
    working_directory: AbsolutePath | None = Field(
        None, description="Directory in which the command runs. Left out: the image's."
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
                    "write /path/of/a/parameter, an ARN, {secret: key}, "
                    "or {secretsmanager: name, key: …}",
                    secret=True,
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
    start_timeout: Annotated[Seconds | None, BY_ECS] = Field(
        None,
        ge=2,
        le=86400,
        description="Time for containers that wait for this one until it is healthy or has ended: "
        "then they give up, and the task stops. On Fargate up to 2m. Left out: no limit.",
    )
    restart_policy: Annotated[RestartPolicy | None, Switch(), BY_ECS] = Field(
        None,
        description="Whether ECS starts the container again when it ends, and keeps the task: "
        "true, or when. Left out: its task stops, if it is essential.",
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
    shm_size: Annotated[Int | None, ON_INSTANCES, NOT_MANAGED] = Field(
        None, ge=1, description="MiB of /dev/shm. Left out: Docker's 64."
    )
    tmpfs: Annotated[
        dict[AbsolutePath, Annotated[Tmpfs, One("size")]], ON_INSTANCES, NOT_MANAGED
    ] = Field({}, description="File systems in memory, by path; a number is the size in MiB.")
    hostname: Annotated[HostName | None, NOT_AWSVPC] = Field(
        None, description="Name that the container has for itself. Left out: its id."
    )
    extra_hosts: Annotated[dict[HostName, IpAddress], NOT_AWSVPC] = Field(
        {}, description="Addresses by name, for the container's /etc/hosts."
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
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task_execution_IAM_role.html
    execution_role: Annotated[ExecutionRole, BY_ECS] = Field(
        ExecutionRole(),
        description="Further rights of the role with which ECS starts the task, such as to pull "
        "the agent of GuardDuty from AWS's account.",
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_RegisterTaskDefinition.html
    pid_mode: Annotated[Literal["host", "task"], Words()] | None = Field(
        None,
        description="Processes that a container sees beside its own: task for those of the whole "
        "task, host for all of the instance. On Fargate only task. Left out: none.",
    )
    ipc_mode: (
        Annotated[Literal["host", "task", "none"], Words(), ON_INSTANCES, NOT_MANAGED] | None
    ) = Field(
        None,
        description="Shared memory, semaphores and message queues that a container sees: none, "
        "those of the task, or those of the host. Left out: as Docker on the instance is set.",
    )
    grants: Annotated[Grants, BY_ECS] = Field(
        Grants(),
        description="What the containers do with queues, buckets, tables, topics, keys and "
        "secrets, by service and purpose; the rights join those of task_role.",
    )
    logs: TaskLogs = Field(
        TaskLogs(), description="Where the containers' logs go. Default: as logs says."
    )
