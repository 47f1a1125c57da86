"""Every convention and default: what is decided of each section, and the order in which it is.

A section's own file beside this folder says what it is; the file of its name in here gives it the
values that a spec leaves open.
"""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.language.section import Section
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Apply, each, members, part
from tfgen.resolve.conventions import (
    cluster as whole,
)
from tfgen.resolve.conventions import (
    file_systems,
    instance_groups,
    jobs,
    load_balancers,
    managed_instances,
    network,
    queues,
    repositories,
    routes,
    secrets,
    services,
    settings,
    system_containers,
    tasks,
    telemetry,
    workloads,
)
from tfgen.resolve.listener_rules import AnyRule


def settle(cluster: Cluster, apply: Apply) -> None:
    """Decide what follows from a member and from the cluster alone."""
    # Nearly every other name begins with the cluster's.
    apply(settings.NAMED, part(cluster, "cluster"), cluster)
    _settle_network(cluster, apply)
    settings.settle(cluster, apply)
    apply(instance_groups.GROUPS, members(cluster, "instance_groups"), cluster)
    apply(managed_instances.MANAGED_INSTANCES, members(cluster, "managed_instances"), cluster)
    apply(queues.QUEUES, members(cluster, "queues"), cluster)
    apply(repositories.REPOSITORIES, members(cluster, "repositories"), cluster)
    apply(secrets.SECRETS, members(cluster, "secrets"), cluster)
    for balancer in members(cluster, "load_balancers"):
        apply(load_balancers.LISTENERS, members(balancer, "listeners"), cluster)
        apply(load_balancers.BALANCERS, [balancer], cluster)
        for rule in members(balancer, "rules"):
            apply(load_balancers.REDIRECTS, part(rule, "redirect"), balancer, rule)
            apply(routes.MATCHES, rule.__dict__.get("match", ()), balancer, rule)
    _settle_tasks(cluster, apply)
    for service in members(cluster, "services"):
        _settle_service(cluster, service, apply)


def connect(cluster: Cluster, apply: Apply) -> None:
    """Decide what follows from members together: who reaches whom, what all of them need."""
    apply(whole.CLUSTER, [cluster])
    for rule in each([cluster], _all_listener_rules):
        apply(routes.NUMBERED_MATCHES, [rule.match], cluster, rule)
    apply(services.CONNECTED_SERVICES, members(cluster, "services"), cluster)
    apply(jobs.JOBS, members(cluster, "jobs"), cluster)
    apply(file_systems.FILE_SYSTEMS, members(cluster, "file_systems"), cluster)
    # Behind the services, since peers of theirs come to the instances.
    apply(instance_groups.CONNECTED_GROUPS, members(cluster, "instance_groups"), cluster)
    apply(load_balancers.CONNECTED_BALANCERS, members(cluster, "load_balancers"), cluster)
    apply(settings.ALERTS, part(cluster, "alerts"), cluster)
    apply(network.ENDPOINTS, part(cluster, "network"), cluster)
    apply(whole.CLUSTER_NAMES, [cluster])


def _all_listener_rules(cluster: Cluster) -> Iterator[AnyRule]:
    for rules in cluster.listener_rules:
        yield from rules
    yield from cluster.balancer_rules


def _settle_network(cluster: Cluster, apply: Apply) -> None:
    apply(network.NETWORK, part(cluster, "network"), cluster)
    for vpc in part(cluster, "network"):
        apply(network.ZONES, members(vpc, "availability_zones"), vpc)
    apply(network.FLOW_LOGS, part(cluster, "network", "flow_logs"), cluster)


def _settle_tasks(cluster: Cluster, apply: Apply) -> None:
    containers = members(cluster, "system_containers")
    placed = [*members(cluster, "services"), *members(cluster, "jobs")]
    apply(system_containers.NAMED, containers, cluster)
    apply(workloads.NAMED, placed, cluster)
    for task in (*containers, *placed):
        apply(tasks.CONTAINERS, [task, *members(task, "sidecars")], cluster)
        apply(tasks.TASKS, [task], cluster)
        apply(tasks.LOGGED_TASKS, part(task, "logs"), cluster, task)
    # What a system container differs in from other tasks comes over what all have.
    apply(system_containers.SYSTEM_CONTAINERS, containers, cluster)
    for container in containers:
        apply(system_containers.SYSTEM_LOGS, part(container, "logs"), cluster, container)
    apply(system_containers.SYSTEM_NAMES, containers, cluster)
    apply(workloads.WORKLOADS, placed, cluster)


def _settle_service(cluster: Cluster, service: Section, apply: Apply) -> None:
    apply(services.DEPLOYMENTS, part(service, "deployment"), service)
    apply(services.CONNECTIONS, part(service, "service_connect"), service)
    apply(services.CLOUD_MAPS, part(service, "cloud_map"), service)
    apply(telemetry.TELEMETRY, part(service, "telemetry"), cluster, service)
    apply(services.SERVICES, [service], cluster)
    for route in members(service, "routes"):
        apply(routes.ROUTES, [route], cluster, service)
        apply(routes.MATCHES, route.__dict__.get("match", ()), service, route)
