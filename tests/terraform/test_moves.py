"""A table of moves, through real Terraform: a state of former addresses plans nothing but moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from emulator.server import serve
from terraform_trees import Workspace, render, workspace

from tfgen.facts import moves
from tfgen.facts.moves import Move
from tfgen.render import _module

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("moves")]

SPEC = """\
version: 1
environment: acc
region: eu-west-1
network: {{nat: single}}
load_balancers:
  internal: {{scheme: internal, fixed_response: 404, access_logs: false, deletion_protection: false}}
services:
  {name}:
    {moved}
    image: public.ecr.aws/nginx/nginx:1.27
    cpu: 512
    memory: 1024
    port: 80
    routes: {{internal: /web/*}}
    deployment: {{wait: false}}
"""
RULE = "aws_vpc_security_group_egress_rule.this"
TABLE = (
    Move("0.2.0", "module.service_{key}_ways", "module.service_{key}_routes"),
    Move(
        "0.3.0",
        f'module.service_{{key}}_security_group.{RULE}["to {{each}}"]',
        f'module.service_{{key}}_security_group.{RULE}["{{each}}"]',
        keys="egress",
    ),
    Move("0.3.0", "aws_iam_role.runner", "aws_iam_role.execution", inside="ecs_task"),
    Move("0.3.0", "module.cluster", "module.ecs_cluster"),
)
# What that was before, in files of a tree of today: pattern of the path, text, former text.
FORMER = (
    (r".*\.tf", r"\bservice_web_routes\b", "service_web_ways"),
    (r"[^/]*\.tf", r"\bmodule\.ecs_cluster\b", "module.cluster"),
    (r"[^/]*\.tf", r'module "ecs_cluster"', 'module "cluster"'),
    (r"modules/ecs_task/.*", r"aws_iam_role\.execution\b", "aws_iam_role.runner"),
    (r"modules/ecs_task/.*", r'"aws_iam_role" "execution"', '"aws_iam_role" "runner"'),
    (r"network\.tf", r'"(https|vpc) to', r'"to \1 to'),
)


def former(folder: Path) -> None:
    """Make of a tree of today one as it was before the table had its moves."""
    for path in folder.rglob("*.tf"):
        name = path.relative_to(folder).as_posix()
        for pattern, present, before in FORMER:
            if re.fullmatch(pattern, name):
                path.write_text(re.sub(present, before, path.read_text()))


@pytest.fixture(scope="module")
def renamed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """Apply a tree of former addresses; give its service another name; plan with the table."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("moves")
    first = written(tmp, "web", "")
    with serve(tmp / "emulator.log", first) as endpoint, pytest.MonkeyPatch.context() as patch:
        space: Workspace = workspace(
            terraform_cli.REAL, render(first, tmp / "rendered"), tmp, endpoint
        )
        former(space.folder)
        space.init()
        space.apply()
        patch.setattr(moves, "MOVES", TABLE)
        _module.cache_clear()
        for path in space.folder.rglob("*.tf"):
            path.unlink()
        render(written(tmp, "shop", "moved_from: web"), space.folder)
        space.init()
        yield space.plan()
    _module.cache_clear()


def written(folder: Path, name: str, moved: str) -> Path:
    path = folder / "spec.yaml"
    path.write_text(SPEC.format(name=name, moved=moved))
    return path


def test_former_addresses_move(renamed: dict[str, Any]) -> None:
    moved = {
        change["previous_address"]: change["address"]
        for change in renamed["resource_changes"]
        if "previous_address" in change
    }

    assert {
        "module.cluster.aws_ecs_cluster.this": "module.ecs_cluster.aws_ecs_cluster.this",
        "module.service_web_task.aws_iam_role.runner": (
            "module.service_shop_task.aws_iam_role.execution"
        ),
        f'module.service_web_security_group.{RULE}["to vpc to 10.0.0.0/16"]': (
            f'module.service_shop_security_group.{RULE}["vpc to 10.0.0.0/16"]'
        ),
        'module.service_web_ways.aws_lb_target_group.this["internal"]': (
            'module.service_shop_routes.aws_lb_target_group.this["internal"]'
        ),
    }.items() <= moved.items()


def test_nothing_is_made_or_destroyed(renamed: dict[str, Any]) -> None:
    changed = {
        change["address"].partition("[")[0]: differing(change["change"])
        for change in renamed["resource_changes"]
        if change["change"]["actions"] not in (["no-op"], ["read"])
    }
    # A rule has its key in the tag of its name.
    assert {f"module.service_shop_security_group.{RULE}": {"tags", "tags_all"}} == changed


def differing(change: dict[str, Any]) -> set[str]:
    assert ["update"] == change["actions"]
    return {name for name, value in change["after"].items() if value != change["before"][name]}
