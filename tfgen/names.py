"""Names in AWS, composed of the cluster's name, a kind and a key, and cut to AWS's limits with a hash."""

from __future__ import annotations

import hashlib

# https://docs.aws.amazon.com/elasticloadbalancing/latest/APIReference/API_CreateLoadBalancer.html
LOAD_BALANCER_MAX = 32
HASH_LENGTH = 5


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
    "host_logs",
    "listeners",
    "routes",
    "scaling",
    "schedule",
    "security_group",
    "target_group",
    "task",
)


def joined(*parts: str) -> str:
    """Compose a name: its parts with hyphens between."""
    return "-".join(parts)


def fitted(name: str, limit: int) -> str:
    """Return the name, or where it is too long its first characters and a hash of the whole name."""
    return name if len(name) <= limit else _with_hash(name, limit, name)


def hashed(name: str, limit: int, *facts: object) -> str:
    """Return the name with a hash of the facts that force a replacement, so that old and new can stand side by side."""
    return _with_hash(name, limit, "\n".join(map(str, (name, *facts))))


def _with_hash(name: str, limit: int, text: str) -> str:
    digest = hashlib.sha256(text.encode()).hexdigest()[:HASH_LENGTH]
    return f"{name[: limit - HASH_LENGTH - 1].rstrip('-')}-{digest}"


def label(key: str) -> str:
    """Return the Terraform label of a key of the spec: `a-b` becomes `a_b`, which no other key can give."""
    return key.replace("-", "_")
