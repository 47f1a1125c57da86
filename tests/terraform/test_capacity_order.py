"""Instance groups come, go and change their names: what real Terraform does to an AWS that runs,
and in which order."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
import yaml
from emulator.server import serve
from terraform_trees import Workspace, render, workspace

# In the order in which they stand, on one cluster.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("capacity-order")]

COMMON = {"ami_id": "ami-0123456789abcdef0", "min_size": 1, "max_size": 1}
EC2 = {**COMMON, "instance_type": "t3.small"}
MIXED = {**COMMON, "instance_types": ["t3.small", "t3a.small"], "spot": 100}
DEFAULT = {**EC2, "capacity_provider": {"managed_termination_protection": True}}
SPEC: dict[str, Any] = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "network": {"nat": "none", "flow_logs": False},
    "cluster": {"default_capacity": "default"},
    "load_balancers": {},
    "logs": {"host": False},
}
ASSOCIATION = "module.ecs_capacity_providers.aws_ecs_cluster_capacity_providers.this"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Workspace]:
    """Apply a cluster of the groups `default` and `extra`."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("capacity-order")
    spec = written(tmp, extra=EC2)
    with serve(tmp / "emulator.log", spec) as endpoint:
        space = workspace(terraform_cli.REAL, render(spec, tmp / "rendered"), tmp, endpoint)
        space.init()
        space.apply()
        yield space


def test_a_group_that_says_what_it_was_stays_what_it_is(cluster: Workspace, tmp_path: Path) -> None:
    change(cluster, written(tmp_path, other={**EC2, "moved_from": "extra"}))
    assert {} == changes(cluster)

    bigger = {**EC2, "instance_type": "t3.large", "moved_from": ["extra", "other"]}
    change(cluster, written(tmp_path, third=bigger))
    assert {
        "module.instance_group_third.aws_launch_template.this": ["update"],
        "module.instance_group_third.aws_autoscaling_group.this": ["update"],
    } == changes(cluster)


def test_a_renamed_group_is_let_go_before_it_is_deleted(cluster: Workspace, tmp_path: Path) -> None:
    change(cluster, written(tmp_path, other=MIXED))
    done = applied(cluster)

    in_order = [
        ("create", provider("other")),
        ("update", ASSOCIATION),
        ("delete", provider("extra")),
    ]
    assert in_order == [step for step in done if step in in_order]


def test_a_removed_group_is_let_go_before_it_is_deleted(cluster: Workspace, tmp_path: Path) -> None:
    change(cluster, written(tmp_path))
    done = applied(cluster)

    group = "module.instance_group_other.aws_autoscaling_group.this"
    in_order = [("update", ASSOCIATION), ("delete", provider("other")), ("delete", group)]
    assert in_order == [step for step in done if step in in_order]
    assert {} == changes(cluster)


def test_the_cluster_goes_from_the_outside_in_without_a_manual_step(cluster: Workspace) -> None:
    kinds = [
        address.split(".")[-2]
        for action, address in applied(cluster, "-destroy")
        if action == "delete"
    ]

    chain = [
        "aws_ecs_cluster_capacity_providers",
        "aws_ecs_capacity_provider",
        "aws_autoscaling_group",
        "aws_launch_template",
    ]
    assert chain == sorted(chain, key=kinds.index)
    assert kinds.index("aws_ecs_cluster_capacity_providers") < kinds.index("aws_ecs_cluster")
    assert "" == cluster.must("state", "list")


def written(folder: Path, **more: Any) -> Path:
    path = folder / "acc.yaml"
    path.write_text(yaml.safe_dump({**SPEC, "instance_groups": {"default": DEFAULT, **more}}))
    return path


def provider(group: str) -> str:
    return f"module.instance_group_{group}.aws_ecs_capacity_provider.this"


def change(space: Workspace, spec: Path) -> None:
    """Render another spec over the tree that was applied."""
    render(spec, space.folder)
    space.init()


def changes(space: Workspace) -> dict[str, list[str]]:
    """Return what a plan would change in AWS, by address."""
    resource_changes = {
        resource_change["address"]: resource_change["change"]["actions"]
        for resource_change in space.plan()["resource_changes"]
    }
    return {
        address: actions
        for address, actions in resource_changes.items()
        if actions not in (["no-op"], ["read"])
    }


def applied(space: Workspace, *args: str) -> list[tuple[str, str]]:
    """Apply, and return what was done to which address, in the order of completion.

    Nothing that depends on another begins before that one is complete.
    """
    lines = space.must("apply", "-json", "-input=false", "-auto-approve", *args).splitlines()
    done = [event["hook"] for event in map(json.loads, lines) if event["type"] == "apply_complete"]
    return [(hook["action"], hook["resource"]["addr"]) for hook in done]
