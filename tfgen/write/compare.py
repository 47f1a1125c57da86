"""The rendered tree against the folder on disk: what would change, and what stands against it.

Reads only.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from tfgen.diagnostics import Diagnostic, TfgenError
from tfgen.tree import VerifiedTree
from tfgen.write.fault import cannot_read, finding
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
    """One file: its text on disk and its text as rendered, None where there is no file."""

    path: str
    kind: ChangeKind
    before: str | None
    after: str | None


@dataclass(frozen=True, slots=True)
class Comparison:
    """Every file of ours in path order, the manifest last, and what may not be overwritten."""

    changes: tuple[Change, ...]
    conflicts: tuple[Diagnostic, ...]

    @property
    def differs(self) -> bool:
        """Whether the folder is anything but exactly this tree."""
        if self.conflicts:
            return True
        return any(change.kind is not ChangeKind.SAME for change in self.changes)


def compare(tree: VerifiedTree, folder: Path) -> Comparison:
    """Compare a tree with a folder, which need not exist.

    Raises TfgenError for what cannot be read.
    """
    return compare_known(tree, folder, known_in(folder))


def known_in(folder: Path) -> Known:
    """Return what tfgen left in a folder; raise TfgenError when it is none or cannot be read."""
    try:
        wrong = not_a_folder(folder)
        if wrong:
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
            data = read_at(folder, path)
        except OSError as error:
            unreadable.append(cannot_read(error, folder / path))
            continue
        if isinstance(data, Diagnostic):
            conflicts.append(data)
        elif change := _change(path, data, texts.get(path)):
            changes.append(change)
            conflicts += _conflict(change, data, known, folder)
    if unreadable:
        raise TfgenError(dict.fromkeys(unreadable))
    if manifest := _change(MANIFEST, known.manifest, manifest_text(texts)):
        changes.append(manifest)
    # A link in the place of a folder is in the way of every file below it, and told once.
    return Comparison(tuple(changes), tuple(dict.fromkeys(conflicts)))


def unified_diff(comparison: Comparison) -> str:
    """Return the changes as a patch for `git apply` and `patch -p1`; "" when there are none."""
    return "".join(line for change in comparison.changes for line in _diff(change))


def _texts(tree: VerifiedTree) -> Mapping[str, str]:
    refused = []
    for file in tree.files:
        why = refusal(file.path)
        if why:
            refused.append(Diagnostic("WRITE008", f"tfgen does not write {file.path!r}: {why}"))
    if refused:
        raise TfgenError(refused)
    return {file.path: file.text for file in tree.files}


def _change(path: str, data: bytes | None, after: str | None) -> Change | None:
    """Return what becomes of a file; None where it neither is nor will be."""
    if data is None:
        if after is None:
            return None
        return Change(path, ChangeKind.CREATE, None, after)
    before = data.decode(errors="backslashreplace")
    if after is None:
        return Change(path, ChangeKind.DELETE, before, None)
    if data == after.encode():
        return Change(path, ChangeKind.SAME, before, after)
    return Change(path, ChangeKind.UPDATE, before, after)


def _conflict(
    change: Change, data: bytes | None, known: Known, folder: Path
) -> Iterator[Diagnostic]:
    """Yield why the bytes on disk may not be lost, if they are not known to be tfgen's own."""
    if data is None or change.kind is ChangeKind.SAME:
        return
    ours = known.hashes.get(change.path, frozenset())
    if digest(data) in ours or _says_the_same(data, change.after):
        return
    file = folder / change.path
    if has_conflict_markers(data):
        yield _unmerged(file)
    elif not ours:
        yield _foreign(file)
    elif change.kind is ChangeKind.DELETE:
        yield _edited_and_stale(file)
    else:
        yield _edited(file)


def _says_the_same(data: bytes, after: str | None) -> bool:
    return after is not None and digest(data) == digest(after.encode())


def _unmerged(file: Path) -> Diagnostic:
    message = f"{file} has git's conflict markers: a merge is not resolved"
    remedy = "resolve the merge in the spec, then render with --force: this file is generated anew"
    return finding("WRITE003", file, message, remedy)


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


def _diff(change: Change) -> Iterator[str]:
    before, after = _lines(change.before or ""), _lines(change.after or "")
    old, new = f"a/{change.path}", f"b/{change.path}"
    # As git has it: https://git-scm.com/docs/diff-format
    if change.before is None:
        old = "/dev/null"
    if change.after is None:
        new = "/dev/null"
    for line in difflib.unified_diff(before, after, old, new):
        yield line
        if not line.endswith("\n"):
            yield "\n\\ No newline at end of file\n"


def _lines(text: str) -> list[str]:
    """Split at LF only; `splitlines` would also split at form feeds and Unicode's separators."""
    *lines, last = text.split("\n")
    ended = [f"{line}\n" for line in lines]
    if last:
        ended.append(last)
    return ended
