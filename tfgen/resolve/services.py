"""Services, resolved: how many tasks, how new versions come, who reaches them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import ALARM_NAME
from tfgen.language import deployment, services
from tfgen.language import discovery as language
from tfgen.language.alarms import Watch
from tfgen.language.containers import Port
from tfgen.language.field import Field
from tfgen.language.instance_groups import Rule
from tfgen.language.scaling import Scaling, Steps
from tfgen.language.section import Section
from tfgen.resolve import discovery
from tfgen.resolve.convention import begin, begin_below, part
from tfgen.resolve.listener_rules import ListenerRule
from tfgen.resolve.names import Name
from tfgen.resolve.routes import Route, begin_route
from tfgen.resolve.security_groups import Protocol
from tfgen.resolve.tasks import Container
from tfgen.resolve.telemetry import COLLECTOR, Telemetry
from tfgen.resolve.workloads import Workload, begin_workload

# Alarms whose metrics a service's target groups give.
ROUTE_ALARMS = ("http_4xx", "http_5xx", "target_5xx", "response_time", "unhealthy_targets")


def held_targets(scaling: Scaling) -> dict[str, object]:
    """Return what scaling holds at a target, by the words of the language."""
    words = ("cpu", "memory", "requests_per_target", "response_time", "queue", "metrics")
    return {word: held for word in words if (held := getattr(scaling, word))}


class Deployment(deployment.Deployment):
    """How a new version comes; times in seconds."""

    wait: bool
    shifts: bool = Field(exclude=True)

    @property
    def stepwise(self) -> bool:
        """Whether requests go over in steps."""
        return self.strategy in ("canary", "linear")

    @property
    def seconds(self) -> int:
        """How long it waits for functions and steps, beside what tasks take to come up."""
        # A function of Lambda runs for a quarter of an hour at most.
        asking = 900 * sum(len(hook.stages) for hook in self.hooks.values())
        return asking + self._shifting_seconds

    @property
    def _shifting_seconds(self) -> int:
        if self.step is None:
            return self.bake_time or 0
        steps = 1
        if self.strategy != "canary":
            # The last step may be smaller.
            steps = -(-100 // self.step.percent)
        return (self.bake_time or 0) + steps * self.step.bake_time

    def stay(self, count: int) -> int:
        """Return how many of so many tasks stay up while they change: ECS rounds up."""
        return -(-count * self.minimum_healthy_percent // 100)

    def may_be(self, count: int) -> int:
        """Return how many tasks there may be of so many: ECS rounds down."""
        return count * self.maximum_percent // 100


class ServiceConnect(language.ServiceConnect):
    """A service among its peers; alias and port are absent of a client."""


class CloudMap(language.CloudMap):
    """A name in DNS; `made`: its namespace is made with the cluster."""

    type: str  # type: ignore[assignment]  # words of the language are strings
    made: bool


class Service(Workload, services.Service):
    """A service.

    `listener_rules` are rules of listeners that lead to it, each with those of other services that
    ask for the same and share its requests by weight; `joins` are the services whose rules lead to
    it too. `connect_ingress` are rules that its peers need.
    """

    service_name: str
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
    telemetry: Telemetry | None

    @property
    def containers(self) -> dict[str, Container]:
        """Its containers by the names that AWS knows, with the collector of telemetry."""
        containers = super().containers
        if self.telemetry is None:
            return containers
        # That a sidecar has the collector's name is told elsewhere.
        return {COLLECTOR: self.telemetry.container, **containers}

    @property
    def shifts(self) -> bool:
        """Whether requests go over to a new version that stands beside the former one."""
        return self.deployment.strategy != "rolling"

    @property
    def serves_peers(self) -> bool:
        """Whether peers reach it by Service Connect."""
        return self.service_connect is not None and not self.service_connect.client_only

    @property
    def tells_peers_apart(self) -> bool:
        """Whether the proxy of Service Connect reads headers of what peers ask of it."""
        # Of plain TCP it knows none.
        return self.connect_port is not None and self.connect_port.app_protocol is not None

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
    def starts_by_queue(self) -> bool:
        """Whether its first task comes with a message: there may be none."""
        return self.scaling is not None and bool(self.scaling.queue) and self.least_count == 0

    @property
    def _holds_a_target(self) -> bool:
        scaling = self.scaling
        if scaling is None:
            return False
        return any(held_targets(scaling).values())

    @property
    def _steps(self) -> tuple[Steps, ...]:
        if self.scaling is None:
            return ()
        return tuple(self.scaling.steps.values())

    @property
    def least_count(self) -> int:
        """The least number of tasks that it may come to have."""
        if self.scaling is None:
            return self.desired_count
        schedules = (schedule.min for schedule in self.scaling.schedules.values())
        return min(self.scaling.min, *schedules, self.scaling.max)

    @property
    def most_count(self) -> int:
        """The greatest number of tasks that it may come to have."""
        if self.scaling is None:
            return self.desired_count
        return max(self.scaling.max, *(plan.max for plan in self.scaling.schedules.values()), 0)

    @property
    def proxy_memory(self) -> int:
        """MiB of a Fargate task that the proxy of Service Connect takes."""
        if self.service_connect is None:
            return 0
        return discovery.PROXY_MEMORY

    def host_port(self, port: Port) -> int | None:
        """Return where a host is reached for a port of a container; None where Docker chooses."""
        if self.network_mode != "bridge":
            return port.container_port
        return port.host_port or None

    def container_of(self, route: Route) -> Container | None:
        """Return the container that a route leads to, if there is one of that name."""
        if route.container == self.name:
            return self
        return self.sidecars.get(route.container)

    def target_ports(self, route: Route) -> Iterator[tuple[Protocol, Port]]:
        """Yield what a balancer connects to, its health check too: protocols of IP and ports."""
        if route.container_port:
            for protocol in route.ip_protocols:
                yield protocol, route.container_port
        if route.check_port:
            yield "tcp", route.check_port

    def alarm_name(self, alarm: str) -> Name:
        """Return the name of one of its alarms."""
        text = f"{self.family}-{alarm.replace('_', '-')}"
        return Name(text, f"alarm {alarm} of service {self.name}", ALARM_NAME)


_PARTS: dict[str, type[Section]] = {
    "deployment": Deployment,
    "service_connect": ServiceConnect,
    "cloud_map": CloudMap,
    "telemetry": Telemetry,
}


def begin_service(key: str, written: services.Service) -> Service:
    """Return a service as far as the spec says it."""

    def begin_its_route(name: str, route: services.Route) -> Route:
        return begin_route(name, ("services", key, "routes", name), route)

    known = begin_workload("service", key, written)
    known |= begin_below(written, "routes", begin_its_route)
    for field, kind in _PARTS.items():
        for section in part(written, field):
            known[field] = begin(kind, section)
    return begin(Service, written, **known)
