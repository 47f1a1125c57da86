"""Facts spot-checked by hand against AWS's pages, and the consistency of what is derived from names."""

from __future__ import annotations

import json
import re
import subprocess
import sys
from pathlib import Path

import pytest

from tfgen.facts import aws
from tfgen.facts import limits as aws_limits

FACTS = Path(aws.__file__).with_name("aws.json")
NAME_RULES = {
    name: rule for name, rule in vars(aws_limits).items() if isinstance(rule, aws_limits.NameRule)
}
RANGES = {
    name: limit for name, limit in vars(aws_limits).items() if isinstance(limit, aws_limits.Range)
}

# Names that break a rule by one thing each, beside names that keep it.
NAMES = [
    ("CLUSTER_NAME", "acc_Web-1", True),
    ("CLUSTER_NAME", "acc.web", False),
    ("CLUSTER_NAME", "", False),
    ("CAPACITY_PROVIDER_NAME", "acc-default", True),
    ("CAPACITY_PROVIDER_NAME", "ecs-default", False),
    ("CAPACITY_PROVIDER_NAME", "Fargate-like", False),
    ("CAPACITY_PROVIDER_NAME", "my-aws", True),
    ("ATTRIBUTE_NAME", "com.example/disk", True),
    ("ATTRIBUTE_NAME", "disk kind", False),
    ("ATTRIBUTE_VALUE", "fast disk", True),
    ("ATTRIBUTE_VALUE", "fast ", False),
    ("LOAD_BALANCER_NAME", "a" * 32, True),
    ("LOAD_BALANCER_NAME", "a" * 33, False),
    ("LOAD_BALANCER_NAME", "internal-web", False),
    ("LOAD_BALANCER_NAME", "web-", False),
    ("LOAD_BALANCER_NAME", "web_1", False),
    ("LOAD_BALANCER_NAME", "web\n", False),
    ("TARGET_GROUP_NAME", "internal-web", True),
    ("TARGET_GROUP_NAME", "-web", False),
    ("SECURITY_GROUP_NAME", "sg-web", False),
    ("SECURITY_GROUP_NAME", "acc web (1)", True),
    ("SECURITY_GROUP_DESCRIPTION", "HTTP from anywhere, port 80; see #12", True),
    ("SECURITY_GROUP_DESCRIPTION", "the balancer's port", False),
    ("SECURITY_GROUP_DESCRIPTION", "entrée", False),
    ("LAUNCH_TEMPLATE_NAME", "ab", False),
    ("LAUNCH_TEMPLATE_NAME", "acc/web.(1)", True),
    ("AUTO_SCALING_GROUP_NAME", "acc/web!", True),
    ("AUTO_SCALING_GROUP_NAME", "acc:web", False),
    ("AUTO_SCALING_GROUP_NAME", "acc web", False),
    ("ROLE_NAME", "a" * 64, True),
    ("ROLE_NAME", "a" * 65, False),
    ("ROLE_NAME", "acc/web", False),
    ("INSTANCE_PROFILE_NAME", "a" * 128, True),
    ("TOPIC_NAME", "acc-events", True),
    ("TOPIC_NAME", "acc.events", False),
    ("EVENT_RULE_NAME", "a" * 64, True),
    ("EVENT_RULE_NAME", "a" * 65, False),
    ("SCHEDULE_NAME", "acc-nightly.1", True),
    ("LOG_GROUP_NAME", "/ecs/acc/web#1", True),
    ("LOG_GROUP_NAME", "/aws/ecs/acc", True),
    ("LOG_GROUP_NAME", "aws/ecs/acc", False),
    ("LOG_GROUP_NAME", "/ecs/acc web", False),
    ("ALARM_NAME", "Überlast: acc", True),
    ("ALARM_NAME", "a\tb", False),
    ("BUCKET_NAME", "acme-terraform-state", True),
    ("BUCKET_NAME", "ab", False),
    ("BUCKET_NAME", "a..b", False),
    ("BUCKET_NAME", "192.168.5.4", False),
    ("BUCKET_NAME", "Acme", False),
    ("BUCKET_NAME", "acme-s3alias", False),
    ("BUCKET_NAME", "xn--acme", False),
    ("BUCKET_NAME", "acme-", False),
    ("NAMESPACE_NAME", "acc.local", True),
    ("NAMESPACE_NAME", "arn:acc", False),
]


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
    loaded = "[name for name in sys.modules if 'tfgen.' in name and '.facts' not in name]"
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
        ("ec2", "cn-north-1", "ec2.amazonaws.com.cn"),
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


