"""Conventions of the cluster: names of what it has one of, and what only all tasks decide."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import (
    ALARM_NAME,
    BUDGET_NAME,
    CHATBOT_CONFIGURATION_NAME,
    DNS_NAMESPACE_NAME,
    DOCUMENT_NAME,
    EVENT_RULE_NAME,
    INSTANCE_PROFILE_NAME,
    KEY_ALIAS_NAME,
    LOG_GROUP_NAME,
    NAMESPACE_NAME,
    POLICY_NAME,
    QUEUE_NAME,
    ROLE_NAME,
    SCHEDULE_NAME,
    SECURITY_GROUP_DESCRIPTION,
    SECURITY_GROUP_NAME,
    TOPIC_NAME,
    USER_NAME,
)
from tfgen.language.capacity import FARGATE
from tfgen.language.logs import HOST_LOGS
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions, each
from tfgen.resolve.host_logs import hosts_share_logs
from tfgen.resolve.names import Name, Names
from tfgen.resolve.services import Service

CLUSTER = Conventions(Cluster)
CLUSTER_NAMES = Conventions(Cluster)


@CLUSTER.sets("fargate", "which of fargate and fargate_spot tasks use, or cluster.fargate names")
def _fargate(cluster: Cluster) -> tuple[str, ...]:
    used = set(each(cluster.workloads, lambda workload: workload.capacity))
    used |= {*(cluster.cluster.default_capacity or {}), *cluster.cluster.fargate}
    return tuple(name for name in FARGATE if name in used)


@CLUSTER.sets("namespaces", "private DNS namespaces that services name and that do not exist yet")
def _namespaces(cluster: Cluster) -> tuple[str, ...]:
    return tuple(sorted(set(each(cluster.services.values(), _made_namespace))))


def _made_namespace(service: Service) -> Iterator[str]:
    if service.cloud_map and service.cloud_map.made:
        yield service.cloud_map.namespace


@CLUSTER_NAMES.sets("names", "<cluster>-<what>")
def _names(cluster: Cluster) -> Names:
    if cluster.application:
        return (*_own_alert_names(cluster), *_further_names(cluster))
    return (
        cluster.name,
        *_network_names(cluster),
        *_log_group_names(cluster),
        *_alert_names(cluster),
        *_alarm_names(cluster),
        *_access_names(cluster),
        *_further_names(cluster),
    )


def role_name_prefix(cluster: Cluster, end: str) -> str:
    """Return the first part of a role's name: Terraform adds 26 characters, IAM allows 64."""
    return names.fitted(names.joined(cluster.prefix, end), 37) + "-"


def _network_names(cluster: Cluster) -> Iterator[Name]:
    if cluster.network.vpc_id is None and cluster.network.flow_logs:
        role, log_group = f"{cluster.name}-flow-logs-", f"{cluster.logs.prefix}/vpc-flow-logs"
        yield Name(role, "role of the flow logs", ROLE_NAME, is_prefix=True)
        yield Name(log_group, "log group vpc-flow-logs", LOG_GROUP_NAME)
    # The endpoint of S3 is a gateway, which stands in route tables and has no network interface.
    if any(endpoint != "s3" for endpoint in cluster.network.endpoints):
        yield from _security_group_names(cluster, "endpoints", "VPC endpoints")
    if cluster.network.by_instance:
        yield from _security_group_names(cluster, "nat", "NAT instances")


def _security_group_names(cluster: Cluster, end: str, described: str) -> Iterator[Name]:
    prefix, of = f"{cluster.name}-{end}-", f"security group {end}"
    yield Name(prefix, of, SECURITY_GROUP_NAME, is_prefix=True)
    text = f"{described} of cluster {cluster.name}"
    yield Name(text, f"description of {of}", SECURITY_GROUP_DESCRIPTION)


def _log_group_names(cluster: Cluster) -> Iterator[Name]:
    if cluster.cluster.container_insights != "disabled":
        # ECS makes this one unless it is there already, and keeps it for ever.
        insights = f"/aws/ecs/containerinsights/{cluster.name}/performance"
        yield Name(insights, "log group of Container Insights", LOG_GROUP_NAME)
    if cluster.access.exec:
        if cluster.access.exec.kms_key_arn is None:
            yield Name(f"alias/{cluster.name}-exec", "key alias", KEY_ALIAS_NAME)
        if cluster.access.exec.logs:
            yield Name(f"{cluster.logs.prefix}/exec", "log group exec", LOG_GROUP_NAME)
    if hosts_share_logs(cluster):
        for file in HOST_LOGS:
            log_group = f"{cluster.logs.prefix}/host/{file}"
            yield Name(log_group, "log group of all hosts", LOG_GROUP_NAME)


def _own_alert_names(cluster: Cluster) -> Iterator[Name]:
    if cluster.owns("alerts"):
        yield from _alert_names(cluster)


