"""Trees rendered and written, or compared with what is on disk."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.pipeline import Checked, build
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


def rendered(
    specs: Sequence[Checked], into: Sequence[Path], *, force: bool, adopt: bool
) -> Iterator[tuple[Path, Comparison]]:
    """Write the trees of specs; yield each folder with what was done to it.

    Nothing is written before all of them are verified. Raises TfgenError.
    """
    trees = [build(spec) for spec in specs]
    for folder, tree in zip(into, trees, strict=True):
        yield folder, write(tree, folder, force=force, adopt=adopt)


def compared(specs: Sequence[Checked], into: Sequence[Path]) -> Iterator[tuple[Path, Comparison]]:
    """Yield the folder of each tree, and what rendering would do to it. Raises TfgenError."""
    for folder, spec in zip(into, specs, strict=True):
        yield folder, compare(build(spec), folder)


def summary(folder: Path, comparison: Comparison) -> str:
    """Say in one line what was done, or would be done, to a folder."""
    kinds = [change.kind for change in comparison.changes]
    counts = [f"{kinds.count(kind)} {word}" for kind, word in _WORDS.items() if kind in kinds]
    return f"{folder}: {len(kinds)} files: {', '.join(counts)}"
