"""Which changes of a service start its tasks anew: what the real provider asks of ECS."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import terraform_cli
import yaml
from emulator.api import Call, recorded
from emulator.server import requests, serve
from terraform_trees import Workspace, leave_out_what_is_not_emulated, render, workspace

from tests.aws.test_lifecycle import render_over

pytestmark = pytest.mark.slow

IMAGE = "012345678901.dkr.ecr.eu-west-1.amazonaws.com/api:1.0.0"
API = {"image": IMAGE, "cpu": 256, "memory": 512, "capacity": "fargate", "desired_count": 2}
SPEC: dict[str, Any] = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "account_id": "012345678901",
    "network": {"nat": "none", "internet_gateway": False, "flow_logs": False},
    "load_balancers": {},
}
STAY = {"force_new_deployment": False}
MIXED = {"fargate": 1, "fargate_spot": 2}


def test_tasks_stay_where_the_spec_says_so_and_capacity_changes_where_it_may(
    tmp_path: Path,
) -> None:
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    spec = written(tmp_path, API)
    with serve(tmp_path / "emulator.log", spec) as endpoint:
        tree = render(spec, tmp_path / "rendered")
        space = workspace(terraform_cli.REAL, tree, tmp_path, endpoint)
        leave_out_what_is_not_emulated(space.folder)
        space.init()
        space.apply()

        # https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_UpdateService.html
        [more] = updates(space, tmp_path, {**API, "desired_count": 3})
        assert (3, True) == (more["desiredCount"], more["forceNewDeployment"])
        [fewer] = updates(space, tmp_path, {**API, "deployment": STAY})
        assert (2, None) == (fewer["desiredCount"], fewer.get("forceNewDeployment"))
        replaced = {**API, "capacity": MIXED, "deployment": STAY}
        assert ["delete", "create"] == planned(space, tmp_path, replaced)
        [other] = updates(space, tmp_path, {**API, "capacity": MIXED})
        assert other["forceNewDeployment"] and 2 == len(other["capacityProviderStrategy"])


def written(tmp: Path, api: dict[str, Any]) -> Path:
    spec = tmp / "spec.yaml"
    spec.write_text(yaml.safe_dump({**SPEC, "services": {"api": api}}))
    return spec


def planned(space: Workspace, tmp: Path, api: dict[str, Any]) -> list[str]:
    """Put the tree of another service over the one that stands, and return what becomes of it."""
    render_over(space.folder, render(written(tmp, api), tmp / "rendered"))
    [change] = [
        change["change"]["actions"]
        for change in space.plan()["resource_changes"]
        if change["type"] == "aws_ecs_service"
    ]
    return list(change)


def updates(space: Workspace, tmp: Path, api: dict[str, Any]) -> list[dict[str, Any]]:
    """Apply another service, and return the updates that ECS was asked for."""
    record = requests(tmp / "emulator.log")
    before = len(recorded(record))
    assert ["update"] == planned(space, tmp, api)
    space.must("apply", "-input=false", "-no-color", "tfplan")
    calls: list[Call] = recorded(record)[before:]
    return [call.parameters for call in calls if call.name == "UpdateService"]
