"""A spec that was not there: written with the schema that editors check it with, never over one."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from tfgen.commands import editing
from tfgen.diagnostics import Diagnostic, TfgenError

SCHEMA = "tfgen.schema.json"


def require_new(path: Path) -> None:
    """Raise TfgenError where there is something already."""
    if path.exists():
        raise exists(path)


def write(path: Path, text: str) -> Iterator[Path]:
    """Write a spec and, where there is none, its JSON Schema beside it; yield what was written.

    Folders above it are made. Raises TfgenError where the spec exists or cannot be written.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        _write_new(path, text)
        yield path
        beside = path.parent / SCHEMA
        if not beside.exists():
            beside.write_text(editing.schema(), encoding="utf-8", newline="\n")
            yield beside
    except FileExistsError as error:
        # A file may stand where a folder would have to be.
        raise exists(path if path.exists() else path.parent) from error
    except OSError as error:
        message = f"{path} cannot be written: {error.strerror}"
        help = "give a path in a folder that is yours"
        raise TfgenError([Diagnostic("IO040", message, help=help)]) from error


def _write_new(path: Path, text: str) -> None:
    """Write a file that is not there yet, or leave none."""
    with path.open("x", encoding="utf-8", newline="\n") as file:
        try:
            file.write(text)
            file.flush()
        except OSError:
            path.unlink()
            raise


def exists(path: Path) -> TfgenError:
    """Return what is raised of a file that is there already."""
    message = f"{path} exists already; nothing was written"
    return TfgenError([Diagnostic("WRITE020", message, help="give another path")])
