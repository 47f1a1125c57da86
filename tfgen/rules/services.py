"""Rules of `services`: what runs where, in which size, and how many of it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import aws, derived, discovery, workloads
from tfgen.diagnostics import Diagnostic, Severity, closest
from tfgen.rules.capacity import strategy_faults
from tfgen.rules.rule import Path, Rule, finding, listed
from tfgen.spec import Reading
from tfgen.spec.containers import Container
from tfgen.spec.services import Service

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_SIZES = f"{_ECS}/developerguide/fargate-tasks-services.html"
_NETWORKS = f"{_ECS}/developerguide/task-networking.html"
_FARGATE = f"{_ECS}/developerguide/fargate-tasks-services.html"
_PLACEMENT = f"{_ECS}/developerguide/task-placement-strategies.html"
_NAMES = f"{_ECS}/APIReference/API_CreateService.html"
_SCALING = "https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html"
_MEMORY = f"{_ECS}/developerguide/memory-management.html"

# Fields that Fargate does not take: what they need is not the user's there.
_NOT_ON_FARGATE = ("privileged", "devices", "tmpfs", "shm_size")
_AWSVPC_ONLY = ("subnets", "ingress", "egress")


def services(reading: Reading) -> Iterator[tuple[Path, str, Service]]:
    """Yield each service with its path and key."""
    for key, service in sorted(reading.spec.services.items()):
        yield ("services", key), key, service


def service_containers(reading: Reading) -> Iterator[tuple[Path, Service, str, Container]]:
    """Yield each container of each service, with its path, its service and its name."""
    for path, key, service in services(reading):
        yield path, service, key, service
        for name, sidecar in sorted(service.sidecars.items()):
            yield (*path, "sidecars", name), service, name, sidecar


def capacity_told(reading: Reading) -> Iterator[Diagnostic]:
    """Demand a place for each service: its own capacity, or the cluster's default, and hold it to what ECS takes.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CapacityProviderStrategyItem.html
    """
    for path, key, service in services(reading):
        if service.capacity:
            yield from strategy_faults(reading, (*path, "capacity"), service.capacity)
        elif not workloads.capacity(reading.spec, service):
            help = f"write capacity: {min(reading.spec.instance_groups)}, or cluster.default_capacity for all"
            message = f"service {key} does not say where it runs, and no capacity is the default"
            yield finding(reading, "RULE210", path, message, help, key=True)


def fargate_sizes(reading: Reading) -> Iterator[Diagnostic]:
    """Hold cpu and memory of a Fargate task to the sizes that there are.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for path, key, service in services(reading):
        if not workloads.on_fargate(reading.spec, service):
            continue
        sizes = aws.FARGATE_SIZES.get(service.cpu or 0)
        if sizes is None:
            given = f"cpu {service.cpu}" if service.cpu else "no cpu"
            message = f"service {key} runs on Fargate with {given}, and Fargate has no such size"
            at = (*path, "cpu") if reading.wrote(*path, "cpu") else path
            help = f"write cpu: {listed([str(size) for size in aws.FARGATE_SIZES])}"
            yield finding(reading, "RULE211", at, message, help, source=_SIZES, key=at == path)
        elif service.memory not in sizes:
            near = min(sizes, key=lambda size: (abs(size - service.memory), size))
            message = f"Fargate has no size of {service.cpu} CPU units with {service.memory} MiB"
            help = f"write memory: {near}; {service.cpu} takes {sizes[0]} to {sizes[-1]} MiB"
            yield finding(reading, "RULE211", (*path, "memory"), message, help, source=_SIZES)


