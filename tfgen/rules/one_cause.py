"""Findings of one cause, told once.

Of several specs: a name that twelve of them share. Of the members of a section: what `defaults`
give them all, or an alias some.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from tfgen.diagnostics import Diagnostic, Location
from tfgen.rules.pairs import Pair

_MOST_NAMED = 6
_NAME = re.compile(r"[\w-]+")
# Of one cause the findings differ in nothing but which spec is named.
_Cause: TypeAlias = tuple[str, str, str, str]


@dataclass(slots=True)
class _Found:
    """The first finding of a cause, and where the other specs have it, by their files."""

    first: Diagnostic
    others: dict[str, Location] = field(default_factory=dict)

    def finding(self) -> Diagnostic:
        if not self.others:
            return self.first
        more = tuple((place, f"in {file}") for file, place in self.others.items())
        specs = "one more spec" if len(more) == 1 else f"{len(more)} more specs"
        message = f"{self.first.message}; so it is in {specs}"
        return replace(self.first, message=message, also=(*self.first.also, *more))


def each_cause_once(
    told: Iterable[tuple[Pair, Iterable[Diagnostic]]],
) -> Iterator[Diagnostic]:
    """Yield the findings of pairs, those of one cause as one with all its places."""
    found: list[_Found] = []
    # By cause and spec: what two specs have in common a third one may have too.
    of_spec: dict[tuple[_Cause, str], _Found] = {}
    for pair, diagnostics in told:
        for diagnostic in diagnostics:
            cause = _cause(pair, diagnostic)
            first, second = (cause, pair.first.file), (cause, pair.second.file)
            known = of_spec.get(first) or of_spec.get(second)
            if known is None:
                known = _Found(diagnostic)
                found.append(known)
            else:
                _add(known, pair, diagnostic)
            of_spec[first] = of_spec[second] = known
    yield from (several.finding() for several in found)


def of_members(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings; of those at one place that differ in the member alone the first."""
    told = list(diagnostics)
    # Few findings share their place: the texts of the others need no look.
    places = Counter((diagnostic.code, diagnostic.location) for diagnostic in told)
    found: dict[tuple[object, ...], list[Diagnostic]] = {}
    for diagnostic in told:
        cause: tuple[object, ...] = (id(diagnostic),)
        if places[diagnostic.code, diagnostic.location] > 1:
            cause = _of_member(diagnostic)
        found.setdefault(cause, []).append(diagnostic)
    for first, *others in found.values():
        if others:
            message = f"{first.message}; so it is in {_members(others)}"
            first = replace(first, message=message)
        yield first


def _of_member(diagnostic: Diagnostic) -> tuple[object, ...]:
    """Return what the findings of one cause have in common."""
    place = diagnostic.location
    if place is None or not place.length or len(diagnostic.path) < 3:
        return (id(diagnostic),)
    section, member, *rest = diagnostic.path
    # A message names the member, which is all that may differ.
    said = [_unnamed(text, str(member)) for text in (diagnostic.message, diagnostic.help)]
    also = tuple(place for place, _ in diagnostic.also)
    return (diagnostic.code, diagnostic.severity, place, section, tuple(rest), *said, also)


def _unnamed(text: str, member: str) -> str:
    """Return a text without the name of a member."""
    return _NAME.sub(lambda name: "\0" if name[0] == member else name[0], text)


def _members(others: list[Diagnostic]) -> str:
    names = list(dict.fromkeys(str(diagnostic.path[1]) for diagnostic in others))
    if len(names) > _MOST_NAMED:
        return f"{len(names)} more"
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1])))


def _cause(pair: Pair, diagnostic: Diagnostic) -> _Cause:
    message, help_ = diagnostic.message, diagnostic.help
    for index, spec in enumerate((pair.first, pair.second)):
        message = message.replace(spec.file, f"\0{index}")
    return diagnostic.code, str(diagnostic.severity), message, help_


def _add(known: _Found, pair: Pair, diagnostic: Diagnostic) -> None:
    """Add the places of one more pair to a cause that is known."""
    places: dict[str, Location | None] = {pair.second.file: diagnostic.location}
    for first, _ in diagnostic.also:
        places[pair.first.file] = first
    told = {place for place, _ in known.first.also} | {known.first.location}
    for file, place in places.items():
        if place and place not in told:
            known.others.setdefault(file, place)
