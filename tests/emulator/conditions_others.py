"""What IAM, Application Auto Scaling, EventBridge Scheduler, CloudWatch and tags refuse."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Iterator
from itertools import pairwise
from typing import Any

from emulator.api import Call
from emulator.judgement import Broken, Parameters, across, named, on, outside

_DOCS = "https://docs.aws.amazon.com"
_IAM = f"{_DOCS}/IAM/latest/UserGuide/reference_iam-quotas.html"
_SCALING = f"{_DOCS}/autoscaling/application/APIReference"
_ALARM = f"{_DOCS}/AmazonCloudWatch/latest/APIReference/API_PutMetricAlarm.html"
_FILTER = f"{_DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_MetricTransformation.html"
_TASK = f"{_DOCS}/AmazonECS/latest/APIReference/API_TaskOverride.html"
_DAY = 86400
_RETENTION = (
    *(1, 3, 5, 7, 14, 30, 60, 90, 120, 150, 180, 365, 400, 545),
    *(731, 1096, 1827, 2192, 2557, 2922, 3288, 3653),
)


def policy_size(text: str) -> int:
    """Return the size of a policy as IAM counts it: without white space."""
    return len(re.sub(r"\s", "", text))


@across(_IAM)
def inline_policies(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Hold the inline policies of a role together to 10,240 characters, of a user to 2,048."""
    for name, member, most in (
        ("PutRolePolicy", "RoleName", 10240),
        ("PutUserPolicy", "UserName", 2048),
    ):
        sizes: dict[str, dict[str, int]] = defaultdict(dict)
        for call in named(calls, "iam", name):
            policies = sizes[call.parameters[member]]
            policies[call.parameters["PolicyName"]] = policy_size(call.parameters["PolicyDocument"])
            if sum(policies.values()) > most:
                yield call, ("PolicyDocument", sum(policies.values()), f"is over {most}")


@on("iam", "CreatePolicy", page=_IAM)
def managed_policy(made: Parameters) -> Iterator[Broken]:
    """Hold a managed policy to 6,144 characters."""
    yield from outside("PolicyDocument", policy_size(made["PolicyDocument"]), 1, 6144)


@on("iam", "CreateRole", page=_IAM)
def trust_policy(made: Parameters) -> Iterator[Broken]:
    """Hold a trust policy to 2,048 characters."""
    yield from outside(
        "AssumeRolePolicyDocument", policy_size(made["AssumeRolePolicyDocument"]), 1, 2048
    )


