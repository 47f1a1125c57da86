"""Terraform of one's own: every value that may be an expression is one, of what does not exist yet."""

from __future__ import annotations

import datetime
import shutil
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from emulator.server import serve
from terraform_trees import SPECS, resources, workspace

from tfgen.pipeline import build, check
from tfgen.write import write

HERE = Path(__file__).parent / "own"
TODAY = datetime.date(2026, 1, 1)

pytestmark = [
    pytest.mark.slow,
    pytest.mark.xdist_group("own-terraform-unknown"),
]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the plan of the real provider, in an account that has nothing of it."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("own-terraform")
    tree = tmp / "rendered"
    tree.mkdir()
    shutil.copy(HERE / "own.tf", tree)
    write(build(check(HERE / "unknown.yaml", TODAY), tree), tree)
    # The emulator's account: nothing of the spec stands there.
    with serve(tmp / "emulator.log", SPECS["own-terraform"]) as endpoint:
        space = workspace(terraform_cli.REAL, tree, tmp, endpoint)
        space.init()
        return space.plan()


def test_nothing_hangs_on_what_is_known_only_after_an_apply(plan: dict[str, Any]) -> None:
    assert plan["complete"]
    assert {("create",)} == {
        tuple(change["change"]["actions"])
        for change in plan["resource_changes"]
        if change["mode"] == "managed"
    }


def test_addresses_are_made_of_names_that_are_known(plan: dict[str, Any]) -> None:
    addresses = {resource["address"] for resource in resources(plan)}
    group = "module.service_web_security_group.aws_vpc_security_group_egress_rule.this"
    task = "module.service_web_task"

    assert f'{group}["database to aws_security_group.own.id"]' in addresses
    policy = f"{task}.aws_iam_role_policy_attachment.task"
    assert f'{policy}["aws_iam_policy.own.arn"]' in addresses
    certificate = "module.load_balancer_edge.aws_lb_listener_certificate.this"
    assert f'{certificate}["aws_acm_certificate.further.arn"]' in addresses
