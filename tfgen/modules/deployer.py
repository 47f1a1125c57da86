"""The module `deployer`: the role that brings new versions of services, and who may take it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import images, names
from tfgen.hcl import Ref
from tfgen.modules.ecs_instances import role_name_prefix
from tfgen.resolve import Cluster
from tfgen.spec.deployer import Deployer, GitHub
from tfgen.tree import Input, ModulePlan, Promise


def deployer(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the deployer, where the spec has one."""
    given = cluster.deployer
    if given is None:
        return ()
    repositories = _repositories(cluster)
    shape = {
        "github": given.github is not None,
        "oidc_provider": given.github is not None and given.github.create_oidc_provider,
        "iam_user": given.iam_user,
        "repositories": bool(repositories),
        "jobs": bool(cluster.jobs),
    }
    inputs = tuple(_inputs(cluster, given, repositories))
    return (ModulePlan("deployer", "deployer", inputs, shape, promises=tuple(_promises(given))),)


def _inputs(cluster: Cluster, given: Deployer, repositories: tuple[str, ...]) -> Iterator[Input]:
    yield Input("cluster_name", "string", "Name of the cluster", cluster.name)
    yield Input(
        "cluster_arn", "string", "ARN of the cluster", Ref("module.ecs_cluster.cluster_arn")
    )
    yield Input("region", "string", "Region of the cluster", cluster.region)
    yield Input(
        "role_name_prefix",
        "string",
        "First part of the role's name",
        role_name_prefix(cluster.name, "deployer"),
    )
    if given.github:
        about = "What GitHub says of the workflows that may deploy"
        yield Input("subjects", "list(string)", about, subjects(given.github))
    if cluster.jobs:
        families = sorted(names.joined(cluster.name, job.name) for key, job in cluster.jobs.items())
        yield Input(
            "job_families", "list(string)", "Families of the jobs that may be run", families
        )
    if repositories:
        yield Input(
            "repositories", "list(string)", "Repositories of ECR that take new images", repositories
        )


def subjects(github: GitHub) -> list[str]:
    """Return what GitHub says of each workflow that may deploy, exactly: it compares without wildcards.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    head = f"repo:{github.repository}"
    return [
        *(f"{head}:ref:refs/heads/{branch}" for branch in sorted(github.branches)),
        *(f"{head}:environment:{environment}" for environment in sorted(github.environments)),
    ]


def _repositories(cluster: Cluster) -> tuple[str, ...]:
    """Return the repositories in the account and region of the cluster that hold images of services and jobs."""
    every = [one.image for workload in cluster.workloads for one in workload.containers.values()]
    found = {
        parts.repository
        for parts in map(images.parsed, every)
        if parts.ecr
        and (parts.ecr["account"], parts.ecr["region"]) == (cluster.account_id, cluster.region)
    }
    return tuple(sorted(found))


def _promises(given: Deployer) -> Iterator[Promise]:
    if given.github:
        text = f"only named branches and environments of {given.github.repository} may deploy"
        yield Promise("subjects", subjects(given.github), "deployer.github", text)
