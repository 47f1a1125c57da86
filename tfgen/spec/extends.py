"""`extends`: a spec that adds to another one."""

from __future__ import annotations

from pathlib import Path

from tfgen import source
from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.source import Document, Entry, Fields, Scalar
from tfgen.spec.shorthand import long_form, merge

DEEPEST = 8


def root_of(document: Document, seen: tuple[Path, ...] = ()) -> Fields:
    """Return the document's root in its long form, merged over the specs that it extends.

    Raises TfgenError for a base that is not there, lies outside the repository, or extends back.
    """
    here = Path(document.file).resolve()
    entry = document.root.entries.get("extends")
    if entry is None:
        return long_form(document.root)
    base = _base(entry, here, (*seen, here))
    above = root_of(source.read(base), (*seen, here))
    kept = {key: e for key, e in document.root.entries.items() if key != "extends"}
    # `defaults` of the base have gone under its members; those of this spec go under all members.
    return long_form(_with_members(above, Fields(kept, document.root.at)))


def _with_members(above: Fields, over: Fields) -> Fields:
    merged = merge(above, long_form(Fields({k: e for k, e in over.entries.items() if k != "defaults"}, over.at)))
    defaults = {k: e for k, e in over.entries.items() if k == "defaults"}
    return Fields({**merged.entries, **defaults}, over.at)


def _base(entry: Entry, here: Path, seen: tuple[Path, ...]) -> Path:
    value = entry.value
    if not isinstance(value, Scalar) or value.is_null:
        raise TfgenError([Diagnostic("SPEC015", "extends: is not a path", entry.key_at, "write the path of one spec")])
    base = (here.parent / value.text).resolve()
    repository = next((p for p in here.parents if (p / ".git").exists()), here.parent)
    if Path(value.text).is_absolute() or not base.is_relative_to(repository):
        message = f"extends: '{value.text}' lies outside the repository"
        raise TfgenError([Diagnostic("SPEC015", message, value.at, "write a path relative to this file")])
    if base in seen or len(seen) > DEEPEST:
        why = "comes back to itself" if base in seen else f"is more than {DEEPEST} specs deep"
        raise TfgenError(
            [Diagnostic("SPEC015", f"extends: '{value.text}' {why}", value.at, "shorten the chain of specs")]
        )
    return base
