"""CloudWatch alarms as they stand in the account, against the spec's `alerts.alarms`."""

from __future__ import annotations

import re
from typing import Any

import pytest
from filter_patterns import matches
from log_lines import OF_BROKEN_HOSTS, OF_SOUND_HOSTS
from looked_at import every
from spec_data import cluster_name, listed, long_form
from terraform_trees import specs_with

RESERVATION = {"cpu_reservation": "CPUReservation", "memory_reservation": "MemoryReservation"}
SECONDS = {"s": 1, "m": 60, "h": 3600}

# Channels with a topic of their own.
CHATS = ("slack", "teams")


def asked(applied) -> dict[str, Any]:
    alarms: dict[str, Any] = applied.spec.get("alerts", {}).get("alarms", {})
    return alarms


def found(applied, name: str) -> dict[str, Any]:
    whole = f"{cluster_name(applied.spec)}-{name}"
    [alarm] = applied.client("cloudwatch").describe_alarms(AlarmNames=[whole])["MetricAlarms"]
    metric_alarm: dict[str, Any] = alarm
    return metric_alarm


def seconds(value: Any) -> int:
    text = long_form(value, "threshold").get("period", "5m")
    return int(text[:-1]) * SECONDS[text[-1]]


def periods(value: Any) -> int:
    number: int = long_form(value, "threshold").get("evaluation_periods", 3)
    return number


def dimensions(metric: dict[str, Any]) -> dict[str, str]:
    return {dimension["Name"]: dimension["Value"] for dimension in metric["Dimensions"]}


def of_queue(name: str, queue: dict[str, Any]) -> set[str]:
    end, alarms = ".fifo" if queue.get("fifo") else "", queue.get("alarms", {})
    names = set()
    if alarms.get("failed", True) and queue.get("dead_letter", True) is not False:
        names.add(f"{name}-dead-letter{end}")
    if "oldest_message" in alarms:
        names.add(f"{name}-oldest-message")
    return names


def of_job(name: str, job: dict[str, Any]) -> set[str]:
    failed = {
        "failed-starts": "schedule" in job,
        "failed-events": bool(job.get("events")),
        "failed-runs": bool({"timeout", "retry"} & job.keys()),
    }
    told = job.get("alarms", {}).get("failed", True)
    return {f"{name}-{what}" for what, happens in failed.items() if happens and told}


def draining(applied) -> list[str]:
    """Return the instance groups whose instances ECS drains, as it does unless told otherwise."""
    groups = applied.spec["instance_groups"]
    return [
        name
        for name, group in groups.items()
        if group.get("capacity_provider", {}).get("managed_draining", True)
    ]


@specs_with("alerts.alarms.drain_stuck")
def test_a_group_rings_while_instances_do_not_get_away(applied) -> None:
    """Of the metrics in https://docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-metrics.html"""
    client = applied.client("autoscaling")
    for name in every(draining(applied)):
        alarm = found(applied, f"{name}-drain-stuck")
        [group] = client.describe_auto_scaling_groups(
            AutoScalingGroupNames=[dimensions(alarm)["AutoScalingGroupName"]]
        )["AutoScalingGroups"]

        assert ("AWS/AutoScaling", "GroupTerminatingInstances", "Minimum", 0) == tuple(
            alarm[key] for key in ("Namespace", "MetricName", "Statistic", "Threshold")
        )
        assert name in {tag["Value"] for tag in group["Tags"] if tag["Key"] == "InstanceGroup"}
        assert "GroupTerminatingInstances" in {
            metric["Metric"] for metric in group["EnabledMetrics"]
        }
        wanted = asked(applied)["drain_stuck"]
        assert (seconds(wanted), wanted["evaluation_periods"]) == (
            alarm["Period"],
            alarm["EvaluationPeriods"],
        )


