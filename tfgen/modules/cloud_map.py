"""The module `cloud_map`: private DNS namespaces in the VPC; and what a service with a name there has beside it."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.network import VPC_ID
from tfgen.resolve import Cluster, Service
from tfgen.tree import Input, ModulePlan, Promise

WITH_PORT = """object({
  namespace_id = string
  type = string
  container = string
  port = number
})"""
ADDRESS_ONLY = """object({
  namespace_id = string
  type = string
})"""


def cloud_map(cluster: Cluster) -> tuple[ModulePlan, ...]:
    """Plan the namespaces that services name and that do not exist yet."""
    made = cluster.namespaces
    if not made:
        return ()
    inputs = (
        Input("cluster_name", "string", "Name of the cluster", cluster.name),
        Input("vpc_id", "string", "Id of the VPC in which the names are known", VPC_ID),
        Input("namespaces", "list(string)", "Names of the private DNS namespaces", made),
    )
    first = min(
        key
        for key, one in cluster.services.items()
        if one.cloud_map and one.cloud_map.namespace in made
    )
    text = f"services have names in {', '.join(made)}"
    promise = Promise("namespaces", list(made), f"services.{first}.cloud_map.namespace", text)
    return (ModulePlan("cloud_map", "cloud_map", inputs, promises=(promise,)),)


def cloud_map_shape(cluster: Cluster, service: Service) -> dict[str, bool]:
    """Return what the templates of a service see."""
    given = service.cloud_map
    return {
        "cloud_map": given is not None,
        "cloud_map_port": given is not None and given.type == "srv",
    }


def cloud_map_inputs(cluster: Cluster, key: str, service: Service) -> Iterator[Input]:
    """Yield the input of a service with a name in DNS; `key` is the name that AWS knows it by."""
    if not service.cloud_map:
        return
    name, record = service.cloud_map.namespace, service.cloud_map.type
    made = name in cluster.namespaces
    identity: Value = Ref(f'module.cloud_map.namespace_ids["{name}"]') if made else name
    given: dict[str, Value] = {"namespace_id": identity, "type": record.upper()}
    if record == "a":
        yield Input(
            "cloud_map", ADDRESS_ONLY, "Namespace and kind of the service's record in DNS", given
        )
    elif found := service.cloud_map_port:
        reached: dict[str, Value] = {"container": key, "port": found.container_port}
        about = "Namespace, kind and port of the service's record in DNS"
        yield Input("cloud_map", WITH_PORT, about, {**given, **reached})


def cloud_map_promises(cluster: Cluster, key: str, service: Service) -> Iterator[Promise]:
    """Yield what the spec promises of a service with a name in DNS."""
    if service.cloud_map:
        record = service.cloud_map.type.upper()
        text = f"a record of type {record} leads to its tasks"
        yield Promise("cloud_map_records", [record], f"services.{key}.cloud_map", text)
