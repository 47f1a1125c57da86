"""Specs for tests of rules: sections in, findings out."""

from __future__ import annotations

import datetime
import json
from typing import Any

from tfgen import language, rules, source
from tfgen.diagnostics import Diagnostic
from tfgen.language import Reading
from tfgen.resolve import resolve

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
        finding
        for finding in rules.check(resolve(reading), today)
        if finding.code not in ("RULE029", "RULE067")
    ]


def codes(**sections: Any) -> list[str]:
    return [finding.code for finding in check(**sections)]


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
