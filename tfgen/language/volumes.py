"""Volumes of a task, each of one kind."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.facts.limits import ECS_DISK_THROUGHPUT
from tfgen.language.container_values import AbsolutePath
from tfgen.language.field import Field
from tfgen.language.runners import NOT_MANAGED, ON_INSTANCES
from tfgen.language.scalars import (
    KEY_FORM,
    Bool,
    Gib,
    Int,
    KnownKmsKeyArn,
    Reads,
    Text,
    Words,
    matching,
    read_text,
)
from tfgen.language.section import One, Section

FILE_SYSTEM_ID_FORM = r"fs-[0-9a-f]{8}(?:[0-9a-f]{9})?"


class DockerVolume(Section):
    """A volume that Docker manages on the instance."""

    driver: Text = Field("local", description="Docker's volume driver.")
    driver_opts: dict[Annotated[str, Reads(read_text)], Text] = Field(
        {}, description="Options of the driver."
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DockerVolumeConfiguration.html
    scope: Annotated[Literal["task", "shared"], Words()] = Field(
        "shared",
        description="task: gone with the task; shared: made on first use, and stays on the "
        "instance.",
    )


class EfsVolume(Section):
    """A file system; with path, uid and gid only that directory of it, and as that user.

    One of path, access_point_id and root_directory at most.
    """

    file_system: Annotated[
        str,
        matching(
            rf"{KEY_FORM}|{FILE_SYSTEM_ID_FORM}",
            "a file system",
            "write a key of file_systems, or the id of one that exists: fs-…",
        ),
    ] = Field(description="Key of file_systems, or id of a file system that exists.")
    # https://docs.aws.amazon.com/efs/latest/APIReference/API_RootDirectory.html
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
        description="Directory that the task sees as the whole; it is made if need be. With uid "
        "and gid.",
    )
    # https://docs.aws.amazon.com/efs/latest/APIReference/API_PosixUser.html
    uid: Int | None = Field(
        None, ge=0, le=4294967295, description="User id that everything is done as."
    )
    gid: Int | None = Field(
        None, ge=0, le=4294967295, description="Group id that everything is done as."
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSAuthorizationConfig.html
    access_point_id: (
        Annotated[
            str,
            matching(
                r"fsap-[0-9a-f]{8,40}",
                "an access point's id",
                "write fsap- and its hexadecimal digits",
            ),
        ]
        | None
    ) = Field(
        None, description="Access point that exists: the task sees what it leads to, as its user."
    )
    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_EFSVolumeConfiguration.html
    root_directory: (
        Annotated[
            str,
            matching(
                r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._-]{1,255})+",
                "a directory of a file system",
                "begin it with /, and use letters, digits and . _ -",
            ),
        ]
        | None
    ) = Field(
        None,
        description="Directory that exists and that the task sees as the whole, without a user "
        "of its own.",
    )
    read_only: Bool = Field(False, description="Whether the task may only read.")


class EbsVolume(Section):
    """A disk of its own for each task of a service, which goes with the task."""

    # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html
    size: Gib | None = Field(
        None, ge=1, le=16384, description="GiB of the disk. Left out: those of its snapshot."
    )
    type: Annotated[Literal["gp3", "gp2", "io1", "io2", "st1", "sc1"], Words()] = Field(
        "gp3", description="EBS volume type."
    )
    iops: Int | None = Field(
        None,
        ge=100,
        le=256000,
        description="Provisioned IOPS of gp3, io1 and io2. Left out: AWS's 3000 of gp3.",
    )
    throughput: Int | None = Field(
        None,
        ge=ECS_DISK_THROUGHPUT.low,
        le=ECS_DISK_THROUGHPUT.high,
        description="Throughput of gp3 in MiB/s. Left out: 125.",
    )
    # https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CreateVolume.html
    snapshot_id: (
        Annotated[
            str,
            matching(
                r"snap-(?:[0-9a-f]{8}|[0-9a-f]{17})",
                "a snapshot id",
                "write snap- and 8 or 17 hexadecimal digits",
            ),
        ]
        | None
    ) = Field(None, description="Snapshot that each task's disk begins with. Left out: empty.")
    file_system_type: Annotated[Literal["xfs", "ext4", "ext3"], Words()] = Field(
        "xfs", description="File system of the disk; with a snapshot that of the snapshot."
    )
    kms_key_arn: KnownKmsKeyArn | None = Field(
        None, description="Key that encrypts it. Left out: the account's for EBS."
    )


class Volume(Section):
    """A volume of a task, of one kind; without any, scratch space of the task."""

    host_path: Annotated[AbsolutePath | None, ON_INSTANCES] = Field(
        None, description="Path of the instance."
    )
    docker: Annotated[DockerVolume | None, ON_INSTANCES, NOT_MANAGED] = Field(
        None, description="Volume that Docker manages."
    )
    efs: Annotated[EfsVolume, One("file_system")] | None = Field(
        None, description="Shared file system: its key or id, or the long form."
    )
    ebs: Annotated[EbsVolume, One("size")] | None = Field(
        None, description="Disk of its own for each task, by its size in GiB; services only."
    )
