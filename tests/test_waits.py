"""How long an apply waits, counted by hand from what the spec lets tasks take."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tfgen import language, source
from tfgen.resolve import Cluster, resolve
from tfgen.resolve.waits import deployment_minutes, draining_minutes

WEB = {"image": "public.ecr.aws/acme/web:1.0", "memory": 64, "port": 80}
ROUTE = {"edge": {"match": "www.example.com"}}
WAITED_FOR = {
    "init": {
        "image": "public.ecr.aws/acme/init:1.0",
        "memory": 64,
        "essential": False,
        "start_timeout": "15m",
    }
}
SLOW_ROUTE = {"edge": {"match": "www.example.com", "deregistration_delay": "1h"}}
ONE_BY_ONE = {"minimum_healthy_percent": 90, "maximum_percent": 100}
ALARM = {"cpu": {"threshold": 90, "period": "1h", "evaluation_periods": 6}}
BLUE_GREEN = {"strategy": "blue_green", "bake_time": "30m"}
LINEAR = {"strategy": "linear", "step": {"percent": 30, "bake_time": "10m"}, "bake_time": "5m"}


def cluster(**web: Any) -> Cluster:
    spec = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {"edge": {}},
        "instance_groups": {
            "default": {"instance_type": "m7i.large"},
            "idle": {"instance_type": "m7i.large"},
        },
        "cluster": {"default_capacity": "default"},
        "services": {"web": {**WEB, **web}},
    }
    return resolve(language.read(source.parse(json.dumps(spec).encode(), "spec.yaml")))


@pytest.mark.parametrize(
    ("web", "expected"),
    [
        ({}, 20),
        # 60s of grace, 30s of the balancer and 30s of the container are two minutes, beside ten to start.
        ({"routes": ROUTE}, 20),
        ({"routes": SLOW_ROUTE, "stop_timeout": "2m"}, 10 + 1 + 60 + 2),
        # Of ten tasks nine stay, so that one at a time changes: ten rounds of two minutes.
        ({"routes": ROUTE, "desired_count": 10, "deployment": ONE_BY_ONE}, 10 + 10 * 2),
        ({"sidecars": WAITED_FOR, "depends_on": {"init": "success"}}, 10 + 15 + 1),
        ({"stop_timeout": "1h", "desired_count": 3, "deployment": {"minimum_healthy_percent": 0, "maximum_percent": 100}}, 10 + 60),
        ({"alarms": ALARM, "deployment": {"rollback_alarms": "cpu"}}, 20 + 6 * 60),
        ({"routes": ROUTE, "deployment": BLUE_GREEN}, 20 + 30),
        # Four steps of at most 30 percent, each with its wait.
        ({"routes": ROUTE, "deployment": LINEAR}, 20 + 4 * 10 + 5),
    ],
)  # fmt: skip
def test_apply_waits_as_long_as_tasks_may_take(web: dict[str, Any], expected: int) -> None:
    assert expected == deployment_minutes(cluster(**web).services["web"])


def test_instances_are_drained_as_long_as_their_tasks_take_to_go() -> None:
    whole = cluster(routes=SLOW_ROUTE, stop_timeout="30m")
    assert 10 + 60 + 30 == draining_minutes(whole, whole.instance_groups["default"])
    assert 20 == draining_minutes(whole, whole.instance_groups["idle"])
