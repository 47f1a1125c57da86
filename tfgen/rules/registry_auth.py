"""Rules of `registry_auth`: credentials and caches of registries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.resolve import Cluster
from tfgen.rules.rule import Rule, finding, listed

_CACHES = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html"
_SECRETS = "https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html"
_PRIVATE = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html"

# Registries that ECR caches -> whether it must log in there.
_UPSTREAMS = {
    "docker.io": True,
    "ghcr.io": True,
    "registry.gitlab.com": True,
    "public.ecr.aws": False,
    "quay.io": False,
    "registry.k8s.io": False,
}
_AZURE = re.compile(r"[a-z0-9]+\.azurecr\.io")


def registry_has_a_use(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand credentials or a cache of each registry.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
    """
    for host, auth in cluster.registry_auth.items():
        if auth.secret_arn is None and auth.pull_through_cache is None:
            message = f"registry {host} has neither credentials nor a cache"
            help = "write secret_arn, pull_through_cache, or both"
            yield finding(
                cluster,
                "RULE126",
                ("registry_auth", host),
                message,
                help,
                source=_PRIVATE,
                key=True,
            )


def registry_can_be_cached(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold caches to the registries that ECR caches, with the credentials that it needs for them.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """
    for host, auth in cluster.registry_auth.items():
        path = ("registry_auth", host)
        if auth.pull_through_cache is None:
            continue
        needs_login = _UPSTREAMS.get(host, True)
        if host not in _UPSTREAMS and not _AZURE.fullmatch(host):
            message = f"ECR caches no images of {host}"
            help = f"remove pull_through_cache; it caches {listed([*_UPSTREAMS, '<name>.azurecr.io'], 'and')}"
            yield finding(cluster, "RULE127", (*path, "pull_through_cache"), message, help, source=_CACHES)
        elif needs_login and auth.secret_arn is None:
            message = f"ECR caches images of {host} only with credentials"
            help = "write secret_arn: the ARN of a secret named ecr-pullthroughcache/…"
            yield finding(cluster, "RULE127", (*path, "pull_through_cache"), message, help, source=_SECRETS)
        elif not needs_login and auth.secret_arn is not None:
            message = f"ECR caches images of {host} without credentials"
            yield finding(
                cluster,
                "RULE127",
                (*path, "secret_arn"),
                message,
                "remove secret_arn",
                source=_CACHES,
            )
        elif auth.secret_arn and ":secret:ecr-pullthroughcache/" not in auth.secret_arn:
            message = "the secret of a cache must have a name that starts with ecr-pullthroughcache/"
            help = "make a secret of such a name, with username and accessToken"
            yield finding(cluster, "RULE127", (*path, "secret_arn"), message, help, source=_SECRETS)


def caches_apart(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two caches of one prefix.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """
    first: dict[str, str] = {}
    for host, auth in cluster.registry_auth.items():
        if auth.pull_through_cache is None:
            continue
        other = first.setdefault(auth.pull_through_cache, host)
        if other != host:
            message = f"the caches of {other} and {host} have both the prefix {auth.pull_through_cache}"
            path = ("registry_auth", host, "pull_through_cache")
            also = ((("registry_auth", other, "pull_through_cache"), "the other cache"),)
            yield finding(cluster, "RULE128", path, message, "use another prefix", source=_CACHES, also=also)


def cached_images_have_an_account(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where `show` cannot tell the registry of cached images.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
    """
    caches = [host for host, auth in cluster.registry_auth.items() if auth.pull_through_cache]
    if caches and cluster.account_id is None:
        message = "without account_id the images of caches are known only to Terraform"
        path = ("registry_auth", caches[0], "pull_through_cache")
        yield finding(cluster, "RULE132", path, message, "write account_id", severity=Severity.NOTE)


RULES = (
    Rule(("registry_auth",), registry_has_a_use),
    Rule(("registry_auth",), registry_can_be_cached),
    Rule(("registry_auth",), caches_apart),
    Rule(("registry_auth", "account_id"), cached_images_have_an_account),
)
