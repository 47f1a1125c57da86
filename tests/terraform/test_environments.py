"""Real Terraform plans both environments of specs/shop."""

from __future__ import annotations

from pathlib import Path

import pytest
import terraform_cli
from emulator.server import serve
from terraform_trees import ROOT, render, resources, workspace

SHOP = ROOT / "specs" / "shop"


@pytest.mark.slow
@pytest.mark.parametrize("name", ["staging", "production"])
def test_an_environment_can_be_planned(name: str, tmp_path: Path, record_property) -> None:
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    spec = SHOP / f"{name}.yaml"
    tree = render(spec, tmp_path / "rendered")
    with serve(tmp_path / "emulator.log", spec) as endpoint:
        space = workspace(terraform_cli.REAL, tree, tmp_path, endpoint)
        space.init()
        plan = space.plan()

    record_property("figure", f"shop, {name}: {len(resources(plan))} resources planned")
    assert plan["complete"]
    # One NAT gateway in staging, one in each zone in production; and what null takes out is gone.
    assert {"staging": 1, "production": 2}[name] == len(resources(plan, "aws_nat_gateway"))
    families = {task["values"]["family"] for task in resources(plan, "aws_ecs_task_definition")}
    own = {"staging": {"staging-fill"}, "production": set()}[name]
    assert {f"{name}-web", f"{name}-worker"} | own == families
