"""A cluster that runs is read from AWS, and the tree of its spec takes it over: nothing that
carries traffic or holds data is destroyed, replaced or made twice."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import boto3
import legacy_cluster
import pytest
import terraform_cli
import yaml
from adoption import LAYOUTS, becomes, ids, tfgen
from emulator.server import serve
from terraform_trees import (
    EMULATED,
    SPECS,
    Workspace,
    emulated_environment,
    leave_out_what_is_not_emulated,
)

pytestmark = [pytest.mark.slow, pytest.mark.terraform, pytest.mark.xdist_group("imported")]

# What is imported whole: none of it is made, and none of it goes.
VITAL = (
    *("aws_autoscaling_group", "aws_ecs_capacity_provider", "aws_ecs_cluster", "aws_ecs_service"),
    *("aws_eip", "aws_internet_gateway", "aws_lb", "aws_lb_listener", "aws_lb_listener_rule"),
    *("aws_nat_gateway", "aws_subnet", "aws_vpc"),
)
# A cluster of tfgen's whose state was lost. On it each thing that has a name has the tree's own.
OWN = """\
version: 1
environment: acc
region: eu-west-1
account_id: "123456789012"
network: {nat: single}
instance_groups: {default: {instance_type: t3.small, max_size: 3}}
services:
  web:
    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/web:1
    memory: 256
    port: 8080
    desired_count: 2
    routes: {default: www.example.com}
  api:
    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/api:1
    memory: 256
    port: 8080
    environment: {STAGE: acc}
    routes: {default: /api/*}
    scaling: {min: 1, max: 4, cpu: 60}
jobs:
  nightly:
    image: 123456789012.dkr.ecr.eu-west-1.amazonaws.com/job:1
    memory: 128
    schedule: cron(0 3 * * ? *)
"""


@dataclass(frozen=True)
class Imported:
    """What became of a cluster: the spec, what was said, both plans, and the ids at the end."""

    how: str
    spec: dict[str, Any]
    said: str
    plan: dict[str, Any]
    again: dict[str, Any]
    after: Mapping[str, set[str]]


def clients(endpoint: str) -> legacy_cluster.Clients:
    def client(service: str) -> Any:
        return boto3.client(
            service,
            region_name=legacy_cluster.REGION,
            endpoint_url=endpoint,
            aws_access_key_id="emulator",
            aws_secret_access_key="emulator",
        )

    return client


def of_people(home: Path, endpoint: str) -> str:
    """Make a cluster by hand, and return its name."""
    legacy_cluster.make(clients(endpoint))
    return legacy_cluster.NAME


def of_a_lost_state(home: Path, endpoint: str) -> str:
    """Apply a tree of tfgen's, lose its state, and return the name of the cluster."""
    (home / "first.yaml").write_text(OWN)
    tfgen(home, "render", "first.yaml", "-o", "lost")
    space = workspace(home, home / "lost/first", endpoint)
    space.init()
    space.apply()
    shutil.rmtree(space.folder)
    return "acc"


def of_other_terraform(home: Path, endpoint: str) -> str:
    """Apply a tree of another layout, and return the name of the cluster."""
    tree = home / "old"
    shutil.copytree(LAYOUTS / "old_layout", tree)
    space = workspace(home, tree, endpoint)
    space.init()
    space.apply()
    return "acc"


MADE = {"by hand": of_people, "by tfgen": of_a_lost_state, "by Terraform": of_other_terraform}
# What nothing leads to yet: that one has neither services nor instances that joined.
NAMED = {"by Terraform": ("--load-balancer", "acc-acc", "--autoscaling-group", "acc_acc_default")}
WITHOUT = {"by Terraform": {"aws_ecs_capacity_provider", "aws_ecs_service", "aws_lb_listener_rule"}}


def workspace(home: Path, tree: Path, endpoint: str) -> Workspace:
    (tree / "emulator_override.tf").write_text(EMULATED)
    leave_out_what_is_not_emulated(tree)
    return Workspace(tree, terraform_cli.real_environment(home) | emulated_environment(endpoint))


def imported(home: Path, endpoint: str, how: str) -> Imported:
    """Import a cluster, and apply the tree that takes it over."""
    name = MADE[how](home, endpoint)
    ask = ("import", "aws", "--cluster", name, "--region", legacy_cluster.REGION)
    ask += NAMED.get(how, ())
    # The lock file says which provider it is, and so which ids it takes.
    said = tfgen(home, *ask, environment=emulated_environment(endpoint))
    tfgen(home, "render", "cluster.yaml")
    space = workspace(home, home / "out/cluster", endpoint)
    space.init()
    blocks = (*ask, "--for", "cluster.yaml")
    said += tfgen(home, *blocks, environment=emulated_environment(endpoint))
    plan = space.plan()
    space.apply("tfplan")
    spec = yaml.safe_load((home / "cluster.yaml").read_text())
    state = json.loads((space.folder / "terraform.tfstate").read_text())
    return Imported(how, spec, said, plan, space.plan(), ids(state))


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Imported]]:
    """Import each cluster from an account of its own, at once: most of it is waiting."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)

    def run(how: str) -> Imported:
        home = tmp_path_factory.mktemp(how.replace(" ", "-"))
        with serve(home / "emulator.log", SPECS["acc"]) as endpoint:
            return imported(home, endpoint, how)

    with ThreadPoolExecutor() as pool:
        yield dict(zip(MADE, pool.map(run, MADE), strict=True))


@pytest.fixture(params=MADE)
def cluster(clusters: Mapping[str, Imported], request: pytest.FixtureRequest) -> Imported:
    return clusters[request.param]


def test_what_carries_traffic_is_imported_and_nothing_of_it_made(cluster: Imported) -> None:
    table = becomes(cluster.plan)
    vital = set(VITAL) - WITHOUT.get(cluster.how, set())
    assert {type_: {"imported"} for type_ in vital} == {
        type_: set(table.get(type_, {})) for type_ in vital
    }


def test_nothing_is_destroyed_and_no_more_replaced_than_a_flow_log(cluster: Imported) -> None:
    table = becomes(cluster.plan)
    assert set() == {type_ for type_, words in table.items() if "destroyed" in words}
    replaced = {type_ for type_, words in table.items() if "replaced" in words}
    # It has another role then; its log group stays.
    assert replaced <= {"aws_flow_log"}


def test_the_second_plan_changes_nothing(cluster: Imported) -> None:
    changes = cluster.again["resource_changes"]
    assert {("no-op",)} == {tuple(change["change"]["actions"]) for change in changes}


def test_the_target_groups_of_services_are_the_same(cluster: Imported) -> None:
    table = becomes(cluster.plan)["aws_lb_target_group"]
    assert table["imported"] >= max(1, len(cluster.spec.get("services", ())))


def test_a_lost_state_comes_back_with_the_spec_that_it_was_made_of(
    clusters: Mapping[str, Imported],
) -> None:
    first, spec = yaml.safe_load(OWN), clusters["by tfgen"].spec
    assert first["network"] == spec["network"]
    assert ("t3.small", 3) == tuple(
        spec["instance_groups"]["default"][word] for word in ("instance_type", "max_size")
    )
    for section in ("services", "jobs"):
        assert set(first[section]) == set(spec[section])
        for key, member in first[section].items():
            plain = {word: value for word, value in member.items() if word != "routes"}
            assert plain == {word: spec[section][key].get(word) for word in plain}
    asked = {
        key: [match["pattern"] for match in service["routes"]["default"]["match"]]
        for key, service in spec["services"].items()
    }
    assert {"web": ["www.example.com"], "api": ["/api/*"]} == asked


def test_what_a_lost_state_had_is_all_taken_over(clusters: Mapping[str, Imported]) -> None:
    """What AWS takes once under its name is there already, and is imported."""
    table = becomes(clusters["by tfgen"].plan)
    names = ("aws_cloudwatch_log_group", "aws_kms_alias", "aws_kms_key", "aws_sns_topic")
    more = ("aws_scheduler_schedule", "aws_scheduler_schedule_group", "aws_sqs_queue")
    once = {*names, *more, "aws_ssm_document", "aws_lb_target_group", "aws_vpc_endpoint"}
    assert {type_: {"imported"} for type_ in once} == {type_: set(table[type_]) for type_ in once}


def test_names_that_people_gave_stay(clusters: Mapping[str, Imported]) -> None:
    spec = clusters["by hand"].spec
    assert {"Legacy_Web", "legacy-api"} == {
        service["service_name"] for service in spec["services"].values()
    }
    (group,) = spec["instance_groups"].values()
    assert ("Legacy-ASG", "legacy_capacity") == (
        group["autoscaling_group_name"],
        group["capacity_provider"]["name"],
    )


def test_a_schedule_that_goes_on_does_not_run_twice(clusters: Mapping[str, Imported]) -> None:
    by_hand = clusters["by hand"]
    assert by_hand.spec["jobs"]["nightly"]["enabled"] is False
    assert "legacy-nightly goes on" in by_hand.said
    assert "enabled" not in clusters["by tfgen"].spec["jobs"]["nightly"]
