"""Instance groups and capacity: their forms, what they become, and the commands that the tree's
README gives."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import botocore.session
import pytest
from user_data import needs_terraform, user_data

from tfgen import language, pipeline, source
from tfgen.language import Reading
from tfgen.plan import plan
from tfgen.resolve import resolve
from tfgen.verify.parse import parse

TODAY = datetime.date(2026, 1, 1)
TWO = {"default": {"instance_type": "m7i.large"}, "edge": {"instance_type": "t4g.medium"}}


def read(**sections: Any) -> Reading:
    wanted = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        **sections,
    }
    return language.read(source.parse(json.dumps(wanted).encode(), "acc.yaml"))


def tree(folder: Path, **sections: Any) -> dict[str, str]:
    path = folder / "acc.yaml"
    wanted = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        **sections,
    }
    path.write_text(json.dumps(wanted))
    return {file.path: file.text for file in pipeline.build(pipeline.check(path, TODAY)).files}


# Capacity


@pytest.mark.parametrize(
    ("written", "shares"),
    [
        ("fargate", {"fargate": (1, 0)}),
        ({"fargate": 1, "fargate_spot": 3}, {"fargate": (1, 0), "fargate_spot": (3, 0)}),
        (
            {"fargate": {"base": 2}, "fargate_spot": None},
            {"fargate": (1, 2), "fargate_spot": (1, 0)},
        ),
    ],
)
def test_capacity_is_a_name_or_shares(written: Any, shares: dict[str, tuple[int, int]]) -> None:
    reading = read(cluster={"default_capacity": written})

    assert () == reading.diagnostics
    default_capacity = reading.spec.cluster.default_capacity or {}
    assert shares == {name: (share.weight, share.base) for name, share in default_capacity.items()}


def test_capacity_replaces_that_of_a_base_as_a_whole(tmp_path: Path) -> None:
    base = {"version": 1, "environment": "acc", "region": "eu-west-1", "instance_groups": TWO}
    (tmp_path / ".git").mkdir()
    (tmp_path / "base.yaml").write_text(
        json.dumps({**base, "cluster": {"default_capacity": {"default": 1, "edge": 2}}})
    )
    (tmp_path / "acc.yaml").write_text(
        json.dumps({"extends": "base.yaml", "cluster": {"default_capacity": "edge"}})
    )

    reading = language.read(source.read(tmp_path / "acc.yaml"))
    assert () == reading.diagnostics
    assert ["edge"] == list(reading.spec.cluster.default_capacity or {})


@pytest.mark.parametrize(
    ("groups", "written", "providers", "default"),
    [
        ({}, None, ["fargate"], ["fargate"]),
        ({"edge": TWO["edge"]}, None, ["edge"], ["edge"]),
        (TWO, None, ["default", "edge"], ["default"]),
        (TWO, "edge", ["default", "edge"], ["edge"]),
        (
            TWO,
            {"fargate": 1, "fargate_spot": 3},
            ["default", "edge", "fargate", "fargate_spot"],
            ["fargate", "fargate_spot"],
        ),
        ({"a": TWO["default"], "b": TWO["edge"]}, None, ["a", "b"], []),
    ],
)
def test_cluster_has_its_groups_and_fargate_only_where_it_is_used(
    tmp_path: Path, groups: Any, written: Any, providers: list[str], default: list[str]
) -> None:
    files = tree(tmp_path, instance_groups=groups, cluster={"default_capacity": written})

    (call,) = (
        block
        for block in parse(files["capacity.tf"]).of_type("module")
        if block.name == "ecs_capacity_providers"
    )
    assert (providers, default) == (
        keys(call.body.value("capacity_providers")),
        keys(call.body.value("default_capacity")),
    )


def keys(value: Any) -> list[str]:
    """Return the keys of a map; one that is not given is empty."""
    return sorted(key.value for key in value.children[::2]) if value else []


# Names that stay


def test_renames_are_steps_that_terraform_takes_one_by_one(tmp_path: Path) -> None:
    files = tree(
        tmp_path, instance_groups={"shop": {**TWO["default"], "moved_from": ["app", "web"]}}
    )

    steps = re.findall(r"from = module\.(\w+)\n  to   = module\.(\w+)", files["moved.tf"])
    assert sorted(
        (f"instance_group_{former}{part}", f"instance_group_{later}{part}")
        for former, later in (("app", "web"), ("web", "shop"))
        for part in ("", "_host_logs", "_security_group")
    ) == sorted(steps)


def test_a_renamed_group_changes_nothing_that_aws_knows(tmp_path: Path) -> None:
    peer = {"ingress": {"app": {"port": 1, "from": "instance_groups.app"}}}
    before = tree(tmp_path, instance_groups={"app": {**TWO["default"], **peer}})
    peer = {"ingress": {"app": {"port": 1, "from": "instance_groups.shop"}}}
    after = tree(
        tmp_path, instance_groups={"shop": {**TWO["default"], **peer, "moved_from": "app"}}
    )

    def calls(files: dict[str, str], label: str) -> list[str]:
        texts = re.findall(
            rf'^module "instance_group_{label}.*?^\}}', files["capacity.tf"], re.M | re.S
        )
        return [text.replace(f"instance_group_{label}", "instance_group") for text in texts]

    assert 3 == len(calls(before, "app"))
    assert calls(before, "app") == calls(after, "shop")
    modules = {path for path in before if path.startswith("modules/")}
    assert {path: before[path] for path in modules} == {path: after[path] for path in modules}


def test_groups_of_all_forms_share_one_module(tmp_path: Path) -> None:
    edge = {**TWO["edge"], "ami_family": "bottlerocket", "refresh": False}
    mixed = {"instance_types": ["m7g.large", "m6g.large"], "spot": 50, "attributes": {"a": "b"}}
    groups = {"default": {**TWO["default"], "boot_commands": "true"}, "edge": edge, "mixed": mixed}
    one = tree(tmp_path, instance_groups=TWO)
    many = tree(tmp_path, instance_groups=groups, cluster={"default_capacity": "default"})

    def module(files: dict[str, str]) -> dict[str, str]:
        return {
            path: text for path, text in files.items() if path.startswith("modules/ecs_instances")
        }

    assert {"modules/ecs_instances"} == {path.rpartition("/")[0] for path in module(one)}
    assert module(one) == module(many)


# Bottlerocket


@needs_terraform
@pytest.mark.parametrize(
    ("privileged", "groups"), [(True, ["edge"]), (True, ["default"]), (False, ["edge"])]
)
def test_bottlerocket_allows_privileged_containers_where_the_spec_has_one(
    privileged: bool, groups: list[str]
) -> None:
    edge = {**TWO["edge"], "ami_family": "bottlerocket"}
    container = {
        "image": "a/b:1",
        "memory": 64,
        "privileged": privileged,
        "instance_groups": groups,
    }
    reading = read(instance_groups={**TWO, "edge": edge}, system_containers={"agent": container})
    (call,) = (
        module
        for module in plan(resolve(reading), "acc.yaml").modules
        if module.call == "instance_group_edge"
    )

    settings = tomllib.loads(user_data(call, {}))["settings"]["ecs"]
    assert (True if privileged and groups == ["edge"] else None) == settings.get(
        "allow-privileged-containers"
    )


# The commands of the README

# https://docs.aws.amazon.com/cli/latest/reference/#global-options and those of pages
OF_ALL_COMMANDS = {"region", "output", "query", "max-items"}


def test_commands_and_their_options_exist(tmp_path: Path) -> None:
    groups = {
        **TWO,
        "slow": {
            **TWO["default"],
            "refresh": {"min_healthy_percentage": 50, "max_healthy_percentage": 100},
        },
    }
    readme = tree(tmp_path, instance_groups=groups, cluster={"default_capacity": "slow"})[
        "README.md"
    ]
    commands = re.findall(r"^aws (autoscaling|ecs) ([a-z-]+)((?:.|\\\n)*?)$", readme, re.MULTILINE)

    assert {"describe-instance-refreshes", "cancel-instance-refresh", "start-instance-refresh"} < {
        name for _, name, _ in commands
    }
    session = botocore.session.get_session()
    for service, name, options in commands:
        model = session.get_service_model(service)
        operation = model.operation_model("".join(word.capitalize() for word in name.split("-")))
        known = {
            re.sub(r"(?<!^)(?=[A-Z])", "-", member).lower()
            for member in operation.input_shape.members
        }
        assert set(re.findall(r"--([a-z-]+)", options)) <= known | OF_ALL_COMMANDS
    known = session.get_service_model("autoscaling").shape_for("RefreshPreferences").members
    matches = [
        dict(field.split("=") for field in line.split(","))
        for line in re.findall(r"^  (SkipMatching\S+)$", readme, re.M)
    ]
    assert 3 == len(matches)
    assert set(matches[0]) <= set(known)
    assert ("50", "100") == (matches[2]["MinHealthyPercentage"], matches[2]["MaxHealthyPercentage"])


def test_readme_says_which_groups_are_not_replaced(tmp_path: Path) -> None:
    readme = tree(tmp_path, instance_groups={**TWO, "edge": {**TWO["edge"], "refresh": False}})[
        "README.md"
    ]

    assert re.search(
        r"^\| `default` \| replaces its instances \| 100 to 150 % \|$", readme, re.MULTILINE
    )
    assert re.search(r"^\| `edge` \| replaces nothing", readme, re.MULTILINE)