@across(_IAM)
def attached_policies(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Hold a role to ten managed policies."""
    attached: dict[str, set[str]] = defaultdict(set)
    for call in named(calls, "iam", "AttachRolePolicy"):
        attached[call.parameters["RoleName"]].add(call.parameters["PolicyArn"])
        if len(attached[call.parameters["RoleName"]]) > 10:
            yield call, ("PolicyArn", call.parameters["RoleName"], "has more than ten")


@on(
    "application-autoscaling",
    "RegisterScalableTarget",
    page=f"{_SCALING}/API_RegisterScalableTarget.html",
)
def scaling_bounds(target: Parameters) -> Iterator[Broken]:
    """Hold bounds to their order."""
    low, high = target.get("MinCapacity"), target.get("MaxCapacity")
    if low is not None and high is not None and low > high:
        yield "MinCapacity", low, f"is over MaxCapacity {high}"


@on(
    "application-autoscaling",
    "PutScheduledAction",
    page=f"{_SCALING}/API_ScalableTargetAction.html",
)
def scheduled_bounds(action: Parameters) -> Iterator[Broken]:
    """Demand bounds of a schedule, in their order."""
    bounds = action.get("ScalableTargetAction") or {}
    low, high = bounds.get("MinCapacity"), bounds.get("MaxCapacity")
    if low is None and high is None:
        yield "ScalableTargetAction", bounds, "has neither bound"
    if low is not None and high is not None and low > high:
        yield "MinCapacity", low, f"is over MaxCapacity {high}"


@on(
    "application-autoscaling",
    "PutScalingPolicy",
    page=f"{_SCALING}/API_PredefinedMetricSpecification.html",
)
def target_tracking(policy: Parameters) -> Iterator[Broken]:
    """Demand one metric of a policy, with the label of a target group for its requests."""
    tracking = policy.get("TargetTrackingScalingPolicyConfiguration")
    if not tracking:
        return
    predefined = tracking.get("PredefinedMetricSpecification")
    if bool(predefined) == bool(tracking.get("CustomizedMetricSpecification")):
        yield "TargetTrackingScalingPolicyConfiguration", tracking, "names not exactly one metric"
    label = (predefined or {}).get("ResourceLabel") or ""
    by_requests = (predefined or {}).get("PredefinedMetricType") == "ALBRequestCountPerTarget"
    wanted = r"app/[^/]+/[0-9a-f]+/targetgroup/[^/]+/[0-9a-f]+"
    if by_requests != bool(re.fullmatch(wanted, label)):
        yield "ResourceLabel", label, "is no label for the metric"


@on("application-autoscaling", "PutScalingPolicy", page=f"{_SCALING}/API_StepAdjustment.html")
def scaling_steps(policy: Parameters) -> Iterator[Broken]:
    """Refuse steps that overlap or leave a gap, and more than twenty."""
    steps = (policy.get("StepScalingPolicyConfiguration") or {}).get("StepAdjustments")
    if not steps:
        return
    yield from outside("StepAdjustments", len(steps), 1, 20)
    infinite = float("inf")
    spans = sorted(
        (
            step.get("MetricIntervalLowerBound", -infinite),
            step.get("MetricIntervalUpperBound", infinite),
        )
        for step in steps
    )
    for (low, high), (following, _) in pairwise(spans):
        if high != following or low >= high:
            yield "StepAdjustments", spans, "overlap or leave a gap"


@on("scheduler", "CreateSchedule", "UpdateSchedule", page=_TASK)
def task_overrides(schedule: Parameters) -> Iterator[Broken]:
    """Hold the overrides of a scheduled task to 8,192 characters of JSON."""
    text = (schedule.get("Target") or {}).get("Input") or ""
    yield from outside("Target.Input in characters", len(text), 0, 8192)
    if text and "EcsParameters" in schedule["Target"]:
        try:
            json.loads(text)
        except ValueError:
            yield "Target.Input", text, "is no JSON"


@on("cloudwatch", "PutMetricAlarm", page=_ALARM)
def alarm_span(alarm: Parameters) -> Iterator[Broken]:
    """Hold an alarm to a day, or with periods of an hour to a week, and to periods that exist."""
    spans = [alarm.get("Period")]
    for metric in alarm.get("Metrics") or ():
        spans.append((metric.get("MetricStat") or {}).get("Period") or metric.get("Period"))
    for period in filter(None, spans):
        if period not in (10, 20, 30) and period % 60:
            yield "Period", period, "is no multiple of a minute"
        most = _DAY if period < 3600 else 7 * _DAY
        yield from outside(
            "Period times EvaluationPeriods", period * alarm["EvaluationPeriods"], 1, most
        )


@on("cloudwatch", "PutMetricAlarm", page=_ALARM)
def alarm_points(alarm: Parameters) -> Iterator[Broken]:
    """Hold the values that set an alarm off to those that it looks at."""
    yield from outside(
        "DatapointsToAlarm", alarm.get("DatapointsToAlarm"), 1, alarm["EvaluationPeriods"]
    )
    if bool(alarm.get("Metrics")) == bool(alarm.get("MetricName")):
        yield "Metrics, MetricName", alarm.get("MetricName"), "are not exactly one"


@on("cloudwatch", "PutMetricAlarm", page=_ALARM)
def alarm_metrics(alarm: Parameters) -> Iterator[Broken]:
    """Hold an alarm to ten metrics, of which one gives its value."""
    metrics = alarm.get("Metrics") or ()
    yield from outside("Metrics", sum(bool(part.get("MetricStat")) for part in metrics), 0, 10)
    returned = sum(part.get("ReturnData", True) for part in metrics)
    if metrics and returned != 1:
        yield "Metrics.ReturnData", returned, "is not true of exactly one"


@on(
    "logs",
    "PutRetentionPolicy",
    page=f"{_DOCS}/AmazonCloudWatchLogs/latest/APIReference/API_PutRetentionPolicy.html",
)
def log_retention(policy: Parameters) -> Iterator[Broken]:
    """Hold a retention to the numbers of days that there are."""
    if policy["retentionInDays"] not in _RETENTION:
        yield "retentionInDays", policy["retentionInDays"], "is no retention that CloudWatch has"


@on("logs", "PutMetricFilter", page=_FILTER)
def filter_namespaces(made: Parameters) -> Iterator[Broken]:
    """Refuse AWS's own namespaces, and a default value beside dimensions."""
    for metric in made.get("metricTransformations") or ():
        space = metric["metricNamespace"]
        if space.startswith("AWS/") or not re.fullmatch(r"[0-9A-Za-z.\-_/#]{1,255}", space):
            yield "metricNamespace", space, "is no namespace of ours"
        if metric.get("dimensions") and metric.get("defaultValue") is not None:
            yield "defaultValue", metric["defaultValue"], "stands beside dimensions"


def tags_of(parameters: Parameters) -> list[tuple[str, Any]]:
    """Return the tags of a call, however its service spells them."""
    found = parameters.get("Tags") or parameters.get("tags") or []
    if isinstance(found, dict):
        return list(found.items())
    return [(tag.get("Key", tag.get("key")), tag.get("Value", tag.get("value"))) for tag in found]


@across(f"{_DOCS}/tag-editor/latest/userguide/best-practices-and-strats.html")
def tags(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Hold tags to fifty, and keys to what is not AWS's own."""
    for call in calls:
        own = tags_of(call.parameters)
        if len(own) > 50:
            yield call, ("Tags", len(own), "is more than fifty")
        for key, _ in own:
            if str(key).lower().startswith("aws:"):
                yield call, ("Tags", key, "begins with aws:")
