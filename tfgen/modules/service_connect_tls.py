"""The role with which ECS gets certificates for the proxies of Service Connect."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.language.discovery import ConnectTls
from tfgen.modules.parts.references import in_cluster, partition
from tfgen.modules.tasks import role_name_prefix
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan


def service_connect_tls(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the role for the certificates of a service that peers reach by TLS."""
    if not service.has_connect_tls:
        return
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        "role_name_prefix": role_name_prefix(cluster, service),
        "partition": partition(cluster),
    }
    yield ModulePlan(f"{service.module}_connect_tls", "service_connect_tls", service.module, inputs)


def tls(service: Service, given: ConnectTls) -> Value:
    """Return who issues the certificates, and the role that asks for them."""
    role = Ref(f"module.{service.module}_connect_tls.role_arn")
    return {"authority_arn": given.authority_arn, "role_arn": role}
