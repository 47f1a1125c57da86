"""How many tasks services have, against the spec's `services.*.scaling`."""

from __future__ import annotations

from typing import Any

from looked_at import every
from service_account import found, target_groups
from service_data import (
    services,
)
from spec_data import (
    cluster_name,
    seconds,
)
from terraform_trees import specs_with

pytestmark = specs_with("services")

# While no task runs one counts: there is nothing else to divide messages by.
BACKLOG = "messages / IF(FILL(tasks, 0) > 0, tasks, 1)"
UTILIZATION = {
    "cpu": "ECSServiceAverageCPUUtilization",
    "memory": "ECSServiceAverageMemoryUtilization",
}


def test_scaling_has_the_bounds_of_the_spec(applied) -> None:
    expected = {
        f"service/{cluster_name(applied.spec)}/{key}": (
            service["scaling"]["min"],
            service["scaling"]["max"],
        )
        for key, service in services(applied.spec).items()
        if "scaling" in service
    }
    targets = applied.read(
        "application-autoscaling", "describe_scalable_targets", ServiceNamespace="ecs"
    )
    assert expected == {
        target["ResourceId"]: (target["MinCapacity"], target["MaxCapacity"]) for target in targets
    }


def test_scaling_holds_what_the_spec_says(applied) -> None:
    expected = set()
    for key, service in services(applied.spec).items():
        scaling = service.get("scaling", {})
        cooldown = scaling.get("cooldown", {})
        waits = (seconds(cooldown.get("in", "300s")), seconds(cooldown.get("out", "60s")))
        held = {metric: scaling[word] for word, metric in UTILIZATION.items() if word in scaling}
        if "requests_per_target" in scaling:
            held["ALBRequestCountPerTarget"] = scaling["requests_per_target"]
        for metric in scaling.get("metrics", {}).values():
            name = f"{metric['namespace']} {metric['metric_name']} {metric.get('statistic', 'Average')}"
            held[name] = metric["target"]
        if "response_time" in scaling:
            held["FILL(seconds, 0)"] = scaling["response_time"]
        if "queue" in scaling:
            held[BACKLOG] = scaling["queue"]["messages_per_task"]
        expected |= {(key, metric, float(target), *waits) for metric, target in held.items()}
    policies = applied.read(
        "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
    )
    tracked = [policy for policy in policies if policy["PolicyType"] == "TargetTrackingScaling"]
    assert expected == {
        (tracking["ResourceId"].rpartition("/")[2], *policy(tracking)) for tracking in tracked
    }


@specs_with("services.*.scaling.requests_per_target")
def test_requests_are_counted_on_the_route_of_the_service(applied) -> None:
    labels = {}
    for scaling_policy in applied.read(
        "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
    ):
        metric = scaling_policy.get("TargetTrackingScalingPolicyConfiguration", {}).get(
            "PredefinedMetricSpecification", {}
        )
        if "ResourceLabel" in metric:
            labels[scaling_policy["ResourceId"].rpartition("/")[2]] = metric["ResourceLabel"]
    for key, label in every(labels.items()):
        [balancer] = found(applied)[key]["loadBalancers"]
        group = balancer["targetGroupArn"]
        [owner] = set(target_groups(applied)[group]["LoadBalancerArns"])
        assert f"{owner.partition('loadbalancer/')[2]}/{group.rpartition(':')[2]}" == label


@specs_with("services.*.scaling.queue")
def test_messages_are_those_of_the_queue_and_tasks_those_of_the_service(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        if "queue" not in service.get("scaling", {}):
            continue
        name = f"{cluster_name(applied.spec)}-{key}-queue/backlog"
        [tracking] = [
            policy["TargetTrackingScalingPolicyConfiguration"]
            for policy in applied.read(
                "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
            )
            if policy["PolicyName"] == name
        ]
        read = {
            query["Id"]: (
                query["MetricStat"]["Metric"]["MetricName"],
                {one["Name"]: one["Value"] for one in query["MetricStat"]["Metric"]["Dimensions"]},
            )
            for query in tracking["CustomizedMetricSpecification"]["Metrics"]
            if "MetricStat" in query
        }
        queue = queue_name(applied, service["scaling"]["queue"])
        of_service = {"ClusterName": cluster_name(applied.spec), "ServiceName": key}
        assert {
            "messages": ("ApproximateNumberOfMessagesVisible", {"QueueName": queue}),
            "tasks": ("RunningTaskCount", of_service),
        } == read


@specs_with("services.*.scaling.queue")
def test_a_message_starts_the_first_task_of_a_service_that_may_have_none(applied) -> None:
    expected = {
        f"{cluster_name(applied.spec)}-{key}-queue/start"
        for key, service in services(applied.spec).items()
        if "queue" in service.get("scaling", {}) and service["scaling"]["min"] == 0
    }
    alarms = {
        alarm["AlarmName"]: alarm
        for alarm in applied.read("cloudwatch", "describe_alarms")
        if alarm["AlarmName"].endswith("-queue/start")
    }
    policies = {
        policy["PolicyName"]: policy
        for policy in applied.read(
            "application-autoscaling", "describe_scaling_policies", ServiceNamespace="ecs"
        )
    }
    assert expected == set(alarms)
    for name in expected:
        steps = policies[name]["StepScalingPolicyConfiguration"]["StepAdjustments"]
        assert [1] == [step["ScalingAdjustment"] for step in steps]
        assert [policies[name]["PolicyARN"]] == alarms[name]["AlarmActions"]


def queue_name(applied, queue: dict[str, Any]) -> str:
    """Return the name in SQS of the queue that scaling follows."""
    if "arn" in queue:
        return str(queue["arn"]).rpartition(":")[2]
    return f"{cluster_name(applied.spec)}-{queue['name']}"


def test_bounds_change_when_the_spec_says(applied) -> None:
    expected = {
        (
            key,
            schedule["schedule"],
            schedule.get("timezone", "UTC"),
            schedule["min"],
            schedule["max"],
        )
        for key, service in services(applied.spec).items()
        for schedule in service.get("scaling", {}).get("schedules", {}).values()
    }
    actions = applied.read(
        "application-autoscaling", "describe_scheduled_actions", ServiceNamespace="ecs"
    )
    assert expected == {
        (
            action["ResourceId"].rpartition("/")[2],
            action["Schedule"],
            action.get("Timezone", "UTC"),
            action["ScalableTargetAction"]["MinCapacity"],
            action["ScalableTargetAction"]["MaxCapacity"],
        )
        for action in actions
    }


def policy(value: dict[str, Any]) -> tuple[str, float, int, int]:
    """Return the metric that a policy holds, its target and how long it waits in and out."""
    config = value["TargetTrackingScalingPolicyConfiguration"]
    custom = config.get("CustomizedMetricSpecification")
    if custom and custom.get("Metrics"):
        [metric] = [query["Expression"] for query in custom["Metrics"] if query["ReturnData"]]
    elif custom:
        metric = f"{custom['Namespace']} {custom['MetricName']} {custom['Statistic']}"
    else:
        metric = config["PredefinedMetricSpecification"]["PredefinedMetricType"]
    return metric, config["TargetValue"], config["ScaleInCooldown"], config["ScaleOutCooldown"]
