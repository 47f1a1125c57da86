"""What findings say: where, in which words, and never a secret."""

from __future__ import annotations

import json

import pytest
from rule_specs import TODAY, check

from tfgen import language, rules, source
from tfgen.commands import report
from tfgen.diagnostics import without_secrets
from tfgen.resolve import resolve


def test_places_a_finding_about_a_default_where_it_can_be_written() -> None:
    (finding,) = check(network={"internet_gateway": False, "nat": "none"}, load_balancers=None)[1:]
    assert ("RULE011", ("network", "internet_gateway")) == (finding.code, finding.path)


def test_lists_the_zones_of_the_region() -> None:
    (finding,) = check(network={"availability_zones": ["eu-west-1a", "eu-west-1z"]})
    assert "use eu-west-1a, eu-west-1b or eu-west-1c" == finding.help.partition(" (")[0]


def test_names_both_sides_of_an_overlap_and_which_is_conventional() -> None:
    zones = {"eu-west-1a": {"public": "10.0.1.0/24"}, "eu-west-1b": {}}
    (finding,) = check(network={"availability_zones": zones})
    assert (
        "public subnet 10.0.1.0/24 of eu-west-1a overlaps "
        "public subnet 10.0.1.0/24 of eu-west-1b, its conventional block"
    ) == finding.message
    assert "use a block inside 10.0.0.0/16, such as 10.0.0.0/24" == finding.help.partition(" (")[0]


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
    findings = rules.check(resolve(language.read(source.parse(text.encode(), "acc.yaml"))), TODAY)

    assert ([code] if code else []) == [finding.code for finding in findings]
    assert line not in report.text(findings, {"acc.yaml": text})
    assert all(
        finding.secret and finding.message.startswith("line 2 of boot_commands")
        for finding in findings
    )


def test_no_finding_shows_the_line_of_a_secret() -> None:
    text = "version: 1\nenvironment: acc\nregion: eu-west-1\nload_balancers: {}\n"
    text += "instance_groups: {default: {instance_type: t3.small, ecs_config: {AWS_SECRET_ACCESS_KEY: s3cr3t}}}\n"
    findings = rules.check(resolve(language.read(source.parse(text.encode(), "acc.yaml"))), TODAY)
    assert {"RULE029", "RULE034"} < {finding.code for finding in findings}
    assert "s3cr3t" not in report.text(findings, {"acc.yaml": text})


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
    actual = list(
        without_secrets(language.read(source.parse(text.encode(), "acc.yaml")).diagnostics)
    )
    assert ["SPEC010", "SPEC002"] == [finding.code for finding in actual]
    assert "b3BlbnNzaC1rZXk" not in report.text(actual, {"acc.yaml": text}) + report.as_json(actual)


def test_a_message_cuts_what_is_long() -> None:
    findings = check(
        profile="p" * 500, network={"nat": "single", "nat_zone": "z" * 500}, tags={"t" * 500: ""}
    )
    assert ["RULE012", "RULE063", "RULE068"] == sorted(finding.code for finding in findings)
    assert [] == [finding for finding in findings if len(finding.message) > 200]


def test_says_the_same_whatever_the_order_of_the_spec() -> None:
    zones = {
        "eu-west-1c": {"private": "10.0.50.0/24"},
        "eu-west-1a": {},
        "eu-west-1b": {"private": "10.9.0.0/24"},
    }
    turned = dict(reversed(zones.items()))
    messages = [
        sorted(finding.message for finding in check(network={"availability_zones": z}))
        for z in (zones, turned)
    ]
    assert messages[0] == messages[1]
