"""Alarms on what a cluster has.

https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_DescribeAlarms.html
"""

from __future__ import annotations

from tfgen.adopt.aws.account import Account, Answer, picked


def read_alarms(account: Account, cluster: str) -> None:
    """Read the alarms whose metrics are of the cluster, its balancers, target groups or groups."""
    own = {("ClusterName", cluster)}
    for thing in account.of("aws_lb"):
        own.add(("LoadBalancer", thing.values["arn_suffix"]))
    for thing in account.of("aws_lb_target_group"):
        own.add(("TargetGroup", thing.values["arn_suffix"]))
    for thing in account.of("aws_autoscaling_group"):
        own.add(("AutoScalingGroupName", thing.values["name"]))
    for alarm in account.ask("cloudwatch", "describe_alarms", "MetricAlarms"):
        if not own.isdisjoint(_dimensions(alarm)):
            _alarm(account, alarm)


def _dimensions(alarm: Answer) -> set[tuple[str, str]]:
    of_metrics = [
        (one.get("MetricStat") or {}).get("Metric") or {} for one in alarm.get("Metrics") or ()
    ]
    return {
        (one["Name"], one["Value"])
        for metric in (alarm, *of_metrics)
        for one in metric.get("Dimensions") or ()
    }


def _alarm(account: Account, alarm: Answer) -> None:
    name = alarm["AlarmName"]
    values = {
        "id": name,
        **picked(
            alarm,
            alarm_name="AlarmName",
            arn="AlarmArn",
            namespace="Namespace",
            metric_name="MetricName",
            statistic="Statistic",
            extended_statistic="ExtendedStatistic",
            period="Period",
            evaluation_periods="EvaluationPeriods",
            datapoints_to_alarm="DatapointsToAlarm",
            threshold="Threshold",
            comparison_operator="ComparisonOperator",
            treat_missing_data="TreatMissingData",
            alarm_actions="AlarmActions",
            alarm_description="AlarmDescription",
        ),
        "dimensions": {one["Name"]: one["Value"] for one in alarm.get("Dimensions") or ()},
    }
    account.found("aws_cloudwatch_metric_alarm", name, values)
