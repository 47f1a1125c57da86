"""`registry_auth`: credentials of private registries, and caches of public ones."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    SECRET_NAME_FORM,
    Bool,
    KmsKeyArn,
    TextOrExpression,
    arn,
    later,
    matching,
)
from tfgen.language.section import Section

RegistryHost = Annotated[
    str,
    matching(
        r"[a-z0-9-]+(?:\.[a-z0-9-]+)+(?::[0-9]{1,5})?",
        "a registry's host",
        "write its name, such as ghcr.io or docker.io",
    ),
]

_READ_BY_TASKS = Only(
    "with secret_arn and without pull_through_cache",
    secret_arn=True,
    pull_through_cache=False,
    why="it is the tasks that decrypt the secret with it; a cache of ECR reads its secret itself",
    source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
)
_OF_A_CACHE = Only("with pull_through_cache", pull_through_cache=True)


class RegistryAuth(Section):
    """How images of one registry are pulled: with credentials, through a cache in ECR, or both."""

    secret_arn: (
        Annotated[
            TextOrExpression,
            later(arn("secretsmanager", SECRET_NAME_FORM, "a secret of Secrets Manager")),
        ]
        | None
    ) = Field(
        None,
        description='Secret with {"username": …, "password": …}; '
        "only the tasks that pull may read it.",
    )
    kms_key_arn: Annotated[KmsKeyArn | None, _READ_BY_TASKS] = Field(
        None,
        description="Key that encrypts the secret, when it is not AWS's own: the tasks that pull "
        "may then decrypt.",
    )
    # https://docs.aws.amazon.com/AmazonECR/latest/APIReference/API_CreatePullThroughCacheRule.html
    pull_through_cache: (
        Annotated[
            str,
            matching(
                r"[a-z0-9]+(?:[._-][a-z0-9]+)*",
                "a repository prefix",
                "use 2 to 30 lower-case letters, digits and . _ -",
            ),
        ]
        | None
    ) = Field(
        None,
        min_length=2,
        max_length=30,
        description="Prefix of the repositories in ECR that cache this registry; its images are "
        "pulled from there.",
    )
    # An account has one rule of a prefix in a region, and clusters share it.
    create_pull_through_cache: Annotated[Bool, _OF_A_CACHE] = Field(
        True,
        description="Whether to make the cache's rule; false: it exists, made by another cluster "
        "or by hand.",
    )
