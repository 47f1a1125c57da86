"""The module `ecs_service`: a service with its task, its routes from load balancers, and its scaling."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import derived, discovery, names, workloads
from tfgen.hcl import Ref, Value
from tfgen.modules.containers import TaskPlan, features, task, task_inputs, task_shape
from tfgen.modules.ecs_instances import RULES, default_egress, rules
from tfgen.modules.network import VPC_ID, private_subnet_ids, public_subnet_ids
from tfgen.modules.service_alarms import alarm_inputs, alarm_promises, alarm_shape
from tfgen.modules.service_connect import service_connect_inputs, service_connect_promises, service_connect_shape
from tfgen.modules.service_deployment import (
    deployment_features,
    deployment_inputs,
    deployment_promises,
    deployment_shape,
)
from tfgen.modules.service_exec import exec_statements
from tfgen.modules.service_routes import route_inputs
from tfgen.modules.service_scaling import scaling_inputs
from tfgen.modules.service_uses import Uses
from tfgen.spec import Spec
from tfgen.spec.containers import Container
from tfgen.spec.services import Service, Strategy
from tfgen.tree import Input, ModulePlan, Promise

CAPACITY = """map(object({
  weight = number
  base = number
}))"""
STRATEGY = """list(object({
  type = string
  field = optional(string)
}))"""
FIELDS = {"zone": "attribute:ecs.availability-zone", "instance": "instanceId"}


def ecs_service(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every service."""
    tasks = {key: _task(spec, key, service) for key, service in sorted(spec.services.items())}
    seen = features(tasks.values())
    return tuple(_service(spec, spec.services[key], planned, seen) for key, planned in tasks.items())


def _task(spec: Spec, key: str, service: Service) -> TaskPlan:
    containers = workloads.containers(key, service)
    if workloads.on_fargate(spec, service):
        containers = {**containers, key: _main_on_fargate(service)}
    network_mode = workloads.network_mode(spec, service)
    destination = derived.destination(spec, service)
    rights = tuple(exec_statements(spec)) if service.exec else ()
    return task(spec, "services", key, containers, service, network_mode, destination, rights)


def _main_on_fargate(service: Service) -> Container:
    """Return the main container with what its sidecars leave it of the task's size."""
    cpu = (service.cpu or 0) - sum(one.cpu or 0 for one in service.sidecars.values())
    memory = service.memory - sum(one.memory for one in service.sidecars.values())
    if service.service_connect:
        memory -= discovery.PROXY_MEMORY
    return service.model_copy(update={"cpu": cpu, "memory": memory})


def _service(spec: Spec, service: Service, planned: TaskPlan, seen: frozenset[str]) -> ModulePlan:
    key, fargate = planned.key, workloads.on_fargate(spec, service)
    awsvpc = workloads.network_mode(spec, service) == "awsvpc"
    uses = Uses.of(service)
    shape = {
        "fargate": fargate,
        "awsvpc": awsvpc,
        "public_ips": awsvpc and service.subnets == "public",
        "external": service.deployment.owner == "external",
        "waits": workloads.waits(service),
        "exec": service.exec,
        "ephemeral_storage": service.ephemeral_storage is not None,
        "spread_zones": _spreads_zones(service, fargate=fargate),
        **uses._asdict(),
        **deployment_shape(service),
        **alarm_shape(spec, service, uses),
        "ingress": awsvpc and bool(_ingress(spec, key, service)),
        **service_connect_shape(service),
        **task_shape(planned, seen),
    }
    inputs = [
        *_identity(spec, key, service),
        *_placement(spec, service, fargate=fargate),
        *(_network(spec, key, service) if awsvpc else ()),
        *route_inputs(spec, key, service, uses),
        *service_connect_inputs(spec, key, service),
        *(scaling_inputs(service.scaling, uses, service) if service.scaling else ()),
        *alarm_inputs(spec, service, uses),
        *task_inputs(spec, planned, seen),
    ]
    return ModulePlan(
        f"service_{names.label(key)}",
        "ecs_service",
        tuple(inputs),
        shape,
        provider_features=deployment_features(service),
        promises=tuple(_promises(spec, key, service)),
    )


