"""Jobs as they stand in the account: what ECS, the scheduler, Step Functions and their queues say of
them."""

from __future__ import annotations

import json
from typing import Any

from service_data import FARGATE, capacity
from spec_data import account, cluster_name, listed, written


def jobs(
    applied, *, scheduled: bool | None = None, workflow: bool | None = None
) -> dict[str, dict[str, Any]]:
    """Return jobs by key: all, or those with or without a schedule, or a workflow."""
    return {
        key: job
        for key, job in applied.spec["jobs"].items()
        if scheduled in (None, "schedule" in job) and workflow in (None, has_workflow(job))
    }


def has_workflow(job: dict[str, Any]) -> bool:
    """Tell whether Step Functions runs a job: it alone can stop a run, or try one again."""
    return bool({"timeout", "retry"} & job.keys())


def family(applied, key: str) -> str:
    return f"{cluster_name(applied.spec)}-{listed(jobs(applied)[key].get('moved_from', key))[0]}"


def schedule(applied, key: str) -> dict[str, Any]:
    name = family(applied, key)
    answer: dict[str, Any] = applied.client("scheduler").get_schedule(GroupName=name, Name=name)
    return answer


def definition(applied, key: str) -> dict[str, Any]:
    name = family(applied, key)
    task_definition: dict[str, Any] = applied.client("ecs").describe_task_definition(
        taskDefinition=name
    )["taskDefinition"]
    return task_definition


def queue(applied, key: str) -> dict[str, str]:
    sqs = applied.client("sqs")
    url = sqs.get_queue_url(QueueName=f"{family(applied, key)}-failed-starts")["QueueUrl"]
    attributes: dict[str, str] = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["All"])[
        "Attributes"
    ]
    return attributes


def arn(applied, service: str, resource: str) -> str:
    return f"arn:aws:{service}:{applied.region}:{account(applied.spec)}:{resource}"


def strategy(applied, job: dict[str, Any]) -> set[tuple[str, int, int]]:
    cluster = cluster_name(applied.spec)
    shares = capacity(applied.spec, job)
    return {
        (FARGATE.get(name, f"{cluster}-{name}"), share.get("weight", 1), share.get("base", 0))
        for name, share in shares.items()
    }


def private_blocks(applied, subnets: list[str]) -> set[str]:
    actual = applied.read("ec2", "describe_subnets", SubnetIds=subnets)
    blocks = {subnet["SubnetId"]: subnet["CidrBlock"] for subnet in actual}
    return {written(applied.spec, blocks, subnet) for subnet in blocks}


def workflow_run(applied, key: str) -> dict[str, Any]:
    """Return the state of a job's workflow that runs its task."""
    machine = arn(applied, "states", f"stateMachine:{family(applied, key)}")
    client = applied.client("stepfunctions")
    text = client.describe_state_machine(stateMachineArn=machine)["definition"]
    run: dict[str, Any] = json.loads(text)["States"]["Run"]
    return run


def event_rule(applied, key: str, event: str) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return the rule by which an event starts a job, and its only target."""
    client = applied.client("events")
    bus = applied.spec["jobs"][key]["events"][event].get("event_bus", "default")
    name = f"{family(applied, key)}-{event}"
    rule: dict[str, Any] = client.describe_rule(Name=name, EventBusName=bus)
    (target,) = client.list_targets_by_rule(Rule=name, EventBusName=bus)["Targets"]
    return rule, target
