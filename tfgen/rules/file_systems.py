"""Rules of `file_systems`, and of volumes that lie outside of an instance: EFS and EBS."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.facts import aws
from tfgen.language.containers import FILE_SYSTEM_ID_FORM, EfsVolume
from tfgen.language.scalars import shown
from tfgen.resolve import Cluster, FileSystem, SystemContainer, Task, Workload
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.containers import SECTIONS
from tfgen.rules.rule import Path, finding, listed, rule

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_EFS = "https://docs.aws.amazon.com/efs/latest/ug"
_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_LOCAL_ZONES = "https://docs.aws.amazon.com/local-zones/latest/ug/local-zones-availability.html"


def efs_volumes(cluster: Cluster) -> Iterator[tuple[Task, Path, EfsVolume]]:
    """Give each volume of EFS with its task and its path."""
    for (task,) in over.tasks(cluster):
        yield from each([task], _volumes)


def _volumes(task: Task) -> Iterator[tuple[Task, Path, EfsVolume]]:
    for name, volume in task.volumes.items():
        if volume.efs:
            yield task, (*task.path, "volumes", name, "efs"), volume.efs


@rule(
    Code(
        "RULE244",
        "file-system-unknown",
        what="A volume names a file system that is not in the spec.",
        why="It is a key of file_systems, which the cluster makes, or the id of one that exists. "
        "With any other name there is nothing to mount.",
        help="Name a key of file_systems, write the whole id, or add the file system.",
    ),
    sections=("file_systems", *SECTIONS),
    over=efs_volumes,
)
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
    # An id that was cut short looks like the key of a new file system.
    if not help and name.startswith("fs-"):
        help = "write a whole id: fs- and 8 or 17 digits of base 16"
    help = help or f"add file_systems: {{{name}: {{}}}}"
    message = f"there is no file system {shown(name)} in this spec"
    yield finding(cluster, "RULE244", (*path, "file_system"), message, help)


@rule(
    Code(
        "RULE245",
        "directory-without-owner",
        what="A directory of a file system has no owner, or an owner no directory.",
        why="An access point leads tasks to a directory as one user. EFS makes the directory for "
        "its first mount, and only if it is told whose it is: else the mount fails.",
        help="Write path, uid and gid, or none of them for the whole file system.",
        source=f"{_EFS}/efs-access-points.html",
    ),
    sections=SECTIONS,
    over=efs_volumes,
)
def directories_have_an_owner(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Demand path, uid and gid together: EFS makes the directory for that user."""
    # A way of its own has no owner, which RULE484 tells.
    if efs.access_point_id or efs.root_directory:
        return
    owner = {"path": efs.path, "uid": efs.uid, "gid": efs.gid}
    # uid 0 is root, and no absence.
    present = [name for name, value in owner.items() if value is not None]
    missing = [name for name in owner if name not in present]
    if present and missing:
        needs = f"a directory of a file system needs {listed(missing, 'and')}"
        message = f"{needs} beside {listed(present, 'and')}"
        help = "write path, uid and gid, or none of them for the whole file system"
        yield finding(cluster, "RULE245", path, message, help, key=True)


