"""What Service Connect adds to the modules of the cluster and of its services."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import names
from tfgen.hcl import Ref, Value
from tfgen.resolve import Cluster, Service
from tfgen.tree import Input, Promise

SERVER = """object({
  port_name = string
  alias = string
  port = number
})"""


def namespace_inputs(cluster: Cluster) -> list[Input]:
    """Return the cluster's input for a namespace of its own."""
    if not cluster.makes_namespace:
        return []
    about = "Namespace of Cloud Map in which services with Service Connect know each other"
    return [Input("service_connect_namespace", "string", about, cluster.namespace)]


def namespace_promises(cluster: Cluster) -> Iterator[Promise]:
    """Yield what the spec promises of the namespace."""
    if cluster.makes_namespace:
        name, key = cluster.namespace, "cluster.service_connect.namespace"
        yield Promise(
            "service_connect_namespace", name, key, f"peers know each other in namespace {name}"
        )


def service_connect_shape(service: Service) -> dict[str, bool]:
    """Return what the templates of a service see."""
    given = service.service_connect
    return {
        "service_connect": given is not None and not given.client_only,
        "service_connect_client": given is not None and given.client_only,
    }


def service_connect_inputs(cluster: Cluster, key: str, service: Service) -> Iterator[Input]:
    """Yield the inputs of a service with Service Connect; `key` is the name that AWS knows it by."""
    if not service.service_connect:
        return
    given = cluster.namespace
    arn: Value = (
        Ref("module.ecs_cluster.service_connect_namespace_arn")
        if cluster.makes_namespace
        else given
    )
    yield Input(
        "service_connect_namespace_arn", "string", "ARN of the namespace of Service Connect", arn
    )
    if service.service_connect.client_only:
        servers: Value = {
            name: Ref(f"module.service_{names.label(name)}.name") for name in cluster.servers
        }
        about = "Services that a task only finds if they were there before it was deployed"
        yield Input("service_connect_servers", "map(string)", about, servers)
    elif port := service.connect_port:
        connection = service.service_connect
        server: Value = {
            "port_name": connection.port,
            "alias": connection.alias,
            "port": port.container_port,
        }
        yield Input(
            "service_connect", SERVER, "Port that peers reach, and what they call it", server
        )


def service_connect_promises(key: str, service: Service) -> Iterator[Promise]:
    """Yield what the spec promises of a service with Service Connect."""
    if service.service_connect and service.connect_port:
        address = f"{service.service_connect.alias}:{service.connect_port.container_port}"
        path = f"services.{key}.service_connect"
        yield Promise("service_connect_address", address, path, f"peers reach it at {address}")
