from __future__ import annotations

import errno
import fcntl
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Mapping
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from generated import generated

from tfgen.commands.codes import documented
from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.write import ChangeKind, Comparison, compare, lock, unified_diff, write

CREATE, UPDATE, DELETE, SAME = (
    ChangeKind.CREATE,
    ChangeKind.UPDATE,
    ChangeKind.DELETE,
    ChangeKind.SAME,
)
MANIFEST = ".tfgen/manifest"
ATTRIBUTES = ".gitattributes"
RECORDS = {MANIFEST, ATTRIBUTES}
OLD = generated(
    {
        "main.tf": 'module "vpc" {}\n',
        "modules/vpc/main.tf": "vpc\n",
        "modules/nat/main.tf": "nat\n",
    }
)
NEW = generated(
    {
        "main.tf": 'module "alb" {}\n',
        "modules/vpc/main.tf": "vpc\n",
        "modules/alb/main.tf": "alb\n",
    }
)


def tree(files: Mapping[str, str]) -> VerifiedTree:
    return VerifiedTree(tuple(RenderedFile(path, text) for path, text in files.items()))


def on_disk(folder: Path) -> dict[str, str]:
    """Every file but the records, byte for byte."""
    paths = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    return {
        name: path.read_bytes().decode()
        for name, path in sorted(paths.items())
        if name not in RECORDS
    }


def put(folder: Path, path: str, text: str) -> None:
    (folder / path).parent.mkdir(parents=True, exist_ok=True)
    (folder / path).write_bytes(text.encode())


def manifest(folder: Path) -> list[str]:
    return (folder / MANIFEST).read_text().splitlines()


def kinds(comparison: Comparison) -> dict[str, ChangeKind]:
    return {change.path: change.kind for change in comparison.changes}


def refused(action: Callable[[], object]) -> list[tuple[str, str]]:
    """Run an action that must be refused; return code and place of each finding."""
    with pytest.raises(TfgenError) as caught:
        action()
    return [
        (found.code, found.location.file if found.location else "")
        for found in caught.value.diagnostics
    ]


@pytest.fixture
def out(tmp_path: Path) -> Path:
    """A folder with the old tree, as tfgen left it."""
    folder = tmp_path / "out" / "acc"
    write(tree(OLD), folder)
    return folder


# What a write does


def test_a_new_tree_is_written_with_its_folders(tmp_path: Path) -> None:
    done = write(tree(OLD), tmp_path / "out" / "acc")
    assert dict.fromkeys((*sorted(OLD), *RECORDS), CREATE) == kinds(done)
    assert dict(sorted(OLD.items())) == on_disk(tmp_path / "out" / "acc")


def test_a_write_creates_updates_deletes_and_removes_empty_folders(out: Path) -> None:
    done = write(tree(NEW), out)
    expected = {
        ATTRIBUTES: SAME,
        "main.tf": UPDATE,
        "modules/alb/main.tf": CREATE,
        "modules/nat/main.tf": DELETE,
        "modules/vpc/main.tf": SAME,
        MANIFEST: UPDATE,
    }
    assert expected == kinds(done)
    assert dict(sorted(NEW.items())) == on_disk(out)
    assert ["alb", "vpc"] == sorted(path.name for path in (out / "modules").iterdir())
    assert ["manifest"] == [path.name for path in (out / ".tfgen").iterdir()]
    assert not compare(tree(NEW), out).differs


def test_the_manifest_is_one_of_sha256sum_sorted_and_without_time(out: Path) -> None:
    again = out.parent / "again"
    write(tree(dict(reversed(OLD.items()))), again)
    text = (out / MANIFEST).read_text()
    assert text == (again / MANIFEST).read_text()
    paths = [line.split("  ")[1] for line in text.splitlines()]
    assert sorted({*OLD, ATTRIBUTES}) == paths
    summed = subprocess.run(["sha256sum", *paths], cwd=out, capture_output=True, text=True)
    assert text == summed.stdout


