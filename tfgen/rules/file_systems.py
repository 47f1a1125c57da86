"""Rules of `file_systems`, and of volumes that lie outside of an instance: EFS and EBS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen import aws
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, SystemContainer, Workload
from tfgen.rules.containers import SECTIONS, GivenTask, tasks
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec.containers import FILE_SYSTEM_ID_FORM, EfsVolume
from tfgen.spec.scalars import shown

_EFS = "https://docs.aws.amazon.com/efs/latest/ug"
_ACCESS_POINTS = f"{_EFS}/efs-access-points.html"
_EBS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html"
_BOTTLEROCKET = "https://github.com/bottlerocket-os/bottlerocket/issues/1080"
_LOCAL_ZONES = "https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html"
_BACKUP = "https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html#efs-2"


def efs_volumes(cluster: Cluster) -> Iterator[tuple[Path, GivenTask, EfsVolume]]:
    """Yield each volume of EFS with its path and its task."""
    for one in tasks(cluster):
        for name, volume in sorted(one.task.volumes.items()):
            if volume.efs:
                yield (*one.path, "volumes", name, "efs"), one, volume.efs


def file_systems_exist(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold volumes to file systems of the cluster, or to the ids of others."""
    known = sorted(cluster.file_systems)
    for path, _, efs in efs_volumes(cluster):
        if efs.file_system not in known and not re.fullmatch(FILE_SYSTEM_ID_FORM, efs.file_system):
            whole = "write a whole id: fs- and 8 or 17 digits of base 16" if efs.file_system.startswith("fs-") else ""
            help = closest(efs.file_system, known) or whole or f"add file_systems: {{{efs.file_system}: {{}}}}"
            message = f"there is no file system {shown(efs.file_system)} in this spec"
            yield finding(cluster, "RULE244", (*path, "file_system"), message, help)


def directories_have_an_owner(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand path, uid and gid together: EFS makes the directory for that user, and holds the task to both.

    https://docs.aws.amazon.com/efs/latest/ug/efs-access-points.html
    """
    for path, _, efs in efs_volumes(cluster):
        given = [name for name in ("path", "uid", "gid") if getattr(efs, name) is not None]
        missing = [name for name in ("path", "uid", "gid") if name not in given]
        if given and missing:
            message = f"a directory of a file system needs {listed(missing, 'and')} beside {listed(given, 'and')}"
            help = "write path, uid and gid, or none of them for the whole file system"
            yield finding(cluster, "RULE245", path, message, help, source=_ACCESS_POINTS, key=True)


def disks_where_ecs_makes_them(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold volumes of EBS to services, one for each.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
    """
    for one in tasks(cluster):
        disks = [name for name, volume in sorted(one.task.volumes.items()) if volume.ebs]
        for name in disks if one.path[0] != "services" else disks[1:]:
            at = (*one.path, "volumes", name, "ebs")
            if one.path[0] == "services":
                message = f"a task of service {one.key} takes one disk of EBS, and {disks[0]} is one already"
                help = "use one larger disk, or {efs: …}"
            else:
                message = f"volume {name} is a disk of EBS, which only services get from ECS"
                help = "write {} for scratch space, or {efs: …}"
            yield finding(cluster, "RULE246", at, message, help, source=_EBS, key=True)


def instances_mount_efs(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse file systems on Bottlerocket, which mounts them neither encrypted nor with the role of the task.

    https://github.com/bottlerocket-os/bottlerocket/issues/1080
    """
    for path, one, _ in efs_volumes(cluster):
        for group in _groups(cluster, one):
            given = cluster.instance_groups.get(group)
            if given and given.ami_family == "bottlerocket":
                message = f"{one.key} may run on group {group}, and Bottlerocket mounts no encrypted file system"
                help = "give it another capacity, or write ami_family: al2023 for the group"
                yield finding(cluster, "RULE250", path, message, help, source=_BOTTLEROCKET, key=True)
                break


def _groups(cluster: Cluster, one: GivenTask) -> tuple[str, ...]:
    match one.task:
        case Workload():
            return tuple(sorted(one.task.capacity))
        case SystemContainer():
            return one.task.instance_groups
        case _:
            return ()


def file_systems_used(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a file system that nothing mounts: nothing may connect to it."""
    used = {efs.file_system for _, _, efs in efs_volumes(cluster)}
    for key in sorted(set(cluster.file_systems) - used):
        message = f"no task mounts file system {key}, so that nothing may connect to it"
        help = f"add volumes: {{{key}: {{efs: {key}}}}} to a service or job, or remove it"
        yield finding(
            cluster,
            "RULE251",
            ("file_systems", key),
            message,
            help,
            severity=Severity.WARNING,
            key=True,
        )


def file_systems_reachable(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse file systems with a local zone, where EFS has no mount targets.

    https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html
    """
    zones = [zone for zone in cluster.network.zone_names if aws.is_local_zone(zone)]
    for key in sorted(cluster.file_systems) if zones else ():
        message = f"file system {key} would have a mount target in local zone {zones[0]}, where EFS has none"
        help = "remove the zone, or use a file system of another cluster by its id"
        yield finding(cluster, "RULE252", ("file_systems", key), message, help, source=_LOCAL_ZONES, key=True)


def roles_may_mount(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note a role of the user's own beside volumes of EFS: what it may do there is not tfgen's to say.

    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    told: set[Path] = set()
    for _, one, _ in efs_volumes(cluster):
        if one.task.task_role.arn and one.path not in told:
            told.add(one.path)
            message = (
                f"the role of {one.key} exists already, and what it allows decides what the task may do with its files"
            )
            help = "see that it allows elasticfilesystem:ClientMount, and ClientWrite to write"
            source, at = f"{_EFS}/iam-access-control-nfs-efs.html", (*one.path, "task_role")
            yield finding(
                cluster,
                "RULE253",
                at,
                message,
                help,
                source=source,
                severity=Severity.NOTE,
                key=True,
            )


def backups_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find file systems without backups.

    https://docs.aws.amazon.com/securityhub/latest/userguide/efs-controls.html
    """
    for key, one in sorted(cluster.file_systems.items()):
        if not one.backup:
            message = f"file system {key} has no backups: what is deleted in it is gone"
            at = ("file_systems", key, "backup")
            yield finding(cluster, "SEC025", at, message, "remove backup: false", source=_BACKUP)


RULES = (
    Rule(("file_systems", *SECTIONS), file_systems_exist),
    Rule(SECTIONS, directories_have_an_owner),
    Rule(SECTIONS, disks_where_ecs_makes_them),
    Rule((*SECTIONS, "instance_groups", "cluster"), instances_mount_efs),
    Rule(("file_systems", *SECTIONS), file_systems_used),
    Rule(("file_systems", "network", "region"), file_systems_reachable),
    Rule(SECTIONS, roles_may_mount),
    Rule(("security", "file_systems"), backups_kept),
)
