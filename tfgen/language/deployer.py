"""`deployer`: who may bring new versions of services, beside Terraform."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from tfgen.language.scalars import Bool, matching
from tfgen.language.section import One, Section

# https://docs.github.com/en/rest/repos/repos#create-an-organization-repository
REPOSITORY_FORM = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}"


class GitHub(Section):
    """Workflows of GitHub Actions that may take the deployer's role, without a key of AWS."""

    repository: Annotated[
        str,
        matching(
            REPOSITORY_FORM,
            "a repository of GitHub",
            "write owner/name, with no host and no wildcard",
        ),
    ] = Field(description="Repository whose workflows may deploy: owner/name.")
    # The role compares the whole claim `sub` of a token: a wildcard would admit other branches.
    # https://docs.github.com/en/actions/concepts/security/openid-connect
    branches: tuple[
        Annotated[
            str,
            matching(
                r"[^\s~^:?*\[\\]{1,255}",
                "a branch",
                "write the whole name of one branch: there are no wildcards here",
            ),
        ],
        ...,
    ] = Field(("main",), description="Branches whose workflows may deploy, each by its whole name.")
    environments: tuple[
        Annotated[
            str,
            matching(
                r"[^:?*\x00-\x1f]{1,255}",
                "an environment of GitHub",
                "write the whole name of one environment: there are no wildcards here",
            ),
        ],
        ...,
    ] = Field(
        (),
        description="Environments of GitHub whose jobs may deploy; GitHub can ask people before "
        "each.",
    )
    # A second one for the same URL is refused, whoever made the first.
    create_oidc_provider: Bool = Field(
        False,
        description="Whether to make GitHub's OIDC provider, of which an account has one. "
        "Default: it exists.",
    )


class Deployer(Section):
    """Who may bring new versions of services, beside Terraform."""

    github: Annotated[GitHub, One("repository")] | None = Field(
        None, description="Workflows of GitHub Actions; the repository is enough. Left out: none."
    )
    iam_user: Bool = Field(
        False, description="Whether to make an IAM user, without a key, that may take the role."
    )
