"""AWS's limits: names, ranges, sizes, retentions and policies, at both of their ends."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest
from looked_at import every

from tfgen.facts import aws
from tfgen.facts import limits as aws_limits

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
    ("QUEUE_NAME", "acc-orders.fifo", True),
    ("QUEUE_NAME", "acc.orders", False),
    ("REPOSITORY_NAME", "acc/web-2_a.b", True),
    ("REPOSITORY_NAME", "acc/Web", False),
    ("REPOSITORY_NAME", "acc//web", False),
    ("KMS_KEY_ID", "mrk-0123456789abcdef0123456789abcdef", True),
    ("KMS_KEY_ID", "alias/0123456789abcdef0123456789abcd", False),
    ("SECRET_NAME", "app/db", True),
    ("TABLE_NAME", "a b", False),
    ("NAMESPACE_NAME", "acc.local", True),
    ("NAMESPACE_NAME", "arn:acc", False),
]


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
        actual is None or f"1.{actual[1]}" == aws.SSL_POLICIES[policy]
        for policy, actual in named.items()
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
        ("TAG_KEY_LENGTH", 1, 128),
        ("TAG_VALUE_LENGTH", 0, 256),
        ("LISTENER_CERTIFICATES", 0, 25),
        ("LISTENER_RULE_PRIORITY", 1, 50000),
        ("IDLE_TIMEOUT", 1, 4000),
        ("CAPACITY_PROVIDER_WEIGHT", 0, 1000),
        ("FARGATE_EPHEMERAL_STORAGE", 21, 200),
        ("SCHEDULE_EVENT_AGE", 60, 86400),
        ("QUEUE_RETENTION", 60, 1209600),
        ("QUEUE_VISIBILITY", 0, 43200),
        ("QUEUE_DELAY", 0, 900),
        ("QUEUE_WAIT", 0, 20),
        ("QUEUE_RECEIVES", 1, 1000),
    ],
)
def test_ranges_include_their_ends(name: str, low: int, high: int) -> None:
    limit = RANGES[name]
    assert [False, True, True, False] == [
        number in limit for number in (low - 1, low, high, high + 1)
    ]


def test_every_limit_says_where_it_comes_from() -> None:
    for name in every([*NAME_RULES, *RANGES]):
        limit = NAME_RULES.get(name) or RANGES[name]
        assert limit.source.startswith("https://docs.aws.amazon.com/"), name
        assert limit.source.endswith(".html"), name


@pytest.mark.parametrize(
    ("tag", "accepted"),
    [("Kostenstelle ü=1", True), ("a+b@c:/d.e_-", True), ("a;b", False), ("a\nb", False)],
)
def test_tag_characters(tag: str, accepted: bool) -> None:
    assert accepted is bool(re.fullmatch(aws_limits.TAG_PATTERN, tag))


# Names that modules make whole: tests hold what they give to these rules.
OF_MODULES = {"ATTRIBUTE_NAME", "ATTRIBUTE_VALUE", "METRIC_FILTER_NAME"}


@pytest.mark.slow
def test_every_limit_is_used() -> None:
    """A limit that nothing reads is a number that somebody believes to be kept."""
    package = Path(aws_limits.__file__).parents[1]
    used = {
        part.id
        for path in package.rglob("*.py")
        if path.name != "limits.py"
        for part in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(part, ast.Name)
    }
    assert OF_MODULES == {*NAME_RULES, *RANGES} - used
