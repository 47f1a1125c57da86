"""Where requests go is up to ECS; only with its target groups does a rule become another one."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import terraform_cli
from terraform_trees import SPECS, Workspace, render, workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("v6-blue-green")]
Replan = Callable[[str, str], dict[str, list[str]]]


@pytest.fixture(scope="module")
def replan(tmp_path_factory: pytest.TempPathFactory) -> Replan:
    """Apply services that shift requests, and return what Terraform would do to their rules after a
    change."""
    if reason := terraform_cli.missing(terraform_cli.V6):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("replaced-groups")
    spec = tmp / "spec.yaml"
    spec.write_text(SPECS["blue-green"].read_text())
    space: Workspace = workspace(terraform_cli.V6, render(spec, tmp / "rendered"), tmp, "")
    space.init()
    space.apply()

    def planned(old: str, new: str) -> dict[str, list[str]]:
        changed = SPECS["blue-green"].read_text().replace(old, new)
        assert changed != SPECS["blue-green"].read_text()
        spec.write_text(changed)
        render(spec, space.folder)
        changes = space.plan()["resource_changes"]
        return {
            change["address"]: change["change"]["actions"]
            for change in changes
            if change["type"] == "aws_lb_listener_rule"
        }

    return planned


def test_a_rule_stays_when_its_groups_stay(replan: Replan) -> None:
    assert {("no-op",)} == {tuple(actions) for actions in replan("/healthz", "/ready").values()}


def test_a_rule_is_replaced_with_its_groups(replan: Replan) -> None:
    assert {("delete", "create")} == {
        tuple(actions) for actions in replan("port: 8080", "port: 8081").values()
    }
