"""The ways from load balancers to a service: target groups, rules of listeners, and listeners."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from tfgen.hcl import Call, Ref, Value
from tfgen.language.load_balancers import HealthCheck
from tfgen.modules.parts.balancer_groups import balancer_group_id
from tfgen.modules.parts.certificates import certificate_arns
from tfgen.modules.parts.changed import changed, unless
from tfgen.modules.parts.listener_rules import on_listeners
from tfgen.modules.parts.references import VPC_ID, in_cluster, module, partition
from tfgen.modules.parts.security_groups import Rules, from_group
from tfgen.modules.tasks import role_name_prefix
from tfgen.resolve import Cluster, ListenerRule, Route, Service, TrialRule
from tfgen.resolve.listener_rules import told_apart
from tfgen.tree import ModulePlan


def service_routes(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the routes from application balancers, then those from network balancers."""
    if _application_routes(service):
        yield _routes(cluster, service)
    if _network_routes(service):
        yield _listeners(cluster, service)


def route_targets(service: Service) -> Value:
    """Return what the tasks of a service register with, once balancers lead there."""
    targets: list[Value] = []
    if _application_routes(service):
        targets.append(Ref(f"module.{service.module}_routes.targets"))
    if _network_routes(service):
        targets.append(Ref(f"module.{service.module}_listeners.targets"))
    if len(targets) > 1:
        return Call("merge", tuple(targets))
    return next(iter(targets), None)


def dimensions(service: Service) -> dict[str, Value]:
    """Return what names a service's target groups as metrics do, by the module that has them."""
    parts: dict[str, Value] = {}
    if _application_routes(service):
        parts["routes"] = Ref(f"module.{service.module}_routes.dimensions")
    if _network_routes(service):
        parts["listeners"] = Ref(f"module.{service.module}_listeners.dimensions")
    return parts


def route_ingress(cluster: Cluster, service: Service) -> Rules:
    """Return the rules that let balancers reach tasks with a network of their own."""
    rules: Rules = {}
    opened: set[tuple[str, str, int]] = set()
    for route in service.routes.values():
        for protocol, port in service.target_ports(route):
            opening = (route.load_balancer, protocol, port.container_port)
            # EC2 takes a rule once, however many routes need it.
            if opening in opened:
                continue
            opened.add(opening)
            name = f"Route {route.key} {protocol}"
            if port is not route.container_port:
                name = f"Health check of route {route.key}"
            balancer = balancer_group_id(route.load_balancer)
            rules[name] = from_group(port.container_port, balancer, protocol)
    return rules


def _application_routes(service: Service) -> dict[str, Route]:
    return {key: route for key, route in sorted(service.routes.items()) if not route.listen}


def _network_routes(service: Service) -> dict[str, Route]:
    return {key: route for key, route in sorted(service.routes.items()) if route.listen}


def _routes(cluster: Cluster, service: Service) -> ModulePlan:
    routes = _application_routes(service)
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        **_shifting(cluster, service),
        **_targets(service),
        "routes": {key: _route(cluster, service, route) for key, route in routes.items()},
        "listener_rules": _listener_rules(cluster, service) or None,
        "joined_rule_arns": _joined(cluster, service) or None,
    }
    rewrites = any(route.transform for route in routes.values())
    # Rules rewrite with provider 6.x only. ECS changes the action of a rule when it shifts, and
    # needs a second target group. Few routes log users in, which takes many lines.
    authenticates = any(route.auth for route in routes.values())
    wanted = {
        "authenticating": authenticates,
        # AWS changes the port of no target group: that of one which exists stands beside.
        "kept": any(route.target_group_port for route in routes.values()),
        "rewriting": rewrites,
        "shifting": service.shifts,
    }
    return ModulePlan(
        f"{service.module}_routes",
        "service_routes",
        service.module,
        inputs,
        tuple(name for name, is_so in wanted.items() if is_so),
        provider_features=("transforms",) if rewrites else (),
    )


def _joined(cluster: Cluster, service: Service) -> dict[str, Value]:
    """Return the rules of other services that lead here too."""
    # ECS refuses a target group that no listener leads to: the service waits for these.
    return {key: _of_routes(cluster, key, "listener_rule_arns") for key in service.joins}


def _shifting(cluster: Cluster, service: Service) -> dict[str, Value]:
    """Return what the role that shifts requests needs."""
    if not service.shifts:
        return {}
    return {
        "role_name_prefix": role_name_prefix(cluster, service),
        "partition": partition(cluster),
    }


def _targets(service: Service) -> dict[str, Value]:
    # Tasks with a network of their own have addresses; others are ports of an instance.
    return {"vpc_id": VPC_ID, "target_type": unless("instance", service.target_type)}


def _names(cluster: Cluster, route: Route) -> dict[str, Value]:
    """Return the names of the route's groups: with a hash, since AWS takes 32 characters."""
    names: dict[str, Value] = {}
    names["target_group_name"] = in_cluster(cluster, route.target_group_name or "")
    if route.alternate_target_group_name:
        alternate = in_cluster(cluster, route.alternate_target_group_name)
        names["alternate_target_group_name"] = alternate
    return names


