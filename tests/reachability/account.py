"""All of an account that decides who reaches whom, as plain data: what boto3 reads, by kind."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

Read = Callable[..., list[Any]]
Account = dict[str, list[dict[str, Any]]]

# What is listed whole: the kind, service and operation of each.
_LISTED = {
    "vpcs": ("ec2", "describe_vpcs"),
    "subnets": ("ec2", "describe_subnets"),
    "route_tables": ("ec2", "describe_route_tables"),
    "nat_gateways": ("ec2", "describe_nat_gateways"),
    "internet_gateways": ("ec2", "describe_internet_gateways"),
    "vpc_endpoints": ("ec2", "describe_vpc_endpoints"),
    "security_groups": ("ec2", "describe_security_groups"),
    "security_group_rules": ("ec2", "describe_security_group_rules"),
    "load_balancers": ("elbv2", "describe_load_balancers"),
    "target_groups": ("elbv2", "describe_target_groups"),
    "classic_balancers": ("elb", "describe_load_balancers"),
    "autoscaling_groups": ("autoscaling", "describe_auto_scaling_groups"),
    "capacity_providers": ("ecs", "describe_capacity_providers"),
    "file_systems": ("efs", "describe_file_systems"),
}


def snapshot(read: Read, client: Callable[[str], Any]) -> Account:
    """Read an account."""
    account = {kind: read(*operation) for kind, operation in _LISTED.items()}
    account["listeners"] = [
        listener
        for balancer in account["load_balancers"]
        for listener in read(
            "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
        )
    ]
    account["listener_rules"] = [
        rule
        for listener in account["listeners"]
        for rule in read("elbv2", "describe_rules", ListenerArn=listener["ListenerArn"])
    ]
    account["launch_templates"] = _launch_templates(read)
    account["instances"] = [
        instance
        for reservation in read("ec2", "describe_instances")
        for instance in reservation["Instances"]
    ]
    account["mount_targets"] = _mount_targets(account, read, client("efs"))
    account["records"] = _records(client("route53"))
    account["policies"] = _instance_policies(account, client("iam"))
    return (
        account | _ecs(read, client("ecs")) | {"schedules": _schedules(read, client("scheduler"))}
    )


def _launch_templates(read: Read) -> list[dict[str, Any]]:
    return [
        version
        for template in read("ec2", "describe_launch_templates")
        for version in read(
            "ec2",
            "describe_launch_template_versions",
            LaunchTemplateId=template["LaunchTemplateId"],
            Versions=["$Latest"],
        )
    ]


def _mount_targets(account: Account, read: Read, efs: Any) -> list[dict[str, Any]]:
    targets = []
    for file_system in account["file_systems"]:
        identity = file_system["FileSystemId"]
        for target in read("efs", "describe_mount_targets", FileSystemId=identity):
            groups = efs.describe_mount_target_security_groups(
                MountTargetId=target["MountTargetId"]
            )
            targets.append({**target, "SecurityGroups": groups["SecurityGroups"]})
    return targets


def _records(route53: Any) -> list[dict[str, Any]]:
    return [
        record
        for zone in route53.list_hosted_zones()["HostedZones"]
        for record in route53.list_resource_record_sets(HostedZoneId=zone["Id"])[
            "ResourceRecordSets"
        ]
    ]


def _instance_policies(account: Account, iam: Any) -> list[dict[str, Any]]:
    """Return the documents of the policies of each instance profile."""
    policies = []
    for profile in iam.list_instance_profiles()["InstanceProfiles"]:
        for role in profile["Roles"]:
            name = role["RoleName"]
            for policy in iam.list_attached_role_policies(RoleName=name)["AttachedPolicies"]:
                arn = policy["PolicyArn"]
                version = iam.get_policy(PolicyArn=arn)["Policy"]["DefaultVersionId"]
                document = iam.get_policy_version(PolicyArn=arn, VersionId=version)
                statements = document["PolicyVersion"]["Document"]["Statement"]
                policies.append({"Profile": profile["Arn"], "Statement": statements})
            for inline in iam.list_role_policies(RoleName=name)["PolicyNames"]:
                document = iam.get_role_policy(RoleName=name, PolicyName=inline)
                statements = document["PolicyDocument"]["Statement"]
                policies.append({"Profile": profile["Arn"], "Statement": statements})
    return policies


def _ecs(read: Read, ecs: Any) -> Account:
    """Return services with the task definitions that they and schedules start."""
    services = []
    for cluster in read("ecs", "list_clusters"):
        arns = read("ecs", "list_services", cluster=cluster)
        for start in range(0, len(arns), 10):
            some = arns[start : start + 10]
            services += ecs.describe_services(cluster=cluster, services=some)["services"]
    definitions = [
        ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
        for arn in read("ecs", "list_task_definitions")
    ]
    return {"services": services, "task_definitions": definitions}


def _schedules(read: Read, scheduler: Any) -> list[dict[str, Any]]:
    return [
        scheduler.get_schedule(GroupName=schedule["GroupName"], Name=schedule["Name"])
        for schedule in read("scheduler", "list_schedules")
    ]
