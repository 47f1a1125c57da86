"""The module `ecs_service` in its variants: how many tasks, where, and how new versions come."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.hcl import Call, Ref, Value
from tfgen.language.placement import Placement, Strategy
from tfgen.modules.parts.changed import changed, unless
from tfgen.modules.parts.references import (
    SPREAD,
    in_cluster,
    module,
    namespace_arn,
    ready_cluster_name,
)
from tfgen.modules.parts.workloads import capacity_of, network_of
from tfgen.modules.service_discovery import registry
from tfgen.modules.service_disks import disk
from tfgen.modules.service_hooks import hooks
from tfgen.modules.service_routes import route_targets
from tfgen.resolve import Cluster, Service
from tfgen.resolve.waits import USUAL_WAIT, deployment_minutes
from tfgen.tree import ModulePlan, Promise

# As the variables of the module have them.
DEFAULT_COUNT = 1
DEFAULT_GRACE_PERIOD = 60
DEFAULT_BAKE_TIME = 300

_FIELDS = {"zone": "attribute:ecs.availability-zone", "instance": "instanceId"}


def ecs_service(cluster: Cluster, service: Service) -> ModulePlan:
    """Plan the service itself, once what it needs is there."""
    inputs: dict[str, Value] = {
        "name": service.service_name,
        "cluster_name": ready_cluster_name(cluster),
        "task_definition_arn": Ref(f"module.{service.module}_task.task_definition_arn"),
        "desired_count": unless(DEFAULT_COUNT, service.desired_count),
        "capacity": capacity_of(service),
        "placement": _placement(service),
        "network": network_of(service),
        **_ways_in(cluster, service),
        "deployment": _deployment(service) or None,
        "timeout_minutes": unless(USUAL_WAIT, deployment_minutes(service)),
        "disk": disk(service),
        **changed(service, "exec", "tags"),
    }
    features: tuple[str, ...] = ()
    if service.shifts:
        features = ("blue_green", "canary")
    return ModulePlan(
        service.module,
        "ecs_service",
        service.module,
        inputs,
        _variant(cluster, service),
        provider_features=features,
        promises=tuple(_promises(service)),
    )


def _variant(cluster: Cluster, service: Service) -> tuple[str, ...]:
    # ignore_changes takes no expressions: https://developer.hashicorp.com/terraform/language/meta-arguments/lifecycle
    wanted = {
        # Its name is written of one that exists.
        "kept": cluster.wrote("services", service.key, "service_name"),
        "shifting": service.shifts,
        "external": service.deployment.owner == "external",
        "scaled": service.scaling is not None,
    }
    return tuple(name for name, wants in wanted.items() if wants)


def _placement(service: Service) -> Value:
    """Return where tasks are placed; on Fargate AWS alone places them."""
    if service.on_fargate:
        return None
    placement: dict[str, Value] = {}
    if service.on_managed_instances:
        pass
    elif service.placement.strategy == Placement().strategy:
        placement["strategy"] = SPREAD
    elif service.placement.strategy:
        placement["strategy"] = [_step(step) for step in service.placement.strategy]
    if service.placement.constraints:
        placement["constraints"] = service.placement.constraints
    return placement or None


def _step(step: Strategy) -> Value:
    if step.spread:
        return {"type": "spread", "field": _FIELDS.get(step.spread, step.spread)}
    if step.binpack:
        return {"type": "binpack", "field": step.binpack}
    return {"type": "random"}


def _ways_in(cluster: Cluster, service: Service) -> dict[str, Value]:
    """Return how the service is reached: by balancers, by a name in DNS, by peers."""
    inputs: dict[str, Value] = {
        "targets": route_targets(service),
        "health_check_grace_period": None,
        "registry": registry(service),
        "service_connect": _service_connect(cluster, service),
    }
    # ECS refuses a grace period where no balancer checks the tasks.
    if service.routes:
        grace = service.health_check_grace_period
        inputs["health_check_grace_period"] = unless(DEFAULT_GRACE_PERIOD, grace)
    return inputs


def _service_connect(cluster: Cluster, service: Service) -> Value:
    """Return the namespace of peers, and what they call the service or which of them it calls."""
    connection, port = service.service_connect, service.connect_port
    if connection is None:
        return None
    logs = Ref(f"module.{service.module}_task.proxy_log_configuration")
    peer: dict[str, Value] = {"namespace_arn": namespace_arn(cluster), "log_configuration": logs}
    if port:
        peer["server"] = {
            "port_name": connection.port,
            "discovery_name": in_cluster(cluster, service.family),
            "alias": connection.alias,
            "port": port.container_port,
            **_proxy(service),
        }
    elif cluster.servers:
        peer["peers"] = {key: module("service", key, "name") for key in cluster.servers}
    return peer


def _proxy(service: Service) -> dict[str, Value]:
    """Return what the proxies of peers do: how long they wait, and which requests are for tests."""
    inputs: dict[str, Value] = {}
    if service.service_connect and service.service_connect.timeout:
        inputs["timeout"] = changed(service.service_connect.timeout)
    asked = service.deployment.test_traffic
    if asked and service.shifts and service.tells_peers_apart:
        inputs["test_traffic"] = {"header": asked.header, "value": asked.value}
    return inputs


def _deployment(service: Service) -> dict[str, Value]:
    """Return how a new version comes."""
    deployment = service.deployment
    # The strategy stands first, as it does in the spec.
    inputs = changed(deployment, "minimum_healthy_percent", "maximum_percent", "circuit_breaker")
    inputs |= changed(deployment, "force_new_deployment", "redeployment")
    if service.shifts:
        inputs = {**_shifting(service), **inputs}
    if service.given_alarms or deployment.former_alarms:
        inputs["alarms"] = _alarms(service)
    usually_waits = deployment.owner == "terraform"
    if deployment.wait != usually_waits:
        inputs["wait"] = deployment.wait
    return inputs


def _shifting(service: Service) -> dict[str, Value]:
    """Return how requests go over to a new version."""
    deployment = service.deployment
    inputs: dict[str, Value] = {}
    if deployment.strategy != "blue_green":
        inputs["strategy"] = deployment.strategy
    if deployment.bake_time != DEFAULT_BAKE_TIME:
        inputs["bake_time"] = deployment.bake_time
    if deployment.step and (step := changed(deployment.step)):
        inputs["step"] = step
    if deployment.hooks:
        inputs["hooks"] = hooks(service)
    return inputs


def _alarms(service: Service) -> Value:
    """Return the alarms that bring the former version back, or all of them, which then do nothing.

    The block has to stand where it does nothing too: of one that goes AWS hears nothing.
    """
    former = service.deployment.former_alarms
    if former:
        names = sorted(str(service.alarm_name(alarm)) for alarm in former)
        return {"names": names, "enable": False}
    alarm_names = f"module.{service.module}_alarms.alarm_names"
    wanted = service.deployment.rollback_alarms
    if not wanted:
        return {"names": Call("values", (Ref(alarm_names),)), "enable": False}
    return {"names": [Ref(f'{alarm_names}["{alarm}"]') for alarm in wanted]}


def _promises(service: Service) -> Iterator[Promise]:
    path, count, name = f"services.{service.key}", service.desired_count, service.service_name
    yield Promise("name", name, path, f"the service is named {name}")
    text = f"{count} tasks are started"
    yield Promise("settings.desired_count", count, f"{path}.desired_count", text)
    deployment = service.deployment
    if service.shifts:
        strategy = deployment.strategy
        text = f"new versions come by {strategy}"
        yield Promise(
            "deployment_strategy",
            strategy.upper(),
            f"{path}.deployment.strategy",
            text,
        )
    if service.service_connect and service.connect_port:
        alias = service.service_connect.alias or service.name
        port = service.connect_port.container_port
        text = f"peers reach it at {alias}:{port}"
        yield Promise(
            "settings.connect_ports",
            {alias: port},
            f"{path}.service_connect",
            text,
        )
    if deployment.rollback_alarms:
        alarms = sorted(service.alarm_name(alarm) for alarm in deployment.rollback_alarms)
        text = f"the former version comes back when {', '.join(alarms)} rings"
        path = f"{path}.deployment.rollback_alarms"
        yield Promise("settings.rollback_alarms", alarms, path, text)
