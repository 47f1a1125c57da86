"""ARNs in the cluster's region and account, and images in its registry; the spec need not know the account."""

from __future__ import annotations

from tfgen import aws
from tfgen.hcl import Call, Ref, Value
from tfgen.resolve import UNKNOWN_ACCOUNT, Cluster, pulled_image


def arn(cluster: Cluster, service: str, resource: str) -> Value:
    """Compose the ARN of something in the cluster's region and account."""
    account = cluster.account_id or UNKNOWN_ACCOUNT
    return with_account(
        f"arn:{aws.partition(cluster.region)}:{service}:{cluster.region}:{account}:{resource}"
    )


def image(cluster: Cluster, name: str) -> Value:
    """Return the image that is pulled: where its registry has a cache, the one in ECR."""
    return with_account(pulled_image(cluster, name))


def with_account(text: str) -> Value:
    """Return a text; where the account is not known in it, as a call with the one that the credentials are of."""
    if UNKNOWN_ACCOUNT not in text:
        return text
    form = text.replace("%", "%%").replace(UNKNOWN_ACCOUNT, "%s")
    return Call(
        "format", (form, *[Ref("module.ecs_cluster.account_id")] * text.count(UNKNOWN_ACCOUNT))
    )
