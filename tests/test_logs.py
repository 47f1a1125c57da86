"""Every log group is kept as long as the spec says: all of them, or one of its own."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

import pytest
from looked_at import every

from tfgen import language, source
from tfgen.hcl import Ref
from tfgen.plan import plan
from tfgen.render.folder import templates_folder
from tfgen.resolve import resolve

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

DAEMON, DOCKER, FLOW = "system_container_a_task", "system_container_b", "flow_logs"
A_YEAR = 365


def log_groups() -> dict[str, str]:
    """Return the blocks of log groups of all modules, by module."""
    form = re.compile(r'^resource "aws_cloudwatch_log_group" "\w+" \{\n(.*?)^\}', re.M | re.S)
    return {
        path.parent.name: body
        for path in sorted(templates_folder().glob("modules/*/*"))
        for body in form.findall(path.read_text())
    }


def days_by_call(retention: dict[str, int], days: int) -> dict[str, int]:
    """Return how long each call keeps its logs; `retention` is that of single ones."""

    def container(key: str, **fields: Any) -> dict[str, Any]:
        own = {"logs": {"retention_days": retention[key]}} if key in retention else {}
        return {"image": "quay.io/acme/agent:1.2", "memory": 64, **own, **fields}

    wanted = {
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
        "services": {"web": {"image": "nginx:1.27", "memory": 64}},
        "access": {"ssm": {"session_logs": True}},
    }
    tree = plan(
        resolve(language.read(source.parse(json.dumps(wanted).encode(), "acc.yaml"))), "acc.yaml"
    )
    shared = {local.name: local.value for file in tree.files for local in file.locals}
    return {
        call.call: resolved(given_days(call.module, call.given), shared)
        for call in tree.modules
        if call.module in log_groups()
    }


def days_of(module: str) -> str:
    """Return the input that says how long a module keeps its logs, below the variable that it stands in."""
    within = {
        "log_group": "retention_days",
        "ecs_task": "logs.retention_days",
        "service_telemetry": "cloudwatch.retention_days",
    }
    return within.get(module, "log_retention_days")


def given_days(module: str, given: Mapping[str, Any]) -> Any:
    """Return how long a call lets its module keep logs."""
    variable, _, member = days_of(module).partition(".")
    value = given.get(variable, {} if member else A_YEAR)
    return value.get(member, A_YEAR) if member else value


def resolved(value: Any, shared: dict[str, Any]) -> Any:
    return shared[value.traversal.removeprefix("local.")] if isinstance(value, Ref) else value


def test_every_log_group_takes_its_days_from_the_same_input_and_keeps_a_year_by_itself() -> None:
    assert log_groups().keys() >= {
        "docker_container",
        "ecs_task",
        "flow_logs",
        "host_logs",
        "log_group",
    }
    for module, block in log_groups().items():
        assert f"  retention_in_days = var.{days_of(module)}\n" in block, module
        variables = (templates_folder() / f"modules/{module}/variables.tf").read_text()
        variable, _, member = days_of(module).partition(".")
        declared = variables.partition(f'variable "{variable}" {{')[2].partition("\n}\n")[0]
        default = (
            rf"{member} += optional\(number, {A_YEAR}\)" if member else rf"default += {A_YEAR}"
        )
        assert re.search(rf"^ +{default}$", declared, re.M), module


def test_checkov_is_told_why_a_log_group_may_be_kept_for_less_than_a_year() -> None:
    for module, block in every(log_groups().items()):
        assert re.search(r"#checkov:skip=CKV_AWS_338:\S.*\.$", block, re.M), module


@pytest.mark.parametrize("days", [90, 180, 365, 400, 0])
def test_the_retention_of_all_reaches_every_log_group(days: int) -> None:
    actual = days_by_call({}, days)

    assert actual.keys() >= {
        DAEMON,
        DOCKER,
        FLOW,
        "service_web_task",
        "instance_group_default_host_logs",
    }
    assert {days} == set(actual.values())


@pytest.mark.parametrize("days", [90, 365])
@pytest.mark.parametrize("one", [DAEMON, DOCKER, FLOW])
def test_a_retention_of_its_own_reaches_that_log_group_alone(one: str, days: int) -> None:
    actual = days_by_call({one: 30}, days)

    assert ({one: 30}, {days}) == ({one: actual.pop(one)}, set(actual.values()))
