"""Security findings of logs, of the cluster's metrics and of the instances' role.

Those of other topics stand in files of their own. `waivers` grades them all by security.profile.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic
from tfgen.facts import aws
from tfgen.resolve import Cluster, InstanceGroup, Task
from tfgen.rules import over
from tfgen.rules.rule import Path, finding, rule

_HUB = "https://docs.aws.amazon.com/securityhub/latest/userguide"
_EC2 = "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide"

_LOGS_KEPT_WRONG = Code(
    "SEC005",
    "log-retention-not-a-year",
    what="Logs are kept for less than a year, or for ever.",
    why="An intrusion is often found months later, and only logs tell how it began. For ever, "
    "they keep what the law may want forgotten, and cost more each month.",
    help=f"Write {aws.LEAST_RETENTION_DAYS} days or more.",
    source=f"{_HUB}/cloudwatch-controls.html#cloudwatch-16",
)


@rule(_LOGS_KEPT_WRONG, sections=("security", "logs"))
def logs_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find logs that are kept for less than a year, or for ever."""
    yield from _kept(cluster, ("logs", "retention_days"), "logs", cluster.logs.retention_days)


@rule(_LOGS_KEPT_WRONG, sections=("security", "network"))
def flow_logs_kept(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find flow logs that are kept for less than a year, or for ever."""
    flow_logs = cluster.network.flow_logs
    # What they have from the cluster's logs is told there, once.
    if flow_logs and flow_logs.gives("retention_days"):
        path = ("network", "flow_logs", "retention_days")
        yield from _kept(cluster, path, "flow logs", flow_logs.retention_days)


@rule(
    _LOGS_KEPT_WRONG,
    sections=("security", "system_containers", "services", "jobs"),
    over=over.tasks,
)
def task_logs_kept(cluster: Cluster, task: Task) -> Iterator[Diagnostic]:
    """Find logs of a task that are kept for less than a year, or for ever, by its own wish."""
    if task.logs.gives("retention_days"):
        path = (*task.path, "logs", "retention_days")
        yield from _kept(cluster, path, f"logs of {task.key}", task.logs.retention_days)


def _kept(cluster: Cluster, path: Path, logs: str, days: int) -> Iterator[Diagnostic]:
    if days >= aws.LEAST_RETENTION_DAYS:
        return
    how_long = f"{days} days only"
    if days == 0:
        # CloudWatch Logs has no word for it but the absence of a number, and Terraform has 0.
        how_long = "ever, and with them what has to be forgotten"
    yield finding(
        cluster,
        "SEC005",
        path,
        f"{logs} are kept for {how_long}",
        f"write {aws.LEAST_RETENTION_DAYS} or more",
    )


@rule(
    Code(
        "SEC006",
        "cluster-without-container-insights",
        what="The cluster has no Container Insights.",
        why="ECS itself counts CPU and memory of a service. How many tasks run, restart or wait, "
        "and what one of them does with network and disk, only Container Insights tells.",
        help="Write container_insights: enabled.",
        source=f"{_HUB}/ecs-controls.html#ecs-12",
    ),
    sections=("security", "cluster"),
)
def cluster_watched(cluster: Cluster) -> Iterator[Diagnostic]:
    """Find a cluster without Container Insights."""
    if cluster.cluster.container_insights == "disabled":
        yield finding(
            cluster,
            "SEC006",
            ("cluster", "container_insights"),
            "the cluster has no Container Insights",
            "write container_insights: enabled",
        )


@rule(
    Code(
        "SEC011",
        "instance-role-within-reach",
        what="Containers can take the role of their instance.",
        why="The instance's metadata service hands out its role. An answer that may make one hop "
        "ends at the instance; with more it gets over Docker's bridge into each container.",
        help="Remove imds_hop_limit, and give tasks a role of their own.",
        source=f"{_EC2}/configuring-IMDS-new-instances.html",
    ),
    sections=("security", "instance_groups"),
    over=over.instance_groups,
)
def instance_role_kept(cluster: Cluster, group: InstanceGroup) -> Iterator[Diagnostic]:
    """Find containers in bridge mode that can take the role of their instance."""
    # In host mode one hop is enough for a container; awsvpc is kept out by the ECS agent.
    if group.imds_hop_limit > 1:
        role = f"the role of the instances of group {group.key}"
        yield finding(
            cluster,
            "SEC011",
            (*group.path, "imds_hop_limit"),
            f"containers in bridge mode can take {role}",
            "remove imds_hop_limit, and give tasks a role of their own",
        )


RULES = (
    logs_kept,
    flow_logs_kept,
    task_logs_kept,
    cluster_watched,
    instance_role_kept,
)
