"""Services as they stand in the account: what ECS, IAM, balancers and security groups say of
them."""

from __future__ import annotations

import json
import re
from typing import Any
from urllib.parse import unquote

from spec_data import (
    account,
    cluster_name,
    listed,
)

ECR = re.compile(
    r"(?P<account>\d{12})\.dkr\.ecr\.(?P<region>[a-z0-9-]+)\.[a-z.]+/(?P<repository>[^:@]+)"
)


def connection(applied, key: str) -> dict[str, Any]:
    """Return what a service has of Service Connect."""
    [deployment] = found(applied)[key]["deployments"]
    connect: dict[str, Any] = deployment.get("serviceConnectConfiguration", {})
    return connect


def found(applied) -> dict[str, dict[str, Any]]:
    """Return the services of the cluster by name."""
    cluster = cluster_name(applied.spec)
    arns = applied.read("ecs", "list_services", cluster=cluster)
    parts = [arns[start : start + 10] for start in range(0, len(arns), 10)]
    answers = [
        applied.client("ecs").describe_services(cluster=cluster, services=part)["services"]
        for part in parts
    ]
    return {service["serviceName"]: service for answer in answers for service in answer}


def definition(applied, key: str) -> dict[str, Any]:
    arn = found(applied)[key]["taskDefinition"]
    task: dict[str, Any] = applied.client("ecs").describe_task_definition(taskDefinition=arn)[
        "taskDefinition"
    ]
    return task


def container_definitions(applied, key: str) -> dict[str, dict[str, Any]]:
    return {
        container_definition["name"]: container_definition
        for container_definition in definition(applied, key)["containerDefinitions"]
    }


def pulled(applied, image: str) -> str:
    """Return where an image is pulled from: the cache of its registry, if the spec has one."""
    host, _, path = image.partition("/")
    cache = applied.spec.get("registry_auth", {}).get(host, {}).get("pull_through_cache")
    return (
        f"{account(applied.spec)}.dkr.ecr.{applied.region}.amazonaws.com/{cache}/{path}"
        if cache
        else image
    )


def worked_out(applied, value: Any) -> str:
    """Return a variable's value: of an expression what Terraform makes of it, which is the URL of a
    queue of the spec."""
    if not isinstance(value, dict):
        return str(value)
    queue = re.fullmatch(r"module\.queue_(\w+)\.url", value["terraform"])
    assert queue is not None, value
    key = queue[1].replace("_", "-")
    fifo = ".fifo" if (applied.spec["queues"][key] or {}).get("fifo") else ""
    name = f"{cluster_name(applied.spec)}-{key}{fifo}"
    url: str = applied.client("sqs").get_queue_url(QueueName=name)["QueueUrl"]
    return url


def stream(service: dict[str, Any]) -> str | None:
    """Return the Firehose that the logs of a service go to."""
    destination = service.get("logs", {}).get("destination")
    return (
        destination["stream"]
        if isinstance(destination, dict) and destination["type"] == "firehose"
        else None
    )


def pairs(items: list[dict[str, Any]], name: str, value: str) -> dict[str, Any]:
    return {item[name]: item[value] for item in items}


def statements(applied, role_arn: str) -> dict[str, set[str]]:
    """Return what a role's own policies allow: action -> resources."""
    role, iam = role_arn.rpartition("/")[2], applied.client("iam")
    allowed: dict[str, set[str]] = {}
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        document = json.loads(unquote(document)) if isinstance(document, str) else document
        for statement in document["Statement"]:
            assert "Allow" == statement["Effect"]
            for resource in listed(statement["Resource"]):
                add(allowed, " ".join(listed(statement["Action"])), resource)
    return allowed


def owners_of_groups(applied) -> dict[str, str]:
    """Return the service of each target group."""
    return {
        load_balancer["targetGroupArn"]: key
        for key, service in found(applied).items()
        for load_balancer in service["loadBalancers"]
    }


