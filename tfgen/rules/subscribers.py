"""Rules of what is subscribed to the alerts: queues, functions, streams of Firehose and phones."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.diagnostics import Code, Diagnostic, Severity, closest
from tfgen.language.scalars import TextOrExpression, shown
from tfgen.language.subscribers import OWN_QUEUE
from tfgen.resolve import Cluster
from tfgen.resolve.convention import each
from tfgen.rules.arn_places import ACCOUNT, PARTITION, REGION, of_account, of_partition, placed
from tfgen.rules.rule import Path, finding, listed, rule

_SNS = "https://docs.aws.amazon.com/sns/latest/dg"
_ALERTS: Path = ("alerts",)
_SUBSCRIPTIONS = f"{_SNS}/sns-create-subscribe-endpoint-to-topic.html"


def _queues(cluster: Cluster) -> Iterator[tuple[Path, TextOrExpression]]:
    """Give the queues that an owner of alerts subscribes, with the path."""
    yield from each([cluster], lambda whole: _members(whole, "sqs"))


def _members(cluster: Cluster, word: str) -> Iterator[tuple[Path, TextOrExpression]]:
    # An application that has its platform's alerts has none to subscribe to.
    if cluster.owns("alerts"):
        subscribers = cluster.alerts.lambda_ if word == "lambda" else getattr(cluster.alerts, word)
        for name, arn in sorted(subscribers.items()):
            yield (*_ALERTS, word, name), arn


@rule(
    Code(
        "RULE670",
        "alerts-into-unknown-queue",
        what="Alerts go into a queue that is not in the spec.",
        why="queues.<key> is a queue of the spec, whose policy then lets the topic send to it.",
        help="Write the key of a queue under queues, or the ARN of one that exists.",
    ),
    Code(
        "RULE671",
        "alerts-into-fifo-queue",
        what="Alerts go into a FIFO queue.",
        why="SNS subscribes a FIFO queue to FIFO topics alone, and alarms publish to none.",
        help="Name a queue that is not fifo.",
        source=f"{_SNS}/fifo-message-delivery.html",
    ),
    Code(
        "RULE672",
        "alerts-past-the-key-of-a-queue",
        what="Alerts go into a queue that a key of one's own encrypts.",
        why="SNS encrypts what it sends to such a queue with that key: without its policy's leave "
        "every alert stays undelivered. The topic's own key is no matter for any subscriber: SNS "
        "decrypts a message before it delivers it.",
        help="Let sns.amazonaws.com use kms:Decrypt and kms:GenerateDataKey in the key's policy.",
        source=f"{_SNS}/sns-enable-encryption-for-topic-sqs-queue-subscriptions.html",
        severity=Severity.WARNING,
    ),
    sections=("alerts", "queues", "application"),
    over=_queues,
)
def queues_take_alerts(cluster: Cluster, path: Path, arn: TextOrExpression) -> Iterator[Diagnostic]:
    """Hold queues of the spec to those that SNS can send alerts to."""
    if not isinstance(arn, str) or not arn.startswith(OWN_QUEUE):
        return
    key = arn.removeprefix(OWN_QUEUE)
    queue = cluster.queues.get(key)
    if queue is None:
        message = f"there is no queue {shown(key)} in this spec"
        known = [f"{OWN_QUEUE}{name}" for name in cluster.queues]
        help = closest(arn, known) or "write the ARN of a queue that exists"
        yield finding(cluster, "RULE670", path, message, help)
    elif queue.fifo:
        message = f"queue {key} is fifo, and SNS subscribes it to FIFO topics alone"
        also = (((*queue.path, "fifo"), "said here"),)
        yield finding(cluster, "RULE671", path, message, "name another queue", also=also)
    elif queue.kms_key_arn:
        message = f"SNS can send to queue {key} only if the policy of its key lets it"
        help = "let sns.amazonaws.com use kms:Decrypt and kms:GenerateDataKey there"
        also = (((*queue.path, "kms_key_arn"), "the key"),)
        yield finding(cluster, "RULE672", path, message, help, also=also)


@rule(
    Code(
        "RULE673",
        "alerts-by-leave-of-others",
        what="Alerts go to what somebody else has to open.",
        why="A queue that exists takes messages of the topics that its own policy names; nobody "
        "knows here whether it names this one.",
        help="Let sns.amazonaws.com use sqs:SendMessage in the queue's policy, on the condition "
        "that aws:SourceArn is the topic, which is the output alerts_topic_arn.",
        source=f"{_SNS}/subscribe-sqs-queue-to-sns-topic.html",
        severity=Severity.NOTE,
    ),
    sections=("alerts", "application"),
)
def others_open(cluster: Cluster) -> Iterator[Diagnostic]:
    """Say once which queues their owners have to open to the topic."""
    theirs = [
        (path, name_of(arn))
        for path, arn in _members(cluster, "sqs")
        if not isinstance(arn, str) or not arn.startswith(OWN_QUEUE)
    ]
    if theirs:
        names = listed([name for _, name in theirs], "and")
        message = f"alerts reach {names} only if its own policy lets the topic send"
        help = "let sns.amazonaws.com use sqs:SendMessage there, for aws:SourceArn of the topic"
        yield finding(cluster, "RULE673", theirs[0][0], message, help)


def name_of(arn: TextOrExpression) -> str:
    """Return what a message calls a subscriber."""
    if not isinstance(arn, str):
        return arn.text
    return f"queue {arn.rpartition(':')[2]}"


@rule(
    Code(
        "RULE674",
        "alerts-by-text-message",
        what="Alerts are sent as text messages.",
        why="A new account is in the sandbox, where SNS texts only numbers that were verified; it "
        "also has a monthly limit of one dollar. Both fail silently: nothing of it is in the tree.",
        help="Ask AWS to move the account out of the SMS sandbox, and for a higher limit.",
        source=f"{_SNS}/sns-sms-sandbox.html",
        severity=Severity.NOTE,
    ),
    sections=("alerts", "application"),
)
def texts_leave_the_sandbox(cluster: Cluster) -> Iterator[Diagnostic]:
    """Say what an account needs so that text messages arrive."""
    if cluster.owns("alerts") and cluster.alerts.sms:
        message = "text messages reach verified numbers alone while the account is in the sandbox"
        help = "ask AWS to move the account out of it, and for a spending limit above 1 dollar"
        yield finding(cluster, "RULE674", (*_ALERTS, "sms"), message, help, key=True)


@rule(
    Code(
        "RULE675",
        "subscriber-given-twice",
        what="One queue, function or stream gets the alerts under two names.",
        why="SNS has one subscription of a topic for one endpoint: Terraform would hold it twice, "
        "and a second permission of the same name AWS Lambda refuses, in the middle of an apply.",
        help="Leave one of the two.",
        source="https://docs.aws.amazon.com/sns/latest/api/API_Subscribe.html",
    ),
    sections=("alerts", "application"),
)
def subscribers_are_given_once(cluster: Cluster) -> Iterator[Diagnostic]:
    """Refuse a subscriber that has two names."""
    for word in ("sqs", "lambda", "firehose"):
        first: dict[TextOrExpression, Path] = {}
        for path, arn in _members(cluster, word):
            if arn in first:
                message = f"{word}.{path[-1]} is what {word}.{first[arn][-1]} names already"
                help = f"remove {path[-1]} or {first[arn][-1]}"
                also = ((first[arn], "first given here"),)
                yield finding(cluster, "RULE675", path, message, help, also=also)
            first.setdefault(arn, path)


@rule(PARTITION, REGION, ACCOUNT, sections=("alerts", "region", "account_id", "application"))
def subscribers_fit(cluster: Cluster) -> Iterator[Diagnostic]:
    """Hold functions and streams to the cluster's region and account, and queues to its partition.

    A permission of Lambda and the role of Firehose are made beside them; a queue may be elsewhere,
    and its owner confirms then. https://docs.aws.amazon.com/sns/latest/dg/sns-cross-region-delivery.html
    """
    for word, kind in (("lambda", "function"), ("firehose", "stream")):
        for path, arn in _members(cluster, word):
            yield from placed(cluster, path, arn, cluster.region, kind, _SUBSCRIPTIONS)
            yield from of_account(cluster, path, arn, kind, Severity.ERROR, _SUBSCRIPTIONS)
    page = f"{_SNS}/sns-send-message-to-sqs-cross-account.html"
    for path, arn in _members(cluster, "sqs"):
        if isinstance(arn, str) and arn.startswith("arn:"):
            yield from of_partition(cluster, path, arn, cluster.region, "queue")
            yield from of_account(cluster, path, arn, "queue", Severity.WARNING, page)


RULES = (
    queues_take_alerts,
    others_open,
    texts_leave_the_sandbox,
    subscribers_are_given_once,
    subscribers_fit,
)
