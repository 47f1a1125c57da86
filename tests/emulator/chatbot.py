"""Amazon Q Developer in chat applications, which moto lacks: its Slack channels, as far as Terraform needs them."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from typing import Any

App = Callable[[dict[str, Any], Any], Iterable[bytes]]
CHANNELS: dict[str, dict[str, Any]] = {}


def beside(app: App) -> App:
    """Return an application that answers what is signed for Chatbot, and leaves all else to `app`."""

    def answer(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        if "/chatbot/aws4_request" not in environ.get("HTTP_AUTHORIZATION", ""):
            return app(environ, start_response)
        body = environ["wsgi.input"].read(int(environ.get("CONTENT_LENGTH") or 0))
        action = OPERATIONS[environ["PATH_INFO"].strip("/")]
        start_response("200 OK", [("Content-Type", "application/json")])
        return [json.dumps(action(json.loads(body or b"{}"))).encode()]

    return answer


def create(request: dict[str, Any]) -> dict[str, Any]:
    """Make the configuration of a channel; its name is unique in an account."""
    role = request["IamRoleArn"].split(":")
    arn = f"arn:{role[1]}:chatbot::{role[4]}:chat-configuration/slack-channel/{request['ConfigurationName']}"
    names = {"SlackTeamName": "team", "SlackChannelName": "channel", "State": "ENABLED"}
    CHANNELS[arn] = {**request, **names, "ChatConfigurationArn": arn}
    return {"ChannelConfiguration": CHANNELS[arn]}


def describe(request: dict[str, Any]) -> dict[str, Any]:
    """Describe one configuration, or all."""
    wanted = request.get("ChatConfigurationArn")
    return {"SlackChannelConfigurations": [each for arn, each in CHANNELS.items() if wanted in (None, arn)]}


def update(request: dict[str, Any]) -> dict[str, Any]:
    """Change a configuration."""
    CHANNELS[request["ChatConfigurationArn"]].update(request)
    return {"ChannelConfiguration": CHANNELS[request["ChatConfigurationArn"]]}


def delete(request: dict[str, Any]) -> dict[str, Any]:
    """Forget a configuration."""
    del CHANNELS[request["ChatConfigurationArn"]]
    return {}


def list_tags(request: dict[str, Any]) -> dict[str, Any]:
    """List the tags of a configuration."""
    return {"Tags": CHANNELS[request["ResourceARN"]].get("Tags", [])}


OPERATIONS = {
    "create-slack-channel-configuration": create,
    "delete-slack-channel-configuration": delete,
    "describe-slack-channel-configurations": describe,
    "list-tags-for-resource": list_tags,
    "update-slack-channel-configuration": update,
}
