"""Rules of `services`: what runs where, in which size, and how many of it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.resolve import Cluster, Service
from tfgen.resolve.convention import each
from tfgen.rules import over, scaling, scaling_metrics
from tfgen.rules.rule import finding, listed, rule, written

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"


@rule(
    Code(
        "RULE215",
        "placement-step-not-one-thing",
        what="A step of a placement strategy says nothing, or two things.",
        why=(
            "A strategy is a list of steps, each of one type: spread, binpack or random. ECS goes "
            "through them in their order."
        ),
        help="Write one of {spread: zone}, {binpack: memory} and {random: true} in each step.",
        source=f"{_ECS}/developerguide/task-placement-strategies.html",
    ),
    sections=("services",),
    over=over.services,
)
def steps_say_one_thing(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Demand one of spread, binpack and random in each step of a placement strategy."""
    for index, step in enumerate(service.placement.strategy):
        count = sum(map(bool, (step.spread, step.binpack, step.random)))
        if count != 1:
            step_is = "a step of a placement strategy is one of spread, binpack and random"
            help = "write {spread: zone}, {binpack: memory} or {random: true}"
            path = (*service.path, "placement", "strategy", index)
            yield finding(cluster, "RULE215", path, f"{step_is}, not {count}", help)


@rule(
    Code(
        "RULE220",
        "service-named-as-system-container",
        what="A service has the name of a system container.",
        why=(
            "ECS runs both as services of the cluster, where a name is taken once: the second one "
            "could not be made."
        ),
        help="Rename one of the two.",
        source=f"{_ECS}/APIReference/API_CreateService.html",
    ),
    sections=("services", "system_containers"),
)
def names_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a service with the name of a system container that ECS runs."""
    # Those with run: docker are no services: their names are free.
    daemons = dict(over.names(cluster.daemons.values()))
    for name, service in _names(cluster):
        if daemon := daemons.get(name):
            taken = f"service {name} has the name of a system container"
            message = f"{taken}, and both are services of the cluster"
            also = ((daemon.path, "the system container"),)
            help = f"rename the service or the system container {name}"
            path = written(cluster, (*service.path, "service_name"), service.path)
            key = path == service.path
            yield finding(cluster, "RULE220", path, message, help, key=key, also=also)


@rule(
    Code(
        "RULE451",
        "service-name-taken",
        what="Two services have one name, or one has a name that others must not have.",
        why=(
            "A cluster takes each name of a service once. An application shares the cluster with "
            "others: its services' names begin with its own, and its deployer may bring new "
            "versions of those alone."
        ),
        help="Write another service_name; in an application one that begins with its name.",
        source=f"{_ECS}/APIReference/API_CreateService.html",
    ),
    sections=("services", "application"),
)
def service_names_are_free(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a name of two services, and in an application one that another could have."""
    first: dict[str, Service] = {}
    for name, service in _names(cluster):
        path = written(cluster, (*service.path, "service_name"), service.path)
        other = first.setdefault(name, service)
        # Of keys that came to be one RULE096 tells.
        written_out = service.gives("service_name") or other.gives("service_name")
        if other is not service and written_out:
            message = f"services {other.key} and {service.key} are both named {name}"
            also = ((written(cluster, (*other.path, "service_name"), other.path), "the other one"),)
            help, key = "write another service_name", path == service.path
            yield finding(cluster, "RULE451", path, message, help, key=key, also=also)
        elif cluster.application and not name.startswith(f"{cluster.application}-"):
            message = f"{name} does not begin with the application's name, {cluster.application}-"
            help = f"write service_name: {cluster.application}-{name}, or remove it"
            yield finding(cluster, "RULE451", path, message, help)


def _names(cluster: Cluster) -> Iterator[tuple[str, Service]]:
    """Give the services by the names that ECS knows them by, as far as those were read."""
    services = cluster.services.values()
    return each(services, lambda service: [(service.service_name, service)])


@rule(
    Code(
        "RULE223",
        "placement-constraint-never-met",
        what="A placement constraint names an instance group that is not there.",
        why=(
            "ECS takes any expression and places tasks only on instances that meet it: no instance "
            "does, so the tasks wait and the service never becomes steady."
        ),
        help="Name a group of the spec, or give the group as capacity of the service.",
        source=f"{_ECS}/developerguide/task-placement-constraints.html",
        severity=Severity.WARNING,
    ),
    sections=("services", "instance_groups"),
    over=over.services,
)
def constraints_can_be_met(cluster: Cluster, service: Service) -> Iterator[Diagnostic]:
    """Warn of a constraint that names a group with a typo: no instance can take the service."""
    known = [group.name for group in cluster.instance_groups.values()]
    for index, constraint in enumerate(service.placement.constraints):
        # Other expressions of the cluster query language are left to ECS.
        attribute, _, group = constraint.partition(" == ")
        if attribute != "attribute:instance-group" or not group:
            continue
        if group not in known:
            message = f"no instance group is named {group}, so that no instance meets this"
            help = closest(group, known) or f"use {listed(known)}, or rather capacity"
            path = (*service.path, "placement", "constraints", index)
            yield finding(cluster, "RULE223", path, message, help)


RULES = (
    steps_say_one_thing,
    *scaling.RULES,
    *scaling_metrics.RULES,
    names_are_free,
    service_names_are_free,
    constraints_can_be_met,
)