def sidecars_fit(reading: Reading) -> Iterator[Diagnostic]:
    """Hold the sidecars of a Fargate task to less than the task, and a sidecar's name apart from the service's.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for path, key, service in services(reading):
        if key in service.sidecars:
            message = f"sidecar {key} has the name of the main container, which is the service's"
            yield finding(reading, "RULE212", (*path, "sidecars", key), message, "give it another name", key=True)
        if not workloads.on_fargate(reading.spec, service) or not service.sidecars:
            continue
        cpu = sum(one.cpu or 0 for one in service.sidecars.values())
        proxy = discovery.PROXY_MEMORY if service.service_connect else 0
        memory = sum(one.memory for one in service.sidecars.values()) + proxy
        if cpu >= (service.cpu or 0) or memory >= service.memory:
            message = f"the sidecars take {cpu} CPU units and {memory} MiB, and leave the main container nothing"
            help = "give the task a larger size: on Fargate cpu and memory are those of the whole task"
            yield finding(reading, "RULE212", (*path, "sidecars"), message, help, source=_SIZES, key=True)


def networks_fit(reading: Reading) -> Iterator[Diagnostic]:
    """Hold Fargate to awsvpc, and fields of awsvpc tasks to such tasks.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-networking.html
    """
    for path, key, service in services(reading):
        mode = workloads.network_mode(reading.spec, service)
        if workloads.on_fargate(reading.spec, service) and mode != "awsvpc":
            at = (*path, "network_mode")
            message = f"service {key} runs on Fargate, which knows no {mode} network"
            yield finding(reading, "RULE213", at, message, "remove network_mode", source=_NETWORKS)
        elif mode != "awsvpc":
            for name in _AWSVPC_ONLY:
                if reading.wrote(*path, name):
                    message = f"{name} is for tasks with a network of their own, and service {key} is in {mode} mode"
                    help = "write network_mode: awsvpc, or remove it"
                    yield finding(reading, "RULE213", (*path, name), message, help, source=_NETWORKS, key=True)


def fields_fit_fargate(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse on Fargate what needs an instance, and the other way round.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/fargate-tasks-services.html
    """
    for path, service, name, container in service_containers(reading):
        if not workloads.on_fargate(reading.spec, service):
            continue
        for field in _NOT_ON_FARGATE:
            if getattr(container, field):
                message = f"container {name} runs on Fargate, which has no {field}"
                help = "remove it, or give the service an instance group as capacity"
                yield finding(reading, "RULE214", (*path, field), message, help, source=_FARGATE, key=True)
        for index, mount in enumerate(container.mounts):
            if mount.startswith("/"):
                message = f"container {name} runs on Fargate, where there is no path of a host to mount"
                help = "mount a volume, or give the service an instance group as capacity"
                yield finding(reading, "RULE214", (*path, "mounts", index), message, help, source=_FARGATE)
    yield from _fields_of_services(reading)


def _fields_of_services(reading: Reading) -> Iterator[Diagnostic]:
    for path, key, service in services(reading):
        fargate = workloads.on_fargate(reading.spec, service)
        if fargate and reading.wrote(*path, "placement"):
            message = f"service {key} runs on Fargate, where AWS alone places tasks"
            yield finding(reading, "RULE214", (*path, "placement"), message, "remove it", source=_FARGATE, key=True)
        if not fargate and service.ephemeral_storage:
            message = f"service {key} runs on instances, and ephemeral_storage is Fargate's"
            help = "size the root_volume of the instance group"
            yield finding(reading, "RULE214", (*path, "ephemeral_storage"), message, help, source=_FARGATE, key=True)


def steps_say_one_thing(reading: Reading) -> Iterator[Diagnostic]:
    """Demand one of spread, binpack and random in each step of a placement strategy.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-strategies.html
    """
    for path, _, service in services(reading):
        for index, step in enumerate(service.placement.strategy):
            given = [name for name in ("spread", "binpack", "random") if getattr(step, name)]
            if len(given) != 1:
                message = f"a step of a placement strategy is one of spread, binpack and random, not {len(given)}"
                at = (*path, "placement", "strategy", index)
                help = "write {spread: zone}, {binpack: memory} or {random: true}"
                yield finding(reading, "RULE215", at, message, help, source=_PLACEMENT)


