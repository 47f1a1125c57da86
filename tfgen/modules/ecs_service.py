"""The module `ecs_service`: a service with its task, its routes from load balancers, and its scaling."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from tfgen import derived, names, workloads
from tfgen.hcl import Ref, Value
from tfgen.modules.containers import TaskPlan, features, task_inputs, task_shape
from tfgen.modules.network import VPC_ID
from tfgen.modules.workload import capacity_inputs, network_inputs, size_inputs, workload_shape, workload_task
from tfgen.spec import Spec
from tfgen.spec.services import Route, Scaling, Service, Strategy
from tfgen.tree import Input, ModulePlan, Promise

ROUTE = """map(object({
  target_group_name = string
  container = string
  port = number
  protocol = string
  protocol_version = string
  health_check = object({
    path = string
    success_codes = string
    interval = number
    timeout = number
    healthy_threshold = number
    unhealthy_threshold = number
  })
  deregistration_delay = number
  slow_start = number
  stickiness = number
}))"""
LISTENER_RULE = """map(object({
  listener_arn = string
  route = string
  priority = number
  host = optional(string)
  path = optional(string)
  methods = optional(list(string))
  headers = optional(map(list(string)), {})
  source_cidrs = optional(list(string))
}))"""
LISTENER = """map(object({
  load_balancer_arn = string
  target_group_name = string
  container = string
  container_port = number
  port = number
  protocol = string
  target_protocol = string
  certificate_arn = optional(string)
  ssl_policy = optional(string)
  health_check_interval = number
  healthy_threshold = number
  unhealthy_threshold = number
  deregistration_delay = number
}))"""
TARGETS = """map(object({
  metric = string
  target = number
}))"""
METRICS = """map(object({
  namespace = string
  metric_name = string
  statistic = string
  dimensions = map(string)
  target = number
}))"""
SCHEDULES = """map(object({
  schedule = string
  timezone = string
  min = number
  max = number
}))"""
STRATEGY = """list(object({
  type = string
  field = optional(string)
}))"""
FIELDS = {"zone": "attribute:ecs.availability-zone", "instance": "instanceId"}
UTILIZATION = {"cpu": "ECSServiceAverageCPUUtilization", "memory": "ECSServiceAverageMemoryUtilization"}


class _Uses(NamedTuple):
    """What some service of the spec uses: the module's text leaves out the rest."""

    routes: bool
    listeners: bool
    metrics: bool
    schedules: bool
    requests: bool
    utilization: bool

    @classmethod
    def of(cls, spec: Spec) -> _Uses:
        services = spec.services.values()
        routes = [route for service in services for route in service.routes.values()]
        scaling = [service.scaling for service in services if service.scaling]
        return cls(
            routes=any(route.match for route in routes),
            listeners=any(route.listen for route in routes),
            metrics=any(one.metrics for one in scaling),
            schedules=any(one.schedules for one in scaling),
            requests=any(one.requests_per_target for one in scaling),
            utilization=any(one.cpu or one.memory for one in scaling),
        )


def ecs_service(spec: Spec) -> tuple[ModulePlan, ...]:
    """Plan every service."""
    tasks = {key: workload_task(spec, "services", key, service) for key, service in sorted(spec.services.items())}
    seen, uses = features(tasks.values()), _Uses.of(spec)
    return tuple(_service(spec, spec.services[key], planned, seen, uses) for key, planned in tasks.items())


def _service(spec: Spec, service: Service, planned: TaskPlan, seen: frozenset[str], uses: _Uses) -> ModulePlan:
    key, fargate = planned.key, workloads.on_fargate(spec, service)
    scaling = service.scaling
    shape = {
        **workload_shape(spec, service),
        "external": service.deployment.owner == "external",
        "scaled": scaling is not None,
        "waits": workloads.waits(service),
        "spread_zones": _spreads_zones(service, fargate=fargate),
        **{
            name: value and (scaling is not None or name in ("routes", "listeners"))
            for name, value in uses._asdict().items()
        },
        **task_shape(planned, seen),
    }
    inputs = [
        *_identity(spec, key, service),
        *_placement(spec, service, fargate=fargate),
        *network_inputs(spec, service),
        *_routes(spec, key, service, uses),
        *(_scaling(key, scaling, uses, service) if scaling else ()),
        *task_inputs(spec, planned, seen),
    ]
    promises = tuple(_promises(key, service))
    return ModulePlan(f"service_{names.label(key)}", "ecs_service", tuple(inputs), shape, promises=promises)


