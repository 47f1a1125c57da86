"""What services of AWS do in their own name: publish, encrypt, keep what failed, write logs."""

from __future__ import annotations

from collections.abc import Iterator

from spec_data import listed, rules_of_jobs

from rights.account import Policy
from rights.calls.instances import key_of
from rights.evaluate import Call
from rights.facts import Facts

_DOCS = "https://docs.aws.amazon.com"
_EVENTS = f"{_DOCS}/eventbridge/latest/userguide/eb-use-resource-based.html#eb-sns-permissions"
_ALARMS = f"{_DOCS}/sns/latest/dg/sns-access-policy-use-cases.html"
_BUDGETS = f"{_DOCS}/cost-management/latest/userguide/budgets-sns-policy.html"
_KEYS = f"{_DOCS}/sns/latest/dg/sns-key-management.html#compatibility-with-aws-services"
_EVENT_QUEUES = f"{_DOCS}/eventbridge/latest/userguide/eb-rule-dlq.html"
_TOPIC_QUEUES = f"{_DOCS}/sns/latest/dg/sns-configure-dead-letter-queue.html"
_TOPIC_SENDERS = f"{_DOCS}/sns/latest/dg/subscribe-sqs-queue-to-sns-topic.html"
_SENDERS = f"{_DOCS}/AmazonS3/latest/userguide/grant-destinations-permissions-to-s3.html"
_LOG_KEYS = f"{_DOCS}/AmazonCloudWatch/latest/logs/encrypt-log-data-kms.html"
_OWNERS = f"{_DOCS}/kms/latest/developerguide/key-policy-default.html"
_ALB_LOGS = f"{_DOCS}/elasticloadbalancing/latest/application/enable-access-logging.html"
_NLB_LOGS = f"{_DOCS}/elasticloadbalancing/latest/network/enable-access-logs.html"


def needed(facts: Facts) -> Iterator[Call]:
    """Yield the calls of services, and those of the account, whose keys they are."""
    yield from _topics(facts)
    yield from _budgets(facts)
    yield from _undelivered(facts)
    yield from _senders(facts)
    yield from _alerted(facts)
    yield from _log_keys(facts)
    for policy in facts.policies:
        if policy.kind == "bucket":
            yield from _access_logs(facts, policy)
        if policy.kind == "key":
            owner = f"arn:aws:iam::{facts.account}:root"
            yield Call(owner, "kms:ScheduleKeyDeletion", policy.at, source=_OWNERS)


def _topics(facts: Facts) -> Iterator[Call]:
    targets = {target["Arn"] for rule in _rules(facts) for target in rule["Targets"]}
    for policy in facts.policies:
        if policy.kind != "topic":
            continue
        alarm = facts.arn("cloudwatch", f"alarm:{facts.cluster}-cpu")
        context = {"aws:SourceAccount": facts.account, "aws:SourceArn": alarm}
        # An alarm of a service has its name; all begin with the cluster's.
        alarms = {"aws:SourceArn": facts.arn("cloudwatch", f"alarm:{facts.cluster}-*")}
        yield Call("cloudwatch.amazonaws.com", "sns:Publish", policy.at, context, _ALARMS, alarms)
        if policy.at in targets:
            yield Call("events.amazonaws.com", "sns:Publish", policy.at, source=_EVENTS)
    if _has_key(facts, "alerts"):
        key = key_of(facts, "alerts")
        alarm = facts.arn("cloudwatch", f"alarm:{facts.cluster}-cpu")
        context = {"aws:SourceAccount": facts.account, "aws:SourceArn": alarm}
        # Any alarm of the account: the topic's own policy tells them apart.
        alarms = {"aws:SourceArn": "*"}
        for action in ("Decrypt", "GenerateDataKey"):
            yield Call("events.amazonaws.com", f"kms:{action}", key, source=_KEYS)
            yield Call("cloudwatch.amazonaws.com", f"kms:{action}", key, context, _KEYS, alarms)


def _budgets(facts: Facts) -> Iterator[Call]:
    alerts = facts.spec.get("alerts", {})
    if "budget" not in alerts:
        return
    budget = f"arn:aws:budgets::{facts.account}:budget/{facts.cluster}-monthly"
    context = {"aws:SourceAccount": facts.account, "aws:SourceArn": budget}
    # AWS's page lets all budgets of the account, not one by its name.
    budgets = {"aws:SourceArn": f"arn:aws:budgets::{facts.account}:*"}
    topic = facts.arn("sns", f"{facts.cluster}-alerts")
    yield Call("budgets.amazonaws.com", "sns:Publish", topic, context, _BUDGETS, budgets)
    for action in ("Decrypt", "GenerateDataKey"):
        key = key_of(facts, "alerts")
        yield Call("budgets.amazonaws.com", f"kms:{action}", key, context, _BUDGETS, budgets)