def count_is_owned_once(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse desired_count beside scaling, which owns it.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    for path, key, service in services(reading):
        if service.scaling and service.desired_count is not None:
            message = f"service {key} has desired_count and scaling, which would change it"
            help = "remove it; scaling.min is what the service starts with"
            also = (((*path, "scaling"), "scaling"),)
            at = (*path, "desired_count")
            yield finding(reading, "RULE216", at, message, help, source=_SCALING, key=True, also=also)


def scaling_has_a_reason(reading: Reading) -> Iterator[Diagnostic]:
    """Demand something to scale on, and bounds in their order.

    https://docs.aws.amazon.com/autoscaling/application/userguide/application-auto-scaling-target-tracking.html
    """
    for path, key, service in services(reading):
        scaling, at = service.scaling, (*path, "scaling")
        if scaling is None:
            continue
        follows = (scaling.cpu, scaling.memory, scaling.requests_per_target, scaling.metrics, scaling.schedules)
        if not any(follows):
            message = f"scaling of service {key} follows nothing"
            help = "add cpu: 60, memory, requests_per_target, metrics or schedules"
            yield finding(reading, "RULE217", at, message, help, source=_SCALING, key=True)
        bounds = [(at, scaling.min, scaling.max)]
        bounds += [((*at, "schedules", name), one.min, one.max) for name, one in sorted(scaling.schedules.items())]
        for place, low, high in bounds:
            if low > high:
                message = f"min {low} is more than max {high}"
                help = f"write max: {low} or more, or min: {high} or less"
                yield finding(reading, "RULE218", (*place, "min"), message, help, source=_SCALING)


def requests_come_one_way(reading: Reading) -> Iterator[Diagnostic]:
    """Demand exactly one route of an application balancer for requests_per_target.

    https://docs.aws.amazon.com/autoscaling/application/APIReference/API_PredefinedMetricSpecification.html
    """
    for path, key, service in services(reading):
        if service.scaling and service.scaling.requests_per_target:
            count = sum(bool(route.match) for route in service.routes.values())
            if count != 1:
                at = (*path, "scaling", "requests_per_target")
                message = f"requests are counted on one route of an application balancer, and service {key} has {count}"
                help = "follow cpu, or keep one route"
                yield finding(reading, "RULE219", at, message, help, source=_SCALING)


def names_are_free(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a service with the name of a system container: both are services of one cluster.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateService.html
    """
    daemons = {key for key, one in reading.spec.system_containers.items() if one.run == "daemon"}
    for path, key, _ in services(reading):
        if key in daemons:
            message = f"service {key} has the name of a system container, and both are services of the cluster"
            also = ((("system_containers", key), "the system container"),)
            yield finding(
                reading, "RULE220", path, message, "rename one of the two", source=_NAMES, key=True, also=also
            )


def tasks_fit_instances(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse a task that needs more memory than any instance of its groups has.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/memory-management.html
    """
    for path, key, service in services(reading):
        if workloads.on_fargate(reading.spec, service):
            continue
        needed = sum(one.memory_reservation or one.memory for one in workloads.containers(key, service).values())
        groups = [reading.spec.instance_groups.get(name) for name in workloads.capacity(reading.spec, service)]
        sizes = [
            known.memory
            for group in groups
            if group
            for kind in derived.instance_types(group)
            if (known := aws.instance_type(kind)) and known.memory
        ]
        if sizes and needed >= max(sizes):
            message = f"a task of {key} needs {needed} MiB, and the largest instance it may run on has {max(sizes)}"
            help = "use a larger instance type, or less memory; the system itself needs some too"
            yield finding(reading, "RULE221", (*path, "memory"), message, help, source=_MEMORY)


def architectures_fit(reading: Reading) -> Iterator[Diagnostic]:
    """Refuse an architecture that the instances of a service do not have.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/ecs-arm64.html
    """
    for path, key, service in services(reading):
        for name in sorted(workloads.capacity(reading.spec, service)):
            group = reading.spec.instance_groups.get(name)
            own = (
                aws.architecture(derived.instance_types(group)[0]) if group and derived.instance_types(group) else None
            )
            wanted = workloads.architecture(reading.spec, service)
            if own and own != wanted:
                at = (*path, "architecture" if service.architecture else "capacity")
                message = f"service {key} is {wanted}, and instance group {name} is {own}"
                help = "use one architecture in all of a service's capacity"
                source = f"{_ECS}/developerguide/ecs-arm64.html"
                yield finding(reading, "RULE222", at, message, help, source=source)


def single_tasks_are_told(reading: Reading) -> Iterator[Diagnostic]:
    """Note a constraint that names a group with a typo: a service that no instance can take.

    https://docs.aws.amazon.com/AmazonECS/latest/developerguide/task-placement-constraints.html
    """
    known = sorted(reading.spec.instance_groups)
    for path, _, service in services(reading):
        for index, constraint in enumerate(service.placement.constraints):
            name, _, value = constraint.partition(" == ")
            if name == "attribute:instance-group" and value and value not in known:
                at = (*path, "placement", "constraints", index)
                help = closest(value, known) or f"use {listed(known)}, or rather capacity"
                message = f"no instance group is named {value}, so that no instance meets this"
                yield finding(reading, "RULE223", at, message, help, severity=Severity.WARNING, source=_PLACEMENT)


_ALL = ("services", "instance_groups", "cluster")
RULES = (
    Rule(_ALL, capacity_told),
    Rule(_ALL, fargate_sizes),
    Rule(_ALL, sidecars_fit),
    Rule(_ALL, networks_fit),
    Rule(_ALL, fields_fit_fargate),
    Rule(("services",), steps_say_one_thing),
    Rule(("services",), count_is_owned_once),
    Rule(("services",), scaling_has_a_reason),
    Rule(("services",), requests_come_one_way),
    Rule(("services", "system_containers"), names_are_free),
    Rule(_ALL, tasks_fit_instances),
    Rule(_ALL, architectures_fit),
    Rule(("services", "instance_groups"), single_tasks_are_told),
)
