"""The module `efs`: a file system that tasks share, and who reaches it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tfgen import derived, names, workloads
from tfgen.hcl import Ref, Value
from tfgen.modules.network import VPC_ID, private_subnet_ids
from tfgen.spec import Spec
from tfgen.spec.containers import Volume
from tfgen.spec.file_systems import FileSystem
from tfgen.tree import Input, ModulePlan, Promise

# In the words of EFS: AFTER_1_DAY, AFTER_30_DAYS.
TRANSITIONS = {1: "AFTER_1_DAY"}


def efs(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every file system."""
    return tuple(_file_system(spec, key, one) for key, one in sorted(spec.file_systems.items()))


def _file_system(spec: Spec, key: str, given: FileSystem) -> ModulePlan:
    clients = dict(sorted(_clients(spec, key)))
    shape = {
        "key": given.kms_key_arn is not None,
        "backup": given.backup,
        "transition_to_ia": given.transition_to_ia is not None,
        "clients": bool(clients),
    }
    name = names.joined(derived.cluster_name(spec), key)
    inputs = [
        Input("name", "string", "Name of the file system", name),
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input("subnet_ids", "map(string)", "Ids of the private subnets, by zone", private_subnet_ids(spec)),
        Input("throughput_mode", "string", "How much it may transfer: elastic or bursting", given.throughput_mode),
    ]
    if clients:
        about = "Security groups that may connect, by what is in them"
        inputs.append(Input("client_security_group_ids", "map(string)", about, clients))
    if given.kms_key_arn:
        inputs.append(Input("kms_key_arn", "string", "Key that encrypts it", given.kms_key_arn))
    if given.transition_to_ia:
        about = "When a file that nobody reads moves to cheaper storage"
        inputs.append(Input("transition_to_ia", "string", about, transition(given.transition_to_ia)))
    promises = tuple(_promises(spec, key, given))
    return ModulePlan(f"file_system_{names.label(key)}", "efs", tuple(inputs), shape, promises=promises)


def transition(span: str) -> str:
    """Return a span of days in the words of EFS: AFTER_30_DAYS."""
    days = int(span.removesuffix("d"))
    return TRANSITIONS.get(days, f"AFTER_{days}_DAYS")


def _clients(spec: Spec, key: str) -> Iterator[tuple[str, Value]]:
    """Yield the security groups that connect: those of tasks with a network of their own, else of their instances."""
    for kind, name, workload in workloads.placed(spec):
        if _uses(workload.volumes.values(), key):
            if workloads.network_mode(spec, workload) == "awsvpc":
                yield (
                    f"{kind} {derived.physical_name(name, workload)}",
                    Ref(f"module.{kind}_{names.label(name)}.security_group_id"),
                )
            else:
                yield from _groups(spec, workloads.capacity(spec, workload))
    for name, container in spec.system_containers.items():
        if _uses(container.volumes.values(), key):
            if container.network_mode == "awsvpc":
                label = names.label(name)
                yield (
                    f"system container {derived.physical_name(name, container)}",
                    Ref(f"module.system_container_{label}.security_group_id"),
                )
            else:
                yield from _groups(spec, derived.system_groups(spec, container))


def _uses(volumes: Iterable[Volume], key: str) -> bool:
    return any(volume.efs is not None and volume.efs.file_system == key for volume in volumes)


def _groups(spec: Spec, keys: Iterable[str]) -> Iterator[tuple[str, Value]]:
    for key in keys:
        name = derived.physical_name(key, spec.instance_groups[key])
        yield f"instance group {name}", Ref(f"module.instance_group_{names.label(key)}.security_group_id")


def _promises(spec: Spec, key: str, given: FileSystem) -> Iterator[Promise]:
    path, zones = f"file_systems.{key}", list(derived.zone_names(spec))
    mode = given.throughput_mode
    yield Promise("throughput_mode", mode, f"{path}.throughput_mode", f"the throughput of {key} is {mode}")
    yield Promise("zones", zones, path, f"{key} can be reached in {', '.join(zones)}")
