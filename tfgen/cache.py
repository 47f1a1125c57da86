"""The user's cache folder: what is costly to make and the same in every process, such as the parser's tables."""

from __future__ import annotations

import os
import stat
from pathlib import Path


def cache_folder() -> Path | None:
    """Return the user's own cache folder, made if need be; None unless it is theirs alone.

    Reading the cache runs what stands in it (pickle), hence the demand on owner and mode.
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    try:
        base = os.environ.get("XDG_CACHE_HOME", "")
        folder = (Path(base) if Path(base).is_absolute() else Path.home() / ".cache") / "tfgen"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return None
    private = stat.S_ISDIR(status.st_mode) and (os.name == "nt" or not status.st_mode & 0o077)
    return folder if private and (os.name == "nt" or status.st_uid == os.geteuid()) else None
