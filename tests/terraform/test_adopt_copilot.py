"""What becomes of a workspace of Copilot, as the real provider plans it."""

from __future__ import annotations

import datetime
from typing import Any

import pytest
import terraform_cli
import yaml
from copilot_workspaces import FOLDER, converted, copied
from emulator.server import serve
from terraform_trees import SPECS, resources, workspace

from tfgen.commands.importing import written
from tfgen.pipeline import build, check
from tfgen.write import write

TODAY = datetime.date(2026, 11, 28)
MANIFESTS = [
    yaml.safe_load(path.read_text()) for path in (FOLDER / "everything").glob("copilot/*/*.yml")
]

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("adopt-copilot")]


@pytest.fixture(scope="module")
def plan(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """Return the plan of all that the workspace `everything` has, in an account without it."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp("adopt-copilot")
    (draft,) = converted(copied("everything", tmp / "workspace")).values()
    spec, tree = tmp / "shop.yaml", tmp / "rendered"
    spec.write_text(written(draft))
    tree.mkdir()
    write(build(check(spec, TODAY), tree), tree)
    with serve(tmp / "emulator.log", SPECS["queues"]) as endpoint:
        space = workspace(terraform_cli.REAL, tree, tmp, endpoint)
        space.init()
        return space.plan()


def values(plan: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [resource["values"] for resource in resources(plan, kind)]


def names(kind: str) -> set[str]:
    return {manifest["name"] for manifest in MANIFESTS if manifest["type"].endswith(kind)}


def test_each_service_is_planned_and_the_static_site_is_not(plan: dict[str, Any]) -> None:
    services = values(plan, "aws_ecs_service")
    assert names("Service") == {service["name"] for service in services}


def test_the_job_runs_as_often_and_as_long_as_it_did(plan: dict[str, Any]) -> None:
    (schedule,) = values(plan, "aws_scheduler_schedule")
    assert "rate(90 minutes)" == schedule["schedule_expression"]
    (machine,) = values(plan, "aws_sfn_state_machine")
    assert names("Job") == {machine["name"].removeprefix("prod-shop-")}


def test_requests_come_to_the_service_that_took_them(plan: dict[str, Any]) -> None:
    rules = values(plan, "aws_lb_listener_rule")
    paths = {
        pattern
        for rule in rules
        for condition in rule["condition"]
        for way in condition["path_pattern"]
        for pattern in way["values"]
    }
    # Of `path: admin`, `metrics` and `orders`.
    assert {"/admin", "/admin/*", "/metrics", "/metrics/*", "/orders", "/orders/*"} <= paths


def test_target_groups_are_asked_as_before(plan: dict[str, Any]) -> None:
    checks = [group["health_check"][0] for group in values(plan, "aws_lb_target_group")]
    (health,) = (check for check in checks if check.get("path") == "/_health")
    assert (15, 10, 4, 3, "200,301") == (
        health["interval"],
        health["timeout"],
        health["healthy_threshold"],
        health["unhealthy_threshold"],
        health["matcher"],
    )


def test_names_in_dns_are_those_of_copilot(plan: dict[str, Any]) -> None:
    (namespace,) = values(plan, "aws_service_discovery_private_dns_namespace")
    assert "prod.shop.local" == namespace["name"]
    named = {service["name"] for service in values(plan, "aws_service_discovery_service")}
    assert named == names("Web Service") | names("Backend Service")
