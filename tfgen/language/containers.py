"""Containers and tasks: the fields that services, sidecars, jobs and system containers share."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import Field

from tfgen.language.logs import TaskLogs
from tfgen.language.meaning import Not, Only
from tfgen.language.scalars import (
    KEY_FORM,
    SECRET_NAME_FORM,
    Bool,
    Gib,
    Int,
    Key,
    KmsKeyArn,
    Reads,
    Seconds,
    Text,
    Words,
    fault,
    iam_arn,
    matching,
    read_text,
    shown,
)
from tfgen.language.section import One, Section, Spelled
from tfgen.source import Entry, Fields, Items, Scalar

# https://pkg.go.dev/github.com/distribution/reference
_PATH = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
IMAGE_FORM = (
    rf"(?:(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?|localhost(?::[0-9]+)?|[A-Za-z0-9-]+:[0-9]+)/)?"
    rf"{_PATH}(?:/{_PATH})*(?::[A-Za-z0-9_][A-Za-z0-9_.-]{{0,127}})?(?:@sha256:[0-9a-f]{{64}})?"
)
Image = Annotated[
    str,
    matching(
        IMAGE_FORM,
        "an image",
        "write registry/repository:tag, such as public.ecr.aws/nginx/nginx:1.27",
    ),
]
VariableName = Annotated[
    str,
    matching(
        r"[A-Za-z_][A-Za-z0-9_.-]{0,254}",
        "the name of an environment variable",
        "use letters, digits and _, a letter or _ first",
    ),
]
PORT_SPEC = r"(?:(?P<host>[0-9]{1,5}):)?(?P<container>[0-9]{1,5})(?:/(?P<protocol>tcp|udp))?"
MOUNT_FORM = rf"(?P<source>{KEY_FORM}|/[^:]*):(?P<target>/[^:]+)(?::(?P<options>ro|rw))?"
DEVICE_FORM = r"(?P<host>/dev/[^:]+)(?::(?P<container>/[^:]+))?(?::(?P<permissions>[rwm]{1,3}))?"
FILE_SYSTEM_ID_FORM = r"fs-[0-9a-f]{8}(?:[0-9a-f]{9})?"
HOST_PATH_FORM = r"/[^:\x00-\x1f]*"
# Behind a secret's name ECS reads the key of its JSON, the stage and the version, of which each may
# be empty but none missing.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/secrets-envvar-secrets-manager.html
SECRET_ARN_FORM = (
    r"arn:aws(?:-[a-z]+)*:(?:ssm:[a-z0-9-]+:[0-9]{12}:parameter/.+"
    rf"|secretsmanager:[a-z0-9-]+:[0-9]{{12}}:{SECRET_NAME_FORM}(?::[^:]*:[^:]*:[^:]*)?)"
)

PortNumber = Annotated[Int, Field(ge=1, le=65535)]
Mount = Annotated[
    str,
    matching(
        MOUNT_FORM,
        "a mount",
        "write source:/target or source:/target:ro; source is a volume's key or a path of the host",
    ),
]
Device = Annotated[
    str, matching(DEVICE_FORM, "a device", "write /dev/x, /dev/x:/dev/y or /dev/x:/dev/y:rwm")
]
UlimitName = Annotated[
    Literal[
        "core",
        "cpu",
        "data",
        "fsize",
        "locks",
        "memlock",
        "msgqueue",
        "nice",
        "nofile",
        "nproc",
        "rss",
        "rtprio",
        "rttime",
        "sigpending",
        "stack",
    ],
    Words(),
]
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_KernelCapabilities.html
Capability = Annotated[
    str,
    matching(
        r"[A-Z][A-Z_]{1,24}",
        "a Linux capability",
        "write it in capitals and without CAP_, such as SYS_PTRACE",
    ),
]
RoleArn = Annotated[str, iam_arn("[0-9]{12}", r"role/[A-Za-z0-9_+=,.@/-]+", "a role")]
PolicyArn = Annotated[
    str, iam_arn("(?:[0-9]{12}|aws)", r"policy/[A-Za-z0-9_+=,.@/-]+", "a managed policy")
]


def _fields(node: Scalar, **values: str | None) -> Fields:
    """Return a mapping in the place of a scalar that spells it."""
    given = {key: value for key, value in values.items() if value is not None}
    return Fields(
        {key: Entry(node.at, Scalar(value, True, node.at)) for key, value in given.items()}, node.at
    )


def _spelled_port(node: Scalar) -> Fields | Scalar:
    found = re.fullmatch(PORT_SPEC, node.text)
    if found is None:
        return node
    return _fields(
        node, container_port=found["container"], host_port=found["host"], protocol=found["protocol"]
    )


def _spelled_secret(node: Scalar) -> Fields | Scalar:
    if node.text.startswith("arn:"):
        return _fields(node, arn=node.text)
    return _fields(node, ssm=node.text) if node.text.startswith("/") else node


def _spelled_ulimit(node: Scalar) -> Fields | Scalar:
    return _fields(node, soft=node.text, hard=node.text)


def _spelled_check(node: Scalar) -> Items:
    return Items((Scalar("CMD-SHELL", True, node.at), node), node.at)


def _spelling(what: str, help: str) -> Reads:
    """Return the reader that refuses a scalar which spells nothing."""

    def read(value: object) -> object:
        if isinstance(value, Scalar):
            fault("SPEC010", f"{shown(value.text)} is not {what}", help)
        return value

    return Reads(read)


def read_words(value: object) -> object:
    """Read a command in exec form; a string would have to be split as a shell does."""
    if isinstance(value, Scalar) and not value.is_null:
        fault(
            "SPEC004",
            "is a string where a list of words belongs: tfgen runs no shell",
            "write [sh, -c, '…']",
        )
    return value


Command = Annotated[tuple[Text, ...], Reads(read_words)]


_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CONNECTED = Only(
    "with service_connect",
    service_connect=True,
    idle=True,
    source=f"{_ECS}/APIReference/API_PortMapping.html",
)
_ON_INSTANCES = Not(
    "on Fargate",
    on_fargate=True,
    code="RULE214",
    help="remove it, or give it an instance group as capacity",
    source=f"{_ECS}/developerguide/fargate-tasks-services.html",
)
_BY_ECS = Not(
    "with run: docker",
    run="docker",
    code="RULE133",
    why="only ECS does that for a container",
    help="use run: daemon",
    source=f"{_ECS}/developerguide/ecs_services.html",
)


class Port(Section):
    """A port of a container."""

    container_port: PortNumber = Field(description="Port that the container listens on.")
    host_port: Annotated[Int, Field(ge=0, le=65535)] | None = Field(
        None,
        description="Port of the instance; network modes bridge and host only. Left out: one that Docker chooses.",
    )
    protocol: Annotated[Literal["tcp", "udp"], Words()] = Field(
        "tcp", description="Transport protocol."
    )
    app_protocol: Annotated[Literal["http", "http2", "grpc"], Words(), _CONNECTED] | None = Field(
        None, description="Application protocol, as Service Connect is told it."
    )


class Secret(Section):
    """A secret that ECS puts into a variable when the task starts: ssm, arn or secretsmanager says where it is."""

    ssm: (
        Annotated[
            str,
            matching(
                r"/?[A-Za-z0-9_.-]+(?:/[A-Za-z0-9_.-]+)*", "a parameter's name", "write /path/name"
            ),
        ]
        | None
    ) = Field(None, description="Name of a parameter in this account and region.")
    arn: (
        Annotated[
            str,
            matching(
                SECRET_ARN_FORM,
                "the ARN of a parameter or secret",
                "copy the whole ARN again; of a secret :key:stage:version may follow, three colons",
            ),
        ]
        | None
    ) = Field(
        None,
        description="ARN of a parameter or of a secret, as ECS's valueFrom takes it: "
        ":key:stage:version may follow that of a secret.",
    )
    secretsmanager: (
        Annotated[
            str,
            matching(
                r"[A-Za-z0-9/_+=.@-]{1,512}", "a secret's name", "write the name without an ARN"
            ),
        ]
        | None
    ) = Field(None, description="Name of a secret of Secrets Manager in this account and region.")
    key: (
        Annotated[
            str, matching(r"[^:\s]+", "a key of a secret", "write one key of its JSON", bare=True)
        ]
        | None
    ) = Field(None, description="Key of the secret's JSON. Left out: the whole secret.")
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key that encrypts it, when it is not AWS's own: the execution role may then decrypt.",
    )


class HealthCheck(Section):
    """A check that ECS runs inside the container."""

    command: Annotated[tuple[Text, ...], Spelled(_spelled_check)] = Field(
        min_length=1,
        description="Command: a string runs in the container's shell, a list without one.",
    )
    interval: Seconds = Field(30, ge=5, le=300, description="Time between two checks.")
    timeout: Seconds = Field(5, ge=2, le=120, description="Time until a check has failed.")
    retries: Int = Field(
        3, ge=1, le=10, description="Failures in a row until the container is unhealthy."
    )
    start_period: Seconds = Field(
        0, ge=0, le=300, description="Time after the start in which failures do not count."
    )


class Ulimit(Section):
    """A limit of the container's processes."""

    soft: Int = Field(ge=-1, description="Soft limit.")
    hard: Int = Field(ge=-1, description="Hard limit.")


