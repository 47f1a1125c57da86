"""Conventions of Service Connect and Cloud Map: who reaches whom, and under which names."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import DISCOVERY_NAME, DISCOVERY_SERVICE_NAME
from tfgen.language.instance_groups import Rule
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.discovery import DYNAMIC_PORTS
from tfgen.resolve.names import Name
from tfgen.resolve.security_groups import ingress
from tfgen.resolve.services import Service


def service_ingress(cluster: Cluster, service: Service) -> dict[str, Rule]:
    """Return the rules into an awsvpc service that its peers need, by name."""
    port, callers = service.connect_port, cluster.callers(service)
    if port is None or not callers:
        return {}
    return {"service_connect": ingress(str(port.container_port), callers, "Service Connect")}


def group_ingress(cluster: Cluster, group: str) -> dict[str, Rule]:
    """Return the rules into instances that peers of bridged services need, by name."""
    callers: dict[str, set[str]] = {}
    for server in cluster.bridged_servers.get(group, ()):
        port = server.connect_port
        if port is not None:
            # Docker chooses the port of the instance unless it is given.
            number = str(port.host_port or DYNAMIC_PORTS)
            callers.setdefault(number, set()).update(cluster.callers(server))
    rules = {}
    for number, peers in sorted(callers.items()):
        if peers:
            rules[_rule_name(number)] = ingress(number, peers, "Service Connect")
    return rules


def names_of(service: Service) -> Iterator[Name]:
    """Yield the names in Cloud Map that lead to a service: for its peers, and in DNS."""
    of = f"of service {service.name}"
    if service.serves_peers:
        # Service Connect keeps its endpoints in Cloud Map too, under a name of their own.
        yield Name(service.family, f"name among peers {of}", DISCOVERY_NAME)
    if service.cloud_map:
        yield Name(service.name, f"name in Cloud Map {of}", DISCOVERY_SERVICE_NAME)


def _rule_name(port: str) -> str:
    if port == DYNAMIC_PORTS:
        return "service_connect"
    return f"service_connect.{port}"
