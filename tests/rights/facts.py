"""What stands in an account beside its policies: who takes part in the calls that are judged."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from spec_data import cluster_name

from rights.account import Account, Policy, policies


@dataclass(frozen=True)
class Facts:
    """An account with one cluster: its spec, its policies, and the things of each kind."""

    spec: Mapping[str, Any]
    account: str
    policies: tuple[Policy, ...]
    things: Mapping[str, Any]

    @property
    def region(self) -> str:
        """The region of the cluster."""
        return str(self.spec["region"])

    @property
    def cluster(self) -> str:
        """The name of the cluster."""
        return cluster_name(self.spec)

    def arn(self, service: str, resource: str) -> str:
        """Return the ARN of something in the cluster's account and region."""
        return f"arn:aws:{service}:{self.region}:{self.account}:{resource}"


def read(spec: Mapping[str, Any], number: str, account: Account) -> Facts:
    """Read an account after an apply."""
    things = {
        "task_definitions": _task_definitions(account),
        "services": _services(account, cluster_name(spec)),
        "cluster": account.client("ecs").describe_clusters(
            clusters=[cluster_name(spec)], include=["CONFIGURATIONS"]
        )["clusters"][0],
        "schedules": _schedules(account),
        "workflows": _workflows(account),
        "rules": _rules(account),
        "alarms": account.read("cloudwatch", "describe_alarms"),
        "aliases": account.read("kms", "list_aliases"),
        "documents": account.read(
            "ssm", "list_documents", Filters=[{"Key": "Owner", "Values": ["Self"]}]
        ),
        "flow_logs": account.read("ec2", "describe_flow_logs"),
        "log_groups": account.read("logs", "describe_log_groups"),
        "launch_templates": _launch_templates(account),
        "profiles": account.read("iam", "list_instance_profiles"),
        "balancers": _balancers(account),
        "classic_balancers": _classic_balancers(account),
    }
    return Facts(spec, number, policies(account), things)


def _task_definitions(account: Account) -> list[Any]:
    ecs = account.client("ecs")
    return [
        ecs.describe_task_definition(taskDefinition=arn)["taskDefinition"]
        for arn in account.read("ecs", "list_task_definitions")
    ]


def _services(account: Account, cluster: str) -> list[Any]:
    ecs = account.client("ecs")
    arns = account.read("ecs", "list_services", cluster=cluster)
    return [ecs.describe_services(cluster=cluster, services=[arn])["services"][0] for arn in arns]


def _schedules(account: Account) -> list[Any]:
    client = account.client("scheduler")
    return [
        client.get_schedule(Name=schedule["Name"], GroupName=schedule["GroupName"])
        for schedule in account.read("scheduler", "list_schedules")
    ]


def _workflows(account: Account) -> list[Any]:
    client = account.client("stepfunctions")
    return [
        client.describe_state_machine(stateMachineArn=workflow["stateMachineArn"])
        for workflow in account.read("stepfunctions", "list_state_machines")
    ]


def _rules(account: Account) -> list[Any]:
    events = account.client("events")
    return [
        {
            **rule,
            "Targets": events.list_targets_by_rule(Rule=rule["Name"], EventBusName=bus["Name"])[
                "Targets"
            ],
        }
        for bus in account.read("events", "list_event_buses")
        for rule in account.read("events", "list_rules", EventBusName=bus["Name"])
    ]


def _launch_templates(account: Account) -> list[Any]:
    versions = account.client("ec2").describe_launch_template_versions
    return [
        versions(LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Latest"])[
            "LaunchTemplateVersions"
        ][0]
        for template in account.read("ec2", "describe_launch_templates")
    ]


def _balancers(account: Account) -> list[Any]:
    elb = account.client("elbv2")
    balancers = []
    for balancer in account.read("elbv2", "describe_load_balancers"):
        arn = balancer["LoadBalancerArn"]
        answer = elb.describe_load_balancer_attributes(LoadBalancerArn=arn)["Attributes"]
        attributes = {attribute["Key"]: attribute["Value"] for attribute in answer}
        balancers.append({**balancer, "Attributes": attributes})
    return balancers


def _classic_balancers(account: Account) -> list[Any]:
    elb = account.client("elb")
    return [
        {
            **balancer,
            "Attributes": elb.describe_load_balancer_attributes(
                LoadBalancerName=balancer["LoadBalancerName"]
            )["LoadBalancerAttributes"],
        }
        for balancer in account.read("elb", "describe_load_balancers")
    ]
