"""What Service Connect adds to the modules of the cluster and of its services."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen import derived, discovery, names
from tfgen.hcl import Ref, Value
from tfgen.spec import Spec
from tfgen.spec.services import Service
from tfgen.tree import Input, Promise

SERVER = """object({
  port_name = string
  alias = string
  port = number
})"""


def namespace_inputs(spec: Spec) -> list[Input]:
    """Return the cluster's input for a namespace of its own."""
    if not discovery.makes_namespace(spec):
        return []
    about = "Namespace of Cloud Map in which services with Service Connect know each other"
    return [Input("service_connect_namespace", "string", about, discovery.namespace(spec))]


def namespace_promises(spec: Spec) -> Iterator[Promise]:
    """Yield what the spec promises of the namespace."""
    if discovery.makes_namespace(spec):
        name, key = discovery.namespace(spec), "cluster.service_connect.namespace"
        yield Promise("service_connect_namespace", name, key, f"peers know each other in namespace {name}")


def service_connect_shape(service: Service) -> dict[str, bool]:
    """Return what the templates of a service see."""
    given = service.service_connect
    return {
        "service_connect": given is not None and not given.client_only,
        "service_connect_client": given is not None and given.client_only,
    }


def service_connect_inputs(spec: Spec, key: str, service: Service) -> Iterator[Input]:
    """Yield the inputs of a service with Service Connect; `key` is the name that AWS knows it by."""
    if not service.service_connect:
        return
    given = discovery.namespace(spec)
    arn: Value = Ref("module.ecs_cluster.service_connect_namespace_arn") if discovery.makes_namespace(spec) else given
    yield Input("service_connect_namespace_arn", "string", "ARN of the namespace of Service Connect", arn)
    if service.service_connect.client_only:
        servers: Value = {name: Ref(f"module.service_{names.label(name)}.name") for name in discovery.servers(spec)}
        about = "Services that a task only finds if they were there before it was deployed"
        yield Input("service_connect_servers", "map(string)", about, servers)
    elif found := discovery.port(key, service):
        name, port = found
        server: Value = {"port_name": name, "alias": discovery.alias(key, service), "port": port.container_port}
        yield Input("service_connect", SERVER, "Port that peers reach, and what they call it", server)


def service_connect_promises(key: str, service: Service) -> Iterator[Promise]:
    """Yield what the spec promises of a service with Service Connect."""
    found = discovery.port(key, service)
    if service.service_connect and not service.service_connect.client_only and found:
        address = f"{discovery.alias(derived.physical_name(key, service), service)}:{found[1].container_port}"
        path = f"services.{key}.service_connect"
        yield Promise("service_connect_address", address, path, f"peers reach it at {address}")
