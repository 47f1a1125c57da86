"""A folder's lock, which the kernel drops when its holder dies: by flock, on Windows by msvcrt."""

from __future__ import annotations

import errno
import importlib
import os
from hashlib import sha256
from pathlib import Path
from typing import Any


def _module(name: str) -> Any:
    try:
        return importlib.import_module(name)
    except ImportError:
        return None


_fcntl, _msvcrt = _module("fcntl"), _module("msvcrt")


def open_lock(folder: Path) -> int:
    """Return a descriptor to lock a folder by; to close it gives the lock back. Raises OSError.

    It is the folder's own where the system opens folders: so no file is left behind.
    """
    if _fcntl and hasattr(os, "O_DIRECTORY"):
        return os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
    return os.open(_lock_file(folder), os.O_RDWR | os.O_CREAT, 0o600)


def try_lock(descriptor: int) -> bool:
    """Take the lock; return False while another holds it. Raises OSError.

    Where there are no locks this returns True: the writer goes on without.
    """
    if _fcntl:
        return _try_flock(descriptor)
    if _msvcrt:
        return _try_msvcrt(descriptor)
    return True


def _lock_file(folder: Path) -> Path:
    """Return a file that stands for a folder.

    Windows opens no folders, and a file inside of the tree would be committed with it. The folder
    of temporary files is the user's there: two users do not keep each other out. Windows takes A
    and a for one name.
    """
    import tempfile

    name = os.path.normcase(folder.resolve())
    digest = sha256(os.fsencode(name)).hexdigest()
    return Path(tempfile.gettempdir(), f"tfgen-{digest}.lock")


def _try_flock(descriptor: int) -> bool:
    try:
        _fcntl.flock(descriptor, _fcntl.LOCK_EX | _fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError as error:
        # What file systems say that lock no folders, such as NFS.
        if error.errno not in (errno.EBADF, errno.ENOLCK, errno.ENOTSUP, errno.EINVAL):
            raise
    return True


def _try_msvcrt(descriptor: int) -> bool:
    """Lock one byte, which need not be there: https://docs.python.org/3/library/msvcrt.html."""
    try:
        _msvcrt.locking(descriptor, _msvcrt.LK_NBLCK, 1)
    except PermissionError:
        return False
    return True
