"""Rules across fields: what they take at the limits, that none fails on any spec, and that none reads a broken section.

Each code's failing example stands in tests/bad.
"""

from __future__ import annotations

import datetime
import itertools
import json
import re
from collections.abc import Iterable
from dataclasses import replace
from functools import cache, cached_property
from ipaddress import IPv4Network
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from user_data import needs_terraform
from user_data import user_data as composed

from tfgen import language, rules, source
from tfgen.commands import report
from tfgen.diagnostics import CODES, Diagnostic, Severity, family, without_secrets
from tfgen.facts.limits import ROLE_NAME
from tfgen.language import Reading, Spec
from tfgen.plan import plan
from tfgen.render import render
from tfgen.resolve import Cluster, Name, resolve
from tfgen.rules import subnets, user_data
from tfgen.tree import Plan

HERE = Path(__file__).parent
TODAY = datetime.date(2026, 11, 24)
CERTIFICATE = "arn:aws:acm:eu-west-1:123456789012:certificate/0f3c8a52-6f1e-4d0c-9a57-2b8d3f6c1e90"
KEY = "arn:aws:kms:eu-west-1:123456789012:key/1234abcd-12ab-34cd-56ef-1234567890ab"

PUBLIC_KEY = "ssh-ed25519 AAAAC3NzaC1lZDI1NTE5AAAAIAfs3SCWVMLkfcFmAPruLVBe7QokC398CPBryYU1KaQW ops@example.com"


def read(**sections: Any) -> Reading:
    """Read a spec of these sections; what every spec needs is there, and no balancer."""
    sections = {
        "version": 1,
        "environment": "acc",
        "region": "eu-west-1",
        "load_balancers": {},
        **sections,
    }
    text = json.dumps({key: value for key, value in sections.items() if value is not None})
    return language.read(source.parse(text.encode(), "acc.yaml"))


def check(today: datetime.date = TODAY, **sections: Any) -> list[Diagnostic]:
    reading = read(**sections)
    assert () == reading.diagnostics
    return [
        one
        for one in rules.check(resolve(reading), today)
        if one.code not in ("RULE029", "RULE067")
    ]


def codes(**sections: Any) -> list[str]:
    return [one.code for one in check(**sections)]


def group(**fields: Any) -> dict[str, Any]:
    return {"default": {"instance_type": "t3.small", **fields}}


def balancer(**fields: Any) -> dict[str, Any]:
    return {"web": {"certificate_arns": CERTIFICATE, **fields}}


RICH = {
    "account_id": "123456789012",
    "profile": "acc",
    "tags": {"Owner": "team a", "CostCenter": "42"},
    "state": {"bucket": "acc-terraform-state", "region": "eu-central-1"},
    "network": {"nat": "single", "nat_zone": "eu-west-1b", "flow_logs": {"retention_days": 400}},
    "instance_groups": group(
        ingress={
            "metrics": {
                "port": 9100,
                "from": ["10.0.0.0/16", "load_balancers.web", "instance_groups.default"],
            }
        },
        egress={"https": {"port": 443, "to": "0.0.0.0/0"}},
        attributes={"disk": "fast"},
        ecs_config={"ECS_LOGLEVEL": "warn"},
        ecs_config_s3="s3://acme-ecs-config/acc/ecs.config",
        boot_commands="echo one\n",
    ),
    "load_balancers": balancer(),
    "system_containers": {
        "agent": {
            "image": "quay.io/acme/agent:1.2",
            "memory": 64,
            "secrets": {"TOKEN": "/acc/token"},
        },
        "exporter": {
            "image": "quay.io/acme/exporter:1.2",
            "memory": 64,
            "run": "docker",
            "command": ["--all"],
        },
        "watcher": {
            "image": "redis:7",
            "memory": 64,
            "network_mode": "awsvpc",
            "task_role": {"parameters": "/acc"},
        },
    },
    "logs": {"kms_key_arn": KEY},
    "alerts": {"emails": ["ops@example.com"]},
    "access": {
        "ssh": {"public_key": PUBLIC_KEY},
        "bastion": {"allowed_cidrs": ["203.0.113.0/24"]},
        "instance_connect": True,
        "exec": {"kms_key_arn": KEY},
    },
}


