"""Real Terraform accepts each tree as it is rendered, with every provider at hand."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterable
from pathlib import Path

import pytest
import terraform_cli
from terraform_trees import TREES, Workspace, needs_version_6, workspace


def test_tree_is_formatted(planned) -> None:
    done = planned.workspace.run("fmt", "-check", "-recursive", "-diff", "-no-color")

    assert (0, "") == (done.returncode, done.stdout)


def test_tree_is_valid(planned) -> None:
    assert [] == complaints(planned.workspace)


def test_tree_can_be_planned(planned) -> None:
    actions = {tuple(change["change"]["actions"]) for change in planned.plan["resource_changes"]}

    assert {("create",)} == actions - {("read",)}
    assert planned.plan["complete"]


@pytest.mark.slow
@pytest.mark.parametrize("provider", [terraform_cli.V6, terraform_cli.REAL])
def test_each_module_is_valid_on_its_own(provider: str, tmp_path: Path) -> None:
    """Give every module of all trees what it needs, from variables of any type; none has a
    neighbour to refer to."""
    if reason := terraform_cli.missing(provider):
        pytest.skip(reason)
    trees = [tree for tree in TREES if provider == terraform_cli.V6 or not needs_version_6(tree)]
    modules = distinct(folder for tree in trees for folder in sorted((tree / "modules").iterdir()))
    for name, folder in modules.items():
        shutil.copytree(folder, tmp_path / "tree" / name)
    (tmp_path / "tree/main.tf").write_text(
        "".join(call(name, folder) for name, folder in modules.items())
    )
    alone = workspace(provider, tmp_path / "tree", tmp_path / "copy", "")
    alone.init()

    assert [] == complaints(alone)


def distinct(folders: Iterable[Path]) -> dict[str, Path]:
    """Return a name for each module that differs: most trees share most of them, byte for byte."""
    texts = {
        tuple((file.name, file.read_text()) for file in sorted(folder.iterdir())): folder
        for folder in folders
    }
    return {f"{folder.name}_{number}": folder for number, folder in enumerate(texts.values())}


def call(name: str, folder: Path) -> str:
    variables = re.findall(r'^variable "(\w+)"', (folder / "variables.tf").read_text(), re.M)
    join = "\n".join(f"{variable} = var.{name}_{variable}" for variable in variables)
    declared = "\n".join(f'variable "{name}_{variable}" {{}}' for variable in variables)
    return f'{declared}\nmodule "{name}" {{\nsource = "./{name}"\n{join}\n}}\n'


def complaints(workspace: Workspace) -> list[str]:
    """Return what `terraform validate` has to say, warnings too."""
    done = workspace.run("validate", "-json")
    return [
        f"{finding['severity']}: {finding['summary']}: {finding['detail']}"
        for finding in json.loads(done.stdout)["diagnostics"]
    ]
