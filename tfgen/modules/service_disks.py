"""The module `service_disks`: the role with which ECS makes a disk for each task of a service."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.language.containers import EbsVolume
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import REGION, dns_suffix, in_cluster, partition
from tfgen.modules.tasks import role_name_prefix
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan


def service_disks(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the role, where the tasks of the service have disks."""
    for _, volume in _disks(service):
        inputs: dict[str, Value] = {
            "family": in_cluster(cluster, service.family),
            "role_name_prefix": role_name_prefix(cluster, service),
            "kms_key_arn": volume.kms_key_arn,
            "partition": partition(cluster),
            "dns_suffix": dns_suffix(cluster),
            "region": REGION,
        }
        yield ModulePlan(
            f"{service.module}_disks",
            "service_disks",
            service.module,
            inputs,
        )


def disk(service: Service) -> Value:
    """Return the disk of each task of a service, where they have one."""
    for name, volume in _disks(service):
        role = Ref(f"module.{service.module}_disks.role_arn")
        # The first three keep their order: specs of before give the same text.
        return {"name": name, **changed(volume, "size"), "role_arn": role, **_rest(volume)}
    return None


def _rest(volume: EbsVolume) -> dict[str, Value]:
    return changed(
        volume,
        "type",
        "iops",
        "throughput",
        "snapshot_id",
        "file_system_type",
        "kms_key_arn",
    )


def _disks(service: Service) -> list[tuple[str, EbsVolume]]:
    """Return the disk with the name of its volume: a task may have one."""
    # https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ebs-volumes.html
    volumes = sorted(service.volumes.items())
    return [(name, volume.ebs) for name, volume in volumes if volume.ebs][:1]
