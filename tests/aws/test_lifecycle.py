"""The end of each cluster: nothing left to change, then nothing left at all. These run after all
other tests."""

from __future__ import annotations

import re
import shutil
from pathlib import Path
from typing import Any

import yaml
from emulator.account import inventory
from terraform_trees import SPECS, leave_out_what_is_not_emulated, render


def test_second_plan_is_empty(applied) -> None:
    done = applied.workspace.run("plan", "-input=false", "-no-color", "-detailed-exitcode")

    assert 0 == done.returncode, done.stdout[-4000:] + done.stderr[-4000:]


def test_destroy_leaves_nothing(applied, tmp_path: Path) -> None:
    """The plan before this one has just read everything, so nothing is read again."""
    if balancers := protected_balancers(applied.spec):
        render_over(applied.workspace.folder, without_protection(applied.name, balancers, tmp_path))
        applied.workspace.apply("-refresh=false")
    give_up_data(applied.workspace.folder)
    applied.workspace.must(
        "destroy", "-refresh=false", "-input=false", "-no-color", "-auto-approve"
    )

    after = inventory(applied.read)
    assert {} == {
        kind: after[kind] - ids for kind, ids in applied.before.items() if after[kind] - ids
    }


def protected_balancers(spec: dict[str, Any]) -> list[str]:
    """Return the balancers that AWS refuses to delete; it knows nothing of that for classic
    ones."""
    return [
        key
        for key, load_balancer in spec["load_balancers"].items()
        if (load_balancer or {}).get("type") != "classic"
        and (load_balancer or {}).get("deletion_protection", True)
    ]


def without_protection(name: str, balancers: list[str], tmp: Path) -> Path:
    """Change the spec as the tree's README says, and return the tree that it then gives.

    A strict profile would take no balancer without protection.
    """
    spec = tmp / "changed.yaml"
    shutil.copy(SPECS[name], tmp)
    changes = {key: {"deletion_protection": False} for key in balancers}
    graded = {"security": {"profile": "standard"}}
    spec.write_text(
        yaml.safe_dump({"extends": SPECS[name].name, "load_balancers": changes, **graded})
    )
    return render(spec, tmp / "rendered")


def render_over(folder: Path, tree: Path) -> None:
    """Put a tree over the one that was applied, whose modules it has too."""
    shutil.copytree(tree, folder, dirs_exist_ok=True)
    leave_out_what_is_not_emulated(folder)


def give_up_data(tree: Path) -> None:
    """Let Terraform delete what holds data, which it would have to forget."""
    for path in tree.glob("modules/*/main.tf"):
        path.write_text(re.sub(r"(prevent_destroy +=) true", r"\1 false", path.read_text()))
