"""The module `efs`: a file system that tasks share, and the security group that lets them in."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.hcl import Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import PRIVATE_SUBNET_IDS, after, in_cluster
from tfgen.modules.parts.security_groups import (
    Rules,
    from_group,
    group_id,
    ready_id,
    security_group,
)
from tfgen.resolve import (
    Cluster,
    FileSystem,
    InstanceGroup,
    SystemContainer,
    Workload,
    labels,
)
from tfgen.tree import ModulePlan, Promise

FILE = "file_systems"
NFS = 2049


def file_systems(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every file system after the group that its clients come through."""
    for file_system in cluster.file_systems.values():
        call = f"file_system_{labels.label(file_system.key)}"
        yield _security_group(cluster, file_system, call)
        yield _file_system(cluster, file_system, call)


def _security_group(cluster: Cluster, file_system: FileSystem, call: str) -> ModulePlan:
    return security_group(
        cluster,
        call,
        FILE,
        f"{file_system.name}-efs",
        after("File system ", in_cluster(cluster, file_system.name)),
        ingress=_from_clients(cluster, file_system),
    )


def _from_clients(cluster: Cluster, file_system: FileSystem) -> Rules:
    """Return a rule for each client, keyed by the name that it keeps when its key changes."""
    members: Mapping[str, Mapping[str, Workload | SystemContainer | InstanceGroup]] = {
        "services": cluster.services,
        "jobs": cluster.jobs,
        "system_containers": cluster.system_containers,
        "instance_groups": cluster.instance_groups,
    }
    rules: Rules = {}
    for client in file_system.clients:
        section, _, key = client.partition(".")
        kind = section.removesuffix("s").replace("_", " ")
        rule = from_group(NFS, group_id(client))
        rules[f"NFS from {kind} {members[section][key].name}"] = rule
    return dict(sorted(rules.items()))


def _file_system(cluster: Cluster, file_system: FileSystem, call: str) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, file_system.name),
        # A mount target in each zone: across zones traffic costs, and a fault spreads.
        "subnet_ids": PRIVATE_SUBNET_IDS,
        "security_group_ids": [ready_id(call), *file_system.security_groups],
        **changed(file_system, "kms_key_arn", "throughput_mode", "backup"),
        "transition_to_ia": _transition(file_system.transition_to_ia),
    }
    return ModulePlan(
        call,
        "efs",
        FILE,
        inputs,
        promises=tuple(_promises(cluster, file_system)),
    )


def _transition(span: str | None) -> Value:
    """Return a span of days in the words of EFS: AFTER_1_DAY, AFTER_30_DAYS."""
    if span is None:
        return None
    days = int(span.removesuffix("d"))
    if days == 1:
        return "AFTER_1_DAY"
    return f"AFTER_{days}_DAYS"


def _promises(cluster: Cluster, file_system: FileSystem) -> Iterator[Promise]:
    key, mode = file_system.key, file_system.throughput_mode
    path, zones = f"file_systems.{key}", list(cluster.network.zone_names)
    text = f"the throughput of {key} is {mode}"
    yield Promise("throughput_mode", mode, f"{path}.throughput_mode", text)
    yield Promise("zones", zones, path, f"{key} can be reached in {', '.join(zones)}")
