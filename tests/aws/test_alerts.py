"""The topic, who may publish to it and what does, against the spec's `alerts`."""

from __future__ import annotations

import json
from typing import Any

from spec_data import cluster_name, listed, rules_of_jobs

SUBSCRIBERS = {"emails": "email", "https": "https", "sms": "sms"}
# Named in a map.
NAMED = ("firehose", "lambda", "sqs")


def test_events_and_the_alarms_of_this_cluster_may_publish(applied) -> None:
    by_service = {}
    for statement in json.loads(topic(applied)["Policy"])["Statement"]:
        assert ("Allow", "sns:Publish", topic(applied)["TopicArn"]) == tuple(
            statement[key] for key in ("Effect", "Action", "Resource")
        )
        by_service[statement["Principal"]["Service"]] = statement.get("Condition")

    # "You can't use Condition blocks in Amazon SNS topic policies for EventBridge."
    # https://docs.aws.amazon.com/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions
    assert bool(rules(applied)) is ("events.amazonaws.com" in by_service)
    assert by_service.get("events.amazonaws.com") is None
    alarms = f":{applied.region}:{applied.account}:alarm:{cluster_name(applied.spec)}-*"
    assert by_service["cloudwatch.amazonaws.com"]["ArnLike"]["aws:SourceArn"].endswith(alarms)


def test_every_rule_is_on_and_tells_the_topic(applied) -> None:
    client = applied.client("events")
    targets = {
        rule["Name"]: sorted(
            target["Arn"] for target in client.list_targets_by_rule(Rule=rule["Name"])["Targets"]
        )
        for rule in rules(applied)
        if rule["State"] == "ENABLED"
    }

    own = topic(applied)["TopicArn"]
    alerts = applied.spec.get("alerts", {})
    expected = [own, *(f"{own}-{chat}" for chat in ("slack", "teams") if chat in alerts)]
    assert {rule["Name"]: expected for rule in rules(applied)} == targets


def test_failed_tasks_of_this_cluster_alone_are_told(applied) -> None:
    [rule] = [
        rule
        for rule in rules(applied)
        if rule["Name"] == f"{cluster_name(applied.spec)}-task-failed"
    ]
    arn = f"arn:aws:ecs:{applied.region}:{applied.account}:cluster/{cluster_name(applied.spec)}"

    assert [arn] == json.loads(rule["EventPattern"])["detail"]["clusterArn"]


def test_subscribers_are_those_of_the_spec(applied) -> None:
    alerts = applied.spec.get("alerts", {})
    expected = {
        (protocol, endpoint)
        for key, protocol in SUBSCRIBERS.items()
        for endpoint in listed(alerts.get(key, []))
    }
    own_queue = f"arn:aws:sqs:{applied.region}:{applied.account}:{cluster_name(applied.spec)}-"
    expected |= {
        (protocol, endpoint.replace("queues.", own_queue))
        for protocol in NAMED
        for endpoint in alerts.get(protocol, {}).values()
    }

    subscriptions_by_topic = applied.read(
        "sns", "list_subscriptions_by_topic", TopicArn=topic(applied)["TopicArn"]
    )
    assert expected == {
        (subscription["Protocol"], subscription["Endpoint"])
        for subscription in subscriptions_by_topic
    }


def test_messages_are_encrypted_with_a_key_that_events_and_alarms_can_use(applied) -> None:
    policy = applied.client("kms").get_key_policy(
        KeyId=topic(applied)["KmsMasterKeyId"], PolicyName="default"
    )["Policy"]
    users = {
        service
        for statement in json.loads(policy)["Statement"]
        if "kms:Decrypt" in listed(statement["Action"])
        for service in listed(statement["Principal"].get("Service", []))
    }

    assert {"events.amazonaws.com", "cloudwatch.amazonaws.com"} <= users


def topic(applied) -> dict[str, Any]:
    """Return the attributes of the cluster's own topic."""
    arn = f"arn:aws:sns:{applied.region}:{applied.account}:{cluster_name(applied.spec)}-alerts"
    attributes: dict[str, Any] = applied.client("sns").get_topic_attributes(TopicArn=arn)[
        "Attributes"
    ]
    return attributes


def rules(applied) -> list[dict[str, Any]]:
    """Return the rules of EventBridge that tell of the cluster: ECS itself makes one for managed
    draining, and others start jobs."""
    prefix, others = f"{cluster_name(applied.spec)}-", rules_of_jobs(applied.spec)
    return [
        rule
        for rule in applied.read("events", "list_rules")
        if rule["Name"].startswith(prefix) and rule["Name"] not in others
    ]
