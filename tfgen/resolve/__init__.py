"""Reading → Cluster: every convention and default is applied here, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tfgen.language import Reading
from tfgen.language.section import Section
from tfgen.resolve import (
    file_systems,
    instance_groups,
    jobs,
    load_balancers,
    network,
    routes,
    services,
    settings,
    system_containers,
    tasks,
    workloads,
)
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.cluster_names import CLUSTER, CLUSTER_NAMES, role_name_prefix
from tfgen.resolve.convention import Apply, begin, begin_below, members, part
from tfgen.resolve.file_systems import FileSystem
from tfgen.resolve.instance_groups import InstanceGroup, is_world
from tfgen.resolve.jobs import Job
from tfgen.resolve.load_balancers import LoadBalancer
from tfgen.resolve.names import Name
from tfgen.resolve.routes import ListenerRule, Route
from tfgen.resolve.security_groups import port_range
from tfgen.resolve.services import ROUTE_ALARMS, Service
from tfgen.resolve.settings import INSTANCE_EVENTS, Bastion
from tfgen.resolve.system_containers import SystemContainer
from tfgen.resolve.tasks import UNKNOWN_ACCOUNT, Container, Task, pulled_image
from tfgen.resolve.workloads import Workload

__all__ = [
    "INSTANCE_EVENTS",
    "ROUTE_ALARMS",
    "UNKNOWN_ACCOUNT",
    "Bastion",
    "Cluster",
    "Container",
    "FileSystem",
    "InstanceGroup",
    "Job",
    "ListenerRule",
    "LoadBalancer",
    "Name",
    "Route",
    "Service",
    "SystemContainer",
    "Task",
    "Workload",
    "is_world",
    "port_range",
    "pulled_image",
    "resolve",
    "role_name_prefix",
]

# How each section with members begins.
_MEMBERS: dict[str, Callable[[str, Any], Section]] = {
    "instance_groups": instance_groups.begin_group,
    "load_balancers": load_balancers.begin_balancer,
    "system_containers": system_containers.begin_system_container,
    "file_systems": file_systems.begin_file_system,
    "services": services.begin_service,
    "jobs": jobs.begin_job,
}


def resolve(reading: Reading) -> Cluster:
    """Decide everything that a spec leaves open; what could not be read stays unknown."""
    cluster = _begun(reading)
    apply = Apply(cluster.sound)
    _settle(cluster, apply)
    _connect(cluster, apply)
    return cluster


def _begun(reading: Reading) -> Cluster:
    """Return the cluster with what the spec says, its members in the order of their keys."""
    given = reading.spec
    known: dict[str, Any] = {"reading": reading, **settings.begun(given)}
    for section, make in _MEMBERS.items():
        known |= begin_below(given, section, make)
    if "network" in given.__dict__:
        known["network"] = network.begin_network(given.network)
    return begin(Cluster, given, **known)


def _settle(cluster: Cluster, apply: Apply) -> None:
    """Decide what follows from a member and from the cluster alone."""
    containers = members(cluster, "system_containers")
    placed = [*members(cluster, "services"), *members(cluster, "jobs")]
    settings.settle_name(cluster, apply)
    apply(network.NETWORK, part(cluster, "network"), cluster)
    for vpc in part(cluster, "network"):
        apply(network.ZONES, members(vpc, "availability_zones"), vpc)
    apply(network.FLOW_LOGS, part(cluster, "network", "flow_logs"), cluster)
    settings.settle(cluster, apply)
    apply(instance_groups.GROUPS, members(cluster, "instance_groups"), cluster)
    for balancer in members(cluster, "load_balancers"):
        apply(load_balancers.LISTENERS, members(balancer, "listeners"), cluster)
        apply(load_balancers.BALANCERS, [balancer], cluster)
    apply(system_containers.NAMED, containers, cluster)
    apply(workloads.NAMED, placed, cluster)
    for task in (*containers, *placed):
        apply(tasks.CONTAINERS, [task, *members(task, "sidecars")], cluster)
        apply(tasks.TASKS, [task], cluster)
        apply(tasks.LOGGED_TASKS, part(task, "logs"), cluster, task)
    apply(system_containers.SYSTEM_CONTAINERS, containers, cluster)
    for container in containers:
        apply(system_containers.SYSTEM_LOGS, part(container, "logs"), cluster, container)
    apply(system_containers.SYSTEM_NAMES, containers, cluster)
    apply(workloads.WORKLOADS, placed, cluster)
    for service in members(cluster, "services"):
        _settle_service(cluster, service, apply)


def _settle_service(cluster: Cluster, service: Section, apply: Apply) -> None:
    apply(services.DEPLOYMENTS, part(service, "deployment"), service)
    apply(services.CONNECTIONS, part(service, "service_connect"), service)
    apply(services.CLOUD_MAPS, part(service, "cloud_map"), service)
    apply(services.SERVICES, [service], cluster)
    for route in members(service, "routes"):
        apply(routes.ROUTES, [route], cluster, service)
        apply(routes.MATCHES, route.__dict__.get("match", ()), service, route)


def _connect(cluster: Cluster, apply: Apply) -> None:
    """Decide what follows from members together: who reaches whom, what all of them need."""
    apply(CLUSTER, [cluster])
    apply(services.CONNECTED_SERVICES, members(cluster, "services"), cluster)
    apply(jobs.JOBS, members(cluster, "jobs"), cluster)
    apply(file_systems.FILE_SYSTEMS, members(cluster, "file_systems"), cluster)
    apply(instance_groups.CONNECTED_GROUPS, members(cluster, "instance_groups"), cluster)
    apply(load_balancers.CONNECTED_BALANCERS, members(cluster, "load_balancers"), cluster)
    apply(settings.ALERTS, part(cluster, "alerts"), cluster)
    apply(network.ENDPOINTS, part(cluster, "network"), cluster)
    apply(CLUSTER_NAMES, [cluster])
