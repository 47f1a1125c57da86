"""The user's cache folder: what is costly to make and the same in every process, such as the parser's tables."""

from __future__ import annotations

import os
import stat
from contextlib import suppress
from hashlib import sha256
from pathlib import Path

_DIGEST = 32


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


def load(path: Path) -> bytes | None:
    """Return what `keep` wrote to a file of the cache; None where it is missing or not as it was written."""
    try:
        content = path.read_bytes()
    except OSError:
        return None
    kept = content[_DIGEST:]
    return kept if content[:_DIGEST] == sha256(kept).digest() else None


def keep(path: Path, content: bytes) -> None:
    """Write a file of the cache in one step, since another tfgen may do the same; that it cannot be is no fault."""
    import tempfile  # takes as long as reading ten files, and most runs have nothing to keep

    with suppress(OSError):
        descriptor, name = tempfile.mkstemp(dir=path.parent)
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(sha256(content).digest() + content)
            Path(name).replace(path)
        except OSError:
            Path(name).unlink()
