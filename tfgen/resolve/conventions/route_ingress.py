"""Ports of instances that routes lead to, beside those that balancers reach anyway."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.language.instance_groups import Rule
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import each
from tfgen.resolve.discovery import DYNAMIC_PORTS
from tfgen.resolve.security_groups import Protocol, ingress
from tfgen.resolve.services import Service

# Each balancer of tasks reaches these on all instances: a further service opens nothing.
_OPEN: tuple[str, Protocol] = (DYNAMIC_PORTS, "tcp")


def route_ingress(cluster: Cluster, group: str) -> dict[str, Rule]:
    """Return the rules that let balancers reach fixed ports, host mode and UDP, by port.

    https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
    """
    balancers: dict[tuple[str, Protocol], set[str]] = {}
    for port, protocol, balancer in each(cluster.services_by_group.get(group, ()), _targets):
        if balancer in cluster.task_balancers:
            peer = f"load_balancers.{balancer}"
            balancers.setdefault((port, protocol), set()).add(peer)
    balancers.pop(_OPEN, None)
    return {
        f"{port}/{protocol}": ingress(port, peers, "Ports of containers", protocol)
        for (port, protocol), peers in sorted(balancers.items())
    }


def _targets(service: Service) -> Iterator[tuple[str, Protocol, str]]:
    """Yield the ports of instances that routes lead to, with protocol and balancer."""
    # Tasks with a network of their own have a security group of their own.
    if service.awsvpc:
        return
    for route in service.routes.values():
        for protocol, port in service.target_ports(route):
            yield str(service.host_port(port) or DYNAMIC_PORTS), protocol, route.load_balancer
