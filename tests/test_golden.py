"""`out/` holds what `specs/` render to: a reader can browse it, and its diff is the review of a
change."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest

from tfgen.pipeline import build, check
from tfgen.write import ChangeKind, compare

ROOT = Path(__file__).parent.parent
SPECS = sorted((ROOT / "specs").glob("*.yaml"))
RECORDS = {".gitattributes", ".tfgen/manifest", ".tfgen/tree"}
TODAY = datetime.date(2026, 1, 1)


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_committed_tree_is_what_its_spec_renders_to(spec: Path) -> None:
    comparison = compare(build(check(spec, TODAY)), ROOT / "out" / spec.stem)

    changed = [
        f"{change.kind} {change.path}"
        for change in comparison.changes
        if change.kind is not ChangeKind.SAME
    ]
    assert ([], ()) == (changed, comparison.conflicts), "run `make goldens` and review the diff"


@pytest.mark.parametrize("spec", SPECS, ids=lambda path: path.stem)
def test_committed_tree_holds_nothing_else(spec: Path) -> None:
    folder = ROOT / "out" / spec.stem
    rendered = {file.path for file in build(check(spec, TODAY)).files} | RECORDS

    assert rendered == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }


def test_every_tree_has_a_spec() -> None:
    assert {spec.stem for spec in SPECS} == {folder.name for folder in (ROOT / "out").iterdir()}
