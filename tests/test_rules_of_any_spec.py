"""No rule fails on any spec, and what passes can be planned."""

from __future__ import annotations

import itertools
import re
from ipaddress import IPv4Network
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rule_specs import CERTIFICATE, KEY, PUBLIC_KEY, RICH, TODAY, balancer, check, group, read

from tfgen import rules
from tfgen.commands.codes import documented
from tfgen.diagnostics import Severity
from tfgen.plan import plan
from tfgen.resolve import resolve
from tfgen.rules import subnets

blocks_of_a_24 = st.integers(24, 28).flatmap(
    lambda prefix: st.integers(0, 2 ** (prefix - 24) - 1).map(
        lambda index: IPv4Network(
            (int(IPv4Network("10.0.0.0/24").network_address) + index * 2 ** (32 - prefix), prefix)
        )
    )
)


@pytest.mark.slow
@given(st.lists(blocks_of_a_24, min_size=4, max_size=4))
@settings(deadline=None, max_examples=150)
def test_overlaps_are_found_exactly_where_two_blocks_overlap(blocks: list[IPv4Network]) -> None:
    a, b, c, d = map(str, blocks)
    zones = {"eu-west-1a": {"public": a, "private": b}, "eu-west-1b": {"public": c, "private": d}}
    findings = [
        finding
        for finding in check(network={"cidr": "10.0.0.0/24", "availability_zones": zones})
        if finding.code == "RULE018"
    ]
    overlap = any(
        combination.overlaps(other) for combination, other in itertools.combinations(blocks, 2)
    )
    assert overlap == bool(findings)
    for one in findings:
        first, second = map(IPv4Network, re.findall(r"subnet (\S+) of", one.message))
        assert first.overlaps(second)


@pytest.mark.slow
@given(st.lists(blocks_of_a_24, max_size=8), st.integers(24, 27))
@settings(deadline=None, max_examples=200)
def test_a_suggested_block_is_free_and_found_whenever_there_is_one(
    taken: list[IPv4Network], prefix: int
) -> None:
    reading = read(network={"cidr": "10.0.0.0/24"})
    block = subnets.free_block(resolve(reading), "eu-west-1a", "private", prefix, taken)
    free = [
        candidate
        for size in range(prefix, 28)
        for candidate in IPv4Network("10.0.0.0/24").subnets(new_prefix=size)
        if not any(candidate.overlaps(block) for block in taken)
    ]
    assert (free[0] if free else None) == block


# Any spec


def some(**fields: list[Any]) -> st.SearchStrategy[dict[str, Any]]:
    return st.fixed_dictionaries(
        {}, optional={key: st.sampled_from(values) for key, values in fields.items()}
    )


peers = st.lists(
    st.sampled_from(
        [
            "0.0.0.0/0",
            "10.0.0.0/8",
            "10.0.0.9/8",
            "300.0.0.0/99",
            "load_balancers.web",
            "load_balancers.x",
        ]
    ),
    unique=True,
    max_size=2,
)

a_rule = st.fixed_dictionaries(
    {},
    optional={
        "port": st.sampled_from(["22", "443", "9-8", "70000"]),
        "protocol": st.sampled_from(["tcp", "udp", "icmp", "all"]),
        "from": peers,
        "to": peers,
        "description": st.sampled_from(["", "it's", "x" * 255, "fine"]),
    },
)

some_rules = st.dictionaries(st.sampled_from(["web", "other"]), a_rule, max_size=2)

