"""Trees rendered and written, or compared with what is on disk."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

from tfgen import changes
from tfgen.commands import edits
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.frozen import frozen
from tfgen.pipeline import Checked, build
from tfgen.tree import Overlay, VerifiedTree
from tfgen.write import ChangeKind, Comparison, compare, unified_diff, was_of, write

_WORDS = {
    ChangeKind.CREATE: "created",
    ChangeKind.UPDATE: "changed",
    ChangeKind.DELETE: "deleted",
    ChangeKind.SAME: "same",
}


@frozen
class Wish:
    """What is to be done with trees: written, or compared with what stands and told.

    `adopt` takes over the trees of other clusters, `keep` leaves files that were edited as they
    are. An `overlay` has templates of a user's own.
    """

    write: bool = True
    diff: bool = False
    force: bool = False
    adopt: bool = False
    keep: bool = False
    # None where nobody said: a tree that had one is not rendered then.
    overlay: Overlay | None = None


@frozen
class Done:
    """What was done to a folder, or would be: of one that `failed`, nothing."""

    folder: Path
    findings: tuple[Diagnostic, ...]
    summary: str = ""
    differing: tuple[str, ...] = ()
    diff: str = ""
    failed: bool = False


@frozen
class Built:
    """A verified tree, and what it does to the one that stands in its place."""

    tree: VerifiedTree
    comparison: Comparison
    findings: tuple[Diagnostic, ...]
    kept: frozenset[str] = frozenset()


def done(spec: Checked, folder: Path, wish: Wish) -> Done:
    """Render a spec, verify its tree, and write or compare it."""
    told: tuple[Diagnostic, ...] = ()
    try:
        built = built_for(spec, folder, wish)
        told = built.findings
        if not wish.write:
            return _compared(built, folder, wish)
        # The next apply would destroy what exists once.
        if any(diagnostic.severity is Severity.ERROR for diagnostic in told):
            return Done(folder, told, failed=True)
        edits.require_none(built.comparison, force=wish.force)
        comparison = write(built.tree, folder, force=wish.force, adopt=wish.adopt, kept=built.kept)
    except TfgenError as error:
        return Done(folder, (*told, *error.diagnostics), failed=True)
    return Done(folder, told, summary(folder, comparison))


def _compared(built: Built, folder: Path, wish: Wish) -> Done:
    comparison = built.comparison
    changes = (change for change in comparison.changes if change.kind is not ChangeKind.SAME)
    return Done(
        folder,
        (*built.findings, *comparison.conflicts),
        summary(folder, comparison),
        tuple(f"{folder / change.path}: {_WORDS[change.kind]}" for change in changes),
        unified_diff(comparison, _from_here(folder)) if wish.diff else "",
    )


def _from_here(folder: Path) -> str:
    """Return a folder as a patch may name it: below where one stands, else not at all."""
    if folder.is_absolute() or ".." in folder.parts:
        return ""
    return folder.as_posix()


def built_for(spec: Checked, folder: Path, wish: Wish) -> Built:
    """Return the verified tree of a spec, compared with what stands in a folder.

    Raises TfgenError.
    """
    tree = build(spec, folder, overlay=wish.overlay)
    comparison = compare(tree, folder, strictly=wish.write)
    comparison = edits.explained(comparison, tree, spec.cluster, folder)
    if wish.keep and (edited := edits.edited(comparison, folder)):
        return _keeping(spec, tree, folder, comparison, edited, wish.overlay)
    return _built(spec, tree, folder, comparison, wish.adopt)


def _keeping(
    spec: Checked,
    whole: VerifiedTree,
    folder: Path,
    before: Comparison,
    edited: frozenset[str],
    overlay: Overlay | None,
) -> Built:
    """Return what is left of a tree, verified together with the files that stay as edited."""
    tree = build(spec, folder, kept=edited, overlay=overlay)
    comparison = compare(tree, folder, strictly=True, kept=edited)
    comparison = replace(comparison, notes=(*comparison.notes, *edits.left(before, edited, folder)))
    result = _built(spec, edits.as_kept(whole, before, edited), folder, comparison, adopt=False)
    return replace(result, tree=tree, kept=edited)


def _built(
    spec: Checked, tree: VerifiedTree, folder: Path, comparison: Comparison, adopt: bool
) -> Built:
    taken = any(conflict.code == "WRITE032" for conflict in comparison.conflicts)
    # Before it is taken over, nobody asks what the other cluster loses.
    if taken and not adopt:
        return Built(tree, comparison, (*tree.warnings, *comparison.notes))
    lost = changes.check(spec.cluster, tree, folder)
    # The other cluster's state stays with its spec. Of one that is renamed the state is the same.
    if taken and not was_of(folder, spec.cluster.file):
        lost = tuple(_warned(diagnostic) for diagnostic in lost)
    return Built(tree, comparison, (*tree.warnings, *lost, *comparison.notes))


def _warned(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.severity is Severity.ERROR:
        return replace(diagnostic, severity=Severity.WARNING)
    return diagnostic


def summary(folder: Path, comparison: Comparison) -> str:
    """Say in one line what was done, or would be done, to a folder."""
    kinds = [change.kind for change in comparison.changes]
    counts = [f"{kinds.count(kind)} {word}" for kind, word in _WORDS.items() if kind in kinds]
    return f"{folder}: {len(kinds)} files: {', '.join(counts)}"
