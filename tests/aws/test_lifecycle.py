"""The end of each cluster: nothing left to change, then nothing left at all. These run after all other tests."""

from __future__ import annotations

import re
from pathlib import Path

from emulator.account import inventory


def test_second_plan_is_empty(applied) -> None:
    plan = applied.workspace.plan()
    changes = {
        each["address"]: (each["change"]["actions"], each["change"].get("replace_paths"))
        for each in plan["resource_changes"]
        if each["change"]["actions"] not in (["no-op"], ["read"])
    }

    assert {} == changes


def test_destroy_leaves_nothing(applied) -> None:
    allow_deletion(applied.workspace.folder)
    applied.workspace.apply()
    applied.workspace.must("destroy", "-input=false", "-no-color", "-auto-approve")

    after = inventory(applied.read)
    assert {} == {kind: after[kind] - ids for kind, ids in applied.before.items() if after[kind] - ids}


def allow_deletion(tree: Path) -> None:
    """Switch the protection of balancers and file systems off, which the README of the tree says to do first."""
    for path in (tree / "main.tf", *tree.glob("modules/efs*/main.tf")):
        path.write_text(re.sub(r"(deletion_protection +=|prevent_destroy +=) true", r"\1 false", path.read_text()))
