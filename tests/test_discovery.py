"""Who reaches whom by Service Connect: peers and nobody else, through the group that each comes
with."""

from __future__ import annotations

import json
from typing import Any

from tfgen import language, source
from tfgen.resolve import Cluster, resolve

BRIDGE: dict[str, Any] = {
    "image": "nginx:1.27",
    "memory": 256,
    "port": 8080,
    "service_connect": True,
}
AWSVPC = BRIDGE | {"network_mode": "awsvpc"}
CLIENT = {"service_connect": {"client_only": True}}


def read(**services: dict[str, Any]) -> Cluster:
    groups = {"default": {"instance_type": "t3.small"}, "batch": {"instance_type": "t3.small"}}
    sections = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        "services": services,
    }
    reading = language.read(
        source.parse(json.dumps(sections | {"instance_groups": groups}).encode(), "acc.yaml")
    )
    assert () == reading.diagnostics
    return resolve(reading)


def test_a_task_with_a_network_of_its_own_comes_with_its_group_others_with_their_instances() -> (
    None
):
    actual = read(
        api=AWSVPC,
        cart=AWSVPC,
        web=BRIDGE | {"capacity": "batch"},
        other=BRIDGE | {"service_connect": False},
    )

    assert ("instance_groups.batch", "services.cart") == tuple(
        sorted(actual.callers(actual.services["api"]))
    )


def test_a_service_alone_opens_nothing() -> None:
    assert {} == read(api=AWSVPC).services["api"].connect_ingress
    assert {} == read(api=BRIDGE).instance_groups["default"].connect_ingress


def test_a_client_opens_nothing_and_is_let_in() -> None:
    actual = read(api=AWSVPC, web=AWSVPC | CLIENT)

    assert {} == actual.services["web"].connect_ingress
    (rule,) = actual.services["api"].connect_ingress.values()
    assert ("8080", ("services.web",)) == (rule.port, rule.from_)


def test_instances_open_the_ports_that_docker_chooses_or_the_one_that_is_given() -> None:
    fixed = {key: value for key, value in BRIDGE.items() if key != "port"} | {
        "ports": {"http": "80:8080"}
    }
    actual = read(api=BRIDGE, cart=fixed, web=AWSVPC | CLIENT)

    opened = actual.instance_groups["default"].connect_ingress
    assert {"32768-65535", "80"} == {rule.port for rule in opened.values()}
    assert {} == actual.instance_groups["batch"].connect_ingress


def test_a_record_has_addresses_where_tasks_have_some_of_their_own() -> None:
    actual = read(
        api=AWSVPC | {"cloud_map": "acc.internal"},
        web=BRIDGE | {"cloud_map": "ns-0123456789abcdef"},
    )

    records = {key: service.cloud_map for key, service in actual.services.items()}
    assert {"api": "a", "web": "srv"} == {
        key: record and record.type for key, record in records.items()
    }
    assert ("acc.internal",) == actual.namespaces
