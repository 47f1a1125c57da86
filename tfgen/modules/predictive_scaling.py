"""The scaling of a service by a forecast of its load."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import in_cluster
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan, Promise


def predictive_scaling(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the forecast of a service that has one, behind its bounds."""
    if service.scaling is None or service.scaling.predictive is None:
        return
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        "resource_id": Ref(f"module.{service.module}_scaling.resource_id"),
        **changed(service.scaling.predictive),
    }
    path = f"services.{service.key}.scaling.predictive"
    text = "there is a forecast of its load"
    promise = Promise("policy_name", f"{service.family}-predictive", path, text)
    yield ModulePlan(
        f"{service.module}_predictive_scaling",
        "service_predictive_scaling",
        service.module,
        inputs,
        provider_features=("predictive_scaling",),
        promises=(promise,),
    )
