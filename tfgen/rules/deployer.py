"""Rules of `deployer`: that somebody may deploy, and what cannot be told without the account."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import images
from tfgen.diagnostics import Diagnostic, Severity
from tfgen.rules.rule import Rule, finding
from tfgen.rules.workloads import workload_containers
from tfgen.spec import Reading

_SUBJECTS = "https://docs.github.com/en/actions/reference/security/oidc"
_KEYS = "https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles"
_AT = ("deployer",)


def somebody_deploys(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a deployer that nobody is, and one of GitHub without a branch or environment.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    deployer = reading.spec.deployer
    if deployer and deployer.github is None and not deployer.iam_user:
        help = "write github: owner/name, or remove deployer"
        yield finding(reading, "RULE240", _AT, "deployer names nobody who may deploy", help, key=True)
    if deployer and deployer.github and not deployer.github.branches and not deployer.github.environments:
        message = "no branch and no environment of the repository may deploy"
        help = "remove branches for main, or add an environment"
        yield finding(reading, "RULE241", (*_AT, "github"), message, help, source=_SUBJECTS, key=True)


def own_repositories_are_known(reading: Reading) -> Iterator[Diagnostic]:
    """Warn of images in ECR that the deployer may not push, since the spec does not tell whose they are.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html
    """
    if reading.spec.deployer is None or reading.spec.account_id:
        return
    for path, _, _, container in workload_containers(reading):
        if images.parsed(container.image).ecr:
            message = "the deployer may not push this image: without account_id nothing tells that ECR's is your own"
            help = 'write account_id: "…" with the 12 digits of the account'
            source = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-push-iam.html"
            at = (*path, "image")
            yield finding(reading, "RULE242", at, message, help, source=source, severity=Severity.WARNING)
            return


def no_keys(reading: Reading) -> Iterator[Diagnostic]:
    """Find a deployer that is an IAM user, whose key somebody has to keep.

    https://docs.aws.amazon.com/IAM/latest/UserGuide/best-practices.html#bp-workloads-use-roles
    """
    if reading.spec.deployer and reading.spec.deployer.iam_user:
        message = "the deployer is an IAM user: it needs a key that stays valid until somebody deletes it"
        help = "use deployer.github, which needs none"
        yield finding(reading, "SEC024", (*_AT, "iam_user"), message, help, source=_KEYS)


RULES = (
    Rule(("deployer",), somebody_deploys),
    Rule(("deployer", "account_id", "services", "jobs"), own_repositories_are_known),
    Rule(("security", "deployer"), no_keys),
)
