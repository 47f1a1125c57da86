"""What formats a tree changes nothing in it: `terraform fmt`, other columns, git with CRLF."""

from __future__ import annotations

import os
import re
import subprocess
from pathlib import Path

import pytest
import terraform_cli

from tfgen.cli import main
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.verify import read_tree, verify_folder
from tfgen.write import ChangeKind, compare, write

OUT = Path(__file__).parent.parent / "out"
TREES = sorted(path.parent for path in OUT.rglob(".tfgen"))
LAID = (".tf", ".tftest.hcl")

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the time of syncing thousands of files."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def written(tree: Path, folder: Path) -> VerifiedTree:
    """Write what Terraform reads of an example's tree, as tfgen writes it."""
    files = [file for file in read_tree(tree) if file.path.endswith(LAID)]
    made = VerifiedTree(tuple(RenderedFile(file.path, file.text) for file in files))
    write(made, folder)
    return made


def mangled(text: str) -> str:
    """Return HCL with other columns and levels: of no line what it says changes."""
    levels = re.sub(r"^ +", lambda found: "\t" * (len(found[0]) // 2 + 1), text, flags=re.MULTILINE)
    return re.sub(r"^(\s*[\w-]+) +=(?=\s)", r"\1   =", levels, flags=re.MULTILINE)


@pytest.mark.parametrize("tree", TREES, ids=lambda tree: tree.relative_to(OUT).as_posix())
def test_a_tree_that_was_laid_out_otherwise_is_as_rendered(tree: Path, tmp_path: Path) -> None:
    made = written(tree, tmp_path)
    for file in made.files:
        (tmp_path / file.path).write_text(mangled(file.text))

    spoilt = [file.path for file in made.files if (tmp_path / file.path).read_text() != file.text]
    assert len(made.files) * 0.9 < len(spoilt)
    assert not compare(made, tmp_path, strictly=True).differs

    command = terraform_cli.terraform()
    if command is None:
        pytest.skip(terraform_cli.NO_TERRAFORM)
    subprocess.run([command, "fmt", "-recursive", tmp_path], check=True, stdout=subprocess.DEVNULL)
    assert {file.path: file.text for file in made.files} == {
        file.path: (tmp_path / file.path).read_text() for file in made.files
    }


SPEC = """\
version: 1
environment: acc
region: eu-west-1
services:
  api: {image: nginx:1.27, cpu: 256, memory: 512}
  worker: {image: nginx:1.27, cpu: 256, memory: 512}
"""


def test_a_tree_with_crlf_is_up_to_date_and_sound(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(SPEC)
    assert 0 == main(["render", "acc.yaml"])
    for file in Path("out/acc").rglob("*"):
        if file.is_file():
            file.write_bytes(file.read_bytes().replace(b"\n", b"\r\n"))
    before = {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}

    assert 0 == main(["render", "acc.yaml", "--check"])
    assert 0 == main(["render", "acc.yaml"])
    assert 0 == main(["diff", "acc.yaml"])
    assert () == verify_folder(Path("out/acc"), conventions=True).warnings
    assert before == {path: path.stat().st_mtime_ns for path in Path("out").rglob("*")}

    # What goes is ours there too, and a change writes the files that it changes alone.
    without = "".join(SPEC.splitlines(keepends=True)[:-1])
    Path("acc.yaml").write_text(f"{without}let_go: [services.worker]\n")
    assert 0 == main(["render", "acc.yaml"])
    assert not Path("out/acc/service_worker.tf").exists()
    assert b"\r\n" in Path("out/acc/service_api.tf").read_bytes()


def test_the_manifest_knows_a_file_laid_out_otherwise(tmp_path: Path) -> None:
    made = written(OUT / "minimal", tmp_path)
    (tmp_path / "main.tf").write_text(mangled((tmp_path / "main.tf").read_text()))

    without = VerifiedTree(tuple(file for file in made.files if file.path != "main.tf"))
    comparison = compare(without, tmp_path)

    assert () == comparison.conflicts
    assert ["main.tf"] == [
        change.path for change in comparison.changes if change.kind is ChangeKind.DELETE
    ]
