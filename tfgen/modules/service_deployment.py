"""How a new version of `ecs_service` comes: the strategy, with what ECS needs to shift requests."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.modules.containers import role_name_prefix
from tfgen.resolve import Cluster, Service
from tfgen.tree import Input, Promise

STEP = """object({
  percent = number
  bake_time = number
})"""
# What tasks get to come up and to pass their checks, in minutes: the provider's own limit.
COMING_UP = 20


def deployment_shape(service: Service) -> dict[str, bool]:
    """Return the strategy, where it is not rolling."""
    strategy = service.deployment.strategy
    return {
        "shifts": service.shifts,
        "canary": strategy == "canary",
        "linear": strategy == "linear",
        "circuit_breaker": strategy in ("rolling", "blue_green"),
    }


def deployment_features(service: Service) -> tuple[str, ...]:
    """Return what a service needs of a newer AWS provider."""
    if not service.shifts:
        return ()
    return ("blue_green", "canary") if service.deployment.step else ("blue_green",)


def deployment_inputs(cluster: Cluster, key: str, service: Service) -> Iterator[Input]:
    """Yield the inputs of the deployment."""
    deployment, about = (
        service.deployment,
        "Share of the tasks that stay up while the version changes",
    )
    yield Input("minimum_healthy_percent", "number", about, deployment.minimum_healthy_percent)
    yield Input(
        "maximum_percent",
        "number",
        "Most tasks while the version changes",
        deployment.maximum_percent,
    )
    if deployment_shape(service)["circuit_breaker"]:
        about = "Whether a version that does not come up rolls back"
        yield Input("circuit_breaker", "bool", about, deployment.circuit_breaker)
    if not service.shifts:
        return
    yield Input(
        "bake_time",
        "number",
        "Minutes that the former tasks stay",
        (service.deployment.bake_time or 0) // 60,
    )
    if step := service.deployment.step:
        about = "Share of the requests in a step, and minutes behind it"
        yield Input(
            "step", STEP, about, {"percent": step.percent, "bake_time": step.bake_time // 60}
        )
    if service.deployment.wait:
        minutes = COMING_UP + service.deployment.seconds // 60
        yield Input(
            "deployment_minutes", "number", "Minutes that apply waits for a new version", minutes
        )
    prefix = role_name_prefix(cluster.name, key)
    yield Input(
        "shift_role_name_prefix",
        "string",
        "First part of the name of the role that shifts requests",
        prefix,
    )


def deployment_promises(key: str, service: Service) -> Iterator[Promise]:
    """Yield what the spec promises of the deployment."""
    if service.shifts:
        strategy, path = service.deployment.strategy, f"services.{key}.deployment.strategy"
        yield Promise(
            "deployment_strategy", strategy.upper(), path, f"new versions come by {strategy}"
        )
