"""`access`: how people reach the instances."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    Bool,
    Cidr,
    KmsKeyArn,
    Reads,
    Seconds,
    Text,
    fault,
    matching,
    read_text,
)
from tfgen.language.section import One, Section, Switch
from tfgen.language.security_groups import Peer

# https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/create-key-pairs.html
KEY_TYPES = ("ssh-ed25519", "ssh-rsa")
PUBLIC_KEY = {
    "type": "string",
    "pattern": rf"^(?:{'|'.join(KEY_TYPES)}) AAAA[A-Za-z0-9+/]+={{0,2}}(?: .*)?$",
}


def read_public_key(value: object) -> str:
    """Read the public half of an SSH key pair."""
    # No fault shows the value: it may be the private half.
    text = read_text(value, "an SSH public key").strip()
    if "PRIVATE KEY" in text:
        help = "write the line of the .pub file beside it, and keep this half on your own machine"
        fault("SPEC010", "is a private key, which belongs in no spec", help, secret=True)
    kind, _, rest = text.partition(" ")
    if "\n" in text or kind not in KEY_TYPES or _type_inside(rest.split(" ")[0]) != kind:
        message = "is not a public key that EC2 takes"
        types = " or ".join(KEY_TYPES)
        help = f"write the line of the .pub file whole: {types}, the key, and a comment if you like"
        fault("SPEC010", message, help, secret=True)
    return text


def _type_inside(encoded: str) -> str:
    """Return the type that an encoded key names itself: its first field, behind its length.

    https://www.rfc-editor.org/rfc/rfc4253#section-6.6
    """
    try:
        # Without validate Python passes over what is no letter of base64.
        blob = base64.b64decode(encoded, validate=True)
    except binascii.Error:
        return ""
    end = 4 + int.from_bytes(blob[:4])
    if len(blob) <= end:
        return ""
    return blob[4:end].decode("ascii", "replace")


class Ssm(Section):
    """Session Manager and Run Command on the instances."""

    session_logs: Bool = Field(
        True, description="What people type and see in sessions, in CloudWatch Logs."
    )
    # https://docs.aws.amazon.com/systems-manager/latest/userguide/session-preferences-timeout.html
    idle_timeout: Seconds = Field(
        1200,
        ge=60,
        le=3600,
        description="Time after which an idle session ends: whole minutes, 1m to 1h.",
    )


class Exec(Section):
    """The audit of ECS Exec."""

    logs: Bool = Field(
        True, description="What people type and see in ECS Exec, in CloudWatch Logs."
    )
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key of the sessions and their log group; its policy must admit CloudWatch "
        "Logs. Left out: a key of the cluster's own.",
    )


class Ssh(Section):
    """SSH to the instances with a key pair."""

    public_key: Annotated[str, Reads(read_public_key, PUBLIC_KEY)] | None = Field(
        None,
        description="Public half of a key pair, as in a .pub file: ssh-ed25519 or ssh-rsa. Or "
        "key_name.",
    )
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateKeyPair.html
    key_name: (
        Annotated[
            str, matching(r"[ -~]{1,255}(?<! )", "a key pair's name", "use up to 255 characters")
        ]
        | None
    ) = Field(None, description="Key pair that exists in EC2. Or public_key.")
    # `from` is a word of Python: such a field has another name here, and its own as alias.
    from_: Annotated[tuple[Peer, ...], One()] = Field(
        ("bastion",),
        alias="from",
        min_length=1,
        description="Who may connect to port 22 of the instances: bastion, or peers as in "
        "ingress (a finding).",
    )


class Bastion(Section):
    """A host in a public subnet that SSH to the instances goes through."""

    instance_type: Annotated[
        str,
        matching(
            r"[a-z][a-z0-9-]*\.[a-z0-9-]+",
            "an instance type",
            "write family and size, such as t4g.nano",
        ),
    ] = Field(
        "t4g.nano",
        description="EC2 instance type; the architecture of Amazon Linux 2023 follows from it.",
    )
    allowed_cidrs: tuple[Cidr, ...] = Field(
        min_length=1,
        description="IPv4 blocks that may connect to it by SSH; never the whole internet.",
    )
    zone: Text | None = Field(
        None, description="Availability zone of the bastion. Default: the alphabetically first."
    )


class InstanceConnect(Section):
    """An EC2 Instance Connect Endpoint, of which a VPC has one."""

    security_group: (
        Annotated[
            str,
            matching(r"sg-[0-9a-f]{8,17}", "a security group", "write its id, such as sg-0a1b2c3d"),
        ]
        | None
    ) = Field(
        None,
        description="Security group of an endpoint that exists in the VPC; the cluster lets it "
        "reach its instances. Left out: an endpoint of the cluster's own.",
    )


_REACHING = Only("with instance groups or a bastion", sessions=True, idle=True)


class Access(Section):
    """How people reach the instances."""

    ssm: Annotated[Ssm | None, Switch(), _REACHING] = Field(
        Ssm(),
        description="Session Manager and Run Command on the instances, with a session document "
        "of the cluster's own.",
    )
    exec: Annotated[Exec | None, Switch()] = Field(
        Exec(),
        description="Audit of ECS Exec for the whole cluster; false leaves it off (a finding).",
    )
    ssh: Ssh | None = Field(
        None, description="SSH to the instances. Left out: none; Session Manager needs no key."
    )
    bastion: Annotated[Bastion | None, Switch()] = Field(
        None, description="A host that SSH goes through; it needs ssh."
    )
    # https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/eice-quotas.html
    instance_connect: Annotated[InstanceConnect | None, Switch(), One("security_group")] = Field(
        None,
        description="EC2 Instance Connect Endpoint: SSH by IAM, without key or bastion. A VPC "
        "takes one; sg-… is the security group of one that exists.",
    )