# Columns: architecture, MiB, vCPUs, accelerator, network interfaces. https://docs.aws.amazon.com/ec2/latest/instancetypes/
@pytest.mark.parametrize(
    ("name", "facts"),
    [
        ("t3.small", ("x86_64", 2048, 2, None, 3)),
        ("t4g.small", ("arm64", 2048, 2, None, 3)),
        ("t2.micro", ("x86_64", 1024, 1, None, 2)),
        ("m5.large", ("x86_64", 8192, 2, None, 3)),
        ("m7i-flex.large", ("x86_64", 8192, 2, None, 3)),
        ("c7g.xlarge", ("arm64", 8192, 4, None, 4)),
        ("r6g.16xlarge", ("arm64", 524288, 64, None, 15)),
        ("g4dn.xlarge", ("x86_64", 16384, 4, "gpu", 3)),
        ("g5g.xlarge", ("arm64", 8192, 4, "gpu", 4)),
        ("inf2.xlarge", ("x86_64", 16384, 4, "neuron", 4)),
        ("a1.medium", ("arm64", 2048, 1, None, 2)),
    ],
)
def test_instance_types_by_hand(name: str, facts: tuple[object, ...]) -> None:
    found = aws.INSTANCE_TYPES[name]
    assert facts == (found.architecture, found.memory, found.vcpus, found.accelerator, found.enis)


def test_every_instance_type_is_consistent() -> None:
    assert len(aws.INSTANCE_TYPES) > 1400
    for name, found in aws.INSTANCE_TYPES.items():
        assert name == found.name
        assert re.fullmatch(aws.INSTANCE_TYPE_PATTERN, name), name
        assert found.missing_in < set(aws.REGIONS), name
        assert (found.memory is None) == (found.vcpus is None) == (found.enis is None), name
        assert found.memory is None or (found.memory > 0 and found.vcpus and found.enis), name


def test_most_instance_types_have_numbers() -> None:
    without = [name for name, found in aws.INSTANCE_TYPES.items() if found.memory is None]
    assert len(without) / len(aws.INSTANCE_TYPES) < 0.04


def test_names_tell_the_same_as_the_sources() -> None:
    families = json.loads(FACTS.read_text())["instance_types"]
    told = {
        family: facts["architecture"]
        for family, facts in families.items()
        if "architecture" in facts
    }
    assert len(told) > 180
    assert told == {family: aws.architecture(f"{family}.large") for family in told}
    accelerated = {
        family: facts["accelerator"] for family, facts in families.items() if "accelerator" in facts
    }
    derived = {family: aws.accelerator(f"{family}.large") for family in families}
    # Of described families, trn2u alone has Neuron cores that the source leaves out.
    differing = {family for family in told if derived[family] != accelerated.get(family)}
    assert {"trn2u"} == differing


@pytest.mark.parametrize(
    ("name", "architecture", "accelerator"),
    [
        ("m99g.large", "arm64", None),
        ("c99gn.xlarge", "arm64", None),
        ("i99ge.metal-48xl", "arm64", None),
        ("is4gen.large", "arm64", None),
        ("m99i-flex.large", "x86_64", None),
        ("g99e.xlarge", "x86_64", "gpu"),
        ("g99g.xlarge", "arm64", "gpu"),
        ("gr9.4xlarge", "x86_64", "gpu"),
        ("g4ad.xlarge", "x86_64", None),
        ("p9-b900.48xlarge", "x86_64", "gpu"),
        ("p6e-gb200.36xlarge", "arm64", "gpu"),
        ("trn9.48xlarge", "x86_64", "neuron"),
        ("u9i-6tb.112xlarge", "x86_64", None),
        ("mac1.metal", "x86_64", None),
        ("mac-m9.metal", "arm64", None),
        ("mac2-m2pro.metal", "arm64", None),
    ],
)
def test_names_of_types_not_yet_known_are_derived(
    name: str, architecture: str, accelerator: str | None
) -> None:
    assert re.fullmatch(aws.INSTANCE_TYPE_PATTERN, name)
    assert (architecture, accelerator) == (aws.architecture(name), aws.accelerator(name))


