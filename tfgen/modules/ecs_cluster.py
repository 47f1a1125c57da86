"""The modules `ecs_cluster` and `ecs_capacity_providers`."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from tfgen import derived, discovery, names
from tfgen.hcl import Ref, Value
from tfgen.modules.logs import kept, log_inputs, log_shape
from tfgen.modules.service_connect import namespace_inputs, namespace_promises
from tfgen.spec import Spec
from tfgen.spec.capacity import FARGATE
from tfgen.tree import Input, ModulePlan, Promise

STRATEGY = """map(object({
  weight = number
  base = number
}))"""


def ecs_cluster(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan the cluster with Container Insights and the audit of ECS Exec."""
    insights, audit = spec.cluster.container_insights, spec.access.exec
    shape = {
        "container_insights": insights != "disabled",
        "exec": audit is not None,
        "exec_key": audit is not None and audit.kms_key_arn is None,
        "exec_logs": audit is not None and audit.logs,
        "service_connect": discovery.makes_namespace(spec),
        **log_shape(spec),
    }
    inputs = [
        Input("name", "string", "Name of the cluster", derived.cluster_name(spec)),
        Input("container_insights", "string", "Container Insights: enhanced, enabled or disabled", insights),
        *_logs(spec, shape),
        *namespace_inputs(spec),
    ]
    if shape["exec_key"] and shape["exec_logs"]:
        inputs.append(Input("region", "string", "Region of the cluster", spec.region))
    if audit and audit.kms_key_arn:
        inputs.append(Input("exec_kms_key_arn", "string", "ARN of the key of ECS Exec", audit.kms_key_arn))
    return (ModulePlan("ecs_cluster", "ecs_cluster", tuple(inputs), shape, promises=tuple(_promises(spec))),)


def _logs(spec: Spec, shape: Mapping[str, bool]) -> list[Input]:
    """Return the inputs of the log groups that stand in the module."""
    used = {"log_prefix"} if shape["exec_logs"] else set()
    used |= {"log_retention_days"} if shape["exec_logs"] or shape["container_insights"] else set()
    used |= {"log_kms_key_arn"} if shape["container_insights"] else set()
    return [one for one in log_inputs(spec) if one.name in used]


def _promises(spec: Spec) -> Iterator[Promise]:
    name, insights, days = derived.cluster_name(spec), spec.cluster.container_insights, spec.logs.retention_days
    yield Promise("cluster_name", name, "cluster.name", f"the cluster is named {name}")
    yield Promise("container_insights", insights, "cluster.container_insights", f"Container Insights are {insights}")
    groups = [f"{derived.log_prefix(spec)}/exec"] if spec.access.exec and spec.access.exec.logs else []
    if insights != "disabled":
        groups.append(f"/aws/ecs/containerinsights/{name}/performance")
    if groups:
        retention = dict.fromkeys(groups, days)
        yield Promise("log_groups", retention, "logs.retention_days", f"the cluster's logs are kept {kept(days)}")
    yield from namespace_promises(spec)


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
