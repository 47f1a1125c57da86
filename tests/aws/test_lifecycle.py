"""The end of each cluster: nothing left to change, then nothing left at all. These run after all other tests."""

from __future__ import annotations

import re
from pathlib import Path

from emulator.account import inventory


def test_second_plan_is_empty(applied) -> None:
    done = applied.workspace.run("plan", "-input=false", "-no-color", "-detailed-exitcode")

    assert 0 == done.returncode, done.stdout[-4000:] + done.stderr[-4000:]


def test_destroy_leaves_nothing(applied) -> None:
    """The plan before this one has just read everything, so nothing is read again."""
    if protection_removed(applied.workspace.folder):
        applied.workspace.apply("-refresh=false")
    applied.workspace.must(
        "destroy", "-refresh=false", "-input=false", "-no-color", "-auto-approve"
    )

    after = inventory(applied.read)
    assert {} == {
        kind: after[kind] - ids for kind, ids in applied.before.items() if after[kind] - ids
    }


def protection_removed(tree: Path) -> bool:
    """Switch off what keeps balancers and file systems, as the tree's README says; tell whether there was any."""
    found = False
    for path in (tree / "main.tf", *tree.glob("modules/efs*/main.tf")):
        text = path.read_text()
        off = re.sub(r"(deletion_protection +=|prevent_destroy +=) true", r"\1 false", text)
        path.write_text(off)
        found |= off != text
    return found