def test_the_same_tree_again_writes_nothing(out: Path) -> None:
    before = {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))}
    assert not write(tree(OLD), out).differs
    assert before == {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))}


def test_compare_writes_nothing(tmp_path: Path, out: Path) -> None:
    assert compare(tree(NEW), out).differs
    assert compare(tree(NEW), tmp_path / "missing").differs
    assert dict(sorted(OLD.items())) == on_disk(out)
    assert not (tmp_path / "missing").exists()


def test_files_of_the_user_stay(out: Path) -> None:
    theirs = {
        ".terraform.lock.hcl": "lock",
        "main_override.tf": "override",
        "modules/nat/notes.md": "kept beside a stale file",
        "terraform.tfstate": "{}",
    }
    for path, text in theirs.items():
        put(out, path, text)
    write(tree(NEW), out, force=True)
    assert dict(sorted({**NEW, **theirs}.items())) == on_disk(out)


def test_a_file_deleted_by_hand_comes_back(out: Path) -> None:
    shutil.rmtree(out / "modules")
    write(tree(OLD), out)
    assert dict(sorted(OLD.items())) == on_disk(out)


def test_a_stale_file_deleted_by_hand_leaves_no_trace(out: Path) -> None:
    (out / "modules/nat/main.tf").unlink()
    write(tree(NEW), out)
    assert not (out / "modules/nat").exists()
    assert not compare(tree(NEW), out).differs


def test_an_empty_tree_leaves_only_its_records(out: Path) -> None:
    write(tree({}), out)
    assert [out / ATTRIBUTES, out / ".tfgen", out / MANIFEST] == sorted(out.rglob("*"))


def test_new_files_and_folders_follow_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write(tree(OLD), tmp_path / "out")
    finally:
        os.umask(before)
    assert 0o640 == (tmp_path / "out/modules/vpc/main.tf").stat().st_mode & 0o777
    assert 0o640 == (tmp_path / "out" / MANIFEST).stat().st_mode & 0o777
    assert 0o750 == (tmp_path / "out/modules/vpc").stat().st_mode & 0o777


# Files edited by hand


def test_an_edited_file_is_never_overwritten(out: Path) -> None:
    put(out, "main.tf", "mine\n")
    put(out, "modules/vpc/main.tf", "mine too\n")
    expected = [("WRITE001", f"{out}/main.tf"), ("WRITE001", f"{out}/modules/vpc/main.tf")]
    assert expected == refused(lambda: write(tree(NEW), out))
    assert expected == refused(lambda: write(tree(NEW), out, adopt=True))
    assert {**OLD, "main.tf": "mine\n", "modules/vpc/main.tf": "mine too\n"} == on_disk(out)


def test_a_refused_write_exits_with_3_and_changes_nothing(out: Path) -> None:
    put(out, "main.tf", "mine\n")
    before = {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))}
    with pytest.raises(TfgenError) as caught:
        write(tree(NEW), out)
    assert 3 == caught.value.exit_code
    assert before == {path: path.stat().st_mtime_ns for path in (out, *out.rglob("*"))}


def test_force_overwrites_an_edited_file_and_says_so(out: Path) -> None:
    put(out, "main.tf", "mine\n")
    done = write(tree(NEW), out, force=True)
    assert ["WRITE001"] == [conflict.code for conflict in done.conflicts]
    assert dict(sorted(NEW.items())) == on_disk(out)


def test_a_stale_file_that_was_edited_is_deleted_only_with_force(out: Path) -> None:
    put(out, "modules/nat/main.tf", "mine\n")
    assert [("WRITE001", f"{out}/modules/nat/main.tf")] == refused(lambda: write(tree(NEW), out))
    assert "mine\n" == (out / "modules/nat/main.tf").read_text()
    write(tree(NEW), out, force=True)
    assert not (out / "modules/nat").exists()


def test_an_edit_that_the_spec_caught_up_with_is_no_conflict(out: Path) -> None:
    put(out, "main.tf", NEW["main.tf"])
    assert SAME == kinds(write(tree(NEW), out))["main.tf"]


