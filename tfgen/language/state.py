"""`state`: where Terraform keeps its state."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import Bool, KnownKmsKeyArn, Text, matching
from tfgen.language.section import Section
from tfgen.language.state_backends import AzureState, CloudState, GcsState, HttpState

# https://docs.aws.amazon.com/AmazonS3/latest/userguide/bucketnamingrules.html
BucketName = Annotated[
    str,
    matching(
        r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
        "the name of a bucket",
        "use 3 to 63 of a-z, 0-9, . and -",
    ),
]
_S3 = Only("with bucket", bucket=True)


class State(Section):
    """Where Terraform keeps its state: in a bucket of S3, or in one of the other places."""

    bucket: BucketName | None = Field(
        None, description="Bucket of S3 that exists; tfgen never creates it."
    )
    key: (
        Annotated[
            str,
            # Terraform refuses a key that begins with a slash, and S3 one of more than 1024 bytes.
            matching(r"[^\s/][^\r\n]{0,1023}", "an object key", "write a path without a leading /"),
            _S3,
        ]
        | None
    ) = Field(
        None, description="Object key of the state. Default: <region>/<cluster>/terraform.tfstate."
    )
    region: Annotated[Text | None, _S3] = Field(
        None, description="Region of the bucket. Default: region."
    )
    # https://developer.hashicorp.com/terraform/language/backend/s3#state-locking
    use_lockfile: Annotated[Bool, _S3] = Field(
        True, description="Lock the state with an object beside it."
    )
    kms_key_arn: Annotated[KnownKmsKeyArn | None, _S3] = Field(
        None, description="Key of the state object. Left out: the bucket's."
    )
    http: HttpState | None = Field(
        None, description="A server that keeps the state, such as GitLab, in place of bucket."
    )
    gcs: GcsState | None = Field(
        None, description="A bucket of Google Cloud Storage, in place of bucket."
    )
    azurerm: AzureState | None = Field(
        None, description="A container of Azure Storage, in place of bucket."
    )
    cloud: CloudState | None = Field(
        None, description="A workspace of HCP Terraform, in place of bucket."
    )
