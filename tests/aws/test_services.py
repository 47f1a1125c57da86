"""ECS services, their tasks and where these run, against the spec's `services`."""

from __future__ import annotations

from typing import Any

from looked_at import every
from service_account import found
from service_data import (
    FARGATE,
    capacity,
    on_fargate,
    services,
)
from spec_data import (
    cluster_name,
    listed,
    long_form,
)
from terraform_trees import specs_with

pytestmark = specs_with("services")

FIELDS = {"zone": "attribute:ecs.availability-zone", "instance": "instanceId"}


def test_services_are_those_of_the_spec(applied) -> None:
    daemons = {
        key
        for key, system_container in applied.spec.get("system_containers", {}).items()
        if system_container.get("run") != "docker"
    }
    assert set(services(applied.spec)) | daemons == set(found(applied))


def test_tasks_run_where_the_spec_says_and_never_by_launch_type(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        shares = capacity(applied.spec, service)
        names = {name: FARGATE.get(name, f"{cluster_name(applied.spec)}-{name}") for name in shares}
        actual = found(applied)[key]

        assert {
            (names[name], share.get("weight", 1), share.get("base", 0))
            for name, share in shares.items()
        } == {
            (share["capacityProvider"], share.get("weight", 0), share.get("base", 0))
            for share in actual["capacityProviderStrategy"]
        }
        assert "launchType" not in actual


def test_tasks_are_placed_as_the_spec_says(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        placement = service.get("placement", {})
        steps = placement.get("strategy", ["zone", "instance"])
        wanted = (
            [] if on_fargate(applied.spec, service) else [step(given_step) for given_step in steps]
        )
        actual = found(applied)[key]
        constraints = {
            (placement_constraint["type"], placement_constraint.get("expression") or None)
            for placement_constraint in actual.get("placementConstraints", [])
        }

        assert wanted == [
            (strategy["type"], strategy.get("field"))
            for strategy in actual.get("placementStrategy", [])
        ]
        assert constraints == {
            ("distinctInstance", None)
            if constraint == "distinct_instance"
            else ("memberOf", constraint)
            for constraint in listed(placement.get("constraints", []))
        }


def test_there_are_as_many_tasks_as_the_spec_says(applied) -> None:
    expected = {
        key: service["scaling"]["min"] if "scaling" in service else service.get("desired_count", 1)
        for key, service in services(applied.spec).items()
    }
    assert expected == {key: found(applied)[key]["desiredCount"] for key in expected}


def test_versions_change_as_the_spec_says(applied) -> None:
    for key, service in every(services(applied.spec).items()):
        deployment = service.get("deployment", {})
        actual = found(applied)[key]["deploymentConfiguration"]
        breaker = deployment.get("circuit_breaker", True)

        assert deployment.get("minimum_healthy_percent", 100) == actual["minimumHealthyPercent"]
        assert deployment.get("maximum_percent", 200) == actual["maximumPercent"]
        assert {"enable": breaker, "rollback": breaker} == actual["deploymentCircuitBreaker"]


def step(value: Any) -> tuple[str, str | None]:
    """Return type and field of a step of a placement strategy."""
    fields = long_form(value, "spread")
    if "spread" in fields:
        return "spread", FIELDS.get(fields["spread"], fields["spread"])
    if "binpack" in fields:
        return "binpack", fields["binpack"]
    return "random", None
