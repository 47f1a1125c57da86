"""Step scaling as it stands in the account, against the spec's `services.*.scaling.steps`."""

from __future__ import annotations

from typing import Any

import pytest
from looked_at import every
from spec_data import cluster_name, seconds

pytestmark = pytest.mark.specs("deployer")
WAYS = {"out": (1, "GreaterThanOrEqualToThreshold"), "in": (-1, "LessThanOrEqualToThreshold")}
COOLDOWN = {"out": "1m", "in": "5m"}


def asked(applied) -> list[tuple[str, str, str, dict[str, Any]]]:
    """Return service, steps, way and what the spec says of them."""
    services = [
        (key, name, way, steps)
        for key, service in applied.spec["services"].items()
        for name, steps in service.get("scaling", {}).get("steps", {}).items()
        for way in WAYS
        if way in steps
    ]
    assert services
    return services


def policy(applied, key: str, name: str, way: str) -> dict[str, Any]:
    whole = f"{cluster_name(applied.spec)}-{key}-{name}/{way}"
    policies = applied.read(
        "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
    )
    [scaling_policy] = [
        scaling_policy for scaling_policy in policies if scaling_policy["PolicyName"] == whole
    ]
    whole_policy: dict[str, Any] = scaling_policy
    return whole_policy


def change(policy: dict[str, Any], threshold: float, value: float) -> int:
    """Return how many tasks a policy adds at a value: bounds count from the threshold, as AWS reads
    them."""
    distance, upward = value - threshold, policy["StepAdjustments"][0]["ScalingAdjustment"] > 0
    for step in policy["StepAdjustments"]:
        low = step.get("MetricIntervalLowerBound", float("-inf"))
        high = step.get("MetricIntervalUpperBound", float("inf"))
        if (low <= distance < high) if upward else (low < distance <= high):
            number: int = step["ScalingAdjustment"]
            return number
    return 0


def test_each_value_of_the_metric_changes_the_tasks_as_the_spec_says(applied) -> None:
    for key, name, way, steps in every(asked(applied)):
        sign, _ = WAYS[way]
        actual = policy(applied, key, name, way)
        alarm = alarm_of(applied, key, name, way)
        configuration = actual["StepScalingPolicyConfiguration"]
        cooldown = (
            applied.spec["services"][key]["scaling"].get("cooldown", {}).get(way, COOLDOWN[way])
        )

        assert ("StepScaling", "ChangeInCapacity") == (
            actual["PolicyType"],
            configuration["AdjustmentType"],
        )
        assert seconds(cooldown) == configuration["Cooldown"]
        for value, tasks in steps[way].items():
            assert sign * tasks == change(configuration, alarm["Threshold"], int(value))
        beyond = sign * max(sign * int(value) for value in steps[way]) * 10 + sign
        assert sign * steps[way][sign * max(sign * int(value) for value in steps[way])] == change(
            configuration, alarm["Threshold"], beyond
        )


def alarm_of(applied, key: str, name: str, way: str) -> dict[str, Any]:
    whole = f"{cluster_name(applied.spec)}-{key}-{name}/{way}"
    [metric_alarm] = applied.client("cloudwatch").describe_alarms(AlarmNames=[whole])[
        "MetricAlarms"
    ]
    one: dict[str, Any] = metric_alarm
    return one


def test_its_alarm_reads_the_metric_and_moves_the_policy_alone(applied) -> None:
    for key, name, way, steps in every(asked(applied)):
        actual, (sign, comparison) = alarm_of(applied, key, name, way), WAYS[way]
        first = sign * min(sign * int(value) for value in steps[way])

        assert (steps["namespace"], steps["metric_name"], steps.get("statistic", "Average")) == (
            actual["Namespace"],
            actual["MetricName"],
            actual["Statistic"],
        )
        assert steps["dimensions"] == {
            dimension["Name"]: dimension["Value"] for dimension in actual["Dimensions"]
        }
        assert (first, comparison) == (actual["Threshold"], actual["ComparisonOperator"])
        assert [policy(applied, key, name, way)["PolicyARN"]] == actual["AlarmActions"]
