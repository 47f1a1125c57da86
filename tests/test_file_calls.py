"""A write of which any single call to the system fails, or is the last one, or is the first of many
that fail."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path

import file_calls
import pytest
from file_calls import KILLED, Call
from looked_at import every
from test_write_faults import NEW, OLD, THEIRS, assert_goes_on, on_disk, prepared, tree

from tfgen.write import compare, write

ROOT = Path(__file__).parent.parent

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("file-calls"),
    pytest.mark.skipif(
        not file_calls.can_inject(), reason="no strace that may watch: faults are injected by it"
    ),
]
# All calls are for `make sweeps`.
looks = pytest.mark.parametrize(
    "most", [12, pytest.param(100_000, id="all", marks=pytest.mark.sweep)]
)
FAULTS = ("ENOSPC", "EACCES", "EIO", "EROFS")
LESS = {"main.tf": "old\n"}
CASES = {"new tree": ({}, NEW), "update": (OLD, NEW), "removal": (OLD, LESS)}
cases = pytest.mark.parametrize(("old", "new"), CASES.values(), ids=CASES)

Files = Mapping[str, str]


def writing(files: Files, folder: Path) -> Callable[[], str]:
    def action() -> str:
        write(tree(files), folder)
        return "written"

    return action


def calls_of(old: Files, new: Files, tmp_path: Path) -> list[Call]:
    # Once before, so that nothing is imported in a child.
    write(tree(new), tmp_path / "before")
    return file_calls.calls_of(writing(new, prepared(tmp_path / "all" / "acc", old)))


@looks
@cases
def test_a_kill_at_any_call_leaves_each_file_old_or_new(
    tmp_path: Path, old: Files, new: Files, most: int
) -> None:
    calls = calls_of(old, new, tmp_path)
    theirs = THEIRS if old else {}
    for index in every(file_calls.spread(calls, most)):
        folder = prepared(tmp_path / str(index) / "acc", old)
        options = file_calls.once(calls[index], "signal=KILL")
        said, _ = file_calls.traced(writing(new, folder), options)
        assert KILLED == said, calls[index]
        standing = on_disk(folder)
        assert theirs.items() <= standing.items()
        for path in {*old, *new, *standing} - {*theirs}:
            assert standing.get(path) in (old.get(path), new.get(path)), calls[index]
        assert_goes_on(folder, theirs, index)


@looks
@cases
@pytest.mark.parametrize("for_good", [False, True], ids=["once", "from then on"])
def test_a_call_that_fails_says_truly_what_became_of_the_tree(
    tmp_path: Path, old: Files, new: Files, for_good: bool, most: int
) -> None:
    calls = calls_of(old, new, tmp_path)
    theirs = THEIRS if old else {}
    for index in every(file_calls.spread(calls, most)):
        if calls[index].name == "rmdir" and not for_good:
            continue  # that an empty folder may not be removed is nobody's loss
        # Of a sample each place meets one of them.
        for fault in FAULTS if most > len(calls) else FAULTS[index % 4 :][:1]:
            folder = prepared(tmp_path / f"{index}-{fault}" / "acc", old)
            before = on_disk(folder)
            options = file_calls.once(calls[index], f"error={fault}")
            if for_good:
                options = file_calls.from_then_on(calls, index, f"error={fault}")
            said, _ = file_calls.traced(writing(new, folder), options)
            where = f"{fault} at {calls[index]}: {said}"
            if said == "written":  # what the write can do without
                assert {**new, **theirs} == on_disk(folder), where
            elif "nothing was written" in said:
                assert before == on_disk(folder), where
            else:
                assert "the next render completes the tree" in said, where
            assert_goes_on(folder, theirs, index)


# A tree as it is rendered


@cache
def rendered(name: str) -> dict[str, str]:
    return file_calls.files_of(ROOT / "out" / name)


@pytest.mark.sweep
@pytest.mark.parametrize(
    ("old", "new"),
    [("", "minimal"), ("minimal", "closed"), ("acc", "minimal")],
    ids=["new tree", "update", "removal"],
)
def test_a_kill_at_any_call_of_a_rendered_tree_loses_nothing(
    tmp_path: Path, old: str, new: str
) -> None:
    before, after = rendered(old) if old else {}, rendered(new)
    changed = {path: text for path, text in after.items() if before.get(path) != text}
    write(tree(after), tmp_path / "before")
    calls = file_calls.calls_of(writing(after, standing_tree(tmp_path / "all", before)))
    assert len(calls) > len(changed)

    for index, call in enumerate(every(calls)):
        folder = standing_tree(tmp_path / str(index), before)
        said, _ = file_calls.traced(writing(after, folder), file_calls.once(call, "signal=KILL"))
        assert KILLED == said, call
        for path, text in file_calls.files_of(folder).items() if folder.exists() else ():
            assert text in (before.get(path), after.get(path)), call
        assert () == compare(tree(after), folder).conflicts
        write(tree(after), folder)
        assert after == file_calls.files_of(folder)


def standing_tree(folder: Path, files: Files) -> Path:
    if files:
        write(tree(files), folder)
    return folder
