"""What exists in an account, read with boto3: ids by kind, of all that costs money or gives
rights."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Any

Read = Callable[..., list[Any]]

# Service, operation, the key that names a thing.
KINDS = (
    ("autoscaling", "describe_auto_scaling_groups", "AutoScalingGroupARN"),
    ("cloudwatch", "describe_alarms", "AlarmArn"),
    ("dynamodb", "list_tables", ""),
    ("ec2", "describe_addresses", "AllocationId"),
    ("ec2", "describe_flow_logs", "FlowLogId"),
    ("ec2", "describe_internet_gateways", "InternetGatewayId"),
    ("ec2", "describe_launch_templates", "LaunchTemplateId"),
    ("ec2", "describe_nat_gateways", "NatGatewayId"),
    ("ec2", "describe_route_tables", "RouteTableId"),
    ("ec2", "describe_security_groups", "GroupId"),
    ("ec2", "describe_subnets", "SubnetId"),
    ("ec2", "describe_volumes", "VolumeId"),
    ("ec2", "describe_vpc_endpoints", "VpcEndpointId"),
    ("ec2", "describe_vpcs", "VpcId"),
    ("ecr", "describe_pull_through_cache_rules", "ecrRepositoryPrefix"),
    ("ecr", "describe_repositories", "repositoryArn"),
    ("elbv2", "describe_load_balancers", "LoadBalancerArn"),
    ("elbv2", "describe_target_groups", "TargetGroupArn"),
    ("events", "list_rules", "Arn"),
    ("iam", "list_instance_profiles", "Arn"),
    ("iam", "list_roles", "Arn"),
    ("iam", "list_users", "Arn"),
    ("kms", "list_aliases", "AliasName"),
    ("lambda", "list_functions", "FunctionArn"),
    ("logs", "describe_log_groups", "arn"),
    ("s3", "list_buckets", "Name"),
    ("scheduler", "list_schedules", "Arn"),
    ("secretsmanager", "list_secrets", "ARN"),
    ("servicediscovery", "list_namespaces", "Arn"),
    ("sns", "list_topics", "TopicArn"),
    ("sqs", "list_queues", ""),
)


def inventory(read: Read) -> dict[str, set[str]]:
    """Return the ids of what exists, by kind."""
    found = {
        f"{service} {operation}": _ids(read(service, operation), key)
        for service, operation, key in KINDS
    }
    instances = [
        each
        for reservation in read("ec2", "describe_instances")
        for each in reservation["Instances"]
    ]
    clusters = read("ecs", "describe_clusters", clusters=read("ecs", "list_clusters"))
    return found | {
        "ec2 describe_instances": _ids(instances, "InstanceId"),
        "ecs describe_clusters": _ids(clusters, "clusterArn"),
    }


def _ids(things: Iterable[Any], key: str) -> set[str]:
    return {thing[key] if key else thing for thing in things if not _is_gone(thing)}


def _is_gone(thing: Any) -> bool:
    """AWS shows some things for a while after they are gone."""
    state = (thing.get("State") or thing.get("status")) if isinstance(thing, dict) else ""
    name = state.get("Name") if isinstance(state, dict) else state
    return name in ("deleted", "terminated", "INACTIVE")