a_group = st.builds(
    lambda base, more: {
        **({} if "instance_types" in base else {"instance_type": "t3.small"}),
        **base,
        **more,
    },
    some(
        instance_type=["t3.small", "mac1.metal", "g5g.xlarge", "x.y", "a1.large", "u-6tb1.metal"],
        instance_types=[["t3.small", "t3a.small"], ["t4g.small", "t3.small"]],
        spot=[50, {"percent": 0, "on_demand_base": 9}],
        ami_family=["bottlerocket"],
        subnets=["public"],
        imds_hop_limit=[2],
        capacity_provider=[
            {"managed_termination_protection": True, "minimum_scaling_step_size": 11}
        ],
        refresh=[False, {"min_healthy_percentage": 0, "auto_rollback": True, "alarms": ["5xx"]}],
        moved_from=["b", "app"],
        min_size=[0, 3, 5000],
        max_size=[0, 1],
        desired_capacity=[0, 2, 9],
        root_volume=[40, {"type": "io2"}, {"type": "gp2", "iops": 100, "throughput": 125}],
        attributes=[{"ecs.x": "y"}],
        ecs_config=[{"ECS_CLUSTER": "x", "AWS_SESSION_TOKEN": "y"}],
        ecs_config_s3=["s3://acme/ecs.config", "s3://acme..x/ecs.config"],
        boot_commands=["", "BOOT_COMMANDS", "PASSWORD=abcdef"],
    ),
    st.fixed_dictionaries({}, optional={"ingress": some_rules, "egress": some_rules}),
)

a_balancer = some(
    scheme=["internal", "internet-facing"],
    certificate_arns=[
        CERTIFICATE,
        CERTIFICATE.replace("aws", "aws-cn"),
        CERTIFICATE.replace("west", "north"),
    ],
    http=["redirect", "forward", "none"],
    ssl_policy=["", "ELBSecurityPolicy-2016-08"],
    fixed_response=[302, 404],
    default_target_group=[{"health_check": {"interval": "5s", "success_codes": "201-200"}}],
    allowed_cidrs=[[], ["10.0.0.0/8"]],
    access_logs=[False, "acc.mrap"],
)

a_zone = some(
    public=["10.0.0.0/24", "10.0.0.0/28", "192.168.0.0/16"], private=["10.0.0.0/25", "0.0.0.0/0"]
)

zone_names = ["eu-west-1a", "eu-west-1b", "eu-west-1z", "us-east-1a", "eu-west-1-abc-1a"]

a_network = st.builds(
    lambda base, zones: {**base, **({} if zones is None else {"availability_zones": zones})},
    some(
        cidr=[
            "10.0.0.0/16",
            "10.0.0.0/24",
            "0.0.0.0/0",
            "10.0.0.0/32",
            "172.16.0.0/15",
            "224.0.0.0/4",
        ],
        internet_gateway=[False],
        nat=["none", "single"],
        nat_zone=["", "eu-west-1a"],
        flow_logs=[False, {"retention_days": 2}],
    ),
    st.none() | st.dictionaries(st.sampled_from(zone_names), a_zone, max_size=3),
)

any_sections = st.fixed_dictionaries(
    {
        "environment": st.sampled_from(["acc", "ecs", "internal", "a" * 31]),
        "region": st.sampled_from(["eu-west-1", "eu-west-9", "us-west-1", "cn-north-1"]),
    },
    optional={
        "account_id": st.just("999999999999"),
        "network": a_network,
        "instance_groups": st.dictionaries(st.sampled_from(["default", "b"]), a_group, max_size=2),
        "load_balancers": st.none()
        | st.dictionaries(st.sampled_from(["web", "b"]), a_balancer, max_size=2),
        "access": some(
            ssm=[False, {"session_logs": False, "idle_timeout": "90s"}],
            exec=[False, {"logs": False}, {"kms_key_arn": KEY}],
            ssh=[
                {},
                {"public_key": PUBLIC_KEY},
                {"key_name": "x", "from": ["0.0.0.0/0", "10.0.0.9/8", "bastion"]},
            ],
            bastion=[
                {"allowed_cidrs": ["0.0.0.0/0"]},
                {
                    "allowed_cidrs": ["10.0.0.0/8"],
                    "zone": "eu-west-1c",
                    "instance_type": "mac1.metal",
                },
            ],
            instance_connect=[True],
        ),
        "cluster": some(
            name=["fargate", "acc-shop"],
            container_insights=["disabled"],
            default_capacity=[
                "b",
                "fargate",
                {"fargate_spot": 0},
                {"default": {"base": 1}, "b": {"base": 2}},
            ],
        ),
        "logs": some(
            prefix=["/aws", "x" * 200], retention_days=[0, 2, 30], kms_key_arn=[KEY], host=[False]
        ),
        "state": st.builds(
            lambda more: {"bucket": "b.1", **more}, some(region=["", "x"], kms_key_arn=[KEY])
        ),
        "ami_updates": st.booleans(),
        "alerts": some(
            emails=[["ops@example.com"]],
            https=[["https://example.com/x"]],
            slack=[{"workspace_id": "T1", "channel_id": "C1"}],
            topic_arn=["arn:aws:sns:eu-west-1:999999999999:ops"],
            events=[["instance_drained", "refresh_failed"], ["spot_interruption"], []],
            alarms=[
                {"cpu_reservation": 90, "no_agent": True, "daemon_missing": {"period": "1m"}},
                {"memory_reservation": {"threshold": 1, "period": "90s"}},
                {"log_errors": {"pattern": "%(error)%"}},
            ],
        ),
        "security": some(profile=["strict", "dev"], waivers=[{"SEC001": "x", "SEC999": "y"}]),
    },
)


