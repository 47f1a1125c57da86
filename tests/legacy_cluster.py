"""A cluster that people made by hand, call by call, with names that are none of tfgen's."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterable
from typing import Any

REGION = "eu-west-1"
NAME = "legacy"
REGISTRY = "012345678901.dkr.ecr.eu-west-1.amazonaws.com"
TRUST = '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Principal":{"Service":"%s"},"Action":"sts:AssumeRole"}]}'

Clients = Callable[[str], Any]


def make(client: Clients) -> None:
    """Make the cluster with all that it needs."""
    ec2 = client("ec2")
    vpc = ec2.create_vpc(CidrBlock="10.20.0.0/16")["Vpc"]["VpcId"]
    public, private = _network(ec2, vpc)
    web = _security_group(ec2, vpc, "legacy-web", 80, "0.0.0.0/0")
    nodes = _security_group(ec2, vpc, "legacy-nodes", 32768, "10.20.0.0/16")
    groups = _balancer(client("elbv2"), vpc, public, web)
    provider = _instances(client, private, nodes)
    cluster = _cluster(client("ecs"), provider)
    _tasks(client)
    for name, family, group in (
        ("Legacy_Web", "legacy-web", groups["legacy-web-tg"]),
        ("legacy-api", "legacy-api", groups["legacy-api-tg"]),
    ):
        _service(client("ecs"), provider, name, family, group)
    _alarm(client("cloudwatch"))
    _nightly(client, cluster)


def _network(ec2: Any, vpc: str) -> tuple[list[str], list[str]]:
    gateway = ec2.create_internet_gateway()["InternetGateway"]["InternetGatewayId"]
    ec2.attach_internet_gateway(InternetGatewayId=gateway, VpcId=vpc)
    subnets: dict[str, list[str]] = {"public": [], "private": []}
    for word, first in (("public", 0), ("private", 100)):
        for number, zone in enumerate("ab"):
            block = f"10.20.{first + number}.0/24"
            made = ec2.create_subnet(VpcId=vpc, CidrBlock=block, AvailabilityZone=f"{REGION}{zone}")
            subnets[word].append(made["Subnet"]["SubnetId"])
    address = ec2.allocate_address(Domain="vpc")["AllocationId"]
    nat = ec2.create_nat_gateway(
        SubnetId=subnets["public"][0], AllocationId=address, ConnectivityType="public"
    )
    out = {
        "public": {"GatewayId": gateway},
        "private": {"NatGatewayId": nat["NatGateway"]["NatGatewayId"]},
    }
    for word, target in out.items():
        _table(ec2, vpc, subnets[word], target)
    return subnets["public"], subnets["private"]


def _table(ec2: Any, vpc: str, subnets: Iterable[str], target: dict[str, str]) -> None:
    table = ec2.create_route_table(VpcId=vpc)["RouteTable"]["RouteTableId"]
    ec2.create_route(RouteTableId=table, DestinationCidrBlock="0.0.0.0/0", **target)
    for subnet in subnets:
        ec2.associate_route_table(RouteTableId=table, SubnetId=subnet)


def _security_group(ec2: Any, vpc: str, name: str, port: int, block: str) -> str:
    made = ec2.create_security_group(GroupName=name, Description=name, VpcId=vpc)
    opening = {
        "IpProtocol": "tcp",
        "FromPort": port,
        "ToPort": max(port, 65535 if port > 1024 else port),
        "IpRanges": [{"CidrIp": block}],
    }
    ec2.authorize_security_group_ingress(GroupId=made["GroupId"], IpPermissions=[opening])
    return str(made["GroupId"])


def _balancer(elbv2: Any, vpc: str, subnets: list[str], security_group: str) -> dict[str, str]:
    made = elbv2.create_load_balancer(
        Name="legacy-web", Subnets=subnets, SecurityGroups=[security_group]
    )
    arn = made["LoadBalancers"][0]["LoadBalancerArn"]
    groups = {}
    for name in ("legacy-web-tg", "legacy-api-tg"):
        group = elbv2.create_target_group(
            Name=name,
            Protocol="HTTP",
            Port=80,
            VpcId=vpc,
            TargetType="instance",
            HealthCheckPath="/health",
        )
        groups[name] = group["TargetGroups"][0]["TargetGroupArn"]
    listener = elbv2.create_listener(
        LoadBalancerArn=arn, Protocol="HTTP", Port=80, DefaultActions=[_to(groups["legacy-web-tg"])]
    )["Listeners"][0]["ListenerArn"]
    for priority, pattern, group in ((10, "/api/*", "legacy-api-tg"), (20, "/*", "legacy-web-tg")):
        conditions = [{"Field": "path-pattern", "PathPatternConfig": {"Values": [pattern]}}]
        elbv2.create_rule(
            ListenerArn=listener,
            Priority=priority,
            Conditions=conditions,
            Actions=[_to(groups[group])],
        )
    return groups


def _to(group: str) -> dict[str, str]:
    return {"Type": "forward", "TargetGroupArn": group}


def _instances(client: Clients, subnets: list[str], security_group: str) -> str:
    iam = client("iam")
    iam.create_role(RoleName="legacy-node", AssumeRolePolicyDocument=TRUST % "ec2.amazonaws.com")
    iam.create_instance_profile(InstanceProfileName="legacy-node")
    iam.add_role_to_instance_profile(InstanceProfileName="legacy-node", RoleName="legacy-node")
    script = f"#!/bin/bash\necho ECS_CLUSTER={NAME} >> /etc/ecs/ecs.config\n"
    template = client("ec2").create_launch_template(
        LaunchTemplateName="legacy-nodes",
        LaunchTemplateData={
            "ImageId": client("ec2").describe_images(Owners=["amazon"])["Images"][0]["ImageId"],
            "InstanceType": "t3.medium",
            "SecurityGroupIds": [security_group],
            "IamInstanceProfile": {"Name": "legacy-node"},
            "UserData": base64.b64encode(script.encode()).decode(),
        },
    )["LaunchTemplate"]["LaunchTemplateId"]
    client("autoscaling").create_auto_scaling_group(
        AutoScalingGroupName="Legacy ASG".replace(" ", "-"),
        MinSize=1,
        MaxSize=3,
        DesiredCapacity=2,
        LaunchTemplate={"LaunchTemplateId": template, "Version": "$Latest"},
        VPCZoneIdentifier=",".join(subnets),
    )
    (group,) = client("autoscaling").describe_auto_scaling_groups(
        AutoScalingGroupNames=["Legacy-ASG"]
    )["AutoScalingGroups"]
    client("ecs").create_capacity_provider(
        name="legacy_capacity",
        autoScalingGroupProvider={
            "autoScalingGroupArn": group["AutoScalingGroupARN"],
            "managedScaling": {"status": "ENABLED", "targetCapacity": 90},
        },
    )
    return "legacy_capacity"


def _cluster(ecs: Any, provider: str) -> str:
    made = ecs.create_cluster(clusterName=NAME)
    ecs.put_cluster_capacity_providers(
        cluster=NAME,
        capacityProviders=[provider],
        defaultCapacityProviderStrategy=[{"capacityProvider": provider, "weight": 1}],
    )
    return str(made["cluster"]["clusterArn"])


def _tasks(client: Clients) -> None:
    client("iam").create_role(
        RoleName="legacy-task", AssumeRolePolicyDocument=TRUST % "ecs-tasks.amazonaws.com"
    )
    role = client("iam").get_role(RoleName="legacy-task")["Role"]["Arn"]
    for family in ("legacy-web", "legacy-api", "legacy-nightly"):
        client("logs").create_log_group(logGroupName=f"/legacy/{family}")
        options = {
            "awslogs-group": f"/legacy/{family}",
            "awslogs-region": REGION,
            "awslogs-stream-prefix": "ecs",
        }
        container: dict[str, Any] = {
            "name": family,
            "image": f"{REGISTRY}/{family}:7",
            "cpu": 128,
            "memory": 256,
            "essential": True,
            "environment": [{"name": "STAGE", "value": NAME}],
            "logConfiguration": {"logDriver": "awslogs", "options": options},
        }
        if family != "legacy-nightly":
            container["portMappings"] = [{"containerPort": 8080, "hostPort": 0}]
        client("ecs").register_task_definition(
            family=family,
            networkMode="bridge",
            taskRoleArn=role,
            executionRoleArn=role,
            requiresCompatibilities=["EC2"],
            containerDefinitions=[container],
        )


def _service(ecs: Any, provider: str, name: str, family: str, group: str) -> None:
    ecs.create_service(
        cluster=NAME,
        serviceName=name,
        taskDefinition=family,
        desiredCount=2,
        capacityProviderStrategy=[{"capacityProvider": provider, "weight": 1}],
        loadBalancers=[{"targetGroupArn": group, "containerName": family, "containerPort": 8080}],
        healthCheckGracePeriodSeconds=30,
    )


def _alarm(cloudwatch: Any) -> None:
    cloudwatch.put_metric_alarm(
        AlarmName="legacy cpu is high",
        Namespace="AWS/ECS",
        MetricName="CPUUtilization",
        Dimensions=[
            {"Name": "ClusterName", "Value": NAME},
            {"Name": "ServiceName", "Value": "Legacy_Web"},
        ],
        Statistic="Average",
        Period=60,
        EvaluationPeriods=5,
        Threshold=85.0,
        ComparisonOperator="GreaterThanThreshold",
    )


def _nightly(client: Clients, cluster: str) -> None:
    client("iam").create_role(
        RoleName="legacy-scheduler", AssumeRolePolicyDocument=TRUST % "scheduler.amazonaws.com"
    )
    role = client("iam").get_role(RoleName="legacy-scheduler")["Role"]["Arn"]
    task = client("ecs").describe_task_definition(taskDefinition="legacy-nightly")
    client("scheduler").create_schedule(
        Name="legacy-nightly",
        ScheduleExpression="cron(0 3 * * ? *)",
        FlexibleTimeWindow={"Mode": "OFF"},
        Target={
            "Arn": cluster,
            "RoleArn": role,
            "Input": json.dumps({}),
            "EcsParameters": {
                "TaskDefinitionArn": task["taskDefinition"]["taskDefinitionArn"],
                "TaskCount": 1,
            },
        },
    )
