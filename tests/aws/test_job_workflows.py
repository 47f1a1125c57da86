"""Jobs that Step Functions runs, against the spec's `timeout` and `retry`."""

from __future__ import annotations

import json

from job_account import (
    arn,
    definition,
    family,
    jobs,
    private_blocks,
    queue,
    schedule,
    workflow_run,
)
from looked_at import every
from service_data import FARGATE, capacity, network_mode
from spec_data import account, cluster_name, seconds, zones
from terraform_trees import specs_with

pytestmark = specs_with("jobs.*.timeout", "jobs.*.retry")


def test_a_workflow_runs_the_task_where_the_spec_says(applied) -> None:
    cluster = cluster_name(applied.spec)
    for key, job in every(jobs(applied, workflow=True).items()):
        actual = workflow_run(applied, key)["Parameters"]
        wanted = {
            (FARGATE.get(name, f"{cluster}-{name}"), share.get("weight", 1), share.get("base", 0))
            for name, share in capacity(applied.spec, job).items()
        }

        assert arn(applied, "ecs", f"cluster/{cluster}") == actual["Cluster"]
        assert definition(applied, key)["taskDefinitionArn"] == actual["TaskDefinition"]
        assert wanted == {
            (share["CapacityProvider"], share["Weight"], share["Base"])
            for share in actual["CapacityProviderStrategy"]
        }
        assert ("NetworkConfiguration" in actual) is (network_mode(applied.spec, job) == "awsvpc")
        if "NetworkConfiguration" in actual:
            network = actual["NetworkConfiguration"]["AwsvpcConfiguration"]
            blocks = {zone["private"] for zone in zones(applied.spec).values()}
            assert blocks == private_blocks(applied, network["Subnets"])
            assert "DISABLED" == network["AssignPublicIp"]


def test_a_run_is_stopped_and_tried_again_as_the_spec_says(applied) -> None:
    for key, job in every(jobs(applied, workflow=True).items()):
        run, retry = workflow_run(applied, key), job.get("retry")

        assert "arn:aws:states:::ecs:runTask.sync" == run["Resource"]
        assert (seconds(job["timeout"]) if "timeout" in job else None) == run.get("TimeoutSeconds")
        wanted = retry and {
            "MaxAttempts": retry["max_attempts"],
            "IntervalSeconds": seconds(retry["interval"]),
            "BackoffRate": retry["backoff_rate"],
        }
        tries = [
            {name: value for name, value in one.items() if name != "ErrorEquals"}
            for one in run.get("Retry", [])
        ]
        assert ([wanted] if wanted else []) == tries


def test_its_schedule_starts_the_workflow_with_the_overrides_of_the_spec(applied) -> None:
    for key, job in every(jobs(applied, scheduled=True, workflow=True).items()):
        target, wanted = schedule(applied, key)["Target"], job.get("overrides", {})
        machine = arn(applied, "states", f"stateMachine:{family(applied, key)}")

        assert machine == target["Arn"]
        assert "EcsParameters" not in target
        overrides = json.loads(target["Input"])["ContainerOverrides"]
        assert wanted.get("environment", {}) == {
            variable["Name"]: variable["Value"]
            for override in overrides
            for variable in override.get("Environment", [])
        }
        assert wanted.get("command") == next(
            (override.get("Command") for override in overrides), None
        )


def test_only_the_schedule_takes_its_role_and_starts_that_workflow_alone(applied) -> None:
    iam = applied.client("iam")
    for key in every(jobs(applied, scheduled=True, workflow=True)):
        name = schedule(applied, key)["Target"]["RoleArn"].rpartition("/")[2]
        role = iam.get_role(RoleName=name)["Role"]
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        group = arn(applied, "scheduler", f"schedule-group/{family(applied, key)}")

        assert {"Service": "scheduler.amazonaws.com"} == trust["Principal"]
        assert {
            "ArnEquals": {"aws:SourceArn": group},
            "StringEquals": {"aws:SourceAccount": account(applied.spec)},
        } == trust["Condition"]
        (policy_name,) = iam.list_role_policies(RoleName=name)["PolicyNames"]
        policy = iam.get_role_policy(RoleName=name, PolicyName=policy_name)["PolicyDocument"]
        allowed = {statement["Action"]: statement for statement in policy["Statement"]}
        machine = arn(applied, "states", f"stateMachine:{family(applied, key)}")
        assert {"states:StartExecution", "sqs:SendMessage"} == set(allowed) - {"kms:Decrypt"}
        assert machine == allowed["states:StartExecution"]["Resource"]
        assert queue(applied, key)["QueueArn"] == allowed["sqs:SendMessage"]["Resource"]


def test_it_is_told_when_the_last_try_failed(applied) -> None:
    alarms = {alarm["AlarmName"]: alarm for alarm in applied.read("cloudwatch", "describe_alarms")}
    for key in every(jobs(applied, workflow=True)):
        alarm = alarms[f"{family(applied, key)}-failed-runs"]
        machine = arn(applied, "states", f"stateMachine:{family(applied, key)}")

        assert [applied.outputs["alerts_topic_arn"]] == alarm["AlarmActions"]
        assert ("AWS/States", "ExecutionsFailed") == (alarm["Namespace"], alarm["MetricName"])
        assert [{"Name": "StateMachineArn", "Value": machine}] == alarm["Dimensions"]
