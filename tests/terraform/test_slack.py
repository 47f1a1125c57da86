"""The Slack channel in real plans, against the spec's `alerts.slack`: the emulator has no AWS
Chatbot."""

from __future__ import annotations

import json

import pytest
from spec_data import cluster_name

pytestmark = pytest.mark.specs("production")


def test_the_channel_of_the_spec_gets_the_alerts(planned) -> None:
    [channel] = planned.resources("aws_chatbot_slack_channel_configuration")
    slack, values = planned.spec["alerts"]["slack"], channel["values"]

    assert (slack["workspace_id"], slack["channel_id"]) == (
        values["slack_team_id"],
        values["slack_channel_id"],
    )
    assert f"{cluster_name(planned.spec)}-alerts" == values["configuration_name"]


def test_nobody_in_the_channel_may_do_anything(planned) -> None:
    roles = [role for role in planned.resources("aws_iam_role") if "slack" in role["address"]]
    [trust] = [json.loads(role["values"]["assume_role_policy"])["Statement"] for role in roles]
    policies = [
        *planned.resources("aws_iam_role_policy"),
        *planned.resources("aws_iam_role_policy_attachment"),
    ]
    [channel] = planned.resources("aws_chatbot_slack_channel_configuration")

    assert [{"Service": "chatbot.amazonaws.com"}] == [statement["Principal"] for statement in trust]
    assert [] == [policy["address"] for policy in policies if "slack" in policy["address"]]
    assert ["ReadOnlyAccess"] == [
        arn.rpartition("/")[2] for arn in channel["values"]["guardrail_policy_arns"]
    ]
