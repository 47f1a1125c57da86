"""Jobs, their schedules and what is told of them, against the spec's `jobs`."""

from __future__ import annotations

import json

from botocore.validate import ParamValidator
from event_patterns import matches
from job_account import (
    arn,
    definition,
    family,
    has_workflow,
    jobs,
    private_blocks,
    queue,
    schedule,
    strategy,
)
from looked_at import every
from service_data import containers, network_mode, on_fargate
from service_wanted import value_from
from spec_data import account, cluster_name, listed, seconds, zones
from terraform_trees import specs_with

pytestmark = specs_with("jobs")
WITH_SCHEDULES = specs_with("jobs.*.schedule")


def test_jobs_with_a_schedule_have_one_and_others_none(applied) -> None:
    wanted = {(family(applied, key), family(applied, key)) for key in jobs(applied, scheduled=True)}
    actual = {
        (entry["GroupName"], entry["Name"]) for entry in applied.read("scheduler", "list_schedules")
    }
    assert wanted == {
        (group, name)
        for group, name in actual
        if name != f"{cluster_name(applied.spec)}-ami-updates"
    }


@WITH_SCHEDULES
def test_schedules_say_when_as_the_spec_does(applied) -> None:
    for key, job in every(jobs(applied, scheduled=True).items()):
        actual = schedule(applied, key)
        window = seconds(job["flexible_window"]) // 60 if "flexible_window" in job else None
        mode = {"Mode": "FLEXIBLE", "MaximumWindowInMinutes": window} if window else {"Mode": "OFF"}

        assert (job["schedule"], job.get("timezone", "UTC")) == (
            actual["ScheduleExpression"],
            actual["ScheduleExpressionTimezone"],
        )
        assert ("ENABLED" if job.get("enabled", True) else "DISABLED") == actual["State"]
        assert mode == actual["FlexibleTimeWindow"]


@WITH_SCHEDULES
def test_schedules_start_the_task_where_the_spec_says(applied) -> None:
    for key, job in every(jobs(applied, scheduled=True, workflow=False).items()):
        target = schedule(applied, key)["Target"]
        actual = target["EcsParameters"]
        whole = definition(applied, key)["taskDefinitionArn"]
        external = job.get("deployment", {}).get("owner") == "external"

        assert arn(applied, "ecs", f"cluster/{cluster_name(applied.spec)}") == target["Arn"]
        assert (whole.rpartition(":")[0] if external else whole) == actual["TaskDefinitionArn"]
        assert job.get("task_count", 1) == actual["TaskCount"]
        assert strategy(applied, job) == {
            (share["capacityProvider"], share["weight"], share.get("base", 0))
            for share in actual["CapacityProviderStrategy"]
        }
        assert "LaunchType" not in actual


@WITH_SCHEDULES
def test_scheduled_tasks_with_a_network_of_their_own_are_in_the_subnets_of_the_spec(
    applied,
) -> None:
    for key, job in every(jobs(applied, scheduled=True, workflow=False).items()):
        network = schedule(applied, key)["Target"]["EcsParameters"].get("NetworkConfiguration")
        if network_mode(applied.spec, job) != "awsvpc":
            assert network is None
            continue
        actual = network["awsvpcConfiguration"]
        assert {blocks["private"] for blocks in zones(applied.spec).values()} == private_blocks(
            applied, actual["Subnets"]
        )
        own = set(actual["SecurityGroups"]) - set(listed(job.get("security_groups", [])))
        (group,) = applied.read("ec2", "describe_security_groups", GroupIds=sorted(own))
        assert group["GroupName"].startswith(f"{family(applied, key)}-")
        assert "ENABLED" != actual.get("AssignPublicIp")


@WITH_SCHEDULES
def test_scheduled_runs_have_the_overrides_of_the_spec(applied) -> None:
    for key, job in every(jobs(applied, scheduled=True, workflow=False).items()):
        wanted = job.get("overrides", {})
        text = schedule(applied, key)["Target"].get("Input")
        if not wanted:
            assert text in (None, "", "{}")
            continue
        (container,) = json.loads(text)["containerOverrides"]
        environment = {
            variable["name"]: variable["value"] for variable in container.get("environment", [])
        }
        assert wanted.get("environment", {}) == environment
        assert wanted.get("command") == container.get("command")
        assert container["name"] in {
            container_definition["name"]
            for container_definition in definition(applied, key)["containerDefinitions"]
        }


