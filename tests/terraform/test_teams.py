"""The Teams channel in real plans, against the spec's `alerts.teams`: the emulator has no AWS
Chatbot."""

from __future__ import annotations

import pytest
from spec_data import cluster_name

pytestmark = pytest.mark.specs("production")


def test_the_channel_of_the_spec_gets_the_alerts(planned) -> None:
    [channel] = planned.resources("aws_chatbot_teams_channel_configuration")
    teams, values = planned.spec["alerts"]["teams"], channel["values"]

    assert teams == {name: values[name] for name in ("tenant_id", "team_id", "channel_id")}
    assert f"{cluster_name(planned.spec)}-alerts-teams" == values["configuration_name"]


def test_nobody_in_the_channel_may_do_anything(planned) -> None:
    policies = [
        *planned.resources("aws_iam_role_policy"),
        *planned.resources("aws_iam_role_policy_attachment"),
    ]
    [channel] = planned.resources("aws_chatbot_teams_channel_configuration")

    assert [] == [policy["address"] for policy in policies if "teams" in policy["address"]]
    assert ["ReadOnlyAccess"] == [
        arn.rpartition("/")[2] for arn in channel["values"]["guardrail_policy_arns"]
    ]
