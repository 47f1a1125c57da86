"""The user's cache folder: what is costly to make and the same in every process."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path
from typing import Any

from tfgen.system.regular import read_regular

_DIGEST = 32
_MOST = 5000


def cache_folder() -> Path | None:
    """Return the user's own cache folder, made if need be; None unless it is theirs alone.

    Reading the cache runs what stands in it (pickle), hence the demand on owner and mode.
    https://specifications.freedesktop.org/basedir-spec/latest/
    """
    try:
        folder = _base() / "tfgen"
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        status = folder.lstat()
    except (OSError, RuntimeError):  # RuntimeError: there is no home folder
        return None
    if not _is_own(status):
        return None
    return folder


def _base() -> Path:
    """Return the folder of all caches; the specification has a relative path ignored."""
    base = Path(os.environ.get("XDG_CACHE_HOME", ""))
    if base.is_absolute():
        return base
    return Path.home() / ".cache"


def _is_own(status: os.stat_result) -> bool:
    if not stat.S_ISDIR(status.st_mode):
        return False
    if not hasattr(os, "geteuid"):
        # Windows keeps a user's folders by access lists, of which these fields say nothing.
        return True
    return status.st_uid == os.geteuid() and not status.st_mode & 0o077


def room(name: str) -> Path | None:
    """Return a folder of the cache, made if need be; what it held goes when it is too much."""
    above = cache_folder()
    if above is None:
        return None
    folder = above / name
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if len(entries := list(folder.iterdir())) > _MOST:
            for entry in entries:
                entry.unlink()
    except OSError:
        return None
    return folder


def recall(path: Path) -> Any:
    """Return the value that `remember` wrote to a file of the cache; None where there is none."""
    packed = load(path)
    if packed is None:
        return None
    import pickle  # a run that nothing changed for has no need of it

    try:
        # What is unpickled can run code: the folder is the user's alone.
        return pickle.loads(packed)
    except pickle.UnpicklingError:
        return None


def remember(path: Path, value: object) -> None:
    """Write a value to a file of the cache, unless it is nested too deep for pickle."""
    import pickle

    with suppress(RecursionError):
        keep(path, pickle.dumps(value, protocol=5))


def load(path: Path) -> bytes | None:
    """Return what `keep` wrote to a file of the cache; None where it is not as it was written."""
    try:
        content = read_regular(path)
    except OSError:
        return None
    kept = content[_DIGEST:]
    if content[:_DIGEST] != sha256(kept).digest():
        return None
    return kept


def keep(path: Path, content: bytes) -> None:
    """Write a file of the cache in one step, since another tfgen may do the same.

    That it cannot be written is no fault.
    """
    import tempfile  # takes as long as reading ten files, and most runs have nothing to keep

    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sha256(content).digest() + content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
