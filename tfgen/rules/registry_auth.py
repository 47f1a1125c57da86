"""Rules of `registry_auth`: credentials and caches of registries."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.language.registry_auth import RegistryAuth
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.rule import Path, again, finding, listed, rule

_ECR = "https://docs.aws.amazon.com/AmazonECR/latest/userguide"
_CACHES = f"{_ECR}/pull-through-cache-creating-rule.html"
_SECTIONS = ("registry_auth",)

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

# How the secret is named and what stands in it:
# https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-secret.html
_CANNOT_FILL = Code(
    "RULE127",
    "cache-cannot-be-filled",
    what="ECR cannot fill the cache of a registry.",
    why=(
        "ECR caches a few registries only. Of those that want a login it takes the credentials "
        "from a secret whose name starts with ecr-pullthroughcache/, and of the others none."
    ),
    help="Cache a registry that ECR knows, with such a secret where it wants a login.",
    source=_CACHES,
)


def _registries(cluster: Cluster) -> Iterator[tuple[str, RegistryAuth]]:
    yield from cluster.registry_auth.items()


@rule(
    Code(
        "RULE126",
        "registry-without-use",
        what="A registry has neither credentials nor a cache.",
        why=(
            "Images are pulled from their registry directly and without a login anyway: to name it "
            "here without either would mean nothing."
        ),
        help="Write secret_arn for a login, pull_through_cache for a cache, or both.",
        source="https://docs.aws.amazon.com/AmazonECS/latest/developerguide/private-auth.html",
    ),
    sections=_SECTIONS,
    over=_registries,
)
def registry_has_a_use(cluster: Cluster, host: str, auth: RegistryAuth) -> Iterator[Diagnostic]:
    """Demand credentials or a cache of each registry."""
    if auth.secret_arn is None and auth.pull_through_cache is None:
        message = f"registry {host} has neither credentials nor a cache"
        help = "write secret_arn, pull_through_cache, or both"
        yield finding(cluster, "RULE126", ("registry_auth", host), message, help, key=True)


@rule(_CANNOT_FILL, sections=_SECTIONS, over=_registries)
def registry_can_be_cached(
    cluster: Cluster,
    host: str,
    auth: RegistryAuth,
) -> Iterator[Diagnostic]:
    """Hold caches to the registries that ECR caches."""
    if auth.pull_through_cache is not None and not _cached(host):
        message = f"ECR caches no images of {host}"
        known = listed([*_UPSTREAMS, "<name>.azurecr.io"], "and")
        at = ("registry_auth", host, "pull_through_cache")
        help = f"remove pull_through_cache; it caches {known}"
        yield finding(cluster, "RULE127", at, message, help)


def _makes_cache(auth: RegistryAuth) -> bool:
    return auth.pull_through_cache is not None and auth.create_pull_through_cache


def _cached(host: str) -> bool:
    return host in _UPSTREAMS or _AZURE.fullmatch(host) is not None


def _needs_login(host: str) -> bool:
    # What is in no table is a registry of Azure, which always wants a login.
    return _UPSTREAMS.get(host, True)


@rule(_CANNOT_FILL, sections=_SECTIONS, over=_registries)
def caches_log_in(cluster: Cluster, host: str, auth: RegistryAuth) -> Iterator[Diagnostic]:
    """Demand credentials of a cache where its registry wants some, and refuse them elsewhere."""
    # Of a cache that exists its maker knows the secret.
    if not _makes_cache(auth) or not _cached(host):
        return
    path = ("registry_auth", host)
    if _needs_login(host) and auth.secret_arn is None:
        message = f"ECR caches images of {host} only with credentials"
        at = (*path, "pull_through_cache")
        help = "write secret_arn: the ARN of a secret named ecr-pullthroughcache/…"
        yield finding(cluster, "RULE127", at, message, help)
    elif not _needs_login(host) and auth.secret_arn is not None:
        message = f"ECR caches images of {host} without credentials"
        yield finding(cluster, "RULE127", (*path, "secret_arn"), message, "remove secret_arn")


@rule(_CANNOT_FILL, sections=_SECTIONS, over=_registries)
def secrets_of_caches_are_named(
    cluster: Cluster,
    host: str,
    auth: RegistryAuth,
) -> Iterator[Diagnostic]:
    """Hold the secret of a cache to the prefix that ECR wants."""
    used = auth.pull_through_cache is not None and _cached(host) and _needs_login(host)
    if not used or not isinstance(auth.secret_arn, str):
        return
    if ":secret:ecr-pullthroughcache/" not in auth.secret_arn:
        message = "the secret of a cache must have a name that starts with ecr-pullthroughcache/"
        at = ("registry_auth", host, "secret_arn")
        help = "make a secret of such a name, with username and accessToken"
        yield finding(cluster, "RULE127", at, message, help)


@rule(
    Code(
        "RULE128",
        "caches-with-one-prefix",
        what="Two caches have one prefix.",
        why=(
            "Under its prefix ECR looks for an image in one registry: the rule of the second cache "
            "exists already, and ECR refuses it."
        ),
        help="Use another prefix for one of the two.",
        source=_CACHES,
    ),
    sections=_SECTIONS,
)
def caches_apart(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse two caches of one prefix."""
    caches = each(cluster.registry_auth.items(), _cache)
    for (prefix, path), (_, other) in again(caches):
        message = f"the caches of {other[1]} and {path[1]} have both the prefix {prefix}"
        also = ((other, "the other cache"),)
        yield finding(cluster, "RULE128", path, message, "use another prefix", also=also)


def _cache(item: tuple[str, RegistryAuth]) -> Iterator[tuple[str, tuple[str, Path]]]:
    """Yield the cache of a registry by its prefix: the prefix, and where it stands."""
    host, auth = item
    if auth.pull_through_cache is not None:
        prefix = auth.pull_through_cache
        yield prefix, (prefix, ("registry_auth", host, "pull_through_cache"))


@rule(
    Code(
        "RULE132",
        "cache-without-account",
        what="The account whose registry holds the cached images is not known.",
        why=(
            "Cached images lie in the registry of the account. Without account_id Terraform asks "
            "AWS whose it is, and tfgen show cannot tell the images."
        ),
        help="Write account_id.",
        source=f"{_ECR}/Registries.html",
        severity=Severity.NOTE,
    ),
    sections=("registry_auth", "account_id"),
)
def cached_images_have_an_account(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note where `show` cannot tell the registry of cached images."""
    if cluster.account_id is not None:
        return
    for _, (_, path) in each(cluster.registry_auth.items(), _cache):
        message = "without account_id the images of caches are known only to Terraform"
        yield finding(cluster, "RULE132", path, message, "write account_id")
        # It is one fault, however many caches there are.
        return


RULES = (
    registry_has_a_use,
    registry_can_be_cached,
    caches_log_in,
    secrets_of_caches_are_named,
    caches_apart,
    cached_images_have_an_account,
)
