"""Volumes of a task definition, and of a service, → volumes of a spec.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Volume.html
"""

from __future__ import annotations

from typing import Any

from tfgen.adopt.given import Given
from tfgen.adopt.task_definition.reading import number, value

_NO_SUCH = ("tfgen has no such volumes", "efs: fs-… is a file system that tasks share")
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_ServiceManagedEBSVolumeConfiguration.html
_DISK = {
    "sizeInGiB": "size",
    "iops": "iops",
    "throughput": "throughput",
}


def volume(node: Given) -> dict[str, Any] | None:
    """Return a volume as a spec has it; None where a spec has none of its kind."""
    for key in ("fsxWindowsFileServerVolumeConfiguration", "s3filesVolumeConfiguration"):
        if node.get(key):
            node.lose(*_NO_SUCH)
            return None
    if efs := node.get("efsVolumeConfiguration"):
        return {"efs": _efs(efs)}
    if docker := node.get("dockerVolumeConfiguration"):
        return {"docker": _docker(docker)}
    path = value(node, "host", "sourcePath")
    return {"host_path": path} if path else {}


def _efs(node: Given) -> Any:
    """Return a file system: encryption on the way is always on, with the role of the task."""
    parts = {
        "file_system": value(node, "fileSystemId"),
        "access_point_id": value(node, "authorizationConfig", "accessPointId"),
        "root_directory": value(node, "rootDirectory", default="/"),
    }
    if parts["access_point_id"] and parts["root_directory"]:
        node.entries["rootDirectory"].lose("the access point says what the task sees")
        parts["root_directory"] = None
    encrypted = node.get("transitEncryption")
    if encrypted:
        encrypted.text  # noqa: B018
        encrypted.changed("it is always encrypted on its way")
    iam = node.get("authorizationConfig", "iam")
    if iam:
        iam.text  # noqa: B018
        iam.changed("the task role is always asked, and is given the right")
    parts = {key: entry for key, entry in parts.items() if entry}
    return parts["file_system"] if list(parts) == ["file_system"] else parts


def _docker(node: Given) -> dict[str, Any]:
    options = node.get("driverOpts")
    provisioned = node.get("autoprovision")
    if provisioned:
        provisioned.leave("a shared volume is made on first use", "")
    # ECS's own default is task: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DockerVolumeConfiguration.html
    scope = value(node, "scope", default="shared") if node.get("scope") else "task"
    parts = {
        "driver": value(node, "driver", default="local"),
        "driver_opts": options.whole if options else None,
        "scope": scope,
    }
    return {key: entry for key, entry in parts.items() if entry}


def disk(node: Given) -> dict[str, Any]:
    """Return the disk that each task of a service gets."""
    parts: dict[str, Any] = {name: number(node, key) for key, name in _DISK.items()}
    parts["type"] = value(node, "volumeType", default="gp3")
    parts["snapshot_id"] = value(node, "snapshotId")
    parts["file_system_type"] = value(node, "filesystemType", default="xfs")
    parts["kms_key_arn"] = value(node, "kmsKeyId")
    if role := node.get("roleArn"):
        role.leave("tfgen makes the role with which ECS attaches disks", "")
    if encrypted := node.get("encrypted"):
        encrypted.leave("disks of tasks are always encrypted", "")
    return {key: entry for key, entry in parts.items() if entry is not None}