@pytest.mark.parametrize(
    "name",
    [
        "t3",
        "t3.",
        ".small",
        "T3.small",
        "t3.smal",
        "t3 .small",
        "t3.0xlarge",
        "3t.small",
        "t3.small\n",
    ],
)
def test_malformed_instance_types_do_not_match(name: str) -> None:
    assert not re.fullmatch(aws.INSTANCE_TYPE_PATTERN, name)
    assert aws.instance_type(name) is None


def test_deriving_from_no_name_at_all_is_refused() -> None:
    with pytest.raises(ValueError, match="not an instance type"):
        aws.architecture("3t.small")


def test_missing_regions_are_claimed_only_where_offers_are_known() -> None:
    assert frozenset() == aws.INSTANCE_TYPES["t3.small"].missing_in
    assert "eu-west-3" in aws.INSTANCE_TYPES["a1.large"].missing_in
    assert "eu-west-1" not in aws.INSTANCE_TYPES["a1.large"].missing_in
    assert frozenset() == aws.INSTANCE_TYPES["p6e-gb200.36xlarge"].missing_in
    assert not any("eusc-de-east-1" in found.missing_in for found in aws.INSTANCE_TYPES.values())


@pytest.mark.parametrize(
    ("family", "architecture", "accelerator", "name"),
    [
        (
            "al2023",
            "x86_64",
            None,
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id",
        ),
        (
            "al2023",
            "arm64",
            None,
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id",
        ),
        (
            "al2023",
            "x86_64",
            "gpu",
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/gpu/recommended/image_id",
        ),
        (
            "al2023",
            "x86_64",
            "neuron",
            "/aws/service/ecs/optimized-ami/amazon-linux-2023/neuron/recommended/image_id",
        ),
        ("al2023", "arm64", "gpu", None),
        (
            "bottlerocket",
            "x86_64",
            None,
            "/aws/service/bottlerocket/aws-ecs-2/x86_64/latest/image_id",
        ),
        (
            "bottlerocket",
            "arm64",
            "gpu",
            "/aws/service/bottlerocket/aws-ecs-2-nvidia/arm64/latest/image_id",
        ),
        ("bottlerocket", "x86_64", "neuron", None),
    ],
)
def test_image_parameters(
    family: aws.AmiFamily,
    architecture: aws.Architecture,
    accelerator: aws.Accelerator | None,
    name: str | None,
) -> None:
    assert name == aws.ecs_ami_parameter(family, architecture, accelerator)


