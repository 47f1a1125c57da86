"""Queues, resolved: the names that SQS and the alarms have for them."""

from __future__ import annotations

from tfgen.language import queues as language
from tfgen.language.field import Field
from tfgen.resolve.convention import Path, begin
from tfgen.resolve.names import Name, Names


class Queue(language.Queue):
    """A queue; `dead_letter_name` is that of the queue beside it, absent where it has none."""

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    name: Name
    dead_letter_name: Name | None
    names: Names = Field(exclude=True)

    @property
    def has_alarms(self) -> bool:
        """Whether something is told of it."""
        return self.alarms.oldest_message is not None or self.tells_failed

    @property
    def tells_failed(self) -> bool:
        """Whether it is told that a message waits in its dead-letter queue."""
        return self.dead_letter is not None and self.alarms.failed


def begin_queue(key: str, written: language.Queue) -> Queue:
    """Return a queue as far as the spec says it."""
    return begin(Queue, written, key=key, path=("queues", key))
