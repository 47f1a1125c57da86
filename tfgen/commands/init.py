"""The first spec that `tfgen init` writes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from tfgen import source
from tfgen.commands.new_spec import SCHEMA, write
from tfgen.commands.starter import Answers, text_of
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.pipeline import check_document


def write_starter(path: Path, answers: Answers) -> Iterator[Path]:
    """Write a spec and, where there is none, its JSON Schema beside it; yield what was written.

    Raises TfgenError where the spec would not be valid, exists or cannot be written.
    """
    _require_valid(path, answers)
    yield from write(path, text_of(answers, SCHEMA))


def faults(path: Path, answers: Answers) -> tuple[Diagnostic, ...]:
    """Return the errors of the spec that answers make; none where it is valid."""
    today = datetime.datetime.now(tz=datetime.UTC).date()
    text = text_of(answers, SCHEMA)
    try:
        check_document(source.parse(text.encode(), str(path)), today)
    except TfgenError as error:
        found = error.diagnostics
        return tuple(fault for fault in found if fault.severity is Severity.ERROR)
    return ()


def _require_valid(path: Path, answers: Answers) -> None:
    """Raise TfgenError where the values that were given make no valid spec."""
    if wrong := faults(path, answers):
        raise TfgenError(
            Diagnostic("USAGE020", f"{found.message}; nothing was written", help=found.help)
            for found in wrong
        )
