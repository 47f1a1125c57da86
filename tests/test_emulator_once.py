"""A request whose answer got lost is done once, and one that failed is done again."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from emulator.once import INVOCATION, KEPT, Once


class Counting:
    """An application that answers with how often it was asked."""

    def __init__(self, status: str) -> None:
        self.status, self.asked = status, 0

    def __call__(self, _: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        self.asked += 1
        start_response(self.status, [("X-Asked", str(self.asked))])
        return [str(self.asked).encode()]


def ask(application: Once, invocation: str | None) -> tuple[str, Any, bytes]:
    begun: list[tuple[str, Any]] = []
    environ = {} if invocation is None else {INVOCATION: invocation}
    body = b"".join(application(environ, lambda *answer: begun.append(answer)))
    return (*begun[0], body)


def test_what_was_done_is_answered_again() -> None:
    inner = Counting("200 OK")
    once = Once(inner)
    assert ask(once, "a") == ask(once, "a")
    assert 1 == inner.asked
    assert b"2" == ask(once, "b")[-1]


def test_what_failed_is_tried_again() -> None:
    inner = Counting("503 Service Unavailable")
    once = Once(inner)
    ask(once, "a")
    ask(once, "a")
    assert 2 == inner.asked


def test_what_has_no_number_is_done_each_time() -> None:
    inner = Counting("200 OK")
    once = Once(inner)
    ask(once, None)
    ask(once, None)
    assert 2 == inner.asked


def test_old_answers_are_forgotten() -> None:
    inner = Counting("200 OK")
    once = Once(inner)
    for number in range(KEPT + 1):
        ask(once, str(number))
    ask(once, "0")
    assert KEPT + 2 == inner.asked
