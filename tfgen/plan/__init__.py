"""Cluster → Plan: which modules are called with what, in which files, and what the root says."""

from __future__ import annotations

from collections.abc import Iterable

from tfgen.facts import provider_features
from tfgen.hcl import Ref
from tfgen.modules import MODULES, OF_APPLICATIONS
from tfgen.modules.held import held_by
from tfgen.modules.locals import named_calls, used_locals
from tfgen.modules.parts.boundary import bounded
from tfgen.modules.platform import FILE as PLATFORM
from tfgen.plan.backend import backend, of_a_new_region
from tfgen.plan.inventory import inventory
from tfgen.plan.moves import moves
from tfgen.plan.offered import offered
from tfgen.plan.outputs import root_outputs
from tfgen.plan.promises import mocks, promised
from tfgen.plan.readme import is_long, tree_readme
from tfgen.resolve import Cluster
from tfgen.tree import (
    Argument,
    Folded,
    Identity,
    Local,
    ModulePlan,
    Output,
    Plan,
    Root,
    TopicFile,
    Variable,
)

# From 1.10 on state is locked in S3 itself; conditions of variables may name others since 1.9.
# https://developer.hashicorp.com/terraform/language/backend/s3
TERRAFORM_VERSION = ">= 1.10"
# The root's files in the order in which they are read; those of services and jobs come between.
FIRST_FILES = (
    *("main", "platform", "network", "capacity", "load_balancers", "file_systems"),
    *("queues", "repositories", "secrets"),
)
LAST_FILES = ("system_containers", "alerts", "access")


def plan(cluster: Cluster, spec_name: str) -> Plan:
    """Decide the whole tree; `spec_name` is the file name of the spec, which the root states."""
    outputs = tuple(sorted(root_outputs(cluster), key=lambda output: output.name))
    calls = _calls(cluster, outputs)
    values = used_locals(cluster, calls, outputs)
    needed = set(_provider_features(cluster, calls))
    files = tuple(_files(calls, values))
    usable = tuple(offered(calls))
    readme, tables = tree_readme(cluster), inventory(cluster, calls)
    root = Root(
        spec_name=spec_name,
        cluster_name=cluster.ecs_name,
        # An account id of the spec is the provider's to check, and need not be read.
        reads_account=cluster.account_id is None,
        terraform_version=TERRAFORM_VERSION,
        provider_version=f"{provider_features.least_version(needed)}, < 7.0",
        provider=_provider(cluster),
        default_tags=default_tags(cluster),
        backend=backend(cluster),
        moved=tuple(moves(cluster, calls, values)),
        removed=tuple(_removed(cluster)),
        variables=tuple(_variables(cluster)),
        outputs=outputs,
        mocks=mocks(cluster),
        promised=promised(calls),
        offered=usable,
        readme=readme,
        folded=Folded(*map(is_long, (tables.roles, files, usable, readme.left_alone))),
        inventory=tables,
    )
    return Plan(root, files)


def _calls(cluster: Cluster, outputs: Iterable[Output]) -> tuple[ModulePlan, ...]:
    """Return the calls of the tree; of a platform those alone that something names."""
    if cluster.application is None:
        return tuple(bounded(cluster, call) for module in MODULES for call in module(cluster))
    modules = OF_APPLICATIONS
    calls = tuple(bounded(cluster, call) for module in modules for call in module(cluster))
    named = named_calls(cluster, calls, outputs, PLATFORM)
    return tuple(call for call in calls if call.file != PLATFORM or call.call in named)


def identity(cluster: Cluster) -> Identity:
    """Return whose the tree of a cluster is."""
    return Identity(
        cluster=str(cluster.ecs_name),
        region=cluster.region,
        account=cluster.account_id or "",
        application=cluster.application or "",
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
    application = {"Application": cluster.application} if cluster.application else {}
    return {
        "Environment": cluster.environment,
        "Cluster": cluster.ecs_name,
        **application,
        **dict(sorted(cluster.tags.items())),
    }


def _variables(cluster: Cluster) -> Iterable[Variable]:
    for name, about in sorted(cluster.variables.items()):
        yield Variable(name, about.type, about.description, about.sensitive)


def _provider(cluster: Cluster) -> tuple[Argument, ...]:
    arguments = [Argument("region", cluster.region), *of_a_new_region(cluster.region)]
    if cluster.profile:
        arguments.append(Argument("profile", cluster.profile))
    # With the credentials of another account not even a plan is made.
    if cluster.account_id:
        arguments.append(Argument("allowed_account_ids", (cluster.account_id,)))
    return tuple(arguments)


def _provider_features(cluster: Cluster, calls: Iterable[ModulePlan]) -> Iterable[str]:
    """Yield what the tree needs of a newer provider."""
    for call in calls:
        yield from call.provider_features
    # An older one refuses the word in a task definition, also of an application, whose capacity is
    # its platform's.
    if any(workload.on_managed_instances for workload in cluster.workloads):
        yield "managed_instances"


def _removed(cluster: Cluster) -> Iterable[Ref]:
    """Yield the address of what holds the data that the spec lets go of and AWS keeps."""
    for word, given in sorted(cluster.let_go.items()):
        if given.data == "keep":
            for holder, key in held_by(word):
                yield Ref(holder.address(key))
