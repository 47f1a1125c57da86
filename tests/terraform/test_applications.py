"""Applications on a platform, each with a state of its own: applied by the real provider on the emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import pytest
import terraform_cli
import yaml
from emulator.server import serve
from reachability.account import snapshot
from reachability.judge import all_needs, faults, mutants, wider_rules
from terraform_trees import (
    EMULATED,
    ROOT,
    TODAY,
    Workspace,
    emulated_environment,
    leave_out_what_is_not_emulated,
)

from tfgen.pipeline import build, check
from tfgen.write import write

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("applications")]

TEAMS = ROOT / "specs/teams"
CERTIFICATE = "arn:aws:acm:eu-west-1:012345678901:certificate/0a1b2c3d-0000-4000-8000-0123456789ab"
VARIANTS = Path(__file__).parent.parent / "words/applications"
FOREIGN = Path(__file__).parent.parent / "foreign_platform/main.tf"


@dataclass(frozen=True)
class Account:
    """An account of the emulator: specs side by side in `home`, a folder and a state for each."""

    home: Path
    endpoint: str
    environment: dict[str, str]

    def client(self, service: str) -> Any:
        """Return a client of boto3."""
        return boto3.client(
            service,
            region_name="eu-west-1",
            endpoint_url=self.endpoint,
            aws_access_key_id="emulator",
            aws_secret_access_key="emulator",
        )

    def read(self, service: str, operation: str, **arguments: Any) -> list[Any]:
        """Return all that an operation lists."""
        client = self.client(service)
        if not client.can_paginate(operation):
            answer = getattr(client, operation)(**arguments)
            return next((value for value in answer.values() if isinstance(value, list)), [])
        paginator = client.get_paginator(operation)
        key = paginator.result_keys[0].expression
        return [item for page in paginator.paginate(**arguments) for item in page.get(key, ())]

    def workspace(self, name: str) -> Workspace:
        """Return where the tree of a spec is applied."""
        folder = self.home / "trees" / name
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "emulator_override.tf").write_text(EMULATED)
        return Workspace(folder, self.environment)

    def apply(self, name: str, spec: dict[str, Any]) -> Workspace:
        """Render a spec over its tree and apply it."""
        file = self.home / f"{name}.yaml"
        file.write_text(yaml.safe_dump(spec, sort_keys=False))
        space = self.workspace(name)
        # What the emulator lacks was left out of it: to tfgen an edit by hand.
        write(build(check(file, TODAY)), space.folder, force=True)
        (space.folder / "backend.tf").unlink(missing_ok=True)
        leave_out_what_is_not_emulated(space.folder)
        space.init()
        space.apply()
        return space


@contextmanager
def account(home: Path) -> Iterator[Account]:
    """Yield an account with nothing in it."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    with serve(home / "emulator.log", TEAMS / "platform.yaml") as endpoint:
        environment = terraform_cli.real_environment(home) | emulated_environment(endpoint)
        yield Account(home, endpoint, environment)


def written(name: str) -> dict[str, Any]:
    """Return a spec of the teams as it is written."""
    spec: dict[str, Any] = yaml.safe_load((TEAMS / name).read_text())
    return spec


def changed(space: Workspace) -> list[str]:
    """Return what a plan would change."""
    changes = space.plan().get("resource_changes", ())
    silent = (["no-op"], ["read"])
    return [one["address"] for one in changes if one["change"]["actions"] not in silent]


def service_names(there: Account, cluster: str) -> list[str]:
    """Return the services of a cluster."""
    ecs = there.client("ecs")
    arns = ecs.list_services(cluster=cluster, maxResults=100)["serviceArns"]
    services = ecs.describe_services(cluster=cluster, services=arns)["services"]
    # The emulator lists those that are gone, too.
    return sorted(one["serviceName"] for one in services if one["status"] == "ACTIVE")


def who_has_to_reach_somebody_can(there: Account, **applications: dict[str, Any]) -> None:
    """Judge a platform and its applications as the one cluster that they are."""
    spec = written("platform.yaml")
    for section in ("services", "jobs"):
        spec[section] = {
            f"{application}-{key}": member
            for application, its in applications.items()
            for key, member in its.get(section, {}).items()
        }
    account = snapshot(there.read, there.client)
    needs = all_needs(account, spec)

    assert len(needs) > 30
    assert [] == faults(account, spec, needs)
    assert [] == wider_rules(account, needs)
    unnoticed = [name for name, mutant in mutants(account) if not faults(mutant, spec, needs)]
    assert [] == unnoticed


def test_two_applications_come_and_go_on_a_platform(tmp_path: Path) -> None:
    with account(tmp_path) as there:
        platform = there.apply("platform", written("platform.yaml"))
        orders_spec, shop_spec = written("orders.yaml"), written("shop.yaml")
        orders, shop = there.apply("orders", orders_spec), there.apply("shop", shop_spec)

        assert [] == changed(platform)
        assert [] == changed(orders)
        assert [] == changed(shop)
        assert [
            "orders-api",
            "orders-feed",
            "orders-gate",
            "orders-web",
            "orders-worker",
            "shop-beat",
            "shop-web",
            "shop-worker",
        ] == service_names(there, "acc")
        who_has_to_reach_somebody_can(there, orders=orders_spec, shop=shop_spec)

        shop_spec["services"]["web"]["memory"] = 768
        there.apply("shop", shop_spec)

        assert [] == changed(platform)
        assert [] == changed(orders)
        assert [] == changed(shop)

        orders.must("state", "rm", "module.file_system_receipts.aws_efs_file_system.this")
        orders.must("destroy", "-input=false", "-no-color", "-auto-approve")

        assert [] == changed(platform)
        assert [] == changed(shop)
        assert ["shop-beat", "shop-web", "shop-worker"] == service_names(there, "acc")


@pytest.mark.parametrize("spec", sorted(VARIANTS.glob("*.yaml")), ids=lambda path: path.stem)
def test_other_forms_are_valid(spec: Path, tmp_path: Path) -> None:
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    write(build(check(spec, TODAY)), tmp_path / "tree")
    (tmp_path / "tree/backend.tf").unlink(missing_ok=True)
    space = Workspace(tmp_path / "tree", terraform_cli.real_environment(tmp_path))
    space.init()
    assert space.json("validate", "-json")["valid"]


def test_an_application_runs_on_a_platform_that_others_made(tmp_path: Path) -> None:
    with account(tmp_path) as there:
        foreign = there.workspace("foreign")
        (foreign.folder / "main.tf").write_text(FOREIGN.read_text())
        (foreign.folder / "emulator_override.tf").write_text(
            EMULATED.replace('provider "aws" {', 'provider "aws" {\n  region = "eu-west-1"')
        )
        foreign.init()
        foreign.apply("-var", f"certificate_arn={CERTIFICATE}")
        spec = written("reports.yaml")
        spec["platform"] = json.loads(foreign.must("output", "-json", "platform"))
        reports = there.apply("reports", spec)

        assert [] == changed(reports)
        assert ["reports-api", "reports-web"] == service_names(there, "Legacy_Cluster")

        del spec["services"]["api"], spec["services"]["web"]["service_connect"]
        spec["let_go"] = {"services.api": "destroy"}
        there.apply("reports", spec)

        assert [] == changed(reports)
        assert ["reports-web"] == service_names(there, "Legacy_Cluster")
        reports.must("destroy", "-input=false", "-no-color", "-auto-approve")
        assert "No changes" in foreign.must(
            "plan", "-input=false", "-no-color", "-var", f"certificate_arn={CERTIFICATE}"
        )
