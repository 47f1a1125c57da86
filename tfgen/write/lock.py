"""One writer a folder at a time."""

from __future__ import annotations

import errno
import fcntl
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError

PATIENCE = 5.0  # seconds
_PAUSE = 0.05  # seconds


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raise TfgenError when another holds it for longer than PATIENCE.

    The lock is on the folder itself, so no lock file is left behind, and the kernel drops it when its holder dies.
    Where the file system cannot lock folders (NFS), the writer goes on without: a file is still replaced in one step.
    """
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    try:
        if not _acquired(descriptor):
            message = f"another tfgen is writing into {folder}, and was not done within {PATIENCE:g} seconds"
            remedy = "wait until it is done, then render again"
            raise TfgenError(
                [Diagnostic("WRITE009", message, Location(str(folder), length=0), remedy)]
            )
        yield
    finally:
        os.close(descriptor)


def _acquired(descriptor: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            if time.monotonic() >= deadline:
                return False
            time.sleep(_PAUSE)
        except OSError as error:
            if error.errno not in (errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
                raise
            return True
        else:
            return True
