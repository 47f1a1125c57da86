"""What watches services, as it stands in the account, against the spec's `services.*.alarms` and
`dashboard`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from looked_at import every
from spec_data import cluster_name, listed, long_form, seconds
from terraform_trees import specs_with

pytestmark = pytest.mark.specs("production", "deployer")

OF_TASKS = {
    "cpu": ("AWS/ECS", "CPUUtilization", "GreaterThanThreshold"),
    "memory": ("AWS/ECS", "MemoryUtilization", "GreaterThanThreshold"),
    "running_tasks": ("ECS/ContainerInsights", "RunningTaskCount", "LessThanThreshold"),
}
# https://docs.aws.amazon.com/elasticloadbalancing/latest/application/load-balancer-cloudwatch-metrics.html
OF_ROUTES = {
    "http_4xx": ({"HTTPCode_Target_4XX_Count"}, "Sum", "SUM(METRICS())"),
    "response_time": ({"TargetResponseTime"}, "p95", "MAX(METRICS())"),
    "http_5xx": (
        {"HTTPCode_Target_5XX_Count", "TargetConnectionErrorCount"},
        "Sum",
        "SUM(METRICS())",
    ),
    "target_5xx": ({"HTTPCode_Target_5XX_Count"}, "Sum", "SUM(METRICS())"),
    "unhealthy_targets": ({"UnHealthyHostCount"}, "Maximum", "MAX(METRICS())"),
}


def asked(applied) -> list[tuple[str, str, dict[str, Any]]]:
    """Return service, alarm and its long form for each alarm of the spec."""
    actual = []
    for service, fields in applied.spec["services"].items():
        for name, fields_of_alarm in fields.get("alarms", {}).items():
            default = {"evaluation_periods": 3, "period": "1m"}
            if name in ("cpu", "memory"):
                default["period"] = "5m"
            whole = {**default, **long_form(fields_of_alarm, "threshold")}
            actual.append((service, name, whole))
    assert actual
    return actual


def alarm_name(applied, service: str, name: str) -> str:
    return f"{cluster_name(applied.spec)}-{service}-{name.replace('_', '-')}"


def alarm(applied, service: str, name: str) -> dict[str, Any]:
    whole = alarm_name(applied, service, name)
    [metric_alarm] = applied.client("cloudwatch").describe_alarms(AlarmNames=[whole])[
        "MetricAlarms"
    ]
    one: dict[str, Any] = metric_alarm
    return one


def dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}


def service(applied, name: str) -> dict[str, Any]:
    client = applied.client("ecs")
    [service] = client.describe_services(cluster=cluster_name(applied.spec), services=[name])[
        "services"
    ]
    ecs_service: dict[str, Any] = service
    return ecs_service


def targets(applied, name: str) -> set[tuple[str, str]]:
    """Return balancer and target group of each route that the service really has, as metrics name
    them."""
    client, actual = applied.client("elbv2"), set()
    for route in service(applied, name)["loadBalancers"]:
        [group] = client.describe_target_groups(TargetGroupArns=[route["targetGroupArn"]])[
            "TargetGroups"
        ]
        [balancer] = set(group["LoadBalancerArns"])
        actual.add((balancer.split(":loadbalancer/")[1], group["TargetGroupArn"].split(":")[-1]))
    return actual


@specs_with(*(f"services.*.alarms.{kind}" for kind in OF_TASKS))
def test_an_alarm_of_tasks_reads_the_service_and_rings_as_the_spec_says(applied) -> None:
    of_tasks = [alarm for alarm in asked(applied) if alarm[1] in OF_TASKS]
    for name, kind, of_task in every(of_tasks):
        actual, (namespace, metric, comparison) = alarm(applied, name, kind), OF_TASKS[kind]

        assert (namespace, metric, comparison) == tuple(
            actual[key] for key in ("Namespace", "MetricName", "ComparisonOperator")
        )
        assert {"ClusterName": cluster_name(applied.spec), "ServiceName": name} == dimensions(
            actual
        )
        assert (
            of_task["threshold"],
            seconds(of_task["period"]),
            of_task["evaluation_periods"],
        ) == tuple(actual[key] for key in ("Threshold", "Period", "EvaluationPeriods"))


@pytest.mark.specs("production")
def test_an_alarm_of_routes_adds_up_what_their_balancers_count(applied) -> None:
    of_routes = [alarm for alarm in asked(applied) if alarm[1] in OF_ROUTES]
    for name, kind, of_route in every(of_routes):
        actual, (metrics, statistic, expression) = alarm(applied, name, kind), OF_ROUTES[kind]
        [total] = [metric for metric in actual["Metrics"] if metric.get("ReturnData") is True]
        read = [metric["MetricStat"] for metric in actual["Metrics"] if "MetricStat" in metric]
        seen = {
            (
                stat["Metric"]["MetricName"],
                *(dimensions(stat["Metric"])[key] for key in ("LoadBalancer", "TargetGroup")),
            )
            for stat in read
        }

        assert expression == total["Expression"]
        assert {
            (metric, *target) for metric in metrics for target in targets(applied, name)
        } == seen
        assert {(of_route.get("statistic", statistic), seconds(of_route["period"]))} == {
            (stat["Stat"], stat["Period"]) for stat in read
        }
        assert (
            of_route["threshold"],
            of_route["evaluation_periods"],
            "GreaterThanThreshold",
        ) == tuple(actual[key] for key in ("Threshold", "EvaluationPeriods", "ComparisonOperator"))


def test_the_alarms_that_the_spec_names_bring_the_former_version_back(applied) -> None:
    for name, fields in every(applied.spec["services"].items()):
        rollback = listed(fields.get("deployment", {}).get("rollback_alarms", []))
        alarms = service(applied, name)["deploymentConfiguration"].get("alarms", {})
        # Of a service whose alarms only tell, the block says so: AWS would keep what it once heard.
        heeded = alarms.get("alarmNames", ()) if alarms.get("enable") else ()

        assert {alarm_name(applied, name, rollback_alarm) for rollback_alarm in rollback} == set(
            heeded
        )
        assert bool(rollback) == bool(alarms.get("rollback"))


def test_the_dashboards_are_those_of_the_spec(applied) -> None:
    prefix = f"{cluster_name(applied.spec)}-"
    expected = {
        prefix + name
        for name, fields in applied.spec["services"].items()
        if fields.get("dashboard")
    }
    entries = applied.client("cloudwatch").list_dashboards(DashboardNamePrefix=prefix)[
        "DashboardEntries"
    ]

    assert expected == {entry["DashboardName"] for entry in entries}


@specs_with("services.*.dashboard")
def test_a_dashboard_shows_the_service_its_tasks_and_its_routes(applied) -> None:
    cluster, client = cluster_name(applied.spec), applied.client("cloudwatch")
    fields_of = applied.spec["services"]
    for name in every(name for name, fields in fields_of.items() if fields.get("dashboard")):
        body = json.loads(client.get_dashboard(DashboardName=f"{cluster}-{name}")["DashboardBody"])
        shown = [metric for widget in body["widgets"] for metric in widget["properties"]["metrics"]]
        of_service = {
            (metric[0], metric[1])
            for metric in shown
            if metric[2:6] == ["ClusterName", cluster, "ServiceName", name]
        }
        of_routes = {
            (metric[1], metric[3], metric[5])
            for metric in shown
            if metric[0] == "AWS/ApplicationELB"
        }
        counted = ("RequestCount", "HTTPCode_Target_5XX_Count", "TargetConnectionErrorCount")
        counted += ("HealthyHostCount", "UnHealthyHostCount")
        tasks = {
            ("ECS/ContainerInsights", "RunningTaskCount"),
            ("ECS/ContainerInsights", "DesiredTaskCount"),
        }

        assert (
            tasks | {("AWS/ECS", "CPUUtilization"), ("AWS/ECS", "MemoryUtilization")} == of_service
        )
        assert {
            (metric, *target) for metric in counted for target in targets(applied, name)
        } == of_routes
        assert {applied.region} == {widget["properties"]["region"] for widget in body["widgets"]}
