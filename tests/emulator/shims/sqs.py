"""SQS: queues."""

from __future__ import annotations

import json
from typing import Any

from moto.sqs.models import Queue

from emulator.shims.patch import Function, around

# moto knows no policy of who may name a queue as its dead-letter queue, and would never show it.
Queue.BASE_ATTRIBUTES = [*Queue.BASE_ATTRIBUTES, "RedriveAllowPolicy"]
Queue.redrive_allow_policy = None

_attributes = Queue.attributes.fget


def with_policy_as_given(queue: Any) -> dict[str, Any]:
    """moto answers with white space in a redrive policy, and AWS as it was given: without."""
    attributes: dict[str, Any] = _attributes(queue)
    if queue.redrive_policy:
        attributes["RedrivePolicy"] = json.dumps(queue.redrive_policy, separators=(",", ":"))
    return attributes


Queue.attributes = property(with_policy_as_given)


@around(Queue, "_set_attributes")
def keep_the_policy(
    original: Function, queue: Any, attributes: dict[str, Any], now: float | None = None
) -> None:
    """moto drops a queue's policy with each attribute that is set later."""
    policy = queue.policy if hasattr(queue, "_policy_json") else None
    original(queue, attributes, now)
    if "Policy" not in attributes:
        queue.policy = policy
    # As with other policies, an empty one takes it away.
    if not queue.redrive_allow_policy:
        queue.redrive_allow_policy = None
