"""Rules of `root_volume`: iops and throughput against the type and the size of the volume.

Those of the disks of tasks hold them to the same, with the limits of ECS.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import GP3_IOPS, GP3_THROUGHPUT, Range
from tfgen.language.containers import EbsVolume
from tfgen.language.instance_groups import RootVolume
from tfgen.resolve import Cluster, InstanceGroup
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_VOLUMES = "https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html"
_SCALING = "https://docs.aws.amazon.com/autoscaling/ec2/userguide"
_KEYS = f"{_SCALING}/key-policy-requirements-EBS-encryption.html"
_GROUPS = ("instance_groups",)

# IOPS that a type takes, and how many for each GiB.
Iops = Mapping[str, tuple[Range, int]]
# https://docs.aws.amazon.com/ebs/latest/userguide/ebs-volume-types.html
_IOPS: Iops = {
    "gp3": (GP3_IOPS, 500),
    "io1": (Range(100, 64000, _VOLUMES), 50),
    "io2": (Range(100, 256000, _VOLUMES), 1000),
}


@rule(
    Code(
        "RULE031",
        "volume-setting-does-not-fit",
        what="The type of volume does not take iops or throughput, or lacks iops.",
        why=(
            "gp3 has both with a default, io1 and io2 have no default for iops, and of the other "
            "types the speed follows from the size. EC2 refuses what does not fit."
        ),
        help="Write iops with gp3, io1 and io2 alone, and throughput with gp3 alone.",
        source=_VOLUMES,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def volume_fits_type(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold iops and throughput to the volume types that take them."""
    yield from fits(cluster, "RULE031", (*group.path, "root_volume"), group.root_volume)


def fits(
    cluster: Cluster, code: str, at: Path, volume: RootVolume | EbsVolume
) -> Iterator[Diagnostic]:
    """Hold iops and throughput of one volume to its type."""
    of_type = f"a {volume.type} volume"
    # As they are spoken: an i-o-one, an s-t-one.
    if volume.type.startswith(("i", "s")):
        of_type = f"an {volume.type} volume"
    if volume.iops is not None and volume.type not in _IOPS:
        message = f"{of_type} takes no iops: they follow from its size"
        help = "remove iops, or write type: gp3"
        yield finding(cluster, code, (*at, "iops"), message, help, key=True)
    if volume.iops is None and volume.type in ("io1", "io2"):
        message, help = f"{of_type} needs iops", "write iops, such as iops: 3000"
        yield finding(cluster, code, (*at, "type"), message, help)
    if volume.throughput is not None and volume.type != "gp3":
        message = f"{of_type} takes no throughput"
        help = "remove throughput, or write type: gp3"
        yield finding(cluster, code, (*at, "throughput"), message, help, key=True)


@rule(
    Code(
        "RULE032",
        "volume-setting-beyond-limits",
        what="iops or throughput are beyond the limits of the volume.",
        why=(
            "Each type takes so many IOPS, and so many for each GiB; gp3 needs 4 of them for each "
            "MiB/s. EC2 refuses a volume beyond, and so every instance of the group."
        ),
        help="Write what the message allows, or a larger volume.",
        source=_VOLUMES,
    ),
    sections=_GROUPS,
    over=over.instance_groups,
)
def volume_within_limits(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Hold iops and throughput to the ranges of the volume type, and to each other's ratio.

    https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html
    https://docs.aws.amazon.com/ebs/latest/userguide/provisioned-iops.html
    """
    yield from within(cluster, "RULE032", (*group.path, "root_volume"), group.root_volume, _IOPS)


def within(
    cluster: Cluster, code: str, at: Path, volume: RootVolume | EbsVolume, limits: Iops
) -> Iterator[Diagnostic]:
    """Hold iops and throughput of one volume to limits, and to each other's ratio."""
    if volume.iops is not None and volume.type in limits:
        limit, per_gib = limits[volume.type]
        yield from _iops(cluster, code, (*at, "iops"), volume, limit, per_gib)
    if volume.throughput is not None and volume.type == "gp3":
        yield from _throughput(cluster, code, at, volume)


def _iops(
    cluster: Cluster,
    code: str,
    path: Path,
    volume: RootVolume | EbsVolume,
    limit: Range,
    per_gib: int,
) -> Iterator[Diagnostic]:
    kind, size, iops = volume.type, volume.size, volume.iops or 0
    # The range of gp3 is from the API's page, which the finding then gives.
    if iops not in limit:
        nearest = max(limit.low, min(iops, limit.high))
        message = f"iops {iops} of a {kind} volume are not between {limit.low} and {limit.high}"
        yield finding(cluster, code, path, message, f"write {nearest} ({limit.source})")
    # The size of a snapshot is not known here.
    elif size is not None and iops > size * per_gib:
        smallest = -(-iops // per_gib)  # rounded up
        message = f"iops {iops} are too many for {size} GiB: {kind} takes {per_gib} for each"
        help = f"write at most {size * per_gib}, or size: {smallest} or more"
        yield finding(cluster, code, path, message, help)


def _throughput(
    cluster: Cluster, code: str, path: Path, volume: RootVolume | EbsVolume
) -> Iterator[Diagnostic]:
    iops = volume.iops or GP3_IOPS.low
    throughput = volume.throughput or GP3_THROUGHPUT.low
    if throughput > iops / 4:
        why = "gp3 gives 0.25 MiB/s for each"
        message = f"throughput {throughput} needs more than {iops} iops: {why}"
        help = f"write iops: {throughput * 4}, or throughput: {iops // 4} or less"
        at, also = (*path, "throughput"), (((*path, "iops"), "the iops"),)
        yield finding(cluster, code, at, message, help, also=also)


@rule(
    Code(
        "RULE108",
        "root-volume-key-needs-a-grant",
        what="A key of one's own encrypts the root volumes of an instance group.",
        why=(
            "EC2 Auto Scaling launches instances as AWSServiceRoleForAutoScaling. Where the key's "
            "policy does not let that role use the key and create grants, each launch ends with "
            "Client.InternalError, and the spec cannot tell what the policy says."
        ),
        help="Let AWSServiceRoleForAutoScaling use the key and create grants for AWS resources, or "
        "leave kms_key_arn out: AWS's own key for EBS needs nothing.",
        source=_KEYS,
        severity=Severity.NOTE,
    ),
    sections=("instance_groups",),
    over=over.instance_groups,
)
def root_volume_key_is_told(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Tell who else needs the key of the root volumes, which only its own policy can say."""
    if group.root_volume.kms_key_arn:
        path = (*group.path, "root_volume", "kms_key_arn")
        message = "instances start only if the key's policy lets AWSServiceRoleForAutoScaling in"
        help = "see that it may use the key and create grants, or leave out kms_key_arn for AWS's"
        yield finding(cluster, "RULE108", path, message, help)


RULES = (
    volume_fits_type,
    volume_within_limits,
    root_volume_key_is_told,
)