LAID = 'variable "a" {\n  type        = string\n  description = "b"\n}\n'
NOISE = {
    "CRLF": LAID.replace("\n", "\r\n"),
    "no final newline": LAID.rstrip("\n"),
    "two final newlines": f"{LAID}\n",
    "trailing blanks": LAID.replace("\n", " \t\n"),
    "other columns": LAID.replace("        =", " ="),
    "other indentation": LAID.replace("  ", "\t"),
    "a blank line at the end of a block": LAID.replace("}", "\n}"),
}


@pytest.mark.parametrize("noise", NOISE)
def test_line_ends_and_layout_are_no_edit(tmp_path: Path, noise: str) -> None:
    write(tree({"main.tf": LAID}), tmp_path)
    put(tmp_path, "main.tf", NOISE[noise])
    before = (tmp_path / "main.tf").stat().st_mtime_ns

    comparison = compare(tree({"main.tf": LAID}), tmp_path)
    assert (False, "") == (comparison.differs, unified_diff(comparison))
    assert not write(tree({"main.tf": LAID}), tmp_path).differs
    assert (NOISE[noise], before) == (
        on_disk(tmp_path)["main.tf"],
        (tmp_path / "main.tf").stat().st_mtime_ns,
    )
    # Nor is it one where the spec gives another text.
    write(tree({"main.tf": "c {}\n"}), tmp_path)
    assert {"main.tf": "c {}\n"} == on_disk(tmp_path)


@pytest.mark.parametrize("ends", ["\r\n", " \n"])
def test_what_a_machine_runs_is_mended_without_a_word(tmp_path: Path, ends: str) -> None:
    script = tree({"user_data.sh.tftpl": "#!/bin/bash\ntrue\n"})
    write(script, tmp_path)
    put(tmp_path, "user_data.sh.tftpl", f"#!/bin/bash{ends}true{ends}")

    assert UPDATE == kinds(write(script, tmp_path))["user_data.sh.tftpl"]
    assert {"user_data.sh.tftpl": "#!/bin/bash\ntrue\n"} == on_disk(tmp_path)


def test_records_with_other_line_ends_stay(out: Path) -> None:
    for path in (MANIFEST, ATTRIBUTES):
        (out / path).write_bytes((out / path).read_bytes().replace(b"\n", b"\r\n"))

    assert not compare(tree(OLD), out, strictly=True).differs
    assert not write(tree(OLD), out).differs
    assert b"\r\n" in (out / MANIFEST).read_bytes()


def test_an_edit_in_a_tree_with_crlf_is_shown_alone(tmp_path: Path) -> None:
    write(tree({"main.tf": LAID}), tmp_path)
    put(tmp_path, "main.tf", LAID.replace("string", "number").replace("\n", "\r\n"))

    comparison = compare(tree({"main.tf": LAID}), tmp_path)
    assert ["WRITE001"] == [found.code for found in comparison.conflicts]
    changed = [line for line in unified_diff(comparison).splitlines() if line[0] in "+-"]
    assert ["-  type        = number", "+  type        = string"] == changed[2:]


@pytest.mark.parametrize(
    "edit",
    ["a\n\n\nb\n", "a\nb\nc\n", "a b\n", "ab\n", "", "a\n\x0cb\n", "\ufeffa\nb\n"],
)
def test_any_other_difference_is_an_edit(tmp_path: Path, edit: str) -> None:
    write(tree({"main.tf": "a\nb\n"}), tmp_path)
    put(tmp_path, "main.tf", edit)
    assert [("WRITE001", f"{tmp_path}/main.tf")] == refused(
        lambda: write(tree({"main.tf": "c\n"}), tmp_path)
    )


def test_an_edit_that_is_no_text_is_kept_as_well(out: Path) -> None:
    (out / "main.tf").write_bytes(b"\xff\xfe\x00")
    assert [("WRITE001", f"{out}/main.tf")] == refused(lambda: write(tree(NEW), out))
    assert "-\\xff\\xfe\x00" in unified_diff(compare(tree(NEW), out))


