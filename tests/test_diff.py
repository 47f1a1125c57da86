"""`tfgen diff`: what a change does, by part and by address; what stands first, and what it costs."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from looked_at import every

from tfgen.cli import main

BASE = """\
version: 1
environment: acc
region: eu-west-1
network: {availability_zones: [eu-west-1a, eu-west-1b]}
instance_groups:
  default: {instance_type: t3.small, ami_id: ami-0123456789abcdef0}
load_balancers:
  public:
    certificate_arns: ["arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"]
services:
  web: {image: "nginx:1.28", memory: 256, read_only_root: true, port: 8080, routes: {public: www.example.com}}
  cart: {image: "redis:7", memory: 256, read_only_root: true}
"""
NEW = '  basket: {image: "nginx:1", memory: 256, read_only_root: true}\n'


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("acc.yaml").write_text(BASE)
    Path("former.yaml").write_text(BASE)


def change(old: str, new: str) -> None:
    text = Path("acc.yaml").read_text()
    assert old in text
    Path("acc.yaml").write_text(text.replace(old, new))


def diff(capsys: pytest.CaptureFixture[str], *arguments: str, code: int = 2) -> str:
    capsys.readouterr()
    assert code == main(["diff", *arguments])
    return capsys.readouterr().out


def as_json(capsys: pytest.CaptureFixture[str], *arguments: str) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(diff(capsys, *arguments, "--format", "json"))
    assert 1 == told["format_version"]
    return told


def actions(told: dict[str, Any]) -> dict[str, str]:
    return {one["address"]: one["action"] for one in told["addresses"]}


def test_the_same_spec_does_nothing(capsys: pytest.CaptureFixture[str]) -> None:
    told = diff(capsys, "former.yaml", "acc.yaml", code=0)

    assert "the next apply does nothing" in told


def test_an_image_restarts_the_tasks_of_its_service(capsys: pytest.CaptureFixture[str]) -> None:
    change("nginx:1.28", "nginx:1.29")

    told = as_json(capsys, "former.yaml", "acc.yaml")

    assert ["service web: image 1.28 -> 1.29; tasks restarted"] == [
        part["text"] for part in told["parts"]
    ]
    assert {
        "module.service_web_task.aws_ecs_task_definition.this": "replaced",
        "module.service_web.aws_ecs_service.this": "changed",
    } == actions(told)
    assert all(one["certain"] for one in every(told["addresses"]))


def test_a_list_of_one_is_told_as_that_one(capsys: pytest.CaptureFixture[str]) -> None:
    change("89ab", "89ac")

    told = as_json(capsys, "former.yaml", "acc.yaml")

    key = "0a1b2c3d-0000-4000-8000-0123456789a"
    texts = [part["text"] for part in told["parts"]]
    assert f"load balancer public: certificate_arns {key}b -> {key}c" in "\n".join(texts)
    assert '"' not in "".join(texts)


def test_of_a_longer_list_both_are_whole(capsys: pytest.CaptureFixture[str]) -> None:
    change(
        "memory: 256, read_only_root: true}\n",
        "memory: 256, read_only_root: true, command: [a/b, c]}\n",
    )
    Path("former.yaml").write_text(Path("acc.yaml").read_text().replace("[a/b, c]", "[a/b, d]"))

    (text,) = [part["text"] for part in as_json(capsys, "former.yaml", "acc.yaml")["parts"]]
    assert 'command ["a/b", "d"] -> ["a/b", "c"]' in text


def test_one_new_service_says_one_thing(capsys: pytest.CaptureFixture[str]) -> None:
    Path("acc.yaml").write_text(BASE + NEW)

    told = diff(capsys, "former.yaml", "acc.yaml")

    assert [line for line in told.splitlines() if "basket" in line] == [
        "service basket: new, 6 addresses",
        "  all of service basket: 6",
    ]


def test_a_renamed_service_is_asked_for_its_former_name(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change("  cart:", "  trolley:")

    told = " ".join(diff(capsys, "former.yaml", "acc.yaml").split())

    assert "service trolley: new" in told and "write moved_from: cart" in told
    assert "service cart: goes" in told and "its tasks stop; its logs go" in told


def test_with_its_former_name_it_moves_and_nothing_else(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change("  cart: {", "  trolley: {moved_from: cart, ")

    told = as_json(capsys, "former.yaml", "acc.yaml")

    assert {"moved"} == set(actions(told).values())
    assert [] == told["costs"] == told["deadly"]


DEADLY = [
    ("network: {", "network: {cidr: 10.7.0.0/16, ", "module.vpc.aws_vpc.this"),
    ("environment: acc", "environment: acc\ncluster: {name: shop}", "module.ecs_cluster.aws_ecs_cluster.this"),
    ("  public:\n", "  public:\n    scheme: internal\n", "module.load_balancer_public.aws_lb.this"),
    ("eu-west-1b]", "eu-west-1c]", 'module.public_subnet.aws_subnet.this["eu-west-1b"]'),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "first"), DEADLY)
def test_what_kills_a_cluster_stands_first(
    capsys: pytest.CaptureFixture[str], old: str, new: str, first: str
) -> None:
    change(old, new)

    told = as_json(capsys, "former.yaml", "acc.yaml")

    assert first in told["deadly"]
    text = diff(capsys, "former.yaml", "acc.yaml").splitlines()
    assert "DESTROYS" == text[2]
    assert max(map(len, [line for line in text if "module." not in line])) <= 80


def test_another_image_of_instances_rolls_them(capsys: pytest.CaptureFixture[str]) -> None:
    change("ami-0123456789abcdef0", "ami-0fedcba9876543210")

    told = as_json(capsys, "former.yaml", "acc.yaml")

    assert [("module.instance_group_default.aws_autoscaling_group.this", "rolled")] == [
        (cost["address"], cost["cost"]) for cost in told["costs"]
    ]


def test_the_tree_that_stands_is_what_it_compares_with(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["render", "acc.yaml"])
    assert "does nothing" in diff(capsys, "acc.yaml", code=0)
    change("nginx:1.28", "nginx:1.29")

    told = diff(capsys, "acc.yaml")

    assert "service web: containers.web.image 1.28 -> 1.29; tasks restarted" in told
    assert actions(as_json(capsys, "out/acc", "acc.yaml")) == actions(as_json(capsys, "acc.yaml"))


def test_without_a_tree_all_is_new(capsys: pytest.CaptureFixture[str]) -> None:
    assert {"added"} == set(actions(as_json(capsys, "acc.yaml")).values())


def git(*arguments: str) -> None:
    identity = ("-c", "user.name=a", "-c", "user.email=a@example.com")
    subprocess.run(["git", *identity, *arguments], check=True, capture_output=True)


def test_a_ref_of_git_has_the_former_spec_with_its_bases(
    capsys: pytest.CaptureFixture[str],
) -> None:
    Path("prod.yaml").write_text("extends: acc.yaml\nenvironment: prod\n")
    git("init", "-q")
    git("add", ".")
    git("commit", "-qm", "first")
    assert "does nothing" in diff(capsys, "git:HEAD", "prod.yaml", code=0)
    change("nginx:1.28", "nginx:1.29")

    told = as_json(capsys, "git:HEAD", "prod.yaml")

    assert ["service web: image 1.28 -> 1.29; tasks restarted"] == [
        part["text"] for part in told["parts"]
    ]


@pytest.mark.parametrize("ref", ["nowhere", "--output=x", "HEAD:acc.yaml"])
def test_a_ref_that_is_none_is_refused(capsys: pytest.CaptureFixture[str], ref: str) -> None:
    git("init", "-q")
    git("commit", "-qm", "empty", "--allow-empty")

    assert 64 == main(["diff", f"git:{ref}", "acc.yaml"])

    assert "USAGE010" in capsys.readouterr().err
    assert not Path("x").exists()


def test_a_spec_that_the_ref_has_not_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    git("init", "-q")
    git("commit", "-qm", "empty", "--allow-empty")

    assert 64 == main(["diff", "git:HEAD", "acc.yaml"])

    assert "HEAD has no acc.yaml" in capsys.readouterr().err


def test_a_folder_without_terraform_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    Path("empty").mkdir()

    assert 64 == main(["diff", "empty", "acc.yaml"])

    assert "USAGE011" in capsys.readouterr().err


def test_three_specs_are_a_fault_of_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert 64 == main(["diff", "a.yaml", "b.yaml", "c.yaml"])
    assert "a former one and the new one" in capsys.readouterr().err


def test_markdown_is_a_screen_with_the_long_part_folded(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change("network: {", "network: {cidr: 10.7.0.0/16, ")

    told = diff(capsys, "former.yaml", "acc.yaml", "--format", "markdown")

    shown, _, folded = told.partition("<details>")
    assert len(shown.splitlines()) <= 40
    assert "**Destroys** the VPC" in shown and "refuses** (CHANGE010)" in shown
    assert "module.nat.aws_nat_gateway.this" in folded and "</details>" in folded


def test_markdown_of_a_value_mentions_nobody_and_links_nowhere(
    capsys: pytest.CaptureFixture[str],
) -> None:
    change(
        "memory: 256, read_only_root: true, port",
        'command: ["@all", "[x](y)", "<b>`"], memory: 256, read_only_root: true, port',
    )

    told = diff(capsys, "former.yaml", "acc.yaml", "--format", "markdown")

    assert r"\@all" in told and r"\[x\](y)" in told and r"\<b\>\`" in told


@pytest.mark.slow
def test_no_secret_is_printed(capsys: pytest.CaptureFixture[str]) -> None:
    assert 0 == main(["render", "acc.yaml"])
    change(
        "memory: 256, read_only_root: true, port",
        "environment: {DB_PASSWORD: hunter2-hunter2}, memory: 256, read_only_root: true, port",
    )

    for arguments in (["acc.yaml"], ["former.yaml", "acc.yaml"], ["out/acc", "acc.yaml"]):
        for form in ("text", "json", "markdown"):
            assert "hunter2" not in diff(capsys, *arguments, "--format", form)
