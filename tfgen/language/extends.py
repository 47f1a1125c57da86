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


def merged(documents: tuple[Document, ...]) -> Fields:
    """Return the root of a chain of specs in its long form, each merged over those before it."""
    return reduce(merge, (long_form(document.root) for document in documents))


def chain(document: Document, seen: tuple[Path, ...] = ()) -> tuple[Document, ...]:
    """Return the specs that a document extends, the first base before all others, and the document itself as the last.

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
    named = Path(os.path.normpath(Path(file).parent / value.text))
    here, base = seen[-1], named.resolve()
    repository = next((p for p in here.parents if (p / ".git").exists()), here.parent)
    if Path(value.text).is_absolute() or not base.is_relative_to(repository):
        raise _fault(
            f"'{value.text}' lies outside the repository",
            value.at,
            "write a path relative to this file",
        )
    if base in seen or len(seen) > DEEPEST:
        why = "comes back to itself" if base in seen else f"is more than {DEEPEST} specs deep"
        raise _fault(f"'{value.text}' {why}", value.at, "shorten the chain of specs")
    return _read(named, value)


def _read(path: Path, written: Scalar) -> Document:
    """Read a base; what keeps it from being read is reported where it is named."""
    try:
        return source.read(path)
    except TfgenError as error:
        if any(one.location for one in error.diagnostics):
            raise
        raise _fault(error.diagnostics[0].message, written.at, error.diagnostics[0].help) from error


def _fault(why: str, at: Location, help: str) -> TfgenError:
    return TfgenError([Diagnostic("SPEC015", f"extends: {why}", at, help, path=("extends",))])
