"""The module `ecs_service`: a service with its task, its routes from load balancers, and its scaling."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.cloud_map import cloud_map_inputs, cloud_map_promises, cloud_map_shape
from tfgen.modules.containers import TaskPlan, features, task_inputs, task_shape
from tfgen.modules.ecs_instances import rules
from tfgen.modules.service_alarms import alarm_inputs, alarm_promises, alarm_shape
from tfgen.modules.service_connect import (
    service_connect_inputs,
    service_connect_promises,
    service_connect_shape,
)
from tfgen.modules.service_deployment import (
    deployment_features,
    deployment_inputs,
    deployment_promises,
    deployment_shape,
)
from tfgen.modules.service_exec import exec_rights
from tfgen.modules.service_routes import route_inputs, route_shape
from tfgen.modules.service_scaling import scaling_inputs
from tfgen.modules.service_uses import Uses
from tfgen.modules.workload import (
    capacity_inputs,
    network_inputs,
    size_inputs,
    workload_shape,
    workload_task,
)
from tfgen.resolve import Cluster, Service
from tfgen.spec.services import Strategy
from tfgen.tree import Input, ModulePlan, Promise

STRATEGY = """list(object({
  type = string
  field = optional(string)
}))"""
CONSTRAINTS = """list(object({
  type = string
  expression = optional(string)
}))"""
FIELDS = {"zone": "attribute:ecs.availability-zone", "instance": "instanceId"}


def ecs_service(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan every service."""
    tasks = {
        key: workload_task(
            cluster,
            "services",
            service.name,
            service,
            service.proxy_memory,
            exec_rights(cluster, service),
        )
        for key, service in sorted(cluster.services.items())
    }
    seen = features(tasks.values())
    return tuple(_service(cluster, key, planned, seen) for key, planned in tasks.items())


def _service(cluster: Cluster, key: str, planned: TaskPlan, seen: frozenset[str]) -> ModulePlan:
    service, name = cluster.services[key], planned.key
    fargate = service.on_fargate
    uses, ingress, of_task = (
        Uses.of(service),
        _ingress(cluster, key, service),
        task_shape(planned, seen),
    )
    shape = {
        **workload_shape(cluster, service, ingress),
        "external": service.deployment.owner == "external",
        "waits": service.deployment.wait,
        "exec": service.exec,
        "spread_zones": _spreads_zones(service, fargate=fargate),
        **_placement_shape(service, fargate=fargate),
        **uses._asdict(),
        **route_shape(cluster, key),
        **deployment_shape(service),
        **alarm_shape(cluster, service, uses),
        **service_connect_shape(service),
        **cloud_map_shape(cluster, service),
        **of_task,
        "partition": of_task["partition"] or service.shifts,
    }
    inputs = [
        *_identity(cluster, name, service),
        *_placement(cluster, service, fargate=fargate),
        *network_inputs(cluster, service, ingress),
        *route_inputs(cluster, key, service, uses),
        *service_connect_inputs(cluster, name, service),
        *cloud_map_inputs(cluster, name, service),
        *(scaling_inputs(service.scaling, uses, service) if service.scaling else ()),
        *alarm_inputs(cluster, service, uses),
        *task_inputs(cluster, planned, seen, region=service.dashboard),
    ]
    return ModulePlan(
        f"service_{names.label(key)}",
        "ecs_service",
        tuple(inputs),
        shape,
        provider_features=deployment_features(service),
        promises=tuple(_promises(cluster, key, service)),
    )


def _identity(cluster: Cluster, name: str, service: Service) -> list[Input]:
    return [
        Input("name", "string", "Name of the service and of its main container", name),
        Input(
            "cluster_name",
            "string",
            "Name of the cluster",
            Ref("module.ecs_capacity_providers.cluster_name"),
        ),
        Input("network_mode", "string", "Network of the containers", service.network_mode),
        Input("desired_count", "number", "Number of tasks at creation", service.desired_count),
        *deployment_inputs(cluster, name, service),
        *size_inputs(cluster, service),
    ]


def _placement(cluster: Cluster, service: Service, *, fargate: bool) -> list[Input]:
    inputs = capacity_inputs(cluster, service)
    shape = _placement_shape(service, fargate=fargate)
    if shape["placement_strategy"]:
        steps: Value = [_step(step) for step in service.placement.strategy]
        inputs.append(
            Input(
                "placement_strategy",
                STRATEGY,
                "Where tasks are placed, the first weighs most",
                steps,
            )
        )
    if shape["placement_constraints"]:
        constraints: Value = [_constraint(text) for text in service.placement.constraints]
        inputs.append(
            Input("placement_constraints", CONSTRAINTS, "What an instance must meet", constraints)
        )
    return inputs


def _placement_shape(service: Service, *, fargate: bool) -> dict[str, bool]:
    """Return what the templates see of where tasks are placed; on Fargate AWS alone places them."""
    return {
        "placement_strategy": not fargate and bool(service.placement.strategy),
        "placement_constraints": not fargate and bool(service.placement.constraints),
    }


def _constraint(text: str) -> Value:
    return (
        {"type": "distinctInstance"}
        if text == "distinct_instance"
        else {"type": "memberOf", "expression": text}
    )


def _step(step: Strategy) -> Value:
    if step.spread:
        return {"type": "spread", "field": FIELDS.get(step.spread, step.spread)}
    return {"type": "binpack", "field": step.binpack} if step.binpack else {"type": "random"}


def _spreads_zones(service: Service, *, fargate: bool) -> bool:
    """Whether ECS may move tasks to even out the zones: it then has to spread over them in the first place.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-rebalancing.html
    """
    steps = service.placement.strategy
    evenly = fargate or bool(steps and steps[0].spread == "zone")
    return evenly and service.deployment.maximum_percent > 100


def _ingress(cluster: Cluster, key: str, service: Service) -> dict[str, Value]:
    """Return the rules into the tasks beside those of their routes: for peers, and those that the spec asks for."""
    return {
        **rules(cluster, service.connect_ingress, "from"),
        **rules(cluster, service.ingress, "from"),
    }


def _promises(cluster: Cluster, key: str, service: Service) -> Iterator[Promise]:
    path, count, name = f"services.{key}", service.desired_count, service.name
    yield Promise("name", name, path, f"the service is named {name}")
    yield Promise("desired_count", count, f"{path}.desired_count", f"{count} tasks are started")
    if service.scaling:
        low, high = service.scaling.min, service.scaling.max
        yield Promise(
            "capacity_bounds", [low, high], f"{path}.scaling", f"there are {low} to {high} tasks"
        )
    yield from deployment_promises(key, service)
    yield from service_connect_promises(key, service)
    yield from cloud_map_promises(cluster, key, service)
    yield from alarm_promises(cluster, key, service)
