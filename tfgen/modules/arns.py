"""ARNs in the cluster's region and account, and images in its registry; the spec need not know the account."""

from __future__ import annotations

from tfgen import aws, derived
from tfgen.hcl import Call, Ref, Value
from tfgen.spec import Spec


def arn(spec: Spec, service: str, resource: str) -> Value:
    """Compose the ARN of something in the cluster's region and account."""
    account = spec.account_id or derived.UNKNOWN_ACCOUNT
    return with_account(f"arn:{aws.partition(spec.region)}:{service}:{spec.region}:{account}:{resource}")


def image(spec: Spec, name: str) -> Value:
    """Return the image that is pulled: where its registry has a cache, the one in ECR."""
    return with_account(derived.image(spec, name))


def with_account(text: str) -> Value:
    """Return a text; where the account is not known in it, as a call with the one that the credentials are of."""
    if derived.UNKNOWN_ACCOUNT not in text:
        return text
    form = text.replace("%", "%%").replace(derived.UNKNOWN_ACCOUNT, "%s")
    return Call("format", (form, *[Ref("module.ecs_cluster.account_id")] * text.count(derived.UNKNOWN_ACCOUNT)))
