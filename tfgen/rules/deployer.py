"""Rules of `deployer`: that somebody may deploy, and what cannot be told without the account."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.facts import images
from tfgen.resolve import Cluster, Container, Task, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Rule, finding

_SUBJECTS = "https://docs.github.com/en/actions/reference/security/oidc"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_KEYS = f"{_IAM}/best-practices.html#bp-workloads-use-roles"
_PUSH = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"
_AT = ("deployer",)


def somebody_deploys(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a deployer that nobody is.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    deployer = cluster.deployer
    if deployer and deployer.github is None and not deployer.iam_user:
        help = "write github: owner/name, or remove deployer"
        message = "deployer names nobody who may deploy"
        yield finding(cluster, "RULE240", _AT, message, help, key=True)


def something_may_deploy(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a repository of GitHub without a branch or environment that may deploy.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    github = cluster.deployer.github if cluster.deployer else None
    if github and not github.branches and not github.environments:
        message = "no branch and no environment of the repository may deploy"
        at, help = (*_AT, "github"), "remove branches for main, or add an environment"
        yield finding(cluster, "RULE241", at, message, help, source=_SUBJECTS, key=True)


def own_repositories_are_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of images in ECR that the deployer may not push: nothing tells whose they are.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    """
    if cluster.deployer is None or cluster.account_id:
        return
    for container in each(over.containers(cluster), _in_ecr):
        push = "the deployer may not push this image"
        message = f"{push}: without account_id nothing tells that ECR's is your own"
        help = 'write account_id: "…" with the 12 digits of the account'
        at, severity = (*container.path, "image"), Severity.WARNING
        yield finding(cluster, "RULE242", at, message, help, source=_PUSH, severity=severity)
        break  # one is enough to say it


def _in_ecr(item: tuple[Task, Container]) -> list[Container]:
    task, container = item
    is_ours = isinstance(task, Workload) and images.parsed(container.image).ecr
    return [container] if is_ours else []


def no_keys(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a deployer that is an IAM user, whose key somebody has to keep.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
    """
    if cluster.deployer and cluster.deployer.iam_user:
        key = "a key that stays valid until somebody deletes it"
        message = f"the deployer is an IAM user: it needs {key}"
        help = "use deployer.github, which needs none"
        yield finding(cluster, "SEC024", (*_AT, "iam_user"), message, help, source=_KEYS)


RULES = (
    Rule(("deployer",), somebody_deploys),
    Rule(("deployer",), something_may_deploy),
    Rule(("deployer", "account_id", "services", "jobs"), own_repositories_are_known),
    Rule(("security", "deployer"), no_keys),
)
