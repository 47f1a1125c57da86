"""Instance groups as real Terraform plans, changes, renames and removes them."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import terraform_cli
import yaml
from emulator.server import serve
from terraform_trees import Workspace, render, workspace

SECONDS = {"s": 1, "m": 60, "h": 3600}
EC2 = {"instance_type": "t3.small", "ami_id": "ami-0123456789abcdef0", "min_size": 0}
MIXED = {"instance_types": ["t3.small", "t3a.small"], "spot": 100, "ami_id": EC2["ami_id"], "min_size": 0}
SPEC: dict[str, Any] = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "network": {"nat": "none", "flow_logs": False},
    "load_balancers": {},
    "logs": {"host": False},
}
needs_provider = pytest.mark.skipif(
    bool(terraform_cli.missing(terraform_cli.REAL)), reason=terraform_cli.missing(terraform_cli.REAL) or ""
)


# What the plan of each example says


def test_refresh_has_the_preferences_of_the_spec(planned) -> None:
    found = {tag(group, "InstanceGroup"): group["values"]["instance_refresh"] for group in planned.resources(GROUP)}

    assert sorted(planned.spec.get("instance_groups", {})) == sorted(found)
    for key, refreshes in found.items():
        given = planned.spec["instance_groups"][key].get("refresh", True)
        if given is False:
            assert [] == refreshes
            continue
        given = {} if given is True else given
        (preferences,) = refreshes[0]["preferences"]
        assert "Rolling" == refreshes[0]["strategy"]
        assert given.get("min_healthy_percentage", 100) == preferences["min_healthy_percentage"]
        assert given.get("max_healthy_percentage", 150) == preferences["max_healthy_percentage"]
        assert seconds(given.get("instance_warmup", "300s")) == int(preferences["instance_warmup"])
        assert given.get("auto_rollback", False) == preferences["auto_rollback"]
        assert (True, "Refresh") == (preferences["skip_matching"], preferences["scale_in_protected_instances"])


def test_a_new_version_of_the_template_is_a_change_of_the_group(planned) -> None:
    """A group that follows $Latest would never be refreshed: what it follows must be a number, known after apply."""
    for resource in planned.plan["configuration"]["root_module"]["module_calls"].values():
        for one in resource["module"].get("resources", ()):
            if one["type"] == GROUP:
                assert "aws_launch_template.this.latest_version" in json.dumps(one["expressions"])


# What changes do: the real provider, and what it asks of AWS in which order


@needs_provider
@pytest.mark.slow
def test_removed_group_leaves_the_cluster_before_its_provider_goes(tmp_path: Path) -> None:
    with cluster(tmp_path, {"default": EC2, "spot": MIXED}) as space:
        change(space, tmp_path, {"default": EC2})
        order = applied(space)

        association = "module.ecs_capacity_providers.aws_ecs_cluster_capacity_providers.this"
        provider = "module.instance_group_spot.aws_ecs_capacity_provider.this"
        group = "module.instance_group_spot.aws_autoscaling_group.this"
        assert order.index((association, "update")) < order.index((provider, "delete"))
        assert order.index((provider, "delete")) < order.index((group, "delete"))
        assert {} == changes(space)


@needs_provider
@pytest.mark.slow
def test_renamed_group_keeps_all_that_it_has(tmp_path: Path) -> None:
    with cluster(tmp_path, {"default": EC2, "app": EC2}) as space:
        change(space, tmp_path, {"default": EC2, "web": {**EC2, "moved_from": "app"}})
        assert {} == changes(space)

        bigger = {**EC2, "instance_type": "t3.large", "moved_from": ["app", "web"]}
        change(space, tmp_path, {"default": EC2, "shop": bigger})
        assert {
            "module.instance_group_shop.aws_launch_template.this": ["update"],
            "module.instance_group_shop.aws_autoscaling_group.this": ["update"],
        } == changes(space)


@needs_provider
@pytest.mark.slow
def test_cluster_is_destroyed_from_the_outside_in(tmp_path: Path) -> None:
    with cluster(
        tmp_path, {"default": {**EC2, "capacity_provider": {"managed_termination_protection": True}}}
    ) as space:
        order = applied(space, "-destroy")

        kinds = [address.split(".")[-2] for address, action in order if action == "delete"]
        chain = ["aws_ecs_cluster_capacity_providers", "aws_ecs_capacity_provider", GROUP, "aws_launch_template"]
        assert chain == sorted(chain, key=kinds.index)
        assert kinds.index("aws_ecs_cluster_capacity_providers") < kinds.index("aws_ecs_cluster")
        assert "" == space.must("state", "list")


@contextmanager
def cluster(tmp_path: Path, groups: dict[str, Any]) -> Iterator[Workspace]:
    """Apply a cluster with these groups to an empty account of its own."""
    spec = write(tmp_path, groups)
    with serve(tmp_path / "emulator.log", spec) as endpoint:
        space = workspace(terraform_cli.REAL, render(spec, tmp_path / "rendered"), tmp_path, endpoint)
        space.init()
        space.apply()
        yield space


def write(tmp_path: Path, groups: dict[str, Any]) -> Path:
    spec = tmp_path / "acc.yaml"
    spec.write_text(yaml.safe_dump({**SPEC, "instance_groups": groups}))
    return spec


def change(space: Workspace, tmp_path: Path, groups: dict[str, Any]) -> None:
    """Render the cluster with other groups over the tree that was applied."""
    render(write(tmp_path, groups), space.folder)
    space.init()


def changes(space: Workspace) -> dict[str, list[str]]:
    """Return what a plan would change in AWS, by address."""
    found = {one["address"]: one["change"]["actions"] for one in space.plan()["resource_changes"]}
    return {address: actions for address, actions in found.items() if actions not in (["no-op"], ["read"])}


def applied(space: Workspace, *args: str) -> list[tuple[str, str]]:
    """Apply, and return what Terraform finished in which order: address and action."""
    lines = space.must("apply", "-json", "-input=false", "-auto-approve", *args).splitlines()
    events = [event for event in map(json.loads, lines) if event["type"] == "apply_complete"]
    return [(event["hook"]["resource"]["addr"], event["hook"]["action"]) for event in events]


GROUP = "aws_autoscaling_group"


def tag(group: dict[str, Any], key: str) -> str:
    value: str = next(one["value"] for one in group["values"]["tag"] if one["key"] == key)
    return value


def seconds(text: str) -> int:
    return int(text[:-1]) * SECONDS[text[-1]]
