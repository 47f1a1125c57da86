"""Rules of `iam`: that the permissions boundary is a policy which the roles can have."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster
from tfgen.rules.arn_places import ACCOUNT, PARTITION, of_account, of_partition
from tfgen.rules.rule import Path, rule

_BOUNDARIES = "https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html"
_PATH: Path = ("iam", "permissions_boundary")


@rule(PARTITION, ACCOUNT, sections=("iam", "region", "account_id"))
def boundary_fits(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold the permissions boundary to the account: IAM takes AWS's own policies and its."""
    arn = cluster.iam.permissions_boundary
    if arn is None:
        return
    kind = "policy"
    yield from of_partition(cluster, _PATH, arn, cluster.region, kind)
    if isinstance(arn, str) and ":iam::aws:" not in arn:
        yield from of_account(cluster, _PATH, arn, kind, Severity.ERROR, _BOUNDARIES)


RULES = (boundary_fits,)
