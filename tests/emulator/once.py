"""A request that is sent again after its answer got lost is answered with the same answer, and done once."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

# AWS's clients number what they ask for, and send the number again with each attempt.
INVOCATION = "HTTP_AMZ_SDK_INVOCATION_ID"
# A client asks again within seconds.
KEPT = 500


class Answer(NamedTuple):
    """What was answered."""

    status: str
    headers: list[tuple[str, str]]
    body: list[bytes]


class Once:
    """A WSGI application that does again only what has failed.

    AWS takes most such requests twice; moto says that a rule which it has just revoked is not there.
    """

    def __init__(self, application: Callable[..., Iterable[bytes]]) -> None:
        self._application = application
        self._answers: OrderedDict[str, Answer] = OrderedDict()

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        """Answer a request."""
        invocation = environ.get(INVOCATION)
        if invocation is None:
            return self._application(environ, start_response)
        answer = self._answers.get(invocation) or self._asked(environ)
        if answer.status.startswith("2"):
            self._answers[invocation] = answer
            if len(self._answers) > KEPT:
                self._answers.popitem(last=False)
        start_response(answer.status, answer.headers)
        return answer.body

    def _asked(self, environ: dict[str, Any]) -> Answer:
        begun: list[tuple[str, list[tuple[str, str]]]] = []

        def begin(status: str, headers: list[tuple[str, str]], *_: Any) -> None:
            begun.append((status, headers))

        body = list(self._application(environ, begin))
        return Answer(*begun[-1], body)
