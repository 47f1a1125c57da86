"""What a spec no longer asks for goes from AWS too, and a plan shows what changed and nothing
else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
import terraform_cli
import yaml
from emulator.server import serve
from terraform_trees import Workspace, render, workspace

# In the order in which they stand, on one cluster.
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("taken-off")]

WEB: dict[str, Any] = {
    "image": "public.ecr.aws/nginx/nginx:1.27",
    "cpu": 256,
    "memory": 512,
    "environment": {"A": "1"},
    "alarms": {"cpu": 90, "memory": 90},
    "sidecars": {"proxy": {"image": "public.ecr.aws/envoy:1.31", "memory": 128}},
    "deployment": {"wait": False},
}
ROLLS_BACK = {**WEB, "deployment": {"wait": False, "rollback_alarms": ["cpu"]}}
SPEC: dict[str, Any] = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "network": {"nat": "single", "flow_logs": False},
    "load_balancers": {},
    "alerts": {"emails": ["ops@example.com"]},
}
SERVICE = "module.service_web.aws_ecs_service.this"
TASK = "module.service_web_task.aws_ecs_task_definition.this"

Standing = tuple[Workspace, str]


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """Apply a service whose alarm brings the former version back."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("taken-off")
    spec = written(tmp, ROLLS_BACK)
    with serve(tmp / "emulator.log", spec) as endpoint:
        space = workspace(terraform_cli.REAL, render(spec, tmp / "rendered"), tmp, endpoint)
        space.init()
        space.apply()
        yield space, endpoint


def test_an_alarm_no_longer_brings_the_former_version_back(
    cluster: Standing, tmp_path: Path
) -> None:
    assert (True, True, ["acc-web-cpu"]) == heeded(cluster)

    assert {SERVICE: ["update"]} == actions(change(cluster, tmp_path, WEB))
    cluster[0].apply()

    assert (False, False) == heeded(cluster)[:2]
    assert {} == actions(cluster[0].plan())


def test_a_new_attribute_of_a_container_is_all_that_a_plan_shows(
    cluster: Standing, tmp_path: Path
) -> None:
    plan = change(cluster, tmp_path, {**WEB, "ulimits": {"nofile": 65536}})
    [task] = [
        resource_change["change"]
        for resource_change in plan["resource_changes"]
        if resource_change["address"] == TASK
    ]
    before, after = (containers(task[side]) for side in ("before", "after"))

    assert {SERVICE: ["update"], TASK: ["delete", "create"]} == actions(plan)
    limits = after["web"].pop("ulimits")
    assert [{"name": "nofile", "softLimit": 65536, "hardLimit": 65536}] == limits
    assert before == after


def written(folder: Path, web: dict[str, Any]) -> Path:
    path = folder / "acc.yaml"
    path.write_text(yaml.safe_dump({**SPEC, "services": {"web": web}}))
    return path


def change(cluster: Standing, tmp: Path, web: dict[str, Any]) -> dict[str, Any]:
    """Render another spec over the tree that stands, and return the plan."""
    render(written(tmp, web), cluster[0].folder)
    cluster[0].init()
    return cluster[0].plan()


def actions(plan: dict[str, Any]) -> dict[str, list[str]]:
    """Return what a plan would change in AWS, by address."""
    resource_changes = {
        resource_change["address"]: resource_change["change"]["actions"]
        for resource_change in plan["resource_changes"]
    }
    unchanged = (["no-op"], ["read"])
    return {
        address: actions
        for address, actions in resource_changes.items()
        if actions not in unchanged
    }


def containers(task: dict[str, Any]) -> dict[str, dict[str, Any]]:
    return {load["name"]: load for load in json.loads(task["container_definitions"])}


def heeded(cluster: Standing) -> tuple[bool, bool, list[str]]:
    """Return what AWS has of the alarms: whether it looks, whether it goes back, and their
    names."""
    client = boto3.client(
        "ecs",
        region_name="eu-west-1",
        endpoint_url=cluster[1],
        aws_access_key_id="emulator",
        aws_secret_access_key="emulator",
    )
    [service] = client.describe_services(cluster="acc", services=["web"])["services"]
    alarms = service["deploymentConfiguration"]["alarms"]
    return alarms["enable"], alarms["rollback"], alarms["alarmNames"]