def _identity(spec: Spec, key: str, service: Service) -> list[Input]:
    deployment = service.deployment
    return [
        Input("name", "string", "Name of the service and of its main container", key),
        Input("cluster_name", "string", "Name of the cluster", Ref("module.ecs_capacity_providers.cluster_name")),
        Input("network_mode", "string", "Network of the containers", workloads.network_mode(spec, service)),
        Input("desired_count", "number", "Number of tasks at creation", workloads.desired_count(service)),
        Input(
            "minimum_healthy_percent",
            "number",
            "Share of the tasks that stay up while the version changes",
            deployment.minimum_healthy_percent,
        ),
        Input("maximum_percent", "number", "Most tasks while the version changes", deployment.maximum_percent),
        Input(
            "circuit_breaker", "bool", "Whether a version that does not come up rolls back", deployment.circuit_breaker
        ),
        *size_inputs(spec, service),
    ]


def _placement(spec: Spec, service: Service, *, fargate: bool) -> list[Input]:
    inputs = capacity_inputs(spec, service)
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


def _routes(spec: Spec, key: str, service: Service, uses: _Uses) -> Iterator[Input]:
    """Yield the inputs of the routes; a service without any passes empty maps where others have some."""
    routes = sorted(service.routes.items())
    network = {name: route for name, route in routes if route.listen}
    application = {name: route for name, route in routes if not route.listen}
    awsvpc = workloads.network_mode(spec, service) == "awsvpc"
    if uses.routes or uses.listeners:
        if not awsvpc:
            yield Input("vpc_id", "string", "Id of the VPC", VPC_ID)
        kind = workloads.target_type(spec, service)
        yield Input("target_type", "string", "Kind of targets: instance or ip", kind)
        grace = workloads.grace_period(service) if routes else None
        yield Input("health_check_grace_period", "number", "Seconds in which checks do not count", grace)
    if uses.routes:
        given = {name: _route(spec, key, service, name, route) for name, route in application.items()}
        yield Input("routes", ROUTE, "Target groups of application balancers, by route; seconds", given)
        yield Input("listener_rules", LISTENER_RULE, "Rules of the listeners, by route and pattern", _rules(spec, key))
    if uses.listeners:
        made = {name: _listener(spec, key, service, name, route) for name, route in network.items()}
        yield Input("listeners", LISTENER, "Listeners of network balancers with their target groups, by route", made)
    if awsvpc and (uses.routes or uses.listeners):
        yield Input("route_ports", ROUTE_PORTS, "Ports that balancers reach, by route", _ports(spec, key, service))


ROUTE_PORTS = """map(object({
  security_group_id = string
  protocol = string
  port = number
}))"""


def _container_port(key: str, service: Service, route: Route) -> int:
    port = workloads.port(key, service, route)
    if port is None:
        raise ValueError(f"route of {key} without a port: the rules let none through")
    return port.container_port


def _route(spec: Spec, key: str, service: Service, name: str, route: Route) -> Value:
    protocol = "HTTPS" if route.protocol == "https" else "HTTP"
    version = "GRPC" if route.protocol == "grpc" else "HTTP1"
    port, kind = _container_port(key, service, route), workloads.target_type(spec, service)
    return {
        "target_group_name": target_group_name(spec, key, name, protocol, version, port, kind),
        "container": key,
        "port": port,
        "protocol": protocol,
        "protocol_version": version,
        "health_check": route.health_check.model_dump(),
        "deregistration_delay": route.deregistration_delay,
        "slow_start": route.slow_start or 0,
        "stickiness": route.stickiness or 0,
    }


def target_group_name(spec: Spec, key: str, route: str, *facts: object) -> str:
    """Return the name of a route's target group, with a hash of what forces its replacement."""
    whole = names.joined(derived.cluster_name(spec), key)
    return names.hashed(whole, names.LOAD_BALANCER_MAX, route, *facts)


def _rules(spec: Spec, key: str) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for rule in workloads.listener_rules(spec):
        if rule.service == key:
            for listener in _listeners(spec, rule.balancer):
                label = f"{rule.route} {rule.match.pattern}" + (" http" if listener == "http" else "")
                found[label] = {
                    "listener_arn": Ref(f"module.load_balancer_{names.label(rule.balancer)}.{listener}_listener_arn"),
                    "route": rule.route,
                    "priority": rule.priority,
                    **_conditions(rule),
                }
    return found


def _listeners(spec: Spec, key: str) -> tuple[str, ...]:
    """Return the listeners of a balancer that answer requests; port 80 often only sends them on to 443."""
    balancer = spec.load_balancers[key]
    plain = ("http",) if derived.http(balancer) == "forward" else ()
    return (*(("https",) if derived.https(balancer) else ()), *plain)


def _conditions(rule: workloads.ListenerRule) -> Mapping[str, Value]:
    match = rule.match
    pattern = workloads.conditions(match)
    every: dict[str, Value] = {
        "host": next(iter(pattern["hosts"]), None),
        "path": next(iter(pattern["paths"]), None),
        "methods": match.methods,
        "headers": dict(sorted(match.headers.items())),
        "source_cidrs": match.source_cidrs,
    }
    return {name: value for name, value in every.items() if value}


