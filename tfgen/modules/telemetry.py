"""The module `service_telemetry`: the collector beside a service's containers, and its rights."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import images
from tfgen.hcl import Ref, Value
from tfgen.modules.parts.arns import image
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import (
    CLUSTER_NAME,
    REGION,
    below_log_prefix,
    dns_suffix,
    log_kms_key_arn,
    retention_days,
)
from tfgen.resolve import Cluster, Service, SystemContainer, Workload
from tfgen.resolve.telemetry import COLLECTOR, Telemetry
from tfgen.tree import ModulePlan


def service_telemetry(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the collector of a service that has telemetry."""
    telemetry = service.telemetry
    if telemetry is None:
        return
    inputs: dict[str, Value] = {
        "service_name": service.name,
        "cluster_name": CLUSTER_NAME,
        "image": image(cluster, images.COLLECTOR),
        **changed(telemetry, "traces"),
        "cloudwatch": _cloudwatch(cluster, telemetry),
        "workspace_arn": telemetry.workspace_arn,
        "scrape": changed(telemetry.scrape) if telemetry.scrape else None,
        **changed(telemetry, "cpu", "memory"),
        "region": REGION,
        "dns_suffix": dns_suffix(cluster),
    }
    yield ModulePlan(f"{service.module}_telemetry", "service_telemetry", service.module, inputs)


def _cloudwatch(cluster: Cluster, telemetry: Telemetry) -> Value:
    if telemetry.log_group is None:
        return None
    inputs: dict[str, Value] = {
        "namespace": telemetry.namespace,
        "log_group": below_log_prefix(cluster, telemetry.log_group),
        "retention_days": retention_days(cluster, cluster.logs.retention_days),
        "kms_key_arn": log_kms_key_arn(cluster),
    }
    return {name: value for name, value in inputs.items() if value is not None}


def collector(task: Workload | SystemContainer) -> dict[str, Value]:
    """Return the collector among the containers of a task, where it has one."""
    if not isinstance(task, Service) or task.telemetry is None:
        return {}
    return {COLLECTOR: Ref(f"module.{task.module}_telemetry.container")}


def collector_statements(task: Workload | SystemContainer) -> Value:
    """Return what the collector of a task may do, where it has one."""
    if not isinstance(task, Service) or task.telemetry is None:
        return None
    return Ref(f"module.{task.module}_telemetry.statements")
