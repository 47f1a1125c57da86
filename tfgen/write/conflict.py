"""What stands against writing: texts on disk that are not known to be tfgen's own."""

from __future__ import annotations

from pathlib import Path

from tfgen.diagnostics import Diagnostic, Severity
from tfgen.write.change import Change, ChangeKind
from tfgen.write.fault import finding
from tfgen.write.known import Known
from tfgen.write.manifest import digest, has_conflict_markers


def conflict(change: Change, data: bytes | None, known: Known, folder: Path) -> Diagnostic | None:
    """Say why the bytes on disk may not be lost, if they are not known to be tfgen's own.

    It is a note where git put two texts together that are.
    """
    if data is None or change.kind is ChangeKind.SAME:
        return None
    ours = known.hashes.get(change.path, frozenset())
    if digest(data) in ours or _says_the_same(data, change.after):
        return None
    file = folder / change.path
    is_merged = change.path in known.merged
    if has_conflict_markers(data):
        # Both sides are as tfgen wrote them, and stay in git's history.
        if is_merged:
            return _merged(file)
        return _unmerged(file)
    if is_merged and _says_nothing_more(data, change.after or ""):
        return None
    if not ours:
        return _foreign(file)
    if change.kind is ChangeKind.DELETE:
        return _edited_and_stale(file)
    if is_merged:
        return _merged_otherwise(file)
    return _edited(file)


def _says_the_same(data: bytes, after: str | None) -> bool:
    return after is not None and digest(data) == digest(after.encode())


def _says_nothing_more(data: bytes, after: str) -> bool:
    """Say whether each line is one of the new text too, so that nothing in it is lost."""
    return _words(data.decode(errors="replace")) <= _words(after)


def _words(text: str) -> set[tuple[str, ...]]:
    """Return the lines of a text, however they are indented and aligned."""
    return {tuple(line.split()) for line in text.splitlines()}


def _merged(file: Path) -> Diagnostic:
    message = f"{file} has git's conflict markers between two texts of tfgen's"
    remedy = "resolve the merge in the spec, and render again: this file is made anew"
    return finding("WRITE037", file, message, remedy, Severity.NOTE)


def _unmerged(file: Path) -> Diagnostic:
    why = "the manifest does not know both sides: one was edited by hand"
    message = f"{file} has git's conflict markers, and {why}"
    remedy = "move the edit into the spec, or render with --force: this file is made anew"
    return finding("WRITE003", file, message, remedy)


def _merged_otherwise(file: Path) -> Diagnostic:
    message = f"{file} was merged, by git or by hand, and has lines that the spec does not give"
    remedy = "put them into the spec, or render with --force to overwrite them"
    return finding("WRITE001", file, message, remedy)


def _foreign(file: Path) -> Diagnostic:
    message = f"{file} is in the way: it was there before, and tfgen's manifest does not list it"
    remedy = "move it away, or render with --adopt to have tfgen overwrite it"
    return finding("WRITE002", file, message, remedy)


def _edited_and_stale(file: Path) -> Diagnostic:
    why = "the spec no longer leads to such a file: deleting it loses the edit"
    remedy = "rename it to keep it, or render with --force to delete it"
    return finding("WRITE001", file, f"{file} was edited by hand, and {why}", remedy)


def _edited(file: Path) -> Diagnostic:
    message = f"{file} was edited by hand: overwriting it loses the edit"
    move = "move the edit into the spec or a *_override.tf file"
    return finding("WRITE001", file, message, f"{move}, or render with --force to overwrite it")
