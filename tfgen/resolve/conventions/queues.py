"""Conventions of queues: their names."""

from __future__ import annotations

from collections.abc import Iterator

from tfgen.facts.limits import ALARM_NAME, QUEUE_NAME
from tfgen.resolve import names
from tfgen.resolve.cluster import Cluster
from tfgen.resolve.convention import Conventions
from tfgen.resolve.names import Name, Names
from tfgen.resolve.queues import Queue

QUEUES = Conventions(Queue)


def _name_of(cluster: Cluster, queue: Queue, *end: str) -> str:
    oldest = names.oldest(queue.key, queue.moved_from)
    name = names.joined(cluster.prefix, oldest, *end)
    # The dead-letter queue of a FIFO queue is one too, and SQS knows them by the ends of names.
    if queue.fifo:
        return f"{name}.fifo"
    return name


@QUEUES.sets("name", "<cluster>-<queue>, by its oldest key; of FIFO queues with .fifo")
def _name(cluster: Cluster, queue: Queue) -> Name:
    return Name(_name_of(cluster, queue), f"queue {queue.key}", QUEUE_NAME)


@QUEUES.sets("dead_letter_name", "<cluster>-<queue>-dead-letter")
def _dead_letter_name(cluster: Cluster, queue: Queue) -> Name | None:
    if queue.dead_letter is None:
        return None
    text = _name_of(cluster, queue, "dead-letter")
    return Name(text, f"dead-letter queue of {queue.key}", QUEUE_NAME)


@QUEUES.sets("names", "<cluster>-<queue>")
def _names(cluster: Cluster, queue: Queue) -> Names:
    return tuple(_all_names(queue))


def _all_names(queue: Queue) -> Iterator[Name]:
    yield queue.name
    if queue.dead_letter_name:
        yield queue.dead_letter_name
    alarm = f"alarm of queue {queue.key}"
    if queue.alarms.oldest_message:
        yield Name(f"{queue.name}-oldest-message", alarm, ALARM_NAME)
    if queue.dead_letter_name and queue.tells_failed:
        yield Name(queue.dead_letter_name, alarm, ALARM_NAME)
