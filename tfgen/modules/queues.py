"""The modules of queues: `sqs_queue`, of the queue and its dead-letter queue, and `sqs_alarms`."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts import aws
from tfgen.hcl import Rows, Value
from tfgen.modules.parts.changed import changed
from tfgen.modules.parts.references import ACCOUNT_ID, TOPIC_ARNS, in_cluster, module, topic_arn
from tfgen.modules.parts.subscribers import own_queue
from tfgen.resolve import Cluster, Queue, labels
from tfgen.tree import ModulePlan, Promise

FILE = "queues"
# What the module keeps messages for, unless a call says otherwise.
_KEPT = 345_600


def queues(cluster: Cluster) -> Iterator[ModulePlan]:
    """Plan every queue behind its dead-letter queue, and what is told of both."""
    for queue in cluster.queues.values():
        yield from _dead_letter_queue(cluster, queue)
        yield _queue(cluster, queue)
        if queue.has_alarms:
            yield _alarms(cluster, queue)


def _dead_letter_queue(cluster: Cluster, queue: Queue) -> Iterator[ModulePlan]:
    if queue.dead_letter is None or queue.dead_letter_name is None:
        return
    kept = queue.dead_letter.message_retention
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, queue.dead_letter_name),
        **changed(queue, "fifo", "kms_key_arn"),
        "message_retention": kept if kept != _KEPT else None,
    }
    path = f"queues.{queue.key}.dead_letter"
    text = f"messages of {queue.key} that failed are kept {_span(kept)}"
    promise = Promise("message_retention", kept, path, text)
    call = f"dead_letter_queue_{labels.label(queue.key)}"
    yield ModulePlan(call, "sqs_queue", FILE, inputs, promises=(promise,))


def _queue(cluster: Cluster, queue: Queue) -> ModulePlan:
    inputs: dict[str, Value] = {
        "name": in_cluster(cluster, queue.name),
        **changed(queue, "fifo", "content_based_deduplication", "visibility_timeout"),
        **changed(queue, "message_retention", "delay", "receive_wait_time", "kms_key_arn"),
        "dead_letter": _dead_letter(queue),
        "senders": _senders(cluster, queue) or None,
    }
    call = f"queue_{labels.label(queue.key)}"
    promises = tuple(_promises(queue))
    return ModulePlan(call, "sqs_queue", FILE, inputs, promises=promises)


def _dead_letter(queue: Queue) -> Value:
    if queue.dead_letter is None:
        return None
    return {
        "arn": module("dead_letter_queue", queue.key, "arn"),
        "url": module("dead_letter_queue", queue.key, "url"),
        **changed(queue.dead_letter, "max_receive_count"),
    }


def _senders(cluster: Cluster, queue: Queue) -> dict[str, Value]:
    """Return what of AWS may send to a queue, by the principal of its service."""
    senders: dict[str, Value] = {}
    for service in ("events", "s3", "sns"):
        arns: list[Value] = [*getattr(queue.senders, service)]
        if service == "sns" and _gets_alerts(cluster, queue):
            arns.append(topic_arn(cluster))
        if not arns:
            continue
        sender: dict[str, Value] = {"source_arns": Rows(arns) if len(arns) > 1 else arns}
        # The ARN of a bucket names no account: another one could get it once it is deleted.
        if service == "s3":
            sender["source_account"] = ACCOUNT_ID
        senders[aws.service_principal(service, cluster.region)] = sender
    return senders


def _gets_alerts(cluster: Cluster, queue: Queue) -> bool:
    """Whether the topic of the alerts is this tree's to subscribe the queue to."""
    keys = {own_queue(arn) for arn in cluster.alerts.sqs.values()}
    return cluster.owns("alerts") and queue.key in keys


def _promises(queue: Queue) -> Iterator[Promise]:
    path, kept, hidden = f"queues.{queue.key}", queue.message_retention, queue.visibility_timeout
    yield Promise("name", str(queue.name), path, f"there is a queue {queue.name}")
    text = f"messages of {queue.key} are kept {_span(kept)}"
    yield Promise("message_retention", kept, f"{path}.message_retention", text)
    text = f"a message of {queue.key} that was received is hidden {_span(hidden)}"
    yield Promise("visibility_timeout", hidden, f"{path}.visibility_timeout", text)


def _span(seconds: int) -> str:
    return f"for {seconds} seconds"


def _alarms(cluster: Cluster, queue: Queue) -> ModulePlan:
    inputs: dict[str, Value] = {
        "queue_name": in_cluster(cluster, queue.name),
        "oldest_message": None,
        "dead_letter_queue_name": None,
        "topic_arns": TOPIC_ARNS,
    }
    thresholds: dict[str, Value] = {}
    if oldest := queue.alarms.oldest_message:
        inputs["oldest_message"] = changed(oldest)
        thresholds[f"{queue.name}-oldest-message"] = oldest.threshold
    if queue.tells_failed and queue.dead_letter_name:
        inputs["dead_letter_queue_name"] = in_cluster(cluster, queue.dead_letter_name)
        thresholds[str(queue.dead_letter_name)] = 0
    text = f"alarms of {queue.key} ring beyond a value: {', '.join(sorted(thresholds))}"
    promise = Promise("thresholds", thresholds, f"queues.{queue.key}.alarms", text)
    call = f"queue_{labels.label(queue.key)}_alarms"
    return ModulePlan(call, "sqs_alarms", FILE, inputs, promises=(promise,))
