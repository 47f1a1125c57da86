"""The cluster: everything that a spec says and leaves open, decided once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from functools import cached_property

from tfgen.language.field import Field
from tfgen.resolve.convention import chosen, each, members
from tfgen.resolve.file_systems import FileSystem
from tfgen.resolve.gathered import (
    Use,
    answers_of,
    by_group,
    destinations_of,
    most_targets_of,
    mounts_of,
    peers_of,
    ports_by_balancer,
    priorities_of,
    rules_of,
    target_groups_of,
    together,
    uses_of,
)
from tfgen.resolve.instance_groups import DRIVERS, InstanceGroup
from tfgen.resolve.jobs import Job
from tfgen.resolve.listener_rules import AnyRule, BalancerRule, ListenerRule
from tfgen.resolve.load_balancers import LoadBalancer
from tfgen.resolve.managed_instances import ManagedInstances
from tfgen.resolve.names import Name
from tfgen.resolve.network import Network
from tfgen.resolve.origins import unwritten
from tfgen.resolve.queues import Queue
from tfgen.resolve.repositories import Repository
from tfgen.resolve.secrets import EmptySecret
from tfgen.resolve.services import Service
from tfgen.resolve.settings import Access, Alerts, Logs
from tfgen.resolve.standing import Standing
from tfgen.resolve.state import State
from tfgen.resolve.system_containers import SystemContainer, keys_by_group
from tfgen.resolve.tasks import Task
from tfgen.resolve.workloads import Workload


class Cluster(Standing):
    """A spec with everything that it leaves open, and where each value comes from.

    Members stand in the order of their keys. What could not be read, and what hangs on it, is no
    attribute: who asks for it gets Unread.
    """

    state: State | None
    network: Network
    instance_groups: dict[str, InstanceGroup]  # type: ignore[assignment]  # a dict is invariant
    managed_instances: dict[str, ManagedInstances]  # type: ignore[assignment]
    load_balancers: dict[str, LoadBalancer]  # type: ignore[assignment]
    system_containers: dict[str, SystemContainer]  # type: ignore[assignment]
    file_systems: dict[str, FileSystem]  # type: ignore[assignment]
    queues: dict[str, Queue]  # type: ignore[assignment]
    repositories: dict[str, Repository]  # type: ignore[assignment]
    secrets: dict[str, EmptySecret]  # type: ignore[assignment]
    services: dict[str, Service]  # type: ignore[assignment]
    jobs: dict[str, Job]  # type: ignore[assignment]
    logs: Logs
    access: Access
    alerts: Alerts
    fargate: tuple[str, ...] = Field(exclude=True)
    namespaces: tuple[str, ...]
    names: tuple[Name, ...] = Field(exclude=True)

    @property
    def workloads(self) -> tuple[Workload, ...]:
        """Services, then jobs."""
        return (*self.services.values(), *self.jobs.values())

    @property
    def tasks(self) -> tuple[Task, ...]:
        """System containers, then services, then jobs."""
        return (*self.system_containers.values(), *self.workloads)

    def log_drivers_on(self, group: str) -> tuple[str, ...]:
        """Return the log drivers that instances of a group need for what may run on them.

        The destination of the cluster is that of tasks of applications too.
        """
        types = {type_ for name, type_ in self._destinations if name == group}
        types.add(self.logs.destination.type)
        return tuple(sorted({driver for type_ in types for driver in DRIVERS[type_]}))

    @cached_property
    def _destinations(self) -> frozenset[tuple[str, str]]:
        return frozenset(each(self.tasks, destinations_of))

    @property
    def tasks_with_log_groups(self) -> tuple[Task, ...]:
        """Tasks whose logs, or the log of whose router, a log group takes."""
        return tuple(task for task in self.tasks if task.logs.destination.type != "fluentd")

    @property
    def connected(self) -> dict[str, Service]:
        """Services that have Service Connect."""
        return self._services(lambda service: service.service_connect is not None)

    @cached_property
    def servers(self) -> dict[str, Service]:
        """Services that peers reach by Service Connect."""
        return self._services(lambda service: service.serves_peers)

    def _services(self, wanted: Callable[[Service], bool]) -> dict[str, Service]:
        services = chosen(self.services.values(), wanted)
        return {service.key: service for service in services}

    @property
    def namespace(self) -> str:
        """The namespace of Service Connect: a name, or an ARN; "" where there is none."""
        return self.cluster.service_connect.namespace or ""

    @property
    def makes_namespace(self) -> bool:
        """Whether its tree makes that namespace."""
        given = self.namespace.startswith("arn:")
        return bool(self.namespace) and not given and self.owns("cluster")

    @property
    def log_errors_namespace(self) -> str:
        """The namespace of the metrics that count errors in logs."""
        return f"{self.name}/log-errors"

    @cached_property
    def task_balancers(self) -> dict[str, LoadBalancer]:
        """Balancers whose targets are tasks: all but classic ones, which know instances only."""
        known = self.load_balancers.values()
        balancers = chosen(known, lambda balancer: balancer.type != "classic")
        return {balancer.key: balancer for balancer in balancers}

    @property
    def daemons(self) -> dict[str, SystemContainer]:
        """System containers that ECS runs."""
        return {container.key: container for container in self._run_by("daemon")}

    @property
    def docker_containers(self) -> dict[str, SystemContainer]:
        """System containers that Docker runs, by the name that AWS knows each by."""
        by_name = {container.name: container for container in self._run_by("docker")}
        return dict(sorted(by_name.items()))

    def system_containers_on(self, group: str, run: str) -> tuple[str, ...]:
        """Return the keys of the system containers of one kind on the instances of a group.

        Raises Unread where it is not known of one of them on which groups it runs.
        """
        by_group = self._daemons_by_group
        if run == "docker":
            by_group = self._docker_by_group
        return tuple(by_group.get(group, ()))

    @cached_property
    def _daemons_by_group(self) -> dict[str, list[str]]:
        return keys_by_group(self._run_by("daemon"))

    @cached_property
    def _docker_by_group(self) -> dict[str, list[str]]:
        return keys_by_group(self._run_by("docker"))

    def _run_by(self, run: str) -> Iterator[SystemContainer]:
        containers = self.system_containers.values()
        return chosen(containers, lambda container: container.run == run)

    @cached_property
    def listener_rules(self) -> tuple[tuple[ListenerRule, ...], ...]:
        """The rules of application balancers' listeners; those that ask for the same together."""
        shared: dict[tuple[str, str], list[ListenerRule]] = {}
        for rule in each(self.services.values(), rules_of):
            shared.setdefault((rule.balancer, rule.asked), []).append(rule)
        return tuple(tuple(rules) for rules in shared.values())

    @cached_property
    def balancer_rules(self) -> tuple[BalancerRule, ...]:
        """The rules by which its own balancers answer themselves; a platform has its own."""
        if not self.owns("load_balancers"):
            return ()
        return tuple(each(members(self, "load_balancers"), answers_of))

    @cached_property
    def all_rules(self) -> tuple[AnyRule, ...]:
        """All rules of listeners; of those that ask for the same and share requests the first."""
        return (*(first for first, *_ in self.listener_rules), *self.balancer_rules)

    @cached_property
    def priorities(self) -> dict[tuple[str, str], int]:
        """The priority of each listener rule, by its balancer and its name."""
        return priorities_of(self.all_rules)

    @cached_property
    def knows_all_rules(self) -> bool:
        """Whether `listener_rules` are all: no service's could not be read."""
        known = each(self.services.values(), lambda service: [list(rules_of(service))])
        return len(list(known)) == len(self.services)

    @cached_property
    def _rules_by_service(self) -> dict[str, list[tuple[ListenerRule, ...]]]:
        by_service: dict[str, list[tuple[ListenerRule, ...]]] = {}
        for rules in self.listener_rules:
            by_service.setdefault(rules[0].service, []).append(rules)
        return by_service

    @cached_property
    def _joins_by_service(self) -> dict[str, set[str]]:
        by_service: dict[str, set[str]] = {}
        for first, *others in self.listener_rules:
            for rule in others:
                if rule.service != first.service:
                    by_service.setdefault(rule.service, set()).add(first.service)
        return by_service

    def rules_of(self, service: str) -> tuple[tuple[ListenerRule, ...], ...]:
        """Return the listener rules that a service has, each with those that share its requests."""
        return tuple(self._rules_by_service.get(service, ()))

    def joined_by(self, service: str) -> tuple[str, ...]:
        """Return the services whose listener rules lead to this one too."""
        return tuple(sorted(self._joins_by_service.get(service, ())))

    @cached_property
    def network_ports(self) -> dict[str, tuple[tuple[int, str], ...]]:
        """The ports that routes open on network balancers, with the protocol of IP, by balancer."""
        return ports_by_balancer(self.services.values())

    @cached_property
    def target_groups(self) -> Counter[str]:
        """How many target groups lead from each balancer."""
        return Counter(each(self.services.values(), target_groups_of))

    @cached_property
    def most_targets(self) -> Counter[str]:
        """How many targets each balancer may come to have: a task is one for each of its routes."""
        targets: Counter[str] = Counter()
        for balancer, tasks in each(self.services.values(), most_targets_of):
            targets[balancer] += tasks
        return targets

    @cached_property
    def balancer_uses(self) -> frozenset[tuple[str, Use]]:
        """What routes make of balancers: a listener that speaks TLS, or a login of users."""
        return frozenset(each(self.services.values(), uses_of))

    @cached_property
    def _clients(self) -> dict[str, set[str]]:
        """Peers of a security group's rule that clients come from, each with those clients."""
        return together(each(self.connected.values(), peers_of))

    @cached_property
    def _peers_of_one(self) -> dict[str, set[str]]:
        """Peers that only one service comes from, by that service."""
        of_one: dict[str, set[str]] = {}
        for peer, clients in self._clients.items():
            if len(clients) == 1:
                (client,) = clients
                of_one.setdefault(client, set()).add(peer)
        return of_one

    @cached_property
    def _all_peers(self) -> frozenset[str]:
        return frozenset(self._clients)

    def callers(self, server: Service) -> frozenset[str]:
        """Return who reaches a server by Service Connect, as peers of a security group's rule."""
        # All but itself, and all are asked for by each: not to be gone through one by one.
        return self._all_peers - self._peers_of_one.get(server.key, set())

    @cached_property
    def _mounting(self) -> dict[str, set[str]]:
        return together(each(self.tasks, mounts_of))

    def clients_of(self, file_system: str) -> tuple[str, ...]:
        """Return what connects to a file system, as peers of a security group's rule."""
        return tuple(sorted(self._mounting.get(file_system, ())))

    @cached_property
    def bridged_servers(self) -> dict[str, list[Service]]:
        """Services in bridge mode that peers reach by Service Connect, by instance group."""
        servers = self.servers.values()
        return by_group(server for server in servers if server.network_mode == "bridge")

    @cached_property
    def services_by_group(self) -> dict[str, list[Service]]:
        """Services by the instance groups that they run on."""
        return by_group(self.services.values())

    def origin(self, *path: str | int) -> str:
        """Return where the value at a path comes from: a line, the default, or a convention."""
        if self.wrote(*path):
            place = self.at(*path)
            return f"{place.file}:{place.line}"
        return unwritten(self, self.reading.spec, path)
