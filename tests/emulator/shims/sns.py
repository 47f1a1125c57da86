"""SNS: topics."""

from __future__ import annotations

from typing import Any

from moto.sns.responses import SNSResponse

from emulator.shims.patch import Function, around


@around(SNSResponse, "create_topic")
def keep_signature_version(original: Function, response: Any) -> Any:
    """moto forgets the signature version that a topic is made with."""
    answer = original(response)
    version = (response._get_attributes() or {}).get("SignatureVersion")
    name = response._get_param("Name")
    for topic in response.backend.topics.values():
        if version and topic.name == name:
            topic.signature_version = version
    return answer


@around(SNSResponse, "get_topic_attributes")
def show_signature_version(original: Function, response: Any) -> Any:
    """The other half of `keep_signature_version`."""
    answer = original(response)
    topic = response.backend.get_topic(response._get_param("TopicArn"))
    if version := getattr(topic, "signature_version", None):
        answer.result["Attributes"]["SignatureVersion"] = str(version)
    return answer
