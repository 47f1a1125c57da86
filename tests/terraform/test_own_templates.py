"""Templates of one's own as their page has them: real Terraform plans and tests what comes out."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import terraform_cli
from emulator.server import serve
from pages import ROOT, blocks, session
from terraform_trees import Workspace, resources, workspace

PAGE = ROOT / "docs/how-to/own-templates.md"
FOLLOWED = 3  # commands, up to the first render

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("own-templates")]


@pytest.fixture(scope="module")
def overlaid(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Lay out the files of the page, follow its first commands, and initialise the tree."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("own-templates")
    for block in blocks(PAGE):
        if block.file:
            path = tmp / block.file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(block.text)
    first = next(block for block in blocks(PAGE) if block.language == "console")
    for command in session(first)[:FOLLOWED]:
        follow(command.line, tmp)
    with serve(tmp / "emulator.log", tmp / "acc.yaml") as endpoint:
        space = workspace(terraform_cli.REAL, tmp / "out/acc", tmp, endpoint)
        space.init()
        yield space


def follow(line: str, folder: Path) -> None:
    line = line.replace("tfgen ", f"{sys.executable} -m tfgen ", 1)
    environment = {**os.environ, "PYTHONPATH": str(ROOT)}
    subprocess.run(["bash", "-c", line], cwd=folder, env=environment, check=True)


def test_a_plan_has_what_the_templates_add(overlaid: Workspace) -> None:
    plan = overlaid.plan()
    # The module's groups, and not those that other modules make.
    groups = {
        one["address"]: one["values"]["tags"]
        for one in resources(plan, "aws_cloudwatch_log_group")
        if one["address"].endswith("aws_cloudwatch_log_group.this")
    }
    filters = {one["address"] for one in resources(plan, "aws_cloudwatch_log_metric_filter")}

    calls = {"module.container_insights_logs", "module.exec_logs"}
    tagged = {address for address, tags in groups.items() if tags == {"Team": "platform"}}
    assert {f"{call}.aws_cloudwatch_log_group.this" for call in calls} == tagged
    assert {f"{call}.aws_cloudwatch_log_metric_filter.errors" for call in calls} == filters


def test_what_the_spec_promises_is_tested_all_the_same(overlaid: Workspace) -> None:
    (overlaid.folder / "emulator_override.tf").unlink()

    assert "Success!" in overlaid.must("test", "-no-color")
