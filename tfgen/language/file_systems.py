"""`file_systems`: directories that tasks share, on Amazon EFS."""

from __future__ import annotations

from typing import Annotated, Literal

from tfgen.language.field import Field
from tfgen.language.scalars import Bool, Key, KmsKeyArn, Words
from tfgen.language.section import One, Section
from tfgen.language.security_groups import FurtherGroups, further_groups


class FileSystem(Section):
    """A file system of EFS: encrypted, reachable in each private subnet, and by its users alone."""

    # EFS takes a key when a file system is made, and never again.
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key that encrypts it; another key would need another file system. Left "
        "out: AWS's own.",
    )
    throughput_mode: Annotated[Literal["elastic", "bursting"], Words()] = Field(
        "elastic", description="elastic: paid by use; bursting: grows with the size."
    )
    backup: Bool = Field(True, description="Whether AWS Backup keeps daily copies of it.")
    security_groups: FurtherGroups = Field((), description=further_groups("its mount targets"))
    transition_to_ia: (
        Annotated[
            # https://docs.aws.amazon.com/efs/latest/APIReference/API_LifecyclePolicy.html
            Literal["1d", "7d", "14d", "30d", "60d", "90d", "180d", "270d", "365d"],
            Words(),
        ]
        | None
    ) = Field(
        None,
        description="Time without access after which a file moves to cheaper storage. Left out: "
        "never.",
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows "
        "it by the oldest.",
    )
