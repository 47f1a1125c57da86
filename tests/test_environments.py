"""One base serves several environments: their trees differ only where their specs do.

specs/shop is the example; its trees are in out/shop.
"""

from __future__ import annotations

import datetime
import shutil
from collections.abc import Mapping
from pathlib import Path

import pytest
from looked_at import every

from tfgen.cli import main
from tfgen.pipeline import build, check

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

SHOP = Path(__file__).parent.parent / "specs" / "shop"
TODAY = datetime.date(2026, 1, 1)
# What another environment writes in place of staging's own words; none is a part of another one.
ACCEPTANCE = {
    "staging": "accepting",
    "012345678902": "012345678904",
    "10.30.": "10.50.",
    "0a1b2c3d-0000": "2c3d4e5f-0000",
}
# Those of production, in the same places.
PRODUCTION = {
    "staging.shop": "shop",
    "staging": "production",
    "012345678902": "012345678901",
    "10.30.": "10.40.",
    "0a1b2c3d-0000": "1b2c3d4e-0000",
}
# A priority and a hash follow from the names that they are of.
FOLLOWS = ("priority", "target_group_name")
Tree = Mapping[str, str]


def tree_of(spec: Path) -> Tree:
    return {file.path: file.text for file in build(check(spec, TODAY)).files}


def written_as(tree: Tree, words: Mapping[str, str]) -> Tree:
    """Return a tree with the words of another environment."""
    texts = dict(tree)
    for path, text in tree.items():
        for word, other in words.items():
            text = text.replace(word, other)
        texts[path] = text
    return texts


def lines(text: str) -> list[str]:
    """Return what a file says: the columns of = follow the longest name beside it."""
    parts = (" ".join(line.split()) for line in text.splitlines())
    return [line for line in parts if not line.startswith(FOLLOWS)]


def differing(one: Tree, two: Tree) -> set[str]:
    """Return the files that both trees have, and that say something else in each."""
    return {path for path in one.keys() & two.keys() if lines(one[path]) != lines(two[path])}


@pytest.fixture
def shop(tmp_path: Path) -> Path:
    """Copy the shop, with a third environment that has words of its own and nothing else."""
    folder = tmp_path / "shop"
    shutil.copytree(SHOP, folder)
    text = (folder / "staging.yaml").read_text()
    (folder / "accepting.yaml").write_text(written_as({"": text}, ACCEPTANCE)[""])
    return folder


@pytest.mark.slow
def test_an_environment_with_other_words_has_a_tree_with_other_words(shop: Path) -> None:
    staging, acceptance = tree_of(shop / "staging.yaml"), tree_of(shop / "accepting.yaml")

    assert staging.keys() == acceptance.keys()
    assert staging != acceptance
    assert set() == differing(written_as(staging, ACCEPTANCE), acceptance)


@pytest.mark.slow
def test_what_production_has_otherwise_is_seen_in_its_own_files_alone() -> None:
    staging, production = tree_of(SHOP / "staging.yaml"), tree_of(SHOP / "production.yaml")

    # The job that production takes out, and which no other file is about.
    assert {"job_fill.tf"} == staging.keys() ^ production.keys()
    told = {"README.md", "tests/spec.tftest.hcl"}
    assert differing(written_as(staging, PRODUCTION), production) - told == {
        "network.tf",  # a NAT gateway in each zone
        "outputs.tf",  # how the job is run
        "service_web.tf",  # four tasks, and one variable less
    }


@pytest.mark.slow
def test_modules_are_the_same_bytes_in_every_environment(shop: Path) -> None:
    trees = [tree_of(path) for path in sorted(shop.glob("*.yaml")) if path.stem != "base"]
    assert 3 == len(trees)
    first, *others = trees
    modules = [path for path in first if path.startswith("modules/")]
    for path in every(modules):
        assert {first[path]} == {tree[path] for tree in others}


def test_an_environment_is_about_ten_lines() -> None:
    for name in every(("staging", "production")):
        text = (SHOP / f"{name}.yaml").read_text()
        assert 12 >= len(text.splitlines()), name


def test_a_folder_of_bases_and_specs_is_checked_as_it_is(
    shop: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(shop)
    names = sorted(path.name for path in shop.glob("*.yaml"))

    assert 0 == main(["validate", *names])
    said = capsys.readouterr().err.splitlines()[-4:]
    assert [
        "base.yaml: a base, checked with accepting.yaml, production.yaml, staging.yaml",
        *(f"{name}: valid" for name in names if name != "base.yaml"),
    ] == said

    assert 0 == main(["render", *names])
    assert ["accepting", "production", "staging"] == sorted(p.name for p in Path("out").iterdir())
    assert 0 == main(["render", "--check", *names])


def test_a_base_alone_is_no_spec(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(SHOP)

    assert 1 == main(["validate", "base.yaml"])
    (said,) = [line for line in capsys.readouterr().err.splitlines() if "SPEC017" in line]
    assert "this lacks environment: it is no spec of its own" in said


def test_the_tree_names_what_its_spec_extends(shop: Path) -> None:
    """By name alone, so that a tree is the same wherever the specs are."""
    readme = tree_of(shop / "staging.yaml")["README.md"]

    assert "What it shares with other specs stands in what it extends: `base.yaml`.\n" in readme
    assert str(shop) not in readme
    assert readme == tree_of(SHOP / "staging.yaml")["README.md"]
