"""From a path to bytes, without waiting for a pipe but that of `-`."""

from __future__ import annotations

import errno
import os
import stat
import sys
from functools import lru_cache
from pathlib import Path
from typing import BinaryIO

from tfgen.diagnostics import TfgenError
from tfgen.source import limits

# Windows alone has O_BINARY, and alone lacks O_NONBLOCK.
_FLAGS = os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0)


STANDARD_INPUT = "-"


def contents(path: Path) -> bytes:
    """Return the bytes of a regular file, or of `-`; no more than show that they are too many."""
    try:
        if str(path) == STANDARD_INPUT:
            return _read_once(_standard_input())
        _require_regular(path, path.stat().st_mode)
        # Something else may stand there by now, and to open a FIFO would wait for its writer.
        descriptor = os.open(path, _FLAGS)
        with os.fdopen(descriptor, "rb") as file:
            _require_regular(path, os.fstat(descriptor).st_mode)
            return file.read(limits.MAX_BYTES + 1)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the path
        from tfgen.source.explain import files

        raise TfgenError([files.unreadable(path, error)]) from error


def _standard_input() -> BinaryIO:
    # What a shell closes with `<&-` is None to Python.
    if sys.stdin is None:
        raise OSError(errno.EBADF, "standard input is closed")
    return sys.stdin.buffer


@lru_cache(maxsize=1)
def _read_once(stream: BinaryIO) -> bytes:
    """Keep what a stream gave: a finding shows a line of it."""
    return stream.read(limits.MAX_BYTES + 1)


def _require_regular(path: Path, mode: int) -> None:
    if not stat.S_ISREG(mode):
        from tfgen.source.explain import files

        raise TfgenError([files.not_regular(path, mode)])
