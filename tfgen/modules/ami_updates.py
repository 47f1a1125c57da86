"""The scheduled check that tells of newer images."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.instance_groups import call_of
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    alerts_key_arn,
    dns_suffix,
    partition,
    slack_topic_arn,
    teams_topic_arn,
    topic_arn,
)
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise

FILE = "alerts"


def ami_updates(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the check, where the spec wants it."""
    check = cluster.ami_updates
    if check is None:
        return
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        **changed(check),
        "groups": _groups(cluster),
        "topic_arn": topic_arn(cluster),
        "slack_topic_arn": slack_topic_arn(cluster),
        "teams_topic_arn": teams_topic_arn(cluster),
        "kms_key_arn": alerts_key_arn(cluster),
        "undelivered_queue_arn": Ref("module.alerts.undelivered_queue_arn"),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
        "region": REGION,
        "dns_suffix": dns_suffix(cluster),
    }
    text = f"images are compared at {check.schedule}"
    promise = Promise("schedule", check.schedule, "ami_updates.schedule", text)
    yield ModulePlan("ami_updates", "ami_updates", FILE, inputs, promises=(promise,))


def _groups(cluster: Cluster) -> Value:
    """Return what each group runs, and the parameter with what AWS recommends for it."""
    groups: dict[str, Value] = {}
    for key, group in cluster.instance_groups.items():
        # Of an image of one's own AWS recommends nothing.
        if group.ami_parameter:
            image_id = Ref(f"module.{call_of(group)}.image_id")
            groups[key] = {"image_id": image_id, "parameter": group.ami_parameter}
    return groups
