"""Rules across fields: what they take at the limits, and what they refuse beyond."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rule_specs import CERTIFICATE, KEY, RICH, TODAY, balancer, check, codes, group

from tfgen import language, rules, source
from tfgen.diagnostics import Severity
from tfgen.resolve import resolve

HERE = Path(__file__).parent


def test_the_minimal_spec_has_no_error_and_one_warning() -> None:
    reading = language.read(source.read(HERE.parent / "specs" / "minimal.yaml"))
    findings = rules.check(resolve(reading), TODAY)
    assert [("RULE067", "note"), ("SEC001", "warning"), ("RULE029", "note")] == [
        (finding.code, finding.severity) for finding in findings
    ]


@pytest.mark.parametrize(
    "path", sorted((HERE.parent / "specs").glob("*.yaml")), ids=lambda path: path.stem
)
def test_a_shipped_spec_has_no_error(path: Path) -> None:
    findings = rules.check(resolve(language.read(source.read(path))), TODAY)
    assert Severity.ERROR not in {finding.severity for finding in findings}


@pytest.mark.parametrize(
    "sections",
    [
        {"network": {"cidr": "10.0.0.0/16"}},
        {"network": {"cidr": "172.16.0.0/16"}},
        {"network": {"cidr": "100.64.0.0/20"}},
        {"network": {"cidr": "10.0.0.0/23"}, "load_balancers": balancer()},
        {
            "network": {
                "cidr": "10.0.0.0/28",
                "internet_gateway": False,
                "nat": "none",
                "availability_zones": {"eu-west-1a": {"private": "10.0.0.0/28"}},
            }
        },
        {"network": {"availability_zones": ["us-east-1f", "us-east-1e"]}, "region": "us-east-1"},
        {
            "network": {
                "availability_zones": {
                    "us-west-2-lax-1a": {"public": "10.0.2.0/27", "private": "10.0.3.0/28"},
                    "us-west-2a": {},
                }
            },
            "region": "us-west-2",
        },
        {
            "network": {"internet_gateway": False, "nat": "none"},
            "load_balancers": balancer(scheme="internal"),
        },
        {"environment": "a" * 24},
        {"environment": "a" * 31, "cluster": {"name": "a" * 24}},
        {"environment": "acc", "cluster": {"name": "acc-shop"}},
        {"environment": "ecs-acc"},
        {"instance_groups": group(min_size=3, max_size=3, desired_capacity=3)},
        {"instance_groups": group(min_size=0, max_size=0)},
        {"instance_groups": group(root_volume={"size": 30, "iops": 15000, "throughput": 2000})},
        {"instance_groups": group(root_volume={"size": 100, "throughput": 750})},
        {"instance_groups": group(root_volume={"type": "io1", "size": 100, "iops": 5000})},
        {"instance_groups": group(root_volume={"type": "io2", "size": 30, "iops": 30000})},
        {
            "instance_groups": {
                "gpu": {"instance_type": "g5.xlarge"},
                "neuron": {"instance_type": "inf2.xlarge"},
            },
            "cluster": {"default_capacity": {"gpu": {"base": 1, "weight": 0}, "neuron": 1000}},
        },
        {"instance_groups": {"gpu": {"instance_type": "g5.xlarge", "ami_family": "bottlerocket"}}},
        {
            "instance_groups": {
                "default": {"instance_type": "t4g.small"},
                "b": {"instance_type": "t3.small"},
            }
        },
        {
            "instance_groups": {
                "default": {"instance_types": ["m7g.large", "m6g.large"], "spot": 1, "max_size": 2}
            }
        },
        {"instance_groups": group(capacity_provider={"minimum_scaling_step_size": 10})},
        {
            "instance_groups": group(
                refresh={"min_healthy_percentage": 0, "max_healthy_percentage": 100}
            )
        },
        {"instance_groups": group(refresh=False)},
        {"instance_groups": group(moved_from=["app", "main"])},
        {"cluster": {"default_capacity": {"fargate": {"base": 1}, "fargate_spot": 0}}},
        {"instance_groups": {"arm": {"instance_type": "t4g.small"}}},
        {"instance_groups": group(instance_type="a1.large", ami_id="ami-0123456789abcdef0")},
        {"instance_groups": group(ingress={"any": {"port": "1024-65535", "from": "10.0.0.0/8"}})},
        {
            "instance_groups": group(
                ingress={"ping": {"protocol": "icmp", "from": ["pl-12345678", "sg-12345678"]}}
            )
        },
        {
            "instance_groups": group(
                ingress={"r": {"port": 1, "from": "10.0.0.0/8", "description": "a" * 244}}
            )
        },
        {"instance_groups": group(ingress={"ssh": {"port": 2222, "from": "192.0.2.0/24"}})},
        {"instance_groups": group(ingress={"web": {"port": "1024-3388", "from": "0.0.0.0/0"}})},
        {"instance_groups": group(egress={"all": {"protocol": "all", "to": "10.0.0.0/8"}})},
        {
            "instance_groups": group(
                boot_commands="cat <<BOOT_COMMANDS_\n BOOT_COMMANDS\nBOOT_COMMANDS_\n"
            )
        },
        {"load_balancers": balancer(http="none")},
        {"load_balancers": balancer(fixed_response=404)},
        {"load_balancers": balancer(fixed_response=299)},
        {
            "load_balancers": balancer(
                default_target_group={"health_check": {"interval": "10s", "timeout": "9s"}}
            )
        },
        {
            "load_balancers": balancer(
                default_target_group={"health_check": {"success_codes": "200,300-399,404"}}
            )
        },
        {"load_balancers": balancer(allowed_cidrs=[f"10.{i}.0.0/16" for i in range(30)])},
        {"account_id": "123456789012", "load_balancers": balancer(), "logs": {"kms_key_arn": KEY}},
        {
            "state": {
                "bucket": "b-a",
                "region": "eu-central-1",
                "kms_key_arn": KEY.replace("west", "central"),
            }
        },
        {"logs": {"retention_days": 365}, "network": {"flow_logs": {"retention_days": 3653}}},
        {"logs": {"prefix": "awstats"}},
        {"tags": {"Owner": "équipe a+b @ 1.2:3/4_5=6", "Empty": "", "k" * 128: "v" * 256}},
        {"alerts": {"emails": ["first.last+tag@mail.example.com"]}},
        {
            "region": "cn-north-1",
            "load_balancers": balancer(
                certificate_arns=CERTIFICATE.replace("arn:aws:", "arn:aws-cn:").replace(
                    "eu-west-1", "cn-north-1"
                )
            ),
        },
        {"instance_groups": group(), "access": {"ssm": {"idle_timeout": "1h"}}},
        {"instance_groups": group(), "access": {"ssm": False, "instance_connect": True}},
        {
            "instance_groups": group(ingress={"db": {"port": 5432, "from": "bastion"}}),
            "access": {
                "ssh": {"key_name": "ops"},
                "bastion": {"allowed_cidrs": ["203.0.113.7/32"], "zone": "eu-west-1b"},
            },
        },
        RICH | {"profile": None},
    ],
    ids=lambda sections: "-".join(sections),
)
def test_accepts_what_is_right_to_the_limit(sections: dict[str, Any]) -> None:
    assert [] == list(map(str, check(**sections)))


@pytest.mark.parametrize(
    ("code", "sections"),
    [
        ("RULE002", {"network": {"cidr": "10.0.0.0/15"}}),
        ("RULE002", {"network": {"cidr": "10.0.0.0/29"}}),
        ("RULE003", {"network": {"cidr": "0.0.0.0/16"}}),
        ("RULE003", {"network": {"cidr": "239.0.0.0/16"}}),
        ("RULE004", {"network": {"cidr": "172.32.0.0/16"}}),
        ("RULE005", {"network": {"cidr": "172.17.128.0/20"}}),
        ("RULE015", {"network": {"availability_zones": ["us-east-9g"]}, "region": "us-east-9"}),
        ("RULE020", {"environment": "a" * 25}),
        ("RULE022", {"environment": "aws", "instance_groups": group()}),
        ("RULE022", {"environment": "fargate", "instance_groups": group()}),
        ("RULE022", {"environment": "sg", "instance_groups": group()}),
        ("RULE022", {"environment": "sthree", "load_balancers": balancer()}),
        ("RULE024", {"instance_groups": group(max_size=1)}),
        ("RULE024", {"instance_groups": group(desired_capacity=1)}),
        (
            "RULE031",
            {"instance_groups": group(root_volume={"type": "io1", "iops": 100, "throughput": 200})},
        ),
        ("RULE032", {"instance_groups": group(root_volume={"iops": 2999})}),
        ("RULE032", {"instance_groups": group(root_volume={"type": "io1", "iops": 1501})}),
        (
            "RULE032",
            {"instance_groups": group(root_volume={"type": "io1", "size": 16384, "iops": 64001})},
        ),
        ("RULE032", {"instance_groups": group(root_volume={"throughput": 751})}),
        ("RULE034", {"instance_groups": group(ecs_config={"AWS_SECRET_ACCESS_KEY": "x"})}),
        (
            "RULE083",
            {
                "instance_groups": group(
                    instance_type="t3.small", spot={"percent": 1, "on_demand_base": 4}
                )
            },
        ),
        ("RULE085", {"cluster": {"default_capacity": "fargat"}}),
        (
            "RULE092",
            {
                "instance_groups": group(
                    refresh={"min_healthy_percentage": 99, "max_healthy_percentage": 200}
                )
            },
        ),
        (
            "RULE044",
            {
                "instance_groups": group(
                    ingress={"r": {"port": 1, "from": "10.0.0.0/8", "description": "a" * 245}}
                )
            },
        ),
        (
            "RULE044",
            {
                "instance_groups": group(
                    ingress={"r": {"port": 1, "from": "10.0.0.0/8", "description": "a\tb"}}
                )
            },
        ),
        (
            "RULE047",
            {"load_balancers": balancer(allowed_cidrs=[f"10.{i}.0.0/16" for i in range(31)])},
        ),
        ("RULE050", {"load_balancers": balancer(fixed_response=399)}),
        (
            "RULE052",
            {"load_balancers": balancer(default_target_group={"health_check": {"interval": "5s"}})},
        ),
        ("RULE055", {"load_balancers": balancer(access_logs="acc.mrap")}),
        ("RULE055", {"state": {"bucket": "10.0.0.1"}}),
        ("RULE055", {"instance_groups": group(ecs_config_s3="s3://acme..config/ecs.config")}),
        ("RULE057", {"state": {"bucket": "acc", "region": "eu-central-1", "kms_key_arn": KEY}}),
        (
            "RULE057",
            {
                "instance_groups": group(
                    root_volume={"kms_key_arn": KEY.replace("eu-west-1", "eu-west-2")}
                )
            },
        ),
        ("RULE059", {"account_id": "210987654321", "logs": {"kms_key_arn": KEY}}),
        ("RULE060", {"network": {"flow_logs": {"retention_days": -1}}}),
        ("RULE061", {"logs": {"prefix": "aws/acc"}}),
        ("RULE062", {"tags": {"AWS:x": "y"}}),
        ("RULE062", {"tags": {"AmazonECSManaged": ""}}),
        ("RULE063", {"tags": {"k" * 129: ""}}),
        ("RULE063", {"tags": {"Owner": "a\nb"}}),
        ("RULE065", {"alerts": {"emails": ["a@" + ".".join(["b" * 60] * 5)]}}),
        ("RULE001", {"state": {"bucket": "acc", "region": "eu-wset-1"}}),
        ("RULE100", {"access": {"ssm": {"idle_timeout": "1m30s"}}}),
        ("RULE105", {"access": {"ssh": {"key_name": "x", "from": "0.0.0.0/0"}}}),
        (
            "RULE106",
            {"access": {"bastion": {"allowed_cidrs": ["10.0.0.0/8"], "instance_type": "t2.nano"}}},
        ),
        ("RULE043", {"access": {"ssh": {"key_name": "x", "from": "10.0.0.1/8"}}}),
        ("SEC005", {"logs": {"retention_days": 180}}),
        (
            "SEC007",
            {"instance_groups": group(ingress={"low": {"port": "0-1023", "from": "128.0.0.0/1"}})},
        ),
    ],
)
def test_refuses_what_is_beyond_the_limit(code: str, sections: dict[str, Any]) -> None:
    assert code in codes(**sections)


def test_one_fault_of_the_vpc_gives_one_finding() -> None:
    zones = {"eu-west-1a": {"public": "10.0.0.0/12"}}
    assert ["RULE002"] == codes(network={"cidr": "10.0.0.0/8", "availability_zones": zones})


# Sources


WITHOUT_AWS_SOURCE = {
    *("file_systems_exist", "file_systems_used"),
    *("some_zone", "nat_zone_is_a_zone", "zones_have_blocks", "no_public_block_without_gateway"),
    *("environment_fits_cluster", "cluster_starts_with_environment", "names_fit", "names_differ"),
    *("bastion_and_ssh_belong_together", "bastion_zone_is_a_zone"),
    *("budgets_are_of_clusters", "commands_stay_whole"),
    *("subnets_given_by_id", "ids_need_the_vpc", "internal_balancers_know_their_clients"),
    *("state_is_shared", "profile_is_local", "new_region_is_new"),
    "group_not_named_fargate",
    *(
        "calls_differ",
        "somebody_listens",
        "image_updates_are_heard",
        "daemons_to_miss",
        "instances_to_miss",
    ),
    "containers_to_read",
    "host_logs_to_read",
    *("both_are_there", "platform_is_told"),
    # Each marker of a field has its page, where there is one.
    "value_is_used",
}


def test_a_rule_links_the_page_that_states_it() -> None:
    without = {rule.check.__name__ for rule in rules.RULES if not has_source(rule)}
    assert WITHOUT_AWS_SOURCE == without


def has_source(rule: rules.Rule) -> bool:
    """Whether a code of the rule names a page, or its docstring does."""
    return any(code.source for code in rule.codes) or "https://" in (rule.check.__doc__ or "")