# What is right


def test_the_minimal_spec_has_no_error_and_one_warning() -> None:
    reading = language.read(source.read(HERE.parent / "specs" / "minimal.yaml"))
    found = rules.check(resolve(reading), TODAY)
    assert [("RULE067", "note"), ("SEC001", "warning"), ("RULE029", "note")] == [
        (one.code, one.severity) for one in found
    ]


@pytest.mark.parametrize(
    "path", sorted((HERE.parent / "specs").glob("*.yaml")), ids=lambda path: path.stem
)
def test_a_shipped_spec_has_no_error(path: Path) -> None:
    found = rules.check(resolve(language.read(source.read(path))), TODAY)
    assert [] == [one for one in found if one.severity is Severity.ERROR]


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
        {"instance_groups": group(ingress={"any": {"port": "0-65535", "from": "10.0.0.0/8"}})},
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
        {"instance_groups": group(ingress={"ssh": {"port": 22, "from": "192.0.2.0/24"}})},
        {"instance_groups": group(ingress={"web": {"port": "1024-3388", "from": "0.0.0.0/0"}})},
        {"instance_groups": group(egress={"all": {"protocol": "all", "to": "10.0.0.0/16"}})},
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
    assert [] == [str(one) for one in check(**sections)]


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


# What is said


def test_places_a_finding_about_a_default_where_it_can_be_written() -> None:
    (one,) = check(network={"internet_gateway": False, "nat": "none"}, load_balancers=None)[1:]
    assert ("RULE011", ("network", "internet_gateway")) == (one.code, one.path)


def test_lists_the_zones_of_the_region() -> None:
    (one,) = check(network={"availability_zones": ["eu-west-1a", "eu-west-1z"]})
    assert "use eu-west-1a, eu-west-1b or eu-west-1c" == one.help.partition(" (")[0]


def test_names_both_sides_of_an_overlap_and_which_is_conventional() -> None:
    zones = {"eu-west-1a": {"public": "10.0.1.0/24"}, "eu-west-1b": {}}
    (one,) = check(network={"availability_zones": zones})
    assert (
        "public subnet 10.0.1.0/24 of eu-west-1a overlaps "
        "public subnet 10.0.1.0/24 of eu-west-1b, its conventional block"
    ) == one.message
    assert "use a block inside 10.0.0.0/16, such as 10.0.0.0/24" == one.help.partition(" (")[0]


def test_names_the_nearest_retentions() -> None:
    assert (
        "write 3653; 0 keeps them for ever"
        == check(logs={"retention_days": 5000})[0].help.partition(" (")[0]
    )
    assert (
        "write 1; 0 keeps them for ever"
        == check(logs={"retention_days": -3})[0].help.partition(" (")[0]
    )


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("export AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE", "RULE034"),
        ("-----BEGIN RSA PRIVATE KEY-----", "RULE034"),
        ("-----BEGIN PRIVATE KEY-----", "RULE034"),
        ("git clone https://ghp_" + "a1" * 18 + "@github.com/acc/app", "RULE034"),
        ("curl -H 'Authorization: Bearer xoxb-1234567890-abc'", "RULE034"),
        ("DB_PASSWORD=correct-horse", "RULE035"),
        ('  "api_key": "1234abcd"', "RULE035"),
        ("PASSWORD=$(aws ssm get-parameter --name /acc/password)", None),
        ('TOKEN="$(curl -X PUT http://169.254.169.254/latest/api/token)"', None),
        (
            "curl -H 'X-aws-ec2-metadata-token-ttl-seconds: 60' http://169.254.169.254/latest/api/token",
            None,
        ),
        ("PASSWORD_FILE=/run/secrets/password", None),
        ("aws secretsmanager get-secret-value --secret-id acc/db", None),
        ("echo AKIAs are access keys", None),
    ],
)
def test_finds_secrets_and_never_shows_them(line: str, code: str | None) -> None:
    text = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\nstate: {bucket: acc}\n"
    text += "instance_groups:\n  default:\n    instance_type: t3.small\n    ami_id: ami-12345678\n"
    text += f"    boot_commands: {json.dumps('set -e' + chr(10) + line)}\n"
    found = rules.check(resolve(language.read(source.parse(text.encode(), "acc.yaml"))), TODAY)

    assert ([code] if code else []) == [one.code for one in found]
    assert line not in report.text(found, {"acc.yaml": text})
    assert all(one.secret and one.message.startswith("line 2 of boot_commands") for one in found)