def _identity(spec: Spec, key: str, service: Service) -> list[Input]:
    inputs = [
        Input("name", "string", "Name of the service and of its main container", key),
        Input("cluster_name", "string", "Name of the cluster", Ref("module.ecs_capacity_providers.cluster_name")),
        Input("network_mode", "string", "Network of the containers", workloads.network_mode(spec, service)),
        Input("desired_count", "number", "Number of tasks at creation", workloads.desired_count(service)),
        *deployment_inputs(spec, key, service),
    ]
    if workloads.on_fargate(spec, service):
        inputs += [
            Input("cpu", "number", "CPU units of the task", service.cpu or 0),
            Input("memory", "number", "MiB of the task", service.memory),
            Input(
                "architecture", "string", "Architecture of the images", workloads.architecture(spec, service).upper()
            ),
        ]
        if service.ephemeral_storage:
            inputs.append(Input("ephemeral_storage", "number", "GiB of scratch space", service.ephemeral_storage))
    return inputs


def _placement(spec: Spec, service: Service, *, fargate: bool) -> list[Input]:
    strategy: dict[str, Value] = {}
    for name, share in sorted(workloads.capacity(spec, service).items()):
        strategy[name] = share.model_dump()
    inputs = [
        Input("capacity", CAPACITY, "Where tasks run, by capacity", strategy),
        Input(
            "capacity_providers",
            "map(string)",
            "Names of the cluster's capacity providers, by capacity",
            Ref("module.ecs_capacity_providers.capacity_providers"),
        ),
    ]
    if not fargate:
        constraints = [one for one in service.placement.constraints if one != "distinct_instance"]
        distinct = len(constraints) < len(service.placement.constraints)
        inputs += [
            Input("placement_strategy", STRATEGY, "Where tasks are placed, the first weighs most", _strategy(service)),
            Input("placement_constraints", "list(string)", "Expressions that an instance must meet", constraints),
            Input("distinct_instances", "bool", "Whether no two tasks share an instance", distinct),
        ]
    return inputs


def _strategy(service: Service) -> list[Value]:
    return [_step(step) for step in service.placement.strategy]


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


def _network(spec: Spec, key: str, service: Service) -> list[Input]:
    public = service.subnets == "public"
    egress = rules(spec, service.egress, "to") if service.egress is not None else default_egress(spec)
    inputs = [
        Input("vpc_id", "string", "Id of the VPC", VPC_ID),
        Input(
            "subnet_ids",
            "map(string)",
            "Ids of the tasks' subnets, by zone",
            public_subnet_ids(spec) if public else private_subnet_ids(spec),
        ),
        Input("egress", RULES, "Rules out of the tasks", egress),
    ]
    if ingress := _ingress(spec, key, service):
        inputs.append(Input("ingress", RULES, "Further rules into the tasks", ingress))
    return inputs


def _ingress(spec: Spec, key: str, service: Service) -> dict[str, Value]:
    """Return the rules into the tasks beside those of their routes: for peers, and those that the spec asks for."""
    return {**rules(spec, discovery.ingress(spec, key), "from"), **rules(spec, service.ingress, "from")}


def _promises(spec: Spec, key: str, service: Service) -> Iterator[Promise]:
    path, count = f"services.{key}", workloads.desired_count(service)
    yield Promise("name", key, path, f"the service is named {key}")
    yield Promise("desired_count", count, f"{path}.desired_count", f"{count} tasks are started")
    if service.scaling:
        low, high = service.scaling.min, service.scaling.max
        yield Promise("capacity_bounds", [low, high], f"{path}.scaling", f"there are {low} to {high} tasks")
    yield from deployment_promises(key, service)
    yield from service_connect_promises(key, service)
    yield from alarm_promises(spec, key, service)
