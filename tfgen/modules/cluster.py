"""The cluster, the logs of Container Insights, and the namespace of Service Connect."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Text, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.log_groups import log_group
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    exec_kms_key_arn,
    in_cluster,
    log_kms_key_arn,
    makes_trunks,
)
from tfgen.resolve import Cluster
from tfgen.tree import ModulePlan, Promise

FILE = "capacity"


def ecs_cluster(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the cluster, once the log group is there that ECS would make otherwise."""
    insights = cluster.cluster.container_insights
    inputs: dict[str, Value] = {
        "name": CLUSTER_NAME,
        **changed(cluster.cluster, "container_insights"),
        "exec": _exec(cluster),
    }
    # The name is ECS's own: a group that is missing it makes, without the spec's days and key.
    if insights != "disabled":
        yield _container_insights_logs(cluster)
        inputs["insights_log_group_name"] = Ref("module.container_insights_logs.name")
    name = cluster.name
    promises = (
        Promise("cluster_name", name, "cluster.name", f"the cluster is named {name}"),
        Promise(
            "container_insights",
            insights,
            "cluster.container_insights",
            f"Container Insights are {insights}",
        ),
    )
    yield ModulePlan("ecs_cluster", "ecs_cluster", FILE, inputs, promises=promises)
    if makes_trunks(cluster):
        yield _trunking()
    if cluster.makes_namespace:
        yield _namespace(cluster)


def _container_insights_logs(cluster: Cluster) -> ModulePlan:
    name = Text(("/aws/ecs/containerinsights/", CLUSTER_NAME, "/performance"))
    contents, key = "data of Container Insights", log_kms_key_arn(cluster)
    return log_group(cluster, "container_insights_logs", FILE, name, key, contents)


def _exec(cluster: Cluster) -> Value:
    """Return how ECS Exec is audited, if at all."""
    audit = cluster.access.exec
    if audit is None:
        return None
    logging: dict[str, Value] = {"kms_key_arn": exec_kms_key_arn(cluster)}
    if audit.logs:
        logging["log_group_name"] = Ref("module.exec_logs.name")
    return logging


def _trunking() -> ModulePlan:
    inputs: dict[str, Value] = {"cluster_name": Ref("module.ecs_cluster.cluster_name")}
    text = "new instances have trunks"
    promise = Promise("setting", "enabled", "cluster.awsvpc_trunking", text)
    return ModulePlan("awsvpc_trunking", "awsvpc_trunking", FILE, inputs, promises=(promise,))


def _namespace(cluster: Cluster) -> ModulePlan:
    name = cluster.namespace
    inputs: dict[str, Value] = {"name": in_cluster(cluster, name), "cluster_name": CLUSTER_NAME}
    path, text = "cluster.service_connect.namespace", f"peers know each other in namespace {name}"
    promise = Promise("name", name, path, text)
    # No call of its own may begin as those of a service do.
    folder = "service_connect_namespace"
    return ModulePlan("peer_namespace", folder, FILE, inputs, promises=(promise,))
