"""Specs checked, each alone and all together."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from pathlib import Path

from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.pipeline import Checked, check, check_together


def checked(paths: Sequence[Path]) -> list[Checked]:
    """Check every spec and what they do to each other.

    Raises TfgenError with the findings of all of them where one is an error.
    """
    specs = []
    errors: list[Diagnostic] = []
    for path in paths:
        try:
            specs.append(check(path, datetime.datetime.now(tz=datetime.UTC).date()))
        except TfgenError as error:
            errors += error.diagnostics
    try:
        specs = list(check_together(specs))
    except TfgenError as error:
        errors += error.diagnostics
    if errors:
        raise TfgenError((*errors, *findings(specs)))
    return specs


def findings(specs: Iterable[Checked]) -> tuple[Diagnostic, ...]:
    """Return what is still to be said about sound specs."""
    return tuple(diagnostic for spec in specs for diagnostic in spec.findings)
