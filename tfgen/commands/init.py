"""The first spec that `tfgen init` writes."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from pathlib import Path

from tfgen import source
from tfgen.commands import editing
from tfgen.commands.starter import Answers, text_of
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.pipeline import check_document

SCHEMA = "tfgen.schema.json"


def write_starter(path: Path, answers: Answers) -> Iterator[Path]:
    """Write a spec and, where there is none, its JSON Schema beside it; yield what was written.

    Raises TfgenError where the spec would not be valid, exists or cannot be written.
    """
    _require_valid(path, answers)
    try:
        _write_new(path, text_of(answers, SCHEMA))
        yield path
        beside = path.parent / SCHEMA
        if not beside.exists():
            beside.write_text(editing.schema(), encoding="utf-8", newline="\n")
            yield beside
    except FileExistsError as error:
        message = f"{path} exists already; nothing was written"
        raise _fault("WRITE020", message, "give another path: tfgen init PATH") from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        help = "give a path in a folder that exists and is yours"
        raise _fault("IO040", message, help) from error


def require_new(path: Path) -> None:
    """Raise TfgenError where there is something already."""
    if path.exists():
        message = f"{path} exists already; nothing was written"
        raise _fault("WRITE020", message, "give another path: tfgen init PATH")


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


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, or leave none."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink()
            raise


def _fault(code: str, message: str, help: str) -> TfgenError:
    return TfgenError([Diagnostic(code, message, help=help)])
