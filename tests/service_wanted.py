"""What the spec wants of its services, as AWS would say it."""

from __future__ import annotations

import re
from typing import Any

from service_account import arn, peer_id
from service_data import (
    capacity,
    network_mode,
    services,
)
from spec_data import cluster_name, listed, switch

FLUENT_BIT = "public.ecr.aws/aws-observability/aws-for-fluent-bit:any"

ROUTER = "log-router"  # FireLens adds it, no spec names it


def on_their_own_network(spec: dict[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the services whose tasks have a security group of their own."""
    return {
        key: service
        for key, service in services(spec).items()
        if network_mode(spec, service) == "awsvpc"
    }


def peers(spec: dict[str, Any]) -> list[str]:
    """Return the services that Service Connect connects."""
    return [
        key for key, service in services(spec).items() if switch(service.get("service_connect"))
    ]


def value_from(applied, secret: Any) -> str:
    """Return what ECS should read a secret from."""
    if isinstance(secret, str):
        where = "arn" if secret.startswith("arn:") else "ssm"
        secret = {where: secret}
    key = f":{secret['key']}::" if "key" in secret else ""
    if "secret" in secret:
        return made_secret(applied, secret["secret"])["ARN"] + key
    if "secretsmanager" in secret:
        return f"{arn(applied, 'secretsmanager')}:secret:{secret['secretsmanager']}{key}"
    return str(secret.get("ssm") or secret["arn"] + key)


def made_secret(applied, key: str) -> dict[str, Any]:
    """Return a secret of the spec's own section, as it stands in the account."""
    name = f"{cluster_name(applied.spec)}/{key}"
    secret: dict[str, Any] = applied.client("secretsmanager").describe_secret(SecretId=name)
    return secret


def key_to_decrypt(applied, secret: Any) -> str | None:
    """Return the key of one's own with which a secret is encrypted."""
    if not isinstance(secret, dict):
        return None
    if "secret" in secret:
        fields = applied.spec["secrets"][secret["secret"]] or {}
        return fields.get("kms_key_arn")
    return secret.get("kms_key_arn")


def right_to_read(applied, secret: Any) -> tuple[str, str]:
    """Return action and resource that reading a secret needs."""
    source = value_from(applied, secret)
    if ":secretsmanager:" not in source:
        return (
            "ssm:GetParameters",
            source if ":" in source else f"{arn(applied, 'ssm')}:parameter{source}",
        )
    # IAM knows neither key nor version of a secret, and six characters behind its name.
    whole = ":".join(source.split(":")[:7])
    if not re.search(r"-[A-Za-z0-9]{6}$", whole):
        whole += "-??????"
    return "secretsmanager:GetSecretValue", whole


def conditions(match: dict[str, Any]) -> frozenset[tuple[str, str]]:
    """Return what a pattern asks of a request."""
    host, slash, path = match["pattern"].partition("/")
    asked = {("host-header", host)} if host else set()
    if slash and (path != "*" or not host):
        asked.add(("path-pattern", slash + path))
    asked |= {("http-request-method", method) for method in listed(match.get("methods", []))}
    asked |= {("source-ip", block) for block in listed(match.get("source_cidrs", []))}
    return frozenset(
        asked
        | {
            ("http-header", str(value))
            for header in match.get("headers", {}).values()
            for value in listed(header)
        }
    )


def callers(applied, key: str) -> set[str]:
    """Return the security groups of all who have Service Connect beside a service."""
    peers = set()
    for name, other in services(applied.spec).items():
        if name != key and switch(other.get("service_connect")):
            awsvpc = network_mode(applied.spec, other) == "awsvpc"
            names = (
                [f"services.{name}"]
                if awsvpc
                else [f"instance_groups.{group}" for group in capacity(applied.spec, other)]
            )
            peers |= {peer_id(applied, name) for name in names}
    return peers


def settings(service: dict[str, Any]) -> dict[str, Any]:
    """Return what a service says of Service Connect beyond that it has it."""
    service_connect = service.get("service_connect")
    return service_connect if isinstance(service_connect, dict) else {}