@rule(
    Code(
        "RULE246",
        "disk-that-ecs-does-not-make",
        what="A disk of EBS is where ECS makes none, or is a second one.",
        why="ECS makes the disk when it starts a task, and takes one for each. A service carries "
        "what the disk is like; schedules of EventBridge Scheduler have no field for it.",
        help="Use one disk in a service, a file system, or {} for scratch space.",
        source=f"{_ECS}/ebs-volumes.html",
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def disks_where_ecs_makes_them(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Hold volumes of EBS to services, one for each."""
    disks = [name for name, volume in task.volumes.items() if volume.ebs]
    if task.path[0] != "services":
        for name in disks:
            message = f"volume {name} is a disk of EBS, which only services get from ECS"
            help = "write {} for scratch space, or {efs: …}"
            path = (*task.path, "volumes", name, "ebs")
            yield finding(cluster, "RULE246", path, message, help, key=True)
        return
    for name in disks[1:]:
        takes = f"a task of service {task.key} takes one disk of EBS"
        message = f"{takes}, and {disks[0]} is one already"
        path = (*task.path, "volumes", name, "ebs")
        help = "use one larger disk, or {efs: …}"
        yield finding(cluster, "RULE246", path, message, help, key=True)


@rule(
    Code(
        "RULE250",
        "file-system-on-bottlerocket",
        what="A task mounts a file system, and may run on instances that cannot.",
        why="On instances ECS mounts EFS with amazon-efs-utils, which speaks TLS and signs with "
        "the task's role. Bottlerocket has no such program, and tfgen mounts in no other way.",
        help="Give the task another capacity, or write ami_family: al2023 for the group.",
        source="https://github.com/bottlerocket-os/bottlerocket/issues/1080",
    ),
    sections=(*SECTIONS, "instance_groups", "cluster"),
    over=efs_volumes,
)
def instances_mount_efs(
    cluster: Cluster,
    task: Task,
    path: Path,
    efs: EfsVolume,
) -> Iterator[Diagnostic]:
    """Refuse file systems on Bottlerocket, which mounts them neither encrypted nor with a role."""
    # Fargate has what it takes to mount, so that only the groups count.
    for name in _groups(task):
        group = cluster.instance_groups.get(name)
        if group and group.ami_family == "bottlerocket":
            runs = f"{task.key} may run on group {name}"
            message = f"{runs}, and Bottlerocket mounts no encrypted file system"
            help = "give it another capacity, or write ami_family: al2023 for the group"
            yield finding(cluster, "RULE250", path, message, help, key=True)
            break  # one group is reason enough


def _groups(task: Task) -> tuple[str, ...]:
    if isinstance(task, Workload):
        return task.groups
    return task.instance_groups if isinstance(task, SystemContainer) else ()


@rule(
    Code(
        "RULE251",
        "file-system-unused",
        what="Nothing mounts a file system.",
        why="The network of a file system is open to tasks that mount it, and to nobody else: it "
        "would be there and be paid, and nothing could connect to it.",
        help="Mount it in a service or job, or remove it.",
        severity=Severity.WARNING,
    ),
    sections=("file_systems", *SECTIONS),
)
def file_systems_used(cluster: Cluster) -> Iterator[Diagnostic]:
    """Warn of a file system that nothing mounts: nothing may connect to it."""
    # A volume that could not be read may be the one: then nothing is told.
    used = {efs.file_system for task in cluster.tasks for _, _, efs in _volumes(task)}
    for key, file_system in cluster.file_systems.items():
        if key not in used:
            message = f"no task mounts file system {key}, so that nothing may connect to it"
            help = f"add volumes: {{{key}: {{efs: {key}}}}} to a service or job, or remove it"
            yield finding(cluster, "RULE251", file_system.path, message, help, key=True)


@rule(
    Code(
        "RULE252",
        "file-system-in-local-zone",
        what="A file system would have a mount target in a local zone.",
        why="A file system has a mount target in each private subnet of the cluster, and EFS has "
        "none in local zones: AWS refuses it.",
        help="Remove the zone, or use a file system of another cluster by its id.",
        source=_LOCAL_ZONES,
    ),
    sections=("file_systems", "network", "region"),
    over=over.file_systems,
)
def file_systems_reachable(cluster: Cluster, file_system: FileSystem) -> Iterator[Diagnostic]:
    """Refuse file systems with a local zone, where EFS has no mount targets."""
    zones = [zone for zone in cluster.network.zone_names if aws.is_local_zone(zone)]
    if zones:
        target = f"file system {file_system.key} would have a mount target"
        message = f"{target} in local zone {zones[0]}, where EFS has none"
        help = "remove the zone, or use a file system of another cluster by its id"
        yield finding(cluster, "RULE252", file_system.path, message, help, key=True)


@rule(
    Code(
        "RULE253",
        "file-system-rights-unknown",
        what="A task with a file system has a role of the user's own.",
        why="tfgen gives a role that it makes the right to mount. A role that exists is left as "
        "it is: without that right the mount may be refused, and then the task does not start.",
        help="See that the role allows elasticfilesystem:ClientMount, and ClientWrite to write.",
        source=f"{_EFS}/iam-access-control-nfs-efs.html",
        severity=Severity.NOTE,
    ),
    sections=SECTIONS,
    over=over.tasks,
)
def roles_may_mount(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Note a role of the user's own beside volumes of EFS: its rights are not tfgen's to say."""
    # The policy of the file system leaves to the roles who mounts and who writes.
    if task.task_role.arn and any(volume.efs for volume in task.volumes.values()):
        exists = f"the role of {task.key} exists already"
        yield finding(
            cluster,
            "RULE253",
            (*task.path, "task_role"),
            f"{exists}, and what it allows decides what the task may do with its files",
            "see that it allows elasticfilesystem:ClientMount, and ClientWrite to write",
            key=True,
        )


@rule(
    Code(
        "SEC025",
        "file-system-without-backups",
        what="A file system has no backups.",
        why="EFS keeps no former versions: what a task deletes or overwrites is gone, unless AWS "
        "Backup has a copy.",
        help="Remove backup: false.",
        source=f"{_HUB}/efs-controls.html#efs-2",
    ),
    sections=("security", "file_systems"),
    over=over.file_systems,
)
def backups_kept(cluster: Cluster, file_system: FileSystem) -> Iterator[Diagnostic]:
    """Find file systems without backups."""
    if not file_system.backup:
        path = (*file_system.path, "backup")
        message = f"file system {file_system.key} has no backups: what is deleted in it is gone"
        yield finding(cluster, "SEC025", path, message, "remove backup: false")


RULES = (
    file_systems_exist,
    directories_have_an_owner,
    disks_where_ecs_makes_them,
    instances_mount_efs,
    file_systems_used,
    file_systems_reachable,
    roles_may_mount,
    backups_kept,
)