def test_no_finding_shows_the_line_of_a_secret() -> None:
    text = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"
    text += "instance_groups: {default: {instance_type: t3.small, ecs_config: {AWS_SECRET_ACCESS_KEY: s3cr3t}}}\n"
    found = rules.check(resolve(language.read(source.parse(text.encode(), "acc.yaml"))), TODAY)
    assert {"RULE029", "RULE034"} < {one.code for one in found}
    assert "s3cr3t" not in report.text(found, {"acc.yaml": text})


@pytest.mark.parametrize(
    "key",
    [
        "-----BEGIN OPENSSH PRIVATE KEY-----\nb3BlbnNzaC1rZXk\n-----END OPENSSH PRIVATE KEY-----",
        "b3BlbnNzaC1rZXk",
    ],
)
def test_no_finding_shows_what_stands_for_a_public_key(key: str) -> None:
    text = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"
    text += f"access: {{ssh: {{public_key: {json.dumps(key)}, form: bastion}}}}\n"
    found = list(
        without_secrets(language.read(source.parse(text.encode(), "acc.yaml")).diagnostics)
    )
    assert ["SPEC010", "SPEC002"] == [one.code for one in found]
    assert "b3BlbnNzaC1rZXk" not in report.text(found, {"acc.yaml": text}) + report.as_json(found)


def test_a_message_cuts_what_is_long() -> None:
    found = check(
        profile="p" * 500, network={"nat": "single", "nat_zone": "z" * 500}, tags={"t" * 500: ""}
    )
    assert ["RULE012", "RULE063", "RULE068"] == sorted(one.code for one in found)
    assert [] == [one for one in found if len(one.message) > 200]


def test_says_the_same_whatever_the_order_of_the_spec() -> None:
    zones = {
        "eu-west-1c": {"private": "10.0.50.0/24"},
        "eu-west-1a": {},
        "eu-west-1b": {"private": "10.9.0.0/24"},
    }
    turned = dict(reversed(zones.items()))
    messages = [
        sorted(one.message for one in check(network={"availability_zones": z}))
        for z in (zones, turned)
    ]
    assert messages[0] == messages[1]


# Security findings and waivers

NO_FLOW_LOGS: dict[str, Any] = {"network": {"flow_logs": False}}


@pytest.mark.parametrize(
    ("profile", "severity"), [("strict", "error"), ("standard", "warning"), ("dev", "note")]
)
def test_the_profile_grades_findings(profile: str, severity: str) -> None:
    found = check(**NO_FLOW_LOGS, security={"profile": profile})
    assert [("SEC004", severity)] == [(one.code, one.severity) for one in found]


def test_a_waiver_makes_a_note_with_its_reason_in_one_line() -> None:
    (one,) = check(
        **NO_FLOW_LOGS,
        security={"profile": "strict", "waivers": {"SEC004": "logged by\nthe firewall"}},
    )
    assert ("SEC004", Severity.NOTE) == (one.code, one.severity)
    assert "the VPC has no flow logs; accepted: logged by the firewall" == one.message


