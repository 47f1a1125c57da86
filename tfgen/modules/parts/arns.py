"""ARNs in the cluster's region and account, and images in its registry: texts with local values."""

from __future__ import annotations

import re

from tfgen.facts import aws, images
from tfgen.hcl import Ref, Text, Value
from tfgen.language.scalars import Expression, TextOrExpression
from tfgen.modules.parts.references import ACCOUNT_ID, REGION, REGISTRY, REPOSITORIES, module
from tfgen.resolve import UNKNOWN_ACCOUNT, Cluster, Container, pulled_image
from tfgen.resolve.tasks import cache_host

# Six characters that Secrets Manager appends to a secret's name; ECS takes an ARN without them.
_SUFFIX = re.compile(r"-[A-Za-z0-9]{6}$")


def arn(cluster: Cluster, service: str, *resource: str | Ref) -> Value:
    """Return the ARN of something in the cluster's region and account."""
    partition = aws.partition(cluster.region)
    # Two texts in a row would be two parts of the template where Terraform reads one.
    first, *rest = resource
    parts: list[str | Ref] = [":", first, *rest]
    if isinstance(first, str):
        parts = [f":{first}", *rest]
    return Text((f"arn:{partition}:{service}:", REGION, ":", ACCOUNT_ID, *parts))


def name_in(arn: TextOrExpression) -> str:
    """Return what names a resource in its ARN, behind the last slash; of an expression its words.

    Terraform wants to know the keys of what it repeats before anything is made.
    """
    if isinstance(arn, Expression):
        return arn.text
    return arn.rpartition("/")[2]


def complete_secret(value_from: TextOrExpression | None) -> TextOrExpression | None:
    """Return the ARN that IAM compares: without key and version, with what AWS adds to a name.

    https://docs.aws.amazon.com/secretsmanager/latest/userguide/getting-started.html
    """
    # What Terraform works out is the ARN that AWS gave.
    if not isinstance(value_from, str):
        return value_from
    secret = ":".join(value_from.split(":")[:7])
    if _SUFFIX.search(secret):
        return secret
    return f"{secret}-??????"


def image(cluster: Cluster, name: str) -> Value:
    """Return the image that is pulled: where its registry has a cache, the one in ECR."""
    pulled, own = pulled_image(cluster, name), cache_host(cluster)
    if pulled.startswith(f"{own}/"):
        return Text((REGISTRY, pulled.removeprefix(own)))
    return pulled


def container_image(cluster: Cluster, container: Container) -> Value:
    """Return the image of a container: that of a repository of the tree follows its URL."""
    if container.repository is None:
        return image(cluster, container.image)
    url = module("repository", container.repository, "url")
    version = images.parsed(container.image).version
    if not version:
        return url
    return Text((url, version))


def repository_arn(cluster: Cluster, name: str) -> Value:
    """Return the repository of an image in ECR; None for other registries, which ask no role."""
    parts = images.parsed(name)
    if parts.ecr is None:
        return cached_repository_arn(cluster, name)
    account, region = parts.ecr["account"], parts.ecr["region"]
    # A repository of another account or region stands as it is: no local value of the root fits.
    if (account, region) == (cluster.account_id or UNKNOWN_ACCOUNT, cluster.region):
        return Text((REPOSITORIES, f"/{parts.repository}"))
    partition = aws.partition(region)
    return f"arn:{partition}:ecr:{region}:{account}:repository/{parts.repository}"


def cached_repository_arn(cluster: Cluster, name: str) -> Value:
    """Return the repository that caches an image, which ECR makes when it is first pulled."""
    pulled = pulled_image(cluster, name)
    # Without a cache the image keeps its name.
    if pulled == name:
        return None
    return Text((REPOSITORIES, f"/{images.parsed(pulled).repository}"))
