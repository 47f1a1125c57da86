"""CloudWatch alarms as they stand in the account, against the spec's `alerts.alarms`."""

from __future__ import annotations

from typing import Any

from spec_data import cluster_name

RESERVATION = {"cpu_reservation": "CPUReservation", "memory_reservation": "MemoryReservation"}
SECONDS = {"s": 1, "m": 60, "h": 3600}


def asked(applied) -> dict[str, Any]:
    alarms: dict[str, Any] = applied.spec.get("alerts", {}).get("alarms", {})
    return alarms


def found(applied, name: str) -> dict[str, Any]:
    whole = f"{cluster_name(applied.spec)}-{name}"
    [alarm] = applied.client("cloudwatch").describe_alarms(AlarmNames=[whole])["MetricAlarms"]
    one: dict[str, Any] = alarm
    return one


def seconds(given: Any) -> int:
    text = given.get("period", "5m") if isinstance(given, dict) else "5m"
    return int(text[:-1]) * SECONDS[text[-1]]


def periods(given: Any) -> int:
    number: int = given.get("evaluation_periods", 3) if isinstance(given, dict) else 3
    return number


def dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {one["Name"]: one["Value"] for one in metric["Dimensions"]}


def test_there_are_no_other_alarms(applied) -> None:
    names = {"undelivered-alerts", *(name.replace("_", "-") for name in asked(applied) if name != "daemon_missing")}
    if "daemon_missing" in asked(applied):
        names |= {f"{name}-missing" for name in daemons(applied)}
    prefix = f"{cluster_name(applied.spec)}-"
    alarms = applied.client("cloudwatch").describe_alarms()["MetricAlarms"]

    assert names == {one["AlarmName"].removeprefix(prefix) for one in alarms if one["AlarmName"].startswith(prefix)}


def test_reserved_capacity_rings_at_the_threshold_of_the_spec(applied) -> None:
    for name in asked(applied).keys() & RESERVATION.keys():
        given, alarm = asked(applied)[name], found(applied, name.replace("_", "-"))
        threshold = given["threshold"] if isinstance(given, dict) else given

        assert (threshold, seconds(given), periods(given)) == tuple(
            alarm[key] for key in ("Threshold", "Period", "EvaluationPeriods")
        )
        assert ("AWS/ECS", RESERVATION[name]) == (alarm["Namespace"], alarm["MetricName"])
        assert {"ClusterName": cluster_name(applied.spec)} == dimensions(alarm)
        assert "GreaterThanThreshold" == alarm["ComparisonOperator"]


def test_a_cluster_without_an_agent_rings_for_want_of_data(applied) -> None:
    if "no_agent" in asked(applied):
        alarm = found(applied, "no-agent")

        assert ("ECS/ContainerInsights", "ContainerInstanceCount") == (alarm["Namespace"], alarm["MetricName"])
        assert {"ClusterName": cluster_name(applied.spec)} == dimensions(alarm)
        assert ("LessThanThreshold", 1, "breaching") == tuple(
            alarm[key] for key in ("ComparisonOperator", "Threshold", "TreatMissingData")
        )


def test_each_daemon_is_missed_by_its_service(applied) -> None:
    for name in daemons(applied) if "daemon_missing" in asked(applied) else ():
        metrics = {one["Id"]: one for one in found(applied, f"{name}-missing")["Metrics"]}

        assert "desired - FILL(running, 0)" == metrics["missing"]["Expression"]
        for key, metric in (("desired", "DesiredTaskCount"), ("running", "RunningTaskCount")):
            read = metrics[key]["MetricStat"]["Metric"]
            assert ("ECS/ContainerInsights", metric) == (read["Namespace"], read["MetricName"])
            assert {"ClusterName": cluster_name(applied.spec), "ServiceName": name} == dimensions(read)


def test_alerts_that_wait_in_the_queue_ring(applied) -> None:
    alarm = found(applied, "undelivered-alerts")

    assert ("AWS/SQS", "ApproximateNumberOfMessagesVisible") == (alarm["Namespace"], alarm["MetricName"])
    assert {"QueueName": f"{cluster_name(applied.spec)}-undelivered-alerts"} == dimensions(alarm)


def test_every_alarm_tells_all_who_get_alerts(applied) -> None:
    alerts, cluster = applied.spec.get("alerts", {}), cluster_name(applied.spec)
    own = f"arn:aws:sns:{applied.region}:{applied.account}:{cluster}-alerts"
    expected = {alerts.get("topic_arn", own), *([f"{own}-slack"] if "slack" in alerts else [])}
    for alarm in applied.client("cloudwatch").describe_alarms()["MetricAlarms"]:
        if alarm["AlarmName"].startswith(f"{cluster}-"):
            assert expected == set(alarm["AlarmActions"]), alarm["AlarmName"]


def daemons(applied) -> set[str]:
    given = applied.spec.get("system_containers", {})
    return {name for name, container in given.items() if container.get("run", "daemon") == "daemon"}