def test_a_waiver_holds_on_its_last_day_and_is_an_error_on_the_next() -> None:
    waived = {
        **NO_FLOW_LOGS,
        "security": {"waivers": {"SEC004": {"reason": "costs", "until": "2026-11-24"}}},
    }
    assert [("SEC004", "note")] == [(one.code, one.severity) for one in check(TODAY, **waived)]
    tomorrow = check(TODAY + datetime.timedelta(days=1), **waived)
    assert [("RULE070", "error"), ("SEC004", "warning")] == sorted(
        (one.code, one.severity) for one in tomorrow
    )


def test_a_broken_section_makes_no_waiver_unused() -> None:
    reading = read(network={"nat": "singel"}, security={"waivers": {"SEC004": "costs"}})
    assert [] == [one.code for one in rules.check(resolve(reading), TODAY) if one.code == "RULE071"]


def test_every_finding_of_security_can_be_waived() -> None:
    bad = sorted((HERE / "bad").glob("SEC*.yaml"))
    codes_found = set()
    for path in bad:
        reading = language.read(source.read(path))
        waivers = {code: {"reason": "known"} for code in CODES if family(code) == "SEC"}
        security = type(reading.spec.security).model_validate(
            {"profile": "strict", "waivers": waivers}
        )
        waived = replace(reading, spec=reading.spec.model_copy(update={"security": security}))
        found = [one for one in rules.check(resolve(waived), TODAY) if family(one.code) == "SEC"]
        codes_found |= {one.code for one in found}
        assert {Severity.NOTE} == {one.severity for one in found}
    assert set(waivers) == codes_found


# Broken sections


@cache
def readings() -> tuple[Reading, ...]:
    bad = sorted((HERE / "bad").glob("[RS][UE][LC]*.yaml"))
    return (read(**RICH), *(language.read(source.read(path)) for path in bad))


def with_caches(cluster: Cluster) -> Cluster:
    """Ask for all that a cluster computes once, so that it is there when the sections that it is from are gone."""
    for name, value in vars(Cluster).items():
        if isinstance(value, cached_property):
            getattr(cluster, name)
    return cluster


@cache
def clusters() -> tuple[Cluster, ...]:
    return tuple(with_caches(resolve(reading)) for reading in readings())


def without(cluster: Cluster, sections: Iterable[str]) -> Cluster:
    """Return the cluster as if these sections could not be read: they are no attributes of it."""
    only = cluster.model_copy()
    for name in sections:
        only.__dict__.pop(name, None)
    return only


@pytest.mark.parametrize("rule", rules.RULES, ids=lambda rule: rule.check.__name__)
def test_a_rule_reads_only_the_sections_that_it_names(rule: rules.Rule) -> None:
    """Hold the sections of a rule, which documents them, to what it reads: without the others it says the same.

    What resolve derived from other sections is the member's own, and each spec here is sound: to
    miss a section raises.
    """
    # The account, which rules of ARNs take if it is known, and the name that all names begin with.
    others = frozenset(Spec.model_fields) - {
        *rule.sections,
        "account_id",
        "region",
        "environment",
        "cluster",
    }
    for cluster in clusters():
        assert list(rule.findings(cluster)) == list(rule.findings(without(cluster, others)))


def test_sound_sections_are_checked_beside_broken_ones() -> None:
    reading = read(
        network={"nat": "singel", "cidr": "10.0.0.0/8"}, instance_groups=group(min_size=9)
    )
    assert {("network", "nat")} == reading.unread
    found = rules.check(resolve(reading), TODAY)
    # The block of the VPC too: of its section only the field at fault is missing.
    assert ["RULE002", "RULE024"] == sorted(
        one.code for one in found if one.severity is Severity.ERROR
    )


# Composed names


