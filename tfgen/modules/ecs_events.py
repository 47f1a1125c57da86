"""The module `ecs_events`: what goes wrong in the cluster, told on a topic."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.ecs_instances import role_name_prefix
from tfgen.resolve import INSTANCE_EVENTS, Cluster
from tfgen.tree import Input, ModulePlan, Promise

EVENTS = (
    "task_failed",
    "deployment_failed",
    "placement_failed",
    *INSTANCE_EVENTS,
    "spot_interruption",
    "ami_check_failed",
)
# Those that name the cluster; the others come from autoscaling, or from the check of our own.
EVENTS_OF_ECS = (
    "task_failed",
    "deployment_failed",
    "placement_failed",
    "agent_disconnected",
    "instance_drained",
    "spot_interruption",
)
SLACK = """object({
  workspace_id = string
  channel_id = string
  role_name_prefix = string
})"""


def ecs_events(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the event rules, the topic with its subscribers, and the queue of what could not be delivered."""
    alerts, events = cluster.alerts, _events(cluster)
    own_topic, slack = alerts.topic_arn is None, alerts.slack is not None
    shape = {
        **{event: event in events for event in EVENTS},
        "any_event": bool(events),
        "own_topic": own_topic,
        "key": cluster.alerts.has_key,
        "emails": bool(alerts.emails),
        "https": bool(alerts.https),
        "slack": slack,
        "senders": bool(events or alerts.https),
    }
    return (
        ModulePlan(
            "ecs_events",
            "ecs_events",
            tuple(_inputs(cluster, shape)),
            shape,
            promises=tuple(_promises(cluster)),
        ),
    )


def _events(cluster: Cluster) -> tuple[str, ...]:
    """Return what rules tell of, in the order of their names: who watches for newer images is watched too."""
    return tuple(
        sorted((*cluster.alerts.events, *(["ami_check_failed"] if cluster.ami_updates else [])))
    )


def alarm_topics() -> Ref:
    """Return where the alarms of other modules go."""
    return Ref("module.ecs_events.alarm_topic_arns")


def _inputs(cluster: Cluster, shape: dict[str, bool]) -> list[Input]:
    alerts = cluster.alerts
    inputs = [Input("cluster_name", "string", "Name of the cluster", cluster.name)]
    if any(shape[event] for event in EVENTS_OF_ECS):
        inputs.append(
            Input(
                "cluster_arn", "string", "ARN of the cluster", Ref("module.ecs_cluster.cluster_arn")
            )
        )
    if shape["key"]:
        inputs.append(Input("region", "string", "Region of the cluster", cluster.region))
    if shape["launch_failed"] or shape["refresh_failed"]:
        about = "Names of the autoscaling groups, by instance group"
        inputs.append(
            Input("autoscaling_group_names", "map(string)", about, autoscaling_group_names(cluster))
        )
    if alerts.topic_arn:
        inputs.append(Input("topic_arn", "string", "Topic that gets the alerts", alerts.topic_arn))
    if alerts.emails:
        inputs.append(
            Input("emails", "list(string)", "Addresses that get the alerts", alerts.emails)
        )
    if alerts.https:
        inputs.append(Input("https", "list(string)", "Endpoints that get the alerts", alerts.https))
    if alerts.slack:
        inputs.append(Input("slack", SLACK, "Slack channel that gets the alerts", _slack(cluster)))
    return inputs


def autoscaling_group_names(cluster: Cluster) -> Value:
    """Return the names of all autoscaling groups, by the name that AWS knows each by: a new key changes nothing."""
    found: dict[str, Value] = {
        group.name: Ref(f"module.instance_group_{names.label(key)}.autoscaling_group_name")
        for key, group in cluster.instance_groups.items()
    }
    return dict(sorted(found.items()))


def _slack(cluster: Cluster) -> Value:
    prefix = role_name_prefix(cluster.name, "alerts-slack")
    return {
        **(cluster.alerts.slack.model_dump() if cluster.alerts.slack else {}),
        "role_name_prefix": prefix,
    }


def _promises(cluster: Cluster) -> Iterator[Promise]:
    if cluster.alerts.topic_arn is None:
        yield Promise(
            "topic_name",
            f"{cluster.name}-alerts",
            "alerts",
            f"alerts go to the topic {cluster.name}-alerts",
        )
    if emails := sorted(cluster.alerts.emails):
        yield Promise(
            "emails", emails, "alerts.emails", f"alerts are mailed to {', '.join(emails)}"
        )
    if https := sorted(cluster.alerts.https):
        yield Promise("https", https, "alerts.https", f"alerts are sent to {', '.join(https)}")
    if rules := [f"{cluster.name}-{event.replace('_', '-')}" for event in _events(cluster)]:
        yield Promise(
            "rules", rules, "alerts.events", f"rules tell of {', '.join(_events(cluster))}"
        )
