"""What watches services, as it stands in the account, against the spec's `services.*.alarms` and `dashboard`."""

from __future__ import annotations

import json
from typing import Any

import pytest
from looked_at import every
from spec_data import cluster_name, listed, seconds
from terraform_trees import specs_with

pytestmark = pytest.mark.specs("production", "deployer")

OF_TASKS = {
    "cpu": ("AWS/ECS", "CPUUtilization", "GreaterThanThreshold"),
    "memory": ("AWS/ECS", "MemoryUtilization", "GreaterThanThreshold"),
    "running_tasks": ("ECS/ContainerInsights", "RunningTaskCount", "LessThanThreshold"),
}
OF_ROUTES = {
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
    found = []
    for service, fields in applied.spec["services"].items():
        for name, given in fields.get("alarms", {}).items():
            span = (
                {"period": "5m", "evaluation_periods": 3}
                if name in ("cpu", "memory")
                else {"period": "1m"}
            )
            default = {"evaluation_periods": 3, **span}
            found.append(
                (
                    service,
                    name,
                    default | (given if isinstance(given, dict) else {"threshold": given}),
                )
            )
    assert found
    return found


def alarm_name(applied, service: str, name: str) -> str:
    return f"{cluster_name(applied.spec)}-{service}-{name.replace('_', '-')}"


def alarm(applied, service: str, name: str) -> dict[str, Any]:
    whole = alarm_name(applied, service, name)
    [found] = applied.client("cloudwatch").describe_alarms(AlarmNames=[whole])["MetricAlarms"]
    one: dict[str, Any] = found
    return one


def dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in metric["Dimensions"]}


def service(applied, name: str) -> dict[str, Any]:
    client = applied.client("ecs")
    [found] = client.describe_services(cluster=cluster_name(applied.spec), services=[name])[
        "services"
    ]
    one: dict[str, Any] = found
    return one


def targets(applied, name: str) -> set[tuple[str, str]]:
    """Return balancer and target group of each route that the service really has, as metrics name them."""
    client, found = applied.client("elbv2"), set()
    for route in service(applied, name)["loadBalancers"]:
        [group] = client.describe_target_groups(TargetGroupArns=[route["targetGroupArn"]])[
            "TargetGroups"
        ]
        [balancer] = group["LoadBalancerArns"]
        found.add((balancer.split(":loadbalancer/")[1], group["TargetGroupArn"].split(":")[-1]))
    return found


@specs_with(*(f"services.*.alarms.{kind}" for kind in OF_TASKS))
def test_an_alarm_of_tasks_reads_the_service_and_rings_as_the_spec_says(applied) -> None:
    of_tasks = [alarm for alarm in asked(applied) if alarm[1] in OF_TASKS]
    for name, kind, given in every(of_tasks):
        found, (namespace, metric, comparison) = alarm(applied, name, kind), OF_TASKS[kind]

        assert (namespace, metric, comparison) == tuple(
            found[key] for key in ("Namespace", "MetricName", "ComparisonOperator")
        )
        assert {"ClusterName": cluster_name(applied.spec), "ServiceName": name} == dimensions(found)
        assert (
            given["threshold"],
            seconds(given["period"]),
            given["evaluation_periods"],
        ) == tuple(found[key] for key in ("Threshold", "Period", "EvaluationPeriods"))


@pytest.mark.specs("production")
def test_an_alarm_of_routes_adds_up_what_their_balancers_count(applied) -> None:
    of_routes = [alarm for alarm in asked(applied) if alarm[1] in OF_ROUTES]
    for name, kind, given in every(of_routes):
        found, (metrics, statistic, expression) = alarm(applied, name, kind), OF_ROUTES[kind]
        [total] = [one for one in found["Metrics"] if one.get("ReturnData") is True]
        read = [one["MetricStat"] for one in found["Metrics"] if "MetricStat" in one]
        seen = {
            (
                one["Metric"]["MetricName"],
                *(dimensions(one["Metric"])[key] for key in ("LoadBalancer", "TargetGroup")),
            )
            for one in read
        }

        assert expression == total["Expression"]
        assert {
            (metric, *target) for metric in metrics for target in targets(applied, name)
        } == seen
        assert {(statistic, seconds(given["period"]))} == {
            (one["Stat"], one["Period"]) for one in read
        }
        assert (
            given["threshold"],
            given["evaluation_periods"],
            "GreaterThanThreshold",
        ) == tuple(found[key] for key in ("Threshold", "EvaluationPeriods", "ComparisonOperator"))


def test_the_alarms_that_the_spec_names_bring_the_former_version_back(applied) -> None:
    for name, fields in every(applied.spec["services"].items()):
        rollback = listed(fields.get("deployment", {}).get("rollback_alarms", []))
        found = service(applied, name)["deploymentConfiguration"].get("alarms", {})
        # Of a service whose alarms only tell, the block says so: AWS would keep what it once heard.
        heeded = found.get("alarmNames", ()) if found.get("enable") else ()

        assert {alarm_name(applied, name, one) for one in rollback} == set(heeded)
        assert bool(rollback) == bool(found.get("rollback"))


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

    assert expected == {one["DashboardName"] for one in entries}


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
