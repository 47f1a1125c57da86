"""Who can be entered with ECS Exec, and what its containers may do for it, against the spec's
`services.*.exec`."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote

import pytest
from looked_at import every
from spec_data import cluster_name

pytestmark = pytest.mark.specs("deployer", "production")
CHANNELS = {"CreateControlChannel", "CreateDataChannel", "OpenControlChannel", "OpenDataChannel"}


def services(applied) -> dict[str, dict[str, Any]]:
    keys = list(applied.spec["services"])
    answer = applied.client("ecs").describe_services(
        cluster=cluster_name(applied.spec), services=keys
    )["services"]
    return {service["serviceName"]: service for service in answer}


def rights(applied, service: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """Yield action and resource of each right that the containers of a service have by their own
    role's policies."""
    ecs, iam = applied.client("ecs"), applied.client("iam")
    task = ecs.describe_task_definition(taskDefinition=service["taskDefinition"])["taskDefinition"]
    role = task["taskRoleArn"].rpartition("/")[2]
    for name in iam.list_role_policies(RoleName=role)["PolicyNames"]:
        document = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]
        document = document if isinstance(document, dict) else json.loads(unquote(document))
        for statement in document["Statement"]:
            yield from (
                (action, resource)
                for action in statement["Action"]
                for resource in statement["Resource"]
            )


def test_exactly_the_services_of_the_spec_can_be_entered(applied) -> None:
    expected = {
        key: service.get("exec", False) for key, service in applied.spec["services"].items()
    }
    actual = services(applied)

    assert expected == {key: actual[key].get("enableExecuteCommand", False) for key in expected}


def test_only_their_containers_may_open_channels(applied) -> None:
    for key, fields in every(applied.spec["services"].items()):
        of_channels = {
            action
            for action, _ in rights(applied, services(applied)[key])
            if action.startswith("ssmmessages:")
        }
        wanted = CHANNELS if fields.get("exec", False) else ()
        assert {f"ssmmessages:{channel}" for channel in wanted} == of_channels


@pytest.mark.specs("deployer")
def test_they_may_use_the_key_and_the_log_of_the_audit(applied) -> None:
    cluster = cluster_name(applied.spec)
    [actual] = applied.client("ecs").describe_clusters(
        clusters=[cluster], include=["CONFIGURATIONS"]
    )["clusters"]
    audit = actual["configuration"]["executeCommandConfiguration"]
    log_group = f"arn:aws:logs:{applied.region}:{applied.account}:log-group:/ecs/{cluster}/exec:*"
    fields_of = applied.spec["services"]
    for key in every(key for key, fields in fields_of.items() if fields.get("exec")):
        wanted = set(rights(applied, services(applied)[key]))

        assert {("kms:Decrypt", audit["kmsKeyId"])} == {
            right for right in wanted if right[0].startswith("kms:")
        }
        assert {("logs:CreateLogStream", log_group), ("logs:PutLogEvents", log_group)} < wanted
