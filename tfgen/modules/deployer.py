"""The module `deployer`: the role that brings new versions of services, and who may take it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import aws, images
from tfgen.hcl import Ref, Rows, Text, Value
from tfgen.language.deployer import Deployer, GitHub
from tfgen.modules.parts.pipelines import Pipelines, pipelines_of
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    REPOSITORIES,
    in_cluster,
    partition,
    role_path,
)
from tfgen.resolve import Cluster, role_name_prefix
from tfgen.tree import ModulePlan, Promise

FILE = "access"
GITHUB = "oidc-provider/token.actions.githubusercontent.com"


def deployer(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the deployer after the principals that may take its role."""
    deployer = cluster.deployer
    if deployer is None:
        return
    account: dict[str, Value] = {"account_id": ACCOUNT_ID, "partition": partition(cluster)}
    if deployer.github and deployer.github.create_oidc_provider:
        yield ModulePlan("github_oidc_provider", "github_oidc_provider", FILE, account)
    for pipelines in pipelines_of(deployer):
        if pipelines.create_oidc_provider:
            yield _oidc_provider(pipelines, account)
    if deployer.iam_user:
        inputs = {"name": in_cluster(cluster, f"{cluster.prefix}-deployer"), **account}
        yield ModulePlan("deployer_user", "deployer_user", FILE, inputs)
    yield _role(cluster, deployer, account)


def _oidc_provider(pipelines: Pipelines, account: dict[str, Value]) -> ModulePlan:
    known: dict[str, Value] = {"address": pipelines.address, "audience": pipelines.audience}
    call = f"{pipelines.name}_oidc_provider"
    return ModulePlan(call, "oidc_provider", FILE, {**known, **account})


def _role(cluster: Cluster, deployer: Deployer, account: dict[str, Value]) -> ModulePlan:
    jobs = sorted(job.family for job in cluster.jobs.values())
    families = sorted(workload.family for workload in cluster.workloads)
    role_arns = {workload.task_role.arn for workload in cluster.workloads}
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "role_name_prefix": in_cluster(cluster, role_name_prefix(cluster, "deployer")),
        "github": _github(cluster, deployer.github),
        "pipelines": _pipelines(cluster, deployer) or None,
        "user_arn": None,
        "families": Rows(in_cluster(cluster, family) for family in families),
        "job_families": [in_cluster(cluster, family) for family in jobs] or None,
        "repository_arns": _repository_arns(cluster),
        "role_arns": sorted(arn for arn in role_arns if arn) or None,
        "role_path": role_path(cluster),
        "service_name_prefix": _service_name_prefix(cluster),
        **account,
        "region": REGION,
    }
    if deployer.iam_user:
        inputs["user_arn"] = Ref("module.deployer_user.arn")
    promises = tuple(_promises(deployer))
    return ModulePlan("deployer", "deployer", FILE, inputs, promises=promises)


def _service_name_prefix(cluster: Cluster) -> Value:
    if cluster.application is None:
        return None
    return f"{cluster.application}-"


def _github(cluster: Cluster, github: GitHub | None) -> Value:
    if github is None:
        return None
    arn: Value = Ref("module.github_oidc_provider.arn")
    # An account has one provider for a host, and clusters share it: its ARN is known.
    if not github.create_oidc_provider:
        arn = Text((f"arn:{aws.partition(cluster.region)}:iam::", ACCOUNT_ID, f":{GITHUB}"))
    return {"oidc_provider_arn": arn, "subjects": _subjects(github)}


def _pipelines(cluster: Cluster, deployer: Deployer) -> dict[str, Value]:
    """Return who may deploy beside GitHub, by name."""
    known: dict[str, Value] = {}
    for pipelines in pipelines_of(deployer):
        head = f"arn:{aws.partition(cluster.region)}:iam::"
        arn: Value = Text((head, ACCOUNT_ID, f":oidc-provider/{pipelines.address}"))
        if pipelines.create_oidc_provider:
            arn = Ref(f"module.{pipelines.name}_oidc_provider.arn")
        known[pipelines.name] = {
            "oidc_provider_arn": arn,
            "audience": pipelines.audience,
            "subjects": list(pipelines.subjects),
        }
    return known


def _subjects(github: GitHub) -> list[str]:
    """Return what GitHub says of each workflow that may deploy, exactly: IAM has no wildcards here.

    https://docs.github.com/en/actions/reference/security/oidc
    """
    head = f"repo:{github.repository}"
    return [
        *(f"{head}:ref:refs/heads/{branch}" for branch in sorted(github.branches)),
        *(f"{head}:environment:{environment}" for environment in sorted(github.environments)),
    ]


def _repository_arns(cluster: Cluster) -> Value:
    """Return the repositories of the spec, and of the account in the region with its images."""
    here = (cluster.account_id, cluster.region)
    repositories = {str(repository.name) for repository in cluster.repositories.values()}
    for workload in cluster.workloads:
        for container in workload.containers.values():
            parts = images.parsed(container.image)
            if parts.ecr and (parts.ecr["account"], parts.ecr["region"]) == here:
                repositories.add(parts.repository)
    if not repositories:
        return None
    # A service that comes or goes is then one line of the diff, in a file that is not its own.
    return Rows(Text((REPOSITORIES, f"/{name}")) for name in sorted(repositories))


def _promises(deployer: Deployer) -> Iterator[Promise]:
    others = list(pipelines_of(deployer))
    subjects = [subject for pipelines in others for subject in pipelines.subjects]
    sources = [pipelines.source for pipelines in others]
    if deployer.github:
        subjects = [*_subjects(deployer.github), *subjects]
        sources = [deployer.github.repository, *sources]
    if sources:
        path = "deployer.github" if deployer.github else "deployer"
        text = f"only named branches and environments of {', '.join(sources)} may deploy"
        yield Promise("subjects", subjects, path, text)
