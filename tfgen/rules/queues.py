"""Rules of `queues`: their names, what is kept of them, alarms that can ring, and senders."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity
from tfgen.facts.limits import QUEUE_NAME, QUEUE_RETENTION
from tfgen.language.numbers import lasting
from tfgen.resolve import Cluster, Name, Queue
from tfgen.rules import over
from tfgen.rules.names import named
from tfgen.rules.rule import Path, finding, listed, rule

_BUCKETS = (
    "https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/"
    "aws-properties-s3-bucket-queueconfiguration.html"
)
_SQS = "https://docs.aws.amazon.com/AWSSimpleQueueService/latest"


@rule(
    Code(
        "RULE500",
        "queue-named-like-another",
        what="A queue has the name of another one that the tree makes.",
        why=(
            "Beside the queues of the spec there are their dead-letter queues, and those of failed "
            "starts and of alerts that nobody got. SQS takes a name once in an account and region."
        ),
        help="Give the queue another key.",
        source=f"{_SQS}/APIReference/API_CreateQueue.html",
    ),
    sections=("queues", "jobs", "alerts", "cluster", "environment"),
)
def queue_names_differ(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a queue whose name another one has: a FIFO queue's is compared without its end."""
    first: dict[str, tuple[Path, Name]] = {}
    told: set[Path] = set()
    # Those of the spec come last: it is their keys that can be others.
    for path, name in sorted(_queue_names(cluster), key=_is_of_spec):
        other_path, other = first.setdefault(str(name).removesuffix(".fifo"), (path, name))
        if other is name or path[:1] != ("queues",) or path in told:
            continue
        told.add(path)
        message = f"'{name}' would be the name of {name.what} and of {other.what}"
        also = ((other_path, "the other one"),) if other_path else ()
        help = "give the queue another key"
        yield finding(cluster, "RULE500", path, message, help, key=True, also=also)


def _queue_names(cluster: Cluster) -> list[tuple[Path, Name]]:
    # That a former name is in use is told elsewhere.
    renamed = {
        queue.path
        for queue in cluster.queues.values()
        if not cluster.queues.keys().isdisjoint(queue.moved_from)
    }
    return [
        (path, name)
        for path, name in named(cluster)
        if name.limit is QUEUE_NAME and path not in renamed
    ]


def _is_of_spec(named_queue: tuple[Path, Name]) -> tuple[bool, bool]:
    path, name = named_queue
    return path[:1] == ("queues",), name.what.startswith("queue ")


@rule(
    Code(
        "RULE501",
        "failed-messages-kept-shorter",
        what="Messages that failed are kept no longer than the queue keeps those that wait.",
        why=(
            "The age of a message counts from when it was first sent, also in the dead-letter "
            "queue: one that failed late is deleted there soon, or at once, and nobody sees it."
        ),
        help="Keep messages longer in the dead-letter queue than in the queue.",
        source=f"{_SQS}/SQSDeveloperGuide/sqs-dead-letter-queues.html",
        severity=Severity.WARNING,
    ),
    sections=("queues",),
    over=over.queues,
)
def failed_messages_outlive_others(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Warn of a dead-letter queue that keeps messages no longer than its queue does."""
    # In a FIFO queue the age begins anew, and no queue keeps more than the most.
    if queue.dead_letter is None or queue.fifo:
        return
    kept = queue.dead_letter.message_retention
    if kept > queue.message_retention or kept == QUEUE_RETENTION.high:
        return
    counts = "from when a message was first sent"
    message = f"messages of {queue.key} that fail are kept {lasting(kept)}, which counts {counts}"
    help = f"write more than the {lasting(queue.message_retention)} of the queue"
    path = (*queue.path, "dead_letter", "message_retention")
    also = (((*queue.path, "message_retention"), "of the queue"),)
    yield finding(cluster, "RULE501", path, message, help, also=also)


@rule(
    Code(
        "RULE502",
        "message-never-so-old",
        what="An alarm waits for a message to be older than messages get.",
        why="SQS deletes what is older than the queue keeps it: the alarm never rings.",
        help="Write a threshold below message_retention.",
        source=f"{_SQS}/SQSDeveloperGuide/sqs-available-cloudwatch-metrics.html",
    ),
    sections=("queues",),
    over=over.queues,
)
def messages_get_as_old(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Refuse an alarm of an age that no message reaches."""
    alarm = queue.alarms.oldest_message
    if alarm and alarm.threshold >= queue.message_retention:
        message = (
            f"oldest_message cannot ring: queue {queue.key} deletes a message after "
            f"{lasting(queue.message_retention)}"
        )
        path = (*queue.path, "alarms", "oldest_message", "threshold")
        also = (((*queue.path, "message_retention"), "how long it is kept"),)
        help = "write a threshold below message_retention"
        yield finding(cluster, "RULE502", path, message, help, also=also)


@rule(
    Code(
        "RULE610",
        "sender-without-fifo",
        what="A sender delivers nothing to a FIFO queue.",
        why=(
            "A message of a FIFO queue belongs to a group. Buckets tell of their objects without "
            "one, and S3 refuses such a queue; SNS subscribes it to FIFO topics alone, whose names "
            "end with .fifo."
        ),
        help="Send to a queue that is not fifo, or from a FIFO topic.",
        source="https://docs.aws.amazon.com/sns/latest/dg/fifo-message-delivery.html",
    ),
    sections=("queues",),
    over=over.queues,
)
def senders_keep_order(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Refuse senders of a FIFO queue that know no groups of messages."""
    if not queue.fifo:
        return
    senders = (*queue.path, "senders")
    for number, _ in enumerate(queue.senders.s3):
        message = f"queue {queue.key} is fifo, and S3 tells such a queue nothing"
        help = "tell a queue that is not fifo"
        yield finding(cluster, "RULE610", (*senders, "s3", number), message, help, source=_BUCKETS)
    for number, topic in enumerate(queue.senders.sns):
        # Of an expression nobody knows what it will be.
        if isinstance(topic, str) and not topic.endswith(".fifo"):
            message = f"queue {queue.key} is fifo, and the topic is not"
            help = "give a FIFO topic, or a queue that is not fifo"
            yield finding(cluster, "RULE610", (*senders, "sns", number), message, help)


@rule(
    Code(
        "RULE611",
        "key-closed-to-senders",
        what="A queue with a key of its own has senders, which its key has to admit.",
        why=(
            "What a service of AWS sends it encrypts in its own name. The policy of a key that "
            "does not admit it lets no message through, and nothing here knows that policy."
        ),
        help="Let the key's policy allow the services kms:GenerateDataKey and kms:Decrypt.",
        source=f"{_SQS}/SQSDeveloperGuide/sqs-key-management.html",
        severity=Severity.NOTE,
    ),
    sections=("queues",),
    over=over.queues,
)
def keys_admit_senders(cluster: Cluster, queue: Queue) -> Iterator[Diagnostic]:
    """Tell of a key that has to admit the services which send to its queue."""
    services = [name for name in ("events", "s3", "sns") if getattr(queue.senders, name)]
    if queue.kms_key_arn is None or not services:
        return
    senders = listed([f"{name}.amazonaws.com" for name in services], "and")
    message = f"{senders} can send to queue {queue.key} once the policy of its key admits them"
    help = "let it allow them kms:GenerateDataKey and kms:Decrypt"
    yield finding(cluster, "RULE611", (*queue.path, "kms_key_arn"), message, help)


RULES = (
    queue_names_differ,
    failed_messages_outlive_others,
    messages_get_as_old,
    senders_keep_order,
    keys_admit_senders,
)
