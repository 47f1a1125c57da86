"""One writer a folder at a time."""

from __future__ import annotations

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tfgen.diagnostics import TfgenError
from tfgen.system.folder_lock import open_lock, try_lock
from tfgen.write.fault import finding

PATIENCE = 5.0  # seconds
_PAUSE = 0.05  # seconds


@contextmanager
def locked(folder: Path) -> Iterator[None]:
    """Hold the folder's lock; raise TfgenError when another holds it for longer than PATIENCE.

    Where there are no locks (NFS) the writer goes on without: a file is still replaced in one step.
    """
    descriptor = open_lock(folder)
    try:
        if not _acquired(descriptor):
            patience = f"was not done within {PATIENCE:g} seconds"
            message = f"another tfgen is writing into {folder}, and {patience}"
            remedy = "wait until it is done, then render again"
            raise TfgenError([finding("WRITE009", folder, message, remedy)])
        yield
    finally:
        os.close(descriptor)


def _acquired(descriptor: int) -> bool:
    deadline = time.monotonic() + PATIENCE
    while not try_lock(descriptor):
        if time.monotonic() >= deadline:
            return False
        time.sleep(_PAUSE)
    return True
