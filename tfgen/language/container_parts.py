"""What a container is made of beside its image: ports, secrets, checks, limits."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from tfgen.facts.limits import (
    CONTAINER_HEALTH_INTERVAL,
    CONTAINER_HEALTH_RETRIES,
    CONTAINER_HEALTH_START_PERIOD,
    CONTAINER_HEALTH_TIMEOUT,
    RESTART_ATTEMPT_PERIOD,
    RESTART_IGNORED_EXIT_CODES,
)
from tfgen.language.container_values import PORT_SPEC, SECRET_ARN_FORM, Capability, PortNumber
from tfgen.language.field import Field
from tfgen.language.meaning import Not
from tfgen.language.runners import CONNECTED
from tfgen.language.scalars import (
    Int,
    Key,
    KmsKeyArn,
    Reads,
    Seconds,
    Text,
    TextOrExpression,
    Words,
    fault,
    later,
    matching,
    shown,
)
from tfgen.language.section import One, Section, Spelled
from tfgen.source import Entry, Fields, Items, Scalar

# In an ARN, or in a reference to what has one.
_IN_SSM = re.compile(r":ssm:|\baws_ssm_parameter\.")


def _fields(node: Scalar, **values: str | None) -> Fields:
    """Return a mapping in the place of a scalar that spells it."""
    entries = {}
    for key, value in values.items():
        if value is not None:
            entries[key] = Entry(node.at, Scalar(value, True, node.at))
    return Fields(entries, node.at)


def spelled_port(node: Scalar) -> Fields | Scalar:
    """Take apart a port in the form of Compose: 80:8080/tcp."""
    port = re.fullmatch(PORT_SPEC, node.text)
    if port is None:
        return node
    return _fields(
        node,
        container_port=port["container"],
        host_port=port["host"],
        protocol=port["protocol"],
    )


def spelled_secret(node: Scalar) -> Fields | Scalar:
    """Tell an ARN from the name of a parameter."""
    if node.text.startswith("arn:"):
        return _fields(node, arn=node.text)
    # A name without a slash could be that of a secret as well as of a parameter.
    if node.text.startswith("/"):
        return _fields(node, ssm=node.text)
    return node


def spelled_ulimit(node: Scalar) -> Fields | Scalar:
    """Take one number for both limits."""
    return _fields(node, soft=node.text, hard=node.text)


def spelling(noun: str, help: str, *, secret: bool = False) -> Reads:
    """Return the reader that refuses a scalar which spells nothing.

    It shows the text, unless that may be a `secret` itself, written in place of where it lies.
    """

    def read(value: object) -> object:
        if isinstance(value, Scalar) and secret:
            fault("SPEC010", f"is not {noun}", help, secret=True)
        if isinstance(value, Scalar):
            fault("SPEC010", f"{shown(value.text)} is not {noun}", help)
        return value

    return Reads(read)


class Port(Section):
    """A port of a container."""

    container_port: PortNumber = Field(description="Port that the container listens on.")
    # 0 means what leaving it out means:
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    host_port: Annotated[Int, Field(ge=0, le=65535)] | None = Field(
        None,
        description="Port of the instance; network modes bridge and host only. Left out: one "
        "that Docker chooses.",
    )
    protocol: Annotated[Literal["tcp", "udp"], Words()] = Field(
        "tcp", description="Transport protocol."
    )
    app_protocol: Annotated[Literal["http", "http2", "grpc"], Words(), CONNECTED] | None = Field(
        None, description="Application protocol, as Service Connect is told it."
    )


class Secret(Section):
    """A secret that ECS gives a starting task: secret, ssm, arn or secretsmanager has it."""

    secret: Key | None = Field(
        None, description="Key of one of secrets, which this spec makes; its right follows."
    )

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
            TextOrExpression,
            later(
                matching(
                    SECRET_ARN_FORM,
                    "the ARN of a parameter or secret",
                    "copy the whole ARN again; of a secret :key:stage:version may follow, three "
                    "colons",
                )
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
                r"[A-Za-z0-9/_+=.@-]{1,512}",
                "a secret's name",
                "write the name alone, and beside it key: for one value of its JSON",
            ),
        ]
        | None
    ) = Field(None, description="Name of a secret of Secrets Manager in this account and region.")
    # A colon would end it in the ARN that ECS is given.
    key: (
        Annotated[
            str, matching(r"[^:\s]+", "a key of a secret", "write one key of its JSON", bare=True)
        ]
        | None
    ) = Field(None, description="Key of the secret's JSON. Left out: the whole secret.")
    kms_key_arn: Annotated[
        KmsKeyArn | None, Not("with secret", secret=True, why="secrets says which key it has")
    ] = Field(
        None,
        description="Key that encrypts it, when it is not AWS's own: the execution role may "
        "then decrypt.",
    )

    @property
    def store(self) -> Literal["ssm", "secretsmanager"] | None:
        """The store that has it, as far as that is said; an ARN tells it, too."""
        if self.ssm or _IN_SSM.search(str(self.arn)):
            return "ssm"
        if self.secret or self.secretsmanager or self.arn:
            return "secretsmanager"
        return None


def spelled_check(node: Scalar) -> Items:
    """Take a text as a command of the container's shell."""
    return Items((Scalar("CMD-SHELL", True, node.at), node), node.at)


# The JSON Schema names it by its module, since balancers have a HealthCheck too.
class HealthCheck(Section):
    """A check that ECS runs inside the container."""

    command: Annotated[tuple[Text, ...], Spelled(spelled_check)] = Field(
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


class RestartPolicy(Section):
    """When ECS starts a container again that has ended, without another task."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ContainerRestartPolicy.html
    ignored_exit_codes: Annotated[
        tuple[Annotated[Int, Field(ge=0, le=255)], ...],
        One(),
    ] = Field(
        (),
        max_length=RESTART_IGNORED_EXIT_CODES.high,
        description="Exit codes with which it stays ended, such as 0 of what is to end once.",
    )
    restart_attempt_period: Seconds = Field(
        300,
        ge=RESTART_ATTEMPT_PERIOD.low,
        le=RESTART_ATTEMPT_PERIOD.high,
        description="Time that it must have run to be started again, 1m to 30m.",
    )


class Ulimit(Section):
    """A limit of the container's processes."""

    # -1 means no limit.
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
