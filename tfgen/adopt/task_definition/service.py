"""A service as `aws ecs describe-services` prints it → the fields that a task lacks.

https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_Service.html
"""

from __future__ import annotations

import re
from typing import Any

from tfgen.adopt.containers.keys import key_of
from tfgen.adopt.draft import Draft
from tfgen.adopt.given import Given
from tfgen.adopt.task_definition import left
from tfgen.adopt.task_definition.ports import port_key
from tfgen.adopt.task_definition.reading import duration, number, value
from tfgen.adopt.task_definition.task import Definition, name_of
from tfgen.adopt.task_definition.volumes import disk
from tfgen.facts.limits import PLACEMENT_CONSTRAINTS

_FARGATE = {"FARGATE": "fargate", "FARGATE_SPOT": "fargate_spot"}
_SHAPES = {"distinctInstance": "distinct_instance"}
_FIELDS = {"attribute:ecs.availability-zone": "zone", "instanceId": "instance", "host": "instance"}


def family_of(node: Given) -> str:
    """Return the family of the task definition that a service runs, without reading it."""
    arn = node.get("taskDefinition")
    # A family alone, family:revision, or the whole ARN.
    return re.split(r"[:/]", str(arn.peek).rsplit("/", 1)[-1])[0] if arn else ""


def capacity(node: Given | None) -> dict[str, Any]:
    """Return the capacity of a service: names with their shares; nothing where it says none."""
    parts: dict[str, Any] = {}
    strategy = node.get("capacityProviderStrategy") if node else None
    for item in strategy.items if strategy else ():
        named = str(value(item, "capacityProvider"))
        share = {"weight": number(item, "weight"), "base": number(item, "base", default=0)}
        share = {key: entry for key, entry in share.items() if entry is not None}
        parts[_FARGATE.get(named) or key_of(named)] = share.get("weight", 1)
        if "base" in share:
            parts[_FARGATE.get(named) or key_of(named)] = share
    launch = value(node, "launchType")
    if parts and launch and node:
        node.entries["launchType"].lose("the strategy of capacity providers says more")
    elif launch and node:
        node.entries["launchType"].changed("it says where the service runs")
        return {"fargate": 1} if launch == "FARGATE" else {"default": 1}
    return parts


def is_balanced(node: Given | None) -> bool:
    """Tell whether a service has a target group of a load balancer."""
    balancers = node.get("loadBalancers") if node else None
    return bool(balancers and balancers.items)


def fields(
    draft: Draft, node: Given, definition: Definition, balancer: str, is_shared: bool
) -> dict[str, Any]:
    """Return what a service has beside its task; what its routes match is made up.

    A balancer that `is_shared` leads to others too, so that no service takes all of its hosts.
    """
    left.leave(node, left.SERVICE)
    parts: dict[str, Any] = {
        "service_name": _name(draft, node, definition),
        "desired_count": number(node, "desiredCount", default=1),
        "health_check_grace_period": duration(number(node, "healthCheckGracePeriodSeconds")),
        "exec": value(node, "enableExecuteCommand", default=False),
        "routes": _routes(draft, node, definition, balancer, is_shared),
        "deployment": _deployment(node),
        "placement": _placement(node, definition),
        "service_connect": _service_connect(node, definition),
    }
    if not parts["routes"] and parts["health_check_grace_period"]:
        node.entries["healthCheckGracePeriodSeconds"].lose("no balancer checks it")
        parts["health_check_grace_period"] = None
    arn = node.get("taskDefinition")
    if arn:
        arn.text  # noqa: B018
        arn.changed("the task definition is made of the file")
    if value(node, "schedulingStrategy", default="REPLICA") == "DAEMON":
        help = "make it a member of system_containers"
        node.entries["schedulingStrategy"].lose("a service has a number of tasks", help)
    tags = node.get("tags")
    if tags and tags.items:
        parts["tags"] = {str(value(i, "key")): value(i, "value") or "" for i in tags.items}
    parts |= _network(node)
    return {key: entry for key, entry in parts.items() if entry not in (None, [], {}, "")}


