"""Tasks of a cluster that run by a schedule or an event.

https://docs.aws.amazon.com/scheduler/latest/APIReference/API_Operations.html
https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_Operations.html
"""

from __future__ import annotations

from tfgen.adopt.aws.account import Account, Answer, block, blocks, picked
from tfgen.adopt.aws.ecs import read_task_definition

_STRATEGY = {"base": "base", "weight": "weight", "capacity_provider": "capacityProvider"}
_RETRY = {
    "maximum_event_age_in_seconds": "MaximumEventAgeInSeconds",
    "maximum_retry_attempts": "MaximumRetryAttempts",
}


def read_schedules(account: Account, cluster: str) -> None:
    """Read the schedules and rules that start tasks on a cluster, by its ARN, and these tasks."""
    for one in account.ask("scheduler", "list_schedules", "Schedules"):
        if (one.get("Target") or {}).get("Arn") == cluster:
            of = {"Name": one["Name"], "GroupName": one.get("GroupName") or "default"}
            _schedule(account, account.ask_one("scheduler", "get_schedule", **of))
    for name in account.ask("events", "list_rule_names_by_target", "RuleNames", TargetArn=cluster):
        _rule(account, name, cluster)


def _schedule(account: Account, schedule: Answer) -> None:
    if not schedule:
        return
    target = schedule["Target"]
    id_ = f"{schedule.get('GroupName') or 'default'}/{schedule['Name']}"
    run = target.get("EcsParameters") or {}
    values = {
        "id": id_,
        "group_name": schedule.get("GroupName") or "default",
        **picked(
            schedule,
            name="Name",
            arn="Arn",
            schedule_expression="ScheduleExpression",
            schedule_expression_timezone="ScheduleExpressionTimezone",
            state="State",
            description="Description",
        ),
        "flexible_time_window": block(
            schedule.get("FlexibleTimeWindow"),
            mode="Mode",
            maximum_window_in_minutes="MaximumWindowInMinutes",
        ),
        "target": [
            {
                **picked(target, arn="Arn", role_arn="RoleArn", input="Input"),
                "retry_policy": block(target.get("RetryPolicy"), **_RETRY),
                "ecs_parameters": _run(run),
            }
        ],
    }
    account.found("aws_scheduler_schedule", id_, values)
    if run.get("TaskDefinitionArn"):
        read_task_definition(account, run["TaskDefinitionArn"])


def _run(run: Answer) -> list[Answer]:
    """Return how a task is started; both services name it alike."""
    network = (run.get("NetworkConfiguration") or {}).get("awsvpcConfiguration")
    interfaces = block(network, subnets="Subnets", security_groups="SecurityGroups")
    for interface in interfaces:
        interface["assign_public_ip"] = (network or {}).get("AssignPublicIp") == "ENABLED"
    return [
        {
            **picked(
                run,
                task_definition_arn="TaskDefinitionArn",
                task_count="TaskCount",
                launch_type="LaunchType",
                platform_version="PlatformVersion",
            ),
            "network_configuration": interfaces,
            "capacity_provider_strategy": blocks(run.get("CapacityProviderStrategy"), **_STRATEGY),
        }
    ]


def _rule(account: Account, name: str, cluster: str) -> None:
    rule = account.ask_one("events", "describe_rule", Name=name)
    if not rule:
        return
    values = {
        "id": name,
        **picked(
            rule,
            name="Name",
            arn="Arn",
            schedule_expression="ScheduleExpression",
            event_pattern="EventPattern",
            state="State",
            event_bus_name="EventBusName",
            description="Description",
        ),
    }
    account.found("aws_cloudwatch_event_rule", name, values)
    for target in account.ask("events", "list_targets_by_rule", "Targets", Rule=name):
        if target.get("Arn") == cluster:
            _target(account, name, target)


def _target(account: Account, rule: str, target: Answer) -> None:
    run = target.get("EcsParameters") or {}
    id_ = f"{rule}/{target['Id']}"
    values = {
        "id": id_,
        "rule": rule,
        **picked(target, target_id="Id", arn="Arn", role_arn="RoleArn", input="Input"),
        "retry_policy": block(target.get("RetryPolicy"), **_RETRY),
        "ecs_target": _run(run),
    }
    account.found("aws_cloudwatch_event_target", id_, values)
    if run.get("TaskDefinitionArn"):
        read_task_definition(account, run["TaskDefinitionArn"])
