"""Ways that are open or closed by what a spec says: keys of rules, endpoints, and the table of connections."""

from __future__ import annotations

import datetime
import json
from pathlib import Path
from typing import Any

import pytest
from reachability.needs import named

from tfgen import language, rules, source
from tfgen.commands import connections
from tfgen.modules.parts.security_groups import common_egress, egress_rules
from tfgen.pipeline import build, check
from tfgen.resolve import Cluster, resolve

TODAY = datetime.date(2026, 1, 1)
SPECS = sorted((Path(__file__).parents[1] / "specs").glob("*.yaml"))
GROUP = {"instance_type": "t3.small", "ami_id": "ami-0123456789abcdef0"}
SPEC = {
    "version": 1,
    "environment": "acc",
    "region": "eu-west-1",
    "state": {"bucket": "acc-terraform-state"},
    "load_balancers": {},
}


def cluster(**more: Any) -> Cluster:
    text = json.dumps({**SPEC, **more})
    return resolve(language.read(source.parse(text.encode(), "spec.yaml")))


def keys(egress: dict[str, Any]) -> set[str]:
    whole = cluster(instance_groups={"default": {**GROUP, "egress": egress}})
    rules = egress_rules(whole, whole.instance_groups["default"])
    if isinstance(rules, dict):
        return set(rules)
    return {*common_egress(whole), *rules.arguments[1]}  # type: ignore[union-attr,index]


DEFAULT = {"https to 0.0.0.0/0", "vpc to 10.0.0.0/16"}


@pytest.mark.parametrize(
    ("egress", "expected"),
    [
        ({"smtp": {"port": 587, "to": "0.0.0.0/0"}}, {*DEFAULT, "smtp to 0.0.0.0/0"}),
        (
            {
                "https": {"port": 443, "to": "0.0.0.0/0"},
                "vpc": {"protocol": "all", "to": "10.0.0.0/16"},
            },
            DEFAULT,
        ),
        (
            {"vpc": {"port": 5432, "to": "10.0.50.0/24"}},
            {"https to 0.0.0.0/0", "vpc to 10.0.50.0/24"},
        ),
    ],
)
def test_a_rule_that_stays_keeps_its_key_whoever_writes_it(
    egress: dict[str, Any], expected: set[str]
) -> None:
    """EC2 refuses a rule that is made anew beside the one that goes: InvalidPermission.Duplicate."""
    assert expected == keys(egress)


# https://docs.aws.amazon.com/systems-manager/latest/userguide/systems-manager-setting-up-messageAPIs.html
@pytest.mark.parametrize(("region", "expected"), [("mx-central-1", False), ("eu-west-1", True)])
def test_young_regions_have_no_endpoint_of_ec2messages(
    tmp_path: Path, region: str, expected: bool
) -> None:
    path = tmp_path / "cluster.yaml"
    spec = {"region": region, "network": {"nat": "none"}, "instance_groups": {"default": GROUP}}
    path.write_text(json.dumps({**SPEC, **spec}))
    files = {file.path: file.text for file in build(check(path, TODAY)).files}
    assert expected == (f'"com.amazonaws.{region}.ec2messages"' in files["network.tf"])
    assert f'"com.amazonaws.{region}.ssmmessages"' in files["network.tf"]


@pytest.mark.parametrize("path", SPECS, ids=lambda path: path.stem)
def test_the_table_has_each_route_and_each_image(path: Path) -> None:
    whole = resolve(language.read(source.read(path)))
    rows = json.loads(connections.as_json(whole))["connections"]
    text = connections.as_text(whole)
    # The text says what several parts of a spec ask for once; JSON has the path of each.
    said = {(row["who"], row["to"], row["port"], row["protocol"], row["why"]) for row in rows}
    assert len(said) == len(text.splitlines()) == len(set(text.splitlines()))
    reasons = {row["why"] for row in rows}
    for service in whole.services.values():
        assert f"image {service.image}" in reasons
        assert {f"route {key}" for key in service.routes} <= reasons


def test_a_name_leads_inside_or_out() -> None:
    assert ("vpc",) == named("collector.internal").blocks
    assert ("0.0.0.0/0",) == named("logs.vendor.example").blocks
    assert ("203.0.113.7/32",) == named("203.0.113.7").blocks


@pytest.mark.parametrize("foreign", [[], ["sg-0a1b2c3d4e5f60731"]])
def test_a_group_that_is_given_by_its_id_may_open_anything(foreign: list[str]) -> None:
    """https://docs.aws.amazon.com/vpc/latest/userguide/vpc-security-groups.html: rules of all groups are put together."""
    closed = {"https": {"port": 5432, "to": "10.0.0.0/8"}}
    member = {"egress": closed, "security_groups": foreign}
    image = "public.ecr.aws/acme/web:1.0"
    web = {"image": image, "cpu": 256, "memory": 512, "capacity": "fargate", **member}
    whole = cluster(instance_groups={"default": {**GROUP, **member}}, services={"web": web})
    told = {finding.code for finding in rules.check(whole, TODAY)} & {"RULE046", "RULE331"}
    assert (set() if foreign else {"RULE046", "RULE331"}) == told
