"""Log groups that stand alone, and what is promised of logs."""

from __future__ import annotations

from tfgen.hcl import Value
from tfgen.modules.parts.references import retention_days
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise


def log_group(
    cluster: Cluster, call: str, file: str, name: Value, kms_key_arn: Value, contents: str
) -> ModulePlan:
    """Plan a log group that is kept as long as all are; `contents` says what is in it."""
    days = cluster.logs.retention_days
    inputs: dict[str, Value] = {
        "name": name,
        "retention_days": retention_days(cluster, days),
        "kms_key_arn": kms_key_arn,
    }
    text = f"{contents} are kept {kept(days)}"
    promise = Promise("retention_days", days, "logs.retention_days", text)
    return ModulePlan(call, "log_group", file, inputs, promises=(promise,))


def kept(days: int) -> str:
    """Return how long logs are kept, in words."""
    # CloudWatch Logs knows no such number: 0 is the provider's word for a group that never expires.
    if days == 0:
        return "for ever"
    return f"for {days} days"
