"""The hooks of a service's deployments, and the role with which ECS calls their functions."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Ref, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import in_cluster
from tfgen.modules.tasks import role_name_prefix
from tfgen.resolve import Cluster, Service
from tfgen.tree import ModulePlan


def service_hooks(cluster: Cluster, service: Service) -> Iterator[ModulePlan]:
    """Plan the role of the hooks of a service that has some; the service waits for it."""
    asked = service.deployment.hooks
    if not asked:
        return
    inputs: dict[str, Value] = {
        "family": in_cluster(cluster, service.family),
        "role_name_prefix": role_name_prefix(cluster, service),
        "function_arns": {name: hook.lambda_ for name, hook in sorted(asked.items())},
    }
    yield ModulePlan(f"{service.module}_hooks", "service_hooks", service.module, inputs)


def hooks(service: Service) -> dict[str, Value]:
    """Return what ECS asks during a deployment, with the role for it."""
    role = Ref(f"module.{service.module}_hooks.role_arn")
    return {
        name: {"function_arn": hook.lambda_, **changed(hook, "stages", "details"), "role_arn": role}
        for name, hook in sorted(service.deployment.hooks.items())
    }
