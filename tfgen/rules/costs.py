"""Notes on what costs, and does little or the same a second time."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.endpoints import GATEWAYS, services_of
from tfgen.facts.prices import (
    CONTAINER_INSIGHTS,
    DASHBOARD,
    FREE_DASHBOARDS,
    HOURS_A_MONTH,
    INTERFACE_ENDPOINT,
    INTERFACE_ENDPOINT_GB,
    KMS_KEY,
    LOGS_GB,
    NAT_GATEWAY,
    NAT_GATEWAY_GB,
)
from tfgen.resolve import Cluster, SystemContainer
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import finding, rule

# Images whose only work is to send logs on.
_LOG_AGENT = re.compile(
    r"(?:^|[/_-])(?:fluent-?bit|fluentd|filebeat|promtail|logstash)(?:[:@_-]|$)"
)
# Images whose work is to measure all containers of an instance.
_METRICS_AGENT = re.compile(
    r"(?:^|[/_-])(?:cadvisor|cloudwatch-agent|datadog/agent|datadoghq/agent|datadog-agent"
    r"|newrelic/infrastructure|oneagent)(?:[:@_-]|$)"
)
_LOG_FOLDERS = ("/var/log", "/var/log/ecs", "/var/log/journal")


@rule(
    Code(
        "RULE350",
        "endpoints-dearer-than-nat",
        what="Interface endpoints cost more than the NAT gateways that stand there anyway.",
        why=(
            "An endpoint is paid by the hour in each zone, and so is a NAT gateway. Beside one, "
            "endpoints save what NAT takes for each GB, and that alone has to pay for them."
        ),
        help="Remove the endpoints that carry little, or write nat: none. s3 and dynamodb cost "
        "nothing.",
        source=INTERFACE_ENDPOINT.source,
        severity=Severity.NOTE,
    ),
    sections=("network", "region"),
)
def endpoints_pay_off(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note endpoints that were asked for, and cost more than the NAT gateways beside them."""
    network = cluster.network
    if not network.gives("endpoints") or network.vpc_id or network.nat == "none":
        return
    # What a host of the cluster's own costs is no price of AWS's for NAT.
    if network.by_instance:
        return
    # Where NAT does not lead to AWS they save nothing: they are the way.
    if not network.reaches_internet("private"):
        return
    names = {
        name: services_of(name, cluster.region)
        for name in network.endpoints
        if name not in GATEWAYS
    }
    count, zones = sum(map(len, names.values())), len(network.zone_names)
    gateways = 1 if network.nat == "single" else zones
    hourly = count * zones * INTERFACE_ENDPOINT.amount
    if hourly <= gateways * NAT_GATEWAY.amount:
        return
    month = hourly * HOURS_A_MONTH
    saved = NAT_GATEWAY_GB.amount - INTERFACE_ENDPOINT_GB.amount
    costs = f"{count} interface endpoints in {zones} zones cost about {month:.0f} USD a month"
    pays = f"more than NAT, and pay off from {month / saved:.0f} GB a month on"
    help = "remove those that carry little, or write nat: none; s3 costs nothing"
    path = ("network", "endpoints")
    yield finding(cluster, "RULE350", path, f"{costs}: {pays}", help, key=True)


@rule(
    Code(
        "RULE351",
        "exec-key-unused",
        what="A key is made for the audit of ECS Exec, which no service allows.",
        why="A key of KMS costs 1 USD a month, used or not.",
        help="Write exec: true for a service, or exec: false under access.",
        source=KMS_KEY.source,
        severity=Severity.NOTE,
    ),
    sections=("access", "services"),
)
def exec_key_is_used(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note a written audit of ECS Exec that no service allows: its key costs all the same."""
    audit, path = cluster.access.exec, ("access", "exec")
    # Left out, or as the security profile asks, it stands ready for the first service.
    if audit is None or audit.kms_key_arn or not cluster.wrote(*path, "logs"):
        return
    if not any(each(cluster.services.values(), lambda service: [service.exec])):
        costs = f"{KMS_KEY.amount:.0f} USD a month"
        message = f"no service has exec, and the key of its audit costs {costs}"
        help = "write exec: true for a service, or access: {exec: false}"
        yield finding(cluster, "RULE351", path, message, help, key=True)


@rule(
    Code(
        "RULE352",
        "dashboards-billed",
        what="There are more dashboards than CloudWatch gives for nothing.",
        why="AWS bills each dashboard after the third of an account.",
        help="Keep dashboard: true for the services that people look at.",
        source=DASHBOARD.source,
        severity=Severity.NOTE,
    ),
    sections=("services",),
)
def dashboards_are_few(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note dashboards that cost something."""
    shown = list(each(cluster.services.values(), lambda item: [item.key] * item.dashboard))
    billed = len(shown) - FREE_DASHBOARDS
    if billed > 0:
        message = (
            f"{len(shown)} dashboards: the first {FREE_DASHBOARDS} of an account cost nothing, "
            f"the others {billed * DASHBOARD.amount:.0f} USD a month"
        )
        path = ("services", shown[FREE_DASHBOARDS], "dashboard")
        help = "keep those that people look at"
        yield finding(cluster, "RULE352", path, message, help, key=True)


@rule(
    Code(
        "RULE355",
        "host-logs-twice",
        what="The logs of the instances are taken in twice.",
        why=(
            "With logs.host the agent of CloudWatch sends the files of /var/log, and a log agent "
            "that mounts that folder sends them again."
        ),
        help="Write logs: {host: false}, or take the mount away.",
        source=LOGS_GB.source,
        severity=Severity.NOTE,
    ),
    sections=("system_containers", "logs", "instance_groups"),
    over=over.system_containers,
)
def host_logs_are_sent_once(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Note a log agent that sends the files of the instances beside CloudWatch's own."""
    if cluster.logs.host is None or not _LOG_AGENT.search(container.image):
        return
    for index, mount in enumerate(container.mounts):
        folder = mount.partition(":")[0]
        if folder in _LOG_FOLDERS:
            sends = f"{container.key} sends the files of {folder}, and so does logs.host"
            message = f"{sends}: CloudWatch takes {LOGS_GB.amount} USD for each GB"
            help = "write logs: {host: false}, or take the mount away"
            path = (*container.path, "mounts", index)
            yield finding(cluster, "RULE355", path, message, help)


@rule(
    Code(
        "RULE431",
        "metrics-paid-twice",
        what="The metrics of the containers are taken twice.",
        why=(
            "Container Insights measures each task and service, and CloudWatch bills that. A "
            "container that measures all others does the same work once more, for another store."
        ),
        help="Take the container away, or write cluster: {container_insights: disabled}.",
        source=CONTAINER_INSIGHTS,
        severity=Severity.NOTE,
    ),
    sections=("system_containers", "cluster"),
    over=over.system_containers,
)
def metrics_are_taken_once(cluster: Cluster, container: SystemContainer) -> Iterator[Diagnostic]:
    """Note a container that measures the others beside Container Insights."""
    insights = cluster.cluster.container_insights
    if insights == "disabled" or not _METRICS_AGENT.search(container.image):
        return
    message = f"{container.key} measures the containers, and so does Container Insights, for money"
    help = "take the container away, or write cluster: {container_insights: disabled}"
    yield finding(cluster, "RULE431", (*container.path, "image"), message, help)


RULES = (
    endpoints_pay_off,
    exec_key_is_used,
    dashboards_are_few,
    host_logs_are_sent_once,
    metrics_are_taken_once,
)
