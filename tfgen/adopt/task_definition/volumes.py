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


def volume(given: Given) -> dict[str, Any] | None:
    """Return a volume as a spec has it; None where a spec has none of its kind."""
    for key in ("fsxWindowsFileServerVolumeConfiguration", "s3filesVolumeConfiguration"):
        if given.get(key):
            given.lose(*_NO_SUCH)
            return None
    if efs := given.get("efsVolumeConfiguration"):
        return {"efs": _efs(efs)}
    if docker := given.get("dockerVolumeConfiguration"):
        return {"docker": _docker(docker)}
    path = value(given, "host", "sourcePath")
    return {"host_path": path} if path else {}


def _efs(given: Given) -> Any:
    """Return a file system: encryption on the way is always on, with the role of the task."""
    found = {
        "file_system": value(given, "fileSystemId"),
        "access_point_id": value(given, "authorizationConfig", "accessPointId"),
        "root_directory": value(given, "rootDirectory", default="/"),
    }
    if found["access_point_id"] and found["root_directory"]:
        given.entries["rootDirectory"].lose("the access point says what the task sees")
        found["root_directory"] = None
    encrypted = given.get("transitEncryption")
    if encrypted:
        encrypted.text  # noqa: B018
        encrypted.changed("it is always encrypted on its way")
    iam = given.get("authorizationConfig", "iam")
    if iam:
        iam.text  # noqa: B018
        iam.changed("the task role is always asked, and is given the right")
    found = {key: entry for key, entry in found.items() if entry}
    return found["file_system"] if list(found) == ["file_system"] else found


def _docker(given: Given) -> dict[str, Any]:
    options = given.get("driverOpts")
    provisioned = given.get("autoprovision")
    if provisioned:
        provisioned.leave("a shared volume is made on first use", "")
    # ECS's own default is task: https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_DockerVolumeConfiguration.html
    scope = value(given, "scope", default="shared") if given.get("scope") else "task"
    found = {
        "driver": value(given, "driver", default="local"),
        "driver_opts": options.whole if options else None,
        "scope": scope,
    }
    return {key: entry for key, entry in found.items() if entry}


def disk(given: Given) -> dict[str, Any]:
    """Return the disk that each task of a service gets."""
    found: dict[str, Any] = {name: number(given, key) for key, name in _DISK.items()}
    found["type"] = value(given, "volumeType", default="gp3")
    found["snapshot_id"] = value(given, "snapshotId")
    found["file_system_type"] = value(given, "filesystemType", default="xfs")
    found["kms_key_arn"] = value(given, "kmsKeyId")
    if role := given.get("roleArn"):
        role.leave("tfgen makes the role with which ECS attaches disks", "")
    if encrypted := given.get("encrypted"):
        encrypted.leave("disks of tasks are always encrypted", "")
    return {key: entry for key, entry in found.items() if entry is not None}
