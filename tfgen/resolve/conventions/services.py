"""Conventions of services: how many tasks, how new versions come, who reaches them, their names."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import DASHBOARD_NAME, ROLE_NAME, SERVICE_NAME, TARGET_GROUP_NAME
from tfgen.language.containers import Port
from tfgen.language.deployment import ShiftStep
from tfgen.language.instance_groups import Rule
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.conventions import discovery
from tfgen.resolve.conventions.scaling import scaling_names
from tfgen.resolve.conventions.tasks import task_names
from tfgen.resolve.conventions.workloads import network_names
from tfgen.resolve.discovery import is_namespace_id
from tfgen.resolve.listener_rules import ListenerRule
from tfgen.resolve.names import Name, Names
from tfgen.resolve.services import CloudMap, Deployment, Service, ServiceConnect

DEPLOYMENTS = Conventions(Deployment)
CONNECTIONS = Conventions(ServiceConnect)
CLOUD_MAPS = Conventions(CloudMap)
SERVICES = Conventions(Service)
CONNECTED_SERVICES = Conventions(Service)


@DEPLOYMENTS.fills("wait", "with owner: terraform")
def _wait(service: Service, deployment: Deployment) -> bool:
    return deployment.owner == "terraform"


@DEPLOYMENTS.sets("shifts", "all strategies but rolling")
def _shifts(service: Service, deployment: Deployment) -> bool:
    return deployment.strategy != "rolling"


@DEPLOYMENTS.fills("bake_time", "5m, where the strategy shifts requests")
def _bake_time(service: Service, deployment: Deployment) -> int | None:
    if not deployment.shifts:
        return None
    return 300


@DEPLOYMENTS.fills("step", "10 percent of the requests and 5m, with canary and linear")
def _step(service: Service, deployment: Deployment) -> ShiftStep | None:
    if not deployment.stepwise:
        return None
    return ShiftStep()


@CONNECTIONS.fills("alias", "its own name")
def _alias(service: Service, connection: ServiceConnect) -> str | None:
    if connection.client_only:
        return None
    return service.name


@CONNECTIONS.sets("port", "the only one of the container, unless one is written")
def _connect_port_name(service: Service, connection: ServiceConnect) -> str | None:
    if connection.client_only:
        return connection.port
    return service.port_name(connection.port)


@CLOUD_MAPS.fills("type", "a for tasks with a network of their own, else srv")
def _record(service: Service, cloud_map: CloudMap) -> str:
    # Tasks that share the address of their instance differ in the port alone.
    if service.awsvpc:
        return "a"
    return "srv"


@CLOUD_MAPS.sets("made", "unless it is the id of one that exists")
def _made(service: Service, cloud_map: CloudMap) -> bool:
    return not is_namespace_id(cloud_map.namespace)


@CLOUD_MAPS.sets("port", "srv: the only one of the container, unless one is written")
def _cloud_map_port_name(service: Service, cloud_map: CloudMap) -> str | None:
    if cloud_map.type != "srv":
        return cloud_map.port
    return service.port_name(cloud_map.port)


@SERVICES.fills("service_name", "its name, as all else of it has it")
def _service_name(cluster: Cluster, service: Service) -> str:
    return service.name


@SERVICES.fills("desired_count", "scaling.min, else 1")
def _desired_count(cluster: Cluster, service: Service) -> int:
    if service.scaling is None:
        return 1
    return service.scaling.min


@SERVICES.fills("health_check_grace_period", "60s with routes")
def _grace_period(cluster: Cluster, service: Service) -> int | None:
    # ECS refuses one of a service without a load balancer.
    if not service.routes:
        return None
    return 60


@SERVICES.sets("target_type", "ip with a network of its own, else instance")
def _target_type(cluster: Cluster, service: Service) -> str:
    if service.awsvpc:
        return "ip"
    return "instance"


@SERVICES.sets("connect_port", "that peers reach by Service Connect")
def _connect_port(cluster: Cluster, service: Service) -> Port | None:
    connection = service.service_connect
    if connection is None or connection.client_only:
        return None
    return service.port_named(connection.port)


@SERVICES.sets("cloud_map_port", "in an srv record")
def _cloud_map_port(cluster: Cluster, service: Service) -> Port | None:
    if service.cloud_map is None:
        return None
    return service.port_named(service.cloud_map.port)


@SERVICES.sets("shift_role_name_prefix", "<cluster>-<service>-swap, where ECS shifts at balancers")
def _shift_role(cluster: Cluster, service: Service) -> Name | None:
    # What peers ask of it ECS shifts without rights of ours.
    if not service.shifts or not service.routes:
        return None
    of = f"role that shifts requests of service {service.name}"
    return Name(f"{service.role_name_prefix}swap-", of, ROLE_NAME, is_prefix=True)


@CONNECTED_SERVICES.sets("listener_rules", "those that ask for the same stand together")
def _listener_rules(cluster: Cluster, service: Service) -> tuple[tuple[ListenerRule, ...], ...]:
    return cluster.rules_of(service.key)


@CONNECTED_SERVICES.sets("joins", "rules of others that lead here too")
def _joins(cluster: Cluster, service: Service) -> tuple[str, ...]:
    return cluster.joined_by(service.key)


@CONNECTED_SERVICES.sets("connect_ingress", "peers of Service Connect reach its tasks")
def _connect_ingress(cluster: Cluster, service: Service) -> dict[str, Rule]:
    return discovery.service_ingress(cluster, service)


@CONNECTED_SERVICES.sets("names", "<cluster>-<service>")
def _names(cluster: Cluster, service: Service) -> Names:
    return (
        *task_names(service),
        Name(service.service_name, f"service {service.key}", SERVICE_NAME),
        *(service.alarm_name(alarm) for alarm in service.given_alarms),
        *scaling_names(service),
        *discovery.names_of(service),
        *_further_names(service),
        *network_names(service),
        *_target_group_names(service),
    )


def _further_names(service: Service) -> Iterator[Name]:
    if service.shift_role_name_prefix:
        yield service.shift_role_name_prefix
    if service.deployment.hooks:
        of = f"role of the hooks of service {service.name}"
        yield Name(f"{service.role_name_prefix}hook-", of, ROLE_NAME, is_prefix=True)
    if any(volume.ebs for volume in service.volumes.values()):
        of = f"role of the disks of service {service.name}"
        yield Name(f"{service.role_name_prefix}disk-", of, ROLE_NAME, is_prefix=True)
    if service.telemetry and service.telemetry.log_group:
        yield service.telemetry.log_group
    if service.dashboard:
        yield Name(service.family, f"dashboard of service {service.name}", DASHBOARD_NAME)


def _target_group_names(service: Service) -> Iterator[Name]:
    for route in service.routes.values():
        of = f"target group of route {route.key} of service {service.name}"
        for name in (route.target_group_name, route.alternate_target_group_name):
            if name is not None:
                yield Name(name, of, TARGET_GROUP_NAME)
