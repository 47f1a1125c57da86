"""The rendered tree against the folder on disk: what would change, and what stands against it. Reads only."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.tree import VerifiedTree
from tfgen.write.fault import cannot_read
from tfgen.write.known import Known, digest, has_conflict_markers, manifest_text, read_known
from tfgen.write.place import MANIFEST, not_a_folder, read_at, refusal


class ChangeKind(StrEnum):
    """What becomes of a file. SAME means the same bytes."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Change:
    """One file of the tree: its text on disk and its text as rendered, None where there is no file."""

    path: str
    kind: ChangeKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every file of ours in path order, the manifest last, and what may not be overwritten or deleted."""

    changes: tuple[Change, ...]
    conflicts: tuple[Diagnostic, ...]

    @property
    def differs(self) -> bool:
        """Whether the folder is anything but exactly this tree."""
        return bool(self.conflicts) or any(
            change.kind is not ChangeKind.SAME for change in self.changes
        )


def compare(tree: VerifiedTree, folder: Path) -> Comparison:
    """Compare a tree with a folder, which need not exist; raise TfgenError for what cannot be read."""
    return compare_known(tree, folder, known_in(folder))


def known_in(folder: Path) -> Known:
    """Return what tfgen left in a folder; raise TfgenError when it is none or cannot be read."""
    try:
        if wrong := not_a_folder(folder):
            raise TfgenError([wrong])
        return read_known(folder)
    except OSError as error:
        raise TfgenError([cannot_read(error, folder)]) from error


def compare_known(tree: VerifiedTree, folder: Path, known: Known) -> Comparison:
    """Compare a tree with a folder of which it is known what tfgen left there."""
    texts = _texts(tree)
    changes: list[Change] = []
    conflicts = list(known.faults)
    unreadable: list[Diagnostic] = []
    for path in sorted({*texts, *known.hashes}):
        try:
            found = read_at(folder, path)
        except OSError as error:
            unreadable.append(cannot_read(error, folder / path))
            continue
        if isinstance(found, Diagnostic):
            conflicts.append(found)
        elif change := _change(path, found, texts.get(path)):
            changes.append(change)
            conflicts += _conflict(change, found, known, folder)
    if unreadable:
        raise TfgenError(dict.fromkeys(unreadable))
    if manifest := _change(MANIFEST, known.manifest, manifest_text(texts)):
        changes.append(manifest)
    return Comparison(tuple(changes), tuple(dict.fromkeys(conflicts)))


def unified_diff(comparison: Comparison) -> str:
    """Return the changes as a patch that `git apply` and `patch -p1` take; "" when there are none."""
    return "".join(line for change in comparison.changes for line in _diff(change))


def _texts(tree: VerifiedTree) -> Mapping[str, str]:
    refused = [(file.path, why) for file in tree.files if (why := refusal(file.path))]
    if refused:
        raise TfgenError(
            Diagnostic("WRITE008", f"tfgen does not write {path!r}: {why}") for path, why in refused
        )
    return {file.path: file.text for file in tree.files}


def _change(path: str, found: bytes | None, after: str | None) -> Change | None:
    before = None if found is None else found.decode(errors="backslashreplace")
    if after is None:
        return None if found is None else Change(path, ChangeKind.DELETE, before, None)
    if found is None:
        return Change(path, ChangeKind.CREATE, None, after)
    return Change(
        path, ChangeKind.SAME if found == after.encode() else ChangeKind.UPDATE, before, after
    )


def _conflict(
    change: Change, found: bytes | None, known: Known, folder: Path
) -> Iterator[Diagnostic]:
    """Yield why the bytes on disk may not be lost, if they are not known to be tfgen's own."""
    if found is None or change.kind is ChangeKind.SAME:
        return
    ours = known.hashes.get(change.path, frozenset())
    if digest(found) in ours or (
        change.after is not None and digest(found) == digest(change.after.encode())
    ):
        return
    file = folder / change.path
    place = Location(str(file), length=0)
    if has_conflict_markers(found):
        message = f"{file} has git's conflict markers: a merge is not resolved"
        remedy = (
            "resolve the merge in the spec, then render with --force: this file is generated anew"
        )
        yield Diagnostic("WRITE003", message, place, remedy)
    elif not ours:
        message = (
            f"{file} is in the way: it was there before, and tfgen's manifest does not list it"
        )
        yield Diagnostic(
            "WRITE002",
            message,
            place,
            "move it away, or render with --adopt to have tfgen overwrite it",
        )
    elif change.kind is ChangeKind.DELETE:
        message = f"{file} was edited by hand, and the spec no longer leads to such a file: deleting it loses the edit"
        yield Diagnostic(
            "WRITE001", message, place, "rename it to keep it, or render with --force to delete it"
        )
    else:
        message = f"{file} was edited by hand: overwriting it loses the edit"
        remedy = "move the edit into the spec or a *_override.tf file, or render with --force to overwrite it"
        yield Diagnostic("WRITE001", message, place, remedy)


def _diff(change: Change) -> Iterator[str]:
    before, after = (_lines(text or "") for text in (change.before, change.after))
    old = "/dev/null" if change.before is None else f"a/{change.path}"
    new = "/dev/null" if change.after is None else f"b/{change.path}"
    for line in difflib.unified_diff(before, after, old, new):
        yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Split at LF only; `splitlines` would also split at form feeds and Unicode's separators."""
    *lines, last = text.split("\n")
    return [f"{line}\n" for line in lines] + [last] * bool(last)
