"""The module `ami_updates`: a scheduled check that tells of newer images."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.ecs_instances import role_name_prefix
from tfgen.resolve import Cluster
from tfgen.tree import Input, ModulePlan, Promise

GROUPS = """map(object({
  image_id = string
  parameter = string
}))"""
PREFIXES = """object({
  compare_images = string
  schedule = string
})"""


def ami_updates(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the check, where the spec wants it."""
    if cluster.ami_updates is None:
        return ()
    shape = {"slack": cluster.alerts.slack is not None, "key": cluster.alerts.has_key}
    promises = tuple(_promises(cluster.ami_updates.schedule))
    return (
        ModulePlan(
            "ami_updates", "ami_updates", tuple(_inputs(cluster, shape)), shape, promises=promises
        ),
    )


def _inputs(cluster: Cluster, shape: dict[str, bool]) -> Iterator[Input]:
    prefixes = {
        "compare_images": role_name_prefix(cluster.name, "ami-updates"),
        "schedule": role_name_prefix(cluster.name, "ami-schedule"),
    }
    schedule = cluster.ami_updates.schedule if cluster.ami_updates else ""
    yield Input("cluster_name", "string", "Name of the cluster", cluster.name)
    yield Input("region", "string", "Region of the cluster", cluster.region)
    yield Input("schedule", "string", "When the images are compared", schedule)
    about = "Image, and the public SSM parameter with the recommended one, by instance group"
    yield Input("groups", GROUPS, about, _groups(cluster))
    yield Input("role_name_prefixes", PREFIXES, "First parts of the roles' names", prefixes)
    yield Input(
        "topic_arn",
        "string",
        "Topic that is told of newer images",
        Ref("module.ecs_events.topic_arn"),
    )
    if shape["slack"]:
        topic = Ref("module.ecs_events.slack_topic_arn")
        yield Input("slack_topic_arn", "string", "Topic of the Slack channel", topic)
    if shape["key"]:
        yield Input(
            "kms_key_arn", "string", "Key of the alerts", Ref("module.ecs_events.kms_key_arn")
        )
    queue = Ref("module.ecs_events.undelivered_queue_arn")
    yield Input(
        "undelivered_queue_arn", "string", "Queue of checks that could not be started", queue
    )


def _groups(cluster: Cluster) -> Value:
    return {
        key: {
            "image_id": Ref(f"module.instance_group_{names.label(key)}.image_id"),
            "parameter": parameter,
        }
        for key, group in sorted(cluster.instance_groups.items())
        if (parameter := group.ami_parameter)
    }


def _promises(schedule: str) -> Iterator[Promise]:
    yield Promise(
        "schedule", schedule, "ami_updates.schedule", f"images are compared at {schedule}"
    )
