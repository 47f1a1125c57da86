"""Other specs that a spec names by a path: they lie in its repository, and are read once."""

from __future__ import annotations

import os
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.source import Document, Scalar


def nearby(named: Scalar, file: str, field: str, code: str) -> Document:
    """Read the spec that a field of another one names, by a path relative to that one.

    Raises TfgenError at the field for a path that is absolute, or that leads out of the repository
    or to no file; faults in the text of the other spec have their place in there.
    """
    # Findings show the path as it was named, and not where links lead.
    path = Path(os.path.normpath(Path(file).parent / named.text))
    around = repository(Path(file).resolve())
    if Path(named.text).is_absolute() or not path.resolve().is_relative_to(around):
        why = f"'{named.text}' lies outside the repository"
        raise fault(code, field, why, named.at, "write a path relative to this file")
    try:
        return source.read(path)
    except TfgenError as error:
        # A fault of the other text has a place in that text, and one of its path has none.
        if any(diagnostic.location for diagnostic in error.diagnostics):
            raise
        first = error.diagnostics[0]
        raise fault(code, field, first.message, named.at, first.help) from error


def repository(file: Path) -> Path:
    """Return the folder of the repository around a file, or the file's own."""
    for folder in file.parents:
        if (folder / ".git").exists():  # a file, in a worktree or submodule
            return folder
    return file.parent


def fault(code: str, field: str, why: str, at: Location, help: str) -> TfgenError:
    """Return the error of a field that names no spec to read."""
    path = tuple(field.split("."))
    return TfgenError([Diagnostic(code, f"{field}: {why}", at, help, path=path)])
