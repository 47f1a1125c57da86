"""The modules `cloud_map` and `service_discovery`: namespaces in DNS, and names in them."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import unless
from tfgen.modules.parts.references import CLUSTER_NAME, VPC_ID, in_cluster
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan, Promise


def cloud_map(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan the namespaces that services name and that do not exist yet."""
    namespaces = cluster.namespaces
    if not namespaces:
        return
    inputs: dict[str, Value] = {
        "cluster_name": CLUSTER_NAME,
        "vpc_id": VPC_ID,
        "namespaces": namespaces,
    }
    text = f"services have names in {', '.join(namespaces)}"
    path = f"services.{_first(cluster)}.cloud_map.namespace"
    promise = Promise("namespaces", list(namespaces), path, text)
    yield ModulePlan("cloud_map", "cloud_map", "main", inputs, promises=(promise,))


def _first(cluster: Cluster) -> str:
    """Return the first service that has a name in a namespace which is made."""
    maps = {key: service.cloud_map for key, service in cluster.services.items()}
    return min(key for key, cloud_map in maps.items() if cloud_map and cloud_map.made)


def service_discovery(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the name in DNS that leads to the tasks of a service, where it has one."""
    cloud_map = service.cloud_map
    if cloud_map is None:
        return
    inputs: dict[str, Value] = {
        "name": service.name,
        "family": in_cluster(cluster, service.family),
        "namespace_id": cloud_map.namespace,
        "type": unless("a", cloud_map.type),
    }
    # A namespace that exists goes by its id, ns-…, in the spec too.
    if cloud_map.made:
        inputs["namespace_id"] = Ref(f'module.cloud_map.namespace_ids["{cloud_map.namespace}"]')
    record = cloud_map.type.upper()
    text = f"a record of type {record} leads to its tasks"
    promise = Promise("records", [record], f"services.{service.key}.cloud_map", text)
    call = f"{service.module}_discovery"
    yield ModulePlan(
        call,
        "service_discovery",
        service.module,
        inputs,
        promises=(promise,),
    )


def registry(service: Service) -> Value:
    """Return what ECS keeps the tasks of a service in, where they have a name in DNS."""
    if service.cloud_map is None:
        return None
    arn: Value = Ref(f"module.{service.module}_discovery.registry_arn")
    # A record of type A has no port, and ECS refuses one for it.
    if service.cloud_map_port is None:
        return {"arn": arn}
    port = service.cloud_map_port.container_port
    return {"arn": arn, "container": service.name, "port": port}
