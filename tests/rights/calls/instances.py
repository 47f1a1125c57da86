"""What an instance does: it joins its cluster, takes sessions, and writes the logs of its host."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from spec_data import host_log_prefix, listed, switch

from rights.calls.tasks import as_written, write_log
from rights.evaluate import Call
from rights.facts import Facts

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide"
_AGENT = f"{_ECS}/instance_IAM_role.html"
_SSM = "https://docs.aws.amazon.com/systems-manager/latest/userguide"
_SESSIONS = f"{_SSM}/getting-started-create-iam-instance-profile.html"
_COMMANDS = f"{_SSM}/systems-manager-setting-up-messageAPIs.html"
_TAG = f"{_ECS}/supported-iam-actions-tagging.html"
_METADATA = f"{_ECS}/task-metadata-endpoint-v4.html"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/iam-roles-for-amazon-ec2.html"
_DOCKER = "https://docs.docker.com/engine/logging/drivers/awslogs/"
_HOOK = (
    "https://docs.aws.amazon.com/autoscaling/ec2/userguide/prepare-for-lifecycle-notifications.html"
)
_CONFIG = f"{_ECS}/ecs-agent-config.html#ecs-config-s3"
_OF_CLUSTER = (
    "DeregisterContainerInstance",
    "RegisterContainerInstance",
    "SubmitAttachmentStateChanges",
    "SubmitContainerStateChange",
    "SubmitTaskStateChange",
)
_OF_INSTANCE = ("Poll", "StartTelemetrySession", "UpdateContainerInstancesState")
_MESSAGES = (
    "AcknowledgeMessage",
    "DeleteMessage",
    "FailMessage",
    "GetEndpoint",
    "GetMessages",
    "SendReply",
)
_CHANNELS = ("CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel")


def needed(facts: Facts) -> Iterator[Call]:
    """Yield the calls of the instances of each group, and of the bastion."""
    for name, group in facts.spec.get("instance_groups", {}).items():
        role = role_of(facts, name)
        yield Call("ec2.amazonaws.com", "sts:AssumeRole", role, source=_EC2)
        yield from _agent(facts, role)
        yield from _sessions(facts, role)
        yield from _host_logs(facts, role, name)
        if group.get("ecs_config_s3"):
            arn = group["ecs_config_s3"].replace("s3://", "arn:aws:s3:::")
            yield Call(role, "s3:GetObject", arn, source=_CONFIG)
        yield from _launch_hook(facts, role, name)
        for statement in group.get("instance_role", {}).get("statements", ()):
            yield from as_written(role, statement)
    if "bastion" in facts.spec.get("access", {}):
        role = _role(facts, f"{facts.cluster}-bastion-")
        yield Call("ec2.amazonaws.com", "sts:AssumeRole", role, source=_EC2)
        yield from _sessions(facts, role)


def forbidden(facts: Facts) -> Iterator[Call]:
    """Yield what AWS's managed policies would let an instance do, and so each container on it.

    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonSSMManagedInstanceCore.html
    https://docs.aws.amazon.com/aws-managed-policy/latest/reference/AmazonEC2ContainerServiceforEC2Role.html
    """
    for name in facts.spec.get("instance_groups", {}):
        role = role_of(facts, name)
        parameter = facts.arn("ssm", "parameter/somebody/password")
        yield Call(role, "ssm:GetParameter", parameter, source=_SSM)
        yield Call(role, "ssm:GetParameters", parameter, source=_SSM)
        yield Call(role, "ssm:PutInventory", "*", source=_SSM)
        image = facts.arn("ecr", "repository/somebody")
        yield Call(role, "ecr:BatchGetImage", image, source=_AGENT)
        logs = facts.arn("logs", "log-group:/somebody:log-stream:x")
        yield Call(role, "logs:PutLogEvents", logs, source=_AGENT)
        yield Call(role, "ecs:CreateCluster", "*", source=_AGENT)
        # Of a group whose name begins with this one's.
        other = f"autoScalingGroupName/{facts.cluster}-{name}-x-{'2' * 26}"
        hook = facts.arn("autoscaling", f"autoScalingGroup:0a1b2c3d:{other}")
        yield Call(role, "autoscaling:CompleteLifecycleAction", hook, source=_HOOK)


def role_of(facts: Facts, group: str) -> str:
    """Return the role of a group's instances: that of the profile which its template has."""
    start = f"{facts.cluster}-{group}-"
    (template,) = [
        version["LaunchTemplateData"]
        for version in facts.things["launch_templates"]
        if version["LaunchTemplateName"].removeprefix(start).isalnum()
        and version["LaunchTemplateName"].startswith(start)
    ]
    arn = template["IamInstanceProfile"]["Arn"]
    (profile,) = [item for item in facts.things["profiles"] if item["Arn"] == arn]
    return str(profile["Roles"][0]["Arn"])