def test_an_unresolved_merge_has_its_own_message(out: Path) -> None:
    put(out, "main.tf", "<<<<<<< HEAD\na\n=======\nb\n>>>>>>> branch\n")
    assert [("WRITE003", f"{out}/main.tf")] == refused(lambda: write(tree(NEW), out, adopt=True))
    write(tree(NEW), out, force=True)
    assert dict(sorted(NEW.items())) == on_disk(out)


# Files that tfgen did not write


def test_a_foreign_file_in_the_way_is_kept_unless_adopted(tmp_path: Path) -> None:
    put(tmp_path, "main.tf", "theirs\n")
    assert [("WRITE002", f"{tmp_path}/main.tf")] == refused(lambda: write(tree(NEW), tmp_path))
    assert {"main.tf": "theirs\n"} == on_disk(tmp_path)
    assert not (tmp_path / ".tfgen").exists()
    write(tree(NEW), tmp_path, adopt=True)
    assert dict(sorted(NEW.items())) == on_disk(tmp_path)


def test_a_foreign_file_that_differs_in_line_ends_alone_is_no_conflict(tmp_path: Path) -> None:
    put(tmp_path, "main.tf", NEW["main.tf"].replace("\n", "\r\n"))
    assert SAME == kinds(write(tree(NEW), tmp_path))["main.tf"]
    assert not compare(tree(NEW), tmp_path).differs


def test_a_file_that_the_manifest_claims_without_a_word_of_ours_stays(out: Path) -> None:
    put(out, "notes.tf", "mine\n")
    hashed = sha256(b"mine\n").hexdigest()
    put(out, MANIFEST, f"{(out / MANIFEST).read_text()}{hashed}  notes.tf\n")

    done = write(tree(NEW), out, force=True)

    assert ["WRITE070"] == [note.code for note in done.notes]
    assert f"{out}/notes.tf stays: {MANIFEST} lists it" in done.notes[0].message
    assert {**NEW, "notes.tf": "mine\n"} == on_disk(out)
    assert () == write(tree(NEW), out).notes


def test_a_file_keeps_its_mode(out: Path) -> None:
    (out / "main.tf").chmod(0o755)
    write(tree(NEW), out)
    assert 0o755 == (out / "main.tf").stat().st_mode & 0o777
    assert NEW["main.tf"] == (out / "main.tf").read_text()


def test_force_overwrites_a_foreign_file(tmp_path: Path) -> None:
    put(tmp_path, "main.tf", "theirs\n")
    write(tree(NEW), tmp_path, force=True)
    assert dict(sorted(NEW.items())) == on_disk(tmp_path)


def test_a_tree_that_lost_its_manifest_is_taken_over_when_it_is_equal(out: Path) -> None:
    (out / MANIFEST).unlink()
    assert {MANIFEST: CREATE} == {
        path: kind for path, kind in kinds(write(tree(OLD), out)).items() if kind is not SAME
    }
    write(tree(NEW), out)
    assert dict(sorted(NEW.items())) == on_disk(out)


def test_a_tree_that_lost_its_manifest_is_adopted(out: Path) -> None:
    (out / MANIFEST).unlink()
    assert [("WRITE002", f"{out}/main.tf")] == refused(lambda: write(tree(NEW), out))
    write(tree(NEW), out, adopt=True)
    assert dict(sorted({**OLD, **NEW}.items())) == on_disk(out)
    assert not compare(tree(NEW), out).differs


# A manifest that cannot be trusted

HASH = "00" * 32
BROKEN = {
    "cut off": f"{HASH}  a.tf\n{HASH[:9]}",
    "without a path": f"{HASH}\n",
    "of another sum": f"{HASH[:40]}  main.tf\n",
    "with a comment": "# by hand\n",
    "JSON": '{"format": 1, "files": {}}',
}


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN)
def test_a_broken_manifest_is_refused_until_it_is_adopted(out: Path, text: str) -> None:
    put(out, MANIFEST, text)
    assert ("WRITE006", f"{out}/{MANIFEST}") in refused(lambda: write(tree(NEW), out))
    assert dict(sorted(OLD.items())) == on_disk(out)
    write(tree(NEW), out, adopt=True)
    assert not compare(tree(NEW), out).differs


