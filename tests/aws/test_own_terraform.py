"""What a spec names of a user's own Terraform is what AWS has, by its example."""

from __future__ import annotations

from typing import Any

import pytest

pytestmark = pytest.mark.specs("own-terraform")


@pytest.fixture
def container(applied) -> dict[str, Any]:
    definition = applied.client("ecs").describe_task_definition(taskDefinition="acc-own-orders")
    (only,) = definition["taskDefinition"]["containerDefinitions"]
    return only


def named(applied, address: str, attribute: str) -> Any:
    """Return an attribute of a resource of the user's own, as the state has it."""
    state = applied.workspace.json("show", "-json")
    resources = state["values"]["root_module"]["resources"]
    (values,) = [resource["values"] for resource in resources if resource["address"] == address]
    return values[attribute]


def test_variables_have_the_values_of_own_resources(applied, container: dict[str, Any]) -> None:
    queue = applied.client("sqs").get_queue_url(QueueName="acc-orders")["QueueUrl"]
    (database,) = applied.read("rds", "describe_db_instances")
    buckets = [bucket["Name"] for bucket in applied.read("s3", "list_buckets")]
    (receipts,) = [name for name in buckets if name.startswith("acc-receipts-")]

    assert {
        "DB_HOST": database["Endpoint"]["Address"],
        "QUEUE_URL": queue,
        "RECEIPTS_BUCKET": receipts,
        "SUPPORT_ADDRESS": "help@shop.example.com",
    } == {variable["name"]: variable["value"] for variable in container["environment"]}


def test_secrets_are_those_of_own_resources(applied, container: dict[str, Any]) -> None:
    (secret,) = applied.read("secretsmanager", "list_secrets")
    parameter = named(applied, "aws_ssm_parameter.signing_key", "arn")

    assert {"DB_PASSWORD": f"{secret['ARN']}:password::", "SIGNING_KEY": parameter} == {
        secret["name"]: secret["valueFrom"] for secret in container["secrets"]
    }


def test_rights_are_on_own_resources_alone(applied) -> None:
    iam = applied.client("iam")
    roles = [role["RoleName"] for role in applied.read("iam", "list_roles")]
    (task,) = [name for name in roles if name.startswith("acc-own-orders-task-")]
    policy = iam.get_role_policy(RoleName=task, PolicyName="statements")["PolicyDocument"]
    queue = "arn:aws:sqs:eu-west-1:012345678901:acc-orders"

    assert [[queue]] == [statement["Resource"] for statement in policy["Statement"]]
    # The file of the user's own puts a further policy into the cluster's role.
    assert {"statements", "receipts"} == set(iam.list_role_policies(RoleName=task)["PolicyNames"])


def test_tasks_reach_the_database_and_it_lets_them_in(applied) -> None:
    groups = {
        group["GroupName"]: group for group in applied.read("ec2", "describe_security_groups")
    }
    (tasks,) = [group for name, group in groups.items() if name.startswith("acc-own-orders-")]
    (own,) = [group for name, group in groups.items() if name.startswith("acc-orders-db-")]

    out = [rule for rule in tasks["IpPermissionsEgress"] if rule.get("FromPort") == 5432]
    assert [own["GroupId"]] == [
        pair["GroupId"] for rule in out for pair in rule["UserIdGroupPairs"]
    ]
    into = own["IpPermissions"]
    assert [tasks["GroupId"]] == [
        pair["GroupId"] for rule in into for pair in rule["UserIdGroupPairs"]
    ]


def test_logs_and_https_have_the_own_key_and_certificate(applied) -> None:
    key = named(applied, "aws_kms_key.logs", "arn")
    groups = applied.read("logs", "describe_log_groups", logGroupNamePrefix="/ecs/acc-own/services")
    assert [key] == [group.get("kmsKeyId") for group in groups]

    (balancer,) = applied.read("elbv2", "describe_load_balancers")
    listeners = applied.read(
        "elbv2", "describe_listeners", LoadBalancerArn=balancer["LoadBalancerArn"]
    )
    certificate = named(applied, "aws_acm_certificate.shop", "arn")
    assert [certificate] == [
        listed["CertificateArn"] for one in listeners for listed in one.get("Certificates", ())
    ]


def test_a_second_plan_changes_nothing(applied) -> None:
    changes = applied.workspace.plan()["resource_changes"]
    assert {("no-op",)} == {tuple(change["change"]["actions"]) for change in changes}