def _role(facts: Facts, start: str) -> str:
    (role,) = {
        policy.at
        for policy in facts.policies
        if policy.kind == "trust" and policy.name.startswith(start)
    }
    return role


def _agent(facts: Facts, role: str) -> Iterator[Call]:
    cluster = facts.arn("ecs", f"cluster/{facts.cluster}")
    here = {"ecs:cluster": cluster}
    of_cluster = facts.arn("ecs", f"container-instance/{facts.cluster}")
    instance, instances = f"{of_cluster}/0123", {"resource": f"{of_cluster}/*"}
    yield Call(role, "ecs:DiscoverPollEndpoint", "*", source=_AGENT)
    for action in _OF_CLUSTER:
        yield Call(role, f"ecs:{action}", cluster, source=_AGENT)
    for action in _OF_INSTANCE:
        yield Call(role, f"ecs:{action}", instance, here, _AGENT, instances)
    created = {"ecs:CreateAction": "RegisterContainerInstance"}
    yield Call(role, "ecs:TagResource", instance, created, _TAG, instances)
    # Tags of the instance go with it, and containers may ask for theirs.
    yield Call(role, "ec2:DescribeTags", "*", source=_TAG)
    tasks = facts.arn("ecs", f"task/{facts.cluster}")
    yield Call(role, "ecs:ListTagsForResource", instance, source=_METADATA, varies=instances)
    yield Call(
        role, "ecs:ListTagsForResource", f"{tasks}/0123", {}, _METADATA, {"resource": f"{tasks}/*"}
    )


def _sessions(facts: Facts, role: str) -> Iterator[Call]:
    written = facts.spec.get("access", {}).get("ssm", True)
    if not switch(written):
        return
    settings: Mapping[str, Any] = written if isinstance(written, Mapping) else {}
    yield Call(role, "ssm:UpdateInstanceInformation", "*", source=_SESSIONS)
    for channel in _CHANNELS:
        yield Call(role, f"ssmmessages:{channel}", "*", source=_SESSIONS)
    # Agents before 3.3.40 hear of commands here.
    for action in _MESSAGES:
        yield Call(role, f"ec2messages:{action}", "*", source=_COMMANDS)
    yield Call(role, "kms:Decrypt", key_of(facts, "sessions"), source=_SESSIONS)
    if settings.get("session_logs", True):
        yield Call(role, "logs:DescribeLogGroups", "*", source=_SESSIONS)
        yield from write_log(role, facts.arn("logs", f"log-group:{_prefix(facts)}/sessions"), _SSM)


def _launch_hook(facts: Facts, role: str, group: str) -> Iterator[Call]:
    """Yield how an instance says that it is prepared, where it is stopped in a warm pool."""
    pool = facts.spec["instance_groups"][group].get("warm_pool")
    settings: Mapping[str, Any] = pool if isinstance(pool, Mapping) else {}
    if not switch(pool) or settings.get("pool_state", "stopped") != "stopped":
        return
    yield Call(role, "autoscaling:DescribeAutoScalingInstances", "*", source=_HOOK)
    action = "autoscaling:CompleteLifecycleAction"
    start = f"autoScalingGroupName/{facts.cluster}-{group}-"
    # Terraform's ending of a name has 26 characters.
    mine = facts.arn("autoscaling", f"autoScalingGroup:0a1b2c3d:{start}{'2' * 26}")
    every = {"resource": facts.arn("autoscaling", f"autoScalingGroup:*:{start}{'?' * 26}")}
    yield Call(role, action, mine, source=_HOOK, varies=every)


def key_of(facts: Facts, use: str) -> str:
    """Return the ARN of the cluster's own key for a use."""
    (key,) = [
        alias["TargetKeyId"]
        for alias in facts.things["aliases"]
        if alias["AliasName"] == f"alias/{facts.cluster}-{use}"
    ]
    return facts.arn("kms", f"key/{key}")


def _prefix(facts: Facts) -> str:
    return str(facts.spec.get("logs", {}).get("prefix", f"/ecs/{facts.cluster}"))


def _host_logs(facts: Facts, role: str, group: str) -> Iterator[Call]:
    """Yield the writes of the host's own agent, and of the containers that Docker runs."""
    own = f"{host_log_prefix(facts.spec, group)}/"
    for found in facts.things["log_groups"]:
        if found["logGroupName"].startswith(own):
            yield from write_log(
                role, facts.arn("logs", f"log-group:{found['logGroupName']}"), _SSM
            )
    for key, container in facts.spec.get("system_containers", {}).items():
        groups = listed(container.get("instance_groups", group))
        if container.get("run") == "docker" and group in groups:
            name = f"{_prefix(facts)}/system/{key}/{group}"
            yield from write_log(role, facts.arn("logs", f"log-group:{name}"), _DOCKER)
