"""Folders of Terraform verified, whoever wrote them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tfgen.diagnostics import Diagnostic, Location, TfgenError
from tfgen.frozen import frozen
from tfgen.verify import verify_folder
from tfgen.write import has_manifest


@frozen
class Verified:
    """A folder, how many files it has, and the findings; `sound` where none is an error."""

    folder: Path
    files: int
    sound: bool
    findings: tuple[Diagnostic, ...]


def verified(folder: Path, conventions: bool | None = None) -> Verified:
    """Verify a folder; if not told otherwise, tfgen's conventions too where tfgen wrote it."""
    if conventions is None:
        conventions = has_manifest(folder)
    try:
        tree = verify_folder(folder, conventions=conventions)
    except TfgenError as error:
        return Verified(folder, 0, False, _below(folder, error.diagnostics))
    return Verified(folder, len(tree.files), True, _below(folder, tree.warnings))


def _below(folder: Path, diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Return findings in a tree with the paths of its files as they are seen from here."""
    return tuple(
        replace(
            diagnostic,
            location=diagnostic.location and _seen(folder, diagnostic.location),
            also=tuple((_seen(folder, place), words) for place, words in diagnostic.also),
        )
        for diagnostic in diagnostics
    )


def _seen(folder: Path, place: Location) -> Location:
    # What could not be read at all has its full path already.
    if Path(place.file).is_relative_to(folder):
        return place
    return replace(place, file=str(folder / place.file))
