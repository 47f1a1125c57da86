"""Terraform labels: what a call of the root is named for, by the keys of the spec alone."""

from __future__ import annotations

# What calls of the root are named for behind the member that they belong to: service_web_task.
PARTS = (
    "access_logs",
    "alarm",
    "alarms",
    "certificate",
    "dashboard",
    "discovery",
    "disks",
    "dns",
    "errors",
    "event_rules",
    "event_rules_alarm",
    "hooks",
    "host_log_errors",
    "host_logs",
    "listeners",
    "predictive_scaling",
    "queue_scaling",
    "queue_start",
    "response_time",
    "routes",
    "rules",
    "scaling",
    "schedule",
    "security_group",
    "target_group",
    "task",
    "telemetry",
    "waf_logs",
    "web_acl",
    "workflow",
    "workflow_alarm",
)


def label(key: str) -> str:
    """Return the Terraform label of a key of the spec: `a-b` becomes `a_b`.

    No other key can give that one: keys have no underscores.
    """
    return key.replace("-", "_")
