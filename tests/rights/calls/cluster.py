"""What helpers of the cluster do: flow logs, the check for newer images, disks, the channel."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from rights.calls.jobs import common
from rights.calls.tasks import write_log
from rights.evaluate import Call
from rights.facts import Facts

_DOCS = "https://docs.aws.amazon.com"
_FLOW_LOGS = f"{_DOCS}/vpc/latest/userguide/flow-logs-iam-role.html"
_HOOKS = "https://docs.aws.amazon.com/AmazonECS/latest/developerguide/blue-green-permissions.html"
_DISKS = f"{_DOCS}/AmazonECS/latest/developerguide/infrastructure_IAM_role.html"
_SCHEDULER = f"{_DOCS}/scheduler/latest/UserGuide/cross-service-confused-deputy-prevention.html"
_AUTOMATION = f"{_DOCS}/systems-manager/latest/userguide/automation-setup-iam.html"
_CONFUSED = (
    f"{_DOCS}/systems-manager/latest/userguide/cross-service-confused-deputy-prevention.html"
)
_PUBLIC = f"{_DOCS}/systems-manager/latest/userguide/parameter-store-public-parameters.html"
_TOPIC_KEY = f"{_DOCS}/sns/latest/dg/sns-key-management.html"
_STREAMS = f"{_DOCS}/sns/latest/dg/prereqs-kinesis-data-firehose.html"
_CHATBOT = f"{_DOCS}/chatbot/latest/adminguide/cross-service-confused-deputy-prevention.html"
# Channels with a topic of their own.
CHATS = ("slack", "teams")


def needed(facts: Facts) -> Iterator[Call]:
    """Yield the calls of what the cluster has beside tasks and instances."""
    yield from _flow_logs(facts)
    yield from _images(facts)
    yield from _disks(facts)
    yield from _hooks(facts)
    yield from _chats(facts)
    yield from _streams(facts)


def _flow_logs(facts: Facts) -> Iterator[Call]:
    for flow_log in facts.things["flow_logs"]:
        role = flow_log["DeliverLogsPermissionArn"]
        name = flow_log["LogDestination"].split(":")[6]
        group = facts.arn("logs", f"log-group:{name}")
        source = facts.arn("ec2", f"vpc-flow-log/{flow_log['FlowLogId']}")
        context = {"aws:SourceAccount": facts.account, "aws:SourceArn": source}
        anywhere = {"aws:SourceArn": "*"}
        service = "vpc-flow-logs.amazonaws.com"
        yield Call(service, "sts:AssumeRole", role, context, _FLOW_LOGS, anywhere)
        yield Call(role, "logs:DescribeLogGroups", "*", source=_FLOW_LOGS)
        yield from write_log(role, group, _FLOW_LOGS)


def _images(facts: Facts) -> Iterator[Call]:
    if not facts.spec.get("ami_updates"):
        return
    (schedule,) = [
        item
        for item in facts.things["schedules"]
        if item["Target"]["Arn"].endswith(":ssm:startAutomationExecution")
    ]
    role, name = schedule["Target"]["RoleArn"], f"{facts.cluster}-ami-updates"
    context = {"aws:SourceAccount": facts.account}
    yield Call("scheduler.amazonaws.com", "sts:AssumeRole", role, context, _SCHEDULER)
    yield from common(schedule)
    for started in (f"automation-definition/{name}:1", f"document/{name}"):
        extent = started.replace(":1", ":*")
        varies = {"resource": facts.arn("ssm", extent)}
        arn = facts.arn("ssm", started)
        yield Call(role, "ssm:StartAutomationExecution", arn, {}, _AUTOMATION, varies)
    executions = {"resource": facts.arn("ssm", "automation-execution/*")}
    arn = facts.arn("ssm", "automation-execution/0123")
    yield Call(role, "ssm:StartAutomationExecution", arn, {}, _AUTOMATION, executions)
    (document_role,) = [
        policy.at
        for policy in facts.policies
        if policy.kind == "trust" and policy.name.startswith(f"{name}-")
    ]
    to_ssm = {"iam:PassedToService": "ssm.amazonaws.com"}
    yield Call(role, "iam:PassRole", document_role, to_ssm, _AUTOMATION)
    yield from _document(facts, document_role)


def _document(facts: Facts, role: str) -> Iterator[Call]:
    source = f"arn:aws:ssm:{facts.region}:{facts.account}:automation-execution/0123"
    context = {"aws:SourceAccount": facts.account, "aws:SourceArn": source}
    executions = {
        "aws:SourceArn": source.replace(facts.region, "*").replace("0123", "*"),
    }
    yield Call("ssm.amazonaws.com", "sts:AssumeRole", role, context, _CONFUSED, executions)
    for name in _public_parameters(facts):
        parameter = f"arn:aws:ssm:{facts.region}::parameter{name}"
        yield Call(role, "ssm:GetParameters", parameter, source=_PUBLIC)
    for topic in _topics(facts):
        yield Call(role, "sns:Publish", topic, source=_TOPIC_KEY)
    through = {"kms:ViaService": f"sns.{facts.region}.amazonaws.com"}
    for key in _topic_keys(facts):
        yield Call(role, "kms:Decrypt", key, through, _TOPIC_KEY)
        yield Call(role, "kms:GenerateDataKey", key, through, _TOPIC_KEY)


def _public_parameters(facts: Facts) -> set[str]:
    """Return AWS's names of the newest images: groups with a pinned image have none."""
    names = set()
    for policy in facts.policies:
        for statement in policy.statements:
            names |= {resource.rpartition("parameter")[2] for resource in _parameters_of(statement)}
    return {name for name in names if name.startswith("/aws/service/")}


