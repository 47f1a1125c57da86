"""What goes wrong in the cluster, told on topics: events, alarms, channels of Slack and Teams."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from tfgen.hcl import Ref, Value
from tfgen.language.alerts import Slack, Teams
from tfgen.modules.cluster_alarms import cluster_alarms
from tfgen.modules.monthly_budget import budget_names, monthly_budget
from tfgen.modules.parts.queue_alarm import queue_alarm
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    REGION,
    SLACK_TOPIC_ARN,
    TEAMS_TOPIC_ARN,
    after,
    alerts_key_arn,
    in_cluster,
    module,
    own_name,
    partition,
    topic_arn,
)
from tfgen.modules.parts.subscribers import (
    firehose_role,
    subscriber_inputs,
    subscriber_promises,
)
from tfgen.resolve import Cluster, role_name_prefix
from tfgen.tree import ModulePlan, Promise

FILE = "alerts"
OF_GROUPS = ("launch_failed", "refresh_failed")
EVENTS = Ref("module.ecs_events.events")


def alerts(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan what is told: the events, then where they go, then the alarms of the whole cluster."""
    if not cluster.owns("alerts"):
        return
    if _events(cluster):
        yield _ecs_events(cluster)
    if cluster.alerts.has_key:
        yield _key(cluster)
    if cluster.alerts.topic_arn is None:
        yield _alerts_topic(cluster)
    yield from firehose_role(cluster)
    yield _alerts(cluster)
    yield _undelivered(cluster)
    yield from monthly_budget(cluster)
    if cluster.alerts.slack:
        yield from _slack(cluster, cluster.alerts.slack)
    if cluster.alerts.teams:
        yield from _teams(cluster, cluster.alerts.teams)
    if cluster.application is None:
        yield from cluster_alarms(cluster)


def _events(cluster: Cluster) -> list[str]:
    """Return what rules tell of: who watches for newer images is watched too."""
    events = [*cluster.alerts.events]
    if cluster.ami_updates and cluster.owns("ami_updates"):
        events.append("ami_check_failed")
    return sorted(events)


def _rules(cluster: Cluster) -> list[str]:
    return [f"{cluster.name}-{event.replace('_', '-')}" for event in _events(cluster)]


def _told(cluster: Cluster) -> Value:
    """Return the events that have rules, for those that put them in words."""
    if not _events(cluster):
        return None
    return EVENTS


def _account(cluster: Cluster) -> dict[str, Value]:
    return {"account_id": ACCOUNT_ID, "partition": partition(cluster), "region": REGION}


def _ecs_events(cluster: Cluster) -> ModulePlan:
    events = _events(cluster)
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "events": events,
        "autoscaling_group_names": _group_names(cluster, events),
        "workflow_families": _workflow_families(cluster, events),
        **_account(cluster),
    }
    promise = Promise(
        "rules",
        _rules(cluster),
        "alerts.events",
        f"rules tell of {', '.join(events)}",
    )
    return ModulePlan("ecs_events", "ecs_events", FILE, inputs, promises=(promise,))


def _group_names(cluster: Cluster, events: list[str]) -> Value:
    """Return the names of the autoscaling groups, where events of theirs are told.

    They go by the name that lasts: a new key changes nothing.
    """
    if not {*OF_GROUPS} & {*events}:
        return None
    by_name = {
        group.name: module("instance_group", key, "autoscaling_group_name")
        for key, group in cluster.instance_groups.items()
    }
    return dict(sorted(by_name.items()))


def _workflow_families(cluster: Cluster, events: list[str]) -> Value:
    """Return the tasks of which task_failed is silent: each try of theirs may fail but the last."""
    if "task_failed" not in events:
        return None
    jobs = [job for job in cluster.jobs.values() if job.has_workflow and job.alarms.failed]
    families = sorted(job.family for job in jobs)
    return [in_cluster(cluster, family) for family in families] or None


def _key(cluster: Cluster) -> ModulePlan:
    inputs: dict[str, Value] = {
        "cluster_name": own_name(cluster),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
    }
    inputs["budget_names"] = budget_names(cluster)
    return ModulePlan("alerts_key", "alerts_key", FILE, inputs)


def _alerts_topic(cluster: Cluster) -> ModulePlan:
    topic = _topic(cluster, "alerts_topic", f"{cluster.prefix}-alerts", "alerts")
    return replace(topic, inputs={**topic.inputs, "budget_names": budget_names(cluster)})


