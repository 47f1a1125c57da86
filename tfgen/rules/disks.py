"""Rules of the disks of EBS that ECS makes for the tasks of services."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import ECS_GP3_IOPS, Range
from tfgen.language.containers import EbsVolume
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.rules import over, volumes
from tfgen.rules.rule import Path, finding, rule

_API = ECS_GP3_IOPS.source
_TYPES = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html"
_ROLE = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-encryption-requirements.html"

# ECS's own limits, with what EBS takes for each GiB.
_IOPS: volumes.Iops = {
    "gp3": (ECS_GP3_IOPS, 500),
    "io1": (Range(100, 64000, _API), 50),
    "io2": (Range(100, 256000, _API), 1000),
}
# GiB of the smallest volume of a type; of the others one.
_SMALLEST = {"io1": 4, "io2": 4, "st1": 125, "sc1": 125}


def _disks(cluster: Cluster) -> Iterator[tuple[Path, EbsVolume]]:
    """Give each disk of a service with its path; jobs get none."""
    for (service,) in over.services(cluster):
        yield from each([service], _of_service)


def _of_service(service: Service) -> Iterator[tuple[Path, EbsVolume]]:
    for name, volume in service.volumes.items():
        if volume.ebs:
            yield (*service.path, "volumes", name, "ebs"), volume.ebs


@rule(
    Code(
        "RULE480",
        "disk-setting-does-not-fit",
        what="The type of a disk does not take iops or throughput, or lacks iops.",
        why="gp3 has both with a default, io1 and io2 have no default for iops, and of the other "
        "types the speed follows from the size. ECS makes no disk of what does not fit, and the "
        "tasks do not start.",
        help="Write iops with gp3, io1 and io2 alone, and throughput with gp3 alone.",
        source=_API,
    ),
    sections=("services",),
    over=_disks,
)
def disk_fits_type(cluster: Cluster, path: Path, disk: EbsVolume) -> Iterator[Diagnostic]:
    """Hold iops and throughput to the types that take them."""
    yield from volumes.fits(cluster, "RULE480", path, disk)


@rule(
    Code(
        "RULE481",
        "disk-setting-beyond-limits",
        what="The size, iops or throughput of a disk are beyond the limits of its type.",
        why="Each type begins with a size, takes so many IOPS, and so many for each GiB; gp3 "
        "needs 4 of them for each MiB/s. EBS makes no disk beyond, and the tasks do not start.",
        help="Write what the message allows, or a larger disk.",
        source=_TYPES,
    ),
    sections=("services",),
    over=_disks,
)
def disk_within_limits(cluster: Cluster, path: Path, disk: EbsVolume) -> Iterator[Diagnostic]:
    """Hold size, iops and throughput to the ranges of the type, and to each other's ratio."""
    least = _SMALLEST.get(disk.type, 1)
    if disk.size is not None and disk.size < least:
        message = f"{disk.size} GiB are too few: the smallest {disk.type} volume has {least}"
        help = f"write size: {least} or more, or another type ({_API})"
        yield finding(cluster, "RULE481", (*path, "size"), message, help)
    yield from volumes.within(cluster, "RULE481", path, disk, _IOPS)


@rule(
    Code(
        "RULE482",
        "disk-without-size",
        what="A disk has neither a size nor a snapshot.",
        why="ECS makes a disk as large as it is told, or as large as the snapshot that it begins "
        "with. With neither it takes no service.",
        help="Write size in GiB, or snapshot_id.",
        source=_API,
    ),
    sections=("services",),
    over=_disks,
)
def disk_has_a_size(cluster: Cluster, path: Path, disk: EbsVolume) -> Iterator[Diagnostic]:
    """Demand a size or a snapshot of each disk."""
    if disk.size is None and disk.snapshot_id is None:
        message = f"volume {path[-2]} has a disk with neither size nor snapshot_id"
        help = "write size: 20 for as many GiB, or the snapshot_id that it begins with"
        yield finding(cluster, "RULE482", path, message, help, key=True)


@rule(
    Code(
        "RULE483",
        "disk-hangs-on-its-snapshot",
        what="Disks begin with a snapshot, of which the spec cannot tell all that counts.",
        why="A task does not start where the file system is another one than the snapshot's, or "
        "the disk smaller, or where the snapshot is encrypted with a key that the role of the "
        "disks may not use: that role may use kms_key_arn and no other key of your own.",
        help="See that file_system_type and size fit the snapshot, and that it is encrypted with "
        "kms_key_arn, with AWS's key where there is none, or not at all.",
        source=_ROLE,
        severity=Severity.NOTE,
    ),
    sections=("services",),
    over=_disks,
)
def snapshot_is_told(cluster: Cluster, path: Path, disk: EbsVolume) -> Iterator[Diagnostic]:
    """Tell what a snapshot has to be like, which only EBS knows."""
    if disk.snapshot_id:
        files = f"tasks start only if snapshot {disk.snapshot_id} holds {disk.file_system_type}"
        message = f"{files} and the role of the disks may use its key"
        help = "see that file_system_type is the snapshot's, and kms_key_arn its key, if it has one"
        yield finding(cluster, "RULE483", (*path, "snapshot_id"), message, help)


RULES = (disk_fits_type, disk_within_limits, disk_has_a_size, snapshot_is_told)