@pytest.mark.slow
@given(any_sections)
@settings(deadline=None, max_examples=400)
def test_no_rule_fails_whatever_the_spec_and_what_passes_can_be_planned(
    sections: dict[str, Any],
) -> None:
    reading = read(**sections)
    assert () == reading.diagnostics
    cluster = resolve(reading)
    findings = rules.check(cluster, TODAY)
    assert [] == [
        finding.code
        for finding in findings
        if finding.code not in documented() or finding.location is None
    ]
    if all(finding.severity is not Severity.ERROR for finding in findings):
        assert () != plan(cluster, "acc.yaml").modules


ONLY_PRIVATE = {
    "eu-west-1a": {"private": "subnet-0123abcd"},
    "eu-west-1b": {"private": "subnet-0123abce"},
}

TASK = {"image": "nginx:1.27", "capacity": "fargate", "cpu": 256, "memory": 512}

WANT_PUBLIC_SUBNETS: dict[str, dict[str, Any]] = {
    "balancer": {"load_balancers": balancer(scheme="internet-facing")},
    "instances": {"instance_groups": group(subnets="public")},
    "service": {"services": {"api": {**TASK, "subnets": "public"}}},
    "job": {"jobs": {"nightly": {**TASK, "subnets": "public"}}},
    "service by default": {
        "services": {"api": TASK},
        "defaults": {"services": {"subnets": "public"}},
    },
    "service by capacity": {
        "services": {
            "api": {key: value for key, value in TASK.items() if key != "capacity"}
            | {"subnets": "public"}
        },
        "cluster": {"default_capacity": "fargate_spot"},
    },
    "bastion": {"access": RICH["access"], "instance_groups": group()},
}


@pytest.mark.parametrize("sections", WANT_PUBLIC_SUBNETS.values(), ids=WANT_PUBLIC_SUBNETS)
@pytest.mark.parametrize(
    "network",
    [
        pytest.param({"internet_gateway": False, "nat": "none"}, id="no gateway"),
        pytest.param(
            {"vpc_id": "vpc-0123abcd", "cidr": "10.0.0.0/16", "availability_zones": ONLY_PRIVATE},
            id="VPC that exists",
        ),
    ],
)
def test_what_wants_public_subnets_is_refused_where_there_are_none(
    network: dict[str, Any], sections: dict[str, Any]
) -> None:
    def errors(**more: Any) -> list[str]:
        return [
            finding.code
            for finding in check(**sections, **more)
            if finding.severity is Severity.ERROR
        ]

    assert [] == errors()
    # That an image of the internet is out of reach then is told beside it.
    assert 1 == len([code for code in errors(network=network) if code != "RULE330"])
