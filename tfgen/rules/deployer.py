"""Rules of `deployer`: that somebody may deploy, and what cannot be told without the account."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import images
from tfgen.resolve import Cluster, Container, Task, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

_SUBJECTS = "https://docs.github.com/en/actions/reference/security/oidc"
_IAM = "https://docs.aws.amazon.com/IAM/latest/UserGuide"
_AT = ("deployer",)


@rule(
    Code(
        "RULE240",
        "deployer-without-anybody",
        what="The deployer is nobody.",
        why="A deployer is a role, and a role has to say who may take it: workflows of GitHub, "
        "jobs of GitLab, steps of Bitbucket, or an IAM user.",
        help="Write github: owner/name, or remove deployer.",
        source=_SUBJECTS,
    ),
    sections=("deployer",),
)
def somebody_deploys(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a deployer that nobody is."""
    deployer = cluster.deployer
    if deployer is None or deployer.iam_user:
        return
    if not any((deployer.github, deployer.gitlab, deployer.bitbucket)):
        message = "deployer names nobody who may deploy"
        help = "write github: owner/name, or remove deployer"
        yield finding(cluster, "RULE240", _AT, message, help, key=True)


@rule(
    Code(
        "RULE241",
        "deployer-without-workflow",
        what="None of the repository's workflows may deploy.",
        why="GitHub's token names the branch or the environment that a workflow runs for, and the "
        "role compares it with those of the spec: with none of them it lets nobody in.",
        help="Remove branches for main, or add an environment.",
        source=_SUBJECTS,
    ),
    sections=("deployer",),
)
def something_may_deploy(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a repository of GitHub without a branch or environment that may deploy."""
    github = cluster.deployer.github if cluster.deployer else None
    # branches is main unless written: only an empty list leaves none.
    if github and not github.branches and not github.environments:
        path = (*_AT, "github")
        message = "no branch and no environment of the repository may deploy"
        help = "remove branches for main, or add an environment"
        yield finding(cluster, "RULE241", path, message, help, key=True)


def _in_ecr(item: tuple[Task, Container]) -> list[Container]:
    task, container = item
    # Images of system containers come with the cluster: the deployer deploys services and jobs.
    if isinstance(task, Workload) and images.parsed(container.image).ecr:
        return [container]
    return []


@rule(
    Code(
        "RULE242",
        "image-without-push-right",
        what="An image is in ECR, and the deployer may not push it.",
        why="The right to push names repositories by their ARN. Those of other accounts are "
        "theirs to grant, and without account_id nothing tells which account is your own.",
        help='Write account_id: "…" with the 12 digits of the account.',
        source="https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html",
        severity=Severity.WARNING,
    ),
    sections=("deployer", "account_id", "services", "jobs"),
)
def own_repositories_are_known(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of images in ECR that the deployer may not push: nothing tells whose they are."""
    if cluster.deployer is None or cluster.account_id:
        return
    for container in each(over.containers(cluster), _in_ecr):
        push = "the deployer may not push this image"
        message = f"{push}: without account_id nothing tells that ECR's is your own"
        help = 'write account_id: "…" with the 12 digits of the account'
        yield finding(cluster, "RULE242", (*container.path, "image"), message, help)
        break  # one line mends all of them


@rule(
    Code(
        "SEC024",
        "deployer-with-key",
        what="The deployer is an IAM user.",
        why="A user signs in with an access key, which is valid until somebody deletes it. A "
        "workflow of GitHub takes the role for an hour, and there is no key that could get lost.",
        help="Use deployer.github.",
        source=f"{_IAM}/best-practices.html#bp-workloads-use-roles",
    ),
    sections=("security", "deployer"),
)
def no_keys(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a deployer that is an IAM user, whose key somebody has to keep."""
    if cluster.deployer and cluster.deployer.iam_user:
        key = "a key that stays valid until somebody deletes it"
        message = f"the deployer is an IAM user: it needs {key}"
        help = "use deployer.github, which needs none"
        yield finding(cluster, "SEC024", (*_AT, "iam_user"), message, help)


RULES = (
    somebody_deploys,
    something_may_deploy,
    own_repositories_are_known,
    no_keys,
)
