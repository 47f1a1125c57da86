"""A write that is killed, interrupted or refused by the operating system at any step."""

from __future__ import annotations

import errno
import json
import os
import resource
import sys
import warnings
from collections import Counter
from collections.abc import Callable, Container, Mapping
from hashlib import sha256
from itertools import count
from pathlib import Path
from types import FrameType
from typing import Any, NoReturn

import pytest
from generated import HEADER, generated
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from looked_at import every

from tfgen.diagnostics import TfgenError
from tfgen.tree import RenderedFile, VerifiedTree
from tfgen.write import compare, write

OLD = generated(
    {
        "README.md": "old\n",
        "main.tf": "old\n",
        "modules/eip/main.tf": "eip\n",
        "modules/nat/main.tf": "nat\n",
        "modules/vpc/main.tf": "vpc\n",
    }
)
NEW = generated(
    {
        "main.tf": "new\n",
        "modules/vpc/main.tf": "vpc\n",
        "modules/alb/main.tf": "alb\n",
        "README.md": "new\n",
    }
)
THIRD = generated({"main.tf": "third\n", "modules/sns/main.tf": "sns\n"})
THEIRS = {"main_override.tf": "theirs\n", "modules/nat/notes.md": "theirs\n"}

# What CPython reports to an audit hook before it asks the operating system for it:
# https://docs.python.org/3/library/audit_events.html
STEPS = {"open", "os.mkdir", "os.rename", "os.remove", "os.rmdir", "fcntl.flock"}
KILLED = 9
NOBODY = 65534


def tree(files: Mapping[str, str]) -> VerifiedTree:
    return VerifiedTree(tuple(RenderedFile(path, text) for path, text in files.items()))


def on_disk(folder: Path) -> dict[str, str]:
    """Every file that is not a record of tfgen's."""
    paths = {
        path.relative_to(folder).as_posix(): path for path in folder.rglob("*") if path.is_file()
    }
    return {
        name: path.read_text()
        for name, path in paths.items()
        if not name.startswith((".tfgen/", ".git"))
    }


def put(folder: Path, files: Mapping[str, str]) -> None:
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text)


def assert_holds(folder: Path, files: Mapping[str, str]) -> None:
    """Exactly these files, the manifest, and no empty folder or leftover."""
    assert dict(files) == on_disk(folder)
    assert ["manifest"] == [path.name for path in (folder / ".tfgen").iterdir()]
    assert [] == [path for path in folder.rglob("*") if path.is_dir() and not any(path.iterdir())]


def in_child(action: Callable[[], object]) -> str:
    """Run an action in a process of its own; return what it or its TfgenError said, or "killed"."""
    reader, writer = os.pipe()
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # fork beside the threads of xdist, from Python 3.12
        child = os.fork()
    if child == 0:
        _act_and_exit(action, writer)
    os.close(writer)
    with os.fdopen(reader) as said:
        text = said.read()
    status = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    assert status in (0, KILLED), text
    return "killed" if status else text


def _act_and_exit(action: Callable[[], object], writer: int) -> NoReturn:
    try:
        os.write(writer, str(action()).encode())
    except TfgenError as error:
        os.write(
            writer,
            "\n".join(f"{found.code} {found.message}" for found in error.diagnostics).encode(),
        )
    except BaseException as error:
        os.write(writer, repr(error).encode())
        os._exit(1)
    os._exit(0)


def kill() -> None:
    os._exit(KILLED)


def no_space() -> None:
    raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def write_with(
    fault: Callable[[], object], at: Container[int], files: Mapping[str, str], folder: Path
) -> str:
    """Write in a child, with a fault as it takes these of its steps on the file system; return how many it took."""

    def action() -> int:
        taken = 0

        def hook(event: str, arguments: tuple[object, ...]) -> None:
            nonlocal taken
            if event in STEPS:
                taken += 1
                # That an empty folder may not be removed is nobody's loss.
                if taken in at and not (fault is no_space and event == "os.rmdir"):
                    fault()

        sys.addaudithook(hook)
        write(tree(files), folder)
        return taken

    return in_child(action)


def prepared(folder: Path, old: Mapping[str, str]) -> Path:
    """Put the old tree and the user's files into a folder; nothing for no tree, not even the folder."""
    if old:
        write(tree(old), folder)
        put(folder, THEIRS)
    return folder


def steps_of_a_write(tmp_path: Path, old: Mapping[str, str]) -> range:
    return range(1, 1 + int(write_with(kill, (), NEW, prepared(tmp_path / "all" / "acc", old))))