def test_there_are_no_other_alarms(applied) -> None:
    of_containers = {"daemon_missing", "drain_stuck", "host_log_errors", "log_errors"}
    names = {
        "undelivered-alerts",
        *(name.replace("_", "-") for name in asked(applied).keys() - of_containers),
    }
    if "daemon_missing" in asked(applied):
        names |= {f"{name}-missing" for name in run_by(applied, "daemon")}
    if "drain_stuck" in asked(applied):
        names |= {f"{group}-drain-stuck" for group in draining(applied)}
    if "host_log_errors" in asked(applied):
        names.add("host-logs-errors")
    if "log_errors" in asked(applied):
        names |= {f"{name}-log-errors" for name in run_by(applied, "docker")}
    for name, fields in applied.spec.get("services", {}).items():
        names |= {f"{name}-{alarm.replace('_', '-')}" for alarm in fields.get("alarms", {})}
        for key, steps in fields.get("scaling", {}).get("steps", {}).items():
            names |= {f"{name}-{key}/{way}" for way in ("in", "out") if way in steps}
        if "queue" in fields.get("scaling", {}) and fields["scaling"]["min"] == 0:
            names.add(f"{name}-queue/start")
    for name, job in applied.spec.get("jobs", {}).items():
        names |= of_job(name, job)
    for name, queue in applied.spec.get("queues", {}).items():
        names |= of_queue(name, queue or {})
    prefix = f"{cluster_name(applied.spec)}-"
    alarms = applied.client("cloudwatch").describe_alarms()["MetricAlarms"]

    assert names == {
        alarm["AlarmName"].removeprefix(prefix)
        for alarm in alarms
        if alarm["AlarmName"].startswith(prefix)
    }


@specs_with(*(f"alerts.alarms.{name}" for name in RESERVATION))
def test_reserved_capacity_rings_at_the_threshold_of_the_spec(applied) -> None:
    for name in every(asked(applied).keys() & RESERVATION.keys()):
        wanted, alarm = asked(applied)[name], found(applied, name.replace("_", "-"))
        threshold = long_form(wanted, "threshold")["threshold"]

        assert (threshold, seconds(wanted), periods(wanted)) == tuple(
            alarm[key] for key in ("Threshold", "Period", "EvaluationPeriods")
        )
        assert ("AWS/ECS", RESERVATION[name]) == (alarm["Namespace"], alarm["MetricName"])
        assert {"ClusterName": cluster_name(applied.spec)} == dimensions(alarm)
        assert "GreaterThanThreshold" == alarm["ComparisonOperator"]


@specs_with("alerts.alarms.no_agent")
def test_a_cluster_without_an_agent_rings_for_want_of_data(applied) -> None:
    alarm = found(applied, "no-agent")

    assert ("ECS/ContainerInsights", "ContainerInstanceCount") == (
        alarm["Namespace"],
        alarm["MetricName"],
    )
    assert {"ClusterName": cluster_name(applied.spec)} == dimensions(alarm)
    assert ("LessThanThreshold", 1, "breaching") == tuple(
        alarm[key] for key in ("ComparisonOperator", "Threshold", "TreatMissingData")
    )


@specs_with("alerts.alarms.daemon_missing")
def test_each_daemon_is_missed_by_its_service(applied) -> None:
    for name in every(run_by(applied, "daemon")):
        metrics = {metric["Id"]: metric for metric in found(applied, f"{name}-missing")["Metrics"]}

        assert "desired - FILL(running, 0)" == metrics["missing"]["Expression"]
        for key, metric in (("desired", "DesiredTaskCount"), ("running", "RunningTaskCount")):
            read = metrics[key]["MetricStat"]["Metric"]
            assert ("ECS/ContainerInsights", metric) == (read["Namespace"], read["MetricName"])
            assert {"ClusterName": cluster_name(applied.spec), "ServiceName": name} == dimensions(
                read
            )


@pytest.mark.specs("ops")
def test_errors_in_the_logs_of_containers_that_docker_runs_ring(applied) -> None:
    wanted, containers = asked(applied)["log_errors"], applied.spec["system_containers"]
    for name in every(run_by(applied, "docker")):
        alarm = found(applied, f"{name}-log-errors")
        metric = (alarm["Namespace"], alarm["MetricName"])

        assert (wanted["threshold"], seconds(wanted), wanted.get("evaluation_periods", 1)) == tuple(
            alarm[key] for key in ("Threshold", "Period", "EvaluationPeriods")
        )
        assert ("Sum", "GreaterThanThreshold", "notBreaching") == tuple(
            alarm[key] for key in ("Statistic", "ComparisonOperator", "TreatMissingData")
        )
        for group in listed(
            containers[name].get("instance_groups", list(applied.spec["instance_groups"]))
        ):
            [metric_filter] = filters(
                applied, f"/ecs/{cluster_name(applied.spec)}/system/{name}/{group}"
            )
            [counted] = metric_filter["metricTransformations"]
            assert metric == (counted["metricNamespace"], counted["metricName"])
            assert ("1", 0) == (counted["metricValue"], counted["defaultValue"])


