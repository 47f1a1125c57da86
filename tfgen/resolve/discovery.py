"""How services find each other, resolved: who reaches whom by Service Connect."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from tfgen.facts.limits import DISCOVERY_NAME, DISCOVERY_SERVICE_NAME
from tfgen.language.discovery import NAMESPACE_ID_FORM
from tfgen.language.instance_groups import Rule
from tfgen.resolve.names import Name
from tfgen.resolve.security_groups import ingress

if TYPE_CHECKING:
    from tfgen.resolve.cluster import Cluster
    from tfgen.resolve.services import Service

# MiB of a Fargate task that the proxy of Service Connect gets: the main container has so much less.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
PROXY_MEMORY = 64
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
DYNAMIC_PORTS = "32768-65535"


def service_ingress(cluster: Cluster, service: Service) -> dict[str, Rule]:
    """Return the rules into an awsvpc service that its peers need, by name."""
    port, callers = service.connect_port, cluster.callers(service)
    if port is None or not callers:
        return {}
    return {"service_connect": ingress(str(port.container_port), callers, "Service Connect")}


def group_ingress(cluster: Cluster, group: str) -> dict[str, Rule]:
    """Return the rules into instances that peers of bridged services need, by name.

    Docker chooses the port of the instance unless it is given.
    """
    by_port: dict[str, set[str]] = {}
    for server in cluster.bridged_servers.get(group, ()):
        if server.connect_port is not None:
            number = str(server.connect_port.host_port or DYNAMIC_PORTS)
            by_port.setdefault(number, set()).update(cluster.callers(server))
    return {
        _rule_name(number): ingress(number, callers, "Service Connect")
        for number, callers in sorted(by_port.items())
        if callers
    }


def names_of(service: Service) -> Iterator[Name]:
    """Yield the names in Cloud Map that lead to a service: for its peers, and in DNS."""
    of = f"of service {service.name}"
    if service.serves_peers:
        yield Name(service.family, f"name among peers {of}", DISCOVERY_NAME)
    if service.cloud_map:
        yield Name(service.name, f"name in Cloud Map {of}", DISCOVERY_SERVICE_NAME)


def _rule_name(port: str) -> str:
    return "service_connect" if port == DYNAMIC_PORTS else f"service_connect.{port}"


def is_namespace_id(namespace: str) -> bool:
    """Whether a namespace of Cloud Map exists and is given by its id."""
    return re.fullmatch(NAMESPACE_ID_FORM, namespace) is not None
