"""Reading → Cluster: every convention and default is applied here, and nowhere else.

A file a section says what the section is when all of it is decided; `conventions/` decides.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from tfgen.language import Reading
from tfgen.language.section import Section
from tfgen.resolve import settings
from tfgen.resolve.answers import AnswerRule
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Apply, begin, begin_below
from tfgen.resolve.conventions import connect, settle
from tfgen.resolve.conventions.cluster import role_name_prefix
from tfgen.resolve.file_systems import FileSystem, begin_file_system
from tfgen.resolve.grants import Grant, Granted, Thing, granted, grants_of
from tfgen.resolve.instance_groups import (
    InstanceGroup,
    added_rules,
    begin_group,
    is_world,
    openings,
)
from tfgen.resolve.jobs import Job, begin_job
from tfgen.resolve.listener_rules import AnyRule, BalancerRule, ListenerRule, TrialRule
from tfgen.resolve.load_balancers import LoadBalancer, begin_balancer
from tfgen.resolve.managed_instances import ManagedInstances, begin_managed_instances
from tfgen.resolve.names import Name
from tfgen.resolve.network import begin_network
from tfgen.resolve.queues import Queue, begin_queue
from tfgen.resolve.repositories import Repository, begin_repository
from tfgen.resolve.routes import Route
from tfgen.resolve.secrets import EmptySecret, begin_secret
from tfgen.resolve.security_groups import port_range
from tfgen.resolve.services import ROUTE_ALARMS, Service, begin_service
from tfgen.resolve.settings import INSTANCE_EVENTS, Bastion
from tfgen.resolve.system_containers import SystemContainer, begin_system_container
from tfgen.resolve.tasks import UNKNOWN_ACCOUNT, Container, Task, pulled_image
from tfgen.resolve.workloads import Workload

__all__ = [
    "INSTANCE_EVENTS",
    "ROUTE_ALARMS",
    "UNKNOWN_ACCOUNT",
    "AnswerRule",
    "AnyRule",
    "BalancerRule",
    "Bastion",
    "Cluster",
    "Container",
    "EmptySecret",
    "FileSystem",
    "Grant",
    "Granted",
    "InstanceGroup",
    "Job",
    "ListenerRule",
    "LoadBalancer",
    "ManagedInstances",
    "Name",
    "Queue",
    "Repository",
    "Route",
    "Service",
    "SystemContainer",
    "Task",
    "Thing",
    "TrialRule",
    "Workload",
    "added_rules",
    "granted",
    "grants_of",
    "is_world",
    "openings",
    "port_range",
    "pulled_image",
    "resolve",
    "role_name_prefix",
]

# How each section with members begins.
_MEMBERS: dict[str, Callable[[str, Any], Section]] = {
    "instance_groups": begin_group,
    "managed_instances": begin_managed_instances,
    "load_balancers": begin_balancer,
    "system_containers": begin_system_container,
    "file_systems": begin_file_system,
    "queues": begin_queue,
    "repositories": begin_repository,
    "secrets": begin_secret,
    "services": begin_service,
    "jobs": begin_job,
}


def resolve(reading: Reading) -> Cluster:
    """Decide everything that a spec leaves open; what could not be read stays unknown."""
    cluster = _begun(reading)
    apply = Apply(cluster.sound)
    settle(cluster, apply)
    connect(cluster, apply)
    return cluster


def _begun(reading: Reading) -> Cluster:
    """Return the cluster with what the spec says, its members in the order of their keys."""
    spec = reading.spec
    known: dict[str, Any] = {"reading": reading, **settings.begun(spec)}
    for section, make in _MEMBERS.items():
        known |= begin_below(spec, section, make)
    # To ask for what could not be read raises Unread: it is looked up where a section keeps it.
    if "network" in spec.__dict__:
        known["network"] = begin_network(spec.network)
    return begin(Cluster, spec, **known)
