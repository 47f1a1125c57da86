"""Regions, zones and principals spot-checked by hand against AWS's pages."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tfgen.facts import aws

FACTS = Path(aws.__file__).with_name("aws.json")


def test_the_date_is_that_of_the_facts_file() -> None:
    assert json.loads(FACTS.read_text())["as_of"] == aws.AS_OF
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", aws.AS_OF)
    assert {"botocore", "cfn-lint", "moto"} == set(aws.sources())


def test_the_facts_file_stays_small() -> None:
    assert FACTS.stat().st_size < 100_000


def test_importing_reads_no_facts() -> None:
    script = (
        "import sys; from pathlib import Path; from tfgen.facts import aws;"
        "Path.read_text = lambda *a, **k: sys.exit(7);"
        "aws.partition('eu-west-1'); aws.architecture('t4g.small'); aws.REGIONS, aws.INSTANCE_TYPES;"
        "print('quiet', flush=True); aws.REGIONS['eu-west-1']"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=False
    )
    assert (7, "quiet\n") == (done.returncode, done.stdout), done.stderr


def test_importing_loads_nothing_else_of_ours() -> None:
    # What values are made with is in every room.
    loaded = "[name for name in sys.modules if 'tfgen.' in name and '.f' not in name]"
    script = f"import sys; from tfgen.facts import aws, limits; print(*{loaded})"
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True
    )
    assert "\n" == done.stdout


@pytest.mark.parametrize(
    ("region", "letters"),
    [
        ("eu-west-1", "abc"),
        ("us-east-1", "abcdef"),
        ("us-east-2", "abc"),
        ("us-west-2", "abcd"),
        ("ap-northeast-2", "abcd"),
        ("sa-east-1", "abc"),
        ("us-gov-west-1", "abc"),
    ],
)
def test_zones_of_well_known_regions(region: str, letters: str) -> None:
    assert tuple(region + letter for letter in letters) == aws.REGIONS[region].zones


@pytest.mark.parametrize(
    ("region", "letters"),
    [("ap-northeast-1", "acd"), ("ca-central-1", "abd"), ("us-west-1", "a"), ("eu-west-1", "abc")],
)
def test_common_zones_leave_out_those_that_an_account_may_lack(region: str, letters: str) -> None:
    assert tuple(region + letter for letter in letters) == aws.REGIONS[region].common_zones


def test_every_region_is_consistent() -> None:
    assert len(aws.REGIONS) >= 38
    for name, region in aws.REGIONS.items():
        assert name == region.name
        assert re.fullmatch(aws.REGION_PATTERN, name)
        assert aws.partition(name) == region.partition
        assert sorted(region.zones) == list(region.zones)
        assert set(region.common_zones) <= set(region.zones)
        assert len(region.zones) >= 2
        assert len(region.common_zones) >= 2 or name == "us-west-1"
        for zone in region.zones:
            assert name == aws.region_of_zone(zone)
            assert not aws.is_local_zone(zone)


def test_an_unknown_region_is_not_there() -> None:
    assert "eu-west-9" not in aws.REGIONS
    with pytest.raises(KeyError):
        aws.REGIONS["eu-west-9"]


@pytest.mark.parametrize(
    ("region", "partition", "suffix"),
    [
        ("eu-west-1", "aws", "amazonaws.com"),
        ("xx-north-9", "aws", "amazonaws.com"),
        ("cn-south-9", "aws-cn", "amazonaws.com.cn"),
        ("us-gov-north-9", "aws-us-gov", "amazonaws.com"),
        ("eusc-de-east-1", "aws-eusc", "amazonaws.eu"),
        ("us-isob-east-1", "aws-iso-b", "sc2s.sgov.gov"),
    ],
)
def test_partition_and_domain_follow_from_the_prefix(
    region: str, partition: str, suffix: str
) -> None:
    assert (partition, suffix) == (aws.partition(region), aws.dns_suffix(region))


@pytest.mark.parametrize(
    ("service", "region", "principal"),
    [
        ("ecs-tasks", "eu-west-1", "ecs-tasks.amazonaws.com"),
        ("ecs-tasks", "cn-north-1", "ecs-tasks.amazonaws.com"),
        ("ec2", "eu-west-1", "ec2.amazonaws.com"),
        ("ec2", "cn-north-1", "ec2.amazonaws.com"),
        ("logs", "cn-north-1", "logs.cn-north-1.amazonaws.com.cn"),
        ("logs", "eusc-de-east-1", "logs.eusc-de-east-1.amazonaws.com"),
        ("ec2", "eusc-de-east-1", "ec2.amazonaws.com"),
        ("logs", "us-gov-west-1", "logs.us-gov-west-1.amazonaws.com"),
    ],
)
def test_service_principals(service: str, region: str, principal: str) -> None:
    assert principal == aws.service_principal(service, region)


@pytest.mark.parametrize(
    ("zone", "region", "local"),
    [
        ("eu-west-1a", "eu-west-1", False),
        ("us-gov-west-1c", "us-gov-west-1", False),
        ("eusc-de-east-1b", "eusc-de-east-1", False),
        ("us-west-2-lax-1a", "us-west-2", True),
        ("us-east-1-wl1-bos-wlz-1", "us-east-1", True),
        ("eu-west-3-wl3-cmn-wlz-1a", "eu-west-3", True),
        ("eu-west-1", None, False),
        ("euw1-az1", None, False),
        ("EU-WEST-1A", None, False),
        ("eu-west-1ab", None, False),
        ("eu-west-1a\n", None, False),
        ("", None, False),
    ],
)
def test_a_zone_names_its_region(zone: str, region: str | None, local: bool) -> None:
    assert (region, local) == (aws.region_of_zone(zone), aws.is_local_zone(zone))


@pytest.mark.parametrize(
    "zone_id", ["euw1-az1", "use1-az6", "usw2-lax1-az1", "use1-bos1-wlz1", "usgw1-az2"]
)
def test_zone_ids_are_told_from_names(zone_id: str) -> None:
    assert re.fullmatch(aws.ZONE_ID_PATTERN, zone_id)
    assert not any(
        re.fullmatch(aws.ZONE_ID_PATTERN, zone)
        for region in aws.REGIONS.values()
        for zone in region.zones
    )
