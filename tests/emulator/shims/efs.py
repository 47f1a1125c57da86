"""EFS: policies of a file system, which moto shows but of which it lets some not be set, others not
be deleted."""

from __future__ import annotations

import json
from typing import Any

from moto.efs.responses import EFSResponse

from emulator.shims.patch import Function, around

# Id of a file system -> the backup policy that was set.
BACKUPS: dict[str, dict[str, str]] = {}


@around(EFSResponse, "put_backup_policy")
def put_backup_policy(_: Function | None, response: Any) -> Any:
    """Keep whether a file system is backed up."""
    policy = BACKUPS[response._get_param("FileSystemId")] = response._get_param("BackupPolicy")
    return json.dumps({"BackupPolicy": policy}), {"Content-Type": "application/json"}


@around(EFSResponse, "describe_backup_policy")
def describe_backup_policy(original: Function, response: Any) -> Any:
    """The other half of `put_backup_policy`."""
    policy = BACKUPS.get(response._get_param("FileSystemId"))
    if policy is None:
        return original(response)
    return json.dumps({"BackupPolicy": policy}), {"Content-Type": "application/json"}


@around(EFSResponse, "delete_file_system_policy")
def delete_file_system_policy(_: Function | None, response: Any) -> Any:
    """Forget the policy of a file system, which moto keeps for ever."""
    response.efs_backend.file_systems_by_id[
        response._get_param("FileSystemId")
    ].file_system_policy = None
    return json.dumps({}), {"Content-Type": "application/json"}
