"""Where fields mean something: said at the field, in the schema, and held to by a rule."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from field_trials import models
from spec_strategies import TODAY

from tfgen import language, resolve, rules, source
from tfgen.language.meaning import Meaning, Not, Only
from tfgen.language.schema import json_schema
from tfgen.language.section import Section, fields_of, meanings_of
from tfgen.language.top import Spec

GROUP = {"instance_groups": {"default": {"instance_type": "m7i.large"}}}
BASE = {"version": 1, "environment": "acc", "region": "eu-west-1", **GROUP}
LANGUAGE = Path(language.__file__).parent
WEB = {"image": "public.ecr.aws/acme/web:1.0", "memory": 512, "cpu": 256}


def paths_of(data: dict[str, Any]) -> list[str]:
    """Return the places of values that are not used in a spec."""
    reading = language.read(source.parse(json.dumps({**BASE, **data}).encode(), "spec.yaml"))
    findings = rules.check(resolve.resolve(reading), TODAY)
    unused = [finding.path for finding in findings if " used " in finding.message]
    return [".".join(map(str, path)) for path in unused]


def marked() -> Iterator[tuple[type[Section], str, Meaning]]:
    for model in models(Spec):
        for key in fields_of(model):
            yield from ((model, key, meaning) for meaning in meanings_of(model, key))


def resolved_kinds() -> Iterator[type[Section]]:
    """Yield the resolved sections, and those of the language."""
    kinds: list[type[Section]] = [Section]
    for kind in kinds:
        kinds += kind.__subclasses__()
    return iter(kinds)


FACTS = sorted({name for _, _, meaning in marked() for name in meaning.facts})


@pytest.mark.parametrize("name", FACTS)
def test_a_fact_is_something_that_is_known(name: str) -> None:
    assert any(name in kind.model_fields or hasattr(kind, name) for kind in resolved_kinds())


def test_the_schema_says_where_a_field_means_something() -> None:
    described = json.loads(json_schema())["$defs"]
    fields = [field for field in marked() if field[0].__name__ in described]
    assert 60 < len(fields)
    for model, key, meaning in fields:
        assert meaning.text in described[model.__name__]["properties"][key]["description"]


def test_facts_are_looked_up_outwards() -> None:
    class Inner:
        colour = "red"

    class Outer:
        colour = "blue"
        size = 3

    around = (Inner(), Outer())
    assert Only("if red", colour="red").fits(around)
    assert Only("if small", size=(1, 2, 3)).fits(around)
    assert Only("if sized", size=True).fits(around)
    assert not Only("if blue", colour="blue").fits(around)
    assert not Only("if red and large", colour="red", size=9).fits(around)
    assert not Only("if shaped", shape=True).fits(around)
    assert Not("if shaped", shape=True).fits(around)
    assert not Not("if red", colour="red").fits(around)


def test_null_and_false_take_back_a_default() -> None:
    balancers = {
        "edge": {"type": "network", "fixed_response": None, "listeners": {}, "static_ips": False}
    }
    defaults = {"load_balancers": {"fixed_response": 404}}
    assert [] == paths_of({"load_balancers": balancers, "defaults": defaults})

    zones = {f"eu-west-1{letter}": {"private": f"subnet-0a1b2c3{letter}"} for letter in "ab"}
    network = {
        "vpc_id": "vpc-0a1b2c3d",
        "availability_zones": zones,
        "ipv6": False,
        "flow_logs": False,
    }
    assert [] == paths_of({"network": network, "load_balancers": {}})
    assert ["network.internet_gateway"] == paths_of(
        {"network": {**network, "internet_gateway": False}, "load_balancers": {}}
    )


def test_no_rules_at_all_is_a_value() -> None:
    assert ["services.web.egress"] == paths_of({"services": {"web": {**WEB, "egress": {}}}})
    assert [] == paths_of({"services": {"web": {**WEB, "egress": {}, "network_mode": "awsvpc"}}})


def test_what_is_inside_of_a_refused_value_is_not_told_again() -> None:
    group = {"health_check": {"path": "/healthz", "timeout": "10s"}}
    balancers = {"edge": {"type": "network", "default_target_group": group}}
    assert ["load_balancers.edge.default_target_group"] == paths_of({"load_balancers": balancers})


def test_an_unread_fact_silences_its_own_field_alone() -> None:
    lost = {
        "deployment": {"strategy": "bluegreen", "step": {"percent": 10}},
        "health_check_grace_period": "10m",
    }
    services = {"web": {**WEB, **lost}, "api": {**WEB, "health_check_grace_period": "10m"}}
    paths = paths_of({"services": services, "load_balancers": {}})
    assert {f"services.{key}.health_check_grace_period" for key in ("web", "api")} == set(paths)
