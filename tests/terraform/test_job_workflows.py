"""What Step Functions runs for jobs with a timeout or a retry, in real plans."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any

import boto3
import pytest
import terraform_cli
from looked_at import every
from moto import mock_aws
from spec_data import cluster_name
from terraform_trees import render, resources, specs_with, workspace

WITH_WORKFLOWS = specs_with("jobs.*.timeout", "jobs.*.retry")


def jobs(planned: Any) -> dict[str, dict[str, Any]]:
    """Return the jobs of the spec that a workflow runs, by the name of their family."""
    return {
        f"{cluster_name(planned.spec)}-{key}": job
        for key, job in planned.spec["jobs"].items()
        if {"timeout", "retry"} & {*job}
    }


def by_name(planned: Any, kind: str, argument: str = "name") -> dict[str, dict[str, Any]]:
    return {
        resource["values"][argument]: resource["values"] for resource in planned.resources(kind)
    }


@WITH_WORKFLOWS
def test_a_workflow_runs_each_job_with_a_timeout_or_a_retry(planned) -> None:
    assert {*jobs(planned)} == {*by_name(planned, "aws_sfn_state_machine")}
    for workflow in by_name(planned, "aws_sfn_state_machine").values():
        assert workflow["type"] == "STANDARD"


@WITH_WORKFLOWS
def test_the_schedule_starts_the_workflow_and_no_task(planned) -> None:
    schedules = by_name(planned, "aws_scheduler_schedule")
    for family, job in every(jobs(planned).items()):
        if "schedule" in job:
            (target,) = schedules[family]["target"]
            overrides = json.loads(target["input"])["ContainerOverrides"]
            assert [] == target["ecs_parameters"]
            written = job.get("overrides", {})
            assert written.get("environment", {}) == {
                variable["Name"]: variable["Value"]
                for override in overrides
                for variable in override.get("Environment", [])
            }


@WITH_WORKFLOWS
def test_it_is_told_once_and_not_of_each_try(planned) -> None:
    alarms = by_name(planned, "aws_cloudwatch_metric_alarm", "alarm_name")
    told = [
        json.loads(rule["values"]["event_pattern"])["detail"]
        for rule in planned.resources("aws_cloudwatch_event_rule")
        if rule["values"]["name"].endswith("-task-failed")
    ]
    for family, job in every(jobs(planned).items()):
        if job.get("alarms", {}).get("failed", True):
            assert alarms[f"{family}-failed-runs"]["metric_name"] == "ExecutionsFailed"
            for detail in told:
                assert f"family:{family}" in detail["group"][0]["anything-but"]


SPEC = """
version: 1
environment: acc
region: eu-west-1
account_id: "012345678901"
load_balancers: {}
instance_groups: {default: {instance_type: t3.large}}
jobs:
  report:
    image: public.ecr.aws/docker/library/busybox:1.37
    memory: 64
    timeout: 1h
    retry: {max_attempts: 2, interval: 5m, backoff_rate: 3}
    deployment: {owner: external}
"""


@pytest.fixture(scope="module")
def definition(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """The definition of a workflow in which all is known before an apply."""
    if reason := terraform_cli.missing(terraform_cli.V6):
        pytest.skip(reason)
    tmp: Path = tmp_path_factory.mktemp("workflow")
    spec = tmp / "acc.yaml"
    spec.write_text(SPEC)
    space = workspace(terraform_cli.V6, render(spec, tmp / "rendered"), tmp, "")
    space.init()
    (planned,) = resources(space.plan(), "aws_sfn_state_machine")
    definition: dict[str, Any] = json.loads(planned["values"]["definition"])
    return definition


@pytest.mark.slow
def test_a_run_is_waited_for_stopped_and_tried_again(definition: dict[str, Any]) -> None:
    family = "arn:aws:ecs:eu-west-1:012345678901:task-definition/acc-report"
    assert definition["States"]["Run"] == {
        "Type": "Task",
        "Resource": "arn:aws:states:::ecs:runTask.sync",
        "Parameters": {
            "Cluster": "arn:aws:ecs:eu-west-1:012345678901:cluster/acc",
            "TaskDefinition": family,
            "PropagateTags": "TASK_DEFINITION",
            "CapacityProviderStrategy": [
                {"CapacityProvider": "acc-default", "Weight": 1, "Base": 0}
            ],
            "Overrides": {"ContainerOverrides.$": "$.ContainerOverrides"},
        },
        "TimeoutSeconds": 3600,
        "Retry": [
            {
                "ErrorEquals": ["States.ALL"],
                "MaxAttempts": 2,
                "IntervalSeconds": 300,
                "BackoffRate": 3,
            }
        ],
        "End": True,
    }


@pytest.mark.slow
@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, []),
        ({"time": "2026-01-01T00:00:00Z"}, []),
        ({"ContainerOverrides": [{"Name": "report"}]}, [{"Name": "report"}]),
    ],
    ids=["nothing", "another input", "overrides"],
)
def test_what_starts_a_run_may_say_what_is_other_in_it(
    definition: dict[str, Any],
    given: dict[str, Any],
    expected: list[Any],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "emulator")
    # What the call of ECS would get, without the call.
    run = {"Type": "Pass", "Parameters": definition["States"]["Run"]["Parameters"], "End": True}
    told = json.dumps({**definition, "States": {**definition["States"], "Run": run}})
    with mock_aws(config={"stepfunctions": {"execute_state_machine": True}}):
        client = boto3.client("stepfunctions", region_name="eu-west-1")
        role = "arn:aws:iam::123456789012:role/run"
        machine = client.create_state_machine(name="run", definition=told, roleArn=role)
        arn = client.start_execution(
            stateMachineArn=machine["stateMachineArn"], name="one", input=json.dumps(given)
        )["executionArn"]
        assert {"ContainerOverrides": expected} == json.loads(output(client, arn))["Overrides"]


def output(client: Any, arn: str) -> str:
    for _ in range(100):
        execution = client.describe_execution(executionArn=arn)
        if execution["status"] != "RUNNING":
            assert "SUCCEEDED" == execution["status"], execution.get("cause")
            return str(execution["output"])
        time.sleep(0.1)
    raise AssertionError("it does not end")
