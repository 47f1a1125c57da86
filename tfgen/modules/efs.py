"""The module `efs`: a file system that tasks share, and who reaches it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.network import VPC_ID, private_subnet_ids
from tfgen.resolve import Cluster, FileSystem, InstanceGroup, SystemContainer, Workload
from tfgen.tree import Input, ModulePlan, Promise

# In the words of EFS: AFTER_1_DAY, AFTER_30_DAYS.
TRANSITIONS = {1: "AFTER_1_DAY"}


def efs(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every file system."""
    return tuple(
        _file_system(cluster, key, one) for key, one in sorted(cluster.file_systems.items())
    )


def _file_system(cluster: Cluster, key: str, given: FileSystem) -> ModulePlan:
    clients = dict(sorted(_clients(cluster, given)))
    shape = {
        "key": given.kms_key_arn is not None,
        "backup": given.backup,
        "transition_to_ia": given.transition_to_ia is not None,
        "clients": bool(clients),
    }
    name = given.name
    inputs = [
        Input("name", "string", "Name of the file system", name),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input(
            "subnet_ids",
            "map(string)",
            "Ids of the private subnets, by zone",
            private_subnet_ids(cluster),
        ),
        Input(
            "throughput_mode",
            "string",
            "How much it may transfer: elastic or bursting",
            given.throughput_mode,
        ),
    ]
    if clients:
        about = "Security groups that may connect, by what is in them"
        inputs.append(Input("client_security_group_ids", "map(string)", about, clients))
    if given.kms_key_arn:
        inputs.append(Input("kms_key_arn", "string", "Key that encrypts it", given.kms_key_arn))
    if given.transition_to_ia:
        about = "When a file that nobody reads moves to cheaper storage"
        inputs.append(
            Input("transition_to_ia", "string", about, transition(given.transition_to_ia))
        )
    promises = tuple(_promises(cluster, key, given))
    return ModulePlan(
        f"file_system_{names.label(key)}", "efs", tuple(inputs), shape, promises=promises
    )


def transition(span: str) -> str:
    """Return a span of days in the words of EFS: AFTER_30_DAYS."""
    days = int(span.removesuffix("d"))
    return TRANSITIONS.get(days, f"AFTER_{days}_DAYS")


def _clients(cluster: Cluster, given: FileSystem) -> Iterator[tuple[str, Value]]:
    """Yield the security groups that connect, each with the name that lasts of what is in it."""
    members: Mapping[str, Mapping[str, Workload | SystemContainer | InstanceGroup]] = {
        "services": cluster.services,
        "jobs": cluster.jobs,
        "system_containers": cluster.system_containers,
        "instance_groups": cluster.instance_groups,
    }
    for peer in given.clients:
        section, _, key = peer.partition(".")
        kind = section.removesuffix("s")
        group = Ref(f"module.{kind}_{names.label(key)}.security_group_id")
        yield f"{kind.replace('_', ' ')} {members[section][key].name}", group


def _promises(cluster: Cluster, key: str, given: FileSystem) -> Iterator[Promise]:
    path, zones = f"file_systems.{key}", list(cluster.network.zone_names)
    mode = given.throughput_mode
    yield Promise(
        "throughput_mode", mode, f"{path}.throughput_mode", f"the throughput of {key} is {mode}"
    )
    yield Promise("zones", zones, path, f"{key} can be reached in {', '.join(zones)}")
