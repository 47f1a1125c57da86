"""EFS: the backup policy of a file system, which moto shows but does not let anybody set."""

from __future__ import annotations

import json
from typing import Any

from moto.efs.responses import EFSResponse

from emulator.shims.patch import Function, around


@around(EFSResponse, "put_backup_policy")
def put_backup_policy(_: Function | None, response: Any) -> Any:
    """Keep whether a file system is backed up."""
    policy = response._get_param("BackupPolicy")
    file_system = response.efs_backend.file_systems_by_id[response._get_param("FileSystemId")]
    file_system._backup = policy["Status"] == "ENABLED"
    return json.dumps({"BackupPolicy": policy}), {"Content-Type": "application/json"}
