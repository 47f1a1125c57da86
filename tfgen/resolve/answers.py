"""Rules by which balancers answer themselves, resolved."""

from __future__ import annotations

from tfgen.language import answers as language
from tfgen.language.field import Field
from tfgen.resolve.convention import Path, begin, part
from tfgen.resolve.listener_rules import Match, begin_matches


class Redirect(language.Redirect):
    """Where clients are sent to; what is None stays as the client asked for it."""


class AnswerRule(language.AnswerRule):
    """Requests that a balancer answers itself."""

    key: str = Field(exclude=True)
    path: Path = Field(exclude=True)
    match: tuple[Match, ...]
    redirect: Redirect | None


def begin_answer(key: str, balancer: Path, written: language.AnswerRule) -> AnswerRule:
    """Return a rule as far as the spec says it."""
    known: dict[str, object] = {**begin_matches(written)}
    for redirect in part(written, "redirect"):
        known["redirect"] = begin(Redirect, redirect)
    return begin(AnswerRule, written, key=key, path=(*balancer, "rules", key), **known)
