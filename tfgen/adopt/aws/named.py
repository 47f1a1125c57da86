"""What a cluster has beside its services, told by names that begin with the cluster's.

An earlier tree of the cluster made it: AWS takes no second thing of such a name.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.adopt.aws.account import Account, Answer, picked


def read_named(account: Account, cluster: str) -> None:
    """Read keys, topics, queues, rules, documents and groups of schedules."""
    _keys(account, cluster)
    _topics(account, cluster)
    _queues(account, cluster)
    _rules(account, cluster)
    own = [{"Key": "Owner", "Values": ["Self"]}]
    for document in account.ask("ssm", "list_documents", "DocumentIdentifiers", Filters=own):
        if document["Name"].startswith(f"{cluster}-"):
            _plain(account, "aws_ssm_document", document["Name"])
    of = ("scheduler", "list_schedule_groups", "ScheduleGroups")
    for group in account.ask(*of, NamePrefix=f"{cluster}-"):
        _plain(account, "aws_scheduler_schedule_group", group["Name"])


def _plain(account: Account, type_: str, name: str) -> None:
    account.found(type_, name, {"id": name, "name": name})


def _keys(account: Account, cluster: str) -> None:
    for alias in account.ask("kms", "list_aliases", "Aliases"):
        name, key = alias["AliasName"], alias.get("TargetKeyId")
        if not name.startswith(f"alias/{cluster}-") or not key:
            continue
        values = {"id": name, "name": name, "arn": alias["AliasArn"], "target_key_id": key}
        account.found("aws_kms_alias", name, values)
        account.found("aws_kms_key", key, {"id": key, "key_id": key})


def _topics(account: Account, cluster: str) -> None:
    for topic in account.ask("sns", "list_topics", "Topics"):
        arn = topic["TopicArn"]
        name = arn.rpartition(":")[2]
        if name.startswith(f"{cluster}-"):
            account.found("aws_sns_topic", arn, {"id": arn, "arn": arn, "name": name})
            account.found("aws_sns_topic_policy", arn, {"id": arn, "arn": arn})


def _queues(account: Account, cluster: str) -> None:
    for url in account.ask("sqs", "list_queues", "QueueUrls", QueueNamePrefix=f"{cluster}-"):
        name = url.rpartition("/")[2]
        account.found("aws_sqs_queue", url, {"id": url, "url": url, "name": name})
        account.found("aws_sqs_queue_policy", url, {"id": url, "queue_url": url})


def _rules(account: Account, cluster: str) -> None:
    for rule in account.ask("events", "list_rules", "Rules", NamePrefix=f"{cluster}-"):
        name = rule["Name"]
        values = picked(
            rule,
            name="Name",
            arn="Arn",
            event_pattern="EventPattern",
            schedule_expression="ScheduleExpression",
            state="State",
            event_bus_name="EventBusName",
        )
        account.found("aws_cloudwatch_event_rule", name, {"id": name, **values})
        for target in _targets(account, name):
            account.found("aws_cloudwatch_event_target", f"{name}/{target['target_id']}", target)


def _targets(account: Account, rule: str) -> Iterator[Answer]:
    for target in account.ask("events", "list_targets_by_rule", "Targets", Rule=rule):
        yield {"rule": rule, **picked(target, target_id="Id", arn="Arn", role_arn="RoleArn")}
