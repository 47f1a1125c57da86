"""A cluster lets go of a capacity provider before it is deleted: the order in which real Terraform works on AWS."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
import terraform_cli
from emulator.server import serve
from terraform_trees import Workspace, render, workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("capacity-order")]

TYPE = "instance_type: t3.small, min_size: 1, max_size: 1"
SPEC = """\
version: 1
environment: acc
region: eu-west-1
network: {{nat: single}}
cluster: {{default_capacity: default}}
load_balancers: {{}}
instance_groups:
  default: {{{type}}}
{more}
"""
ASSOCIATION = "module.ecs_capacity_providers.aws_ecs_cluster_capacity_providers.this"


@pytest.fixture(scope="module")
def two_groups(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Apply a cluster of the groups `default` and `extra`."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("capacity-order")
    spec = written(tmp, f"  extra: {{{TYPE}}}")
    with serve(tmp / "emulator.log", spec) as endpoint:
        space = workspace(terraform_cli.REAL, render(spec, tmp / "rendered"), tmp, endpoint)
        space.init()
        space.apply()
        yield space


def test_a_group_that_says_what_it_was_stays_what_it_is(two_groups: Workspace, tmp_path: Path) -> None:
    render(written(tmp_path, f"  other: {{{TYPE}, moved_from: extra}}"), two_groups.folder)
    two_groups.init()
    changes = two_groups.plan()["resource_changes"]
    moved = {change["previous_address"]: change["address"] for change in changes if "previous_address" in change}
    lost = [change["address"] for change in changes if "delete" in change["change"]["actions"]]

    assert provider("other") == moved[provider("extra")]
    assert [] == [address for address in lost if "autoscaling_group" in address or "capacity_provider" in address]


def test_a_renamed_group_is_let_go_before_it_is_deleted(two_groups: Workspace, tmp_path: Path) -> None:
    done = operations(two_groups, written(tmp_path, f"  other: {{{TYPE}}}"))

    in_order = [("create", provider("other")), ("update", ASSOCIATION), ("delete", provider("extra"))]
    assert in_order == [each for each in done if each in in_order]


def test_a_removed_group_is_let_go_before_it_is_deleted(two_groups: Workspace, tmp_path: Path) -> None:
    done = operations(two_groups, written(tmp_path, ""))
    [gone] = [address for action, address in done if action == "delete" and "aws_ecs_capacity_provider." in address]

    in_order = [
        ("update", ASSOCIATION),
        ("delete", gone),
        ("delete", gone.replace("ecs_capacity_provider", "autoscaling_group")),
    ]
    assert in_order == [each for each in done if each in in_order]


def test_the_last_groups_go_without_a_manual_step(two_groups: Workspace) -> None:
    two_groups.must("destroy", "-input=false", "-no-color", "-auto-approve")

    assert "" == two_groups.must("state", "list")


def written(folder: Path, more: str) -> Path:
    path = folder / "spec.yaml"
    path.write_text(SPEC.format(type=TYPE, more=more))
    return path


def provider(group: str) -> str:
    return f"module.instance_group_{group}.aws_ecs_capacity_provider.this"


def operations(space: Workspace, spec: Path) -> list[tuple[str, str]]:
    """Render a spec over a tree, apply it, and return what was done to which address, in the order of completion.

    Nothing that depends on another begins before that one is complete.
    """
    render(spec, space.folder)
    space.init()
    events = map(json.loads, space.must("apply", "-input=false", "-auto-approve", "-json").splitlines())
    done = [event["hook"] for event in events if event["type"] == "apply_complete"]
    return [(hook["action"], hook["resource"]["addr"]) for hook in done]
