"""`extends`: a spec that adds to another one."""

from __future__ import annotations

import os
from functools import reduce
from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.language.shorthand import long_form, merge
from tfgen.source import Document, Entry, Fields, Scalar

DEEPEST = 8
_SHORTEN = "shorten the chain of specs"


def merged(documents: tuple[Document, ...]) -> Fields:
    """Return the root of a chain of specs in its long form, each merged over those before it."""
    return reduce(merge, (long_form(document.root) for document in documents))


def chain(document: Document, seen: tuple[Path, ...] = ()) -> tuple[Document, ...]:
    """Return the specs that a document extends, the first base first, and the document itself last.

    Raises TfgenError for a base that is not there, lies outside the repository, or extends back.
    """
    entry = document.root.entries.get("extends")
    if entry is None:
        return (document,)
    seen = (*seen, Path(document.file).resolve())
    return (*chain(_base(entry, document.file, seen), seen), document)


def _base(entry: Entry, file: str, seen: tuple[Path, ...]) -> Document:
    value = entry.value
    if not isinstance(value, Scalar) or value.is_null:
        raise _fault("is not a path", entry.key_at, "write the path of one spec")
    # Findings show the path as it was named, and not where links lead.
    named = Path(os.path.normpath(Path(file).parent / value.text))
    base = named.resolve()
    repository = _repository(seen[-1])
    if Path(value.text).is_absolute() or not base.is_relative_to(repository):
        raise _fault(
            f"'{value.text}' lies outside the repository",
            value.at,
            "write a path relative to this file",
        )
    if base in seen:
        raise _fault(f"'{value.text}' comes back to itself", value.at, _SHORTEN)
    if len(seen) > DEEPEST:
        message = f"'{value.text}' is more than {DEEPEST} specs deep"
        raise _fault(message, value.at, _SHORTEN)
    return _read(named, value)


def _repository(file: Path) -> Path:
    """Return the folder of the repository around a file, or the file's own."""
    for folder in file.parents:
        if (folder / ".git").exists():  # a file, in a worktree or submodule
            return folder
    return file.parent


def _read(path: Path, written: Scalar) -> Document:
    """Read a base; what keeps it from being read is reported where it is named."""
    try:
        return source.read(path)
    except TfgenError as error:
        # A fault of the base's text has a place in that text, and one of its path has none.
        if any(diagnostic.location for diagnostic in error.diagnostics):
            raise
        first = error.diagnostics[0]
        raise _fault(first.message, written.at, first.help) from error


def _fault(why: str, at: Location, help: str) -> TfgenError:
    return TfgenError([Diagnostic("SPEC015", f"extends: {why}", at, help, path=("extends",))])
