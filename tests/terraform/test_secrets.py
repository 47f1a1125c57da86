"""Secrets that are made empty, in real plans: without a value, and read by those that name them."""

from __future__ import annotations

import json
from typing import Any

from looked_at import every
from spec_data import cluster_name
from terraform_trees import specs_with

pytestmark = specs_with("secrets")


def workloads(planned: Any) -> dict[str, dict[str, Any]]:
    """Return services and jobs by the call of their task."""
    return {
        f"module.{kind}_{key.replace('-', '_')}_task": item
        for kind in ("service", "job")
        for key, item in planned.spec.get(f"{kind}s", {}).items()
    }


def given(item: dict[str, Any]) -> dict[str, dict[str, Any]]:
    secrets = item.get("secrets", {})
    return {name: place for name, place in secrets.items() if "secret" in place}


def test_secrets_have_no_value(planned) -> None:
    assert [] == planned.resources("aws_secretsmanager_secret_version")
    made = {
        resource["values"]["name"]: resource["values"]
        for resource in planned.resources("aws_secretsmanager_secret")
    }
    for key, written in every(planned.spec["secrets"].items()):
        secret = made[f"{cluster_name(planned.spec)}/{key}"]
        assert (written or {}).get("recovery_window_days", 30) == secret["recovery_window_in_days"]
        assert (written or {}).get("kms_key_arn") == secret.get("kms_key_id")
        assert (written or {}).get("description") == secret.get("description")
    assert len(made) == len(planned.spec["secrets"])


def test_a_task_reads_and_decrypts_the_secrets_that_it_is_given(planned) -> None:
    changes = planned.plan["configuration"]["root_module"]["module_calls"]
    for call, item in every(workloads(planned).items()):
        if not given(item):
            continue
        expressions = changes[call.removeprefix("module.")]["expressions"]
        references = {*expressions["execution"]["references"]}
        named = {f"module.secret_{place['secret']}.arn" for place in given(item).values()}
        assert named <= references
        keys = {
            (planned.spec["secrets"][place["secret"]] or {}).get("kms_key_arn")
            for place in given(item).values()
        } - {None}
        policies = [
            json.loads(policy["values"]["policy"])
            for policy in planned.resources("aws_iam_role_policy")
            if policy["address"].startswith(f"{call}.") and policy["values"].get("policy")
        ]
        decrypted = {
            resource
            for policy in policies
            for statement in policy["Statement"]
            if "kms:Decrypt" in statement["Action"]
            for resource in statement["Resource"]
        }
        # A policy that names a secret is known after an apply only.
        assert decrypted <= keys or not policies