def target_groups(applied) -> dict[str, dict[str, Any]]:
    return {
        target_group["TargetGroupArn"]: target_group
        for target_group in applied.read("elbv2", "describe_target_groups")
    }


def rules(applied) -> list[tuple[str, int, dict[str, Any]]]:
    """Return the rules of all listeners but their defaults, with the balancer and the port."""
    return [
        (balancer["LoadBalancerName"], listener["Port"], rule)
        for balancer in applied.read("elbv2", "describe_load_balancers")
        for listener in applied.read(
            "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
        )
        for rule in applied.read("elbv2", "describe_rules", ListenerArn=listener["ListenerArn"])
        if not rule["IsDefault"]
    ]


def leading_rules(applied) -> list[tuple[str, int, dict[str, Any]]]:
    """Return the rules that lead to services: the balancer answers others itself."""
    return [one for one in rules(applied) if one[2]["Actions"][0]["Type"] == "forward"]


def led_to(rule: dict[str, Any]) -> dict[str, int]:
    """Return the target groups of a rule with their weights; a single one has all requests."""
    [action] = rule["Actions"]
    groups = action.get("ForwardConfig", {}).get("TargetGroups", [])
    return (
        {group["TargetGroupArn"]: group["Weight"] for group in groups}
        if groups
        else {action["TargetGroupArn"]: 1}
    )


def asked(rule: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Return what a rule asks of a request."""
    return frozenset(
        (condition["Field"], value)
        for condition in rule["Conditions"]
        for config in condition.values()
        if isinstance(config, dict)
        for value in config.get("Values", ())
    )


def group_of(applied, key: str) -> str:
    """Return the security group of a service's tasks that is their own."""
    network = found(applied)[key]["networkConfiguration"]["awsvpcConfiguration"]
    foreign = listed(applied.spec["services"][key].get("security_groups", []))
    [group] = set(network["securityGroups"]) - set(foreign)
    return str(group)


def group_named(applied, start: str) -> str:
    """Return the security group whose name starts so; Terraform appends 26 characters."""
    groups = applied.read("ec2", "describe_security_groups")
    [group] = [
        group["GroupId"]
        for group in groups
        if re.fullmatch(re.escape(start) + r"[0-9a-f]{26}", group["GroupName"])
    ]
    return str(group)


def opened(applied, group: str, *, egress: bool, described: str = "") -> set[tuple[object, ...]]:
    """Return protocol, ports and peer of each rule of a security group, or of those that are
    described so."""
    security_group_rules = applied.read("ec2", "describe_security_group_rules")
    return {
        (
            rule["IpProtocol"],
            rule["FromPort"],
            rule["ToPort"],
            rule.get("CidrIpv4")
            or rule.get("CidrIpv6")
            or rule.get("PrefixListId")
            or rule["ReferencedGroupInfo"]["GroupId"],
        )
        for rule in security_group_rules
        if rule["GroupId"] == group
        and rule["IsEgress"] == egress
        and rule.get("Description", "").startswith(described)
    }


def arn(applied, service: str) -> str:
    return f"arn:aws:{service}:{applied.region}:{account(applied.spec)}"


def peer_id(applied, peer: str) -> str:
    """Return a peer as EC2 knows it."""
    section, _, key = peer.partition(".")
    cluster = cluster_name(applied.spec)
    match section:
        case "services":
            return group_of(applied, key)
        case "jobs":
            return group_named(applied, f"{cluster}-{key}-")
        case "load_balancers":
            return group_named(applied, f"{cluster}-{key}-lb-")
        case "instance_groups":
            return group_named(applied, f"{cluster}-{key}-instances-")
        case _:
            return peer


def add(allowed: dict[str, set[str]], actions: str, resource: str) -> None:
    for action in actions.split():
        allowed.setdefault(action, set()).add(resource)


def add_written(rights: dict[str, set[str]], role: dict[str, Any]) -> None:
    """Add what the spec says itself of a role."""
    for statement in role.get("statements", []):
        for resource in statement["resources"]:
            add(rights, " ".join(statement["actions"]), resource)
