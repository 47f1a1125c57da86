"""The deployer as it stands in the account: who may take its role, and how far its rights reach."""

from __future__ import annotations

from typing import Any

import pytest
from spec_data import cluster_name, listed

pytestmark = pytest.mark.specs("deployer")


def role(applied) -> dict[str, Any]:
    """Return the role that deploys."""
    name = applied.outputs["deployer_role_arn"].rpartition("/")[2]
    iam_role: dict[str, Any] = applied.client("iam").get_role(RoleName=name)["Role"]
    return iam_role


def statements(applied) -> list[dict[str, Any]]:
    """Return what the role may do."""
    name = role(applied)["RoleName"]
    document = applied.client("iam").get_role_policy(RoleName=name, PolicyName="deploy")[
        "PolicyDocument"
    ]
    statement: list[dict[str, Any]] = document["Statement"]
    return statement


def test_only_the_branches_and_environments_of_the_spec_take_the_role(applied) -> None:
    github = applied.spec["deployer"]["github"]
    branches = [f"ref:refs/heads/{branch}" for branch in github.get("branches", ["main"])]
    environments = [f"environment:{environment}" for environment in github["environments"]]
    (statement,) = role(applied)["AssumeRolePolicyDocument"]["Statement"]
    condition = statement["Condition"]["StringEquals"]

    expected = [f"repo:{github['repository']}:{who}" for who in (*branches, *environments)]
    assert expected == condition["token.actions.githubusercontent.com:sub"]
    assert "sts.amazonaws.com" == condition["token.actions.githubusercontent.com:aud"]


def test_the_provider_that_the_role_trusts_is_there(applied) -> None:
    (statement,) = role(applied)["AssumeRolePolicyDocument"]["Statement"]
    arn = statement["Principal"]["Federated"]

    assert ["sts.amazonaws.com"] == applied.client("iam").get_open_id_connect_provider(
        OpenIDConnectProviderArn=arn
    )["ClientIDList"]


def test_the_deployer_changes_what_is_of_this_cluster_and_passes_its_roles_only(applied) -> None:
    cluster = cluster_name(applied.spec)
    reach = {
        action: listed(statement["Resource"])
        for statement in statements(applied)
        for action in listed(statement["Action"])
    }
    ecs = f"arn:aws:ecs:{applied.region}:{applied.account}"

    assert f"{ecs}:service/{cluster}/*" in reach["ecs:UpdateService"]
    assert [
        f"{ecs}:task-definition/{cluster}-{key}:*" for key in sorted(applied.spec["services"])
    ] == reach["ecs:RegisterTaskDefinition"]
    assert [f"arn:aws:iam::{applied.account}:role/ecs/{cluster}/{cluster}-*"] == reach[
        "iam:PassRole"
    ]


def test_the_deployer_pushes_to_the_repositories_of_the_services(applied) -> None:
    images = [service["image"] for service in applied.spec["services"].values()]
    names = sorted({image.partition("/")[2].rpartition(":")[0] for image in images})
    (push,) = [
        statement["Resource"]
        for statement in statements(applied)
        if "ecr:PutImage" in statement["Action"]
    ]

    assert [
        f"arn:aws:ecr:{applied.region}:{applied.account}:repository/{name}" for name in names
    ] == push
