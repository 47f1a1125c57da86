"""Which tfgen runs, on which Python and beside which libraries."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from functools import cache
from hashlib import sha256

_PACKAGE = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))  # noqa: PTH100, PTH120
_TEMPLATES = os.path.join(os.path.dirname(_PACKAGE), "templates")  # noqa: PTH118, PTH120
# Of a checkout, the templates stand beside the package.
FOLDERS = (_PACKAGE, _TEMPLATES)


def stamp() -> str:
    """Return a hash of it: of tfgen's own files by size and time, of libraries by their version."""
    parts = [sys.version, str(sys.flags), *sys.path, *_libraries()]
    for folder in FOLDERS:
        parts += _files(folder)
    return sha256("\n".join(parts).encode(errors="surrogateescape")).hexdigest()


@cache
def first_stamp() -> str:
    """Return the stamp that this process saw first: what it has imported may be as old as that."""
    return stamp()


def library_folders() -> list[str]:
    """Return the folders of Python's own library and of what is installed."""
    installed = [path for path in sys.path if path.endswith("-packages")]
    return [os.path.dirname(os.__file__), *installed]  # noqa: PTH120


def _libraries() -> Iterator[str]:
    for folder in library_folders()[1:]:
        yield folder
        try:
            names = os.listdir(folder)  # noqa: PTH208
        except OSError:
            continue
        yield from sorted(name for name in names if name.endswith((".dist-info", ".egg-info")))


def _files(folder: str) -> Iterator[str]:
    try:
        entries = sorted(os.scandir(folder), key=lambda entry: entry.name)
    except OSError:
        return
    for entry in entries:
        if entry.is_dir():
            if entry.name != "__pycache__":
                yield from _files(entry.path)
        else:
            status = entry.stat()
            yield f"{entry.path} {status.st_size} {status.st_mtime_ns}"
