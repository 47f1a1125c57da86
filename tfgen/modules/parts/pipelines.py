"""Who may deploy beside GitHub: providers of OIDC, and what they say of each job."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.frozen import frozen
from tfgen.language.deployer import Bitbucket, Deployer, GitLab


@frozen
class Pipelines:
    """Pipelines that may deploy: who vouches for them, for whom, and what is said of each."""

    name: str
    source: str
    address: str
    audience: str
    subjects: tuple[str, ...]
    create_oidc_provider: bool


def pipelines_of(deployer: Deployer) -> Iterator[Pipelines]:
    """Yield the pipelines of GitLab and Bitbucket that a spec names, by name."""
    if deployer.bitbucket:
        yield _bitbucket(deployer.bitbucket)
    if deployer.gitlab:
        yield _gitlab(deployer.gitlab)


def _gitlab(gitlab: GitLab) -> Pipelines:
    """Return what GitLab says of jobs.

    https://docs.gitlab.com/ci/cloud_services/aws/
    """
    head = f"project_path:{gitlab.project}:ref_type:branch:ref"
    subjects = tuple(f"{head}:{branch}" for branch in sorted(gitlab.branches))
    audience, made = f"https://{gitlab.host}", gitlab.create_oidc_provider
    return Pipelines("gitlab", gitlab.project, gitlab.host, audience, subjects, made)


def _bitbucket(bitbucket: Bitbucket) -> Pipelines:
    """Return what Bitbucket says of steps.

    https://support.atlassian.com/bitbucket-cloud/docs/deploy-on-aws-using-bitbucket-pipelines-openid-connect/
    """
    repository = f"{{{bitbucket.repository_uuid}}}"
    # Behind the environment comes a UUID of the step, another one in each run.
    environments = sorted(bitbucket.environment_uuids)
    subjects = tuple(f"{repository}:{{{environment}}}:*" for environment in environments)
    workspaces = "api.bitbucket.org/2.0/workspaces"
    return Pipelines(
        "bitbucket",
        f"repository {bitbucket.repository_uuid}",
        f"{workspaces}/{bitbucket.workspace}/pipelines-config/identity/oidc",
        f"ari:cloud:bitbucket::workspace/{bitbucket.workspace_uuid}",
        subjects,
        bitbucket.create_oidc_provider,
    )