def _alert_names(cluster: Cluster) -> Iterator[Name]:
    events: list[str] = list(cluster.alerts.events)
    if cluster.ami_updates and cluster.owns("ami_updates"):
        events.append("ami_check_failed")
    for event in events:
        yield Name(f"{cluster.prefix}-{event.replace('_', '-')}", "event rule", EVENT_RULE_NAME)
    if cluster.alerts.topic_arn is None:
        yield Name(f"{cluster.prefix}-alerts", "topic", TOPIC_NAME)
    yield from _chat_names(cluster)
    if cluster.alerts.budget:
        yield Name(f"{cluster.name}-monthly", "budget", BUDGET_NAME)
    if cluster.alerts.firehose:
        prefix, role = role_name_prefix(cluster, "alerts-firehose"), "role of the alerts' streams"
        yield Name(prefix, role, ROLE_NAME, is_prefix=True)
    if cluster.alerts.has_key:
        yield Name(f"alias/{cluster.prefix}-alerts", "key alias", KEY_ALIAS_NAME)
    yield Name(f"{cluster.prefix}-undelivered-alerts", "queue of undelivered alerts", QUEUE_NAME)
    yield Name(f"{cluster.prefix}-undelivered-alerts", "alarm", ALARM_NAME)


def _chat_names(cluster: Cluster) -> Iterator[Name]:
    slack, teams = cluster.alerts.slack, cluster.alerts.teams
    # The configuration of Slack has the name that it had before there was another.
    for chat, word, end in ((slack, "Slack", ""), (teams, "Teams", "-teams")):
        if chat is None:
            continue
        name = f"{cluster.prefix}-alerts-{word.lower()}"
        yield Name(name, "topic", TOPIC_NAME)
        if chat.create_configuration:
            prefix = role_name_prefix(cluster, f"alerts-{word.lower()}")
            yield Name(prefix, f"role of the {word} channel", ROLE_NAME, is_prefix=True)
            configuration = f"{cluster.prefix}-alerts{end}"
            yield Name(configuration, f"configuration of {word}", CHATBOT_CONFIGURATION_NAME)


def _alarm_names(cluster: Cluster) -> Iterator[Name]:
    alarms = cluster.alerts.alarms
    for alarm in ("cpu_reservation", "memory_reservation", "no_agent"):
        if getattr(alarms, alarm) is not None:
            yield Name(f"{cluster.name}-{alarm.replace('_', '-')}", "alarm", ALARM_NAME)
    if alarms.daemon_missing:
        for daemon in cluster.daemons.values():
            yield Name(f"{cluster.name}-{daemon.name}-missing", "alarm", ALARM_NAME)
    yield from _drain_names(cluster)
    if alarms.log_errors:
        for container in cluster.docker_containers:
            yield Name(f"{cluster.name}-{container}-log-errors", "alarm", ALARM_NAME)
    if alarms.host_log_errors:
        yield Name(f"{cluster.name}-host-logs-errors", "alarm", ALARM_NAME)


def _drain_names(cluster: Cluster) -> Iterator[Name]:
    if cluster.alerts.alarms.drain_stuck is None:
        return
    for group in cluster.instance_groups.values():
        if group.capacity_provider.managed_draining:
            yield Name(f"{cluster.name}-{group.name}-drain-stuck", "alarm", ALARM_NAME)


def _access_names(cluster: Cluster) -> Iterator[Name]:
    if sessions := cluster.access.sessions:
        yield Name(f"{cluster.name}-session", "session document", DOCUMENT_NAME)
        prefix = f"{cluster.name}-sessions-"
        yield Name(prefix, "policy of sessions", POLICY_NAME, is_prefix=True)
        yield Name(f"alias/{cluster.name}-sessions", "key alias", KEY_ALIAS_NAME)
        if sessions.session_logs:
            yield Name(f"{cluster.logs.prefix}/sessions", "log group sessions", LOG_GROUP_NAME)
    if cluster.access.bastion:
        prefix, profile = f"{cluster.name}-bastion-", "instance profile of the bastion"
        yield from _security_group_names(cluster, "bastion", "Bastion")
        yield Name(prefix, "role of the bastion", ROLE_NAME, is_prefix=True)
        yield Name(prefix, profile, INSTANCE_PROFILE_NAME, is_prefix=True)
    if cluster.access.ssh and cluster.access.ssh.key_pair:
        yield cluster.access.ssh.key_pair
    endpoint = cluster.access.instance_connect
    if endpoint and endpoint.security_group is None:
        described = "EC2 Instance Connect Endpoint"
        yield from _security_group_names(cluster, "instance-connect", described)


def _further_names(cluster: Cluster) -> Iterator[Name]:
    if cluster.ami_updates and cluster.owns("ami_updates"):
        yield Name(f"{cluster.name}-ami-updates", "document", DOCUMENT_NAME)
        yield Name(f"{cluster.name}-ami-updates", "schedule", SCHEDULE_NAME)
        for use in ("ami-updates", "ami-schedule"):
            role = "role of the check for newer images"
            yield Name(role_name_prefix(cluster, use), role, ROLE_NAME, is_prefix=True)
    if cluster.deployer:
        prefix = role_name_prefix(cluster, "deployer")
        yield Name(prefix, "role of the deployer", ROLE_NAME, is_prefix=True)
        if cluster.deployer.iam_user:
            yield Name(f"{cluster.prefix}-deployer", "user of the deployer", USER_NAME)
    if cluster.makes_namespace:
        yield Name(cluster.namespace, "namespace of Service Connect", NAMESPACE_NAME)
    for namespace in cluster.namespaces:
        yield Name(namespace, f"namespace {namespace}", DNS_NAMESPACE_NAME)
