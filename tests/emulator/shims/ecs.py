"""ECS: capacity providers and services."""

from __future__ import annotations

from typing import Any

from moto.core.utils import camelcase_to_underscores
from moto.ecs.exceptions import InvalidParameterException
from moto.ecs.models import EC2ContainerServiceBackend
from moto.ecs.responses import EC2ContainerServiceResponse

from emulator.shims.patch import Function, around

FORGOTTEN = (
    "availabilityZoneRebalancing",
    "capacityProviderStrategy",
    "deploymentConfiguration",
    "enableECSManagedTags",
    "enableExecuteCommand",
    "healthCheckGracePeriodSeconds",
    "placementConstraints",
    "placementStrategy",
)


@around(EC2ContainerServiceBackend, "delete_capacity_provider")
def keep_deleted_provider(_: Function, backend: Any, name: str) -> Any:
    """moto forgets a deleted provider, used or not; AWS refuses one in use, and shows one that is
    gone as INACTIVE.

    Terraform waits to see that.
    """
    provider = backend._get_provider(name)
    if any(
        provider.name in (cluster.capacity_providers or ()) for cluster in backend.clusters.values()
    ):
        raise InvalidParameterException(f"capacity provider {provider.name} is in use by a cluster")
    provider.status = "INACTIVE"
    provider.update_status = "DELETE_COMPLETE"
    return provider


@around(EC2ContainerServiceBackend, "update_capacity_provider")
def change_the_draining(original: Function, backend: Any, name: str, asg: dict[str, Any]) -> Any:
    """moto knows of managed draining only what a provider was made with."""
    provider = original(backend, name, asg)
    if draining := asg.get("managedDraining"):
        provider.auto_scaling_group_provider["managedDraining"] = draining
    return provider


@around(EC2ContainerServiceBackend, "describe_capacity_providers")
def describe_all_providers(original: Function, backend: Any, names: list[str] | None) -> Any:
    """moto fails when no provider is named; AWS then describes all."""
    return original(backend, list(backend.capacity_providers) if names is None else names)


@around(EC2ContainerServiceResponse, "create_service", "update_service")
def keep_settings_of_service(original: Function, response: Any) -> Any:
    """moto forgets most settings of a service, and answers with an empty network where there is
    none."""
    cluster = (response._get_param("cluster") or "default").split("/")[-1]
    name = (response._get_param("serviceName") or response._get_param("service")).split("/")[-1]
    former = (
        response.ecs_backend.services.get(f"{cluster}:{name}")
        if response._get_param("service")
        else None
    )
    # Terraform's provider tells only what changes of it; the rest stays as it is.
    kept = getattr(former, "deploymentConfiguration", None) or {}
    answer = original(response)
    service = response.ecs_backend.services[f"{cluster}:{name}"]
    for key in FORGOTTEN:
        if (value := response._get_param(key)) is not None:
            setattr(service, key, value)
            setattr(service, camelcase_to_underscores(key), value)
    percents = {"maximumPercent": 200, "minimumHealthyPercent": 100}
    given = response._get_param("deploymentConfiguration") or {}
    service.deploymentConfiguration = percents | kept | given
    service.deployment_configuration = service.deploymentConfiguration
    service.network_configuration = service.network_configuration or None
    connect = response._get_param("serviceConnectConfiguration")
    for deployment in service.deployments:
        # moto keeps the first version in it.
        deployment["taskDefinition"] = service.task_definition
        # Of Service Connect that is off AWS says nothing:
        # https://github.com/hashicorp/terraform-provider-aws/pull/43871
        if connect and not connect["enabled"]:
            deployment.pop("serviceConnectConfiguration", None)
        elif connect:
            deployment["serviceConnectConfiguration"] = connect
        if not deployment.get("networkConfiguration"):
            deployment.pop("networkConfiguration", None)
    if response._get_param("capacityProviderStrategy") and not response._get_param("launchType"):
        service.launch_type = None
    return answer
