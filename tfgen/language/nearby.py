"""Other specs that a spec names by a path: they lie in its repository, and are read once."""

from __future__ import annotations

import os
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.source import Document, Scalar


def nearby(written: Scalar, file: str, field: str, code: str) -> Document:
    """Read the spec that a field of another one names, by a path relative to that one.

    Raises TfgenError at the field for a path that is absolute, or that leads out of the repository
    or to no file; faults in the text of the other spec have their place in there.
    """
    named = path_of(written, file)
    require_near(named, written, real(Path(file)), field, code)
    return read_named(named, written, field, code)


def real(path: Path) -> Path:
    """Return where a path leads; of links in a circle, where they begin."""
    return Path(os.path.realpath(path))  # Path.resolve raises RuntimeError, before Python 3.13


def path_of(written: Scalar, file: str) -> Path:
    """Return the path that a file names as findings show it, and not where links lead."""
    return Path(os.path.normpath(Path(file).parent / written.text))


def require_near(named: Path, written: Scalar, file: Path, field: str, code: str) -> None:
    """Refuse a path that is absolute, or that leads out of the repository of a file."""
    around = repository(file)
    if Path(written.text).is_absolute():
        why = f"'{written.text}' is an absolute path, which leads elsewhere on other machines"
        raise fault(code, field, why, written.at, "write a path relative to this file")
    if real(named).is_relative_to(around or file.parent):
        return
    why = f"'{written.text}' lies outside the repository"
    help = "write a path inside the repository, relative to this file"
    if around is None:
        why = f"'{written.text}' lies outside this folder, and no git repository holds both"
        help = "run git init in a folder above both, or move that file beside this one"
    raise fault(code, field, why, written.at, help)


def read_named(path: Path, written: Scalar, field: str, code: str) -> Document:
    """Read a spec; what keeps it from being read is reported where it is named."""
    try:
        return source.read(path)
    except TfgenError as error:
        # A fault of the other text has a place in that text, and one of its path has none.
        if any(diagnostic.location for diagnostic in error.diagnostics):
            raise
        first = error.diagnostics[0]
        help = first.help
        if first.code == "IO001":
            help = "check the path: it starts from the folder of this file"
        raise fault(code, field, first.message, written.at, help) from error


def repository(file: Path) -> Path | None:
    """Return the folder of the repository around a file, if there is one."""
    for folder in file.parents:
        if (folder / ".git").exists():  # a file, in a worktree or submodule
            return folder
    return None


def fault(code: str, field: str, why: str, at: Location, help: str) -> TfgenError:
    """Return the error of a field that names no spec to read."""
    path = tuple(field.split("."))
    return TfgenError([Diagnostic(code, f"{field}: {why}", at, help, path=path)])
