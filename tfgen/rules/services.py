"""Rules of `services`: what runs where, in which size, and how many of it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.resolve import Cluster, Service
from tfgen.rules.rule import Path, Rule, finding, listed

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_PLACEMENT = f"{_ECS}/developerguide/task-placement-strategies.html"
_NAMES = f"{_ECS}/APIReference/API_CreateService.html"
_SCALING = "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html"
_STEPS = (
    "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html"
)


def services(cluster: Cluster) -> Iterator[tuple[Path, str, Service]]:
    """Yield each service with its path and key."""
    for key, service in sorted(cluster.services.items()):
        yield ("services", key), key, service


def steps_say_one_thing(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand one of spread, binpack and random in each step of a placement strategy.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
    """
    for path, _, service in services(cluster):
        for index, step in enumerate(service.placement.strategy):
            given = [name for name in ("spread", "binpack", "random") if getattr(step, name)]
            if len(given) != 1:
                message = f"a step of a placement strategy is one of spread, binpack and random, not {len(given)}"
                at = (*path, "placement", "strategy", index)
                help = "write {spread: zone}, {binpack: memory} or {random: true}"
                yield finding(cluster, "RULE215", at, message, help, source=_PLACEMENT)


def count_is_owned_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse desired_count beside scaling, which owns it.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    for path, key, service in services(cluster):
        if service.scaling and service.gives("desired_count"):
            message = f"service {key} has desired_count and scaling, which would change it"
            help = "remove it; scaling.min is what the service starts with"
            also = (((*path, "scaling"), "scaling"),)
            at = (*path, "desired_count")
            yield finding(cluster, "RULE216", at, message, help, source=_SCALING, key=True, also=also)


def scaling_has_a_reason(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand something to scale on, and bounds in their order.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    for path, key, service in services(cluster):
        scaling, at = service.scaling, (*path, "scaling")
        if scaling is None:
            continue
        targets = (scaling.cpu, scaling.memory, scaling.requests_per_target, scaling.metrics)
        follows = (*targets, scaling.steps, scaling.schedules)
        if not any(follows):
            message = f"scaling of service {key} follows nothing"
            help = "add cpu: 60, memory, requests_per_target, metrics, steps or schedules"
            yield finding(cluster, "RULE217", at, message, help, source=_SCALING, key=True)
        bounds = [(at, scaling.min, scaling.max)]
        bounds += [((*at, "schedules", name), one.min, one.max) for name, one in sorted(scaling.schedules.items())]
        for place, low, high in bounds:
            if low > high:
                message = f"min {low} is more than max {high}"
                help = f"write max: {low} or more, or min: {high} or less"
                yield finding(cluster, "RULE218", (*place, "min"), message, help, source=_SCALING)


def steps_lead_somewhere(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand steps out or in, and that no value asks for both.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-step-scaling-policies.html
    """
    for path, key, service in services(cluster):
        for name, steps in sorted(service.scaling.steps.items()) if service.scaling else ():
            at = (*path, "scaling", "steps", name)
            if not steps.out and not steps.in_:
                message = f"steps {name} of service {key} neither add tasks nor take some away"
                help = "write out: {100: 1} for a task more at 100, or in: {10: 1} for one less at 10"
                yield finding(cluster, "RULE273", at, message, help, source=_STEPS, key=True)
            elif steps.out and steps.in_ and max(map(int, steps.in_)) >= min(map(int, steps.out)):
                low, high = max(map(int, steps.in_)), min(map(int, steps.out))
                message = f"tasks are taken away down from {low} and added from {high} on: some values ask for both"
                help = f"leave room between the two: in below {high}"
                yield finding(cluster, "RULE274", (*at, "in"), message, help, source=_STEPS, key=True)


def requests_come_one_way(cluster: Cluster) -> Iterator[Diagnostic]:
    """Demand exactly one route of an application balancer for requests_per_target.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    """
    for path, key, service in services(cluster):
        if service.scaling and service.scaling.requests_per_target:
            count = sum(bool(route.match) for route in service.routes.values())
            if count != 1:
                at = (*path, "scaling", "requests_per_target")
                message = f"requests are counted on one route of an application balancer, and service {key} has {count}"
                help = "follow cpu, or keep one route"
                yield finding(cluster, "RULE219", at, message, help, source=_SCALING)


def names_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a service with the name of a system container: both are services of one cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    daemons = {one.name: key for key, one in cluster.system_containers.items() if one.run == "daemon"}
    for path, key, service in services(cluster):
        name = service.name
        if name in daemons:
            message = f"service {name} has the name of a system container, and both are services of the cluster"
            also = ((("system_containers", daemons[name]), "the system container"),)
            yield finding(
                cluster,
                "RULE220",
                path,
                message,
                "rename one of the two",
                source=_NAMES,
                key=True,
                also=also,
            )


def single_tasks_are_told(cluster: Cluster) -> Iterator[Diagnostic]:
    """Note a constraint that names a group with a typo: a service that no instance can take.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    known = sorted(cluster.instance_groups)
    for path, _, service in services(cluster):
        for index, constraint in enumerate(service.placement.constraints):
            name, _, value = constraint.partition(" == ")
            if name == "attribute:instance-group" and value and value not in known:
                at = (*path, "placement", "constraints", index)
                help = closest(value, known) or f"use {listed(known)}, or rather capacity"
                message = f"no instance group is named {value}, so that no instance meets this"
                yield finding(
                    cluster,
                    "RULE223",
                    at,
                    message,
                    help,
                    severity=Severity.WARNING,
                    source=_PLACEMENT,
                )


RULES = (
    Rule(("services",), steps_say_one_thing),
    Rule(("services",), count_is_owned_once),
    Rule(("services",), scaling_has_a_reason),
    Rule(("services",), steps_lead_somewhere),
    Rule(("services",), requests_come_one_way),
    Rule(("services", "system_containers"), names_are_free),
    Rule(("services", "instance_groups"), single_tasks_are_told),
)
