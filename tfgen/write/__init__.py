"""From a verified tree to the disk: the last stage, and the only one that changes anything."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path

from tfgen.diagnostics import TfgenError
from tfgen.tree import VerifiedTree
from tfgen.write.change import Change, ChangeKind, Comparison
from tfgen.write.commit import Progress, commit
from tfgen.write.compare import compare, compare_known, known_in, unified_diff
from tfgen.write.fault import cannot_write
from tfgen.write.known import has_manifest, is_of_nobody
from tfgen.write.lock import locked
from tfgen.write.whose import is_of, tfgen_version, was_of, writers

__all__ = [
    "Change",
    "ChangeKind",
    "Comparison",
    "compare",
    "has_manifest",
    "is_of",
    "is_of_nobody",
    "tfgen_version",
    "unified_diff",
    "was_of",
    "write",
    "writers",
]

# What each flag overrides. Links and folders in the way, and a held lock, are never overridden.
_FILES = frozenset({"WRITE002", "WRITE006", "WRITE007"})
# Whoever forces means the files, and may not have seen that they are another cluster's.
ADOPTABLE = _FILES | {"WRITE032"}
FORCEABLE = _FILES | {"WRITE001", "WRITE003", "WRITE033"}


def write(
    tree: VerifiedTree,
    folder: Path,
    *,
    force: bool = False,
    adopt: bool = False,
    kept: Collection[str] = (),
) -> Comparison:
    """Make a folder hold exactly this tree, beside whatever is the user's own.

    Nothing is touched when any file of ours cannot be read or may not be overwritten: TfgenError
    then lists every one. `adopt` overwrites files that the manifest does not list, an unreadable
    manifest, and the tree of another cluster; `force` also files that were edited by hand, and what
    a newer tfgen wrote, but no other cluster's. Neither keeps the old text: that is what git is
    for. Files that are `kept` are not touched. Returns what was done; its `conflicts` are the ones
    that the flags overrode.
    """
    progress = Progress()
    try:
        return _write(tree, folder, _overridden(force, adopt), kept, progress)
    except BaseException as error:
        # After the first move the journal alone tells which files are ours: it has to stay.
        is_told = isinstance(error, OSError | TfgenError)
        if not progress.placing or (is_told and not progress.placed):
            progress.undo()
        if isinstance(error, OSError):
            raise TfgenError([cannot_write(error, folder, progress.state)]) from error
        raise


def _overridden(force: bool, adopt: bool) -> frozenset[str]:
    """Return the codes of the conflicts that the flags override."""
    allowed: frozenset[str] = frozenset()
    if force:
        allowed |= FORCEABLE
    if adopt:
        allowed |= ADOPTABLE
    return allowed


def _write(
    tree: VerifiedTree,
    folder: Path,
    allowed: frozenset[str],
    kept: Collection[str],
    progress: Progress,
) -> Comparison:
    known_in(folder)  # what stands in the folder's place is reported better here than by mkdir
    progress.make_folder(folder)
    with locked(folder):
        known = known_in(folder)
        comparison = compare_known(tree, folder, known, kept)
        refused = [conflict for conflict in comparison.conflicts if conflict.code not in allowed]
        if refused:
            raise TfgenError(refused)
        commit(comparison, folder, known.hashes, progress)
    return comparison
