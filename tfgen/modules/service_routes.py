"""The routes of `ecs_service`: target groups, listener rules and listeners."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.modules.network import VPC_ID
from tfgen.modules.service_uses import Uses
from tfgen.resolve import Cluster, ListenerRule, Route, Service
from tfgen.tree import Input

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
WEIGHTED_RULE = LISTENER_RULE.replace(
    "\n}))",
    """
  weight = optional(number, 1)
  others = optional(map(object({
    target_group_arn = string
    weight = number
  })), {})
  stickiness = optional(number)
}))""",
)
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
ROUTE_PORTS = """map(object({
  security_group_id = string
  protocol = string
  port = number
}))"""


def route_inputs(cluster: Cluster, key: str, service: Service, uses: Uses) -> Iterator[Input]:
    """Yield the inputs of the routes."""
    routes = sorted(service.routes.items())
    network = {name: route for name, route in routes if route.listen}
    application = {name: route for name, route in routes if not route.listen}
    awsvpc = service.network_mode == "awsvpc"
    if uses.routes or uses.listeners:
        if not awsvpc:
            yield Input("vpc_id", "string", "Id of the VPC", VPC_ID)
        kind = service.target_type
        yield Input("target_type", "string", "Kind of targets: instance or ip", kind)
        grace = service.health_check_grace_period
        yield Input(
            "health_check_grace_period", "number", "Seconds in which checks do not count", grace
        )
    if uses.requests or uses.route_alarms or (routes and uses.dashboard):
        about = "Balancers as metrics name them, by route"
        yield Input("load_balancer_arn_suffixes", "map(string)", about, _suffixes(service))
    if uses.routes:
        given = {
            name: _route(cluster, key, service, name, route) for name, route in application.items()
        }
        yield Input(
            "routes", ROUTE, "Target groups of application balancers, by route; seconds", given
        )
        if service.shifts:
            others = {name: route.alternate_target_group_name for name, route in routes}
            about = "Names of the target groups that take turns with those of the routes, by route"
            yield Input("alternate_target_group_names", "map(string)", about, others)
        yield from _rule_inputs(cluster, key)
    if uses.listeners:
        made = {
            name: _listener(cluster, key, service, name, route) for name, route in network.items()
        }
        yield Input(
            "listeners",
            LISTENER,
            "Listeners of network balancers with their target groups, by route",
            made,
        )
    if awsvpc and (uses.routes or uses.listeners):
        yield Input(
            "route_ports",
            ROUTE_PORTS,
            "Ports that balancers reach, by route",
            _ports(cluster, key, service),
        )


def _container_port(key: str, service: Service, route: Route) -> int:
    port = route.container_port
    if port is None:
        raise ValueError(f"route of {key} without a port: the rules let none through")
    return port.container_port


def _route(cluster: Cluster, key: str, service: Service, name: str, route: Route) -> Value:
    protocol, version = route.target_protocol
    return {
        "target_group_name": route.target_group_name,
        "container": service.name,
        "port": _container_port(key, service, route),
        "protocol": protocol,
        "protocol_version": version,
        "health_check": route.health_check.model_dump(),
        "deregistration_delay": route.deregistration_delay,
        "slow_start": route.slow_start or 0,
        "stickiness": route.stickiness or 0,
    }


def route_shape(cluster: Cluster, key: str) -> dict[str, bool]:
    """Return what the templates see of the rules: a service may have some, share its own, or join those of others."""
    mine = cluster.services[key].listener_rules
    return {
        "rules": bool(mine),
        "weighted": any(len(rules) > 1 for rules in mine),
        "joins": bool(cluster.services[key].joins),
    }


def _rule_inputs(cluster: Cluster, key: str) -> Iterator[Input]:
    shape = route_shape(cluster, key)
    if shape["rules"]:
        kind = WEIGHTED_RULE if shape["weighted"] else LISTENER_RULE
        yield Input(
            "listener_rules",
            kind,
            "Rules of the listeners, by route and pattern",
            _rules(cluster, key),
        )
    if shape["joins"]:
        arns: Value = {
            name: Ref(f"module.service_{names.label(name)}.listener_rule_arns")
            for name in cluster.services[key].joins
        }
        yield Input(
            "joined_rules",
            "map(map(string))",
            "Rules that lead here too, by the service that has them",
            arns,
        )


def _rules(cluster: Cluster, key: str) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for rule, *others in cluster.services[key].listener_rules:
        for listener in _listeners(cluster, rule.balancer):
            label = f"{rule.route} {rule.match.pattern}" + (" http" if listener == "http" else "")
            found[label] = {
                "listener_arn": Ref(
                    f"module.load_balancer_{names.label(rule.balancer)}.{listener}_listener_arn"
                ),
                "route": rule.route,
                "priority": rule.priority,
                **_conditions(rule),
                **(_weights(cluster, rule, others) if others else {}),
            }
    return found


def _weights(
    cluster: Cluster, rule: ListenerRule, others: Sequence[ListenerRule]
) -> Mapping[str, Value]:
    """Return how a rule divides its requests; they stick to a group where they stick to one of its tasks."""
    every = [cluster.services[one.service].routes[one.route] for one in (rule, *others)]
    groups: dict[str, Value] = {
        one.service: {
            "target_group_arn": Ref(
                f'module.service_{names.label(one.service)}.target_group_arns["{one.route}"]'
            ),
            "weight": route.weight,
        }
        for one, route in zip(others, every[1:], strict=True)
    }
    stickiness = max(route.stickiness or 0 for route in every)
    return {
        "weight": every[0].weight,
        "others": groups,
        **({"stickiness": stickiness} if stickiness else {}),
    }


def _listeners(cluster: Cluster, key: str) -> tuple[str, ...]:
    """Return the listeners of a balancer that answer requests; port 80 often only sends them on to 443."""
    balancer = cluster.load_balancers[key]
    plain = ("http",) if balancer.http == "forward" else ()
    return (*(("https",) if balancer.https else ()), *plain)


def _conditions(rule: ListenerRule) -> Mapping[str, Value]:
    match = rule.match
    every: dict[str, Value] = {
        "host": match.host,
        "path": match.path_pattern,
        "methods": match.methods,
        "headers": dict(sorted(match.headers.items())),
        "source_cidrs": match.source_cidrs,
    }
    return {name: value for name, value in every.items() if value}


def _listener(cluster: Cluster, key: str, service: Service, name: str, route: Route) -> Value:
    found = route.listener
    port, protocol = found if found else (0, "")
    balancer_key = route.load_balancer
    balancer = cluster.load_balancers[balancer_key]
    module = f"module.load_balancer_{names.label(balancer_key)}"
    container_port = _container_port(key, service, route)
    certificate: Value = (
        balancer.certificate_arns[0]
        if balancer.certificate_arns
        else Ref(f"{module}.certificate_arn")
    )
    secure = (
        {"certificate_arn": certificate, "ssl_policy": balancer.ssl_policy}
        if protocol == "tls"
        else {}
    )
    return {
        "load_balancer_arn": Ref(f"{module}.arn"),
        "target_group_name": route.target_group_name,
        "container": service.name,
        "container_port": container_port,
        "port": port,
        "protocol": protocol.upper(),
        "target_protocol": route.network_protocol,
        **secure,
        "health_check_interval": route.health_check.interval,
        "healthy_threshold": route.health_check.healthy_threshold,
        "unhealthy_threshold": route.health_check.unhealthy_threshold,
        "deregistration_delay": route.deregistration_delay,
    }


def _ports(cluster: Cluster, key: str, service: Service) -> Mapping[str, Value]:
    found: dict[str, Value] = {}
    for name, route in sorted(service.routes.items()):
        module = f"module.load_balancer_{names.label(route.load_balancer)}"
        for protocol in route.ip_protocols:
            found[f"{name} {protocol}"] = {
                "security_group_id": Ref(f"{module}.security_group_id"),
                "protocol": protocol,
                "port": _container_port(key, service, route),
            }
    return found


def _suffixes(service: Service) -> Mapping[str, Value]:
    return {
        name: Ref(f"module.load_balancer_{names.label(route.load_balancer)}.arn_suffix")
        for name, route in sorted(service.routes.items())
    }
