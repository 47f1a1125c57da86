"""Several processes that write other trees into one folder at once, one of which may be killed."""

from __future__ import annotations

import os
import random
import shutil
import sys
import warnings
from collections.abc import Mapping
from pathlib import Path

import pytest
from looked_at import every
from test_write_faults import (
    KILLED,
    NEW,
    OLD,
    STEPS,
    THEIRS,
    THIRD,
    assert_holds,
    on_disk,
    prepared,
    tree,
)

from tfgen.diagnostics import TfgenError
from tfgen.write import compare, write

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(os, "fork"), reason="writers are forks"),
]
TREES: tuple[Mapping[str, str], ...] = (OLD, NEW, THIRD, {"main.tf": "fourth\n"})
REFUSED = 3


@pytest.fixture(autouse=True)
def unsynced(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "fsync", lambda descriptor: None)


def begin(files: Mapping[str, str], folder: Path, last: int) -> int:
    """Begin to write in a child, which is killed at its last step; return its process id."""
    with warnings.catch_warnings():
        # fork beside the threads of xdist, from Python 3.12
        warnings.simplefilter("ignore", DeprecationWarning)
        child = os.fork()
    if child:
        return child
    code = 70
    try:
        _die_at(last)
        write(tree(files), folder)
        code = 0
    except TfgenError:
        code = REFUSED
    finally:
        os._exit(code)


def _die_at(last: int) -> None:
    taken = 0

    def hook(event: str, arguments: tuple[object, ...]) -> None:
        nonlocal taken
        taken += event in STEPS
        if taken == last:
            os._exit(KILLED)

    sys.addaudithook(hook)


@pytest.mark.parametrize("writers", [2, 8])
@pytest.mark.parametrize("rounds", [15, pytest.param(500, marks=pytest.mark.sweep)])
def test_writers_at_once_leave_one_of_their_trees(
    tmp_path: Path, writers: int, rounds: int
) -> None:
    chance = random.Random(writers)
    for number in every(range(rounds)):
        theirs = THEIRS if number % 2 else {}
        folder = prepared(tmp_path / str(number) / "acc", OLD if theirs else {})
        lasts = [chance.randrange(1, 60) if number % 5 == 0 else 0, *[0] * (writers - 1)]
        begun = [begin(chance.choice(TREES), folder, last) for last in lasts]
        ends = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in begun]

        # Of those that nobody kills each one gets its turn.
        assert {*ends[1:]} == {0} and ends[0] in (0, KILLED)
        standing = on_disk(folder)
        assert theirs.items() <= standing.items()
        ours = {path: text for path, text in standing.items() if path not in theirs}
        assert ours in TREES or KILLED in ends
        assert () == compare(tree(NEW), folder).conflicts
        write(tree(NEW), folder)
        assert_holds(folder, {**NEW, **theirs})
        shutil.rmtree(folder.parent)