def test_a_name_is_held_to_its_limit_with_what_terraform_appends() -> None:
    assert Name("a" * 64, "role", ROLE_NAME).accepted
    assert not Name("a" * 65, "role", ROLE_NAME).accepted
    assert Name("a" * 38, "role", ROLE_NAME, is_prefix=True).accepted
    assert not Name("a" * 39, "role", ROLE_NAME, is_prefix=True).accepted


# User data

HOST_LOGS = {
    **dict.fromkeys(("audit", "ecs-agent", "ecs-init"), "ecs"),
    **dict.fromkeys(("dmesg", "docker", "messages"), "host"),
}


def user_data_of(sections: dict[str, Any]) -> tuple[str, int]:
    """Return the user data of the group `default` as Terraform composes it, and the least size that the rule tells."""
    cluster = resolve(read(**sections))
    planned = plan(cluster, "acc.yaml")
    call = next(call for call in planned.modules if call.module == "ecs_instances")
    files = [
        {"file_path": f"/var/log/{folder}/{name}.log"}
        | {"log_group_name": f"{cluster.logs.prefix}/host/default/{name}"}
        | {
            "log_stream_name": "acc/{instance_id}",
            "timestamp_format": "%Y-%m-%dT%H:%M:%S",
            "timezone": "UTC",
        }
        for name, folder in HOST_LOGS.items()
    ]
    agent = {
        "agent": {"run_as_user": "root"},
        "logs": {"logs_collected": {"files": {"collect_list": files}}},
    }
    script = composed(call, {"cloudwatch_agent_config": json.dumps(agent, separators=(",", ":"))})
    return script, user_data.least_user_data(cluster, cluster.instance_groups["default"])


@needs_terraform
@pytest.mark.parametrize(
    "sections",
    [
        {"instance_groups": group()},
        {"instance_groups": group(), "logs": {"host": False}},
        {"instance_groups": group(boot_commands="echo é\n"), "logs": {"host": False}},
        {"instance_groups": group(boot_commands=""), "logs": {"host": False}},
        {"instance_groups": group(ecs_config_s3="s3://acme/ecs.config"), "logs": {"host": False}},
        {**RICH, "logs": {"prefix": "/ecs"}, "system_containers": {}},
    ],
    ids=["host-logs", "bare", "boot-commands", "empty-boot-commands", "ecs-config-s3", "rich"],
)
def test_the_least_size_of_user_data_is_close_below_the_real_one(sections: dict[str, Any]) -> None:
    script, least = user_data_of(sections)
    size = len(script.encode())
    assert size - 400 <= least <= size


def test_a_container_of_docker_takes_at_least_the_bytes_that_the_rule_counts() -> None:
    files = {file.path: file.text for file in render(plan(resolve(read(**RICH)), "acc.yaml"))}
    script = next(
        text for path, text in files.items() if path.endswith("ecs_instances/user_data.sh.tftpl")
    )
    (unit,) = re.findall(
        r"%\{ for name, container in docker_containers ~\}\n(.*?)%\{ endfor ~\}\n", script, re.S
    )
    size = len(re.sub(r"(?<!\$)\$\{.*?\}", "", unit))
    assert size - 100 <= user_data.LEAST_BYTES_OF_A_SYSTEM_CONTAINER <= size


@needs_terraform
def test_the_here_document_of_boot_commands_ends_as_the_rule_says() -> None:
    script, _ = user_data_of({"instance_groups": group(boot_commands="echo one")})
    assert f"<<'{user_data.HERE_DOCUMENT_END}'\necho one\n{user_data.HERE_DOCUMENT_END}\n" in script


# Subnets

blocks_of_a_24 = st.integers(24, 28).flatmap(
    lambda prefix: st.integers(0, 2 ** (prefix - 24) - 1).map(
        lambda index: IPv4Network(
            (int(IPv4Network("10.0.0.0/24").network_address) + index * 2 ** (32 - prefix), prefix)
        )
    )
)