def _name(draft: Draft, node: Given, definition: Definition) -> str | None:
    """Return the name of a service where it is not its key."""
    name: str | None = value(node, "serviceName", default=definition.key)
    application = draft.get(("application",))
    # What an application has is told by the beginning of its name.
    if name and application and not name.startswith(f"{application}-"):
        why = f"services of an application are named {application}-…"
        node.entries["serviceName"].lose(why, "the new one stands beside the old")
        return None
    return name


def _network(node: Given) -> dict[str, Any]:
    network = node.get("networkConfiguration", "awsvpcConfiguration")
    if network is None:
        return {}
    subnets = network.get("subnets")
    if subnets:
        subnets.leave(
            "the spec has subnets of its own",
            "network: {vpc_id: …, availability_zones: {…}} takes ones that exist",
        )
    public = value(network, "assignPublicIp", default="DISABLED") == "ENABLED"
    groups = network.get("securityGroups")
    if groups:
        groups.leave(
            "tfgen makes a group for each service, with the rules that it needs",
            "security_groups: [sg-…] adds ones that exist in the VPC",
        )
    return {"subnets": "public"} if public else {}


def _routes(
    draft: Draft, node: Given, definition: Definition, balancer: str, is_shared: bool
) -> dict[str, Any]:
    parts: dict[str, Any] = {}
    balancers = node.get("loadBalancers")
    for number_, item in enumerate(balancers.items if balancers else (), start=1):
        name, at = value(item, "containerName"), number(item, "containerPort")
        container = next(
            (element for element in definition.containers if name_of(element) == name), None
        )
        if container is None or at is None:
            item.lose("the task definition has no such container", "routes: {default: /*}")
            continue
        item.leave("the spec makes balancers and target groups of its own", "")
        has_all = number_ == 1 and not is_shared
        host = f"{key_of(definition.key if number_ == 1 else str(name))}.example.com"
        route: dict[str, Any] = {"match": "/*" if has_all else host}
        if container is not definition.main:
            route["container"] = key_of(str(name))
        if port := _port(container, at):
            route["port"] = port
        key = balancer if number_ == 1 else key_of(str(name), "web")
        if number_ > 1:
            route["load_balancer"] = balancer
        parts[key] = route if len(route) > 1 else route["match"]
        path = ("services", definition.key, "routes", key)
        why = f"{'.'.join(path)} is made up: {route['match']}, since rules are of the balancer"
        draft.say(path, why, "write the host or path of the rule that exists", item.at)
    return parts


def _port(container: Given, at: int) -> str | None:
    """Return the name of a port of a container with several."""
    mappings = container.get("portMappings")
    items = mappings.items if mappings else ()
    if len(items) < 2:
        return None
    ports = (item.get("containerPort") for item in items)
    named = zip(ports, items, strict=True)
    return next((port_key(item) for port, item in named if port and str(port.peek) == str(at)), "")


def _deployment(node: Given) -> dict[str, Any]:
    config = node.get("deploymentConfiguration")
    parts: dict[str, Any] = {}
    if value(node, "deploymentController", "type", default="ECS"):
        parts["owner"] = "external"
    if config is None:
        return parts
    strategy = value(config, "strategy", default="ROLLING")
    if strategy:
        parts["strategy"] = strategy.lower()
    parts["minimum_healthy_percent"] = number(config, "minimumHealthyPercent", default=100)
    parts["maximum_percent"] = number(config, "maximumPercent", default=200)
    breaker = config.get("deploymentCircuitBreaker")
    if breaker:
        parts["circuit_breaker"] = value(breaker, "enable", default=True)
        value(breaker, "rollback", default=True)
    minutes = number(config, "bakeTimeInMinutes") if strategy else None
    parts["bake_time"] = f"{minutes}m" if minutes is not None else None
    return {key: entry for key, entry in parts.items() if entry is not None}