def _parameters_of(statement: Mapping[str, Any]) -> list[str]:
    resources = statement.get("Resource", [])
    return [item for item in resources if isinstance(resources, list) and "::parameter/" in item]


def _topics(facts: Facts) -> Iterator[str]:
    given = facts.spec.get("alerts", {}).get("topic_arn")
    yield given or facts.arn("sns", f"{facts.cluster}-alerts")
    for chat in CHATS:
        if chat in facts.spec.get("alerts", {}):
            yield facts.arn("sns", f"{facts.cluster}-alerts-{chat}")


def _topic_keys(facts: Facts) -> Iterator[str]:
    for alias in facts.things["aliases"]:
        if alias["AliasName"] == f"alias/{facts.cluster}-alerts":
            yield facts.arn("kms", f"key/{alias['TargetKeyId']}")


def _disks(facts: Facts) -> Iterator[Call]:
    for key, item in facts.spec.get("services", {}).items():
        volumes = [volume for volume in item.get("volumes", {}).values() if "ebs" in (volume or {})]
        for volume in volumes:
            role = _starting(facts, f"{facts.cluster}-{key}-disk-")
            yield Call("ecs.amazonaws.com", "sts:AssumeRole", role, source=_DISKS)
            ebs = volume["ebs"]
            if isinstance(ebs, Mapping) and "kms_key_arn" in ebs:
                yield from _disk_key(facts, role, ebs["kms_key_arn"])


def _hooks(facts: Facts) -> Iterator[Call]:
    for key, item in facts.spec.get("services", {}).items():
        for hook in item.get("deployment", {}).get("hooks", {}).values():
            role = _starting(facts, f"{facts.cluster}-{key}-hook-")
            yield Call("ecs.amazonaws.com", "sts:AssumeRole", role, source=_HOOKS)
            yield Call(role, "lambda:InvokeFunction", hook["lambda"], source=_HOOKS)


def _disk_key(facts: Facts, role: str, key: str) -> Iterator[Call]:
    through = {"kms:ViaService": f"ec2.{facts.region}.amazonaws.com"}
    for action in ("Decrypt", "DescribeKey", "GenerateDataKeyWithoutPlaintext"):
        yield Call(role, f"kms:{action}", key, through, _DISKS)
    grant = {**through, "kms:GrantIsForAWSResource": "true"}
    yield Call(role, "kms:CreateGrant", key, grant, _DISKS)


def _chats(facts: Facts) -> Iterator[Call]:
    for chat in CHATS:
        written = facts.spec.get("alerts", {}).get(chat)
        if written and written.get("create_configuration", True):
            role = _starting(facts, f"{facts.cluster}-alerts-{chat}-")
            context = {"aws:SourceAccount": facts.account}
            yield Call("chatbot.amazonaws.com", "sts:AssumeRole", role, context, _CHATBOT)


def _streams(facts: Facts) -> Iterator[Call]:
    streams = facts.spec.get("alerts", {}).get("firehose", {})
    if streams:
        role = _starting(facts, f"{facts.cluster}-alerts-firehose-")
        yield Call("sns.amazonaws.com", "sts:AssumeRole", role, source=_STREAMS)
        for stream in streams.values():
            for action in ("PutRecord", "PutRecordBatch"):
                yield Call(role, f"firehose:{action}", stream, source=_STREAMS)


def _starting(facts: Facts, start: str) -> str:
    (role,) = [
        policy.at
        for policy in facts.policies
        if policy.kind == "trust" and policy.name.startswith(start)
    ]
    return role
