"""`queues`: messages that services and jobs leave for each other, on Amazon SQS."""

from __future__ import annotations

from typing import Annotated

from tfgen.facts.limits import (
    QUEUE_DELAY,
    QUEUE_RECEIVES,
    QUEUE_RETENTION,
    QUEUE_VISIBILITY,
    QUEUE_WAIT,
)
from tfgen.language.alarms import Watch
from tfgen.language.field import Field
from tfgen.language.grants import BucketArn, GrantedTopicArn
from tfgen.language.meaning import Only
from tfgen.language.scalars import (
    Bool,
    Int,
    Key,
    KmsKeyArn,
    Seconds,
    TextOrExpression,
    arn,
    later,
)
from tfgen.language.section import One, Section, Switch


class DeadLetter(Section):
    """The queue of messages that nobody could work on."""

    max_receive_count: Int = Field(
        5,
        ge=QUEUE_RECEIVES.low,
        le=QUEUE_RECEIVES.high,
        description="How often a message is received until it goes there.",
    )
    message_retention: Seconds = Field(
        QUEUE_RETENTION.high,
        ge=QUEUE_RETENTION.low,
        le=QUEUE_RETENTION.high,
        description="How long it stays there, 1m to 14d; of a queue that is not fifo that counts "
        "from when the message was first sent.",
    )


class OldestMessage(Watch):
    """How long a message may wait."""

    # The age itself is a span: one value that is too high is enough.
    evaluation_periods: Int = Field(
        1, ge=1, le=1440, description="Periods in a row that must be wrong."
    )
    threshold: Seconds = Field(
        ge=1,
        le=QUEUE_RETENTION.high,
        description="Age of the oldest message beyond which the alarm rings.",
    )


class QueueAlarms(Section):
    """CloudWatch alarms of a queue; they go where the alerts go."""

    oldest_message: Annotated[OldestMessage | None, One("threshold")] = Field(
        None,
        description="Age of the oldest message that waits; a duration is the threshold. Left "
        "out: none.",
    )
    failed: Annotated[Bool, Only("with dead_letter", dead_letter=True)] = Field(
        True, description="Whether it is told that a message waits in the dead-letter queue."
    )


# A rule of a bus that is not the default one has the bus before its name.
# https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html
RuleArn = Annotated[
    TextOrExpression,
    later(arn("events", r"rule/(?:[A-Za-z0-9._/-]+/)?[A-Za-z0-9._-]{1,64}", "an EventBridge rule")),
]


class Senders(Section):
    """What of AWS sends to a queue in its own name, by service; tasks have grants."""

    sns: Annotated[tuple[GrantedTopicArn, ...], One()] = Field(
        (), description="ARNs of topics that the queue is subscribed to."
    )
    s3: Annotated[tuple[BucketArn, ...], One()] = Field(
        (), description="ARNs of buckets of this account that tell of their objects."
    )
    events: Annotated[tuple[RuleArn, ...], One()] = Field(
        (), description="ARNs of rules of EventBridge whose target the queue is."
    )


class Queue(Section):
    """A queue of SQS: encrypted, over TLS alone, with a dead-letter queue beside it."""

    # SQS takes this when a queue is made, and never again.
    fifo: Bool = Field(
        False,
        description="Whether messages of a group keep their order and come once; its name ends "
        "with .fifo. To change it needs another queue.",
    )
    content_based_deduplication: Annotated[Bool, Only("with fifo", fifo=True)] = Field(
        False,
        description="Whether messages of one content within five minutes are one; else the "
        "sender says which are.",
    )
    visibility_timeout: Seconds = Field(
        30,
        ge=QUEUE_VISIBILITY.low,
        le=QUEUE_VISIBILITY.high,
        description="How long a message that was received is hidden from others, up to 12h: as "
        "long as work on it may take.",
    )
    message_retention: Seconds = Field(
        345_600,
        ge=QUEUE_RETENTION.low,
        le=QUEUE_RETENTION.high,
        description="How long a message that nobody deletes is kept, 1m to 14d.",
    )
    delay: Seconds = Field(
        0,
        ge=QUEUE_DELAY.low,
        le=QUEUE_DELAY.high,
        description="How long a new message is hidden, up to 15m.",
    )
    # AWS's own default is 0, with which empty answers are paid too.
    receive_wait_time: Seconds = Field(
        QUEUE_WAIT.high,
        ge=QUEUE_WAIT.low,
        le=QUEUE_WAIT.high,
        description="How long an empty queue keeps a receiver waiting, up to 20s.",
    )
    kms_key_arn: KmsKeyArn | None = Field(
        None,
        description="Key that encrypts it and its dead-letter queue; who sends and receives has "
        "to be allowed to use it. Left out: SQS's own.",
    )
    dead_letter: Annotated[DeadLetter | None, Switch(), One("max_receive_count")] = Field(
        DeadLetter(),
        description="Queue of messages that were received and not deleted too often; a number "
        "says how often. false: none.",
    )
    senders: Senders = Field(
        Senders(),
        description="Topics, buckets and rules that may send to it, by service and ARN.",
    )
    alarms: QueueAlarms = Field(QueueAlarms(), description="What is told of it.")
    moved_from: Annotated[tuple[Key, ...], One()] = Field(
        (),
        description="Former names, oldest first, so that a new name destroys nothing: AWS knows "
        "it by the oldest.",
    )
