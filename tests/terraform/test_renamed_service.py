"""A service with a new name stays the service that it is: real Terraform moves it, and changes and
destroys nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from emulator.server import serve
from terraform_trees import Workspace, render, workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("renamed-service")]

SPEC = """\
version: 1
environment: acc
region: eu-west-1
network: {{nat: single}}
alerts: {{emails: [ops@example.com]}}
load_balancers:
  internal: {{scheme: internal, fixed_response: 404, access_logs: false, deletion_protection: false}}
services:
  {name}:
    {moved}
    image: public.ecr.aws/nginx/nginx:1.27
    cpu: 512
    memory: 1024
    port: 80
    exec: true
    routes: {{internal: /web/*}}
    sidecars:
      proxy: {{image: "public.ecr.aws/envoy:1.31", cpu: 128, memory: 256, depends_on: {{{name}: start}}}}
    scaling: {{min: 2, max: 4, cpu: 60}}
    alarms: {{cpu: 90, http_5xx: 10}}
    deployment: {{rollback_alarms: [http_5xx], wait: false}}
    dashboard: true
"""


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Apply a cluster with the service `web`, give it another name, and return the plan that
    follows."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("renamed-service")
    first = written(tmp, "web", "")
    with serve(tmp / "emulator.log", first) as endpoint:
        space: Workspace = workspace(
            terraform_cli.REAL, render(first, tmp / "rendered"), tmp, endpoint
        )
        space.init()
        space.apply()
        render(written(tmp, "shop", "moved_from: web"), space.folder)
        space.init()
        yield space.plan()


def written(folder: Path, name: str, moved: str) -> Path:
    path = folder / "spec.yaml"
    path.write_text(SPEC.format(name=name, moved=moved))
    return path


def test_everything_of_the_service_moves(renamed) -> None:
    moved = [change for change in renamed["resource_changes"] if "previous_address" in change]
    kinds = {change["type"] for change in moved}

    assert {
        "aws_ecs_service",
        "aws_ecs_task_definition",
        "aws_lb_target_group",
        "aws_lb_listener_rule",
    } <= kinds
    assert {
        "aws_cloudwatch_metric_alarm",
        "aws_cloudwatch_dashboard",
        "aws_cloudwatch_log_group",
    } <= kinds
    for change in moved:
        before, after = (change[key].split(".")[1] for key in ("previous_address", "address"))
        assert re.sub("^service_web", "service_shop", before) == after != before


def test_nothing_is_changed_or_destroyed(renamed) -> None:
    changed = {
        change["address"]: change["change"]["actions"]
        for change in renamed["resource_changes"]
        if change["change"]["actions"] not in (["no-op"], ["read"])
    }
    assert {} == changed
