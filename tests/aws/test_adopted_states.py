"""A cluster that other Terraform made is taken over whole: nothing that carries traffic or holds
data is destroyed, replaced or made twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
import terraform_cli
from adoption import Adopted, adopted, becomes, ids, tfgen
from emulator.server import serve
from terraform_trees import SPECS

pytestmark = [pytest.mark.slow, pytest.mark.terraform, pytest.mark.xdist_group("adopted-states")]

# What is the same thing before and after: with its id, and never made anew beside itself.
VITAL = (
    *("aws_autoscaling_group", "aws_ecs_capacity_provider", "aws_ecs_cluster", "aws_ecs_service"),
    *("aws_eip", "aws_internet_gateway", "aws_lb", "aws_lb_listener", "aws_lb_listener_rule"),
    *("aws_lb_target_group", "aws_nat_gateway", "aws_route", "aws_subnet", "aws_vpc"),
)
# What holds data, and what a cluster has of it is left as it is.
DATA = ("aws_cloudwatch_log_group", "aws_ssm_parameter")
TAKEN = {
    "old_layout": {
        "aws_autoscaling_group": {"moved": 1},
        "aws_ecs_cluster": {"moved": 1},
        "aws_eip": {"moved": 2},
        "aws_internet_gateway": {"moved": 1},
        "aws_lb": {"imported": 1},
        "aws_lb_listener": {"imported": 1},
        "aws_lb_target_group": {"imported": 1},
        "aws_nat_gateway": {"moved": 2},
        "aws_route": {"moved": 4},
        "aws_route_table": {"moved": 4},
        "aws_route_table_association": {"moved": 4},
        "aws_subnet": {"moved": 4},
        "aws_vpc": {"moved": 1},
    },
    "public_modules": {
        "aws_autoscaling_group": {"moved": 1},
        "aws_default_security_group": {"moved": 1},
        "aws_ecs_capacity_provider": {"moved": 1},
        "aws_ecs_cluster": {"moved": 1},
        "aws_ecs_cluster_capacity_providers": {"moved": 1},
        "aws_ecs_service": {"moved": 1},
        "aws_eip": {"moved": 1},
        "aws_internet_gateway": {"moved": 1},
        "aws_lb": {"moved": 1},
        "aws_lb_listener": {"moved": 1},
        "aws_lb_listener_rule": {"moved": 1},
        "aws_lb_target_group": {"moved": 1},
        "aws_nat_gateway": {"moved": 1},
        # Zones that shared a table get one each, and their own way out.
        "aws_route": {"moved": 2, "created": 2},
        "aws_route_table": {"moved": 2, "created": 2},
        "aws_route_table_association": {"moved": 4},
        "aws_subnet": {"moved": 4},
        "aws_vpc": {"moved": 1},
    },
}


@pytest.fixture(scope="module")
def clusters(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Mapping[str, Adopted]]:
    """Adopt each layout in an account of its own, at once: most of it is waiting."""
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)

    folders = {layout: tmp_path_factory.mktemp(layout) for layout in TAKEN}

    def run(layout: str) -> Adopted:
        tmp = folders[layout]
        with serve(tmp / "emulator.log", SPECS["acc"]) as endpoint:
            return adopted(layout, tmp, endpoint)

    with ThreadPoolExecutor() as pool:
        yield dict(zip(TAKEN, pool.map(run, TAKEN), strict=True))


@pytest.fixture(params=TAKEN)
def cluster(clusters: Mapping[str, Adopted], request: pytest.FixtureRequest) -> Adopted:
    return clusters[request.param]


@pytest.mark.parametrize("layout", TAKEN)
def test_each_type_is_taken_over_as_the_table_says(
    clusters: Mapping[str, Adopted], layout: str
) -> None:
    table = becomes(clusters[layout].plan)
    assert TAKEN[layout] == {type_: table.get(type_) for type_ in TAKEN[layout]}


def test_nothing_is_destroyed_and_replaced_are_scaling_policies_alone(cluster: Adopted) -> None:
    table = becomes(cluster.plan)
    assert {type_ for type_, words in table.items() if "destroyed" in words} == set()
    replaced = {type_ for type_, words in table.items() if "replaced" in words}
    # AWS takes no second policy that holds the same metric.
    assert replaced == set(table) & {"aws_appautoscaling_policy"}


def test_what_carries_traffic_is_the_same_afterwards(cluster: Adopted) -> None:
    kept = {type_: cluster.before[type_] for type_ in VITAL if type_ in cluster.before}
    assert len(kept) >= 9
    assert kept == {type_: cluster.after[type_] & kept[type_] for type_ in kept}


def test_who_lets_in_former_security_groups_still_does(cluster: Adopted) -> None:
    """The balancer has its former group beside the new one, and so have instances and tasks."""
    former = {group for _, values in attached(cluster.state) for group in values}
    present = attached(cluster.final)
    assert len(present) >= 2
    for type_, groups in present:
        assert len(groups & former) == 1, type_
        assert len(groups) == 2, type_


def attached(state: Mapping[str, Any]) -> list[tuple[str, set[str]]]:
    """Return the security groups of balancers, launch templates and services in a state."""
    found = []
    for resource in state["resources"]:
        for one in resource["instances"] if resource["mode"] == "managed" else ():
            values = one["attributes"]
            if resource["type"] in ("aws_lb", "aws_alb", "aws_launch_configuration"):
                found.append((resource["type"], set(values["security_groups"])))
            blocks = (values.get("network_interfaces") or []) + (
                values.get("network_configuration") or []
            )
            if resource["type"] in ("aws_launch_template", "aws_ecs_service"):
                groups = set(values.get("vpc_security_group_ids") or ())
                groups |= {group for block in blocks for group in block["security_groups"]}
                found.append((resource["type"], groups))
    return found


def test_the_second_plan_changes_nothing(cluster: Adopted) -> None:
    changes = cluster.again["resource_changes"]
    assert {("no-op",)} == {tuple(change["change"]["actions"]) for change in changes}


def test_nothing_of_the_old_state_is_dropped_in_silence(cluster: Adopted) -> None:
    """Each thing goes on at another address, or the plan says that it is forgotten."""
    changes = [change for change in cluster.plan["resource_changes"] if change["mode"] == "managed"]
    moved = {change["previous_address"] for change in changes if "previous_address" in change}
    gone = {change["address"] for change in changes if change["change"]["actions"] == ["forget"]}
    assert addresses(cluster.state) == moved | gone


def addresses(state: Mapping[str, Any]) -> set[str]:
    """Return the address of each instance in a state."""
    found = set()
    for resource in state["resources"]:
        if resource["mode"] != "managed":
            continue
        base = ".".join(filter(None, (resource.get("module"), resource["type"], resource["name"])))
        for one in resource["instances"]:
            key = one.get("index_key")
            quoted = f'["{key}"]' if isinstance(key, str) else f"[{key}]"
            found.add(base if key is None else base + quoted)
    return found


def test_a_state_of_its_own_imports_the_same(cluster: Adopted) -> None:
    taken = {
        change["address"]
        for change in cluster.plan["resource_changes"]
        if "previous_address" in change or change["change"].get("importing")
    }
    imported = {
        change["address"]
        for change in cluster.anew["resource_changes"]
        if change["change"].get("importing")
    }
    assert taken == imported
    table = becomes(cluster.anew)
    made = {type_ for type_ in VITAL if "created" in table.get(type_, {})}
    # A table of its own for each zone needs a route.
    assert made <= {"aws_route", "aws_ecs_capacity_provider"}
    assert {} == {type_: words for type_, words in table.items() if "destroyed" in words}


def test_the_former_root_forgets_all_and_destroys_nothing(cluster: Adopted) -> None:
    changes = [one for one in cluster.forgotten["resource_changes"] if one["mode"] == "managed"]
    assert {("forget",)} == {tuple(change["change"]["actions"]) for change in changes}
    assert addresses(cluster.state) == {change["address"] for change in changes}


def test_data_outlives_the_state(clusters: Mapping[str, Adopted]) -> None:
    table = becomes(clusters["public_modules"].plan)
    assert {"forgotten"} == set(table["aws_ssm_parameter"])
    assert 2 == table["aws_cloudwatch_log_group"]["forgotten"]
    assert 6 == becomes(clusters["old_layout"].plan)["aws_cloudwatch_log_group"]["forgotten"]


def test_the_secret_of_the_state_is_shown_nowhere(clusters: Mapping[str, Adopted]) -> None:
    cluster = clusters["public_modules"]
    assert "do-not-show-me-1" in str(cluster.state)
    written = [path.read_text() for path in cluster.folder.rglob("*.tf")]
    assert "do-not-show-me-1" not in "".join([cluster.said, cluster.spec, *written])


def test_tfgen_is_content_with_the_blocks_beside_its_tree(cluster: Adopted) -> None:
    folder = cluster.folder.parent.parent
    assert "(nothing written)" in tfgen(folder, "render", "cluster.yaml", "--check")
    assert "files verified" in tfgen(folder, "verify", "out/cluster")
    assert (cluster.folder / "adopt.tf").read_text().startswith("# Terraform takes over what runs")


def test_ids_tell_two_states_apart(clusters: Mapping[str, Adopted]) -> None:
    """The comparison above can fail: another cluster has none of these ids."""
    mine, other = (ids(cluster.state)["aws_vpc"] for cluster in clusters.values())
    assert not mine & other
