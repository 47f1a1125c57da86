"""Read files, kept in the user's cache folder under a hash of their text and of their reader."""

from __future__ import annotations

import pickle
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from tfgen.system.cache import cache_folder, keep, load

T = TypeVar("T")

_READERS = (
    "assembly",
    "bodies",
    "cursor",
    "expressions",
    "faults",
    "interpolation",
    "strings",
    "syntax",
    "text",
    "tokens",
)
_MOST = 5000


def kept(kind: str, text: str, read: Callable[[str], T]) -> T:
    """Return what `read` makes of a text, from the cache if it is there, else kept for later."""
    folder = _folder()
    # Where there is no cache, or it cannot be written, each run reads anew.
    if folder is None:
        return read(text)
    path = folder / sha256(f"{kind}\0{text}".encode()).hexdigest()
    if packed := load(path):
        with suppress(pickle.UnpicklingError):
            # What is unpickled can run code: the folder is the user's alone.
            unpacked: T = pickle.loads(packed)
            return unpacked
    made = read(text)
    with suppress(RecursionError):  # a value nested too deep for pickle is not kept
        keep(path, pickle.dumps(made, protocol=5))
    return made


@cache
def _folder() -> Path | None:
    """Return the folder of the readers in use; what it held goes when it is too much."""
    above = cache_folder()
    if above is None:
        return None
    folder = above / f"read-{_readers()}"
    try:
        folder.mkdir(mode=0o700, exist_ok=True)
        if len(entries := list(folder.iterdir())) > _MOST:
            for entry in entries:
                entry.unlink()
    except OSError:
        return None
    return folder


def _readers() -> str:
    """Return a hash of all code that reads, and of Python's version."""
    parts = sha256(sys.version.encode())
    for name in _READERS:
        parts.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return parts.hexdigest()[:32]
