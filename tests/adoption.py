"""Clusters that other Terraform made, applied on the emulator and taken over by trees of tfgen."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any

import terraform_cli
from terraform_trees import (
    EMULATED,
    ROOT,
    Workspace,
    emulated_environment,
    leave_out_what_is_not_emulated,
)

LAYOUTS = ROOT / "tests/adopted"
# What a user writes beside the tree: a provider that Terraform needs to forget what it made.
BESIDE = {
    "old_layout": {},
    "public_modules": {
        "virginia.tf": 'provider "aws" {\n  alias  = "virginia"\n  region = "us-east-1"\n}\n'
    },
}
# Two names of the provider for one and the same resource.
ALIASES = {
    "aws_alb": "aws_lb",
    "aws_alb_listener": "aws_lb_listener",
    "aws_alb_target_group": "aws_lb_target_group",
}


@dataclass(frozen=True)
class Adopted:
    """What became of a cluster: its states before and after, all plans, and what tfgen said.

    `anew` is the plan of a tree with a state of its own, which imports everything; `forgotten` that
    of the former root then.
    """

    state: dict[str, Any]
    said: str
    folder: Path
    spec: str
    plan: dict[str, Any]
    anew: dict[str, Any]
    forgotten: dict[str, Any]
    again: dict[str, Any]
    final: dict[str, Any]

    @property
    def before(self) -> dict[str, set[str]]:
        """Ids by type, as they were."""
        return ids(self.state)

    @property
    def after(self) -> dict[str, set[str]]:
        """Ids by type, as they are once the tree is applied."""
        return ids(self.final)


def adopted(layout: str, tmp: Path, endpoint: str) -> Adopted:
    """Apply a layout, import its state, and apply the tree that takes it over."""
    old = _workspace(LAYOUTS / layout, tmp / "old", endpoint)
    old.init()
    old.apply()
    state = json.loads((old.folder / "terraform.tfstate").read_text())
    said = tfgen(tmp, "import", "terraform", "old/terraform.tfstate")
    tree = tmp / "out/cluster"
    for name, text in BESIDE[layout].items():
        (tree / name).write_text(text)
    said += tfgen(tmp, "render", "cluster.yaml")
    new = _workspace(tree, tmp / "new", endpoint)
    shutil.copy(old.folder / "terraform.tfstate", new.folder)
    new.init()
    anew = _anew(tmp, new, endpoint)
    plan = new.plan()
    forgotten = _forgotten(tmp, layout, old)
    new.apply("tfplan")
    return Adopted(
        state,
        said,
        tree,
        (tmp / "cluster.yaml").read_text(),
        plan,
        anew,
        forgotten,
        new.plan(),
        json.loads((new.folder / "terraform.tfstate").read_text()),
    )


def _anew(tmp: Path, new: Workspace, endpoint: str) -> dict[str, Any]:
    """Plan the same tree without a state: all that it takes over is imported."""
    arguments = ("--for", "cluster.yaml", "--new-state", "--blocks", "anew.tf")
    # By the lock file the ids are those of the provider that was taken.
    shutil.copy(new.folder / ".terraform.lock.hcl", tmp)
    tfgen(tmp, "import", "terraform", "old/terraform.tfstate", *arguments)
    folder = tmp / "anew"
    shutil.copytree(new.folder, folder, symlinks=True)
    (folder / "terraform.tfstate").unlink()
    shutil.copy(tmp / "anew.tf", folder / "adopt.tf")
    return Workspace(folder, new.environment).plan()


def _forgotten(tmp: Path, layout: str, old: Workspace) -> dict[str, Any]:
    """Plan the former root with nothing but the blocks that forget what it made."""
    for path in old.folder.glob("*.tf"):
        if path.name != "emulator_override.tf":
            path.unlink()
    shutil.copy(tmp / "forget.tf", old.folder)
    provider = 'provider "aws" {\n  region = "eu-west-1"\n}\n'
    for name, text in {"provider.tf": provider, **BESIDE[layout]}.items():
        (old.folder / name).write_text(text)
    old.init()
    return old.plan()


def _workspace(tree: Path, folder: Path, endpoint: str) -> Workspace:
    shutil.copytree(tree, folder)
    (folder / "emulator_override.tf").write_text(EMULATED)
    leave_out_what_is_not_emulated(folder)
    environment = terraform_cli.real_environment(folder) | emulated_environment(endpoint)
    return Workspace(folder, environment)


def tfgen(
    folder: Path, *arguments: str, environment: Mapping[str, str] = MappingProxyType({})
) -> str:
    """Run tfgen, which has to succeed, and return what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "tfgen", *arguments],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert 0 == done.returncode, done.stdout + done.stderr
    return done.stdout + done.stderr


def ids(state: Mapping[str, Any]) -> dict[str, set[str]]:
    """Return the ids of what a state holds, by type."""
    found: dict[str, set[str]] = defaultdict(set)
    for resource in state["resources"]:
        if resource["mode"] == "managed":
            type_ = ALIASES.get(resource["type"], resource["type"])
            found[type_] |= {str(one["attributes"]["id"]) for one in resource["instances"]}
    return dict(found)


def becomes(plan: Mapping[str, Any]) -> dict[str, dict[str, int]]:
    """Return how many resources of each type are moved, imported, created, forgotten, replaced
    or destroyed."""
    table: dict[str, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for change in plan["resource_changes"]:
        if change["mode"] == "managed":
            table[change["type"]][_word(change)] += 1
    return {type_: dict(words) for type_, words in table.items()}


def _word(change: Mapping[str, Any]) -> str:
    actions = change["change"]["actions"]
    if len(actions) > 1:
        return "replaced"
    if change["change"].get("importing"):
        return "imported"
    if actions[0] in ("no-op", "update"):
        return "moved" if change.get("previous_address") else "kept"
    return {"create": "created", "delete": "destroyed", "forget": "forgotten"}[actions[0]]
