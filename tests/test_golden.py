"""`out/` holds what `specs/` render to: a reader can browse it, and its diff is the review of a
change."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from own_terraform import built, own_paths

from tfgen.write import ChangeKind, compare

ROOT = Path(__file__).parent.parent
# Bases are no specs of their own: the trees of what extends them stand in a folder of their own.
SPECS = [
    *sorted((ROOT / "specs").glob("*.yaml")),
    *(path for path in sorted((ROOT / "specs").glob("*/*.yaml")) if path.stem != "base"),
]
RECORDS = {".gitattributes", ".tfgen/manifest", ".tfgen/tree"}
TODAY = datetime.date(2026, 1, 1)


def name_of(spec: Path) -> str:
    """Return the path of a spec below specs/, which is that of its tree below out/."""
    return spec.relative_to(ROOT / "specs").with_suffix("").as_posix()


@pytest.mark.parametrize("spec", SPECS, ids=name_of)
def test_committed_tree_is_what_its_spec_renders_to_and_nothing_else(spec: Path) -> None:
    tree, folder = built(spec, TODAY), ROOT / "out" / name_of(spec)
    comparison = compare(tree, folder)

    changed = [
        f"{change.kind} {change.path}"
        for change in comparison.changes
        if change.kind is not ChangeKind.SAME
    ]
    assert ([], ()) == (changed, comparison.conflicts), "run `make goldens` and review the diff"
    # Nothing else: one test, since to build a tree is most of it.
    rendered = {file.path for file in tree.files} | RECORDS
    assert rendered | own_paths(spec) == {
        path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()
    }


def test_every_tree_has_a_spec() -> None:
    out = ROOT / "out"
    trees = {path.parent.relative_to(out).as_posix() for path in out.rglob(".tfgen")}
    assert set(map(name_of, SPECS)) == trees
    # Nor is there anything else.
    files = [path.relative_to(out).as_posix() for path in out.rglob("*") if path.is_file()]
    assert [] == [
        path for path in files if not path.startswith(tuple(f"{tree}/" for tree in trees))
    ]
