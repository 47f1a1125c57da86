"""The modules of services, each in a file of its own, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Value
from tfgen.modules.ecs_service import ecs_service
from tfgen.modules.parts.security_groups import ingress_rules
from tfgen.modules.parts.workloads import workload_security_group
from tfgen.modules.predictive_scaling import predictive_scaling
from tfgen.modules.response_time import response_time
from tfgen.modules.service_discovery import service_discovery
from tfgen.modules.service_disks import service_disks
from tfgen.modules.service_hooks import service_hooks
from tfgen.modules.service_queue import service_queue
from tfgen.modules.service_routes import route_ingress, service_routes
from tfgen.modules.service_scaling import service_scaling
from tfgen.modules.service_watch import service_alarms, service_dashboard
from tfgen.modules.tasks import task_call
from tfgen.modules.telemetry import service_telemetry
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan


def services(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every service, its calls in the order in which they are read."""
    for service in cluster.services.values():
        yield from service_telemetry(cluster, service)
        yield task_call(cluster, service, service.module)
        yield from workload_security_group(
            cluster, service, service.module, _needed_ingress(cluster, service)
        )
        yield from service_routes(cluster, service)
        # Before the service: a deployment watches them, and they know it by its name alone.
        yield from service_alarms(cluster, service)
        yield from service_discovery(cluster, service)
        yield from service_disks(cluster, service)
        yield from service_hooks(cluster, service)
        yield ecs_service(cluster, service)
        yield from service_scaling(cluster, service)
        yield from response_time(cluster, service)
        yield from service_queue(cluster, service)
        yield from predictive_scaling(cluster, service)
        yield from service_dashboard(cluster, service)


def _needed_ingress(cluster: Cluster, service: Service) -> dict[str, Value]:
    """Return the rules in that balancers and peers of Service Connect need."""
    peers = ingress_rules(cluster, service.connect_ingress)
    return {**route_ingress(cluster, service), **peers}
