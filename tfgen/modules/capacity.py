"""What tasks run on: groups, managed instances, their providers, and caches of images."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import images
from tfgen.hcl import Ref, Value
from tfgen.language.capacity import FARGATE
from tfgen.language.registry_auth import RegistryAuth
from tfgen.modules.host_logs import shared_host_logs
from tfgen.modules.instance_groups import FILE, call_of, instance_group
from tfgen.modules.managed_instances import call_of as managed_call_of
from tfgen.modules.managed_instances import managed_instances
from tfgen.modules.parts.changed import changed
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise


def capacity(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan groups and managed instances, what the cluster takes of them and of Fargate, caches."""
    yield from shared_host_logs(cluster)
    for group in cluster.instance_groups.values():
        yield from instance_group(cluster, group)
    for managed in cluster.managed_instances.values():
        yield from managed_instances(cluster, managed)
    yield _capacity_providers(cluster)
    yield from _pull_through_cache(cluster)


def _capacity_providers(cluster: Cluster) -> ModulePlan:
    providers: dict[str, Value] = {
        key: Ref(f"module.{call_of(group)}.capacity_provider_name")
        for key, group in cluster.instance_groups.items()
    }
    # It has those that are made for it alone, too: without them in the list each plan would take
    # them out. https://github.com/hashicorp/terraform-provider-aws/issues/46346
    providers |= {
        key: Ref(f"module.{managed_call_of(managed)}.capacity_provider_name")
        for key, managed in cluster.managed_instances.items()
    }
    # The cluster's list has to have a provider before a service, or the default, may name it.
    shares = sorted((cluster.cluster.default_capacity or {}).items())
    strategy: Value = {name: changed(share) for name, share in shares}
    inputs: dict[str, Value] = {
        "cluster_name": Ref("module.ecs_cluster.cluster_name"),
        "capacity_providers": providers | {name: FARGATE[name] for name in cluster.fargate},
        "default_capacity": strategy or None,
    }
    return ModulePlan("ecs_capacity_providers", "ecs_capacity_providers", FILE, inputs)


def _pull_through_cache(cluster: Cluster) -> Iterator[ModulePlan]:
    """Yield the caches of all registries that have one."""
    caches = {
        auth.pull_through_cache: _cache(host, auth)
        for host, auth in sorted(cluster.registry_auth.items())
        if auth.pull_through_cache and auth.create_pull_through_cache
    }
    if caches:
        call = "ecr_pull_through_cache"
        prefixes = {str(cache["upstream_registry_url"]): prefix for prefix, cache in caches.items()}
        text = f"images of {', '.join(prefixes)} come through the account's registry"
        promise = Promise("prefixes", prefixes, "registry_auth", text)
        yield ModulePlan(call, call, FILE, {"caches": caches}, promises=(promise,))


def _cache(host: str, auth: RegistryAuth) -> dict[str, Value]:
    # Images say docker.io, where no registry answers.
    # https://docs.aws.amazon.com/AmazonECR/latest/userguide/pull-through-cache-creating-rule.html
    if host == images.DOCKER_HUB:
        host = "registry-1.docker.io"
    cache: dict[str, Value] = {"upstream_registry_url": host}
    if auth.secret_arn:
        cache["credential_arn"] = auth.secret_arn
    return cache
