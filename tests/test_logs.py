"""Log groups that are kept for less than a year say so to checkov, and no other does."""

from __future__ import annotations

import datetime
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tfgen import pipeline

TODAY = datetime.date(2026, 1, 1)
SKIP = "#checkov:skip=CKV_AWS_338:"
DAEMON, DOCKER, FLOW = "ecs_daemon", "ecs_instances.docker", "vpc.flow_logs"


def short(folder: Path, retention: dict[str, int], days: int) -> tuple[set[str], set[str]]:
    """Return the log groups of a tree, and those that are said to be short; `retention` is that of single ones."""

    def container(key: str, **fields: Any) -> dict[str, Any]:
        own = {"logs": {"retention_days": retention[key]}} if key in retention else {}
        return {"image": "quay.io/acme/agent:1.2", "memory": 64, **own, **fields}

    given = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        "instance_groups": {"default": {"instance_type": "m7i.large"}},
        "logs": {"retention_days": days},
        "network": {
            "flow_logs": {"retention_days": retention[FLOW]} if FLOW in retention else True
        },
        "system_containers": {"a": container(DAEMON), "b": container(DOCKER, run="docker")},
    }
    path = folder / "acc.yaml"
    path.write_text(json.dumps(given))
    blocks = {}
    for file in pipeline.build(pipeline.check(path, TODAY)).files:
        for name, body in re.findall(
            r'^resource "aws_cloudwatch_log_group" "(\w+)" \{\n(.*?)^\}', file.text, re.M | re.S
        ):
            module = file.path.split("/")[1]
            blocks[module if name == "this" else f"{module}.{name}"] = SKIP in body
    return set(blocks), {name for name, skips in blocks.items() if skips}


@pytest.mark.parametrize(
    ("days", "said"), [(90, True), (180, True), (365, False), (400, False), (0, False)]
)
def test_the_retention_of_all_is_said_in_every_log_group(
    tmp_path: Path, days: int, said: bool
) -> None:
    groups, found = short(tmp_path, {}, days)

    assert groups >= {DAEMON, DOCKER, FLOW}
    assert (groups if said else set()) == found


@pytest.mark.parametrize("one", [DAEMON, DOCKER, FLOW])
def test_a_retention_of_its_own_is_said_in_that_log_group_alone(tmp_path: Path, one: str) -> None:
    assert {one} == short(tmp_path, {one: 30}, 365)[1]


@pytest.mark.parametrize("one", [DAEMON, DOCKER, FLOW])
def test_a_log_group_that_is_kept_longer_than_the_others_says_nothing(
    tmp_path: Path, one: str
) -> None:
    groups, found = short(tmp_path, {one: 400}, 90)

    assert groups - {one} == found
