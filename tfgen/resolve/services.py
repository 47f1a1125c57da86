"""Services, resolved: how many tasks, how new versions come, who reaches them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pydantic import Field

from tfgen.facts.limits import ALARM_NAME, DASHBOARD_NAME, ROLE_NAME, SERVICE_NAME
from tfgen.language import deployment, services
from tfgen.language import discovery as language
from tfgen.language.alerts import Watch
from tfgen.language.containers import Port
from tfgen.language.deployment import ShiftStep
from tfgen.language.instance_groups import Rule
from tfgen.language.scaling import Steps
from tfgen.resolve import discovery
from tfgen.resolve.convention import RESOLVED, Conventions, begin, begin_below
from tfgen.resolve.names import Name, Names
from tfgen.resolve.routes import ListenerRule, Route, begin_route
from tfgen.resolve.scaling import scaling_names
from tfgen.resolve.tasks import task_names
from tfgen.resolve.workloads import Workload, begin_workload, network_names

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster

# Alarms whose metrics a service's target groups give.
ROUTE_ALARMS = ("http_5xx", "target_5xx", "unhealthy_targets")


class Deployment(deployment.Deployment):
    """How a new version comes; times in seconds."""

    model_config = RESOLVED

    wait: bool
    shifts: bool = Field(exclude=True)

    @property
    def stepwise(self) -> bool:
        """Whether requests go over in steps."""
        return self.strategy in ("canary", "linear")

    @property
    def seconds(self) -> int:
        """How long it waits between and behind its steps, beside what tasks take to come up."""
        if self.step is None:
            return self.bake_time or 0
        steps = 1 if self.strategy == "canary" else -(-100 // self.step.percent)
        return (self.bake_time or 0) + steps * self.step.bake_time


class ServiceConnect(language.ServiceConnect):
    """A service among its peers; alias and port are absent of a client."""

    model_config = RESOLVED


class CloudMap(language.CloudMap):
    """A name in DNS; `made`: its namespace is made with the cluster."""

    model_config = RESOLVED

    type: str  # type: ignore[assignment]  # words of the language are strings
    made: bool


class Service(Workload, services.Service):
    """A service.

    `listener_rules` are rules of listeners that lead to it, each with those of other services that
    ask for the same and share its requests by weight; `joins` are the services whose rules lead to
    it too. `connect_ingress` are rules that its peers need.
    """

    model_config = RESOLVED

    desired_count: int
    health_check_grace_period: int | None
    target_type: str
    deployment: Deployment
    service_connect: ServiceConnect | None
    connect_port: Port | None = Field(exclude=True)
    cloud_map: CloudMap | None
    cloud_map_port: Port | None = Field(exclude=True)
    routes: dict[str, Route]  # type: ignore[assignment]  # a dict is invariant
    listener_rules: tuple[tuple[ListenerRule, ...], ...] = Field(exclude=True)
    joins: tuple[str, ...]
    connect_ingress: dict[str, Rule]
    shift_role_name_prefix: Name | None

    @property
    def shifts(self) -> bool:
        """Whether requests go over to a new version by target groups that take turns."""
        return self.deployment.strategy != "rolling"

    @property
    def serves_peers(self) -> bool:
        """Whether peers reach it by Service Connect."""
        return self.service_connect is not None and not self.service_connect.client_only

    @property
    def given_alarms(self) -> dict[str, Watch]:
        """Its alarms, by name. Raises Unread where one of them could not be read."""
        every = {name: getattr(self.alarms, name) for name in type(self.alarms).model_fields}
        return {name: alarm for name, alarm in every.items() if alarm is not None}

    @property
    def scales_in(self) -> bool:
        """Whether its load may take tasks away."""
        return self._holds_a_target or any(steps.in_ for steps in self._steps)

    @property
    def scales_out(self) -> bool:
        """Whether its load may add tasks."""
        return self._holds_a_target or any(steps.out for steps in self._steps)

    @property
    def _holds_a_target(self) -> bool:
        given = self.scaling
        return given is not None and any(
            (given.cpu, given.memory, given.requests_per_target, given.metrics)
        )

    @property
    def _steps(self) -> tuple[Steps, ...]:
        return tuple(self.scaling.steps.values()) if self.scaling else ()

    @property
    def least_count(self) -> int:
        """The least number of tasks that it may come to have."""
        if self.scaling is None:
            return self.desired_count
        schedules = (schedule.min for schedule in self.scaling.schedules.values())
        return min(self.scaling.min, *schedules, self.scaling.max)

    @property
    def proxy_memory(self) -> int:
        """MiB of a Fargate task that the proxy of Service Connect takes."""
        return discovery.PROXY_MEMORY if self.service_connect else 0

    def alarm_name(self, alarm: str) -> Name:
        """Return the name of one of its alarms."""
        text = f"{self.family}-{alarm.replace('_', '-')}"
        return Name(text, f"alarm {alarm} of service {self.name}", ALARM_NAME)


def begin_service(key: str, given: services.Service) -> Service:
    """Return a service as far as the spec says it."""
    known = begin_workload("service", key, given)
    path = ("services", key, "routes")
    known |= begin_below(given, "routes", lambda name, one: begin_route(name, (*path, name), one))
    for field, kind in (
        ("deployment", Deployment),
        ("service_connect", ServiceConnect),
        ("cloud_map", CloudMap),
    ):
        if given.__dict__.get(field) is not None:
            known[field] = begin(kind, given.__dict__[field])
    return begin(Service, given, **known)


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
    return 300 if deployment.shifts else None


@DEPLOYMENTS.fills("step", "10 percent of the requests and 5m, with canary and linear")
def _step(service: Service, deployment: Deployment) -> ShiftStep | None:
    return ShiftStep() if deployment.stepwise else None


@CONNECTIONS.fills("alias", "its own name")
def _alias(service: Service, connection: ServiceConnect) -> str | None:
    return None if connection.client_only else service.name


@CONNECTIONS.sets("port", "the only one of the container, unless one is written")
def _connect_port_name(service: Service, connection: ServiceConnect) -> str | None:
    return connection.port if connection.client_only else service.port_name(connection.port)


@CLOUD_MAPS.fills("type", "a for tasks with a network of their own, else srv")
def _record(service: Service, cloud_map: CloudMap) -> str:
    return "a" if service.awsvpc else "srv"


@CLOUD_MAPS.sets("made", "unless it is the id of one that exists")
def _made(service: Service, cloud_map: CloudMap) -> bool:
    return not discovery.is_namespace_id(cloud_map.namespace)


@CLOUD_MAPS.sets("port", "srv: the only one of the container, unless one is written")
def _cloud_map_port_name(service: Service, cloud_map: CloudMap) -> str | None:
    return service.port_name(cloud_map.port) if cloud_map.type == "srv" else cloud_map.port


@SERVICES.fills("desired_count", "scaling.min, else 1")
def _desired_count(cluster: Cluster, service: Service) -> int:
    return service.scaling.min if service.scaling else 1


@SERVICES.fills("health_check_grace_period", "60s with routes")
def _grace_period(cluster: Cluster, service: Service) -> int | None:
    return 60 if service.routes else None


@SERVICES.sets("target_type", "ip with a network of its own, else instance")
def _target_type(cluster: Cluster, service: Service) -> str:
    return "ip" if service.awsvpc else "instance"


@SERVICES.sets("connect_port", "that peers reach by Service Connect")
def _connect_port(cluster: Cluster, service: Service) -> Port | None:
    connection = service.service_connect
    if connection is None or connection.client_only:
        return None
    return service.ports.get(connection.port) if connection.port else None


@SERVICES.sets("cloud_map_port", "in an srv record")
def _cloud_map_port(cluster: Cluster, service: Service) -> Port | None:
    given = service.cloud_map
    return service.ports.get(given.port) if given and given.port else None


@SERVICES.sets("shift_role_name_prefix", "<cluster>-<service>-swap, with a strategy that shifts")
def _shift_role(cluster: Cluster, service: Service) -> Name | None:
    if not service.shifts:
        return None
    what = f"role that shifts requests of service {service.name}"
    return Name(f"{service.role_name_prefix}swap-", what, ROLE_NAME, is_prefix=True)


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
    return tuple(_every_name(service))


def _every_name(service: Service) -> list[Name]:
    every = [*task_names(service), Name(service.name, f"service {service.name}", SERVICE_NAME)]
    every += [service.alarm_name(alarm) for alarm in service.given_alarms]
    every += [*scaling_names(service), *discovery.names_of(service)]
    if service.shift_role_name_prefix:
        every.append(service.shift_role_name_prefix)
    if any(volume.ebs for volume in service.volumes.values()):
        what = f"role of the disks of service {service.name}"
        every.append(Name(f"{service.role_name_prefix}disk-", what, ROLE_NAME, is_prefix=True))
    if service.dashboard:
        every.append(Name(service.family, f"dashboard of service {service.name}", DASHBOARD_NAME))
    return [*every, *network_names(service), *_target_group_names(service)]


def _target_group_names(service: Service) -> list[Name]:
    every = []
    for route in service.routes.values():
        every += [route.target_group_name, route.alternate_target_group_name]
    return [name for name in every if name is not None]