@given(st.lists(blocks_of_a_24, min_size=4, max_size=4))
@settings(deadline=None, max_examples=150)
def test_overlaps_are_found_exactly_where_two_blocks_overlap(blocks: list[IPv4Network]) -> None:
    a, b, c, d = map(str, blocks)
    zones = {"eu-west-1a": {"public": a, "private": b}, "eu-west-1b": {"public": c, "private": d}}
    found = [
        one
        for one in check(network={"cidr": "10.0.0.0/24", "availability_zones": zones})
        if one.code == "RULE018"
    ]
    overlap = any(one.overlaps(other) for one, other in itertools.combinations(blocks, 2))
    assert overlap == bool(found)
    for one in found:
        first, second = map(IPv4Network, re.findall(r"subnet (\S+) of", one.message))
        assert first.overlaps(second)


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
        if not any(candidate.overlaps(one) for one in taken)
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
        boot_commands=["", "BOOT_COMMANDS", "PASSWORD=abcdef\0"],
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
    default_target_group=[{"health_check": {"interval": "5s", "success_codes": "200-201-202"}}],
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
    found = rules.check(cluster, TODAY)
    assert [] == [one.code for one in found if one.code not in CODES or one.location is None]
    if all(one.severity is not Severity.ERROR for one in found):
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
        return [one.code for one in check(**sections, **more) if one.severity is Severity.ERROR]

    assert [] == errors()
    assert 1 == len(errors(network=network))


# Sources

WITHOUT_AWS_SOURCE = {
    *("file_systems_exist", "file_systems_used"),
    *("some_zone", "nat_zone_is_a_zone", "zones_have_blocks", "no_public_block_without_gateway"),
    *("environment_fits_cluster", "cluster_starts_with_environment", "names_fit", "names_differ"),
    *("bastion_and_ssh_belong_together", "bastion_zone_is_a_zone"),
    "commands_stay_whole",
    *("subnets_given_by_id", "ids_need_the_vpc", "internal_balancers_know_their_clients"),
    *("state_is_shared", "profile_is_local"),
    "group_not_named_fargate",
    *(
        "calls_differ",
        "somebody_listens",
        "image_updates_are_heard",
        "daemons_to_miss",
        "instances_to_miss",
    ),
    "containers_to_read",
    # Each marker of a field has its page, where there is one.
    "value_is_used",
}


def test_a_rule_links_the_page_that_states_it() -> None:
    without = {rule.check.__name__ for rule in rules.RULES if not has_source(rule)}
    assert WITHOUT_AWS_SOURCE == without


def has_source(rule: rules.Rule) -> bool:
    """Whether a code of the rule names a page, or its docstring does."""
    return any(code.source for code in rule.codes) or "https://" in (rule.check.__doc__ or "")


def test_a_renamed_system_container_keeps_its_names_and_moves_its_modules() -> None:
    def planned(**agents: Any) -> Plan:
        return plan(resolve(read(instance_groups=group(), system_containers=agents)), "acc.yaml")

    def container(**fields: Any) -> dict[str, Any]:
        return {"image": "quay.io/acme/agent:1.2", "memory": 64, **fields}

    before = planned(agent=container(), exporter=container(run="docker"))
    after = planned(
        watcher=container(moved_from="agent"),
        metrics=container(run="docker", moved_from="exporter"),
    )

    def topics(tree: Plan) -> dict[str, str]:
        files = {file.path: file.text for file in render(tree)}
        return {
            path: text
            for path, text in files.items()
            if path in ("capacity.tf", "system_containers.tf")
        }

    assert topics(before) == {
        path: text.replace("system_container_watcher", "system_container_agent").replace(
            "system_container_metrics", "system_container_exporter"
        )
        for path, text in topics(after).items()
    }
    steps = {(step.former.traversal, step.present.traversal) for step in after.root.moved}
    assert steps == {
        ("module.system_container_agent", "module.system_container_watcher"),
        ("module.system_container_agent_task", "module.system_container_watcher_task"),
        ("module.system_container_exporter", "module.system_container_metrics"),
    }
