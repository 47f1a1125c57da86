"""Rules of `root_volume`: iops and throughput against the type and the size of the volume."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic
from tfgen.facts.limits import GP3_IOPS, GP3_THROUGHPUT, Range
from tfgen.language.instance_groups import RootVolume
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding

_VOLUMES = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html"

# IOPS that a type takes, and how many for each GiB.
# https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
_IOPS: dict[str, tuple[Range, int]] = {
    "gp3": (GP3_IOPS, 500),
    "io1": (Range(100, 64000, _VOLUMES), 50),
    "io2": (Range(100, 256000, _VOLUMES), 1000),
}


def volume_fits_type(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold iops and throughput to the volume types that take them.

    https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
    """
    volume, at = group.root_volume, (*group.path, "root_volume")
    of_type = f"{'an' if volume.type.startswith('i') else 'a'} {volume.type} volume"
    if volume.iops is not None and volume.type not in _IOPS:
        message, path = f"{of_type} takes no iops: they follow from its size", (*at, "iops")
        help = "remove iops, or write type: gp3"
        yield finding(cluster, "RULE031", path, message, help, source=_VOLUMES, key=True)
    if volume.iops is None and volume.type in ("io1", "io2"):
        message, help = f"{of_type} needs iops", "write iops, such as iops: 3000"
        yield finding(cluster, "RULE031", (*at, "type"), message, help, source=_VOLUMES)
    if volume.throughput is not None and volume.type != "gp3":
        message, path = f"{of_type} takes no throughput", (*at, "throughput")
        help = "remove throughput, or write type: gp3"
        yield finding(cluster, "RULE031", path, message, help, source=_VOLUMES, key=True)


def volume_within_limits(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold iops and throughput to the ranges of the volume type, and to each other's ratio.

    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html
    """
    volume, at = group.root_volume, (*group.path, "root_volume")
    if volume.iops is not None and volume.type in _IOPS:
        yield from _iops(cluster, (*at, "iops"), volume.type, volume.size, volume.iops)
    if volume.throughput is not None and volume.type == "gp3":
        yield from _throughput(cluster, at, volume)


def _iops(cluster: Cluster, path: Path, kind: str, size: int, iops: int) -> Iterator[Diagnostic]:
    limit, per_gib = _IOPS[kind]
    if iops not in limit:
        message = f"iops {iops} of a {kind} volume are not between {limit.low} and {limit.high}"
        help = f"write {limit.low if iops < limit.low else limit.high}"
        yield finding(cluster, "RULE032", path, message, help, source=limit.source)
    elif iops > size * per_gib:
        message = f"iops {iops} are too many for {size} GiB: {kind} takes {per_gib} for each"
        help = f"write at most {size * per_gib}, or size: {-(-iops // per_gib)} or more"
        yield finding(cluster, "RULE032", path, message, help, source=_VOLUMES)


def _throughput(cluster: Cluster, path: Path, volume: RootVolume) -> Iterator[Diagnostic]:
    iops = volume.iops or GP3_IOPS.low
    throughput = volume.throughput or GP3_THROUGHPUT.low
    if throughput > iops / 4:
        why = "gp3 gives 0.25 MiB/s for each"
        message = f"throughput {throughput} needs more than {iops} iops: {why}"
        help = f"write iops: {throughput * 4}, or throughput: {iops // 4} or less"
        at, also = (*path, "throughput"), (((*path, "iops"), "the iops"),)
        yield finding(cluster, "RULE032", at, message, help, source=_VOLUMES, also=also)


RULES = (
    Rule(("instance_groups",), volume_fits_type, over.instance_groups),
    Rule(("instance_groups",), volume_within_limits, over.instance_groups),
)
