"""What a call of a service's module gives beyond a limit of ECS: a plan names the service and the limit."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
from terraform_trees import ROOT, Workspace

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("limits")]

MODULE = "ecs_service_shifting"
WITHIN: dict[str, Any] = {
    "name": "web",
    "cluster_name": "acc",
    "task_definition_arn": "arn:aws:ecs:eu-west-1:012345678901:task-definition/acc-web:1",
    "capacity": [{"provider": "FARGATE"}],
}
SHARE = {"provider": "FARGATE", "base": 1}
TARGET = {
    "target_group_arn": "arn",
    "container": "web",
    "port": 80,
    "alternate_target_group_arn": "arn",
    "listener_rule_arn": "arn",
    "role_arn": "arn",
}
DISK = {"name": "data", "size": 16385, "role_arn": "arn"}
SPREAD = {"type": "random"}
BEYOND: list[tuple[str, dict[str, Any]]] = [
    ("base", {"capacity": [SHARE, SHARE]}),
    ("bake_time", {"deployment": {"bake_time": 90}}),
    ("bake_time", {"deployment": {"step": {"bake_time": 90000}}}),
    ("capacity", {"capacity": []}),
    ("desired_count", {"desired_count": 5001}),
    ("disk", {"disk": DISK}),
    ("maximum_percent", {"deployment": {"maximum_percent": 99}}),
    ("minimum_healthy_percent", {"deployment": {"minimum_healthy_percent": 101}}),
    ("percent", {"deployment": {"step": {"percent": 0}}}),
    ("placement", {"placement": {"strategy": [SPREAD] * 6}}),
    ("placement", {"placement": {"constraints": ["distinct_instance"] * 11}}),
    ("strategy", {"deployment": {"strategy": "rolling"}}),
    ("targets", {"targets": {str(number): TARGET for number in range(6)}}),
]


@pytest.fixture(scope="module")
def space(tmp_path_factory: pytest.TempPathFactory) -> Workspace:
    if reason := terraform_cli.missing(terraform_cli.V6):
        pytest.skip(reason)
    folder = tmp_path_factory.mktemp("limits")
    shutil.copytree(ROOT / "out/blue-green/modules" / MODULE, folder / MODULE)
    space = Workspace(folder, terraform_cli.stub_environment())
    write(folder, WITHIN)
    space.init()
    return space


def write(folder: Path, inputs: dict[str, Any]) -> None:
    root = {
        "module": {"service_web": {"source": f"./{MODULE}", **inputs}},
        "provider": {"aws": {"region": "eu-west-1"}},
    }
    (folder / "main.tf.json").write_text(json.dumps(root))


def test_within_the_limits_there_is_a_plan(space: Workspace) -> None:
    write(space.folder, WITHIN)

    assert 1 == len(space.plan()["resource_changes"])


@pytest.mark.parametrize(("limit", "inputs"), BEYOND)
def test_beyond_a_limit_a_plan_names_the_service_and_the_limit(
    space: Workspace, limit: str, inputs: dict[str, Any]
) -> None:
    write(space.folder, {**WITHIN, **inputs})
    done = space.run("plan", "-input=false", "-no-color")

    assert 1 == done.returncode
    assert f"Service web is beyond the limits of {limit}." in " ".join(done.stderr.split())


def test_a_name_beyond_its_limit_is_named_too(space: Workspace) -> None:
    write(space.folder, {**WITHIN, "name": "a.b"})
    done = space.run("plan", "-input=false", "-no-color")

    assert "Service a.b is beyond the limits of name." in " ".join(done.stderr.split())
