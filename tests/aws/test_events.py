"""Events as AWS documents them, against the patterns and messages that stand in the account.

https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs_cwe_events.html
https://docs.aws.amazon.com/autoscaling/ec2/userguide/automating-ec2-auto-scaling-with-eventbridge.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from event_patterns import matches, transformed
from looked_at import every
from spec_data import cluster_name, rules_of_jobs
from terraform_trees import specs_with

FAILURES = {"task_failed", "deployment_failed", "placement_failed"}
OF_INSTANCES = {"launch_failed", "refresh_failed"}
TASK = "ECS Task State Change"
INSTANCE = "ECS Container Instance State Change"
# A reason as Docker words it: with quotes, which a message has to survive.
REASON = 'CannotStartContainerError: exec: "serve": executable file not found in $PATH'

# Subscribers that may fail: what they do not take waits in the queue.
RETRIED = {"https", "sqs", "lambda", "firehose"}


def expected(spec: dict[str, Any]) -> set[str]:
    """Return the events that the spec tells of, by the conventions of the language."""
    default = FAILURES | (OF_INSTANCES if spec.get("instance_groups") else set())
    placed = [*spec.get("services", {}).values(), *spec.get("jobs", {}).values()]
    capacities = [
        spec.get("cluster", {}).get("default_capacity"),
        *(workload.get("capacity") for workload in placed),
    ]
    default |= {"spot_interruption"} if "fargate_spot" in str(capacities) else set()
    named = set(spec.get("alerts", {}).get("events", default))
    return named | ({"ami_check_failed"} if spec.get("ami_updates") else set())


def test_rules_are_those_of_the_spec(applied) -> None:
    assert expected(applied.spec) == set(patterns(applied))


def test_each_event_is_told_by_its_rule_and_no_other(applied) -> None:
    actual = patterns(applied)
    for name, event in every(samples(applied, cluster_name(applied.spec))):
        told = {rule for rule, pattern in actual.items() if matches(pattern, event)}

        assert {name} & expected(applied.spec) == told, f"{name}: {event['detail-type']}"


def test_events_of_other_clusters_are_not_told(applied) -> None:
    actual = patterns(applied)
    for other in (f"{cluster_name(applied.spec)}-2", "another", cluster_name(applied.spec)[:-1]):
        for _, event in every(samples(applied, other)):
            assert {} == {
                rule: event for rule, pattern in actual.items() if matches(pattern, event)
            }


def test_what_is_no_failure_is_not_told(applied) -> None:
    actual = patterns(applied)
    for event in every(harmless(applied, cluster_name(applied.spec))):
        assert {} == {rule: event for rule, pattern in actual.items() if matches(pattern, event)}


def test_messages_say_what_and_why_in_one_sentence(applied) -> None:
    for message, event in every(messages(applied, "alerts")):
        assert message.startswith('"') and message.endswith('"'), (
            "a text of EventBridge stands in quotes"
        )
        assert "\n" not in message and "<" not in message
        assert reason(event) in message


@specs_with("alerts.slack")
def test_messages_for_slack_are_json_whatever_the_reason_holds(applied) -> None:
    chats = [word for word in ("slack", "teams") if word in applied.spec["alerts"]]
    told = [item for word in chats for item in messages(applied, f"alerts-{word}")]
    for message, event in every(told):
        shown = json.loads(message)

        assert ("1.0", "custom") == (shown["version"], shown["source"])
        assert reason(event) == shown["content"]["description"]


def test_what_cannot_be_delivered_goes_to_the_queue_within_the_hour(applied) -> None:
    name = f"{cluster_name(applied.spec)}-undelivered-alerts"
    queue = f"arn:aws:sqs:{applied.region}:{applied.account}:{name}"
    told = expected(applied.spec)
    for target in every(target for name in told for target in targets(applied, name, "alerts")):
        assert queue == target["DeadLetterConfig"]["Arn"]
        assert 3600 == target["RetryPolicy"]["MaximumEventAgeInSeconds"]


def test_the_queue_takes_what_rules_and_endpoints_leave(applied) -> None:
    name = f"{cluster_name(applied.spec)}-undelivered-alerts"
    client = applied.client("sqs")
    queue = client.get_queue_url(QueueName=name)["QueueUrl"]
    attributes = client.get_queue_attributes(QueueUrl=queue, AttributeNames=["All"])["Attributes"]
    allowed = [
        statement
        for statement in json.loads(attributes["Policy"])["Statement"]
        if statement["Effect"] == "Allow"
    ]
    senders = {
        statement["Principal"]["Service"]: statement["Condition"]["ArnEquals"]["aws:SourceArn"]
        for statement in allowed
    }
    rules = {rule["Arn"] for rule in rules_of_alerts(applied)}

    assert rules == set(senders.pop("events.amazonaws.com"))
    topic = f"arn:aws:sns:{applied.region}:{applied.account}:{cluster_name(applied.spec)}-alerts"
    assert (
        {"sns.amazonaws.com": [topic]} if applied.spec.get("alerts", {}).keys() & RETRIED else {}
    ) == senders
    assert str(14 * 24 * 3600) == attributes["MessageRetentionPeriod"]


def test_nobody_uses_the_queue_without_encryption(applied) -> None:
    client = applied.client("sqs")
    queue = client.get_queue_url(QueueName=f"{cluster_name(applied.spec)}-undelivered-alerts")[
        "QueueUrl"
    ]
    policy = client.get_queue_attributes(QueueUrl=queue, AttributeNames=["Policy"])["Attributes"][
        "Policy"
    ]
    (denied,) = (
        statement for statement in json.loads(policy)["Statement"] if statement["Effect"] == "Deny"
    )

    assert ("*", "sqs:*") == (denied["Principal"], denied["Action"])
    assert {"Bool": {"aws:SecureTransport": "false"}} == denied["Condition"]


def reason(event: dict[str, Any]) -> str:
    """Return what has to be in a message: why it happened, or what it happened to."""
    detail = event["detail"]
    named = ("stoppedReason", "reason", "StatusMessage", "containerInstanceArn", "ExecutionId")
    return next((detail[name] for name in named if name in detail), event["detail-type"])


def patterns(applied) -> dict[str, dict[str, Any]]:
    """Return the pattern of each rule of the cluster, by the name of its event in the spec."""
    prefix = f"{cluster_name(applied.spec)}-"
    return {
        rule["Name"].removeprefix(prefix).replace("-", "_"): json.loads(rule["EventPattern"])
        for rule in rules_of_alerts(applied)
    }


def rules_of_alerts(applied) -> list[dict[str, Any]]:
    """Return the rules of the cluster that tell somebody: others start jobs."""
    prefix, others = f"{cluster_name(applied.spec)}-", rules_of_jobs(applied.spec)
    return [
        rule
        for rule in applied.read("events", "list_rules")
        if rule["Name"].startswith(prefix) and rule["Name"] not in others
    ]


def targets(applied, name: str, topic: str) -> list[dict[str, Any]]:
    """Return the targets of an event's rule that are one of the cluster's topics."""
    if name not in expected(applied.spec):
        return []
    rule = f"{cluster_name(applied.spec)}-{name.replace('_', '-')}"
    event_targets = applied.client("events").list_targets_by_rule(Rule=rule)["Targets"]
    return [
        target
        for target in event_targets
        if target["Arn"].endswith(f":{cluster_name(applied.spec)}-{topic}")
    ]


def messages(applied, topic: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield what a topic is told of each sample, and the sample."""
    for name, event in samples(applied, cluster_name(applied.spec)):
        for target in targets(applied, name, topic):
            yield transformed(target["InputTransformer"], event), event