@WITH_SCHEDULES
def test_starts_are_tried_again_as_the_spec_says_and_then_kept_encrypted(applied) -> None:
    for key, job in every(jobs(applied, scheduled=True).items()):
        target = schedule(applied, key)["Target"]
        wanted = {
            "MaximumRetryAttempts": job.get("maximum_retry_attempts", 3),
            "MaximumEventAgeInSeconds": seconds(job.get("maximum_event_age", "1h")),
        }
        attributes = queue(applied, key)

        assert wanted == target["RetryPolicy"]
        assert attributes["QueueArn"] == target["DeadLetterConfig"]["Arn"]
        assert "true" == attributes["SqsManagedSseEnabled"]
        policy = {
            statement["Sid"]: statement
            for statement in json.loads(attributes["Policy"])["Statement"]
        }
        assert ["TLSOnly"] == list(policy)
        assert ("Deny", {"Bool": {"aws:SecureTransport": "false"}}) == (
            policy["TLSOnly"]["Effect"],
            policy["TLSOnly"]["Condition"],
        )


@WITH_SCHEDULES
def test_it_is_told_when_a_start_failed(applied) -> None:
    topic = applied.outputs["alerts_topic_arn"]
    alarms = {alarm["AlarmName"]: alarm for alarm in applied.read("cloudwatch", "describe_alarms")}
    for key, job in every(jobs(applied, scheduled=True).items()):
        name = f"{family(applied, key)}-failed-starts"
        if not job.get("alarms", {}).get("failed", True):
            assert name not in alarms
            continue
        alarm = alarms[name]
        assert [topic] == alarm["AlarmActions"]
        assert [{"Name": "QueueName", "Value": name}] == alarm["Dimensions"]
        assert (0, "GreaterThanThreshold") == (alarm["Threshold"], alarm["ComparisonOperator"])


@WITH_SCHEDULES
def test_only_the_schedule_of_a_job_takes_the_role_and_starts_that_job_alone(applied) -> None:
    cluster, iam = cluster_name(applied.spec), applied.client("iam")
    for key in every(jobs(applied, scheduled=True, workflow=False)):
        role = iam.get_role(
            RoleName=schedule(applied, key)["Target"]["RoleArn"].rpartition("/")[2]
        )["Role"]
        (trust,) = role["AssumeRolePolicyDocument"]["Statement"]
        group = arn(applied, "scheduler", f"schedule-group/{family(applied, key)}")
        assert {"Service": "scheduler.amazonaws.com"} == trust["Principal"]
        assert {
            "ArnEquals": {"aws:SourceArn": group},
            "StringEquals": {"aws:SourceAccount": account(applied.spec)},
        } == trust["Condition"]

        (name,) = iam.list_role_policies(RoleName=role["RoleName"])["PolicyNames"]
        policy = iam.get_role_policy(RoleName=role["RoleName"], PolicyName=name)["PolicyDocument"]
        allowed = {statement["Action"]: statement for statement in policy["Statement"]}
        task = definition(applied, key)
        key_use = {"kms:Decrypt"} & set(allowed)
        assert {
            "ecs:RunTask",
            "ecs:TagResource",
            "iam:PassRole",
            "sqs:SendMessage",
        } | key_use == set(allowed)
        newest = task["taskDefinitionArn"].rpartition(":")[0]
        assert [newest, f"{newest}:*"] == allowed["ecs:RunTask"]["Resource"]
        assert {"ArnEquals": {"ecs:cluster": arn(applied, "ecs", f"cluster/{cluster}")}} == allowed[
            "ecs:RunTask"
        ]["Condition"]
        assert {task["executionRoleArn"], task["taskRoleArn"]} == set(
            allowed["iam:PassRole"]["Resource"]
        )
        assert queue(applied, key)["QueueArn"] == allowed["sqs:SendMessage"]["Resource"]