def _route(cluster: Cluster, service: Service, route: Route) -> Value:
    return {
        "load_balancer_arn_suffix": module("load_balancer", route.load_balancer, "arn_suffix"),
        **_names(cluster, route),
        "container": route.container,
        "port": _container_port(route),
        **changed(route, "target_group_port"),
        **changed(route, "protocol", "deregistration_delay", "stickiness", "slow_start"),
        **changed(route, "algorithm", "anomaly_mitigation", "transform", "auth"),
        **_health_check(service, route, *HealthCheck.model_fields),
    }


def _health_check(service: Service, route: Route, *fields: str) -> dict[str, Value]:
    """Return these settings of a route's health check, and the port where it is another one."""
    check: dict[str, Value] = {}
    if route.check_port:
        check["port"] = service.host_port(route.check_port)
    check |= changed(route.health_check, *fields)
    if not check:
        return {}
    return {"health_check": check}


def _container_port(route: Route) -> int:
    port = route.container_port
    if port is None:
        raise ValueError(f"route {route.key} without a port: the rules let none through")
    return port.container_port


def _listener_rules(cluster: Cluster, service: Service) -> dict[str, Value]:
    rules: dict[str, Value] = {}
    for rule, *others in service.listener_rules:
        matches = service.routes[rule.route].match
        own = f"{rule.route} {told_apart(matches[rule.number], matches)}"
        shares = _weights(cluster, rule, others)
        if isinstance(rule, TrialRule):
            # Without the header: another one is no other rule, and ECS may have set where it leads.
            own, shares = f"{own} test", {"test": True}
        for key, asked in on_listeners(cluster, rule, own):
            rules[key] = {"route": rule.route, **asked, **shares}
    return rules


def _weights(
    cluster: Cluster, rule: ListenerRule, others: Sequence[ListenerRule]
) -> dict[str, Value]:
    """Return how a rule divides its requests.

    They stick to a group where they stick to one of its tasks.
    """
    if not others:
        return {}
    shares: dict[str, Value] = {}
    routes: list[Route] = []
    for other in others:
        route = cluster.services[other.service].routes[other.route]
        routes.append(route)
        arn = _of_routes(cluster, other.service, f'target_group_arns["{other.route}"]')
        shares[other.service] = {"target_group_arn": arn, "weight": route.weight}
    first = cluster.services[rule.service].routes[rule.route]
    weights: dict[str, Value] = {"weight": first.weight}
    # A cookie that leads to a task of one group is of no use in the other.
    stickiness = max(route.stickiness or 0 for route in (first, *routes))
    if stickiness:
        weights["stickiness"] = stickiness
    return {**weights, "others": shares}


def _of_routes(cluster: Cluster, key: str, output: str) -> Ref:
    return Ref(f"module.{cluster.services[key].module}_routes.{output}")


def _listeners(cluster: Cluster, service: Service) -> ModulePlan:
    inputs: dict[str, Value] = {
        **_targets(service),
        "listeners": {
            key: _listener(cluster, service, route)
            for key, route in _network_routes(service).items()
        },
    }
    call = f"{service.module}_listeners"
    return ModulePlan(call, "service_listeners", service.module, inputs)


def _listener(cluster: Cluster, service: Service, route: Route) -> Value:
    port, protocol = route.listener or (0, "")
    listener: dict[str, Value] = {
        "load_balancer_arn": module("load_balancer", route.load_balancer, "arn"),
        "load_balancer_arn_suffix": module("load_balancer", route.load_balancer, "arn_suffix"),
        "port": port,
        "protocol": unless("tcp", protocol),
        **_secure(cluster, route, protocol),
        **_names(cluster, route),
        "container": route.container,
        "container_port": _container_port(route),
        **changed(route, "deregistration_delay"),
    }
    checks = ["interval", "healthy_threshold", "unhealthy_threshold"]
    if route.check_protocol != "tcp":
        checks += ["protocol", "path", "success_codes", "timeout"]
    listener |= _health_check(service, route, *checks)
    return {name: value for name, value in listener.items() if value is not None}


def _secure(cluster: Cluster, route: Route, protocol: str) -> dict[str, Value]:
    """Return the certificate and the policy of a listener that ends TLS."""
    if protocol != "tls":
        return {}
    balancer = cluster.load_balancers[route.load_balancer]
    certificates = certificate_arns(balancer)
    if not cluster.owns("load_balancers") and balancer.certificate_arns:
        # What ACM issues for a platform stands in the platform's tree.
        certificates.pop("issued", None)
    return {
        "certificate_arn": certificates.pop("default"),
        "further_certificate_arns": certificates or None,
        **changed(balancer, "ssl_policy"),
        **changed(route, "alpn_policy"),
    }
