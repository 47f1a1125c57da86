"""What a schedule, an event and a workflow do: they run their own task in their own cluster, with
that task's roles, and a workflow waits for its end."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import rules_of_jobs

from rights.evaluate import Call
from rights.facts import Facts

_SCHEDULER = "https://docs.aws.amazon.com/scheduler/latest/UserGuide"
_TRUST = f"{_SCHEDULER}/cross-service-confused-deputy-prevention.html"
_TARGET = f"{_SCHEDULER}/setting-up.html#setting-up-execution-role"
_QUEUE = f"{_SCHEDULER}/configuring-schedule-dlq.html"
_KEY = f"{_SCHEDULER}/encryption-rest.html"
_WORKFLOW = "https://docs.aws.amazon.com/step-functions/latest/dg"
_SYNC = f"{_WORKFLOW}/ecs-iam.html"
_STATES = f"{_WORKFLOW}/procedure-create-iam-role.html"
_EVENTS = "https://docs.aws.amazon.com/eventbridge/latest/userguide"
_EVENT_ROLE = f"{_EVENTS}/eb-use-identity-based.html"
_EVENT_TRUST = f"{_EVENTS}/eb-use-conditions.html"
_EVENT_QUEUE = f"{_EVENTS}/eb-rule-dlq.html"
_TAG = (
    "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/supported-iam-actions-tagging.html"
)


def needed(facts: Facts) -> Iterator[Call]:
    """Yield the calls of each schedule that runs a task."""
    for schedule in facts.things["schedules"]:
        if "EcsParameters" in schedule["Target"]:
            yield from _trust(facts, schedule)
            yield from _run(facts, schedule)
            yield from common(schedule)
        elif ":stateMachine:" in schedule["Target"]["Arn"]:
            yield from _trust(facts, schedule)
            target = schedule["Target"]
            yield Call(target["RoleArn"], "states:StartExecution", target["Arn"], source=_TARGET)
            yield from common(schedule)
    for workflow in facts.things["workflows"]:
        yield from _of_workflow(facts, workflow)
    for rule in facts.things["rules"]:
        if rule["Name"] in rules_of_jobs(facts.spec):
            yield from _on_event(facts, rule)


def _on_event(facts: Facts, rule: Mapping[str, Any]) -> Iterator[Call]:
    (target,) = rule["Targets"]
    role, of_rule = target["RoleArn"], {"aws:SourceArn": rule["Arn"]}
    context = {"aws:SourceAccount": facts.account, **of_rule}
    yield Call("events.amazonaws.com", "sts:AssumeRole", role, context, _EVENT_TRUST)
    if "EcsParameters" in target:
        yield from _run_family(facts, role, target["EcsParameters"]["TaskDefinitionArn"])
    else:
        yield Call(role, "states:StartExecution", target["Arn"], source=_EVENT_ROLE)
    queue = target["DeadLetterConfig"]["Arn"]
    yield Call("events.amazonaws.com", "sqs:SendMessage", queue, of_rule, _EVENT_QUEUE)


def _trust(facts: Facts, schedule: Mapping[str, Any]) -> Iterator[Call]:
    group = facts.arn("scheduler", f"schedule-group/{schedule['GroupName']}")
    context = {"aws:SourceAccount": facts.account, "aws:SourceArn": group}
    role = schedule["Target"]["RoleArn"]
    yield Call("scheduler.amazonaws.com", "sts:AssumeRole", role, context, _TRUST)


def _of_workflow(facts: Facts, workflow: Mapping[str, Any]) -> Iterator[Call]:
    role, arn = workflow["roleArn"], workflow["stateMachineArn"]
    context = {"aws:SourceAccount": facts.account, "aws:SourceArn": arn}
    yield Call("states.amazonaws.com", "sts:AssumeRole", role, context, _STATES)
    run = json.loads(workflow["definition"])["States"]["Run"]
    definition = run["Parameters"]["TaskDefinition"]
    yield from _run_family(facts, role, definition)
    task = facts.arn("ecs", f"task/{facts.cluster}/0123")
    tasks = {"resource": facts.arn("ecs", f"task/{facts.cluster}/*")}
    here = {"ecs:cluster": facts.arn("ecs", f"cluster/{facts.cluster}")}
    for action in ("ecs:DescribeTasks", "ecs:StopTask"):
        yield Call(role, action, task, here, _SYNC, tasks)
    rule = facts.arn("events", "rule/StepFunctionsGetEventsForECSTaskRule")
    for action in ("events:DescribeRule", "events:PutRule", "events:PutTargets"):
        yield Call(role, action, rule, source=_SYNC)


def _run(facts: Facts, schedule: Mapping[str, Any]) -> Iterator[Call]:
    role = schedule["Target"]["RoleArn"]
    yield from _run_family(facts, role, task_definition(schedule))


def _run_family(facts: Facts, role: str, definition: str) -> Iterator[Call]:
    family = definition.split(":")[5].removeprefix("task-definition/")
    yield from run_task(facts, role, family)
    task = latest(facts, family)
    for passed in (task["executionRoleArn"], task["taskRoleArn"]):
        yield pass_role(role, passed)


def task_definition(schedule: Mapping[str, Any]) -> str:
    """Return the ARN of the task definition that a schedule runs."""
    return str(schedule["Target"]["EcsParameters"]["TaskDefinitionArn"])


def latest(facts: Facts, family: str) -> Mapping[str, Any]:
    """Return the newest task definition of a family."""
    revisions = [task for task in facts.things["task_definitions"] if task["family"] == family]
    newest: Mapping[str, Any] = max(revisions, key=lambda task: task["revision"])
    return newest


def run_task(facts: Facts, role: str, family: str) -> Iterator[Call]:
    """Yield what it takes to run a task of a family here, by its newest revision and by any."""
    here = {"ecs:cluster": facts.arn("ecs", f"cluster/{facts.cluster}")}
    arn = facts.arn("ecs", f"task-definition/{family}")
    revisions = {"resource": f"{arn}:*"}
    yield Call(role, "ecs:RunTask", arn, here, _TARGET)
    yield Call(role, "ecs:RunTask", f"{arn}:7", here, _TARGET, revisions)
    created = {"ecs:CreateAction": "RunTask"}
    tasks = {"resource": facts.arn("ecs", f"task/{facts.cluster}/*")}
    task = facts.arn("ecs", f"task/{facts.cluster}/0123")
    yield Call(role, "ecs:TagResource", task, created, _TAG, tasks)


def pass_role(role: str, passed: str) -> Call:
    """Return the call that gives a role to the tasks of ECS, and to nobody else."""
    context = {"iam:PassedToService": "ecs-tasks.amazonaws.com"}
    return Call(role, "iam:PassRole", passed, context, _TARGET)


def common(schedule: Mapping[str, Any]) -> Iterator[Call]:
    """Yield what every schedule does: it reads itself, and leaves what failed in a queue."""
    target = schedule["Target"]
    queue = target["DeadLetterConfig"]["Arn"]
    yield Call(target["RoleArn"], "sqs:SendMessage", queue, source=_QUEUE)
    if "KmsKeyArn" in schedule:
        yield Call(target["RoleArn"], "kms:Decrypt", schedule["KmsKeyArn"], source=_KEY)
