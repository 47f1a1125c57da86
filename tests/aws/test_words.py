"""The real provider applies specs with words that no example has, and AWS would take each of its
requests."""

from __future__ import annotations

from pathlib import Path

import pytest
import terraform_cli
from emulator.api import faults, recorded
from emulator.conditions import refusals
from emulator.server import requests, serve
from terraform_trees import leave_out_what_is_not_emulated, render, workspace
from words import coverage

pytestmark = [pytest.mark.slow, pytest.mark.sweep]
CASES = [
    pytest.param(spec, id=spec.stem, marks=pytest.mark.xdist_group(f"words-applied-{spec.stem}"))
    for spec in coverage.applied()
]


@pytest.mark.parametrize("spec", CASES)
def test_aws_takes_each_word(spec: Path, tmp_path: Path, record_property) -> None:
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tree = render(spec, tmp_path / "rendered")
    with serve(tmp_path / "emulator.log", spec) as endpoint:
        space = workspace(terraform_cli.REAL, tree, tmp_path, endpoint)
        leave_out_what_is_not_emulated(space.folder)
        space.init()
        space.apply()
    calls = list(
        {repr(call): call for call in recorded(requests(tmp_path / "emulator.log"))}.values()
    )

    words = len(coverage.used_by(spec))
    record_property("figure", f"words, {spec.stem}: {words} applied in {len(calls)} requests")
    assert [] == sorted({str(fault) for call in calls for fault in faults(call)})
    assert [] == sorted({str(refusal) for refusal in refusals(calls)})
