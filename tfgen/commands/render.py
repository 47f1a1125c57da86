"""Trees rendered and written, or compared with what is on disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from tfgen import changes
from tfgen.diagnostics import Diagnostic, Location, Severity, TfgenError
from tfgen.pipeline import Checked, build
from tfgen.tree import VerifiedTree
from tfgen.write import ChangeKind, Comparison, compare, write

_WORDS = {
    ChangeKind.CREATE: "created",
    ChangeKind.UPDATE: "changed",
    ChangeKind.DELETE: "deleted",
    ChangeKind.SAME: "same",
}


def folders(specs: Sequence[Path], out: Path) -> list[Path]:
    """Return the folder of each spec's tree: OUT/<name of the spec>.

    Raises TfgenError for names that give no folder below OUT, or one folder for two.
    """
    first: dict[str, Path] = {}
    errors = []
    for path in specs:
        before = first.setdefault(path.stem, path)
        if path.stem in (".", ".."):
            message = f"{path} would be rendered into {out / path.stem}"
            errors.append(_misnamed("USAGE001", path, message, "give it another name"))
        elif before is not path:
            message = f"two specs are named {path.stem}: they would be rendered into one folder"
            help = f"give {path} or {before} another name, or render it elsewhere with -o"
            errors.append(_misnamed("USAGE002", path, message, help))
    if errors:
        raise TfgenError(errors)
    return [out / path.stem for path in specs]


def _misnamed(code: str, path: Path, message: str, help: str) -> Diagnostic:
    return Diagnostic(code, message, Location(str(path), length=0), help)


@dataclass(frozen=True, slots=True)
class Built:
    """A verified tree, the folder that it is for, and what it does to the one that stands there."""

    tree: VerifiedTree
    folder: Path
    findings: tuple[Diagnostic, ...]


def built(specs: Sequence[Checked], into: Sequence[Path]) -> list[Built]:
    """Return the trees of specs, all of them verified. Raises TfgenError."""
    return [_built(spec, folder) for folder, spec in zip(into, specs, strict=True)]


def _built(spec: Checked, folder: Path) -> Built:
    tree = build(spec, folder)
    findings = (*tree.warnings, *changes.check(spec.cluster, tree, folder))
    return Built(tree, folder, findings)


def changed(trees: Iterable[Built]) -> tuple[Diagnostic, ...]:
    """Return what trees do to those that stand in their place."""
    return tuple(diagnostic for built in trees for diagnostic in built.findings)


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
        yield built.folder, write(built.tree, built.folder, force=force, adopt=adopt)


def compared(trees: Iterable[Built]) -> Iterator[tuple[Path, Comparison]]:
    """Yield the folder of each tree, and what writing would do to it. Raises TfgenError."""
    for built in trees:
        yield built.folder, compare(built.tree, built.folder)


def summary(folder: Path, comparison: Comparison) -> str:
    """Say in one line what was done, or would be done, to a folder."""
    kinds = [change.kind for change in comparison.changes]
    counts = [f"{kinds.count(kind)} {word}" for kind, word in _WORDS.items() if kind in kinds]
    return f"{folder}: {len(kinds)} files: {', '.join(counts)}"
