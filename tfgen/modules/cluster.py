"""The module `ecs_cluster`: the cluster, its logs, the audit of ECS Exec, and the namespace of its peers."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.parts.references import (
    ACCOUNT_ID,
    CLUSTER_NAME,
    LOG_PREFIX,
    REGION,
    log_kms_key_arn,
    partition,
    retention_days,
)
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise

FILE = "main"


def ecs_cluster(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the cluster."""
    insights = cluster.cluster.container_insights
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        "container_insights": None if insights == "enabled" else insights,
        "log_prefix": LOG_PREFIX,
        "log_retention_days": retention_days(cluster, cluster.logs.retention_days),
        "log_kms_key_arn": log_kms_key_arn(cluster),
        "service_connect_namespace": cluster.namespace if cluster.makes_namespace else None,
    }
    name = Promise("cluster_name", cluster.name, "cluster.name", f"the cluster is named {cluster.name}")
    yield ModulePlan("ecs_cluster", "ecs_cluster", FILE, inputs, promises=(name,))
