"""Partitions and regions: what tfgen says of them is what botocore says, and modules say nothing
that is true in one partition only."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import botocore.session
import pytest
from looked_at import every

from tfgen.facts import aws

ROOT = Path(__file__).parent.parent
SESSION = botocore.session.get_session()
PARTITIONS = {
    partition["id"]: partition
    for partition in SESSION.get_component("data_loader").load_data("partitions")["partitions"]
}
# One region of each partition that tfgen supports, and one of those opened since 2024.
REGIONS = ("eu-west-1", "cn-north-1", "us-gov-west-1", "eusc-de-east-1", "mx-central-1")
# What a tree asks of AWS, as botocore names it. Of IAM, Route 53 and Chatbot there is one for all
# regions, and of EC2 Instance Connect botocore lists no region.
SERVICES = (
    *("acm", "application-autoscaling", "autoscaling", "cloudwatch", "ec2", "ecr", "ecs", "efs"),
    *("elb", "elbv2", "events", "firehose", "kms", "logs", "s3", "scheduler", "secretsmanager"),
    *("servicediscovery", "sns", "sqs", "ssm", "sts", "wafv2"),
)
ARN_OF_A_PARTITION = re.compile(r"arn:aws(?:-[a-z-]+)?:")
PRINCIPAL = re.compile(r'"([a-z0-9.-]+)\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu)"')
# Where a domain stands that is no principal, or is one of another's table: file, and the line.
DEFAULTS = re.compile(r"variables\.tf(?:\.j2)?")


@pytest.mark.parametrize("region", ["me-west-1", "sa-west-1", *aws.REGIONS])
def test_the_partition_of_a_region_is_botocores(region: str) -> None:
    [partition] = [name for name, facts in PARTITIONS.items() if region in facts["regions"]]

    assert partition == aws.partition(region)
    assert PARTITIONS[partition]["outputs"]["dnsSuffix"] == aws.dns_suffix(region)


def test_isolated_regions_are_those_of_isolated_partitions() -> None:
    named = [
        (region, partition)
        for partition, facts in PARTITIONS.items()
        for region in facts["regions"]
        if not region.endswith("-global")
    ]

    assert {region for region, partition in every(named) if partition.startswith("aws-iso")} == {
        region for region, _ in named if aws.is_isolated(region)
    }


def test_every_region_has_every_service_that_a_tree_asks_for() -> None:
    missing = [
        f"{service} in {region.name}"
        for region in every(aws.REGIONS.values())
        for service in SERVICES
        if region.name not in SESSION.get_available_regions(service, region.partition)
    ]

    assert [] == missing


def test_slack_is_of_the_partition_whose_arns_its_api_takes() -> None:
    shape = SESSION.get_service_model("chatbot").shape_for("ChatConfigurationArn")
    arns = {
        partition: f"arn:{partition}:chatbot::012345678901:chat-configuration/slack-channel/a"
        for partition in PARTITIONS
    }

    assert ["aws"] == [
        partition for partition, arn in arns.items() if re.fullmatch(shape.metadata["pattern"], arn)
    ]


def test_no_module_names_a_partition() -> None:
    """A text of one partition stands in `facts`; templates and modules ask for it."""
    found = [f"{path}: {line}" for path, line in lines() if ARN_OF_A_PARTITION.search(line)]

    assert [] == found


def test_principals_in_modules_are_the_same_in_every_partition() -> None:
    names = [
        (path, principal)
        for path, line in lines()
        if not DEFAULTS.fullmatch(path.name)
        for principal in PRINCIPAL.finditer(line)
    ]
    differing = [
        f"{path}: {principal[0]} in {region}"
        for path, principal in every(names)
        for region in REGIONS
        if f'"{aws.service_principal(principal[1], region)}"' != principal[0]
    ]

    assert [] == differing


def lines() -> Iterator[tuple[Path, str]]:
    """Yield each line of a template or module that is no comment."""
    folders = (ROOT / "templates", ROOT / "tfgen/modules", ROOT / "tfgen/plan")
    for folder in folders:
        for path in every(folder.rglob("*")):
            if path.suffix in (".py", ".tf", ".j2", ".tftpl"):
                for line in path.read_text(encoding="utf-8").splitlines():
                    if not line.lstrip().startswith("#"):
                        yield path, line
