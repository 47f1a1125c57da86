"""How services find each other, filled by the conventions of the language: one function a value."""

from __future__ import annotations

import re
from collections.abc import Iterable

from tfgen import derived, workloads
from tfgen.spec import Spec
from tfgen.spec.containers import Port
from tfgen.spec.discovery import NAMESPACE_ID_FORM
from tfgen.spec.instance_groups import Rule
from tfgen.spec.services import Service

# MiB of a Fargate task that the proxy of Service Connect gets: the main container has so much less.
# https://docs.aws.amazon.com/AmazonECS/latest/developerguide/service-connect-concepts-deploy.html
PROXY_MEMORY = 64
# https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_PortMapping.html
DYNAMIC_PORTS = "32768-65535"


def connected(spec: Spec) -> dict[str, Service]:
    """Return the services that have Service Connect."""
    return {key: one for key, one in sorted(spec.services.items()) if one.service_connect}


def servers(spec: Spec) -> dict[str, Service]:
    """Return the services that peers reach by Service Connect."""
    return {
        key: one for key, one in connected(spec).items() if one.service_connect and not one.service_connect.client_only
    }


def port(key: str, service: Service) -> tuple[str, Port] | None:
    """Return name and port that peers reach; None where it is not told."""
    return _port(key, service, service.service_connect.port if service.service_connect else None)


def _port(key: str, service: Service, name: str | None) -> tuple[str, Port] | None:
    ports = derived.container_ports(key, service)
    if name is not None:
        return (name, ports[name]) if name in ports else None
    return next(iter(ports.items())) if len(ports) == 1 else None


def alias(key: str, service: Service) -> str:
    """Return the name that peers call a service by."""
    return (service.service_connect.alias if service.service_connect else None) or key


def namespace(spec: Spec) -> str:
    """Return the name of the namespace to make, or the ARN of one that exists."""
    return spec.cluster.service_connect.namespace or derived.cluster_name(spec)


def makes_namespace(spec: Spec) -> bool:
    """Whether the cluster has a namespace of its own: some service uses it, and none is given."""
    return bool(connected(spec)) and not namespace(spec).startswith("arn:")


def peers(spec: Spec, key: str) -> tuple[str, ...]:
    """Return who reaches a server, as peers of a security group's rule.

    A task in an awsvpc network has a group of its own; others come with that of the instances they may run on.
    """
    found: set[str] = set()
    for name, client in connected(spec).items():
        if name == key:
            continue
        if workloads.network_mode(spec, client) == "awsvpc":
            found.add(f"services.{name}")
        else:
            found |= {f"instance_groups.{group}" for group in workloads.groups(spec, client)}
    return tuple(sorted(found))


def ingress(spec: Spec, key: str) -> dict[str, Rule]:
    """Return the rules into an awsvpc service that its peers need, by name."""
    server = servers(spec).get(key)
    found = port(key, server) if server else None
    if not found or not (callers := peers(spec, key)):
        return {}
    return {"service_connect": _rule(str(found[1].container_port), callers)}


def group_ingress(spec: Spec, group: str) -> dict[str, Rule]:
    """Return the rules into instances that peers of bridged services need: Docker chooses a port unless it is given."""
    callers: dict[str, set[str]] = {}
    for key, server in servers(spec).items():
        found = port(key, server)
        if found and group in workloads.groups(spec, server) and workloads.network_mode(spec, server) == "bridge":
            number = str(found[1].host_port) if found[1].host_port else DYNAMIC_PORTS
            callers.setdefault(number, set()).update(peers(spec, key))
    return {
        "service_connect" if number == DYNAMIC_PORTS else f"service_connect.{number}": _rule(number, sorted(who))
        for number, who in sorted(callers.items())
        if who
    }


def proxy_memory(service: Service) -> int:
    """Return the MiB of a Fargate task that the proxy of Service Connect takes."""
    return PROXY_MEMORY if service.service_connect else 0


def _rule(port: str, callers: Iterable[str]) -> Rule:
    return Rule.model_validate({"port": port, "from": tuple(callers), "description": "Service Connect"})


def made_namespaces(spec: Spec) -> tuple[str, ...]:
    """Return the private DNS namespaces that services name and that do not exist yet."""
    names = {one.cloud_map.namespace for one in spec.services.values() if one.cloud_map}
    return tuple(sorted(name for name in names if not re.fullmatch(NAMESPACE_ID_FORM, name)))


def record(spec: Spec, service: Service) -> str:
    """Return the kind of a service's record in DNS: only a task with a network of its own has an address of its own."""
    given = service.cloud_map.type if service.cloud_map else None
    return given or ("a" if workloads.network_mode(spec, service) == "awsvpc" else "srv")


def cloud_map_port(key: str, service: Service) -> Port | None:
    """Return the port in an srv record; None where it is not told."""
    found = _port(key, service, service.cloud_map.port if service.cloud_map else None)
    return found[1] if found else None
