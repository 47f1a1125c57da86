"""Addresses that a version of tfgen changes: one table, from which every tree has its moves."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from tfgen.changes.addresses import Kind
from tfgen.changes.effects import effects
from tfgen.facts import moves
from tfgen.facts.moves import Move
from tfgen.pipeline import build, check
from tfgen.render import _module
from tfgen.tree import RenderedFile

SPEC = """\
version: 1
environment: acc
region: eu-west-1
services:
  {name}:
    {moved}
    image: nginx:1.27
    cpu: 256
    memory: 512
    port: 80
    routes: {{default: /}}
"""
# As versions might have it: a call with another name, twice; what goes from one call to another;
# what has another name in its module; and keys.
TABLE = (
    Move("0.2.0", "module.service_{key}_ways", "module.service_{key}_paths"),
    Move("0.3.0", "module.service_{key}_paths", "module.service_{key}_routes"),
    Move(
        "0.3.0",
        "module.service_{key}.aws_iam_role.execution",
        "module.service_{key}_task.aws_iam_role.execution",
    ),
    Move("0.3.0", "aws_vpc.main", "aws_vpc.this", inside="vpc"),
    Move(
        "0.4.0",
        'module.service_{key}_security_group.aws_vpc_security_group_egress_rule.this["rule {each}"]',
        'module.service_{key}_security_group.aws_vpc_security_group_egress_rule.this["{each}"]',
        keys="egress",
    ),
    Move("0.4.0", "module.cluster", "module.ecs_cluster"),
)
# What the table was before each version, in the texts of a tree of today.
FORMER = (
    ("module.service_web_routes", "module.service_web_ways"),
    ('module "service_web_routes"', 'module "service_web_ways"'),
    ("module.ecs_cluster", "module.cluster"),
    ('module "ecs_cluster"', 'module "cluster"'),
)


@pytest.fixture(autouse=True)
def table(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(moves, "MOVES", TABLE)
    # A module's text is rendered once a process.
    _module.cache_clear()
    yield
    _module.cache_clear()


def rendered(folder: Path, name: str = "web", moved: str = "") -> tuple[RenderedFile, ...]:
    path = folder / "acc.yaml"
    path.write_text(SPEC.format(name=name, moved=moved))
    return build(check(path, date(2026, 12, 1))).files


def text(files: tuple[RenderedFile, ...], path: str = "moved.tf") -> str:
    (found,) = (file.text for file in files if file.path == path)
    return found


def steps(files: tuple[RenderedFile, ...], path: str = "moved.tf") -> list[tuple[str, str]]:
    return re.findall(r"moved \{\n  from = (.+)\n  to   = (.+)\n\}", text(files, path))


def test_each_change_of_an_address_is_a_step_of_each_tree(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    rule = "module.service_web_security_group.aws_vpc_security_group_egress_rule.this"

    assert {
        ("module.service_web_ways", "module.service_web_paths"),
        ("module.service_web_paths", "module.service_web_routes"),
        (
            "module.service_web.aws_iam_role.execution",
            "module.service_web_task.aws_iam_role.execution",
        ),
        ("module.cluster", "module.ecs_cluster"),
        *(
            (f'{rule}["rule {key}"]', f'{rule}["{key}"]')
            for key in ("https to 0.0.0.0/0", "vpc to 10.0.0.0/16")
        ),
    } == set(steps(files))
    assert [("aws_vpc.main", "aws_vpc.this")] == steps(files, "modules/vpc/moved.tf")


def test_a_service_with_a_new_name_is_found_by_any_name_and_address(tmp_path: Path) -> None:
    found = steps(rendered(tmp_path, "shop", "moved_from: web"))
    former, present = zip(*found, strict=True)

    # Terraform takes one move from an address and one to it.
    assert (len(found), len(found)) == (len(set(former)), len(set(present)))
    leads = dict(found)
    for name in ("web", "shop"):
        for part in ("ways", "paths", "routes"):
            address = f"module.service_{name}_{part}"
            while address in leads:
                address = leads[address]
            assert "module.service_shop_routes" == address


def test_diff_follows_the_moves(tmp_path: Path) -> None:
    files = rendered(tmp_path)
    former = []
    for file in files:
        was = file.text
        for present, before in FORMER:
            was = was.replace(present, before)
        if file.path == "modules/vpc/main.tf":
            was = was.replace('"aws_vpc" "this"', '"aws_vpc" "main"')
        former.append(RenderedFile(file.path, re.sub(r"aws_vpc\.this", "aws_vpc.main", was)))
    former = [file for file in former if not file.path.endswith("moved.tf")]

    told = effects(former, files).touched

    assert {Kind.MOVED} == {one.kind for one in told}
    assert ("module.vpc.aws_vpc.this", "module.vpc.aws_vpc.main") in {
        (one.address, one.former) for one in told
    }
    assert {"aws_vpc", "aws_ecs_cluster", "aws_lb_listener_rule", "aws_lb_target_group"} <= {
        one.type for one in told
    }


def test_without_an_entry_there_is_no_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(moves, "MOVES", ())
    _module.cache_clear()

    paths = {file.path for file in rendered(tmp_path)}
    assert (True, set()) == (
        "modules/vpc/main.tf" in paths,
        {"moved.tf", "modules/vpc/moved.tf"} & paths,
    )
