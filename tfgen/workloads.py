"""What services and jobs leave open, filled by the conventions of the language: one function a value."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from tfgen import aws, derived
from tfgen.priorities import parsed, priority
from tfgen.spec import Spec
from tfgen.spec.alerts import Watch
from tfgen.spec.capacity import FARGATE, Capacity
from tfgen.spec.containers import Container, Port
from tfgen.spec.deployment import ShiftStep
from tfgen.spec.load_balancers import LoadBalancer
from tfgen.spec.services import LISTEN_FORM, Match, Route, Service
from tfgen.spec.workloads import Workload

# Alarms whose metrics a service's target groups give.
ROUTE_ALARMS = ("http_5xx", "target_5xx", "unhealthy_targets")


class ListenerRule(NamedTuple):
    """A rule of a listener: `number` is the place of its pattern in the route's list."""

    service: str
    route: str
    number: int
    balancer: str
    priority: int
    match: Match


def placed(spec: Spec) -> Iterator[tuple[str, str, Workload]]:
    """Yield each service and job: which of the two it is, its key, and its fields."""
    yield from (("service", key, one) for key, one in sorted(spec.services.items()))
    yield from (("job", key, one) for key, one in sorted(spec.jobs.items()))


def capacity(spec: Spec, workload: Workload) -> Capacity:
    """Return where a workload runs; empty where the spec does not say it."""
    return workload.capacity or derived.default_capacity(spec) or {}


def groups(spec: Spec, workload: Workload) -> tuple[str, ...]:
    """Return the instance groups that a workload may run on."""
    return tuple(name for name in sorted(capacity(spec, workload)) if name in spec.instance_groups)


def on_fargate(spec: Spec, workload: Workload) -> bool:
    """Return whether a workload runs on Fargate."""
    return any(name in FARGATE for name in capacity(spec, workload))


def network_mode(spec: Spec, workload: Workload) -> str:
    """Return the network of a workload's containers."""
    return workload.network_mode or ("awsvpc" if on_fargate(spec, workload) else "bridge")


def containers(key: str, workload: Workload) -> dict[str, Container]:
    """Return the containers of a task: the main one is named like the workload."""
    return {key: workload, **workload.sidecars}


def architecture(spec: Spec, workload: Workload) -> str:
    """Return the architecture of the images: that of the first instance group, or what the spec says."""
    if workload.architecture:
        return workload.architecture
    groups = (spec.instance_groups.get(name) for name in sorted(capacity(spec, workload)))
    kinds = [aws.architecture(kind) for group in groups if group for kind in derived.instance_types(group)[:1]]
    return kinds[0] if kinds and kinds[0] else "x86_64"


def desired_count(service: Service) -> int:
    """Return how many tasks a service starts with."""
    if service.scaling:
        return service.scaling.min
    return 1 if service.desired_count is None else service.desired_count


def waits(service: Service) -> bool:
    """Return whether apply waits until the new version runs."""
    return service.deployment.owner == "terraform" if service.deployment.wait is None else service.deployment.wait


def shifts(service: Service) -> bool:
    """Return whether requests go over to a new version by target groups that take turns."""
    return service.deployment.strategy != "rolling"


def bake_time(service: Service) -> int:
    """Return how long in seconds the former tasks stay when the new ones have all requests."""
    return 300 if service.deployment.bake_time is None else service.deployment.bake_time


def shift_step(service: Service) -> ShiftStep | None:
    """Return the step of a strategy that has some."""
    stepwise = service.deployment.strategy in ("canary", "linear")
    return (service.deployment.step or ShiftStep()) if stepwise else None


def deployment_seconds(service: Service) -> int:
    """Return how long a deployment waits between and behind its steps, beside what its tasks take to come up."""
    step = shift_step(service)
    steps = 1 if service.deployment.strategy == "canary" else -(-100 // step.percent) if step else 0
    return bake_time(service) + (steps * step.bake_time if step else 0)


def alarms(service: Service) -> dict[str, Watch]:
    """Return the alarms of a service, by name."""
    return {name: alarm for name, alarm in service.alarms if alarm is not None}


def alarm_name(family: str, name: str) -> str:
    """Return the name of a service's alarm; `family` is that of its task definition, the first part of its names."""
    return f"{family}-{name.replace('_', '-')}"


def least_count(service: Service) -> int:
    """Return the least number of tasks that a service may come to have."""
    if service.scaling:
        return min(service.scaling.min, *(one.min for one in service.scaling.schedules.values()), service.scaling.max)
    return desired_count(service)


def grace_period(service: Service) -> int:
    """Return the time in seconds in which balancers' checks do not count; only services with routes have it."""
    return 60 if service.health_check_grace_period is None else service.health_check_grace_period


def balancer_key(key: str, route: Route) -> str:
    """Return the key of the load balancer that a route comes from."""
    return route.load_balancer or key


def balancer(spec: Spec, key: str, route: Route) -> LoadBalancer | None:
    """Return the load balancer that a route comes from, where the spec has it."""
    return spec.load_balancers.get(balancer_key(key, route))


def port(key: str, service: Service, route: Route) -> Port | None:
    """Return the port that a route leads to; None where it is not told."""
    ports = derived.container_ports(key, service)
    if route.port is not None:
        return ports.get(route.port)
    return next(iter(ports.values())) if len(ports) == 1 else None


def listener(route: Route) -> tuple[int, str] | None:
    """Return port and protocol of the listener that a route makes on a network balancer."""
    found = re.fullmatch(LISTEN_FORM, route.listen or "")
    return (int(found["port"]), found["protocol"]) if found else None


def network_ports(spec: Spec, key: str) -> Iterator[tuple[int, str]]:
    """Yield the ports that the routes of services open on a network balancer, with the protocol of IP."""
    for service in spec.services.values():
        for route_key, route in service.routes.items():
            if balancer_key(route_key, route) == key and (found := listener(route)):
                number, protocol = found
                yield from (
                    (number, one) for one in {"tcp_udp": ("tcp", "udp"), "udp": ("udp",)}.get(protocol, ("tcp",))
                )


def listener_rules(spec: Spec) -> Iterator[ListenerRule]:
    """Yield the rules of all listeners of application balancers."""
    for name, service in sorted(spec.services.items()):
        for key, route in sorted(service.routes.items()):
            for number, match in enumerate(route.match):
                place = match.priority or priority(derived.physical_name(name, service), key, match.pattern)
                yield ListenerRule(name, key, number, balancer_key(key, route), place, match)


def shared_rules(spec: Spec) -> tuple[tuple[ListenerRule, ...], ...]:
    """Return the rules that ask for the same, together: the first of them stands for the others, by weight."""
    found: dict[tuple[str, str], list[ListenerRule]] = {}
    for rule in listener_rules(spec):
        found.setdefault((rule.balancer, asked(rule.match)), []).append(rule)
    return tuple(tuple(rules) for rules in found.values())


def asked(match: Match) -> str:
    """Return all that a rule asks of a request, as one text."""
    return str((conditions(match), sorted(match.methods), sorted(match.source_cidrs), sorted(match.headers.items())))


def target_type(spec: Spec, service: Service) -> str:
    """Return what a target is: the task's own address, or the instance with a port of it."""
    return "ip" if network_mode(spec, service) == "awsvpc" else "instance"


def conditions(match: Match) -> Mapping[str, tuple[str, ...]]:
    """Return host and path of a pattern as a listener asks for them; a rule needs one condition at least."""
    pattern = parsed(match.pattern)
    path = pattern.path or ("" if pattern.host else "/*")
    return {"hosts": (pattern.host,) if pattern.host else (), "paths": (path,) if path else ()}