def test_task_definitions_have_the_size_and_containers_of_the_spec(applied) -> None:
    for key, job in every(jobs(applied).items()):
        task, wanted = definition(applied, key), containers(key, job)
        actual = {
            container_definition["name"]: container_definition
            for container_definition in task["containerDefinitions"]
        }
        assert network_mode(applied.spec, job) == task["networkMode"]
        assert set(wanted) == set(actual)
        if on_fargate(applied.spec, job):
            assert (str(job["cpu"]), str(job["memory"])) == (task["cpu"], task["memory"])
        for name, container in wanted.items():
            one = actual[name]
            assert (container["image"], container.get("command")) == (
                one["image"],
                one.get("command"),
            )
            assert container.get("read_only_root", False) == one["readonlyRootFilesystem"]
            assert {
                variable: value_from(applied, secret)
                for variable, secret in container.get("secrets", {}).items()
            } == {secret["name"]: secret["valueFrom"] for secret in one.get("secrets", [])}
            log = one["logConfiguration"]["options"]["awslogs-group"]
            assert f"/ecs/{cluster_name(applied.spec)}/jobs/{key}" == log


def test_the_output_of_a_job_is_what_run_task_takes(applied) -> None:
    shape = applied.client("ecs").meta.service_model.operation_model("RunTask").input_shape
    for key, job in every(jobs(applied).items()):
        wanted = applied.outputs[f"{key.replace('-', '_')}_run_task"]
        assert "" == ParamValidator().validate(wanted, shape).generate_report()
        assert (cluster_name(applied.spec), family(applied, key)) == (
            wanted["cluster"],
            wanted["taskDefinition"],
        )
        assert strategy(applied, job) == {
            (share["capacityProvider"], share["weight"], share["base"])
            for share in wanted["capacityProviderStrategy"]
        }
        network = wanted.get("networkConfiguration", {}).get("awsvpcConfiguration")
        assert (network_mode(applied.spec, job) == "awsvpc") == (network is not None)
        if network:
            assert {blocks["private"] for blocks in zones(applied.spec).values()} == private_blocks(
                applied, network["subnets"]
            )


def test_a_run_that_fails_is_told_by_the_events_of_the_cluster(applied) -> None:
    cluster = cluster_name(applied.spec)
    rule = applied.client("events").describe_rule(Name=f"{cluster}-task-failed")
    pattern = json.loads(rule["EventPattern"])
    for key in every(jobs(applied)):
        event = {
            "source": "aws.ecs",
            "detail-type": "ECS Task State Change",
            "detail": {
                "clusterArn": arn(applied, "ecs", f"cluster/{cluster}"),
                "group": f"family:{family(applied, key)}",
                "lastStatus": "STOPPED",
                "stopCode": "EssentialContainerExited",
                "containers": [{"name": key, "exitCode": 1}],
            },
        }
        # A run that is tried again is told of by its workflow, once it is given up.
        assert has_workflow(jobs(applied)[key]) is not matches(pattern, event)
        event["detail"]["containers"] = [{"name": key, "exitCode": 0}]
        assert not matches(pattern, event)


@specs_with(lambda spec: {"jobs", "deployer"} <= spec.keys())
def test_the_deployer_runs_the_jobs_of_this_cluster_only(applied) -> None:
    name = applied.outputs["deployer_role_arn"].rpartition("/")[2]
    policy = applied.client("iam").get_role_policy(RoleName=name, PolicyName="deploy")[
        "PolicyDocument"
    ]
    (run,) = (
        statement for statement in policy["Statement"] if statement["Action"] == "ecs:RunTask"
    )
    families = {
        arn(applied, "ecs", f"task-definition/{family(applied, key)}") for key in jobs(applied)
    }
    wanted = families | {f"{task_family}:*" for task_family in families}

    assert wanted == set(run["Resource"])
    assert (
        arn(applied, "ecs", f"cluster/{cluster_name(applied.spec)}")
        == run["Condition"]["ArnEquals"]["ecs:cluster"]
    )