def test_a_manifest_that_is_no_text_is_refused(out: Path) -> None:
    (out / MANIFEST).write_bytes(b"\xff\xfe\x00")
    assert ("WRITE006", f"{out}/{MANIFEST}") in refused(lambda: write(tree(NEW), out))


PATHS_NEVER_OURS = (
    *(
        "../victim",
        "/etc/passwd",
        "modules/../../victim",
        "./main.tf",
        "a//b",
        "a/",
        "..",
        "a\\..\\b",
        "a\x00b",
    ),
    *(
        "terraform.tfstate",
        "modules/terraform.tfstate.backup",
        "x_override.tf",
        "override.tf.json",
        "prod.tfvars",
    ),
    *(
        ".terraform.lock.hcl",
        ".terraform/modules/modules.json",
        ".git/config",
        ".GIT/hooks/post-checkout",
    ),
    *(
        ".tfgen/manifest",
        ".tfgen/tree",
        ".tfgen/journal",
        ".tfgen/stage/main.tf",
        ".TFGEN/manifest",
        ".git",
    ),
    # What Windows takes for a drive, a stream of a file, a device, or another name.
    *("C:/victim", "C:victim", "main.tf:stream", "nul", "modules/NUL.tf", "com1/main.tf"),
    *("main.tf.", "modules/vpc /main.tf", "aux .tf", "what?.tf"),
)


@pytest.mark.parametrize("path", PATHS_NEVER_OURS)
def test_a_manifest_entry_that_is_never_ours_is_not_followed(out: Path, path: str) -> None:
    victim = out.parent / "victim"
    put(out.parent, "victim", "vpc\n")
    put(out, "terraform.tfstate", "vpc\n")
    (vpc,) = (line for line in manifest(out) if line.endswith("  modules/vpc/main.tf"))
    put(out, MANIFEST, "\n".join((*manifest(out), f"{vpc[:64]}  {path}", "")))
    assert [("WRITE007", f"{out}/{MANIFEST}")] == refused(lambda: write(tree(NEW), out))
    write(tree(NEW), out, adopt=True)
    assert "vpc\n" == victim.read_text()
    assert dict(sorted({**NEW, "terraform.tfstate": "vpc\n"}.items())) == on_disk(out)
    assert path not in {line.split("  ")[1] for line in manifest(out)}


@pytest.mark.parametrize("path", (*PATHS_NEVER_OURS, "", "a\nb"))
def test_a_rendered_path_that_is_never_ours_is_refused_even_with_force(
    tmp_path: Path, path: str
) -> None:
    folder = tmp_path / "new"
    with pytest.raises(TfgenError) as caught:
        write(tree({**NEW, path: "x\n"}), folder, force=True)
    assert ["WRITE008"] == [found.code for found in caught.value.diagnostics]
    assert [] == list(tmp_path.iterdir())


def test_names_that_only_look_like_those_of_windows_are_written(tmp_path: Path) -> None:
    files = dict.fromkeys(("service_nul.tf", "modules/console/main.tf", "com.tf", "com10.tf"), "x")
    write(tree(files), tmp_path)
    assert dict(sorted(files.items())) == on_disk(tmp_path)


# Links, folders and other things in the way


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "link").symlink_to("real")
    write(tree(OLD), tmp_path / "link")
    assert dict(sorted(OLD.items())) == on_disk(tmp_path / "real")
    assert (tmp_path / "link").is_symlink()


