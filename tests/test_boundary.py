"""Every role that a tree makes takes the permissions boundary of the spec, in whatever module."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from looked_at import every
from rule_specs import TODAY
from spec_data import LOADER

from tfgen.pipeline import build, check
from tfgen.render.folder import templates_folder

ROOT = Path(__file__).parent.parent
BOUNDARY = "arn:aws:iam::012345678901:policy/workloads"
# What takes a boundary: https://docs.aws.amazon.com/IAM/latest/UserGuide/access_policies_boundaries.html
ENTITY = re.compile(r'^resource "aws_iam_(?:role|user)" "\w+" \{\n(?:.*\n)*?\}$', re.M)
CALL = re.compile(r'^module "\w+" \{\n(?:.*\n)*?\}$', re.M)
SPECS = ("everything", "ops", "production", "blue-green", "jobs")


def test_every_role_and_user_of_every_module_takes_a_boundary() -> None:
    entities = [
        (path, entity)
        for path in (templates_folder() / "modules").rglob("*.tf*")
        for entity in ENTITY.findall(path.read_text(encoding="utf-8"))
    ]

    assert [] == [
        str(path)
        for path, entity in every(entities)
        if not re.search(r"^  permissions_boundary += var\.permissions_boundary$", entity, re.M)
    ]


def tree(folder: Path, name: str, **sections: Any) -> dict[str, str]:
    """Return the tree of an example with other sections beside its own."""
    data = yaml.load((ROOT / f"specs/{name}.yaml").read_text(encoding="utf-8"), LOADER)
    data.pop("iam", None)
    path = folder / "spec.yaml"
    path.write_text(yaml.safe_dump({**data, **sections}), encoding="utf-8")
    return {file.path: file.text for file in build(check(path, TODAY)).files}


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_every_call_of_a_module_with_roles_passes_the_boundary(tmp_path: Path, name: str) -> None:
    files = tree(tmp_path, name, iam={"permissions_boundary": BOUNDARY})
    with_roles = {
        path.split("/")[1]
        for path, text in files.items()
        if path.startswith("modules/") and ENTITY.search(text)
    }
    calls = {
        call
        for path, text in files.items()
        if "/" not in path and path.endswith(".tf")
        for call in CALL.findall(text)
    }

    assert with_roles
    for call in every(calls):
        (folder,) = re.findall(r'source += "\./modules/(\w+)"', call)
        passes = "= local.permissions_boundary\n" in call
        assert (folder in with_roles) is passes, call


@pytest.mark.slow
@pytest.mark.parametrize("name", SPECS)
def test_a_spec_without_a_boundary_says_nothing_of_one(tmp_path: Path, name: str) -> None:
    files = tree(tmp_path, name)

    assert [] == [
        path
        for path, text in every(files.items())
        if not path.startswith("modules/") and "permissions_boundary" in text
    ]