def _placement(node: Given, definition: Definition) -> dict[str, Any]:
    # AWS alone places tasks there.
    if definition.on_fargate:
        return {}
    parts: dict[str, Any] = {"strategy": [], "constraints": []}
    strategy = node.get("placementStrategy")
    for item in strategy.items if strategy else ():
        kind = str(value(item, "type", default="spread"))
        field = str(value(item, "field") or "")
        parts["strategy"].append(_step(kind, field))
        if kind == "random" and field:
            item.entries["field"].lose("anywhere is anywhere")
    constraints = node.get("placementConstraints")
    for item in constraints.items if constraints else ():
        kind = str(value(item, "type", default="memberOf"))
        parts["constraints"].append(_SHAPES.get(kind) or value(item, "expression"))
    return {key: entry for key, entry in parts.items() if entry}


def placed(node: Given, of_task: dict[str, Any], own: dict[str, Any]) -> dict[str, Any]:
    """Return where tasks are placed, by the constraints of the task definition and the service."""
    constraints: list[Any] = list(of_task.get("constraints", []))
    listed = node.get("placementConstraints")
    for item, constraint in zip(
        listed.items if listed else (), own.get("constraints", []), strict=False
    ):
        if constraint in constraints:
            item.changed("it is among the constraints already")
        elif len(constraints) == PLACEMENT_CONSTRAINTS.high:
            item.lose("with the task definition's there are too many", "join two expressions")
        else:
            constraints.append(constraint)
    return {**of_task, **own, **({"constraints": constraints} if constraints else {})}


def _step(kind: str, field: str) -> Any:
    if kind == "random":
        return {"random": True}
    if kind == "binpack":
        return {"binpack": field.lower()}
    return _FIELDS.get(field, field)


def _service_connect(node: Given, definition: Definition) -> Any:
    """Return how peers reach a service: what the deployment that stands says of it."""
    config = connected(node)
    if config is None:
        return None
    value(config, "enabled")
    if namespace := config.get("namespace"):
        namespace.leave("the spec has one namespace", "cluster: {service_connect: <its ARN>}")
    services = config.get("services")
    mappings = definition.main.get("portMappings")
    if not services or not services.items or not mappings or not mappings.items:
        return {"client_only": True}
    first, *others = services.items
    for other in others:
        other.lose("a service has one port for its peers", "")
    port, alias = value(first, "portName"), None
    aliases = first.get("clientAliases")
    for item in aliases.items[:1] if aliases else ():
        alias = value(item, "dnsName", default=definition.key)
        if at := item.get("port"):
            at.changed("peers use the port of the container")
    parts = {"alias": alias, "port": key_of(str(port)) if _has_ports(definition) else None}
    return {key: entry for key, entry in parts.items() if entry} or True


def _has_ports(definition: Definition) -> bool:
    mappings = definition.main.get("portMappings")
    return bool(mappings and len(mappings.items) > 1)


def connected(node: Given | None) -> Given | None:
    """Return the Service Connect of a service's first deployment, None where it is off."""
    deployments = node.get("deployments") if node else None
    first = deployments.items[0] if deployments and deployments.items else None
    config = first.get("serviceConnectConfiguration") if first else None
    enabled = config.get("enabled") if config else None
    return config if enabled and enabled.peek is True else None


def disks(node: Given) -> dict[str, Any]:
    """Return the disks that each task gets, by the names of their volumes."""
    deployments = node.get("deployments")
    first = deployments.items[0] if deployments and deployments.items else None
    parts = first.get("volumeConfigurations") if first else None
    configs = parts.items if parts else ()
    return {
        str(value(item, "name")): disk(managed)
        for item in configs
        if (managed := item.get("managedEBSVolume"))
    }