def assert_goes_on(folder: Path, theirs: Mapping[str, str], turn: int = 0) -> None:
    """The next run completes the tree, makes another of it or goes back, and never speaks of hand edits."""
    files = (NEW, THIRD, OLD)[turn % 3]
    assert () == compare(tree(files), folder).conflicts
    write(tree(files), folder)
    assert_holds(folder, {**files, **theirs})


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    """Save the time of syncing: a killed process, unlike a power cut, loses nothing that it wrote."""
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


ANOTHER = 1  # the turn that finds out what was forgotten: nothing in THIRD is as it was

both = pytest.mark.parametrize("old", [OLD, {}], ids=["changed tree", "new tree"])


@pytest.mark.slow
@both
@pytest.mark.parametrize(
    "turn", range(3), ids=["same tree next", "another tree next", "old tree next"]
)
def test_a_kill_at_any_step_leaves_each_file_old_or_new_and_the_next_run_goes_on(
    tmp_path: Path, old: Mapping[str, str], turn: int
) -> None:
    theirs = THEIRS if old else {}
    for step in steps_of_a_write(tmp_path, old):
        folder = prepared(tmp_path / str(step) / "acc", old)
        assert "killed" == write_with(kill, (step,), NEW, folder)
        found = on_disk(folder)
        assert theirs.items() <= found.items()
        for path in {*old, *NEW, *found} - {*theirs}:
            assert found.get(path) in (old.get(path), NEW.get(path))
        assert_goes_on(folder, theirs, turn)


@pytest.mark.slow
@pytest.mark.parametrize(
    "turn", range(3), ids=["first tree next", "second tree next", "old tree next"]
)
def test_a_kill_after_a_kill_loses_no_knowledge(tmp_path: Path, turn: int) -> None:
    for first in steps_of_a_write(tmp_path, OLD)[20::7]:
        for second in range(20, 55, 4):
            folder = prepared(tmp_path / f"{first}-{second}" / "acc", OLD)
            write_with(kill, (first,), NEW, folder)
            write_with(kill, (second,), THIRD, folder)
            assert_goes_on(folder, THEIRS, turn)


def as_it_was_once(folder: Path, files: Mapping[str, str]) -> None:
    """Give a tree the record in JSON that tfgen kept before."""
    entries = {path: sha256(text.encode()).hexdigest() for path, text in files.items()}
    put(folder, {".tfgen/manifest.json": json.dumps({"format": 1, "files": entries})})
    (folder / ".tfgen/manifest").unlink()
    (folder / ".gitattributes").unlink()


@pytest.mark.slow
def test_a_kill_while_a_former_record_is_taken_over_loses_no_knowledge(tmp_path: Path) -> None:
    first = prepared(tmp_path / "first" / "acc", OLD)
    as_it_was_once(first, OLD)
    steps = int(write_with(kill, (), NEW, first))
    assert_holds(first, {**NEW, **THEIRS})
    for step in range(1, 1 + steps):
        folder = prepared(tmp_path / str(step) / "acc", OLD)
        as_it_was_once(folder, OLD)
        assert "killed" == write_with(kill, (step,), NEW, folder)
        assert_goes_on(folder, THEIRS, ANOTHER)


def killed_late(folder: Path, step: int) -> None:
    """Kill a write from OLD to NEW when its files are in place and only the journal knows them."""
    write_with(kill, (step,), NEW, prepared(folder, OLD))
    assert {**NEW, **THEIRS} == on_disk(folder)
    assert "README.md" in (folder / ".tfgen/journal").read_text()


@pytest.mark.slow
def test_a_fault_after_a_kill_loses_no_knowledge(tmp_path: Path) -> None:
    steps = steps_of_a_write(tmp_path, OLD)
    for step in steps:
        folder = tmp_path / str(step) / "acc"
        killed_late(folder, steps[-15])
        write_with(no_space, (step,), {**OLD, "main.tf": "fourth\n"}, folder)
        assert_goes_on(folder, THEIRS, ANOTHER)


def test_a_tree_checked_out_over_an_interrupted_write_is_known(tmp_path: Path) -> None:
    folder = tmp_path / "acc"
    killed_late(folder, steps_of_a_write(tmp_path, OLD)[-15])
    other = prepared(tmp_path / "other", {path: f"other {text}" for path, text in NEW.items()})
    put(folder, {name: (other / name).read_text() for name in (*NEW, ".tfgen/manifest")})
    assert_goes_on(folder, THEIRS, ANOTHER)


