"""Regular files and nothing else: reading a pipe waits for its writer, reading a device may never end."""

from __future__ import annotations

import errno
import os
import stat
from pathlib import Path


def read_regular(path: Path, most: int = -1) -> bytes:
    """Return what a regular file holds, `most` bytes of it at the most; raise OSError for anything else."""
    _demand_regular(path.stat(), path)
    # Something else may stand there by now, and to open a FIFO would wait.
    descriptor = os.open(
        path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)
    )
    with os.fdopen(descriptor, "rb") as file:
        _demand_regular(os.fstat(descriptor), path)
        return file.read(most)


def _demand_regular(status: os.stat_result, path: Path) -> None:
    if not stat.S_ISREG(status.st_mode):
        raise OSError(errno.EINVAL, "it is not a regular file", str(path))
