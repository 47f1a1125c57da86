"""Trees with the records that tfgen kept before, in JSON, are taken over by the next render."""

from __future__ import annotations

import json
import subprocess
from collections.abc import Mapping
from hashlib import sha256
from pathlib import Path

import pytest
from generated import generated

from tfgen.cli import main
from tfgen.diagnostics import TfgenError
from tfgen.tree import Identity, RenderedFile, VerifiedTree
from tfgen.write import ChangeKind, compare, write

FORMER = ".tfgen/manifest.json"
JOURNAL = ".tfgen/journal.json"
OLD = generated(
    {"main.tf": "old\n", "modules/nat/main.tf": "nat\n", "modules/vpc/main.tf": "vpc\n"}
)
NEW = generated(
    {"main.tf": "new\n", "modules/alb/main.tf": "alb\n", "modules/vpc/main.tf": "vpc\n"}
)
RECORDS = {".gitattributes", ".tfgen/manifest", ".tfgen/tree"}


def tree(files: Mapping[str, str]) -> VerifiedTree:
    rendered = tuple(RenderedFile(path, text) for path, text in files.items())
    return VerifiedTree(rendered, identity=Identity("acc", "eu-west-1"), spec="acc.yaml")


def put(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_text(text)


def record(files: Mapping[str, str | list[str]]) -> str:
    """Return a record as it was written once."""
    entries: dict[str, str | list[str]] = {}
    for path, texts in files.items():
        if isinstance(texts, str):
            entries[path] = sha256(texts.encode()).hexdigest()
        else:
            entries[path] = [sha256(text.encode()).hexdigest() for text in texts]
    return json.dumps({"format": 1, "files": entries}, indent=2) + "\n"


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the old tree, as tfgen once left it."""
    for path, text in OLD.items():
        put(tmp_path, path, text)
    put(tmp_path, FORMER, record(OLD))
    return tmp_path


def assert_taken_over(folder: Path, files: Mapping[str, str]) -> None:
    done = write(tree(files), folder)
    assert ((), ()) == (done.conflicts, done.notes)
    left = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert {*files, *RECORDS} == left
    assert not compare(tree(files), folder).differs


@pytest.mark.parametrize("files", [OLD, NEW, {}], ids=["same", "another", "empty"])
def test_a_tree_is_taken_over_without_a_word(out: Path, files: Mapping[str, str]) -> None:
    assert_taken_over(out, files)


def test_what_changes_is_told_beforehand(out: Path) -> None:
    kinds = {change.path: change.kind for change in compare(tree(OLD), out).changes}
    assert {FORMER} == {path for path, kind in kinds.items() if kind is ChangeKind.DELETE}
    assert RECORDS == {path for path, kind in kinds.items() if kind is ChangeKind.CREATE}


def test_an_edit_by_hand_is_kept(out: Path) -> None:
    put(out, "main.tf", "mine\n")
    with pytest.raises(TfgenError) as caught:
        write(tree(NEW), out)
    assert ["WRITE001"] == [found.code for found in caught.value.diagnostics]
    assert record(OLD) == (out / FORMER).read_text()


def test_attributes_of_the_users_own_do_not_stand_in_the_way(out: Path) -> None:
    put(out, ".gitattributes", "*.md diff\n")
    assert ["WRITE036"] == [note.code for note in write(tree(NEW), out).notes]
    assert "*.md diff\n" == (out / ".gitattributes").read_text()
    assert not (out / FORMER).exists()


def test_a_write_that_was_interrupted_goes_on(out: Path) -> None:
    put(out, "main.tf", "new\n")
    put(out, JOURNAL, record({"main.tf": ["new\n", "old\n"]}))
    put(out, ".tfgen/stage/modules/alb/main.tf", "alb\n")
    assert_taken_over(out, {**NEW, "main.tf": "third\n"})


def test_both_records_are_read_where_an_older_tfgen_rendered_again(out: Path) -> None:
    write(tree(NEW), out)
    put(out, "main.tf", "old\n")
    put(out, FORMER, record({**NEW, "main.tf": "old\n"}))
    assert_taken_over(out, {**NEW, "main.tf": "third\n"})


@pytest.mark.parametrize("file", ["main.tf", "modules/alb/main.tf"])
def test_both_sides_of_a_merge_of_the_former_record_are_known(out: Path, file: str) -> None:
    sides = (record(OLD), record(NEW))
    put(out, FORMER, "<<<<<<< HEAD\n{}=======\n{}>>>>>>> theirs\n".format(*sides))
    put(out, file, NEW[file])
    assert_taken_over(out, {**NEW, file: "third\n"})


BROKEN = {
    "empty": "",
    "not JSON": "format: 1",
    "cut off": '{"format": 1, "files": {"main.tf": "00',
    "no object": "[]",
    "no files": '{"format": 1}',
    "files in a list": '{"format": 1, "files": ["main.tf"]}',
    "newer": '{"format": 2, "files": {}}',
    "no hash": '{"format": 1, "files": {"main.tf": "x"}}',
    "null hash": '{"format": 1, "files": {"main.tf": null}}',
    "nested deep": "[" * 100_000,
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_record_is_refused_until_it_is_adopted(out: Path, text: str) -> None:
    put(out, FORMER, text)
    with pytest.raises(TfgenError) as caught:
        write(tree(NEW), out)
    assert "WRITE006" in [found.code for found in caught.value.diagnostics]
    write(tree(NEW), out, adopt=True)
    assert not (out / FORMER).exists()
    assert not compare(tree(NEW), out).differs


@pytest.mark.parametrize("path", ["../victim", "terraform.tfstate", ".tfgen/tree"])
def test_an_entry_that_is_never_ours_is_not_followed(out: Path, path: str) -> None:
    put(out, FORMER, record({**OLD, path: "vpc\n"}))
    with pytest.raises(TfgenError) as caught:
        write(tree(NEW), out)
    assert ["WRITE007"] == [found.code for found in caught.value.diagnostics]


def test_a_merge_of_a_branch_that_an_older_tfgen_rendered(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One side deleted the former record, the other changed it: git keeps the changed one."""
    monkeypatch.chdir(tmp_path)

    def git(*arguments: str) -> None:
        who = ("-c", "user.name=x", "-c", "user.email=x@example.com")
        subprocess.run(["git", *who, *arguments], capture_output=True, check=False)

    def commit() -> None:
        git("add", "--all")
        git("commit", "--quiet", "--message", "x")

    git("init", "--quiet", "--initial-branch", "main")
    folder = Path("out/acc")
    for path, text in OLD.items():
        put(folder, path, text)
    put(folder, FORMER, record(OLD))
    commit()
    git("checkout", "--quiet", "-b", "older")
    put(folder, "main.tf", "older\n")
    put(folder, FORMER, record({**OLD, "main.tf": "older\n"}))
    commit()
    git("checkout", "--quiet", "main")
    write(tree({**OLD, "modules/vpc/main.tf": "vpc 2\n"}), folder)
    commit()
    git("merge", "--quiet", "older")
    assert (folder / FORMER).exists()
    assert_taken_over(folder, {**OLD, "main.tf": "third\n", "modules/vpc/main.tf": "vpc 3\n"})


def test_verify_knows_a_tree_of_tfgens_by_either_record(
    out: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in OLD:
        (out / path).unlink()
    put(out, "main.tf", 'variable "a" {}\n')
    assert 4 == main(["verify", str(out)])
    (out / FORMER).unlink()
    assert 0 == main(["verify", str(out)])
    # What no record lists is the user's own, and keeps to Terraform's rules alone.
    put(out, ".tfgen/manifest", f"{'0' * 64}  main.tf\n")
    assert 4 == main(["verify", str(out)])
