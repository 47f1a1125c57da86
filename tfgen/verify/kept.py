"""Read files, kept in the user's cache folder under a hash of their text and of their reader."""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import cache
from hashlib import sha256
from pathlib import Path
from typing import TypeVar

from tfgen.system.cache import recall, remember, room

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
# What a machine wrote takes as long to unpack as to read.
_LONGEST = 1_000_000


def kept(kind: str, text: str, read: Callable[[str], T]) -> T:
    """Return what `read` makes of a text, from the cache if it is there, else kept for later."""
    folder = _folder()
    # Where there is no cache, or it cannot be written, each run reads anew.
    if folder is None or len(text) > _LONGEST:
        return read(text)
    path = folder / sha256(f"{kind}\0{text}".encode()).hexdigest()
    known: T | None = recall(path)
    if known is not None:
        return known
    made = read(text)
    remember(path, made)
    return made


@cache
def _folder() -> Path | None:
    """Return the folder of the readers in use."""
    return room(f"read-{_readers()}")


def _readers() -> str:
    """Return a hash of all code that reads, and of Python's version."""
    parts = sha256(sys.version.encode())
    for name in _READERS:
        parts.update(Path(__file__).with_name(f"{name}.py").read_bytes())
    return parts.hexdigest()[:32]
