"""Real Terraform plans the specs that together use every word of the language, but those that
tests/aws applies."""

from __future__ import annotations

from pathlib import Path

import pytest
import terraform_cli
from emulator.server import serve
from terraform_trees import needs_version_6, render, resources, workspace
from words import coverage

pytestmark = [pytest.mark.slow, pytest.mark.sweep]
CASES = [
    pytest.param(spec, id=spec.stem, marks=pytest.mark.xdist_group(f"words-{spec.stem}"))
    for spec in coverage.planned()
]


@pytest.mark.parametrize("spec", CASES)
def test_each_word_can_be_planned(spec: Path, tmp_path: Path, record_property) -> None:
    tree = render(spec, tmp_path / "rendered")
    provider = terraform_cli.V6 if needs_version_6(tree) else terraform_cli.REAL
    if reason := terraform_cli.missing(provider):
        pytest.skip(reason)
    with serve(tmp_path / "emulator.log", spec) as endpoint:
        space = workspace(provider, tree, tmp_path, endpoint)
        space.init()
        plan = space.plan()

    record_property("figure", f"words, {spec.stem}: {len(resources(plan))} resources planned")
    assert plan["complete"]
    assert {("create",)} == {
        tuple(change["change"]["actions"])
        for change in plan["resource_changes"]
        if change["mode"] == "managed"
    }
