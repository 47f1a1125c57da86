"""The monthly budget, as it stands in the account, against the spec's `alerts.budget`."""

from __future__ import annotations

import json
from typing import Any

from spec_data import cluster_name, long_form
from terraform_trees import specs_with

ACCOUNT = "012345678901"
DEFAULTS = {"actual": [80, 100], "forecasted": [100]}


def asked(applied) -> dict[str, Any]:
    return {**DEFAULTS, **long_form(applied.spec["alerts"]["budget"], "amount")}


def budget(applied) -> dict[str, Any]:
    [found] = applied.client("budgets").describe_budgets(AccountId=ACCOUNT)["Budgets"]
    whole: dict[str, Any] = found
    return whole


@specs_with("alerts.budget")
def test_it_counts_dollars_a_month_of_what_has_the_tag_of_the_cluster(applied) -> None:
    found = budget(applied)
    # https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_budgets_Budget.html
    assert ("COST", "MONTHLY", "USD") == (
        found["BudgetType"],
        found["TimeUnit"],
        found["BudgetLimit"]["Unit"],
    )
    assert asked(applied)["amount"] == float(found["BudgetLimit"]["Amount"])
    assert {"TagKeyValue": [f"user:Cluster${cluster_name(applied.spec)}"]} == found["CostFilters"]


@specs_with("alerts.budget")
def test_it_tells_the_topic_of_the_alerts_at_each_percentage(applied) -> None:
    client, name = applied.client("budgets"), budget(applied)["BudgetName"]
    told = client.describe_notifications_for_budget(AccountId=ACCOUNT, BudgetName=name)
    wanted = {("ACTUAL", float(percent)) for percent in asked(applied)["actual"]}
    wanted |= {("FORECASTED", float(percent)) for percent in asked(applied)["forecasted"]}
    assert wanted == {
        (each["NotificationType"], each["Threshold"]) for each in told["Notifications"]
    }
    for notification in told["Notifications"]:
        found = client.describe_subscribers_for_notification(
            AccountId=ACCOUNT, BudgetName=name, Notification=notification
        )["Subscribers"]
        topic = f"arn:aws:sns:{applied.region}:{ACCOUNT}:{cluster_name(applied.spec)}-alerts"
        assert [{"SubscriptionType": "SNS", "Address": topic}] == found


@specs_with("alerts.budget")
def test_the_topic_and_its_key_let_budgets_of_this_account_publish(applied) -> None:
    """As https://docs.aws.amazon.com/cost-management/latest/userguide/budgets-sns-policy.html has it."""
    topic = f"arn:aws:sns:{applied.region}:{ACCOUNT}:{cluster_name(applied.spec)}-alerts"
    attributes = applied.client("sns").get_topic_attributes(TopicArn=topic)["Attributes"]
    kms = applied.client("kms")
    of_key = kms.get_key_policy(KeyId=attributes["KmsMasterKeyId"], PolicyName="default")["Policy"]
    for policy, actions in (
        (attributes["Policy"], ["sns:Publish"]),
        (of_key, ["kms:Decrypt", "kms:GenerateDataKey*"]),
    ):
        [statement] = [
            each
            for each in json.loads(policy)["Statement"]
            if each["Principal"] == {"Service": "budgets.amazonaws.com"}
        ]
        allowed = statement["Action"]
        assert actions == ([allowed] if isinstance(allowed, str) else allowed)
        assert {
            "ArnLike": {"aws:SourceArn": f"arn:aws:budgets::{ACCOUNT}:*"},
            "StringEquals": {"aws:SourceAccount": ACCOUNT},
        } == statement["Condition"]
