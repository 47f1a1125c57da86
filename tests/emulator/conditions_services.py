"""What ECS refuses of a service, alone and beside its task definition and target groups."""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from typing import Any

from emulator.api import Call
from emulator.conditions_balancers import target_groups
from emulator.conditions_tasks import containers, on_fargate, ports
from emulator.judgement import Broken, Parameters, across, named, on, outside

_ECS = "https://docs.aws.amazon.com/AmazonECS/latest"
_CREATE = f"{_ECS}/APIReference/API_CreateService.html"
_REBALANCING = f"{_ECS}/developerguide/service-rebalancing.html"
_DEPLOYMENT = f"{_ECS}/APIReference/API_DeploymentConfiguration.html"
_FAMILY = re.compile(r"(?:.*:task-definition/)?(?P<family>[^:/]+)(?::\d+)?$")
_GROUP = re.compile(r":targetgroup/(?P<name>[^/]+)/")


def _rolling(service: Parameters) -> bool:
    controller = (service.get("deploymentController") or {}).get("type") or "ECS"
    strategy = (service.get("deploymentConfiguration") or {}).get("strategy") or "ROLLING"
    return bool(controller == "ECS" and strategy == "ROLLING")


def _providers(service: Parameters) -> list[dict[str, Any]]:
    return list(service.get("capacityProviderStrategy") or ())


def _fargate(service: Parameters) -> bool:
    names = {provider["capacityProvider"] for provider in _providers(service)}
    return service.get("launchType") == "FARGATE" or bool(names & {"FARGATE", "FARGATE_SPOT"})


@on("ecs", "CreateService", page=f"{_ECS}/APIReference/API_CapacityProviderStrategyItem.html")
def capacity_strategy(service: Parameters) -> Iterator[Broken]:
    """Hold a strategy to one base, some weight, one kind of provider, and no launch type."""
    providers = _providers(service)
    if not providers:
        return
    names = {provider["capacityProvider"] for provider in providers}
    weights = [provider.get("weight") or 0 for provider in providers]
    if service.get("launchType"):
        yield "launchType", service["launchType"], "stands beside a strategy"
    if sum(bool(provider.get("base")) for provider in providers) > 1:
        yield "capacityProviderStrategy.base", providers, "stands at more than one provider"
    if len(providers) > 1 and not any(weights):
        yield "capacityProviderStrategy.weight", weights, "is 0 at each provider"
    if _fargate(service) and names - {"FARGATE", "FARGATE_SPOT"}:
        yield "capacityProviderStrategy", sorted(names), "mixes Fargate and instances"
    yield from outside("capacityProviderStrategy", len(providers), 1, 20)


@on("ecs", "CreateService", "UpdateService", page=_DEPLOYMENT)
def room_to_deploy(service: Parameters) -> Iterator[Broken]:
    """Demand that a deployment may start a task, or stop one, at the count that is asked for."""
    deployment = service.get("deploymentConfiguration") or {}
    count = service.get("desiredCount")
    least, most = deployment.get("minimumHealthyPercent"), deployment.get("maximumPercent")
    if not count or least is None or most is None or not _rolling(service):
        return
    stays, may_be = math.ceil(count * least / 100), math.floor(count * most / 100)
    if stays >= count and may_be <= count:
        yield "deploymentConfiguration", (count, least, most), "lets no task start and none stop"


@on("ecs", "CreateService", page=_REBALANCING)
def rebalancing(service: Parameters) -> Iterator[Broken]:
    """Refuse what rebalancing over zones does not go with."""
    # AWS switches it on where a new service does not say.
    if service.get("availabilityZoneRebalancing") == "DISABLED":
        return
    written = service.get("availabilityZoneRebalancing") == "ENABLED"
    deployment = service.get("deploymentConfiguration") or {}
    constraints = [
        part.get("expression") or "" for part in service.get("placementConstraints") or ()
    ]
    strategies = list(service.get("placementStrategy") or ())
    first = strategies[0] if strategies else {"field": "attribute:ecs.availability-zone"}
    faults = {
        "schedulingStrategy": service.get("schedulingStrategy") == "DAEMON",
        "maximumPercent": deployment.get("maximumPercent") == 100,
        "placementConstraints": any("ecs.availability-zone" in text for text in constraints),
        "placementStrategy": first.get("field") != "attribute:ecs.availability-zone",
        "loadBalancers": any(
            part.get("loadBalancerName") for part in service.get("loadBalancers") or ()
        ),
    }
    for member, broken in faults.items():
        if written and broken:
            yield member, service.get(member), "does not go with availabilityZoneRebalancing"


@on("ecs", "CreateService", page=_CREATE)
def placement(service: Parameters) -> Iterator[Broken]:
    """Refuse placement on Fargate and for daemons, and more of it than ECS takes."""
    strategies, constraints = (
        list(service.get(name) or ()) for name in ("placementStrategy", "placementConstraints")
    )
    yield from outside("placementStrategy", len(strategies), 0, 5)
    yield from outside("placementConstraints", len(constraints), 0, 10)
    if _fargate(service) and (strategies or constraints):
        yield "placementStrategy, placementConstraints", strategies, "is not for Fargate"
    if service.get("schedulingStrategy") == "DAEMON" and strategies:
        yield "placementStrategy", strategies, "is not for daemons"


