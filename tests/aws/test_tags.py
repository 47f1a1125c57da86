"""Tags, against the spec's `environment`, `cluster` and `tags`."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from looked_at import every
from spec_data import tags
from terraform_trees import specs_with

Tags = dict[str, str]
Values = dict[str, Any]


def ec2(applied, values: Values) -> Tags:
    return listed(
        applied.read(
            "ec2", "describe_tags", Filters=[{"Name": "resource-id", "Values": [values["id"]]}]
        )
    )


def elastic_load_balancing(applied, values: Values) -> Tags:
    answer = applied.client("elbv2").describe_tags(ResourceArns=[values["arn"]])
    return listed(answer["TagDescriptions"][0]["Tags"])


def ecs(applied, values: Values) -> Tags:
    arn = values.get("arn") or values["id"]
    return {
        tag["key"]: tag["value"]
        for tag in applied.read("ecs", "list_tags_for_resource", resourceArn=arn)
    }


# How AWS says which tags a thing has, by the start of its type in Terraform; the longest start
# counts.
READERS: dict[str, Callable[[Any, Values], Tags]] = {
    "aws_alb": elastic_load_balancing,
    "aws_cloudwatch_event_rule": lambda applied, values: listed(
        applied.read("events", "list_tags_for_resource", ResourceARN=values["arn"])
    ),
    "aws_cloudwatch_log_group": lambda applied, values: applied.client(
        "logs"
    ).list_tags_for_resource(resourceArn=values["arn"])["tags"],
    "aws_cloudwatch_metric_alarm": lambda applied, values: listed(
        applied.read("cloudwatch", "list_tags_for_resource", ResourceARN=values["arn"])
    ),
    "aws_default_security_group": ec2,
    "aws_ecs": ecs,
    "aws_egress_only_internet_gateway": ec2,
    "aws_eip": ec2,
    "aws_flow_log": ec2,
    "aws_iam_instance_profile": lambda applied, values: listed(
        applied.client("iam").get_instance_profile(InstanceProfileName=values["name"])[
            "InstanceProfile"
        ]["Tags"]
    ),
    "aws_iam_role": lambda applied, values: listed(
        applied.read("iam", "list_role_tags", RoleName=values["name"])
    ),
    "aws_instance": ec2,
    "aws_internet_gateway": ec2,
    "aws_kms_key": lambda applied, values: {
        tag["TagKey"]: tag["TagValue"]
        for tag in applied.read("kms", "list_resource_tags", KeyId=values["key_id"])
    },
    "aws_launch_template": ec2,
    "aws_lb": elastic_load_balancing,
    "aws_nat_gateway": ec2,
    "aws_route_table": ec2,
    "aws_s3_bucket": lambda applied, values: listed(
        applied.client("s3").get_bucket_tagging(Bucket=values["bucket"])["TagSet"]
    ),
    "aws_security_group": ec2,
    "aws_sns_topic": lambda applied, values: listed(
        applied.client("sns").list_tags_for_resource(ResourceArn=values["arn"])["Tags"]
    ),
    "aws_sqs_queue": lambda applied, values: applied.client("sqs").list_queue_tags(
        QueueUrl=values["url"]
    )["Tags"],
    "aws_subnet": ec2,
    "aws_vpc": ec2,
}


def test_everything_taggable_carries_the_tags_of_the_spec(applied) -> None:
    expected = tags(applied.spec)
    lacking = {
        address: {key: carried.get(key) for key in expected if carried.get(key) != expected[key]}
        for address, carried in taggable(applied)
        if not expected.items() <= carried.items()
    }

    assert {} == lacking


@specs_with("instance_groups")
def test_groups_carry_the_tags_of_the_spec(applied) -> None:
    for group in every(applied.read("autoscaling", "describe_auto_scaling_groups")):
        assert tags(applied.spec).items() <= listed(group["Tags"]).items()


def test_instances_carry_the_tags_of_the_spec(applied) -> None:
    actual = applied.read("ec2", "describe_instances")
    instances = [instance for reservation in actual for instance in reservation["Instances"]]
    launched = [
        instance
        for instance in instances
        if "aws:autoscaling:groupName" in listed(instance["Tags"])
    ]
    groups = applied.spec.get("instance_groups", {}).values()
    if not groups:
        pytest.skip("this spec has no instances")

    assert sum(group.get("desired_capacity", group.get("min_size", 2)) for group in groups) == len(
        launched
    )
    for instance in launched:
        assert tags(applied.spec).items() <= listed(instance["Tags"]).items()


@specs_with("instance_groups")
def test_templates_put_the_tags_of_the_spec_on_volumes(applied) -> None:
    """moto itself gives a volume neither the size nor the tags of the template."""
    for template in every(applied.read("ec2", "describe_launch_templates")):
        answer = applied.client("ec2").describe_launch_template_versions(
            LaunchTemplateId=template["LaunchTemplateId"], Versions=["$Latest"]
        )
        data = answer["LaunchTemplateVersions"][0]["LaunchTemplateData"]
        by_kind = {
            tag_specification["ResourceType"]: listed(tag_specification["Tags"])
            for tag_specification in data["TagSpecifications"]
        }

        assert tags(applied.spec).items() <= by_kind["volume"].items()


def taggable(applied) -> Iterator[tuple[str, Tags]]:
    """Return the tags of everything in the state that can have some, as AWS says them.

    Of a type without a reader it is what the provider has read.
    """
    for resource in applied.workspace.json("state", "pull")["resources"]:
        for instance in resource["instances"]:
            values = instance["attributes"]
            if resource["mode"] == "managed" and "tags_all" in values:
                reader = reader_of(resource["type"])
                address = f"{resource['module']}.{resource['type']}.{resource['name']}[{instance.get('index_key')}]"
                yield address, reader(applied, values) if reader else values["tags_all"] or {}


def reader_of(kind: str) -> Callable[[Any, Values], Tags] | None:
    starts = [start for start in READERS if kind.startswith(start)]
    return READERS[max(starts, key=len)] if starts else None


def listed(actual: list[dict[str, Any]]) -> Tags:
    return {tag["Key"]: tag["Value"] for tag in actual}
