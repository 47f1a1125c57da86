"""`deployer`: who may bring new versions of services, beside Terraform."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.field import Field
from tfgen.language.scalars import Bool, matching
from tfgen.language.section import One, Section

# https://docs.github.com/en/rest/repos/repos#create-an-organization-repository
REPOSITORY_FORM = r"[A-Za-z0-9](?:[A-Za-z0-9-]{0,38})/[A-Za-z0-9._-]{1,100}"


Branch = Annotated[
    str,
    matching(
        r"[^\s~^:?*\[\\]{1,255}",
        "a branch",
        "write the whole name of one branch: there are no wildcards here",
    ),
]
BitbucketId = Annotated[
    str,
    matching(
        r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}",
        "a UUID of Bitbucket",
        "write it without the braces that Bitbucket puts around it",
    ),
]


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
    branches: tuple[Branch, ...] = Field(
        ("main",), description="Branches whose workflows may deploy, each by its whole name."
    )
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


class GitLab(Section):
    """Jobs of GitLab CI that may take the deployer's role, without a key of AWS."""

    project: Annotated[
        str,
        matching(
            r"[A-Za-z0-9_][A-Za-z0-9_.-]*(?:/[A-Za-z0-9_][A-Za-z0-9_.-]*){1,20}",
            "a project of GitLab",
            "write its whole path, group/project, with no host and no wildcard",
        ),
    ] = Field(description="Project whose jobs may deploy: its whole path, group/project.")
    # https://docs.gitlab.com/ci/secrets/id_token_authentication/#token-payload
    branches: tuple[Branch, ...] = Field(
        ("main",),
        min_length=1,
        description="Branches whose jobs may deploy, each by its whole name; protect them in "
        "GitLab.",
    )
    host: Annotated[
        str,
        matching(
            r"[a-z0-9-]+(?:\.[a-z0-9-]+)+",
            "the host of a GitLab",
            "write it without https:// and without a path",
        ),
    ] = Field(
        "gitlab.com",
        description="Host of GitLab, which IAM has to reach. The jobs ask for a token with "
        "aud: https://<host>.",
    )
    create_oidc_provider: Bool = Field(
        False,
        description="Whether to make the OIDC provider of this GitLab, of which an account has "
        "one. Default: it exists.",
    )


class Bitbucket(Section):
    """Steps of Bitbucket Pipelines that may take the deployer's role, without a key of AWS."""

    workspace: Annotated[
        str,
        matching(r"[a-z0-9_-]{1,62}", "a workspace of Bitbucket", "write it as its address has it"),
    ] = Field(description="Workspace, as addresses of Bitbucket have it.")
    workspace_uuid: BitbucketId = Field(description="UUID of the workspace.")
    repository_uuid: BitbucketId = Field(
        description="UUID of the repository whose steps may deploy."
    )
    # A token names no branch; an environment takes those that Bitbucket lets deploy to it.
    # https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
    environment_uuids: Annotated[tuple[BitbucketId, ...], One()] = Field(
        min_length=1,
        description="UUIDs of the deployment environments whose steps may deploy; limit each to "
        "its branch in Bitbucket, for a token names none.",
    )
    create_oidc_provider: Bool = Field(
        False,
        description="Whether to make the OIDC provider of the workspace, of which an account has "
        "one. Default: it exists.",
    )


class Deployer(Section):
    """Who may bring new versions of services, beside Terraform."""

    github: Annotated[GitHub, One("repository")] | None = Field(
        None, description="Workflows of GitHub Actions; the repository is enough. Left out: none."
    )
    gitlab: Annotated[GitLab, One("project")] | None = Field(
        None, description="Jobs of GitLab CI; the project is enough. Left out: none."
    )
    bitbucket: Bitbucket | None = Field(
        None, description="Steps of Bitbucket Pipelines. Left out: none."
    )
    iam_user: Bool = Field(
        False, description="Whether to make an IAM user, without a key, that may take the role."
    )
