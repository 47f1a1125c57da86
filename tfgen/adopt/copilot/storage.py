"""Volumes, file systems and disks.

https://aws.github.io/copilot-cli/docs/developing/storage/
"""

from __future__ import annotations

import zlib
from typing import Any

from tfgen.adopt.copilot.scene import Member
from tfgen.adopt.copilot.values import as_key, below, entries, flag, number
from tfgen.adopt.given import Given

# The one file system that Copilot makes for all workloads of an environment.
_MANAGED = "copilot"
_OTHER_ROOT = "with an access point that exists the root is its own"


def put_storage(member: Member, storage: Given | None) -> None:
    """Put volumes and where the main container has them, and the size of the task's disk."""
    if storage is None:
        return
    if flag(storage.get("readonly_fs")):
        member.put("read_only_root", True)
    size = number(storage.get("ephemeral"))
    if size not in (None, 20):
        member.put("ephemeral_storage", size)
    volumes, mounts = {}, []
    given = storage.get("volumes")
    for name, volume in entries(given).items():
        key = as_key(name)
        volumes[key] = _volume(member, volume, key)
        # Copilot mounts read-only unless it is told otherwise, a spec the other way round.
        if path := volume.get("path"):
            read_only = volume.get("read_only")
            writable = read_only is not None and not flag(read_only)
            mounts.append(f"{key}:{path.text}{'' if writable else ':ro'}")
    if volumes:
        member.put("volumes", volumes)
    if mounts:
        member.put("mounts", mounts)


def _volume(member: Member, volume: Given, key: str) -> dict[str, Any]:
    efs = volume.get("efs")
    if efs is None or (efs.is_plain and not flag(efs)):
        return {}
    if identity := efs.get("id"):
        return {"efs": _existing(member, efs, identity)}
    return {"efs": _managed(member, efs)}


def _existing(member: Member, efs: Given, identity: Given) -> Any:
    if identity.is_map:
        identity.leave("an export of CloudFormation cannot be read", "write its fs-… id")
        return {"file_system": "fs-00000000"}
    fields: dict[str, Any] = {"file_system": member.scene.text(identity)}
    auth = efs.get("auth")
    if point := below(auth, "access_point_id"):
        fields["access_point_id"] = member.scene.text(point)
    root = efs.get("root_dir")
    if root and root.text not in ("", "/"):
        if "access_point_id" in fields:
            root.lose(_OTHER_ROOT)
        else:
            fields["root_directory"] = member.scene.text(root)
    if (iam := below(auth, "iam")) and not flag(iam):
        iam.changed("tasks of a spec show their role to the file system always")
    return fields if len(fields) > 1 else fields["file_system"]


def _managed(member: Member, efs: Given) -> dict[str, Any]:
    """Return the volume in the file system that Copilot made, with the same user and directory.

    internal/pkg/cli/deploy of Copilot takes the CRC-32 of the service's name for a user.
    """
    draft = member.scene.draft
    # Another user could not read what the first one wrote.
    user = zlib.crc32(member.name.encode())
    uid, gid = number(efs.get("uid")), number(efs.get("gid"))
    if draft.get(("file_systems", _MANAGED)) is None:
        why = "a new file system, and empty: Copilot's has the data"
        help = "to keep the data, write the id fs-… of Copilot's in place of its key"
        draft.made_up(("file_systems", _MANAGED), {}, why, help, efs.key_at)
    return {
        "file_system": _MANAGED,
        "path": f"/{member.name}",
        "uid": user if uid is None else uid,
        "gid": user if gid is None else gid,
    }