def _topic(cluster: Cluster, call: str, name: str, path: str) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, name),
        "cluster_name": own_name(cluster),
        "kms_key_arn": alerts_key_arn(cluster),
        "rule_arns": None,
        **_account(cluster),
    }
    # The policy of a topic names the rules that may publish: without any it has no such statement.
    if _events(cluster):
        inputs["rule_arns"] = Ref("module.ecs_events.rule_arns")
    promise = Promise("topic_name", name, path, f"alerts go to the topic {name}")
    return ModulePlan(call, "alerts_topic", FILE, inputs, promises=(promise,))


def _alerts(cluster: Cluster) -> ModulePlan:
    emails, https = sorted(cluster.alerts.emails), sorted(cluster.alerts.https)
    inputs: dict[str, Value] = {
        "cluster_name": own_name(cluster),
        "topic_arn": topic_arn(cluster),
        "events": _told(cluster),
        "emails": emails or None,
        "https": https or None,
        **subscriber_inputs(cluster),
    }
    promises = []
    if emails:
        text = f"alerts are mailed to {', '.join(emails)}"
        promises.append(Promise("emails", emails, "alerts.emails", text))
    if https:
        text = f"alerts are sent to {', '.join(https)}"
        promises.append(Promise("https", https, "alerts.https", text))
    promises += subscriber_promises(cluster)
    return ModulePlan("alerts", "alerts", FILE, inputs, promises=tuple(promises))


def _undelivered(cluster: Cluster) -> ModulePlan:
    text = "an alarm rings when alerts could not be delivered"
    promise = Promise("alarm_name", f"{cluster.prefix}-undelivered-alerts", "alerts", text)
    queue = Ref("module.alerts.undelivered_queue_name")
    contents = after("Undelivered alerts of cluster ", own_name(cluster))
    return queue_alarm("undelivered_alerts_alarm", FILE, queue, contents, promise)


def _slack(cluster: Cluster, slack: Slack) -> Iterator[ModulePlan]:
    # A topic of its own: Amazon Q shows messages of known forms, and drops words for people.
    yield _topic(cluster, "slack_topic", f"{cluster.prefix}-alerts-slack", "alerts.slack")
    inputs = _chat_inputs(cluster, SLACK_TOPIC_ARN)
    if not slack.create_configuration:
        # Another tree's configuration shows this topic too: here the events only go there.
        promises = (_rules_promise(cluster, "Slack"),)
        call = "slack_alerts"
        yield ModulePlan(call, call, FILE, inputs, ("shared",), promises=promises)
        return
    inputs |= {
        "cluster_name": own_name(cluster),
        "workspace_id": slack.workspace_id,
        "channel_id": slack.channel_id,
        "further_topic_arns": sorted(slack.topic_arns, key=str) or None,
        "role_name_prefix": in_cluster(cluster, role_name_prefix(cluster, "alerts-slack")),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
    }
    promise = _channel_promise("slack", slack.channel_id)
    yield ModulePlan("slack_alerts", "slack_alerts", FILE, inputs, promises=(promise,))


def _teams(cluster: Cluster, teams: Teams) -> Iterator[ModulePlan]:
    yield _topic(cluster, "teams_topic", f"{cluster.prefix}-alerts-teams", "alerts.teams")
    inputs = _chat_inputs(cluster, TEAMS_TOPIC_ARN)
    promises = (_rules_promise(cluster, "Teams"),)
    yield ModulePlan("teams_alerts", "teams_alerts", FILE, inputs, promises=promises)
    if not teams.create_configuration:
        return
    channel: dict[str, Value] = {
        "cluster_name": own_name(cluster),
        "tenant_id": teams.tenant_id,
        "team_id": teams.team_id,
        "channel_id": teams.channel_id,
        "topic_arns": [TEAMS_TOPIC_ARN, *sorted(teams.topic_arns, key=str)],
        "role_name_prefix": in_cluster(cluster, role_name_prefix(cluster, "alerts-teams")),
        "account_id": ACCOUNT_ID,
        "partition": partition(cluster),
    }
    promise = _channel_promise("teams", teams.channel_id)
    yield ModulePlan("teams_channel", "teams_channel", FILE, channel, promises=(promise,))


def _chat_inputs(cluster: Cluster, topic: Value) -> dict[str, Value]:
    return {
        "topic_arn": topic,
        "events": _told(cluster),
        "undelivered_queue_arn": Ref("module.alerts.undelivered_queue_arn"),
    }


def _rules_promise(cluster: Cluster, chat: str) -> Promise:
    text = f"events of the cluster go to the topic of the {chat} channel"
    return Promise("rules", _rules(cluster), f"alerts.{chat.lower()}", text)


def _channel_promise(word: str, channel: str) -> Promise:
    text = f"channel {channel} shows the alerts"
    return Promise("channel_id", channel, f"alerts.{word}", text)