@pytest.mark.slow
@both
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "from then on"])
def test_a_fault_at_any_step_says_truly_what_became_of_the_tree(
    tmp_path: Path, old: Mapping[str, str], for_good: bool
) -> None:
    theirs = THEIRS if old else {}
    steps = steps_of_a_write(tmp_path, old)
    for step in steps:
        folder = prepared(tmp_path / str(step) / "acc", old)
        before = on_disk(folder)
        said = write_with(no_space, range(step, 10_000) if for_good else (step,), NEW, folder)
        if (
            said.isdecimal()
        ):  # the fault hit what the write can do without: a sync, or the removal of a folder
            assert {**NEW, **theirs} == on_disk(folder)
        elif "nothing was written" in said:
            assert before == on_disk(folder)
            assert old or for_good or not folder.parent.exists()
        else:
            assert "the next render completes the tree" in said
            # It is the first file of a tree, and of the user's files it is none.
            assert (folder / ".gitattributes").exists()
            assert before != on_disk(folder) or not old
        assert_goes_on(folder, theirs, step)


def write_until(line: int, files: Mapping[str, str], folder: Path) -> str:
    """Write in a child, where Ctrl-C is pressed before a line of those that change something.

    Lines are counted as they are run, each on its first and second pass.
    """

    def action() -> str:
        passed: Counter[tuple[str, int]] = Counter()

        def trace(frame: FrameType, event: str, argument: Any) -> Any:
            if not frame.f_code.co_filename.endswith(
                ("tfgen/write/commit.py", "tfgen/write/__init__.py")
            ):
                return None
            here = (frame.f_code.co_filename, frame.f_lineno)
            if event == "line" and passed[here] < 2:
                passed[here] += 1
                if passed.total() == line:
                    raise KeyboardInterrupt
            return trace

        sys.settrace(trace)
        try:
            write(tree(files), folder)
        except KeyboardInterrupt:
            return "interrupted"
        return "written"

    return in_child(action)


@pytest.mark.slow
def test_ctrl_c_at_any_line_leaves_what_the_next_run_completes(tmp_path: Path) -> None:
    for line in count(1):
        folder = prepared(tmp_path / str(line) / "acc", OLD)
        outcome = write_until(line, NEW, folder)
        assert_goes_on(folder, THEIRS, ANOTHER)
        if outcome == "written":
            break
    assert line > 50


# Refusals of the operating system


def as_nobody(action: Callable[[], object], tmp_path: Path) -> str:
    """Run an action in the folder, as a user whom permissions bind, who owns all in it."""

    def bound() -> object:
        os.chdir(tmp_path)
        if os.geteuid() == 0:
            for path in (tmp_path, *tmp_path.rglob("*")):
                os.chown(path, NOBODY, NOBODY)
            os.setgid(NOBODY)
            os.setuid(NOBODY)
        return action() and ""

    return in_child(bound)


@pytest.mark.parametrize("closed", ["out", "out/.tfgen", "out/modules", "out/modules/nat"])
def test_a_folder_that_may_not_be_written_stops_the_write_before_it_begins(
    tmp_path: Path, closed: str
) -> None:
    out = prepared(tmp_path / "out", OLD)
    (tmp_path / closed).chmod(0o555)
    said = as_nobody(lambda: write(tree(NEW), Path("out")), tmp_path)
    assert (
        f"IO021 cannot write into {closed}: this user may not, or its file system is read-only; nothing was written"
        == said
    )
    assert_holds(out, {**OLD, **THEIRS})
    (tmp_path / closed).chmod(0o755)
    assert_goes_on(out, THEIRS)


def test_a_target_that_may_not_be_made_says_so(tmp_path: Path) -> None:
    (tmp_path / "closed").mkdir(mode=0o555)
    said = as_nobody(lambda: write(tree(NEW), Path("closed/out/acc")), tmp_path)
    assert "IO021 cannot write closed/out: Permission denied; nothing was written" == said
    assert [] == list((tmp_path / "closed").iterdir())


def test_every_unreadable_file_is_named(tmp_path: Path) -> None:
    prepared(tmp_path / "out", OLD)
    (tmp_path / "out/main.tf").chmod(0)
    (tmp_path / "out/modules/nat").chmod(0)
    said = as_nobody(lambda: write(tree(NEW), Path("out")), tmp_path)
    (tmp_path / "out/modules/nat").chmod(0o755)
    expected = [
        "IO020 cannot read out/main.tf: Permission denied; nothing was written",
        "IO020 cannot read out/modules/nat/main.tf: Permission denied; nothing was written",
    ]
    assert expected == said.splitlines()
    assert OLD["modules/nat/main.tf"] == (tmp_path / "out/modules/nat/main.tf").read_text()


