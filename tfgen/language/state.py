"""`state`: where Terraform keeps its state."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from tfgen.language.scalars import Bool, KnownKmsKeyArn, Text, Words, matching
from tfgen.language.section import Section

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BucketName = Annotated[
    str,
    matching(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "the name of a bucket",
        "use 3 to 63 of a-z, 0-9, . and -",
    ),
]


class State(Section):
    """Where Terraform keeps its state."""

    backend: Annotated[Literal["s3"], Words()] = Field("s3", description="Kind of backend.")
    bucket: BucketName = Field(description="Bucket that exists; tfgen never creates it.")
    key: (
        Annotated[
            str,
            # Terraform refuses a key that begins with a slash, and S3 one of more than 1024 bytes.
            matching(r"[^\s/][^\r\n]{0,1023}", "an object key", "write a path without a leading /"),
        ]
        | None
    ) = Field(
        None, description="Object key of the state. Default: <region>/<cluster>/terraform.tfstate."
    )
    region: Text | None = Field(None, description="Region of the bucket. Default: region.")
    # https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
    use_lockfile: Bool = Field(True, description="Lock the state with an object beside it.")
    kms_key_arn: KnownKmsKeyArn | None = Field(
        None, description="Key of the state object. Left out: the bucket's."
    )
