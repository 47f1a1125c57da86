"""What others than Terraform do to a cluster that runs: CI, scaling, schedules, ECS, people."""

from __future__ import annotations

from typing import Any

from lives.running import Running

# What ECS answers beside what it was told.
ANSWERED = {
    "taskDefinitionArn",
    "revision",
    "status",
    "requiresAttributes",
    "compatibilities",
    "registeredAt",
    "registeredBy",
    "deregisteredAt",
}


def newest(cluster: Running, family: str) -> dict[str, Any]:
    """Return the newest active revision of a family."""
    answer = cluster.client("ecs").describe_task_definition(taskDefinition=family)
    definition: dict[str, Any] = answer["taskDefinition"]
    return definition


def active(cluster: Running, family: str) -> list[str]:
    """Return the ARNs of a family's active revisions, the oldest first."""
    answer = cluster.client("ecs").list_task_definitions(familyPrefix=family, status="ACTIVE")
    arns: list[str] = answer["taskDefinitionArns"]
    return sorted(arns, key=lambda arn: int(arn.rpartition(":")[2]))


def registers(cluster: Running, family: str, image: str) -> str:
    """Register a revision as CI does: the newest one with another image. Return its ARN."""
    definition = newest(cluster, family)
    given = {key: value for key, value in definition.items() if key not in ANSWERED}
    given["containerDefinitions"][0]["image"] = image
    answer = cluster.client("ecs").register_task_definition(**given)
    arn: str = answer["taskDefinition"]["taskDefinitionArn"]
    return arn


def deploys(cluster: Running, name: str, service: str, image: str) -> str:
    """Register a revision and let a service run it, as CI does. Return its ARN."""
    arn = registers(cluster, f"{name}-{service}", image)
    cluster.client("ecs").update_service(cluster=name, service=service, taskDefinition=arn)
    return arn


def runs(cluster: Running, name: str, service: str) -> str:
    """Return the revision that a service runs."""
    answer = cluster.client("ecs").describe_services(cluster=name, services=[service])
    arn: str = answer["services"][0]["taskDefinition"]
    return arn


def cleans_up(cluster: Running, family: str) -> None:
    """Deregister all revisions but the newest, as a job of CI does at night."""
    for arn in active(cluster, family)[:-1]:
        cluster.client("ecs").deregister_task_definition(taskDefinition=arn)


def scales(cluster: Running, name: str, service: str, count: int) -> None:
    """Set the number of tasks, as scaling does."""
    cluster.client("ecs").update_service(cluster=name, service=service, desiredCount=count)


def sets_bounds(cluster: Running, name: str, service: str, low: int, high: int) -> None:
    """Set the bounds of a scaling, as one of its schedules does."""
    cluster.client("application-autoscaling").register_scalable_target(
        ServiceNamespace="ecs",
        ResourceId=f"service/{name}/{service}",
        ScalableDimension="ecs:service:DesiredCount",
        MinCapacity=low,
        MaxCapacity=high,
    )


def starts_instances(cluster: Running, name: str, group: str, count: int) -> None:
    """Set the number of instances, as a capacity provider does."""
    scaling = cluster.client("autoscaling")
    groups = scaling.describe_auto_scaling_groups()["AutoScalingGroups"]
    (found,) = [
        each["AutoScalingGroupName"]
        for each in groups
        if each["AutoScalingGroupName"].startswith(f"{name}-{group}-")
    ]
    scaling.set_desired_capacity(AutoScalingGroupName=found, DesiredCapacity=count)


def makes_log_group_again(cluster: Running, log_group: str) -> None:
    """Make a log group, as ECS does for Container Insights once it writes again."""
    logs = cluster.client("logs")
    present = logs.describe_log_groups(logGroupNamePrefix=log_group)["logGroups"]
    if not present:
        logs.create_log_group(logGroupName=log_group)


def deletes_log_group(cluster: Running, log_group: str) -> None:
    """Delete a log group, as somebody does who read why an apply stopped."""
    cluster.client("logs").delete_log_group(logGroupName=log_group)


def tags_by_hand(cluster: Running, name: str) -> None:
    """Add a tag to the cluster, as somebody does in the console."""
    ecs = cluster.client("ecs")
    (found,) = ecs.describe_clusters(clusters=[name])["clusters"]
    ecs.tag_resource(resourceArn=found["clusterArn"], tags=[{"key": "Note", "value": "mine"}])