def envelope(
    applied, source: str, kind: str, detail: dict[str, Any], *resources: str
) -> dict[str, Any]:
    return {
        "version": "0",
        "id": "3317b2af-7005-947d-b652-f55e762e571a",
        "detail-type": kind,
        "source": source,
        "account": applied.account,
        "time": "2026-01-23T17:57:58Z",
        "region": applied.region,
        "resources": list(resources),
        "detail": detail,
    }


def of_cluster(applied, cluster: str, kind: str, detail: dict[str, Any]) -> dict[str, Any]:
    """Return an event of ECS about something in a cluster."""
    arn = f"arn:aws:ecs:{applied.region}:{applied.account}:cluster/{cluster}"
    return envelope(applied, "aws.ecs", kind, {"clusterArn": arn, **detail})


def task(applied, cluster: str, code: str, *exits: int | None, why: str = REASON) -> dict[str, Any]:
    """Return the event of a task that stopped, with the exit codes of its containers."""
    arn = f"arn:aws:ecs:{applied.region}:{applied.account}:task/{cluster}/c13b4cb40f1f4fe4a2971f76ae5a47ad"
    containers = [
        {"name": f"c{n}", **({} if status is None else {"exitCode": status})}
        for n, status in enumerate(exits)
    ]
    detail = {
        "containers": containers,
        "group": "service:web",
        "lastStatus": "STOPPED",
        "taskArn": arn,
    }
    return of_cluster(applied, cluster, TASK, {**detail, "stopCode": code, "stoppedReason": why})


def service(applied, cluster: str, kind: str, name: str, **detail: str) -> dict[str, Any]:
    """Return an event about a service; deployments name no cluster in it."""
    arn = f"arn:aws:ecs:{applied.region}:{applied.account}:service/{cluster}/web"
    if kind == "ECS Service Action":
        detail["clusterArn"] = f"arn:aws:ecs:{applied.region}:{applied.account}:cluster/{cluster}"
    return envelope(
        applied, "aws.ecs", kind, {"eventType": "ERROR", "eventName": name, **detail}, arn
    )


def instance(applied, cluster: str, status: str, connected: bool) -> dict[str, Any]:
    head = f"arn:aws:ecs:{applied.region}:{applied.account}"
    arn = f"{head}:container-instance/{cluster}/b54a2a04046f43319d743f6d7f6ca315"
    detail = {"agentConnected": connected, "status": status, "ec2InstanceId": "i-0123456789abcdef0"}
    return of_cluster(
        applied, cluster, INSTANCE, {**detail, "containerInstanceArn": arn, "attributes": []}
    )


