"""A cluster in each partition and in each young region: the real AWS provider plans it, and every
ARN, principal and endpoint of the plan is of the region's partition."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import botocore.session
import pytest
import terraform_cli
from emulator.server import serve
from looked_at import every
from terraform_trees import SPECS, Workspace, render, workspace

from tfgen.facts import aws

SPEC = Path(__file__).with_name("every_region.yaml")
SESSION = botocore.session.get_session()
# A region of each partition, those that AWS opened since 2024, and one that tfgen does not know.
REGIONS = (
    *("eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1"),
    *("ap-southeast-5", "mx-central-1", "ap-southeast-7", "ap-east-2", "ap-southeast-6"),
    "me-west-1",
)
pytestmark = [pytest.mark.slow, pytest.mark.sweep, pytest.mark.xdist_group("regions")]

ARN = re.compile(r"arn:(aws[a-z-]*):")
# Domains that are of AWS, and which of them may stand behind a service's name.
PRINCIPAL = re.compile(r"[a-z0-9.-]+\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu)(?![a-z0-9-])")


@dataclass(frozen=True)
class Regional:
    """A region, and what the real provider plans there."""

    region: str
    workspace: Workspace

    @cached_property
    def plan(self) -> dict[str, Any]:
        return self.workspace.plan()

    @cached_property
    def values(self) -> list[str]:
        """Every text of the plan."""
        return list(every(_texts(self.plan["planned_values"])))


@pytest.fixture(scope="module", params=REGIONS)
def regional(request: pytest.FixtureRequest, tmp_path_factory) -> Iterator[Regional]:
    if reason := terraform_cli.missing(terraform_cli.REAL):
        pytest.skip(reason)
    tmp = tmp_path_factory.mktemp(request.param)
    spec = tmp / "acc.yaml"
    spec.write_text(written(request.param), encoding="utf-8")
    tree = render(spec, tmp / "rendered")
    # Of the account the plan asks for its number alone, which is the same in all regions.
    with serve(tmp / "emulator.log", SPECS["minimal"]) as endpoint:
        space = workspace(terraform_cli.REAL, tree, tmp, endpoint)
        space.init()
        yield Regional(request.param, space)


def written(region: str) -> str:
    """Return the spec for a region."""
    values = {
        "REGION": region,
        "PARTITION": SESSION.get_partition_for_region(region),
        "DOMAIN": _partition(region)["outputs"]["dnsSuffix"],
        "NEW": "" if region in aws.REGIONS else "new_region: true",
    }
    text = SPEC.read_text(encoding="utf-8").partition("\n")[2]
    for word, value in values.items():
        text = text.replace(word, value)
    return text


def _partition(region: str) -> dict[str, Any]:
    partitions = SESSION.get_component("data_loader").load_data("partitions")["partitions"]
    name = SESSION.get_partition_for_region(region)
    [facts] = [partition for partition in partitions if partition["id"] == name]
    return facts


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for below in value.values():
            yield from _texts(below)
    elif isinstance(value, list):
        for below in value:
            yield from _texts(below)
    elif isinstance(value, str):
        yield value


def test_every_arn_is_of_the_partition(regional) -> None:
    partitions = {name for text in regional.values for name in ARN.findall(text)}

    assert {SESSION.get_partition_for_region(regional.region)} == partitions


def test_every_domain_of_aws_is_a_principal_or_an_endpoint_there(regional) -> None:
    suffix = _partition(regional.region)["outputs"]["dnsSuffix"]
    china = regional.region.startswith("cn-")
    for name in every({name for text in regional.values for name in PRINCIPAL.findall(text)}):
        endpoint = name.endswith(f".{regional.region}.{suffix}")
        # AWS's principals end alike everywhere, but for those of logs in China.
        universal = name.endswith(".amazonaws.com") and not (china and name.startswith("logs."))
        assert endpoint or universal, name


def test_principals_are_those_that_the_provider_knows(regional, tmp_path) -> None:
    """The data source aws_service_principal has a table of its own, after that of AWS's CDK."""
    services = every(sorted(set(_principals(regional))))
    known = _known_to_the_provider(regional, services, tmp_path)

    assert known == {name: aws.service_principal(name, regional.region) for name in services}


def _principals(regional: Regional) -> Iterator[str]:
    """Yield the services that policies trust, by the first part of their principals."""
    for text in regional.values:
        if text.startswith("{"):
            for name in _services(json.loads(text)):
                match = re.fullmatch(r"(.+?)\.(?:[a-z]+-[a-z-]+-\d\.)?amazonaws\.[a-z.]+", name)
                assert match, name
                yield match[1]


def _services(document: Any) -> Iterator[str]:
    for statement in document.get("Statement", []):
        principal = statement.get("Principal", {})
        names = principal.get("Service", []) if isinstance(principal, dict) else []
        yield from [names] if isinstance(names, str) else names


def _known_to_the_provider(regional: Regional, services: list[str], tmp: Path) -> dict[str, str]:
    # In a region that is newer than the provider the principals are those of its partition.
    asked = regional.region
    if not aws.provider_knows(asked):
        asked = "us-east-1"
    provider = (regional.workspace.folder / "emulator_override.tf").read_text()
    text = f"""\
terraform {{
  required_providers {{
    aws = {{ source = "hashicorp/aws", version = "5.100.0" }}
  }}
}}

{provider}
data "aws_service_principal" "this" {{
  for_each     = toset({json.dumps(services)})
  region       = "{asked}"
  service_name = each.key
}}

output "names" {{
  value = {{
    for name, known in data.aws_service_principal.this :
    name => name == "logs" ? known.id : known.name
  }}
}}
"""
    text = text.replace('provider "aws" {', 'provider "aws" {\n  region = "eu-west-1"')
    (tmp / "main.tf").write_text(text, encoding="utf-8")
    space = Workspace(tmp, regional.workspace.environment)
    space.init()
    names = space.plan()["planned_values"]["outputs"]["names"]["value"]
    return {name: known.replace(asked, regional.region) for name, known in names.items()}
