"""Values that containers are written with: images, ports, mounts, devices, commands."""

from __future__ import annotations

import re
from ipaddress import ip_address
from typing import Annotated, Literal

from tfgen.facts import secret_forms
from tfgen.language.field import Field
from tfgen.language.scalars import (
    KEY_FORM,
    SECRET_NAME_FORM,
    Int,
    Key,
    Reads,
    Text,
    Words,
    fault,
    matching,
    read_text,
    shown,
)
from tfgen.source import Scalar

# https://pkg.go.dev/github.com/distribution/reference
_PATH = r"[a-z0-9]+(?:(?:\.|_{1,2}|-+)[a-z0-9]+)*"
# A first part with neither a dot nor a port, nor localhost, is a user of Docker Hub.
_REGISTRY = (
    r"(?:[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+(?::[0-9]+)?|localhost(?::[0-9]+)?|[A-Za-z0-9-]+:[0-9]+)"
)
IMAGE_FORM = (
    rf"(?:{_REGISTRY}/)?"
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
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Device.html
DEVICE_FORM = r"(?P<host>/dev/[^:]+)(?::(?P<container>/[^:]+))?(?::(?P<permissions>[rwm]{1,3}))?"
# A colon would end the path in a mount.
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
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Ulimit.html
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
        r"(?!CAP_)[A-Z][A-Z_]{1,24}",
        "a Linux capability",
        "write it in capitals and without CAP_, such as SYS_PTRACE",
    ),
]
ContainerName = Key
Condition = Annotated[Literal["start", "complete", "success", "healthy"], Words()]
AbsolutePath = Annotated[str, matching(HOST_PATH_FORM, "an absolute path", "begin it with /")]
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,61}[A-Za-z0-9])?"
# https://man7.org/linux/man-pages/man7/hostname.7.html
HostName = Annotated[
    str,
    matching(
        rf"(?=.{{1,253}}$){_LABEL}(?:\.{_LABEL})*",
        "the name of a host",
        "use letters, digits and inner hyphens, with dots between its parts",
        bare=True,
    ),
]


def read_address(value: object) -> object:
    """Read an address of IPv4 or IPv6."""
    text = read_text(value)
    if isinstance(text, str):
        try:
            ip_address(text)
        except ValueError:
            fault("SPEC010", f"{shown(text)} is not an IP address", "write 10.0.0.5 or fd00::5")
    return text


IpAddress = Annotated[str, Reads(read_address)]


def read_words(value: object) -> object:
    """Read a command in exec form; a string would have to be split as a shell does."""
    if isinstance(value, Scalar) and not value.is_null:
        message = "is a string where a list of words belongs: tfgen runs no shell"
        fault("SPEC004", message, _split(value.text))
    return value


def _split(line: str) -> str:
    """Return the list that a command is, if a shell would only take its words apart.

    A word that may be a secret is not repeated.
    """
    words = line.split()
    if words and all(map(secret_forms.is_plain_word, words)):
        return f"write [{', '.join(words)}]"
    if not re.search(r"[\"'$`|&;<>(){}*?~#\\]", line):
        return "write each word by itself: [program, --flag, value]"
    return "write [sh, -c, '…'] for what a shell has to read, else [program, --flag, value]"


Command = Annotated[tuple[Text, ...], Reads(read_words)]
