"""A path that leads to no text: without a place, since there is no line to show."""

from __future__ import annotations

import stat
from pathlib import Path

from tfgen.diagnostics import Diagnostic
from tfgen.source.explain.finding import shown

# The longest path that Linux takes: shown whole.
_PATH = 4096


def unreadable(path: Path, error: OSError | ValueError) -> Diagnostic:
    """Say why a file could not be opened or read."""
    name = shown(str(path), _PATH)
    match error:
        case FileNotFoundError():
            return Diagnostic(
                "IO001",
                f"cannot read {name}: no such file",
                help="check the path, or write a first spec with: tfgen init",
            )
        case PermissionError():
            return Diagnostic(
                "IO003",
                f"cannot read {name}: permission denied",
                help="allow reading the file and entering its directories",
            )
    reason = getattr(error, "strerror", None) or str(error)
    return Diagnostic(
        "IO004",
        f"cannot read {name}: {reason.lower()}",
        help="check the path and the file system",
    )


def not_regular(path: Path, mode: int) -> Diagnostic:
    """Say what stands where a file belongs."""
    name = shown(str(path), _PATH)
    if stat.S_ISDIR(mode):
        return Diagnostic(
            "IO002",
            f"cannot read {name}: it is a directory",
            help="name the spec file inside it",
        )
    return Diagnostic(
        "IO002",
        f"cannot read {name}: it is not a regular file",
        help="to read from a pipe, write '-' for the path",
    )
