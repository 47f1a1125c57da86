"""A tree knows whose it is: it is not taken for another cluster's, nor by an older tfgen."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tfgen.diagnostics import TfgenError
from tfgen.tree import Identity, RenderedFile, VerifiedTree
from tfgen.write import ChangeKind, compare, whose, write

WHOSE = ".tfgen/tree"
ACC = Identity("acc", "eu-west-1", account="012345678901")


def tree(
    identity: Identity = ACC, spec: str = "a/cluster.yaml", text: str = "one\n"
) -> VerifiedTree:
    return VerifiedTree((RenderedFile("main.tf", text),), identity=identity, spec=spec)


def refused(tree: VerifiedTree, folder: Path, *, force: bool = False, adopt: bool = False) -> str:
    """Write what must be refused; return what is said."""
    before = contents(folder)
    with pytest.raises(TfgenError) as caught:
        write(tree, folder, force=force, adopt=adopt)
    assert before == contents(folder)
    assert 3 == caught.value.exit_code
    return "\n".join(f"{found.code} {found.message}" for found in caught.value.diagnostics)


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def noted(tree: VerifiedTree, folder: Path) -> list[str]:
    comparison = compare(tree, folder)
    assert () == comparison.conflicts
    return [note.code for note in comparison.notes]


def written_by(version: str, folder: Path) -> None:
    text = (folder / WHOSE).read_text()
    lines = [line for line in text.splitlines() if not line.startswith("tfgen: ")]
    (folder / WHOSE).write_text("\n".join((*lines, f"tfgen: {version}", "")))


@pytest.fixture(autouse=True)
def installed(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[None]:
    """Have tfgen 1.4.0 installed."""
    folder = tmp_path_factory.mktemp("packages")
    (folder / "tfgen-1.4.0.dist-info").mkdir()
    monkeypatch.setattr(sys, "path", ["/there/is/none", str(folder), *sys.path])
    whose.tfgen_version.cache_clear()
    yield
    whose.tfgen_version.cache_clear()


@pytest.fixture
def out(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The folder of the tree of a/cluster.yaml; b/cluster.yaml lies there too."""
    monkeypatch.chdir(tmp_path)
    for name in "ab":
        Path(name).mkdir()
        Path(name, "cluster.yaml").write_text("version: 1\n")
    write(tree(), Path("out/cluster"))
    return Path("out/cluster")


def test_the_record_says_whose_the_tree_is_and_nothing_of_the_machine(out: Path) -> None:
    assert [
        "cluster: acc",
        "account: 012345678901",
        "region: eu-west-1",
        "spec: ../../a/cluster.yaml",
        "tfgen: 1.4.0",
    ] == (out / WHOSE).read_text().splitlines()[1:]