def test_fargate_sizes() -> None:
    assert [256, 512, 1024, 2048, 4096, 8192, 16384, 32768] == list(aws.FARGATE_SIZES)
    assert (512, 1024, 2048) == aws.FARGATE_SIZES[256]
    assert (2048, 3072, 4096, 5120, 6144, 7168, 8192) == aws.FARGATE_SIZES[1024]
    assert (8192, 30720, 23) == (
        aws.FARGATE_SIZES[4096][0],
        aws.FARGATE_SIZES[4096][-1],
        len(aws.FARGATE_SIZES[4096]),
    )
    assert (16384, 61440, 12) == (
        aws.FARGATE_SIZES[8192][0],
        aws.FARGATE_SIZES[8192][-1],
        len(aws.FARGATE_SIZES[8192]),
    )
    assert (32768, 122880, 12) == (
        aws.FARGATE_SIZES[16384][0],
        aws.FARGATE_SIZES[16384][-1],
        len(aws.FARGATE_SIZES[16384]),
    )
    assert [60, 120, 244] == [memory // 1024 for memory in aws.FARGATE_SIZES[32768]]


def test_log_retentions() -> None:
    assert 22 == len(aws.LOG_RETENTION_DAYS)
    assert sorted(set(aws.LOG_RETENTION_DAYS)) == list(aws.LOG_RETENTION_DAYS)
    assert {1, 30, 365, 3653} <= set(aws.LOG_RETENTION_DAYS)
    assert not {0, 2, 60 * 24, 366} & set(aws.LOG_RETENTION_DAYS)


@pytest.mark.parametrize(
    ("policy", "oldest"),
    [
        ("ELBSecurityPolicy-TLS13-1-2-2021-06", "1.2"),
        ("ELBSecurityPolicy-TLS13-1-2-Res-PQ-2025-09", "1.2"),
        ("ELBSecurityPolicy-TLS13-1-3-2021-06", "1.3"),
        ("ELBSecurityPolicy-TLS13-1-1-2021-06", "1.1"),
        ("ELBSecurityPolicy-FS-2018-06", "1.0"),
        ("ELBSecurityPolicy-2016-08", "1.0"),
    ],
)
def test_ssl_policies_tell_their_oldest_version(policy: str, oldest: str) -> None:
    assert oldest == aws.SSL_POLICIES[policy]


def test_ssl_policies_are_as_old_as_their_names_say() -> None:
    assert 46 == len(aws.SSL_POLICIES)
    named = {policy: re.search(r"-(?:TLS13|TLS|FS)-1-(\d)-", policy) for policy in aws.SSL_POLICIES}
    assert all(
        found is None or f"1.{found[1]}" == aws.SSL_POLICIES[policy]
        for policy, found in named.items()
    )


@pytest.mark.parametrize(("rule", "name", "accepted"), NAMES)
def test_names_are_accepted_as_aws_does(rule: str, name: str, accepted: bool) -> None:
    assert accepted is NAME_RULES[rule].accepts(name)


@pytest.mark.parametrize("rule", NAME_RULES)
def test_name_rules_hold_at_both_ends(rule: str) -> None:
    limit = NAME_RULES[rule]
    shortest = {"KEY_ALIAS_NAME": "alias/a"}.get(rule, "a" * limit.shortest)
    long = {
        "KEY_ALIAS_NAME": "alias/" + "a" * 250,
        "DISCOVERY_SERVICE_NAME": "a" * 63 + "." + "a" * 63,
    }
    longest = long.get(rule, "a" * limit.longest)
    assert limit.longest == len(longest)
    assert limit.accepts(shortest)
    assert limit.accepts(longest)
    assert not limit.accepts(longest + "a")
    assert not limit.accepts(shortest[:-1])


def test_prefixes_leave_room_for_what_terraform_appends() -> None:
    assert 38 == aws_limits.ROLE_NAME.longest_prefix
    assert 6 == aws_limits.LOAD_BALANCER_NAME.longest_prefix
    assert 102 == aws_limits.LAUNCH_TEMPLATE_NAME.longest_prefix
    assert 229 == aws_limits.AUTO_SCALING_GROUP_NAME.longest_prefix


@pytest.mark.parametrize(
    ("name", "low", "high"),
    [
        ("VPC_PREFIX", 16, 28),
        ("USER_DATA_BYTES", 0, 16384),
        ("TAG_COUNT", 0, 50),
        ("TAG_KEY_LENGTH", 1, 128),
        ("TAG_VALUE_LENGTH", 0, 256),
        ("LISTENER_CERTIFICATES", 0, 25),
        ("LISTENER_RULE_PRIORITY", 1, 50000),
        ("IDLE_TIMEOUT", 1, 4000),
        ("CAPACITY_PROVIDER_WEIGHT", 0, 1000),
        ("FARGATE_EPHEMERAL_STORAGE", 21, 200),
        ("SCHEDULE_EVENT_AGE", 60, 86400),
    ],
)
def test_ranges_include_their_ends(name: str, low: int, high: int) -> None:
    limit = RANGES[name]
    assert [False, True, True, False] == [
        number in limit for number in (low - 1, low, high, high + 1)
    ]


@pytest.mark.parametrize("name", [*NAME_RULES, *RANGES])
def test_every_limit_says_where_it_comes_from(name: str) -> None:
    limit = NAME_RULES.get(name) or RANGES[name]
    assert limit.source.startswith("https://docs.aws.amazon.com/")
    assert limit.source.endswith(".html")


@pytest.mark.parametrize(
    ("tag", "accepted"),
    [("Kostenstelle ü=1", True), ("a+b@c:/d.e_-", True), ("a;b", False), ("a\nb", False)],
)
def test_tag_characters(tag: str, accepted: bool) -> None:
    assert accepted is bool(re.fullmatch(aws_limits.TAG_PATTERN, tag))
