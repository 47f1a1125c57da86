"""Standard output and error as they are found: closed, full, or a pipe whose reader has left.

The work goes on.
"""

from __future__ import annotations

import io
import os
import sys

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, ClassVar


class Outlet(io.FileIO):
    """A file descriptor that takes everything; `lost` says why it no longer passes it on."""

    lost: OSError | None = None
    # What both streams are given, where somebody wants to know: descriptor and bytes.
    said: ClassVar[list[tuple[int, bytes]] | None] = None

    def write(self, data: Any, /) -> int:
        """Write bytes, or let them go once that has failed.

        To fail later, at a flush, would fail something else.
        """
        if Outlet.said is not None:
            Outlet.said.append((self.fileno(), bytes(data)))
        if self.lost is None:
            try:
                # A full pipe that does not block gives None; the caller tries again.
                return super().write(data) or 0
            except OSError as error:
                self.lost = error
        return len(data)


def replace_streams() -> Outlet:
    """Put streams that never fail in the place of Python's; return the outlet of standard output.

    Data is UTF-8 whatever the locale: JSON, YAML and patches are.
    """
    _fill_gaps()
    words = "utf-8"
    if sys.stderr:
        words = sys.stderr.encoding
    output = Outlet(1, "w", closefd=False)
    # Python writes to a console of Windows by another call, which knows all characters.
    if not _is_windows_console(sys.stdout):
        sys.stdout = _text(output, "utf-8")
    if not _is_windows_console(sys.stderr):
        sys.stderr = _text(Outlet(2, "w", closefd=False), words)
    return output


def _is_windows_console(stream: Any) -> bool:
    return os.name == "nt" and stream is not None and stream.isatty()


def _text(outlet: Outlet, encoding: str) -> io.TextIOWrapper:
    buffer = io.BufferedWriter(outlet)
    # LF on Windows too: git takes no patch with other line ends.
    return io.TextIOWrapper(
        buffer, encoding, errors="backslashreplace", newline="\n", line_buffering=True
    )


def _fill_gaps() -> None:
    """Open what the shell has closed with `>&-`: the first file opened would be standard output."""
    while (descriptor := os.open(os.devnull, os.O_RDWR)) <= 2:
        pass
    os.close(descriptor)
