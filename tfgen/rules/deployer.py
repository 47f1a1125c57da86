"""Rules of `deployer`: that somebody may deploy, and what cannot be told without the account."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import images
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster
from tfgen.rules.rule import Rule, finding
from tfgen.rules.workloads import workload_containers

_SUBJECTS = "https://docs.github.com/en/actions/reference/security/oidc"
_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles"
_AT = ("deployer",)


def somebody_deploys(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a deployer that nobody is, and one of GitHub without a branch or environment.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    deployer = cluster.deployer
    if deployer and deployer.github is None and not deployer.iam_user:
        help = "write github: owner/name, or remove deployer"
        yield finding(cluster, "RULE240", _AT, "deployer names nobody who may deploy", help, key=True)
    if deployer and deployer.github and not deployer.github.branches and not deployer.github.environments:
        message = "no branch and no environment of the repository may deploy"
        help = "remove branches for main, or add an environment"
        yield finding(cluster, "RULE241", (*_AT, "github"), message, help, source=_SUBJECTS, key=True)


def own_repositories_are_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of images in ECR that the deployer may not push, since the spec does not tell whose they are.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    """
    if cluster.deployer is None or cluster.account_id:
        return
    for path, _, _, container in workload_containers(cluster):
        if images.parsed(container.image).ecr:
            message = "the deployer may not push this image: without account_id nothing tells that ECR's is your own"
            help = 'write account_id: "…" with the 12 digits of the account'
            source = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"
            at = (*path, "image")
            yield finding(cluster, "RULE242", at, message, help, source=source, severity=Severity.WARNING)
            return


def no_keys(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a deployer that is an IAM user, whose key somebody has to keep.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
    """
    if cluster.deployer and cluster.deployer.iam_user:
        message = "the deployer is an IAM user: it needs a key that stays valid until somebody deletes it"
        help = "use deployer.github, which needs none"
        yield finding(cluster, "SEC024", (*_AT, "iam_user"), message, help, source=_KEYS)


RULES = (
    Rule(("deployer",), somebody_deploys),
    Rule(("deployer", "account_id", "services", "jobs"), own_repositories_are_known),
    Rule(("security", "deployer"), no_keys),
)