def _listener(spec: Spec, key: str, service: Service, name: str, route: Route) -> Value:
    found = workloads.listener(route)
    port, protocol = found if found else (0, "")
    target = "TCP" if protocol == "tls" else protocol.upper()
    balancer_key = workloads.balancer_key(name, route)
    balancer = spec.load_balancers[balancer_key]
    module = f"module.load_balancer_{names.label(balancer_key)}"
    container_port, kind = _container_port(key, service, route), workloads.target_type(spec, service)
    certificate: Value = balancer.certificate_arns[0] if balancer.certificate_arns else Ref(f"{module}.certificate_arn")
    secure = {"certificate_arn": certificate, "ssl_policy": balancer.ssl_policy} if protocol == "tls" else {}
    return {
        "load_balancer_arn": Ref(f"{module}.arn"),
        "target_group_name": target_group_name(spec, key, name, target, container_port, kind),
        "container": key,
        "container_port": container_port,
        "port": port,
        "protocol": protocol.upper(),
        "target_protocol": target,
        **secure,
        "health_check_interval": route.health_check.interval,
        "healthy_threshold": route.health_check.healthy_threshold,
        "unhealthy_threshold": route.health_check.unhealthy_threshold,
        "deregistration_delay": route.deregistration_delay,
    }


def _ports(spec: Spec, key: str, service: Service) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for name, route in sorted(service.routes.items()):
        module = f"module.load_balancer_{names.label(workloads.balancer_key(name, route))}"
        listener = workloads.listener(route)
        protocols = {"udp": ("udp",), "tcp_udp": ("tcp", "udp")}.get(listener[1] if listener else "tcp", ("tcp",))
        for protocol in protocols:
            found[f"{name} {protocol}"] = {
                "security_group_id": Ref(f"{module}.security_group_id"),
                "protocol": protocol,
                "port": _container_port(key, service, route),
            }
    return found


def _scaling(key: str, scaling: Scaling, uses: _Uses, service: Service) -> Iterator[Input]:
    yield Input("min_capacity", "number", "Least number of tasks", scaling.min)
    yield Input("max_capacity", "number", "Greatest number of tasks", scaling.max)
    yield Input("scale_in_cooldown", "number", "Seconds to wait after tasks were taken away", scaling.cooldown.in_)
    yield Input("scale_out_cooldown", "number", "Seconds to wait after tasks were added", scaling.cooldown.out)
    if uses.utilization:
        targets: dict[str, Value] = {
            name: {"metric": metric, "target": getattr(scaling, name)}
            for name, metric in UTILIZATION.items()
            if getattr(scaling, name) is not None
        }
        yield Input("utilization", TARGETS, "Percentages that are held, by resource", targets)
    if uses.requests:
        yield Input(
            "requests_per_target", "map(number)", "Requests per minute and task, by route", _requests(scaling, service)
        )
        yield Input(
            "load_balancer_arn_suffixes",
            "map(string)",
            "ARN suffixes of the balancers, by route",
            _suffixes(scaling, service),
        )
    if uses.metrics:
        metrics = {name: metric.model_dump() for name, metric in sorted(scaling.metrics.items())}
        yield Input("metrics", METRICS, "Metrics that are held, by name", metrics)
    if uses.schedules:
        schedules = {name: one.model_dump() for name, one in sorted(scaling.schedules.items())}
        yield Input("schedules", SCHEDULES, "Bounds that change with the time, by name", schedules)


def _counted_routes(scaling: Scaling, service: Service) -> Sequence[str]:
    return [name for name, route in service.routes.items() if route.match] if scaling.requests_per_target else []


def _requests(scaling: Scaling, service: Service) -> Mapping[str, Value]:
    return {name: scaling.requests_per_target for name in _counted_routes(scaling, service)}


def _suffixes(scaling: Scaling, service: Service) -> Mapping[str, Value]:
    return {
        name: Ref(f"module.load_balancer_{names.label(workloads.balancer_key(name, service.routes[name]))}.arn_suffix")
        for name in _counted_routes(scaling, service)
    }


def _promises(key: str, service: Service) -> Iterator[Promise]:
    path, count = f"services.{key}", workloads.desired_count(service)
    yield Promise("name", key, path, f"the service is named {key}")
    yield Promise("desired_count", count, f"{path}.desired_count", f"{count} tasks are started")
    if service.scaling:
        low, high = service.scaling.min, service.scaling.max
        yield Promise("capacity_bounds", [low, high], f"{path}.scaling", f"there are {low} to {high} tasks")
