"""A place among tokens: one is at hand, those behind it are not read yet."""

from __future__ import annotations

from typing import NoReturn

from tfgen.verify.faults import unexpected
from tfgen.verify.tokens import Token, Tokens


class Cursor:
    """What all readers of tokens do: look at one, take it, refuse it."""

    def __init__(self, tokens: Tokens) -> None:
        self._rest = tokens
        self._token = next(tokens)

    def _next(self) -> Token:
        """Return the token at hand, and go on to the next."""
        token = self._token
        self._token = next(self._rest, token)
        return token

    def _take(self, kind: str, possible: str) -> Token:
        if self._token.kind != kind:
            self._refuse(possible)
        return self._next()

    def _took(self, kind: str) -> bool:
        """Go on where the token is of this kind; say whether it was."""
        if self._token.kind != kind:
            return False
        self._next()
        return True

    def _took_comma(self) -> bool:
        """Go on behind the comma of a list, where several plain values are one token."""
        if self._token.kind != ",":
            return False
        self._token = self._rest.send(True)
        return True

    def _took_word(self, word: str) -> bool:
        if self._token.kind != "name" or self._token.text != word:
            return False
        self._next()
        return True

    def _refuse(self, possible: str = "") -> NoReturn:
        raise unexpected(self._token, possible)