@pytest.mark.specs("ops")
def test_no_other_log_is_read_for_errors(applied) -> None:
    read = {metric_filter["logGroupName"].split("/")[-2] for metric_filter in of_docker(applied)}
    others = {metric_filter["logGroupName"] for metric_filter in filters(applied)} - {
        metric_filter["logGroupName"] for metric_filter in of_docker(applied)
    }

    assert run_by(applied, "docker") == read
    assert {*asked(applied)["host_log_errors"]["logs"]} == {
        name.rpartition("/")[2] for name in others
    }


@pytest.mark.specs("ops")
@pytest.mark.parametrize(
    ("line", "is_error"),
    [
        (
            'ts=2026-11-24T10:00:00Z caller=collector.go:169 level=error msg="collector failed" name=ipvs',
            True,
        ),
        (
            'time=2026-11-24T10:00:00Z level=ERROR source=node_exporter.go:224 msg="listen tcp :9100: in use"',
            True,
        ),
        (
            "E1124 10:00:00.123456       1 manager.go:1116] Failed to create existing container",
            True,
        ),
        ("F1124 10:00:00.123456       1 cadvisor.go:155] no machine info", True),
        ("panic: runtime error: index out of range [3] with length 3", True),
        ('{"level":"fatal","msg":"cannot bind"}', True),
        (
            'ts=2026-11-24T10:00:00Z caller=node_exporter.go:118 level=info msg="Enabled collectors"',
            False,
        ),
        ("I1124 10:00:00.123456       1 cadvisor.go:155] Starting cAdvisor", False),
        ("time=2026-11-24T10:00:00Z level=WARN msg=slow id=E1124", False),
    ],
)
def test_an_error_is_what_the_usual_loggers_write_as_one(
    applied, line: str, is_error: bool
) -> None:
    """Read the pattern as CloudWatch does: its regular expressions are a part of Python's."""
    for metric_filter in every(of_docker(applied)):
        assert is_error == bool(re.search(metric_filter["filterPattern"].strip("%"), line))


@specs_with("alerts.alarms.host_log_errors")
def test_the_faults_of_hosts_count_and_their_usual_lines_do_not(applied) -> None:
    for metric_filter in every(of_hosts(applied)):
        pattern = metric_filter["filterPattern"]
        assert [] == [line for line in OF_BROKEN_HOSTS if not matches(pattern, line)]
        assert [] == [line for line in OF_SOUND_HOSTS if matches(pattern, line)]


def filters(applied, log_group: str | None = None) -> list[dict[str, Any]]:
    of: dict[str, Any] = {"logGroupName": log_group} if log_group else {}
    metric_filters: list[dict[str, Any]] = applied.read("logs", "describe_metric_filters", **of)
    return metric_filters


def of_docker(applied) -> list[dict[str, Any]]:
    """Return the filters of what Docker runs: others read the logs of hosts."""
    return [
        metric_filter
        for metric_filter in filters(applied)
        if "/system/" in metric_filter["logGroupName"]
    ]


def of_hosts(applied) -> list[dict[str, Any]]:
    return [
        metric_filter
        for metric_filter in filters(applied)
        if "/host/" in metric_filter["logGroupName"]
    ]


def test_alerts_that_wait_in_the_queue_ring(applied) -> None:
    alarm = found(applied, "undelivered-alerts")

    assert ("AWS/SQS", "ApproximateNumberOfMessagesVisible") == (
        alarm["Namespace"],
        alarm["MetricName"],
    )
    assert {"QueueName": f"{cluster_name(applied.spec)}-undelivered-alerts"} == dimensions(alarm)


def test_every_alarm_tells_all_who_get_alerts(applied) -> None:
    alerts, cluster = applied.spec.get("alerts", {}), cluster_name(applied.spec)
    own = f"arn:aws:sns:{applied.region}:{applied.account}:{cluster}-alerts"
    expected = {
        alerts.get("topic_arn", own),
        *(f"{own}-{chat}" for chat in CHATS if chat in alerts),
    }
    told = {
        alarm["AlarmName"]: set(alarm["AlarmActions"])
        for alarm in applied.client("cloudwatch").describe_alarms()["MetricAlarms"]
        # Alarms of step scaling tell a policy.
        if alarm["AlarmName"].startswith(f"{cluster}-") and "/" not in alarm["AlarmName"]
    }
    assert f"{cluster}-undelivered-alerts" in told
    assert dict.fromkeys(told, expected) == told


def run_by(applied, how: str) -> set[str]:
    system_containers = applied.spec.get("system_containers", {})
    return {
        name
        for name, container in system_containers.items()
        if container.get("run", "daemon") == how
    }
