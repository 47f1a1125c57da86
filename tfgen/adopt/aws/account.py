"""Questions to AWS: pages are followed, and what may not be asked is listed."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any

from tfgen.adopt.live.live import Live
from tfgen.frozen import frozen

Answer = dict[str, Any]

# What AWS answers where a thing is not there, or has no such part: no fault of whoever asks.
_ABSENT = ("NotFound", "NoSuch", "DoesNotExist", "ClusterNotFound")


@frozen
class Unread:
    """A question that AWS did not answer: service and operation, and what it said."""

    service: str
    operation: str
    why: str


class Account:
    """An account in a region, asked by clients of boto3, which try again by themselves.

    `things` are what was found, each once; `unread` is what could not be asked.
    """

    def __init__(self, client: Callable[[str], Any]) -> None:
        self._client = client
        self._things: dict[tuple[str, str], Live] = {}
        self.unread: list[Unread] = []

    @property
    def things(self) -> tuple[Live, ...]:
        """All that was found, in the order in which it was."""
        return tuple(self._things.values())

    def found(self, type_: str, id_: str, values: Answer) -> None:
        """Keep a thing, the first time that it is found."""
        self._things.setdefault((type_, id_), Live(type_, id_, values))

    def of(self, *types: str) -> Iterator[Live]:
        """Yield what was found of some types."""
        for thing in self.things:
            if thing.type in types:
                yield thing

    def ask(self, service: str, operation: str, key: str, **asked: Any) -> list[Any]:
        """Return what stands under a key of an answer, of all its pages; nothing if refused."""
        return [
            item for page in self._pages(service, operation, asked) for item in page.get(key) or ()
        ]

    def ask_one(self, service: str, operation: str, **asked: Any) -> Answer:
        """Return an answer of one page; empty if refused."""
        return next(iter(self._pages(service, operation, asked)), {})

    def ask_by(
        self, service: str, operation: str, key: str, by: str, wanted: Iterable[str], most: int
    ) -> list[Any]:
        """Ask for things by their names, `most` at a time, which is what the operation takes."""
        # Names of nothing would ask for all that there is.
        names = sorted({name for name in wanted if name})
        return [
            item
            for some in _chunks(names, most)
            for item in self.ask(service, operation, key, **{by: some})
        ]

    def _pages(self, service: str, operation: str, asked: Answer) -> list[Any]:
        from botocore.exceptions import ClientError

        client = self._client(service)
        try:
            if client.can_paginate(operation):
                return list(client.get_paginator(operation).paginate(**asked))
            return [getattr(client, operation)(**asked)]
        except ClientError as error:
            said = error.response.get("Error", {})
            code = str(said.get("Code", ""))
            if not any(word in code for word in _ABSENT):
                self._refused(service, operation, f"{code}: {said.get('Message', '')}")
            return []

    def _refused(self, service: str, operation: str, why: str) -> None:
        known = {(one.service, one.operation) for one in self.unread}
        # Once for each operation: a right is missing for all things alike.
        if (service, operation) not in known:
            self.unread.append(Unread(service, operation, why))


def _chunks(names: Sequence[str], most: int) -> Iterator[list[str]]:
    for start in range(0, len(names), most):
        yield list(names[start : start + most])


def tags_of(listed: Iterable[Answer] | None) -> dict[str, str]:
    """Return tags as a mapping; services of AWS write their keys in capitals or not."""
    pairs = {}
    for tag in listed or ():
        key = tag.get("Key", tag.get("key", tag.get("TagKey")))
        pairs[str(key)] = str(tag.get("Value", tag.get("value", tag.get("TagValue", ""))))
    return pairs


def picked(answer: Answer, **names: str) -> Answer:
    """Return values of an answer under the provider's names, None where it has none."""
    return {name: answer.get(there) for name, there in names.items()}


def block(answer: Answer | None, **names: str) -> list[Answer]:
    """Return a part of an answer as a block of the provider: a list of one, or of none."""
    return [picked(answer, **names)] if answer else []


def blocks(answers: Iterable[Answer] | None, **names: str) -> list[Answer]:
    """Return a list of an answer as blocks of the provider."""
    return [picked(answer, **names) for answer in answers or ()]
