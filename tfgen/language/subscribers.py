"""What may be subscribed to the topic of the alerts, by the form in which a spec names it."""

from __future__ import annotations

from typing import Annotated

from tfgen.language.scalars import (
    KEY_FORM,
    REGION_FORM,
    TextOrExpression,
    arn,
    later,
    matching,
)

OWN_QUEUE = "queues."
# https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html
PhoneNumber = Annotated[
    str,
    matching(
        r"\+[1-9][0-9]{6,14}",
        "a phone number",
        'write it with its country and in quotes, as in "+31612345678"',
    ),
]
# A version or an alias may stand behind the name.
FunctionArn = Annotated[
    TextOrExpression,
    later(arn("lambda", r"function:[A-Za-z0-9_-]{1,64}(?::[A-Za-z0-9_$-]{1,128})?", "a function")),
]
# SNS subscribes a FIFO queue to FIFO topics alone, and alerts have no order.
# https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html
SubscribedQueue = Annotated[
    TextOrExpression,
    later(
        matching(
            rf"queues\.{KEY_FORM}"
            rf"|arn:aws(?:-[a-z]+)*:sqs:{REGION_FORM}:[0-9]{{12}}:[A-Za-z0-9_-]{{1,80}}",
            "a queue that is not FIFO",
            "write queues.<key> for one of this spec, or an ARN",
        )
    ),
]
# https://docs.aws.amazon.com/firehose/latest/APIReference/API_CreateDeliveryStream.html
StreamArn = Annotated[
    TextOrExpression,
    later(arn("firehose", r"deliverystream/[A-Za-z0-9_.-]{1,64}", "a stream of Firehose")),
]