@both
def test_a_file_size_limit_leaves_the_old_tree(tmp_path: Path, old: Mapping[str, str]) -> None:
    folder = prepared(tmp_path / "new" / "acc", old)

    def limited() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (100, 100))
        write(tree({**NEW, "big.tf": "x" * 101}), folder)

    said = in_child(limited)
    assert "IO022 " == said[:6]
    assert said.endswith(": File too large; nothing was written")
    assert old or not folder.parent.exists()
    assert_goes_on(folder, THEIRS if old else {})


def test_a_disk_that_fails_to_sync_leaves_the_old_tree(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = prepared(tmp_path / "acc", OLD)

    def fails(descriptor: int) -> None:
        raise OSError(errno.EIO, os.strerror(errno.EIO))

    with monkeypatch.context() as patch, pytest.raises(TfgenError) as caught:
        patch.setattr(os, "fsync", fails)
        write(tree(NEW), folder)
    assert ["IO023"] == [found.code for found in caught.value.diagnostics]
    assert 5 == caught.value.exit_code
    assert_holds(folder, {**OLD, **THEIRS})


def test_a_path_that_is_too_long_is_named(tmp_path: Path) -> None:
    with pytest.raises(TfgenError) as caught:
        write(tree({f"{'x' * 300}.tf": "x\n"}), tmp_path / "new" / "acc")
    assert ["IO020"] == [found.code for found in caught.value.diagnostics]
    assert "File name too long; nothing was written" in str(caught.value)
    assert [] == list(tmp_path.iterdir())


# Any history

OURS = ["main.tf", "README.md", "modules/vpc/main.tf", "modules/alb/main.tf"]
USERS = ["notes.txt", "terraform.tfstate", "modules/vpc/x_override.tf", "modules/alb/deep/notes.md"]
trees = st.dictionaries(
    st.sampled_from(OURS),
    st.sampled_from([f"{HEADER}{word}\n" for word in ("one", "two", "three")]),
)
actions = st.one_of(
    st.tuples(st.just("render"), trees),
    st.tuples(st.just("force"), trees),
    st.tuples(st.just("crash"), trees, st.integers(9, 50)),
    st.tuples(st.just("put"), st.sampled_from(OURS + USERS)),
    st.tuples(st.just("delete"), st.sampled_from(OURS + USERS)),
    st.tuples(st.just("checkout with CRLF"), st.sampled_from(OURS)),
)


@pytest.mark.slow
@settings(
    deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(history=st.lists(actions, min_size=1, max_size=12))
def test_in_any_history_the_text_of_a_user_stays(
    tmp_path_factory: pytest.TempPathFactory, history: list[tuple[Any, ...]]
) -> None:
    folder = tmp_path_factory.mktemp("history")
    theirs: dict[str, str] = {}
    for number, (action, what, *step) in enumerate(every(history)):
        if action == "put":
            theirs[what] = f"by hand {number}\n"
            put(folder, {what: theirs[what]})
        elif action == "delete":
            theirs.pop(what, None)
            (folder / what).unlink(missing_ok=True)
        elif action == "checkout with CRLF":
            if what not in theirs and (folder / what).exists():
                (folder / what).write_bytes((folder / what).read_bytes().replace(b"\n", b"\r\n"))
        elif action == "force":
            write(tree(what), folder, force=True)
            theirs = {
                path: text for path, text in theirs.items() if path in USERS or path not in what
            }
            theirs = {
                path: text
                for path, text in theirs.items()
                if path in USERS or (folder / path).exists()
            }
            assert {**what, **theirs} == on_disk(folder)
        elif action == "crash":
            write_with(kill, step, what, folder)
        else:
            render(folder, what, theirs)
        assert theirs.items() <= on_disk(folder).items()


def render(folder: Path, files: Mapping[str, str], theirs: Mapping[str, str]) -> None:
    """Render: either this tree stands beside the user's files, or nothing changed and some of these are named."""
    before = on_disk(folder)
    try:
        write(tree(files), folder)
    except TfgenError as error:
        named = {found.location.file for found in error.diagnostics if found.location}
        assert named and named <= {str(folder / path) for path in theirs if path in OURS}
        assert before == on_disk(folder)
    else:
        assert {**files, **theirs} == on_disk(folder)
        assert ["manifest"] == [path.name for path in (folder / ".tfgen").iterdir()]
        assert not compare(tree(files), folder).differs