def autoscaling(applied, cluster: str, kind: str, **detail: str) -> Iterator[dict[str, Any]]:
    """Yield an event for each group of this cluster, or for one of the same name in another."""
    groups = [
        group["AutoScalingGroupName"]
        for group in applied.read("autoscaling", "describe_auto_scaling_groups")
    ]
    own = cluster == cluster_name(applied.spec)
    for name in groups if own else [f"{cluster}-default-20260101000000000000000001"]:
        yield envelope(
            applied, "aws.autoscaling", kind, {"AutoScalingGroupName": name, **detail}, "group-arn"
        )


def samples(applied, cluster: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield failures in a cluster, each with the name of its event."""
    yield "task_failed", task(applied, cluster, "TaskFailedToStart", None)
    yield "task_failed", task(applied, cluster, "EssentialContainerExited", 1)
    yield "task_failed", task(applied, cluster, "EssentialContainerExited", 0, 137)
    yield "task_failed", task(applied, cluster, "EssentialContainerExited", 1, 143)
    health = "Task failed ELB health checks in (target-group arn:aws:elasticloadbalancing:x)"
    yield "task_failed", task(applied, cluster, "ServiceSchedulerInitiated", 143, why=health)
    why = "ECS deployment circuit breaker: task failed to start."
    yield (
        "deployment_failed",
        service(
            applied, cluster, "ECS Deployment State Change", "SERVICE_DEPLOYMENT_FAILED", reason=why
        ),
    )
    for name in ("SERVICE_TASK_PLACEMENT_FAILURE", "SERVICE_TASK_CONFIGURATION_FAILURE"):
        yield (
            "placement_failed",
            service(applied, cluster, "ECS Service Action", name, reason="RESOURCE:MEMORY"),
        )
    failure = {
        "StatusMessage": "We currently do not have sufficient m7i.large capacity",
        "StatusCode": "Failed",
    }
    for event in autoscaling(applied, cluster, "EC2 Instance Launch Unsuccessful", **failure):
        yield "launch_failed", event
    for end in ("Failed", "Rollback Started", "Rollback Failed"):
        kind = f"EC2 Auto Scaling Instance Refresh {end}"
        for event in autoscaling(
            applied, cluster, kind, InstanceRefreshId="ab00cf8f-9126-4f3c-8010-dbb8cad6fb86"
        ):
            yield "refresh_failed", event
    yield "agent_disconnected", instance(applied, cluster, "ACTIVE", False)
    yield "instance_drained", instance(applied, cluster, "DRAINING", True)
    yield "instance_drained", instance(applied, cluster, "DRAINING", False)
    yield (
        "spot_interruption",
        task(applied, cluster, "SpotInterruption", 143, why="Your Spot Task was interrupted."),
    )
    execution = {
        "Definition": f"{cluster}-ami-updates",
        "Status": "Failed",
        "ExecutionId": "8bb1b7ee-0000-4000",
    }
    yield (
        "ami_check_failed",
        envelope(
            applied, "aws.ssm", "EC2 Automation Execution Status-change Notification", execution
        ),
    )


def harmless(applied, cluster: str) -> Iterator[dict[str, Any]]:
    """Yield what happens in a cluster where nothing is wrong."""
    yield task(applied, cluster, "EssentialContainerExited", 0)
    yield task(applied, cluster, "EssentialContainerExited", 0, 0)
    yield task(applied, cluster, "EssentialContainerExited", 0, 143)
    yield task(
        applied,
        cluster,
        "ServiceSchedulerInitiated",
        143,
        why="Scaling activity initiated by deployment",
    )
    yield task(applied, cluster, "UserInitiated", 137, why="Stopped by an operator")
    running = task(applied, cluster, "TaskFailedToStart", None)
    yield {**running, "detail": {**running["detail"], "lastStatus": "RUNNING"}}
    for name in ("SERVICE_DEPLOYMENT_COMPLETED", "SERVICE_DEPLOYMENT_IN_PROGRESS"):
        yield service(applied, cluster, "ECS Deployment State Change", name, reason="fine")
    yield service(applied, cluster, "ECS Service Action", "SERVICE_STEADY_STATE")
    yield instance(applied, cluster, "ACTIVE", True)
    yield from autoscaling(
        applied, cluster, "EC2 Instance Launch Successful", StatusCode="InProgress"
    )
    yield from autoscaling(
        applied, cluster, "EC2 Auto Scaling Instance Refresh Succeeded", InstanceRefreshId="ab"
    )
    execution = {
        "Definition": f"{cluster}-ami-updates",
        "Status": "Success",
        "ExecutionId": "8bb1b7ee-0000-4000",
    }
    yield envelope(
        applied, "aws.ssm", "EC2 Automation Execution Status-change Notification", execution
    )