def test_the_same_repository_elsewhere_has_the_same_record(out: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere"
    write(tree(spec=str(other / "a/cluster.yaml")), other / "out/cluster")
    assert (out / WHOSE).read_bytes() == (other / "out/cluster" / WHOSE).read_bytes()


def test_of_a_spec_at_the_other_end_of_the_disk_the_name_alone_is_kept() -> None:
    assert "acc.yaml" == whose.way_to_spec("/home/x/acc.yaml", Path("/srv/out"))
    assert "../home/x/acc.yaml" != whose.way_to_spec("/home/x/acc.yaml", Path("/srv"))


@pytest.mark.parametrize("spec", ["-", "a\nb.yaml", "\udcff.yaml"])
def test_a_spec_without_a_path_that_can_be_told_has_no_line(tmp_path: Path, spec: str) -> None:
    write(tree(spec=spec), tmp_path)
    assert "spec:" not in (tmp_path / WHOSE).read_text()
    assert not compare(tree(spec=spec), tmp_path).differs
    assert [] == noted(tree(), tmp_path)


def test_a_spec_in_a_folder_without_a_name_that_can_be_told_has_no_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    odd = tmp_path / os.fsdecode(b"n\xff")
    odd.mkdir()
    monkeypatch.chdir(odd)
    write(tree(spec="acc.yaml"), Path("../out"))
    assert "spec:" not in (tmp_path / "out" / WHOSE).read_text()


# Another cluster

OTHERS = {
    "name": Identity("prod", "eu-west-1", account="012345678901"),
    "region": Identity("acc", "eu-central-1", account="012345678901"),
    "account": Identity("acc", "eu-west-1", account="999999999999"),
    "application": Identity("acc", "eu-west-1", account="012345678901", application="orders"),
}


@pytest.mark.parametrize("other", OTHERS.values(), ids=OTHERS)
def test_the_tree_of_another_cluster_is_taken_over_by_adopting_alone(
    out: Path, other: Identity
) -> None:
    theirs = tree(other, "b/cluster.yaml", "two\n")
    for force in (False, True):
        said = refused(theirs, out, force=force)
        assert said.startswith("WRITE032 out/cluster is the tree of cluster acc, account 0123")
        assert "rendered from a/cluster.yaml, and b/cluster.yaml is of cluster" in said
    write(theirs, out, adopt=True)
    assert "two\n" == (out / "main.tf").read_text()
    assert not compare(theirs, out).differs
    assert "WRITE032" in refused(tree(), out)


def test_both_names_are_said_with_what_tells_them_apart(out: Path) -> None:
    said = refused(tree(OTHERS["application"], "b/cluster.yaml"), out)
    words = "cluster acc, application orders, account 012345678901, eu-west-1"
    assert said.endswith(f"b/cluster.yaml is of {words}")


def test_another_clusters_tree_is_refused_though_it_has_the_same_files(out: Path) -> None:
    assert "WRITE032" in refused(tree(OTHERS["name"], "b/cluster.yaml"), out)


def test_adopting_the_tree_of_another_cluster_keeps_a_hand_edit(out: Path) -> None:
    (out / "main.tf").write_text("mine\n")
    theirs = tree(OTHERS["name"], "b/cluster.yaml", "two\n")
    assert "WRITE001" in refused(theirs, out, adopt=True)
    write(theirs, out, adopt=True, force=True)
    assert "two\n" == (out / "main.tf").read_text()


def test_an_account_that_is_not_told_fits_each(out: Path) -> None:
    untold = Identity("acc", "eu-west-1")
    assert [] == noted(tree(untold), out)
    write(tree(untold), out)
    assert "account" not in (out / WHOSE).read_text()
    assert [] == noted(tree(OTHERS["account"]), out)


# The spec elsewhere


def test_a_spec_that_moved_is_noted(out: Path) -> None:
    shutil.move("a", "moved")
    moved = tree(spec="moved/cluster.yaml")
    assert ["WRITE035"] == noted(moved, out)
    assert compare(moved, out).differs
    write(moved, out)
    assert "spec: ../../moved/cluster.yaml" in (out / WHOSE).read_text()
    assert [] == noted(moved, out)


def test_a_spec_beside_the_one_that_the_tree_is_of_is_another(out: Path) -> None:
    said = refused(tree(spec="b/cluster.yaml"), out)
    assert "rendered from a/cluster.yaml, which still stands there beside b/cluster.yaml" in said
    write(tree(spec="b/cluster.yaml"), out, adopt=True)
    assert "WRITE032" in refused(tree(), out)


@pytest.mark.parametrize(
    ("spec", "codes"),
    [("./b/../a/cluster.yaml", []), ("link/cluster.yaml", ["WRITE035"]), ("-", [])],
)
def test_another_way_to_the_same_spec_is_no_other_spec(
    out: Path, spec: str, codes: list[str]
) -> None:
    Path("link").symlink_to("a")
    assert codes == noted(tree(spec=spec), out)


# The version


@pytest.mark.parametrize("version", ["0.9", "1.3.9", "1.4", "1.4.0rc1", "1.5.0", "10.0"])
def test_a_difference_of_version_alone_is_none_to_whoever_compares(out: Path, version: str) -> None:
    written_by(version, out)
    comparison = compare(tree(), out)
    assert (False, (), ()) == (comparison.differs, comparison.conflicts, comparison.notes)
    assert compare(tree(), out, strictly=True).differs


@pytest.mark.parametrize("text", ["one\n", "two\n"])
@pytest.mark.parametrize("version", ["1.4.1", "1.10", "2"])
def test_over_what_a_newer_tfgen_wrote_an_older_one_writes_by_force_alone(
    out: Path, version: str, text: str
) -> None:
    written_by(version, out)
    new = tree(text=text)
    assert f"WRITE033 out/cluster was written by tfgen {version}" in refused(new, out)
    assert "WRITE033" in refused(new, out, adopt=True)
    write(new, out, force=True)
    assert "tfgen: 1.4.0" in (out / WHOSE).read_text()


@pytest.mark.parametrize("text", ["one\n", "two\n"])
@pytest.mark.parametrize("version", ["0.9", "1.3.9", "1.3.10rc1"])
def test_what_an_older_tfgen_wrote_is_noted_once(out: Path, version: str, text: str) -> None:
    written_by(version, out)
    done = write(tree(text=text), out)
    assert ["WRITE034"] == [note.code for note in done.notes]
    assert "tfgen: 1.4.0" in (out / WHOSE).read_text()
    assert () == write(tree(text="three\n"), out).notes


@pytest.mark.parametrize("version", ["1.4", "1.4.0.0", "1.4.0.dev3", "from a checkout"])
def test_the_same_release_is_neither_newer_nor_older(out: Path, version: str) -> None:
    written_by(version, out)
    assert [] == noted(tree(text="two\n"), out)


def test_a_tfgen_that_was_never_installed_does_not_say_its_version(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whose.tfgen_version.cache_clear()
    with monkeypatch.context() as away:
        away.setattr(sys, "path", ["/there/is/none"])
        assert "" == whose.tfgen_version()
    assert [] == noted(tree(text="two\n"), out)
    write(tree(text="two\n"), out)
    assert "tfgen: " not in (out / WHOSE).read_text()


ASK = """\
import importlib.metadata
from tfgen.write.whose import tfgen_version
print([found.version for found in importlib.metadata.distributions(name="tfgen")][:1] or [""])
print([tfgen_version()])
"""


def test_the_version_is_that_which_the_packages_of_python_have() -> None:
    ask = [sys.executable, "-c", ASK]
    told = subprocess.run(ask, capture_output=True, text=True, check=True).stdout
    expected, actual = told.splitlines()
    assert expected == actual


# The record itself


@pytest.mark.parametrize("text", ["", "region: eu-west-1\n", "cluster acc\n", "\x00\n"])
def test_a_record_that_names_no_cluster_is_refused_until_it_is_adopted(
    out: Path, text: str
) -> None:
    (out / WHOSE).write_text(text)
    assert "WRITE006" in refused(tree(), out)
    write(tree(), out, adopt=True)
    assert not compare(tree(), out).differs


def test_a_record_checked_out_with_crlf_says_the_same(out: Path) -> None:
    (out / WHOSE).write_bytes((out / WHOSE).read_bytes().replace(b"\n", b"\r\n"))
    assert not compare(tree(), out).differs
    assert "WRITE032" in refused(tree(OTHERS["name"], "b/cluster.yaml"), out)


def test_words_of_a_newer_tfgen_are_passed_over(out: Path) -> None:
    with (out / WHOSE).open("a") as record:
        record.write("partition: aws\nA line of prose.\n")
    assert [] == noted(tree(), out)


def test_a_tree_of_nobody_leaves_the_record_alone(out: Path) -> None:
    nobodys = VerifiedTree((RenderedFile("main.tf", "two\n"),))
    before = (out / WHOSE).read_bytes()
    assert ChangeKind.UPDATE in {change.kind for change in write(nobodys, out).changes}
    assert before == (out / WHOSE).read_bytes()
