"""Regular files and nothing else: a pipe waits for its writer, a device may never end.

They are opened without waiting, since something else may stand there by now. Windows has no such
flag, but one that keeps it from reading CRLF as LF.
"""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path

_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


def read_regular(path: Path, most: int = -1) -> bytes:
    """Return what a regular file holds, or the first `most` bytes; raise OSError for others."""
    _demand_regular(path.stat(), path)
    descriptor = os.open(path, _FLAGS)
    with os.fdopen(descriptor, "rb") as file:
        _demand_regular(os.fstat(descriptor), path)
        return file.read(most)


def _demand_regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