def test_a_dangling_link_is_not_taken_for_a_folder(tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to("missing")
    assert [("WRITE004", f"{tmp_path}/link")] == refused(
        lambda: write(tree(OLD), tmp_path / "link")
    )
    assert [tmp_path / "link"] == list(tmp_path.iterdir())


@pytest.mark.parametrize(
    "link", ["main.tf", "modules", "modules/vpc", "modules/nat/main.tf", ".tfgen", MANIFEST]
)
def test_a_link_inside_is_never_followed(tmp_path: Path, out: Path, link: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    (out / link).rename(elsewhere)
    (out / link).symlink_to(elsewhere)
    before = on_disk(elsewhere) if elsewhere.is_dir() else elsewhere.read_text()
    assert ("WRITE004", f"{out}/{link}") in refused(lambda: write(tree(NEW), out))
    assert ("WRITE004", f"{out}/{link}") in refused(lambda: write(tree(NEW), out, force=True))
    assert before == (on_disk(elsewhere) if elsewhere.is_dir() else elsewhere.read_text())
    assert (out / link).is_symlink()


@pytest.mark.parametrize("link", [".tfgen/stage", ".tfgen/journal", ".tfgen/tree"])
def test_a_link_in_place_of_our_own_records_is_not_followed(
    tmp_path: Path, out: Path, link: str
) -> None:
    put(tmp_path, "elsewhere/stage/precious", "kept")
    (out / link).symlink_to(tmp_path / "elsewhere/stage")
    assert compare(tree(OLD), out).differs
    assert [("WRITE004", f"{out}/{link}")] == refused(lambda: write(tree(NEW), out, force=True))
    assert {"stage/precious": "kept"} == on_disk(tmp_path / "elsewhere")


def test_a_linked_record_folder_keeps_what_it_points_to(tmp_path: Path) -> None:
    put(tmp_path, "elsewhere/stage/precious", "kept")
    (tmp_path / "new").mkdir()
    (tmp_path / "new/.tfgen").symlink_to(tmp_path / "elsewhere")
    assert [("WRITE004", f"{tmp_path}/new/.tfgen")] == refused(
        lambda: write(tree(NEW), tmp_path / "new")
    )
    assert {"stage/precious": "kept"} == on_disk(tmp_path / "elsewhere")


def test_a_folder_in_the_place_of_a_file_is_refused(out: Path) -> None:
    (out / "main.tf").unlink()
    put(out, "main.tf/theirs", "kept")
    assert [("WRITE005", f"{out}/main.tf")] == refused(lambda: write(tree(NEW), out, force=True))


def test_a_file_in_the_place_of_a_folder_is_refused_once(out: Path) -> None:
    shutil.rmtree(out / "modules")
    put(out, "modules", "theirs")
    assert [("WRITE005", f"{out}/modules")] == refused(lambda: write(tree(NEW), out, force=True))
    assert {"main.tf": OLD["main.tf"], "modules": "theirs"} == on_disk(out)


def test_a_pipe_in_the_place_of_a_file_is_refused_unread(out: Path) -> None:
    (out / "main.tf").unlink()
    os.mkfifo(out / "main.tf")
    assert [("WRITE005", f"{out}/main.tf")] == refused(lambda: write(tree(NEW), out, force=True))


def test_a_file_in_the_place_of_the_target_is_refused(tmp_path: Path) -> None:
    put(tmp_path, "out", "theirs")
    assert [("WRITE005", f"{tmp_path}/out")] == refused(
        lambda: write(tree(NEW), tmp_path / "out", force=True)
    )
    assert [("WRITE005", f"{tmp_path}/out")] == refused(
        lambda: compare(tree(NEW), tmp_path / "out")
    )


def test_all_conflicts_come_at_once(out: Path) -> None:
    put(out, "main.tf", "mine\n")
    put(out, "modules/alb/main.tf", "theirs\n")
    (out / "modules/vpc/main.tf").unlink()
    (out / "modules/vpc/main.tf").symlink_to("nowhere")
    found = compare(tree(NEW), out).conflicts
    assert ["WRITE001", "WRITE002", "WRITE004"] == sorted(conflict.code for conflict in found)
    assert all(conflict.help and conflict.code in documented() for conflict in found)
    assert [0, 0, 0] == [conflict.location.length for conflict in found if conflict.location]


# One writer at a time


def test_a_second_writer_gives_up_with_a_message(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(lock, "PATIENCE", 0.0)
    holder = os.open(out, os.O_RDONLY)
    try:
        fcntl.flock(holder, fcntl.LOCK_EX)
        assert [("WRITE009", str(out))] == refused(lambda: write(tree(NEW), out, force=True))
        assert dict(sorted(OLD.items())) == on_disk(out)
    finally:
        os.close(holder)
    write(tree(NEW), out)
    assert dict(sorted(NEW.items())) == on_disk(out)


def test_a_second_writer_waits_for_the_first(out: Path) -> None:
    holder = os.open(out, os.O_RDONLY)
    fcntl.flock(holder, fcntl.LOCK_EX)
    release = threading.Timer(0.2, os.close, [holder])
    release.start()
    write(tree(NEW), out)
    release.join()
    assert dict(sorted(NEW.items())) == on_disk(out)


@pytest.mark.slow
@pytest.mark.parametrize("saved", ["main.tf", "modules/nat/main.tf"], ids=["replaced", "deleted"])
def test_an_edit_saved_between_comparison_and_move_is_kept(
    out: Path, monkeypatch: pytest.MonkeyPatch, saved: str
) -> None:
    moves = sys.modules["tfgen.write.commit"]
    stage = moves._stage

    def saved_meanwhile(*arguments: Any) -> None:
        stage(*arguments)
        (out / saved).write_text("by hand\n")

    monkeypatch.setattr(moves, "_stage", saved_meanwhile)
    with pytest.raises(TfgenError) as caught:
        write(tree(NEW), out)
    assert ["WRITE060"] == [found.code for found in caught.value.diagnostics]
    assert "by hand\n" == (out / saved).read_text()

    monkeypatch.undo()
    assert ["WRITE001"] == [found.code for found in compare(tree(NEW), out).conflicts]


def test_many_writers_at_once_leave_one_whole_tree(tmp_path: Path) -> None:
    trees = [{f"{name}.tf": str(number) for name in "abcde"} for number in range(4)]
    threads = [
        threading.Thread(target=write, args=(tree(files), tmp_path / "out")) for files in trees * 3
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert on_disk(tmp_path / "out") in trees


def test_a_file_system_without_locks_is_written_all_the_same(
    out: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_locks(descriptor: int, operation: int) -> None:
        raise OSError(errno.EBADF, "Bad file descriptor")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    write(tree(NEW), out)
    assert dict(sorted(NEW.items())) == on_disk(out)


# The patch


def test_no_change_has_no_diff(out: Path) -> None:
    assert "" == unified_diff(compare(tree(OLD), out))


def test_a_diff_names_both_sides_and_the_missing_newline(tmp_path: Path) -> None:
    write(tree({"main.tf": "a\nb\n"}), tmp_path)
    put(tmp_path, "main.tf", "a\nc")
    expected = (
        "--- a/main.tf\n+++ b/main.tf\n@@ -1,2 +1,2 @@\n a\n-c\n\\ No newline at end of file\n+b\n"
    )
    assert expected == unified_diff(compare(tree({"main.tf": "a\nb\n"}), tmp_path))


@pytest.mark.skipif(not shutil.which("git"), reason="needs git")
def test_git_apply_makes_of_the_diff_what_a_write_does(out: Path) -> None:
    odd = {
        **NEW,
        "odd.md": "form\x0cfeed \u2028 and\x85 return\r\n no end",
        "modules/vpc/main.tf": "vpc\n\n",
    }
    patch = unified_diff(compare(tree(odd), out))
    subprocess.run(
        ["git", "apply", "--whitespace=nowarn", "-"], cwd=out, input=patch.encode(), check=True
    )
    assert dict(sorted(odd.items())) == on_disk(out)
    assert not compare(tree(odd), out).differs
