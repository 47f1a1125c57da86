"""Trees rendered and written, or compared with what is on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from tfgen import changes
from tfgen.commands import edits
from tfgen.diagnostics import Diagnostic, Severity, TfgenError
from tfgen.pipeline import Checked, build
from tfgen.tree import VerifiedTree
from tfgen.write import ChangeKind, Comparison, compare, was_of, write

_WORDS = {
    ChangeKind.CREATE: "created",
    ChangeKind.UPDATE: "changed",
    ChangeKind.DELETE: "deleted",
    ChangeKind.SAME: "same",
}


@dataclass(frozen=True, slots=True)
class Built:
    """A verified tree, the folder that it is for, and what it does to the one that stands there."""

    tree: VerifiedTree
    folder: Path
    comparison: Comparison
    findings: tuple[Diagnostic, ...]
    kept: frozenset[str] = frozenset()


def built(
    specs: Sequence[Checked],
    into: Sequence[Path],
    *,
    adopt: bool = False,
    strictly: bool = False,
    keep: bool = False,
) -> list[Built]:
    """Return the trees of specs, all of them verified, and compared with what stands.

    `adopt` takes over the trees of other clusters, `keep` leaves files that were edited as they
    are. Raises TfgenError.
    """
    trees = []
    for spec, folder in zip(specs, into, strict=True):
        tree = build(spec, folder)
        comparison = compare(tree, folder, strictly=strictly)
        comparison = edits.explained(comparison, tree, spec.cluster, folder)
        if keep and (edited := edits.edited(comparison, folder)):
            trees.append(_keeping(spec, tree, folder, comparison, edited))
        else:
            trees.append(_built(spec, tree, folder, comparison, adopt))
    return trees


def _keeping(
    spec: Checked, whole: VerifiedTree, folder: Path, before: Comparison, edited: frozenset[str]
) -> Built:
    """Return what is left of a tree, verified together with the files that stay as edited."""
    tree = build(spec, folder, kept=edited)
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
        return Built(tree, folder, comparison, (*tree.warnings, *comparison.notes))
    lost = changes.check(spec.cluster, tree, folder)
    # The other cluster's state stays with its spec. Of one that is renamed the state is the same.
    if taken and not was_of(folder, spec.cluster.file):
        lost = tuple(_warned(diagnostic) for diagnostic in lost)
    return Built(tree, folder, comparison, (*tree.warnings, *lost, *comparison.notes))


def _warned(diagnostic: Diagnostic) -> Diagnostic:
    if diagnostic.severity is Severity.ERROR:
        return replace(diagnostic, severity=Severity.WARNING)
    return diagnostic


def changed(trees: Iterable[Built]) -> tuple[Diagnostic, ...]:
    """Return what trees do to those that stand in their place."""
    return tuple(diagnostic for built in trees for diagnostic in built.findings)


def in_the_way(trees: Iterable[Built]) -> tuple[Diagnostic, ...]:
    """Return what stands against writing trees."""
    return tuple(conflict for built in trees for conflict in built.comparison.conflicts)


def require_nothing_lost(findings: Iterable[Diagnostic]) -> None:
    """Raise TfgenError where the next apply would destroy what exists once."""
    findings = tuple(findings)
    if any(diagnostic.severity is Severity.ERROR for diagnostic in findings):
        raise TfgenError(findings)


def written(
    trees: Iterable[Built], *, force: bool, adopt: bool
) -> Iterator[tuple[Path, Comparison]]:
    """Write trees; yield each folder with what was done to it. Raises TfgenError."""
    for built in trees:
        edits.require_none(built.comparison, force=force)
        done = write(built.tree, built.folder, force=force, adopt=adopt, kept=built.kept)
        yield built.folder, done


def summary(folder: Path, comparison: Comparison) -> str:
    """Say in one line what was done, or would be done, to a folder."""
    kinds = [change.kind for change in comparison.changes]
    counts = [f"{kinds.count(kind)} {word}" for kind, word in _WORDS.items() if kind in kinds]
    return f"{folder}: {len(kinds)} files: {', '.join(counts)}"
