"""What is told of a cluster, and where: as it is planned."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from spec_strategies import TODAY

from tfgen import pipeline
from tfgen.hcl import Ref
from tfgen.plan import plan
from tfgen.tree import ModulePlan

TOPIC = "arn:aws:sns:eu-west-1:012345678901:mine"
SLACK = {"workspace_id": "T07EXAMPLE", "channel_id": "C07EXAMPLE"}
AGENT = {"image": "quay.io/acme/agent:1.2", "memory": 64}


def told(folder: Path, alerts: dict[str, Any], **sections: Any) -> dict[str, ModulePlan]:
    """Return the calls of alerts.tf, by name."""
    wanted = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        "alerts": alerts,
    }
    wanted["instance_groups"] = {"default": {"instance_type": "t3.large"}}
    path = folder / "acc.yaml"
    path.write_text(json.dumps({**wanted, **sections}))
    tree = plan(pipeline.check(path, TODAY).cluster, path.name)
    return {call.call: call for call in tree.modules if call.file == "alerts"}


def test_a_topic_that_exists_needs_no_key_and_no_topic(tmp_path: Path) -> None:
    calls = told(tmp_path, {"topic_arn": TOPIC})

    assert ["ecs_events", "alerts", "undelivered_alerts_alarm"] == list(calls)
    assert Ref("local.topic_arn") == calls["alerts"].given["topic_arn"]


def test_slack_has_a_topic_of_its_own_beside_one_that_exists(tmp_path: Path) -> None:
    calls = told(tmp_path, {"topic_arn": TOPIC, "slack": SLACK})

    assert {"alerts_key", "slack_topic", "slack_alerts"} == calls.keys() - told(
        tmp_path, {"topic_arn": TOPIC}
    ).keys()
    assert Ref("module.slack_topic.topic_arn") == calls["slack_alerts"].given["topic_arn"]


def test_without_events_alarms_alone_are_told(tmp_path: Path) -> None:
    calls = told(tmp_path, {"events": []})

    assert "ecs_events" not in calls
    assert "rule_arns" not in calls["alerts_topic"].given
    assert "events" not in calls["alerts"].given


def test_a_renamed_daemon_is_missed_by_the_name_of_its_service(tmp_path: Path) -> None:
    alerts = {"alarms": {"daemon_missing": True}}
    before = told(tmp_path, alerts, system_containers={"agent": AGENT})["cluster_alarms"]
    renamed = {"collector": {**AGENT, "moved_from": "agent"}}
    after = told(tmp_path, alerts, system_containers=renamed)["cluster_alarms"]

    assert {"agent": {}} == before.given["daemon_missing"]
    assert before == after


def test_no_data_of_a_daemon_is_no_fault_where_there_may_be_no_instance(tmp_path: Path) -> None:
    groups = {"default": {"instance_type": "t3.large", "min_size": 0}}
    alerts = {"alarms": {"daemon_missing": True}}
    calls = told(tmp_path, alerts, system_containers={"agent": AGENT}, instance_groups=groups)

    assert {"agent": {"treat_missing_data": "notBreaching"}} == calls["cluster_alarms"].given[
        "daemon_missing"
    ]
