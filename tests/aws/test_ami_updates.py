"""The check for newer images as it stands in the account: its schedule, its rights, and its own
Python, run there."""

from __future__ import annotations

import json
from typing import Any

import pytest
from spec_data import cluster_name, listed

pytestmark = pytest.mark.specs("ops")


def document(applied) -> dict[str, Any]:
    """Return the content of the document."""
    content = applied.client("ssm").get_document(Name=f"{cluster_name(applied.spec)}-ami-updates")[
        "Content"
    ]
    loads: dict[str, Any] = json.loads(content)
    return loads


def test_the_schedule_of_the_spec_starts_the_document(applied) -> None:
    schedule = applied.client("scheduler").get_schedule(
        Name=f"{cluster_name(applied.spec)}-ami-updates"
    )

    assert applied.spec["ami_updates"]["schedule"] == schedule["ScheduleExpression"]
    assert "arn:aws:scheduler:::aws-sdk:ssm:startAutomationExecution" == schedule["Target"]["Arn"]
    assert {"DocumentName": f"{cluster_name(applied.spec)}-ami-updates"} == json.loads(
        schedule["Target"]["Input"]
    )


def test_the_check_knows_the_image_of_each_group(applied) -> None:
    groups = document(applied)["mainSteps"][0]["inputs"]["InputPayload"]["groups"]
    templates = applied.client("ec2").describe_launch_template_versions(Versions=["$Latest"])[
        "LaunchTemplateVersions"
    ]
    names = {
        template["LaunchTemplateName"]: template["LaunchTemplateData"]["ImageId"]
        for template in templates
    }
    for key, group in groups.items():
        [image] = [
            image
            for name, image in names.items()
            if name.startswith(f"{cluster_name(applied.spec)}-{key}-")
        ]
        assert image == group["image_id"]
        assert group["parameter"].startswith("/aws/service/")

    assert set(applied.spec["instance_groups"]) == set(groups)


def test_the_document_may_read_these_parameters_and_tell_this_topic_and_nothing_else(
    applied,
) -> None:
    iam = applied.client("iam")
    role = document(applied)["assumeRole"].rpartition("/")[2]
    [name] = iam.list_role_policies(RoleName=role)["PolicyNames"]
    statements = iam.get_role_policy(RoleName=role, PolicyName=name)["PolicyDocument"]["Statement"]
    groups = document(applied)["mainSteps"][0]["inputs"]["InputPayload"]["groups"]
    parameters = {
        f"arn:aws:ssm:{applied.region}::parameter{group['parameter']}" for group in groups.values()
    }
    resources = {
        action: statement["Resource"]
        for statement in statements
        for action in listed(statement["Action"])
    }

    assert parameters == set(resources["ssm:GetParameters"])
    topic = f"arn:aws:sns:{applied.region}:{applied.account}:{cluster_name(applied.spec)}-alerts"
    assert [topic] == resources["sns:Publish"]
    assert [] == [statement for statement in statements if "*" in listed(statement["Resource"])]
    assert [] == iam.list_attached_role_policies(RoleName=role)["AttachedPolicies"]


def test_its_python_finds_the_old_pin_and_tells_it(
    applied, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = f"{cluster_name(applied.spec)}-read-back"
    queue = applied.client("sqs").create_queue(QueueName=name)["QueueUrl"]
    step = document(applied)["mainSteps"][0]["inputs"]
    # A topic beside the cluster's: the emulator would really call the endpoints that subscribe
    # there.
    topic = applied.client("sns").create_topic(Name=name)["TopicArn"]
    endpoint = f"arn:aws:sqs:{applied.region}:{applied.account}:{name}"
    applied.client("sns").subscribe(TopicArn=topic, Protocol="sqs", Endpoint=endpoint)
    monkeypatch.setenv("AWS_ENDPOINT_URL", applied.endpoint)
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "emulator")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "emulator")
    module: dict[str, Any] = {"__name__": "script"}
    try:
        exec(compile(step["Script"], "document", "exec"), module)
        groups = {"default": step["InputPayload"]["groups"]["default"]}
        done = module[step["Handler"]](
            {**step["InputPayload"], "groups": groups, "topic_arn": topic}, None
        )
        [message] = applied.client("sqs").receive_message(QueueUrl=queue)["Messages"]
    finally:
        applied.client("sns").delete_topic(TopicArn=topic)
        applied.client("sqs").delete_queue(QueueUrl=queue)

    own = f"arn:aws:sns:{applied.region}:{applied.account}:{cluster_name(applied.spec)}-alerts"
    assert own == step["InputPayload"]["topic_arn"]
    pin = applied.spec["instance_groups"]["default"]["ami_id"]
    parameter = groups["default"]["parameter"]
    newer = applied.client("ssm").get_parameter(Name=parameter)["Parameter"]["Value"]
    assert {"outdated": {"default": {"image_id": pin, "recommended": newer}}} == done
    assert f"default has {pin}; AWS recommends {newer}" in json.loads(message["Body"])["Message"]