class Capabilities(Section):
    """Linux capabilities beyond Docker's default, or taken from it."""

    add: tuple[Capability, ...] = Field((), description="Capabilities to add, without CAP_.")
    drop: tuple[Capability, ...] = Field(
        (), description="Capabilities to take away, without CAP_; ALL takes all."
    )


class Tmpfs(Section):
    """A file system in memory."""

    size: Int = Field(ge=1, description="Greatest size in MiB.")
    mount_options: tuple[Text, ...] = Field((), description="Options of the mount, such as noexec.")


ContainerName = Key
Condition = Annotated[Literal["start", "complete", "success", "healthy"], Words()]
AbsolutePath = Annotated[str, matching(HOST_PATH_FORM, "an absolute path", "begin it with /")]


class Container(Section):
    """A container of a task."""

    image: Image = Field(description="Image with its tag or digest.")
    cpu: Int | None = Field(
        None,
        ge=0,
        le=196608,
        description="CPU units (1024 are one vCPU). On EC2 a share, 0 by default.",
    )
    memory: Int = Field(ge=6, description="MiB. On EC2 the hard limit of the container.")
    memory_reservation: Int | None = Field(
        None, ge=6, description="MiB that placing counts with, on EC2. Default: memory."
    )
    port: PortNumber | None = Field(
        None, description="The only port of the container, named like it. Not with ports."
    )
    ports: dict[
        Key,
        Annotated[
            Port,
            Spelled(_spelled_port),
            _spelling("a port", "write 8080, 80:8080 (host:container) or 53:53/udp, or a mapping"),
        ],
    ] = Field(
        {},
        description="Ports by name: 8080, or 80:8080 (host:container) as in Compose, or the long form.",
    )
    command: Command | None = Field(
        None, description="Command as a list of words. Left out: the image's."
    )
    entrypoint: Command | None = Field(
        None, description="Entrypoint as a list of words. Left out: the image's."
    )
    environment: dict[VariableName, Text] = Field(
        {}, description="Environment variables; no secrets."
    )
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
        _BY_ECS,
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
                Spelled(_spelled_secret),
                _spelling(
                    "a secret's place",
                    "write /path/of/a/parameter, an ARN, or {secretsmanager: name}",
                ),
            ],
        ],
        _BY_ECS,
    ] = Field(
        {},
        description="Variables whose values ECS reads when the task starts: /parameter, ARN or long form.",
    )
    health_check: Annotated[HealthCheck, One("command"), _BY_ECS] | None = Field(
        None, description="Check that ECS runs inside the container. Left out: none."
    )
    depends_on: Annotated[dict[ContainerName, Condition], _BY_ECS] = Field(
        {}, description="Containers of the task that come first, and what to wait for."
    )
    mounts: tuple[Mount, ...] = Field(
        (),
        description="source:/target[:ro]; source is a key of volumes or, on EC2, a path of the host.",
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
    privileged: Annotated[Bool, _ON_INSTANCES] = Field(
        False, description="Whether the container is as root on the instance."
    )
    init: Bool = Field(
        True,
        description="Whether a tiny init is process 1, which reaps zombies and passes signals on.",
    )
    ulimits: dict[
        UlimitName,
        Annotated[Ulimit, Spelled(_spelled_ulimit), _spelling("a limit", "write a number")],
    ] = Field({}, description="Limits of processes: a number, or soft and hard.")
    capabilities: Capabilities = Field(
        Capabilities(), description="Linux capabilities to add and to drop."
    )
    devices: Annotated[tuple[Device, ...], _ON_INSTANCES] = Field(
        (), description="Devices of the host, as /dev/x[:/dev/y][:rwm]."
    )
    shm_size: Annotated[Int | None, _ON_INSTANCES] = Field(
        None, ge=1, description="MiB of /dev/shm. Left out: Docker's 64."
    )
    tmpfs: Annotated[dict[AbsolutePath, Annotated[Tmpfs, One("size")]], _ON_INSTANCES] = Field(
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
    essential: Annotated[Bool, _BY_ECS] = Field(
        True, description="Whether the task stops with this container."
    )


class DockerVolume(Section):
    """A volume that Docker manages on the instance."""

    driver: Text = Field("local", description="Docker's volume driver.")
    driver_opts: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {}, description="Options of the driver."
    )
    scope: Annotated[Literal["task", "shared"], Words()] = Field(
        "shared",
        description="task: gone with the task; shared: made on first use, and stays on the instance.",
    )


class EfsVolume(Section):
    """A file system, or a directory of it; with path, uid and gid the task sees nothing else, and as that user."""

    file_system: Annotated[
        str,
        matching(
            rf"{KEY_FORM}|{FILE_SYSTEM_ID_FORM}",
            "a file system",
            "write a key of file_systems, or the id of one that exists: fs-…",
        ),
    ] = Field(description="Key of file_systems, or id of a file system that exists.")
    path: (
        Annotated[
            str,
            matching(
                r"(?:/[A-Za-z0-9._-]{1,99}){1,4}",
                "a directory of a file system",
                "begin it with /, at most four deep",
            ),
        ]
        | None
    ) = Field(
        None,
        max_length=100,
        description="Directory that the task sees as the whole; it is made if need be. With uid and gid.",
    )
    uid: Int | None = Field(
        None, ge=0, le=4294967295, description="User id that everything is done as."
    )
    gid: Int | None = Field(
        None, ge=0, le=4294967295, description="Group id that everything is done as."
    )
    read_only: Bool = Field(False, description="Whether the task may only read.")


class EbsVolume(Section):
    """A disk of its own for each task of a service, which goes with the task."""

    size: Gib = Field(ge=1, le=16384, description="GiB of the disk.")
    kms_key_arn: KmsKeyArn | None = Field(
        None, description="Key that encrypts it. Left out: the account's for EBS."
    )


class Volume(Section):
    """A volume of a task, of one kind; without any, scratch space of the task."""

    host_path: Annotated[AbsolutePath | None, _ON_INSTANCES] = Field(
        None, description="Path of the instance."
    )
    docker: Annotated[DockerVolume | None, _ON_INSTANCES] = Field(
        None, description="Volume that Docker manages."
    )
    efs: Annotated[EfsVolume, One("file_system")] | None = Field(
        None, description="Shared file system: its key or id, or the long form."
    )
    ebs: Annotated[EbsVolume, One("size")] | None = Field(
        None, description="Disk of its own for each task, by its size in GiB; services only."
    )


class Statement(Section):
    """What a task may do in AWS."""

    actions: tuple[
        Annotated[
            str, matching(r"\*|[a-z0-9-]+:[A-Za-z0-9*?]+", "an action", "write service:Action")
        ],
        ...,
    ] = Field(min_length=1, description="Actions, such as sqs:SendMessage.")
    resources: tuple[Annotated[str, matching(r"\*|arn:.+", "a resource", "write its ARN")], ...] = (
        Field(min_length=1, description="ARNs that the actions touch.")
    )
    effect: Annotated[Literal["allow", "deny"], Words()] = Field(
        "allow", description="Whether to allow or to deny."
    )
    conditions: dict[
        Annotated[str, Reads(read_text)],
        dict[Annotated[str, Reads(read_text)], Annotated[tuple[Text, ...], One()]],
    ] = Field(
        {}, description="Operator, key and values, such as StringEquals: {aws:SourceAccount: '…'}."
    )


class TaskRole(Section):
    """The role that the containers themselves use: without fields it may do nothing."""

    arn: RoleArn | None = Field(None, description="Role that exists; not with the other fields.")
    statements: tuple[Statement, ...] = Field((), description="What the task may do.")
    managed_policy_arns: tuple[PolicyArn, ...] = Field(
        (), max_length=9, description="Managed policies to attach."
    )
    parameters: (
        Annotated[
            str,
            matching(
                r"/[A-Za-z0-9_./-]*[A-Za-z0-9_.-]", "a parameter path", "write /path/of/parameters"
            ),
        ]
        | None
    ) = Field(None, description="Path of the Parameter Store whose parameters the task may read.")


class Task(Section):
    """What services, jobs and system containers share beyond their main container."""

    volumes: Annotated[dict[Key, Volume], _BY_ECS] = Field(
        {}, description="Volumes by name; {} is scratch space of the task."
    )
    task_role: Annotated[TaskRole, One("arn"), _BY_ECS] = Field(
        TaskRole(),
        description="Role of the containers. Default: a role of its own that may do nothing.",
    )
    logs: TaskLogs = Field(
        TaskLogs(), description="Where the containers' logs go. Default: as logs says."
    )
