"""Rules of `file_systems`, and of volumes that lie outside of an instance: EFS and EBS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.language.containers import FILE_SYSTEM_ID_FORM, EfsVolume
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, FileSystem, SystemContainer, Task, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import Path, Rule, finding, listed

_EFS = "https://docs.aws.amazon.com/efs/latest/ug"
_ACCESS_POINTS = f"{_EFS}/efs-access-points.html"
_CLIENTS = f"{_EFS}/iam-access-control-nfs-efs.html"
_EBS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html"
_BOTTLEROCKET = "https://github.com/bottlerocket-os/bottlerocket/issues/1080"
_LOCAL_ZONES = "https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html"
_BACKUP = "https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html#efs-2"


def _efs_volumes(cluster: Cluster) -> Iterator[tuple[Task, Path, EfsVolume]]:
    """Give each volume of EFS with its task and its path."""
    for (task,) in over.tasks(cluster):
        yield from each([task], _volumes)


def _volumes(task: Task) -> Iterator[tuple[Task, Path, EfsVolume]]:
    for name, volume in task.volumes.items():
        if volume.efs:
            yield task, (*task.path, "volumes", name, "efs"), volume.efs


def file_systems_exist(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Hold volumes to file systems of the cluster, or to the ids of others."""
    name = efs.file_system
    if name in cluster.file_systems or re.fullmatch(FILE_SYSTEM_ID_FORM, name):
        return
    help = closest(name, list(cluster.file_systems))
    if not help and name.startswith("fs-"):
        help = "write a whole id: fs- and 8 or 17 digits of base 16"
    help = help or f"add file_systems: {{{name}: {{}}}}"
    message = f"there is no file system {shown(name)} in this spec"
    yield finding(cluster, "RULE244", (*path, "file_system"), message, help)


def directories_have_an_owner(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Demand path, uid and gid together: EFS makes the directory for that user.

    https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
    """
    owner = {"path": efs.path, "uid": efs.uid, "gid": efs.gid}
    given = [name for name, value in owner.items() if value is not None]
    missing = [name for name in owner if name not in given]
    if given and missing:
        needs = f"a directory of a file system needs {listed(missing, 'and')}"
        message = f"{needs} beside {listed(given, 'and')}"
        help = "write path, uid and gid, or none of them for the whole file system"
        yield finding(cluster, "RULE245", path, message, help, source=_ACCESS_POINTS, key=True)


def disks_where_ecs_makes_them(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold volumes of EBS to services, one for each.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
    """
    disks = [name for name, volume in task.volumes.items() if volume.ebs]
    is_service = task.path[0] == "services"
    for name in disks[1:] if is_service else disks:
        message = f"volume {name} is a disk of EBS, which only services get from ECS"
        help = "write {} for scratch space, or {efs: …}"
        if is_service:
            takes = f"a task of service {task.key} takes one disk of EBS"
            message = f"{takes}, and {disks[0]} is one already"
            help = "use one larger disk, or {efs: …}"
        at = (*task.path, "volumes", name, "ebs")
        yield finding(cluster, "RULE246", at, message, help, source=_EBS, key=True)


def instances_mount_efs(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Refuse file systems on Bottlerocket, which mounts them neither encrypted nor with a role.

    https://github.com/bottlerocket-os/bottlerocket/issues/1080
    """
    for name in _groups(task):
        group = cluster.instance_groups.get(name)
        if group and group.ami_family == "bottlerocket":
            runs = f"{task.key} may run on group {name}"
            message = f"{runs}, and Bottlerocket mounts no encrypted file system"
            help = "give it another capacity, or write ami_family: al2023 for the group"
            yield finding(cluster, "RULE250", path, message, help, source=_BOTTLEROCKET, key=True)
            break


def _groups(task: Task) -> tuple[str, ...]:
    if isinstance(task, Workload):
        return task.groups
    return task.instance_groups if isinstance(task, SystemContainer) else ()


def file_systems_used(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a file system that nothing mounts: nothing may connect to it."""
    # A volume that could not be read may be the one: then nothing is told.
    used = {efs.file_system for task in cluster.tasks for _, _, efs in _volumes(task)}
    for key, file_system in cluster.file_systems.items():
        if key not in used:
            message = f"no task mounts file system {key}, so that nothing may connect to it"
            help = f"add volumes: {{{key}: {{efs: {key}}}}} to a service or job, or remove it"
            at, severity = file_system.path, Severity.WARNING
            yield finding(cluster, "RULE251", at, message, help, severity=severity, key=True)


def file_systems_reachable(cluster: Cluster, file_system: FileSystem) -> Iterator[Diagnostic]:
    """Refuse file systems with a local zone, where EFS has no mount targets.

    https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html
    """
    zones = [zone for zone in cluster.network.zone_names if aws.is_local_zone(zone)]
    if zones:
        target = f"file system {file_system.key} would have a mount target"
        message = f"{target} in local zone {zones[0]}, where EFS has none"
        help = "remove the zone, or use a file system of another cluster by its id"
        at = file_system.path
        yield finding(cluster, "RULE252", at, message, help, source=_LOCAL_ZONES, key=True)


def roles_may_mount(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Note a role of the user's own beside volumes of EFS: its rights are not tfgen's to say.

    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    if task.task_role.arn and any(volume.efs for volume in task.volumes.values()):
        exists = f"the role of {task.key} exists already"
        yield finding(
            cluster,
            "RULE253",
            (*task.path, "task_role"),
            f"{exists}, and what it allows decides what the task may do with its files",
            "see that it allows elasticfilesystem:ClientMount, and ClientWrite to write",
            source=_CLIENTS,
            severity=Severity.NOTE,
            key=True,
        )


def backups_kept(cluster: Cluster, file_system: FileSystem) -> Iterator[Diagnostic]:
    """Find file systems without backups.

    https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html
    """
    if not file_system.backup:
        message = f"file system {file_system.key} has no backups: what is deleted in it is gone"
        at, help = (*file_system.path, "backup"), "remove backup: false"
        yield finding(cluster, "SEC025", at, message, help, source=_BACKUP)


RULES = (
    Rule(("file_systems", *SECTIONS), file_systems_exist, _efs_volumes),
    Rule(SECTIONS, directories_have_an_owner, _efs_volumes),
    Rule(SECTIONS, disks_where_ecs_makes_them, over.tasks),
    Rule((*SECTIONS, "instance_groups", "cluster"), instances_mount_efs, _efs_volumes),
    Rule(("file_systems", *SECTIONS), file_systems_used),
    Rule(("file_systems", "network", "region"), file_systems_reachable, over.file_systems),
    Rule(SECTIONS, roles_may_mount, over.tasks),
    Rule(("security", "file_systems"), backups_kept, over.file_systems),
)
