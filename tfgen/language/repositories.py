"""`repositories`: where the images of services and jobs are kept, on Amazon ECR."""

from __future__ import annotations

from typing import Annotated

from tfgen.facts.limits import REPOSITORY_IMAGES
from tfgen.language.field import Field
from tfgen.language.scalars import Bool, Int, Key, KmsKeyArn
from tfgen.language.section import One, Section


class Repository(Section):
    """A repository of ECR: encrypted, and each image is scanned when it comes."""

    immutable_tags: Bool = Field(
        True,
        description="Whether a tag stays with the image that had it first; false lets a push take "
        "it (a warning).",
    )
    keep_images: Int = Field(
        100,
        ge=REPOSITORY_IMAGES.low,
        le=REPOSITORY_IMAGES.high,
        description="Number of images that are kept, the newest: all that run, and those that a "
        "rollback goes to. One without a tag goes after 14 days.",
    )
    # ECR takes a key when a repository is made, and never again.
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key that encrypts it; another key would need another repository. Left out: "
        "keys of S3.",
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows "
        "it by the oldest.",
    )
