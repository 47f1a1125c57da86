"""The module `ecr_pull_through_cache`: repositories in ECR that fill themselves from other registries."""

from __future__ import annotations

from tfgen import images
from tfgen.hcl import Value
from tfgen.resolve import Cluster
from tfgen.spec.registry_auth import RegistryAuth
from tfgen.tree import Input, ModulePlan

CACHES = """map(object({
  upstream_registry_url = string
  credential_arn = optional(string)
}))"""


def ecr_pull_through_cache(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the caches of all registries that have one."""
    caches = {
        auth.pull_through_cache: _cache(host, auth)
        for host, auth in sorted(cluster.registry_auth.items())
        if auth.pull_through_cache
    }
    if not caches:
        return ()
    inputs = (
        Input(
            "caches",
            CACHES,
            "Registries that are cached, by the prefix of their repositories",
            caches,
        ),
    )
    return (ModulePlan("ecr_pull_through_cache", "ecr_pull_through_cache", inputs),)


def _cache(host: str, auth: RegistryAuth) -> Value:
    url = "registry-1.docker.io" if host == images.DOCKER_HUB else host
    return {
        "upstream_registry_url": url,
        **({"credential_arn": auth.secret_arn} if auth.secret_arn else {}),
    }
