"""The modules `ecs_cluster` and `ecs_capacity_providers`."""

from __future__ import annotations

from tfgen import derived, names
from tfgen.hcl import Ref, Value
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.spec import Spec
from tfgen.spec.capacity import FARGATE
from tfgen.tree import Input, ModulePlan, Promise

STRATEGY = """map(object({
  weight = number
  base = number
}))"""


def ecs_cluster(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the cluster with Container Insights and the log of ECS Exec."""
    insights = spec.cluster.container_insights
    inputs = (
        Input("name", "string", "Name of the cluster", derived.cluster_name(spec)),
        Input("region", "string", "Region of the cluster", spec.region),
        Input("container_insights", "string", "Container Insights: enhanced, enabled or disabled", insights),
        *log_inputs(spec, key=insights != "disabled"),
    )
    shape = {"container_insights": insights != "disabled", **log_shape(spec)}
    return (ModulePlan("ecs_cluster", "ecs_cluster", inputs, shape, promises=_promises(spec)),)


def _promises(spec: Spec) -> tuple[Promise, ...]:
    name, insights, days = derived.cluster_name(spec), spec.cluster.container_insights, spec.logs.retention_days
    groups = [f"{derived.log_prefix(spec)}/exec"]
    if insights != "disabled":
        groups.append(f"/aws/ecs/containerinsights/{name}/performance")
    retention = dict.fromkeys(groups, days)
    return (
        Promise("cluster_name", name, "cluster.name", f"the cluster is named {name}"),
        Promise("container_insights", insights, "cluster.container_insights", f"Container Insights are {insights}"),
        Promise("log_groups", retention, "logs.retention_days", f"the cluster's logs are kept {kept(days)}"),
    )


def ecs_capacity_providers(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan what the cluster's tasks can run on: the groups' capacity providers, and Fargate where the spec uses it."""
    groups: dict[str, Value] = {
        key: Ref(f"module.instance_group_{names.label(key)}.capacity_provider_name")
        for key in sorted(spec.instance_groups)
    }
    providers = groups | {name: FARGATE[name] for name in derived.fargate_capacity(spec)}
    strategy: Value = {
        name: share.model_dump() for name, share in sorted((derived.default_capacity(spec) or {}).items())
    }
    inputs = (
        Input("cluster_name", "string", "Name of the cluster", Ref("module.ecs_cluster.cluster_name")),
        Input("capacity_providers", "map(string)", "Names of the capacity providers, by capacity", providers),
        Input("default_capacity", STRATEGY, "Where tasks run that name no capacity, by capacity", strategy),
    )
    return (ModulePlan("ecs_capacity_providers", "ecs_capacity_providers", inputs),)
