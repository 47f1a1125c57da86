"""Rules of `registry_auth`: credentials and caches of registries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.language.registry_auth import RegistryAuth
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, Rule, again, finding, listed

_ECR = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"
_CACHES = f"{_ECR}/pull-through-cache-creating-rule.html"
_SECRETS = f"{_ECR}/pull-through-cache-creating-secret.html"
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


def _registries(cluster: Cluster) -> Iterator[tuple[str, RegistryAuth]]:
    yield from cluster.registry_auth.items()


def registry_has_a_use(cluster: Cluster, host: str, auth: RegistryAuth) -> Iterator[Diagnostic]:
    """Demand credentials or a cache of each registry.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html
    """
    if auth.secret_arn is None and auth.pull_through_cache is None:
        message = f"registry {host} has neither credentials nor a cache"
        at, help = ("registry_auth", host), "write secret_arn, pull_through_cache, or both"
        yield finding(cluster, "RULE126", at, message, help, source=_PRIVATE, key=True)


def registry_can_be_cached(
    cluster: Cluster,
    host: str,
    auth: RegistryAuth,
) -> Iterator[Diagnostic]:
    """Hold caches to the registries that ECR caches.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """
    if auth.pull_through_cache is not None and not _cached(host):
        message = f"ECR caches no images of {host}"
        known = listed([*_UPSTREAMS, "<name>.azurecr.io"], "and")
        at = ("registry_auth", host, "pull_through_cache")
        help = f"remove pull_through_cache; it caches {known}"
        yield finding(cluster, "RULE127", at, message, help, source=_CACHES)


def _cached(host: str) -> bool:
    return host in _UPSTREAMS or _AZURE.fullmatch(host) is not None


def caches_log_in(cluster: Cluster, host: str, auth: RegistryAuth) -> Iterator[Diagnostic]:
    """Demand credentials of a cache where its registry wants some, and refuse them elsewhere.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """
    if auth.pull_through_cache is None or not _cached(host):
        return
    needs_login, path = _UPSTREAMS.get(host, True), ("registry_auth", host)
    if needs_login and auth.secret_arn is None:
        message = f"ECR caches images of {host} only with credentials"
        at = (*path, "pull_through_cache")
        help = "write secret_arn: the ARN of a secret named ecr-pullthroughcache/…"
        yield finding(cluster, "RULE127", at, message, help, source=_SECRETS)
    elif not needs_login and auth.secret_arn is not None:
        message = f"ECR caches images of {host} without credentials"
        at, help = (*path, "secret_arn"), "remove secret_arn"
        yield finding(cluster, "RULE127", at, message, help, source=_CACHES)


def secrets_of_caches_are_named(
    cluster: Cluster,
    host: str,
    auth: RegistryAuth,
) -> Iterator[Diagnostic]:
    """Hold the secret of a cache to the prefix that ECR wants.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html
    """
    used = auth.pull_through_cache is not None and _cached(host) and _UPSTREAMS.get(host, True)
    if used and auth.secret_arn and ":secret:ecr-pullthroughcache/" not in auth.secret_arn:
        message = "the secret of a cache must have a name that starts with ecr-pullthroughcache/"
        at = ("registry_auth", host, "secret_arn")
        help = "make a secret of such a name, with username and accessToken"
        yield finding(cluster, "RULE127", at, message, help, source=_SECRETS)


def caches_apart(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two caches of one prefix.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    """
    for (prefix, at), (_, other) in again(each(cluster.registry_auth.items(), _prefix)):
        message = f"the caches of {other[1]} and {at[1]} have both the prefix {prefix}"
        also, help = ((other, "the other cache"),), "use another prefix"
        yield finding(cluster, "RULE128", at, message, help, source=_CACHES, also=also)


def _prefix(item: tuple[str, RegistryAuth]) -> Iterator[tuple[str, tuple[str, Path]]]:
    host, auth = item
    if auth.pull_through_cache is not None:
        prefix = auth.pull_through_cache
        yield prefix, (prefix, ("registry_auth", host, "pull_through_cache"))


def cached_images_have_an_account(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where `show` cannot tell the registry of cached images.

    https://docs.aws.amazon.com/AmazonECR/latest/userguide/Registries.html
    """
    for _, (_, at) in each(cluster.registry_auth.items(), _prefix):
        if cluster.account_id is None:
            message = "without account_id the images of caches are known only to Terraform"
            help, severity = "write account_id", Severity.NOTE
            yield finding(cluster, "RULE132", at, message, help, severity=severity)
        break


RULES = (
    Rule(("registry_auth",), registry_has_a_use, _registries),
    Rule(("registry_auth",), registry_can_be_cached, _registries),
    Rule(("registry_auth",), caches_log_in, _registries),
    Rule(("registry_auth",), secrets_of_caches_are_named, _registries),
    Rule(("registry_auth",), caches_apart),
    Rule(("registry_auth", "account_id"), cached_images_have_an_account),
)
