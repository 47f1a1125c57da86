"""Real Terraform accepts each tree as it is rendered, with every provider at hand."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from terraform_trees import Workspace


def test_tree_is_formatted(planned) -> None:
    done = planned.workspace.run("fmt", "-check", "-recursive", "-diff", "-no-color")

    assert (0, "") == (done.returncode, done.stdout)


def test_tree_is_valid(planned) -> None:
    assert [] == complaints(planned.workspace)


def test_tree_can_be_planned(planned) -> None:
    actions = {tuple(change["change"]["actions"]) for change in planned.plan["resource_changes"]}

    assert {("create",)} == actions - {("read",)}
    assert planned.plan["complete"]


def test_each_module_is_valid_on_its_own(planned, sound_modules: set[bytes], tmp_path: Path) -> None:
    installed = planned.workspace.folder
    environment = planned.workspace.environment | {"TF_DATA_DIR": str(installed / ".terraform")}
    found = {}
    for module in sorted((installed / "modules").iterdir()):
        text = planned.provider.encode() + b"".join(file.read_bytes() for file in sorted(module.iterdir()))
        if text not in sound_modules:
            folder = shutil.copytree(module, tmp_path / module.name)
            shutil.copy(installed / ".terraform.lock.hcl", folder)
            found[module.name] = complaints(Workspace(folder, environment))
            sound_modules.add(text)

    assert {} == {name: said for name, said in found.items() if said}


@pytest.fixture(scope="session")
def sound_modules() -> set[bytes]:
    """Modules that were validated before: most specs share most of them, byte for byte."""
    return set()


def complaints(workspace: Workspace) -> list[str]:
    """Return what `terraform validate` has to say, warnings too."""
    done = workspace.run("validate", "-json")
    return [
        f"{each['severity']}: {each['summary']}: {each['detail']}" for each in json.loads(done.stdout)["diagnostics"]
    ]
