"""The modules `ecs_cluster` and `ecs_capacity_providers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.modules.service_connect import namespace_inputs, namespace_promises
from tfgen.resolve import Cluster
from tfgen.spec.capacity import FARGATE
from tfgen.tree import Input, ModulePlan, Promise

STRATEGY = """map(object({
  weight = number
  base = number
}))"""


def ecs_cluster(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the cluster with Container Insights and the audit of ECS Exec."""
    insights, audit = cluster.cluster.container_insights, cluster.access.exec
    shape = {
        "container_insights": insights != "disabled",
        "exec": audit is not None,
        "exec_key": audit is not None and audit.kms_key_arn is None,
        "exec_logs": audit is not None and audit.logs,
        "service_connect": cluster.makes_namespace,
        **log_shape(cluster),
    }
    inputs = [
        Input("name", "string", "Name of the cluster", cluster.name),
        Input(
            "container_insights",
            "string",
            "Container Insights: enhanced, enabled or disabled",
            insights,
        ),
        *_logs(cluster, shape),
        *namespace_inputs(cluster),
    ]
    if shape["exec_key"] and shape["exec_logs"]:
        inputs.append(Input("region", "string", "Region of the cluster", cluster.region))
    if audit and audit.kms_key_arn:
        inputs.append(
            Input("exec_kms_key_arn", "string", "ARN of the key of ECS Exec", audit.kms_key_arn)
        )
    return (
        ModulePlan(
            "ecs_cluster", "ecs_cluster", tuple(inputs), shape, promises=tuple(_promises(cluster))
        ),
    )


def _logs(cluster: Cluster, shape: Mapping[str, bool]) -> list[Input]:
    """Return the inputs of the log groups that stand in the module."""
    used = {"log_prefix"} if shape["exec_logs"] else set()
    used |= {"log_retention_days"} if shape["exec_logs"] or shape["container_insights"] else set()
    used |= {"log_kms_key_arn"} if shape["container_insights"] else set()
    return [one for one in log_inputs(cluster) if one.name in used]


def _promises(cluster: Cluster) -> Iterator[Promise]:
    name, insights, days = (
        cluster.name,
        cluster.cluster.container_insights,
        cluster.logs.retention_days,
    )
    yield Promise("cluster_name", name, "cluster.name", f"the cluster is named {name}")
    yield Promise(
        "container_insights",
        insights,
        "cluster.container_insights",
        f"Container Insights are {insights}",
    )
    groups = (
        [f"{cluster.logs.prefix}/exec"] if cluster.access.exec and cluster.access.exec.logs else []
    )
    if insights != "disabled":
        groups.append(f"/aws/ecs/containerinsights/{name}/performance")
    if groups:
        retention = dict.fromkeys(groups, days)
        yield Promise(
            "log_groups",
            retention,
            "logs.retention_days",
            f"the cluster's logs are kept {kept(days)}",
        )
    yield from namespace_promises(cluster)


def ecs_capacity_providers(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan what the cluster's tasks can run on: the groups' capacity providers, and Fargate where the spec uses it."""
    groups: dict[str, Value] = {
        key: Ref(f"module.instance_group_{names.label(key)}.capacity_provider_name")
        for key in sorted(cluster.instance_groups)
    }
    providers = groups | {name: FARGATE[name] for name in cluster.fargate}
    strategy: Value = {
        name: share.model_dump()
        for name, share in sorted((cluster.cluster.default_capacity or {}).items())
    }
    inputs = (
        Input(
            "cluster_name", "string", "Name of the cluster", Ref("module.ecs_cluster.cluster_name")
        ),
        Input(
            "capacity_providers",
            "map(string)",
            "Names of the capacity providers, by capacity",
            providers,
        ),
        Input(
            "default_capacity",
            STRATEGY,
            "Where tasks run that name no capacity, by capacity",
            strategy,
        ),
    )
    return (ModulePlan("ecs_capacity_providers", "ecs_capacity_providers", inputs),)
