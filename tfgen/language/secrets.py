"""`secrets`: secrets of Secrets Manager that are made empty, for values that people put there."""

from __future__ import annotations

from typing import Annotated

from tfgen.facts.limits import SECRET_DESCRIPTION, SECRET_RECOVERY
from tfgen.language.field import Field
from tfgen.language.scalars import Int, Key, KmsKeyArn, Text
from tfgen.language.section import One, Section


class EmptySecret(Section):
    """A secret without a value: who may puts it there, and the state never has it."""

    description: Text | None = Field(
        None,
        min_length=1,
        max_length=SECRET_DESCRIPTION.high,
        description="What it is for, and whom to ask for it.",
    )
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key that encrypts it; tasks that are given the secret may decrypt with it. "
        "Left out: the account's own key of Secrets Manager.",
    )
    recovery_window_days: Int = Field(
        30,
        ge=SECRET_RECOVERY.low,
        le=SECRET_RECOVERY.high,
        description="Days in which it can be brought back once it is deleted, 7 to 30; until then "
        "its name is taken.",
    )
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows "
        "it by the oldest.",
    )
