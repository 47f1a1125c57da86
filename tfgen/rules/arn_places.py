"""Where an ARN is of: its partition, region and account against those where it is needed."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts import aws
from tfgen.frozen import frozen
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.resolve import Cluster
from tfgen.rules.rule import Path, finding

_AWS = "https://docs.aws.amazon.com"
_ARNS = f"{_AWS}/IAM/latest/UserGuide/reference-arns.html"
_ACROSS = f"{_AWS}/IAM/latest/UserGuide/access_policies-cross-account-resource-access.html"

PARTITION = Code(
    "RULE056",
    "arn-of-another-partition",
    what="An ARN is of another partition than the region.",
    why=(
        "A partition, such as aws, aws-cn or aws-us-gov, is a world of its own with its own "
        "accounts. Nothing of one can be used in another, whatever its policy says."
    ),
    help="Give the ARN of a resource in the cluster's own partition.",
    source=_ARNS,
)
REGION = Code(
    "RULE057",
    "arn-of-another-region",
    what="An ARN is of another region than the one where it is needed.",
    why=(
        "Certificates, web ACLs, keys, topics and namespaces belong to one region. The service "
        "that is told to use one looks for it in its own, and finds nothing there."
    ),
    help="Give the ARN of a resource in the region that the message names.",
    source=_ARNS,
)
ACCOUNT = Code(
    "RULE059",
    "arn-of-another-account",
    what="An ARN is of another account than the cluster.",
    why=(
        "A balancer takes certificates and web ACLs of its own account alone. A key or a topic of "
        "another account works once its own policy admits this one."
    ),
    help="Give the ARN of a resource in the cluster's account, or have its policy admit that.",
    source=_ACROSS,
)


@frozen
class _Arn:
    """The fields of an ARN; each may be empty."""

    partition: str
    region: str
    account: str

    @classmethod
    def of(cls, text: str) -> _Arn:
        # No more than five cuts: the resource at the end may have colons of its own.
        _, partition, _, region, account, _ = text.split(":", 5)
        return cls(partition, region, account)


def placed(
    cluster: Cluster,
    path: Path,
    text: TextOrExpression,
    region: str,
    kind: str,
    page: str,
) -> Iterator[Diagnostic]:
    """Hold an ARN to a region and its partition; `page` says that it has to be of there."""
    if isinstance(text, Expression):
        return
    elsewhere = list(of_partition(cluster, path, text, region, kind))
    yield from elsewhere
    arn = _Arn.of(text)
    if arn.region != region and not elsewhere:
        message = f"the {kind} is of region {arn.region or '(none)'}, and is needed in {region}"
        help = f"give a {kind} of {region} ({page})"
        yield finding(cluster, "RULE057", path, message, help)


def of_partition(
    cluster: Cluster, path: Path, text: TextOrExpression, region: str, kind: str
) -> Iterator[Diagnostic]:
    """Hold an ARN to the partition of a region."""
    if isinstance(text, Expression):
        return
    arn, partition = _Arn.of(text), aws.partition(region)
    if arn.partition != partition:
        message = f"the {kind} is of partition {arn.partition}, and region {region} of {partition}"
        yield finding(cluster, "RULE056", path, message, f"give a {kind} of {region}")


def of_account(
    cluster: Cluster,
    path: Path,
    text: TextOrExpression,
    kind: str,
    severity: Severity,
    page: str,
) -> Iterator[Diagnostic]:
    """Hold an ARN to the account of the cluster, where the spec says it."""
    own = cluster.account_id
    # Without account_id in the spec nothing is known to compare with, and of an expression neither.
    if own is None or isinstance(text, Expression):
        return
    account = _Arn.of(text).account
    if account == own:
        return
    message = f"the {kind} is of account {account}, and the cluster of {own}"
    help = f"give a {kind} of account {own}"
    if severity is Severity.WARNING:
        help += f", or let the {kind}'s policy admit it"
    help += f" ({page})"
    also = ((("account_id",), "the cluster's account"),)
    yield finding(cluster, "RULE059", path, message, help, severity=severity, also=also)
