"""Rules of `services`: what runs where, in which size, and how many of it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.rules import over
from tfgen.rules.rule import Path, Rule, finding, listed

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_FARGATE = f"{_ECS}/developerguide/fargate-tasks-services.html"
_PLACEMENT = f"{_ECS}/developerguide/task-placement-strategies.html"
_NAMES = f"{_ECS}/APIReference/API_CreateService.html"
_AUTOSCALING = "https://docs.aws.amazon.com/autoscaling/application/userguide"
_SCALING = f"{_AUTOSCALING}/application-auto-scaling-target-tracking.html"
_STEPS = f"{_AUTOSCALING}/application-auto-scaling-step-scaling-policies.html"


def steps_say_one_thing(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand one of spread, binpack and random in each step of a placement strategy.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
    """
    for index, step in enumerate(service.placement.strategy):
        count = sum(map(bool, (step.spread, step.binpack, step.random)))
        if count != 1:
            what = "a step of a placement strategy is one of spread, binpack and random"
            at = (*service.path, "placement", "strategy", index)
            help = "write {spread: zone}, {binpack: memory} or {random: true}"
            message = f"{what}, not {count}"
            yield finding(cluster, "RULE215", at, message, help, source=_PLACEMENT)


def count_is_owned_once(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Refuse desired_count beside scaling, which owns it.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    if service.scaling and service.gives("desired_count"):
        message = f"service {service.key} has desired_count and scaling, which would change it"
        help = "remove it; scaling.min is what the service starts with"
        also = (((*service.path, "scaling"), "scaling"),)
        at, source = (*service.path, "desired_count"), _SCALING
        yield finding(cluster, "RULE216", at, message, help, source=source, key=True, also=also)


def scaling_has_a_reason(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand something to scale on.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    scaling = service.scaling
    if scaling is None:
        return
    targets = (scaling.cpu, scaling.memory, scaling.requests_per_target, scaling.metrics)
    if not any((*targets, scaling.steps, scaling.schedules)):
        message = f"scaling of service {service.key} follows nothing"
        help = "add cpu: 60, memory, requests_per_target, metrics, steps or schedules"
        at = (*service.path, "scaling")
        yield finding(cluster, "RULE217", at, message, help, source=_SCALING, key=True)


def scaling_in_order(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Hold the bounds of scaling to their order.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    for at, low, high in each([service], _bounds):
        if low > high:
            message = f"min {low} is more than max {high}"
            help = f"write max: {low} or more, or min: {high} or less"
            yield finding(cluster, "RULE218", (*at, "min"), message, help, source=_SCALING)


def _bounds(service: Service) -> Iterator[tuple[Path, int, int]]:
    if service.scaling is None:
        return
    at = (*service.path, "scaling")
    yield at, service.scaling.min, service.scaling.max
    for name, schedule in service.scaling.schedules.items():
        yield (*at, "schedules", name), schedule.min, schedule.max


def steps_lead_somewhere(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand steps out or in, and that no value asks for both.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
    """
    for name, steps in service.scaling.steps.items() if service.scaling else ():
        at = (*service.path, "scaling", "steps", name)
        low, high = max(map(int, steps.in_), default=-1), min(map(int, steps.out), default=-1)
        if not steps.out and not steps.in_:
            message = f"steps {name} of service {service.key} neither add tasks nor take some away"
            help = "write out: {100: 1} for a task more at 100, or in: {10: 1} for one less at 10"
            yield finding(cluster, "RULE273", at, message, help, source=_STEPS, key=True)
        elif steps.out and steps.in_ and low >= high:
            taken = f"tasks are taken away down from {low} and added from {high} on"
            help = f"leave room between the two: in below {high}"
            message, at = f"{taken}: some values ask for both", (*at, "in")
            yield finding(cluster, "RULE274", at, message, help, source=_STEPS, key=True)


def requests_come_one_way(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand exactly one route of an application balancer for requests_per_target.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    """
    if service.scaling is None or not service.scaling.requests_per_target:
        return
    count = sum(bool(route.match) for route in service.routes.values())
    if count != 1:
        counted = "requests are counted on one route of an application balancer"
        message = f"{counted}, and service {service.key} has {count}"
        at = (*service.path, "scaling", "requests_per_target")
        help = "follow cpu, or keep one route"
        yield finding(cluster, "RULE219", at, message, help, source=_SCALING)


def names_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a service with the name of a system container: both are services of one cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    daemons = dict(over.names(cluster.daemons.values()))
    for name, service in over.names(cluster.services.values()):
        if daemon := daemons.get(name):
            what = f"service {name} has the name of a system container"
            also = ((daemon.path, "the system container"),)
            yield finding(
                cluster,
                "RULE220",
                service.path,
                f"{what}, and both are services of the cluster",
                "rename one of the two",
                source=_NAMES,
                key=True,
                also=also,
            )


def constraints_can_be_met(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a constraint that names a group with a typo: no instance can take the service.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    for index, constraint in enumerate(service.placement.constraints):
        attribute, _, group = constraint.partition(" == ")
        if attribute != "attribute:instance-group" or not group:
            continue
        known = [group.name for group in cluster.instance_groups.values()]
        if group not in known:
            yield finding(
                cluster,
                "RULE223",
                (*service.path, "placement", "constraints", index),
                f"no instance group is named {group}, so that no instance meets this",
                closest(group, known) or f"use {listed(known)}, or rather capacity",
                source=_PLACEMENT,
                severity=Severity.WARNING,
            )


RULES = (
    Rule(("services",), steps_say_one_thing, over.services),
    Rule(("services",), count_is_owned_once, over.services),
    Rule(("services",), scaling_has_a_reason, over.services),
    Rule(("services",), scaling_in_order, over.services),
    Rule(("services",), steps_lead_somewhere, over.services),
    Rule(("services",), requests_come_one_way, over.services),
    Rule(("services", "system_containers"), names_are_free),
    Rule(("services", "instance_groups"), constraints_can_be_met, over.services),
)
