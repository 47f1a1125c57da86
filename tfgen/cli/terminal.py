"""What a stream shows: colour, and how wide it is."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator
from typing import TextIO

_NARROWEST = 40
_OF_DIFF = {"+": "32", "-": "31", "@": "36"}


def has_color(stream: TextIO) -> bool:
    """Whether a stream is to be coloured: https://no-color.org and https://force-color.org."""
    if os.environ.get("NO_COLOR"):
        return False
    if os.environ.get("FORCE_COLOR"):
        return True
    return stream.isatty() and os.environ.get("TERM") != "dumb"


def width(stream: TextIO) -> int | None:
    """Return how many columns a terminal has; None where nothing limits a line."""
    if not stream.isatty():
        return None
    return max(shutil.get_terminal_size().columns, _NARROWEST)


def colored_diff(text: str) -> str:
    """Return a patch in the colours of `git diff`."""
    return "".join(_colored(text.splitlines(keepends=True)))


def _colored(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        color = _OF_DIFF.get(line[:1])
        if line.startswith(("--- ", "+++ ")):
            color = "1"
        if color is None:
            yield line
        else:
            yield f"\x1b[{color}m{line.rstrip(chr(10))}\x1b[0m\n"
