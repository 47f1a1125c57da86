"""Branches that each rendered are merged by git; the next render makes one tree of it, without --force."""

from __future__ import annotations

import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

import pytest
from generated import HEADER, generated

from tfgen.cli import main
from tfgen.diagnostics import TfgenError
from tfgen.tree import Identity, RenderedFile, VerifiedTree
from tfgen.write import compare, write

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

MANIFEST = ".tfgen/manifest"
# Enough lines between the first and the last for git to merge a change of each.
BASE = {
    "README.md": "first\n\n1\n2\n3\n4\n5\n6\n\nlast\n",
    **generated(
        {
            "main.tf": "one\n",
            "service_a.tf": "a\n",
            "service_m.tf": "m\n",
            "service_z.tf": "z\n",
        }
    ),
}


def tree(files: Mapping[str, str]) -> VerifiedTree:
    rendered = tuple(RenderedFile(path, text) for path, text in files.items())
    return VerifiedTree(rendered, identity=Identity("acc", "eu-west-1"), spec="acc.yaml")


def git(*arguments: str, may_fail: bool = False) -> str:
    """Run git as nobody in particular, with no settings but those of the repository."""
    who = ("-c", "user.name=x", "-c", "user.email=x@example.com", "-c", "commit.gpgsign=false")
    done = subprocess.run(
        ["git", *who, *arguments],
        env={"PATH": "/usr/bin:/bin:/usr/local/bin", "GIT_CONFIG_GLOBAL": "/dev/null"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert may_fail or 0 == done.returncode, done.stdout + done.stderr
    return done.stdout


def commit(files: Mapping[str, str], spec: str = "") -> None:
    """Render a tree and commit it."""
    Path("acc.yaml").write_text(spec or str(files))
    write(tree(files), Path("out/acc"))
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")


def merged(ours: Mapping[str, str], theirs: Mapping[str, str], base: Mapping[str, str]) -> set[str]:
    """Merge a branch into another, of one base; return the files of the tree with conflicts."""
    git("init", "--quiet", "--initial-branch", "main")
    commit(base)
    git("checkout", "--quiet", "-b", "theirs")
    commit(theirs)
    git("checkout", "--quiet", "main")
    commit(ours)
    git("merge", "--quiet", "theirs", may_fail=True)
    unmerged = git("diff", "--name-only", "--diff-filter=U").splitlines()
    return {path.removeprefix("out/acc/") for path in unmerged if path != "acc.yaml"}


def lines_of(path: str) -> list[str]:
    lines = Path("out/acc", MANIFEST).read_text().splitlines()
    return [line for line in lines if line.endswith(f"  {path}")]


def assert_goes_on(files: Mapping[str, str], codes: tuple[str, ...] = ()) -> None:
    """The tree of the merged spec is written without a flag, and nothing is left of the merge."""
    done = write(tree(files), Path("out/acc"))
    assert ((), codes) == (done.conflicts, tuple(note.code for note in done.notes))
    assert not compare(tree(files), Path("out/acc")).differs
    paths = sorted({*files, ".gitattributes"})
    summed = subprocess.run(["sha256sum", *paths], cwd="out/acc", capture_output=True, text=True)
    assert summed.stdout == Path("out/acc", MANIFEST).read_text()


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def with_(**changed: str) -> dict[str, str]:
    return {**BASE, **generated({f"service_{key}.tf": text for key, text in changed.items()})}


def test_git_knows_the_attributes_of_a_tree() -> None:
    git("init", "--quiet")
    commit(BASE)
    asked = ("merge", "linguist-generated", "eol")
    paths = (f"out/acc/{MANIFEST}", "out/acc/.tfgen/tree", "out/acc/modules/vpc/main.tf")
    assert [
        "out/acc/.tfgen/manifest: merge: union",
        "out/acc/.tfgen/manifest: linguist-generated: set",
        "out/acc/.tfgen/manifest: eol: lf",
        "out/acc/.tfgen/tree: merge: union",
        "out/acc/.tfgen/tree: linguist-generated: set",
        "out/acc/.tfgen/tree: eol: lf",
        "out/acc/modules/vpc/main.tf: merge: unspecified",
        "out/acc/modules/vpc/main.tf: linguist-generated: set",
        "out/acc/modules/vpc/main.tf: eol: lf",
    ] == git("check-attr", *asked, "--", *paths).splitlines()
    own = "out/acc/x_override.tf"
    assert f"{own}: linguist-generated: unset\n" == git("check-attr", asked[1], "--", own)


def test_changes_of_two_files_merge_by_themselves() -> None:
    assert set() == merged(with_(a="a 2\n"), with_(m="m 2\n"), BASE)
    both = with_(a="a 2\n", m="m 2\n")
    assert not compare(tree(both), Path("out/acc")).differs
    assert_goes_on(both)


def test_files_that_are_added_at_neighbouring_places_merge_by_themselves() -> None:
    assert set() == merged(with_(c="c\n"), with_(b="b\n"), BASE)
    both = with_(c="c\n", b="b\n")
    # The lines stand in another order, and that is nothing to fail for.
    assert not compare(tree(both), Path("out/acc")).differs
    assert_goes_on(both)


def test_a_file_that_both_change_in_two_places_is_as_rendered() -> None:
    first, last = (BASE["README.md"].replace(word, f"{word} 2") for word in ("first", "last"))
    assert set() == merged({**BASE, "README.md": first}, {**BASE, "README.md": last}, BASE)
    assert 2 == len(lines_of("README.md"))
    both = {**BASE, "README.md": first.replace("last", "last 2")}
    assert not compare(tree(both), Path("out/acc")).differs
    assert_goes_on(both)


def test_a_file_that_git_merged_and_tfgen_aligns_otherwise_is_made_anew() -> None:
    first, last = (BASE["README.md"].replace(word, f"{word} 2") for word in ("first", "last"))
    merged({**BASE, "README.md": first}, {**BASE, "README.md": last}, BASE)
    assert_goes_on({**BASE, "README.md": "first  2\nnew\n\n1\n2\n3\n4\n5\n6\n\nlast   2\n"})


def test_a_text_that_the_spec_does_not_give_is_kept_even_after_a_merge() -> None:
    first, last = (BASE["README.md"].replace(word, f"{word} 2") for word in ("first", "last"))
    merged({**BASE, "README.md": first}, {**BASE, "README.md": last}, BASE)
    with Path("out/acc/README.md").open("a") as readme:
        readme.write("by hand\n")
    with pytest.raises(TfgenError) as caught:
        write(tree({**BASE, "README.md": "first 2\n"}), Path("out/acc"))
    (refusal,) = caught.value.diagnostics
    assert "WRITE001" == refusal.code
    assert "was merged, by git or by hand, and has lines" in refusal.message


def test_conflict_markers_between_two_rendered_texts_are_rendered_away() -> None:
    assert {"service_m.tf"} == merged(with_(m="m 2\n"), with_(m="m 3\n"), BASE)
    comparison = compare(tree(with_(m="m 3\n")), Path("out/acc"))
    assert (True, ()) == (comparison.differs, comparison.conflicts)
    (note,) = comparison.notes
    assert "WRITE037" == note.code
    assert "render again" in note.help
    assert_goes_on(with_(m="m 4\n"), ("WRITE037",))


def test_a_file_that_both_add_otherwise_is_rendered_away() -> None:
    assert {"service_b.tf"} == merged(with_(b="b\n"), with_(b="b 2\n"), BASE)
    assert_goes_on(with_(b="b 2\n"), ("WRITE037",))


def test_a_file_with_markers_that_no_spec_gives_any_more_goes() -> None:
    merged(with_(m="m 2\n"), with_(m="m 3\n"), BASE)
    without = {path: text for path, text in BASE.items() if path != "service_m.tf"}
    assert_goes_on(without, ("WRITE037",))
    assert not Path("out/acc/service_m.tf").exists()


def test_conflict_markers_beside_an_edit_by_hand_need_force() -> None:
    git("init", "--quiet", "--initial-branch", "main")
    commit(BASE)
    git("checkout", "--quiet", "-b", "theirs")
    Path("out/acc/service_m.tf").write_text("by hand\n")
    git("commit", "--quiet", "--all", "--message", "x")
    git("checkout", "--quiet", "main")
    commit(with_(m="m 2\n"))
    git("merge", "--quiet", "theirs", may_fail=True)
    with pytest.raises(TfgenError) as caught:
        write(tree(with_(m="m 3\n")), Path("out/acc"), adopt=True)
    assert ["WRITE003"] == [found.code for found in caught.value.diagnostics]
    write(tree(with_(m="m 3\n")), Path("out/acc"), force=True)
    assert not compare(tree(with_(m="m 3\n")), Path("out/acc")).differs


def test_an_edit_beside_conflict_markers_is_kept() -> None:
    merged(with_(m="m 2\n"), with_(m="m 3\n"), BASE)
    Path("out/acc/service_z.tf").write_text("by hand\n")
    with pytest.raises(TfgenError) as caught:
        write(tree(with_(m="m 3\n", z="z 2\n")), Path("out/acc"))
    assert ["WRITE001"] == [found.code for found in caught.value.diagnostics]


@pytest.mark.parametrize("goes", ["ours", "theirs"])
def test_a_file_that_one_side_removes_and_the_other_changes(goes: str) -> None:
    without = {path: text for path, text in BASE.items() if path != "service_m.tf"}
    sides = (without, with_(m="m 2\n"))
    if goes == "theirs":
        sides = sides[::-1]
    assert {"service_m.tf"} == merged(*sides, BASE)
    shutil.copytree("out/acc", "kept")
    assert_goes_on(without)
    shutil.rmtree("out/acc")
    shutil.move("kept", "out/acc")
    assert_goes_on(with_(m="m 3\n"))


def test_a_file_that_one_side_renames_and_the_other_changes() -> None:
    long = "".join(f"{number}\n" for number in range(20))
    without = {path: text for path, text in BASE.items() if path != "service_m.tf"}
    base, theirs = with_(m=f"m\n{long}end\n"), with_(m=f"m\n{long}end 2\n")
    # Git carries the change over into the renamed file.
    assert set() == merged({**without, "service_n.tf": f"{HEADER}n\n{long}end\n"}, theirs, base)
    assert_goes_on({**without, "service_n.tf": f"{HEADER}n\n{long}end 2\n"})


def test_lines_of_files_that_are_on_neither_side_go() -> None:
    merged(with_(a="a 2\n"), with_(a="a 2\n"), BASE)
    with Path("out/acc", MANIFEST).open("a") as manifest:
        manifest.write(f"{'00' * 32}  service_gone.tf\n")
    assert not compare(tree(with_(a="a 2\n")), Path("out/acc")).differs
    assert_goes_on(with_(a="a 2\n"))


def test_a_manifest_that_lacks_a_file_is_a_difference() -> None:
    write(tree(BASE), Path("out/acc"))
    lines = Path("out/acc", MANIFEST).read_text().splitlines()
    Path("out/acc", MANIFEST).write_text("".join(f"{line}\n" for line in lines[:-1]))
    assert compare(tree(BASE), Path("out/acc")).differs
    assert_goes_on(BASE)


@pytest.mark.parametrize("style", ["merge", "diff3"])
@pytest.mark.parametrize("ends", ["\n", "\r\n"])
def test_a_manifest_with_conflict_markers_is_read(style: str, ends: str) -> None:
    """So GitHub merges, which does not know `merge=union`."""
    git("init", "--quiet", "--initial-branch", "main")
    git("config", "merge.conflictStyle", style)
    Path(".git/info/attributes").write_text("* !merge\n")
    conflicts = merged(with_(b="b\n", m="m 2\n"), with_(c="c\n", m="m 3\n"), BASE)
    assert {MANIFEST, "service_m.tf"} == conflicts
    record = Path("out/acc", MANIFEST)
    assert ("|||||||" in record.read_text()) == (style == "diff3")
    record.write_bytes(record.read_bytes().replace(b"\n", ends.encode()))
    assert_goes_on(with_(b="b\n", c="c\n", m="m 3\n"), ("WRITE037",))


def test_a_rebase_of_several_commits_goes_on_like_a_merge() -> None:
    git("init", "--quiet", "--initial-branch", "main")
    commit(BASE)
    git("checkout", "--quiet", "-b", "topic")
    commit(with_(b="b\n"), "same")
    commit(with_(b="b 2\n"), "same")
    git("checkout", "--quiet", "main")
    commit(with_(c="c\n"), "same")
    git("checkout", "--quiet", "topic")
    Path("acc.yaml").write_text("same")
    git("rebase", "--quiet", "main", may_fail=True)
    while "rebase" in git("status"):
        write(tree(with_(b="b\n", c="c\n")), Path("out/acc"))
        git("add", "--all")
        git("-c", "core.editor=true", "rebase", "--continue", may_fail=True)
    assert_goes_on(with_(b="b 2\n", c="c\n"))


def test_both_sides_of_the_record_of_the_owner_hold() -> None:
    git("init", "--quiet", "--initial-branch", "main")
    commit(BASE)
    record = Path("out/acc/.tfgen/tree")
    for branch, version in (("theirs", "0.0.2"), ("ours", "0.0.1")):
        git("checkout", "--quiet", "-b", branch, "main")
        text = record.read_text()
        record.write_text(text[: text.index("tfgen: ")] + f"tfgen: {version}\n")
        git("commit", "--quiet", "--all", "--message", "x")
    git("merge", "--quiet", "theirs")
    assert 2 == record.read_text().count("tfgen: ")
    assert not compare(tree(BASE), Path("out/acc")).differs
    (note,) = compare(tree(with_(a="a 2\n")), Path("out/acc")).notes
    assert "was written by tfgen 0.0.2" in note.message
    write(tree(with_(a="a 2\n")), Path("out/acc"))
    assert 1 == record.read_text().count("tfgen: ")


# A .gitattributes of the user's own


def test_attributes_of_the_users_own_are_left_alone() -> None:
    own = Path("out/acc/.gitattributes")
    own.parent.mkdir(parents=True)
    own.write_text("*.md diff\n")
    done = write(tree(BASE), own.parent, force=True, adopt=True)
    assert ["WRITE036"] == [note.code for note in done.notes]
    missing = done.notes[0].help.removeprefix("add to it: ").split(" and ")
    assert "*.md diff\n" == own.read_text()
    assert [] == lines_of(".gitattributes")
    assert not compare(tree(BASE), own.parent).differs
    own.write_text("\n".join(("*.md diff", *missing, "")))
    assert () == write(tree(BASE), own.parent).notes


def test_attributes_that_were_added_to_become_the_users_own() -> None:
    write(tree(BASE), Path("out/acc"))
    own = Path("out/acc/.gitattributes")
    mine = own.read_text() + "*.md diff\n"
    own.write_text(mine)
    done = write(tree(with_(a="a 2\n")), Path("out/acc"))
    assert ((), ()) == (done.notes, done.conflicts)
    assert mine == own.read_text()
    own.unlink()
    write(tree(BASE), Path("out/acc"))
    assert 1 == len(lines_of(".gitattributes"))


# With real trees

SPEC = """\
version: 1
environment: acc
region: eu-west-1
instance_groups:
  default: {instance_type: t3.small}
services:
"""


def service(key: str, **more: object) -> str:
    fields = {"image": "nginx:1.29", "memory": 256, "ports": "{http: 80}"}
    fields |= {"routes": f"{{default: {key}.example.com}}", **more}
    return f"  {key}:\n" + "".join(f"    {name}: {value}\n" for name, value in fields.items())


BB, MM, YY = (service(key) for key in ("bb", "mm", "yy"))
STORIES = {
    "one adds, one changes": (
        BB + service("mm", memory=512) + YY,
        BB + MM + YY + service("zz"),
        BB + service("mm", memory=512) + YY + service("zz"),
    ),
    "both add at neighbouring places": (
        BB + service("cc") + MM + YY,
        BB + service("dd") + MM + YY,
        BB + service("cc") + service("dd") + MM + YY,
    ),
    "both change one service": (
        BB + service("mm", memory=512) + YY,
        BB + service("mm", memory=1024) + YY,
        BB + service("mm", memory=768) + YY,
    ),
}


def commit_rendered(services: str) -> None:
    Path("acc.yaml").write_text(SPEC + services)
    assert 0 == main(["render", "acc.yaml"])
    git("add", "--all")
    git("commit", "--quiet", "--message", "x")


def merge_rendered(ours: str, theirs: str) -> None:
    """Merge two branches that each rendered a changed spec."""
    git("init", "--quiet", "--initial-branch", "main")
    commit_rendered(BB + MM + YY)
    git("checkout", "--quiet", "-b", "theirs")
    commit_rendered(theirs)
    git("checkout", "--quiet", "main")
    commit_rendered(ours)
    git("merge", "--quiet", "theirs", may_fail=True)


@pytest.mark.slow
@pytest.mark.parametrize(("ours", "theirs", "together"), STORIES.values(), ids=STORIES)
def test_two_pull_requests_and_the_render_after_them(ours: str, theirs: str, together: str) -> None:
    merge_rendered(ours, theirs)
    assert "<<<<<<<" not in Path("out/acc", MANIFEST).read_text()

    Path("acc.yaml").write_text(SPEC + together)
    assert 0 == main(["render", "acc.yaml"])
    assert 0 == main(["render", "--check", "acc.yaml"])
    assert 0 == main(["render", "acc.yaml", "-o", "anew"])
    done = subprocess.run(["diff", "-r", "out", "anew"], capture_output=True, text=True)
    assert "" == done.stdout


@pytest.mark.slow
def test_what_holds_data_is_missed_between_conflict_markers_too(
    capsys: pytest.CaptureFixture[str],
) -> None:
    ours, theirs, _ = STORIES["both change one service"]
    merge_rendered(ours, theirs)
    assert "<<<<<<<" in Path("out/acc/service_mm.tf").read_text()

    Path("acc.yaml").write_text(SPEC + BB + YY)
    capsys.readouterr()
    assert 3 == main(["render", "acc.yaml"])
    assert "error[CHANGE001]: services.mm is no longer in the spec" in capsys.readouterr().err
