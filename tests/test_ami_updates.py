"""The check for newer images: the very Python of the tree, run as Systems Manager runs it, against
the emulator."""

from __future__ import annotations

import ast
import datetime
import json
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from looked_at import every
from moto import mock_aws

from tfgen.pipeline import build, check

# Of `make test`: `make check` stays within a minute.
pytestmark = pytest.mark.slow

SPEC = """\
version: 1
environment: acc
region: eu-west-1
load_balancers: {}
instance_groups:
  default: {instance_type: m7i.large}
alerts: {emails: [ops@example.com]}
ami_updates: true
"""
PARAMETER = "/aws/service/ecs/optimized-ami/amazon-linux-2023/recommended/image_id"
ARM = "/aws/service/ecs/optimized-ami/amazon-linux-2023/arm64/recommended/image_id"
OLD = "ami-0a1b2c3d4e5f60718"
# https://docs.aws.amazon.com/systems-manager/latest/userguide/documents-schemas-features.html
LARGEST_DOCUMENT = 64 * 1024


@pytest.fixture(scope="module")
def script(tmp_path_factory: pytest.TempPathFactory) -> str:
    path = tmp_path_factory.mktemp("spec") / "acc.yaml"
    path.write_text(SPEC)
    files = {file.path: file.text for file in build(check(path, datetime.date(2026, 1, 1))).files}
    return files["modules/ami_updates/compare_images.py"]


@pytest.fixture(scope="module")
def handler(script: str) -> Any:
    """Return the handler of the document, as Python 3.11 of Systems Manager would find it."""
    module: dict[str, Any] = {"__name__": "script"}
    exec(compile(script, "compare_images.py", "exec"), module)
    return module["handler"]


@pytest.fixture(autouse=True, scope="module")
def emulator() -> Iterator[None]:
    names = [name for name in os.environ if name.startswith("AWS_")]
    kept = {name: os.environ.pop(name) for name in names}
    with mock_aws():
        yield
    os.environ.update(kept)


def client(service: str) -> Any:
    return boto3.client(service, region_name="eu-west-1")


def recommended(parameter: str) -> str:
    value: str = client("ssm").get_parameter(Name=parameter)["Parameter"]["Value"]
    return value


class Mailbox:
    """A topic, and a queue that keeps what is published there."""

    def __init__(self, name: str) -> None:
        self.topic = client("sns").create_topic(Name=name)["TopicArn"]
        self.queue = client("sqs").create_queue(QueueName=name)["QueueUrl"]
        arn = client("sqs").get_queue_attributes(QueueUrl=self.queue, AttributeNames=["QueueArn"])
        client("sns").subscribe(
            TopicArn=self.topic, Protocol="sqs", Endpoint=arn["Attributes"]["QueueArn"]
        )

    def messages(self) -> list[dict[str, Any]]:
        answer = client("sqs").receive_message(QueueUrl=self.queue, MaxNumberOfMessages=10)
        return [json.loads(message["Body"]) for message in answer.get("Messages", ())]


@pytest.fixture
def topic(request: pytest.FixtureRequest) -> Mailbox:
    return Mailbox(request.node.name.replace("_", "-")[:70])


def payload(topic: Mailbox, **groups: tuple[str, str]) -> dict[str, Any]:
    wanted = {
        name: {"image_id": image, "parameter": parameter}
        for name, (image, parameter) in groups.items()
    }
    return {"cluster": "acc", "region": "eu-west-1", "groups": wanted, "topic_arn": topic.topic}


def test_the_recommended_image_is_no_news(handler: Any, topic: Mailbox) -> None:
    done = handler(payload(topic, default=(recommended(PARAMETER), PARAMETER)), None)

    assert {"outdated": {}} == done
    assert [] == topic.messages()


def test_one_message_tells_of_every_group_with_another_image(handler: Any, topic: Mailbox) -> None:
    groups = {"default": (OLD, PARAMETER), "arm": (OLD, ARM), "new": (recommended(ARM), ARM)}

    done = handler(payload(topic, **groups), None)

    assert {"default", "arm"} == set(done["outdated"])
    (message,) = topic.messages()
    assert "Newer images for cluster acc" == message["Subject"]
    for group, parameter in (("default", PARAMETER), ("arm", ARM)):
        assert (
            f"Instance group {group} has {OLD}; AWS recommends {recommended(parameter)}."
            in message["Message"]
        )
    assert "group new" not in message["Message"]
    assert "tfgen ami update" in message["Message"]


def test_slack_gets_the_form_that_it_shows(handler: Any, topic: Mailbox) -> None:
    slack = Mailbox("alerts-slack")

    handler({**payload(topic, default=(OLD, PARAMETER)), "slack_topic_arn": slack.topic}, None)

    (message,) = slack.messages()
    shown = json.loads(message["Message"])
    assert ("1.0", "custom") == (shown["version"], shown["source"])
    assert "Newer images for cluster acc" == shown["content"]["title"]
    assert recommended(PARAMETER) in shown["content"]["description"]


def test_a_parameter_that_is_gone_fails_the_run_and_tells_nothing(
    handler: Any, topic: Mailbox
) -> None:
    with pytest.raises(ValueError, match="no such parameters"):
        handler(
            payload(topic, default=(OLD, "/aws/service/ecs/optimized-ami/amazon-linux-3/image_id")),
            None,
        )

    assert [] == topic.messages()


def test_more_groups_than_one_request_takes(handler: Any, topic: Mailbox) -> None:
    groups = {f"g{number}": (OLD, f"/image/{number}") for number in range(11)}
    for _, parameter in groups.values():
        client("ssm").put_parameter(Name=parameter, Value="ami-1", Type="String")

    done = handler(payload(topic, **groups), None)

    assert set(groups) == set(done["outdated"])


def test_the_source_fits_into_a_document_and_holds_nothing_that_a_document_replaces(
    script: str,
) -> None:
    assert len(json.dumps({"Script": script})) < LARGEST_DOCUMENT // 4
    # {{ name }} in a document is a parameter of Systems Manager.
    assert "{{" not in script
    ast.parse(script, feature_version=(3, 11))


def test_the_source_is_one_file_in_every_tree(script: str) -> None:
    trees = Path(__file__).parent.parent / "out"
    for path in every(trees.rglob("modules/ami_updates*/compare_images.py")):
        assert script == path.read_text()
