"""Cluster → Plan: which modules are called with what, in which files, and what the root says."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from itertools import pairwise

from tfgen.facts import aws, provider_features
from tfgen.hcl import Ref
from tfgen.modules import MODULES
from tfgen.modules.held import held_by
from tfgen.modules.locals import used_locals
from tfgen.plan.outputs import root_outputs
from tfgen.plan.promises import MOCKS, promised
from tfgen.plan.readme import tree_readme
from tfgen.resolve import (
    Cluster,
    FileSystem,
    InstanceGroup,
    LoadBalancer,
    SystemContainer,
    Workload,
    labels,
)
from tfgen.tree import Argument, Identity, Local, ModulePlan, Moved, Plan, Root, TopicFile

Member = FileSystem | InstanceGroup | LoadBalancer | SystemContainer | Workload

# From 1.10 on state is locked in S3 itself; conditions of variables may name others since 1.9.
# https://developer.hashicorp.com/terraform/language/backend/s3
TERRAFORM_VERSION = ">= 1.10"
# The root's files in the order in which they are read; those of services and jobs come between.
FIRST_FILES = ("main", "network", "capacity", "load_balancers", "file_systems")
LAST_FILES = ("system_containers", "alerts", "access")


def plan(cluster: Cluster, spec_name: str) -> Plan:
    """Decide the whole tree; `spec_name` is the file name of the spec, which the root states."""
    calls = tuple(call for module in MODULES for call in module(cluster))
    needed = {feature for call in calls for feature in call.provider_features}
    outputs = tuple(sorted(root_outputs(cluster), key=lambda output: output.name))
    root = Root(
        spec_name=spec_name,
        cluster_name=cluster.name,
        # An account id of the spec is the provider's to check, and need not be read.
        reads_account=cluster.account_id is None,
        terraform_version=TERRAFORM_VERSION,
        provider_version=f"{provider_features.least_version(needed)}, < 7.0",
        provider=_provider(cluster),
        default_tags=default_tags(cluster),
        backend=_backend(cluster),
        moved=tuple(_moved(cluster, calls)),
        removed=tuple(_removed(cluster)),
        outputs=outputs,
        mocks=MOCKS,
        promised=promised(calls),
        readme=tree_readme(cluster),
    )
    return Plan(root, tuple(_files(calls, used_locals(cluster, calls, outputs))))


def identity(cluster: Cluster) -> Identity:
    """Return whose the tree of a cluster is."""
    return Identity(
        cluster=str(cluster.name),
        region=cluster.region,
        account=cluster.account_id or "",
    )


def _files(calls: Iterable[ModulePlan], values: Iterable[Local]) -> Iterable[TopicFile]:
    """Yield the files of the root, each with its calls in their order."""
    by_file: dict[str, list[ModulePlan]] = {"main": []}
    shared: dict[str, list[Local]] = {}
    for call in calls:
        by_file.setdefault(call.file, []).append(call)
    for value in values:
        by_file.setdefault(value.file, [])
        shared.setdefault(value.file, []).append(value)
    between = [name for name in by_file if name not in (*FIRST_FILES, *LAST_FILES)]
    for name in (*FIRST_FILES, *between, *LAST_FILES):
        if name in by_file:
            yield TopicFile(name, tuple(by_file[name]), tuple(shared.get(name, ())))


def default_tags(cluster: Cluster) -> dict[str, str]:
    """Return the tags that the provider puts on everything."""
    return {
        "Environment": cluster.environment,
        "Cluster": cluster.name,
        **dict(sorted(cluster.tags.items())),
    }


def _provider(cluster: Cluster) -> tuple[Argument, ...]:
    arguments = [Argument("region", cluster.region), *_of_a_new_region(cluster.region)]
    if cluster.profile:
        arguments.append(Argument("profile", cluster.profile))
    # With the credentials of another account not even a plan is made.
    if cluster.account_id:
        arguments.append(Argument("allowed_account_ids", (cluster.account_id,)))
    return tuple(arguments)


def _of_a_new_region(region: str) -> list[Argument]:
    # The provider and the backend refuse a region that is newer than they are.
    if aws.provider_knows(region):
        return []
    return [Argument("skip_region_validation", True)]


def _backend(cluster: Cluster) -> tuple[Argument, ...]:
    if cluster.state is None:
        return ()
    arguments = [
        Argument("bucket", cluster.state.bucket),
        Argument("key", cluster.state.key),
        Argument("region", cluster.state.region),
        *_of_a_new_region(cluster.state.region),
        # The state has secrets in plain text.
        Argument("encrypt", True),
        Argument("use_lockfile", cluster.state.use_lockfile),
    ]
    if cluster.state.kms_key_arn:
        arguments.append(Argument("kms_key_id", cluster.state.kms_key_arn))
    return tuple(arguments)


def _moved(cluster: Cluster, calls: Iterable[ModulePlan]) -> Iterable[Moved]:
    """Yield each rename as one step, since Terraform takes one former address for each new one.

    A member's calls all begin with its label, and each is renamed.
    """
    every = [call.call for call in calls]
    for kind, member in _members(cluster):
        present = f"{kind}_{labels.label(member.key)}"
        own = [call for call in every if call == present or call.startswith(f"{present}_")]
        # Each name it had leads to the next one: a state may be as old as the first.
        for former, later in pairwise((*member.moved_from, member.key)):
            for call in own:
                part = call.removeprefix(present)
                yield Moved(
                    Ref(f"module.{kind}_{labels.label(former)}{part}"),
                    Ref(f"module.{kind}_{labels.label(later)}{part}"),
                )


def _removed(cluster: Cluster) -> Iterable[Ref]:
    """Yield the address of what holds the data that the spec lets go of and AWS keeps."""
    for word, given in sorted(cluster.let_go.items()):
        if given.data == "keep":
            for holder, key in held_by(word):
                yield Ref(holder.address(key))


def _members(cluster: Cluster) -> Iterable[tuple[str, Member]]:
    """Yield what may have had other names, each with what the labels of its calls begin with."""
    sections: tuple[tuple[str, Mapping[str, Member]], ...] = (
        ("instance_group", cluster.instance_groups),
        ("system_container", cluster.system_containers),
        ("load_balancer", cluster.load_balancers),
        ("file_system", cluster.file_systems),
        ("service", cluster.services),
        ("job", cluster.jobs),
    )
    for kind, members in sections:
        for member in members.values():
            yield kind, member
