"""Standard output and error as they are found: closed, full, or a pipe whose reader has left. The work goes on."""

from __future__ import annotations

import io
import os
import sys
from typing import Any


class Outlet(io.FileIO):
    """A file descriptor that takes everything; `lost` says why it no longer passes it on."""

    lost: OSError | None = None

    def write(self, data: Any, /) -> int:
        """Write bytes, or let them go once that has failed: to fail later, at a flush, would fail something else."""
        if self.lost is None:
            try:
                return (
                    super().write(data) or 0
                )  # a full pipe that does not block gives None; the caller tries again
            except OSError as error:
                self.lost = error
        return len(data)


def replace_streams() -> Outlet:
    """Put streams that never fail in the place of Python's; return the outlet of standard output.

    Data is UTF-8 whatever the locale: JSON, YAML and patches are.
    """
    _fill_gaps()
    words = sys.stderr.encoding if sys.stderr else "utf-8"
    output = Outlet(1, "w", closefd=False)
    sys.stdout = _text(output, "utf-8")
    sys.stderr = _text(Outlet(2, "w", closefd=False), words)
    return output


def _text(outlet: Outlet, encoding: str) -> io.TextIOWrapper:
    buffer = io.BufferedWriter(outlet)
    return io.TextIOWrapper(buffer, encoding, errors="backslashreplace", line_buffering=True)


def _fill_gaps() -> None:
    """Open what the shell has closed with `>&-`: else the first file that is opened would be standard output."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
