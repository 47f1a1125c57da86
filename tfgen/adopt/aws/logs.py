"""Log groups of a cluster: those that its containers name, and those by its own name.

https://docs.aws.amazon.com/AmazonCloudWatchLogs/latest/APIReference/API_DescribeLogGroups.html
"""

from __future__ import annotations

import json
from collections.abc import Iterator

from tfgen.adopt.aws.account import Account, Answer, picked


def read_log_groups(account: Account, cluster: str) -> None:
    """Read the log groups that things name, those below its name, and that of metrics."""
    named = set(_named(account))
    below = (
        f"{cluster}/",
        f"/ecs/{cluster}/",
        f"/aws/ecs/containerinsights/{cluster}/",
        f"aws-waf-logs-{cluster}-",
    )
    for prefix in sorted({*named, *below}):
        of = ("logs", "describe_log_groups", "logGroups")
        for group in account.ask(*of, logGroupNamePrefix=prefix):
            name = group["logGroupName"]
            if name in named or name.startswith(below):
                _log_group(account, name, group)


def _named(account: Account) -> Iterator[str]:
    for task in account.of("aws_ecs_task_definition"):
        for container in json.loads(task.values["container_definitions"]):
            options = (container.get("logConfiguration") or {}).get("options") or {}
            if options.get("awslogs-group"):
                yield options["awslogs-group"]
    for log in account.of("aws_flow_log"):
        if log.values.get("log_group_name"):
            yield log.values["log_group_name"]
        elif ":log-group:" in log.values["log_destination"]:
            yield log.values["log_destination"].partition(":log-group:")[2]


def _log_group(account: Account, name: str, group: Answer) -> None:
    values = {
        "id": name,
        "name": name,
        "arn": str(group.get("arn", "")).removesuffix(":*"),
        **picked(group, kms_key_id="kmsKeyId", log_group_class="logGroupClass"),
        "retention_in_days": group.get("retentionInDays") or 0,
    }
    account.found("aws_cloudwatch_log_group", name, values)
