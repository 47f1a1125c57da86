"""What cannot be explained."""

from __future__ import annotations

from tfgen.diagnostics import Diagnostic, TfgenError


def refused(message: str, help: str) -> TfgenError:
    """Return the error of something that there is not."""
    return TfgenError([Diagnostic("USAGE003", message, help=help)])