@on("ecs", "CreateService", page=_CREATE)
def daemons(service: Parameters) -> Iterator[Broken]:
    """Refuse a count and Fargate for daemons."""
    if service.get("schedulingStrategy") == "DAEMON":
        if service.get("desiredCount"):
            yield "desiredCount", service["desiredCount"], "is not for daemons"
        if _fargate(service):
            yield "launchType", "FARGATE", "is not for daemons"


@on("ecs", "CreateService", page=_CREATE)
def grace_period(service: Parameters) -> Iterator[Broken]:
    """Refuse a grace period where no balancer checks."""
    if service.get("healthCheckGracePeriodSeconds") and not service.get("loadBalancers"):
        yield "healthCheckGracePeriodSeconds", service["healthCheckGracePeriodSeconds"], "needs one"


@on("ecs", "CreateService", page=f"{_ECS}/APIReference/API_AwsVpcConfiguration.html")
def addresses(service: Parameters) -> Iterator[Broken]:
    """Hold the network of tasks to its counts, and public addresses to Fargate."""
    network = (service.get("networkConfiguration") or {}).get("awsvpcConfiguration")
    if not network:
        return
    yield from outside("awsvpcConfiguration.subnets", len(network.get("subnets") or ()), 1, 16)
    groups = network.get("securityGroups") or ()
    yield from outside("awsvpcConfiguration.securityGroups", len(groups), 0, 5)
    if network.get("assignPublicIp") == "ENABLED" and not _fargate(service):
        yield "assignPublicIp", "ENABLED", "is for Fargate alone"


@on("ecs", "CreateService", page=f"{_ECS}/developerguide/register-multiple-targetgroups.html")
def target_group_count(service: Parameters) -> Iterator[Broken]:
    """Hold a service to five target groups."""
    yield from outside("loadBalancers", len(service.get("loadBalancers") or ()), 0, 5)


def _with_task(calls: list[Call]) -> Iterator[tuple[Call, Parameters]]:
    """Yield each service with the task definition that it runs."""
    registered = {
        call.parameters["family"]: call.parameters
        for call in named(calls, "ecs", "RegisterTaskDefinition")
    }
    for call in named(calls, "ecs", "CreateService"):
        family = _FAMILY.match(call.parameters.get("taskDefinition") or "")
        if family and family["family"] in registered:
            yield call, registered[family["family"]]


@across(_CREATE)
def network_of_tasks(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Demand a network configuration of services in awsvpc, and refuse it elsewhere."""
    for call, task in _with_task(calls):
        has = bool(call.parameters.get("networkConfiguration"))
        if has != (task.get("networkMode") == "awsvpc"):
            yield call, ("networkConfiguration", task.get("networkMode"), "does not fit the mode")


@across(f"{_ECS}/APIReference/API_LoadBalancer.html")
def balanced_ports(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Demand the container and the port that a balancer leads to."""
    for call, task in _with_task(calls):
        mapped = {
            (container["name"], port["containerPort"])
            for _, container in containers(task)
            for port in container.get("portMappings") or ()
        }
        for target in call.parameters.get("loadBalancers") or ():
            wanted = target.get("containerName"), target.get("containerPort")
            if wanted not in mapped:
                yield call, ("loadBalancers", wanted, "is no port of the task definition")


@across(f"{_ECS}/APIReference/API_ServiceConnectService.html")
def connected_ports(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Demand the named port of Service Connect, and each alias once."""
    for call, task in _with_task(calls):
        names = {port.get("name") for _, port in ports(task)}
        connect = call.parameters.get("serviceConnectConfiguration") or {}
        for service in connect.get("services") or ():
            if service["portName"] not in names:
                yield call, ("portName", service["portName"], "is no port of the task definition")
        if connect.get("enabled") and task.get("networkMode") not in ("awsvpc", "bridge"):
            yield call, ("serviceConnectConfiguration", task.get("networkMode"), "is no such mode")


@across(_CREATE)
def capacity_of_tasks(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Demand a task definition for Fargate where the service runs there."""
    for call, task in _with_task(calls):
        if _fargate(call.parameters) and not on_fargate(task):
            yield call, ("requiresCompatibilities", task.get("family"), "is without FARGATE")


@across(f"{_ECS}/developerguide/service-load-balancing.html")
def target_types(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Demand targets of type ip for tasks with addresses of their own, instance for others."""
    groups = target_groups(calls)
    for call, task in _with_task(calls):
        wanted = "ip" if task.get("networkMode") == "awsvpc" else "instance"
        for target in call.parameters.get("loadBalancers") or ():
            name = _GROUP.search(target.get("targetGroupArn") or "")
            group = groups.get(name["name"]) if name else None
            if group and (group.get("TargetType") or "instance") != wanted:
                yield call, ("targetGroupArn", group["Name"], f"is not of type {wanted}")


@across(_CREATE)
def service_names(calls: list[Call]) -> Iterator[tuple[Call, Broken]]:
    """Refuse a service that stands twice in a cluster."""
    for call in named(calls, "ecs", "CreateService"):
        same = [
            other
            for other in named(calls, "ecs", "CreateService")
            if other.parameters["serviceName"] == call.parameters["serviceName"]
            and other.parameters.get("cluster") == call.parameters.get("cluster")
            and other.parameters.get("clientToken") == call.parameters.get("clientToken")
        ]
        if len(same) > 1:
            yield call, ("serviceName", call.parameters["serviceName"], "is taken already")