def _rules(facts: Facts) -> list[dict[str, object]]:
    """Return the rules of the cluster that tell somebody: ECS makes one of its own, and others
    start jobs."""
    others = rules_of_jobs(facts.spec)
    return [
        rule
        for rule in facts.things["rules"]
        if rule["Name"].startswith(f"{facts.cluster}-") and rule["Name"] not in others
    ]


def _has_key(facts: Facts, use: str) -> bool:
    names = {alias["AliasName"] for alias in facts.things["aliases"]}
    return f"alias/{facts.cluster}-{use}" in names


def _undelivered(facts: Facts) -> Iterator[Call]:
    queue = facts.arn("sqs", f"{facts.cluster}-undelivered-alerts")
    for rule in _rules(facts):
        if rule["Targets"]:
            context = {"aws:SourceArn": str(rule["Arn"])}
            yield Call("events.amazonaws.com", "sqs:SendMessage", queue, context, _EVENT_QUEUES)
    alerts = facts.spec.get("alerts", {})
    if alerts.keys() & {"https", "sqs", "lambda", "firehose"}:
        topic = alerts.get("topic_arn") or facts.arn("sns", f"{facts.cluster}-alerts")
        context = {"aws:SourceArn": topic}
        yield Call("sns.amazonaws.com", "sqs:SendMessage", queue, context, _TOPIC_QUEUES)


def _alerted(facts: Facts) -> Iterator[Call]:
    topic = facts.arn("sns", f"{facts.cluster}-alerts")
    for queue in facts.spec.get("alerts", {}).get("sqs", {}).values():
        if queue.startswith("queues."):
            arn = facts.arn("sqs", f"{facts.cluster}-{queue.removeprefix('queues.')}")
            context = {"aws:SourceArn": topic}
            yield Call("sns.amazonaws.com", "sqs:SendMessage", arn, context, _TOPIC_SENDERS)


def _senders(facts: Facts) -> Iterator[Call]:
    for key, queue in facts.spec.get("queues", {}).items():
        arn = facts.arn(
            "sqs", f"{facts.cluster}-{key}{'.fifo' if (queue or {}).get('fifo') else ''}"
        )
        for service, sources in (queue or {}).get("senders", {}).items():
            for source in listed(sources):
                context = {"aws:SourceArn": source}
                if service == "s3":
                    context["aws:SourceAccount"] = facts.account
                yield Call(f"{service}.amazonaws.com", "sqs:SendMessage", arn, context, _SENDERS)


def _log_keys(facts: Facts) -> Iterator[Call]:
    service = f"logs.{facts.region}.amazonaws.com"
    own = {policy.at for policy in facts.policies if policy.kind == "key"}
    for group in facts.things["log_groups"]:
        key = group.get("kmsKeyId")
        if key not in own:
            continue
        arn = facts.arn("logs", f"log-group:{group['logGroupName']}")
        context = {"kms:EncryptionContext:aws:logs:arn": arn}
        for action in ("Decrypt", "Encrypt", "GenerateDataKey", "ReEncryptFrom"):
            yield Call(service, f"kms:{action}", key, context, _LOG_KEYS)


def _access_logs(facts: Facts, policy: Policy) -> Iterator[Call]:
    (balancer,) = [item for item in _logging(facts) if item["bucket"] == policy.name]
    logs = f"{policy.at}/{balancer['prefix']}/AWSLogs/{facts.account}"
    extent = {"resource": f"{logs}/*"}
    if balancer["type"] != "network":
        service = "logdelivery.elasticloadbalancing.amazonaws.com"
        yield Call(service, "s3:PutObject", f"{logs}/x.log.gz", {}, _ALB_LOGS, extent)
        return
    source = {"aws:SourceArn": facts.arn("logs", "x"), "aws:SourceAccount": facts.account}
    sources = {"aws:SourceArn": facts.arn("logs", "*")}
    owner = {**source, "s3:x-amz-acl": "bucket-owner-full-control"}
    service = "delivery.logs.amazonaws.com"
    yield Call(service, "s3:GetBucketAcl", policy.at, source, _NLB_LOGS, sources)
    yield Call(service, "s3:PutObject", f"{logs}/x.log.gz", owner, _NLB_LOGS, {**sources, **extent})


def _logging(facts: Facts) -> Iterator[dict[str, str]]:
    """Yield where each balancer writes its access logs, of both kinds of API."""
    for balancer in facts.things["balancers"]:
        attributes = balancer["Attributes"]
        if attributes.get("access_logs.s3.enabled") == "true":
            yield {
                "type": balancer["Type"],
                "bucket": attributes["access_logs.s3.bucket"],
                "prefix": attributes["access_logs.s3.prefix"],
            }
    for balancer in facts.things["classic_balancers"]:
        logs = balancer["Attributes"]["AccessLog"]
        if logs["Enabled"]:
            yield {
                "type": "classic",
                "bucket": logs["S3BucketName"],
                "prefix": logs["S3BucketPrefix"],
            }
