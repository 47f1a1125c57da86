"""Volumes of a task that lie outside of its instance: file systems of EFS, and a disk of EBS for each task."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.arns import arn
from tfgen.resolve import Cluster, Task
from tfgen.spec.containers import EfsVolume
from tfgen.tree import Input

EFS_VOLUMES = """map(object({
  file_system_id = string
  file_system_arn = string
  actions = list(string)
}))"""
EFS_DIRECTORIES = """map(object({
  file_system_id = string
  file_system_arn = string
  actions = list(string)
  path = string
  uid = number
  gid = number
}))"""
EBS_VOLUME = """object({
  name = string
  size = number
})"""


@dataclass(frozen=True, slots=True)
class VolumePlan:
    """Volumes outside of the instance, by name: whole file systems, directories of some, and the one disk."""

    whole: Mapping[str, Value]
    directories: Mapping[str, Value]
    disk: Mapping[str, Value] | None
    disk_key: str | None

    @property
    def shape(self) -> dict[str, bool]:
        """What the templates see."""
        return {
            "efs_volumes": bool(self.whole),
            "efs_directories": bool(self.directories),
            "ebs_volume": self.disk is not None,
            "ebs_key": self.disk_key is not None,
        }

    @property
    def inputs(self) -> Iterable[Input]:
        """What the module takes."""
        if self.whole:
            about = "File systems that the task sees whole, and what it may do there, by volume"
            yield Input("efs_volumes", EFS_VOLUMES, about, self.whole)
        if self.directories:
            about = (
                "Directories of file systems, their user, and what the task may do there, by volume"
            )
            yield Input("efs_directories", EFS_DIRECTORIES, about, self.directories)
        if self.disk is not None:
            yield Input(
                "ebs_volume", EBS_VOLUME, "Disk of its own for each task, in GiB", self.disk
            )
        if self.disk_key is not None:
            yield Input("ebs_kms_key_arn", "string", "Key that encrypts the disk", self.disk_key)


def volume_plan(cluster: Cluster, task: Task) -> VolumePlan:
    """Decide the volumes of a task that lie outside of its instance."""
    shared = {name: volume.efs for name, volume in sorted(task.volumes.items()) if volume.efs}
    disks = [(name, volume.ebs) for name, volume in sorted(task.volumes.items()) if volume.ebs]
    return VolumePlan(
        whole={name: _shared(cluster, efs) for name, efs in shared.items() if efs.path is None},
        directories={
            name: {**_shared(cluster, efs), "path": efs.path, "uid": efs.uid, "gid": efs.gid}
            for name, efs in shared.items()
            if efs.path is not None
        },
        disk={"name": disks[0][0], "size": disks[0][1].size} if disks else None,
        disk_key=disks[0][1].kms_key_arn if disks else None,
    )


def _shared(cluster: Cluster, efs: EfsVolume) -> dict[str, Value]:
    return {
        **_file_system(cluster, efs.file_system),
        "actions": [f"elasticfilesystem:{one}" for one in actions(efs)],
    }


def actions(efs: EfsVolume) -> list[str]:
    """Return what a task may do in a file system; without ClientRootAccess its user 0 is nobody there.

    A new file system has one directory, which root alone may write to, and directories of root are the same to others.
    https://docs.aws.amazon.com/efs/latest/ug/iam-access-control-nfs-efs.html
    """
    if efs.read_only:
        return ["ClientMount"]
    as_root = efs.path is None or 0 in (efs.uid, efs.gid)
    return ["ClientMount", *(["ClientRootAccess"] if as_root else []), "ClientWrite"]


def _file_system(cluster: Cluster, key: str) -> dict[str, Value]:
    if key in cluster.file_systems:
        module = f"module.file_system_{names.label(key)}"
        return {"file_system_id": Ref(f"{module}.id"), "file_system_arn": Ref(f"{module}.arn")}
    return {
        "file_system_id": key,
        "file_system_arn": arn(cluster, "elasticfilesystem", f"file-system/{key}"),
    }
