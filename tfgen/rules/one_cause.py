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
    told = list(_each_text_once(diagnostics))
    # Few findings share their place: the texts of the others need no look.
    places = Counter((diagnostic.code, diagnostic.location) for diagnostic in told)
    causes: list[list[Diagnostic]] = []
    at_place: dict[tuple[object, ...], list[_Cluster]] = {}
    for diagnostic in told:
        if places[diagnostic.code, diagnostic.location] == 1 or not _is_of_member(diagnostic):
            causes.append([diagnostic])
            continue
        known = at_place.setdefault(_place(diagnostic), [])
        words = _NAME.split(diagnostic.message), _NAME.findall(diagnostic.message)
        for cause in known:
            if cause.says_the_same(diagnostic, *words):
                cause.findings.append(diagnostic)
                break
        else:
            known.append(_Cluster(str(diagnostic.path[1]), *words, [diagnostic]))
            causes.append(known[-1].findings)
    for first, *others in causes:
        if others:
            message = f"{first.message}; so it is in {_members(others)}"
            first = replace(first, message=message)
        yield first


def _each_text_once(diagnostics: Iterable[Diagnostic]) -> Iterator[Diagnostic]:
    """Yield findings; of one member and place those with other words."""
    said = set()
    for diagnostic in diagnostics:
        # Other members with the same are counted.
        text = (diagnostic.code, diagnostic.message, diagnostic.path[:2])
        place = diagnostic.location
        # Without a mark the place is a whole file, which may lack several things.
        if place is None or not place.length or (place, text) not in said:
            yield diagnostic
        said.add((place, text))


@dataclass(slots=True)
class _Cluster:
    """Findings at one place, of which each names its own member where the first one names its."""

    member: str
    between: list[str]
    words: list[str]
    findings: list[Diagnostic]

    def says_the_same(self, other: Diagnostic, between: list[str], words: list[str]) -> bool:
        """Tell whether a message differs in nothing but its member, or a name made of that one.

        What is no member may have the name of one: an image, or a word such as default.
        """
        if between != self.between:
            return False
        mine, its = self.member, str(other.path[1])
        return all(
            one == two or one.replace(mine, "\0") == two.replace(its, "\0")
            for one, two in zip(self.words, words, strict=True)
        )


def _is_of_member(diagnostic: Diagnostic) -> bool:
    return bool(diagnostic.location and diagnostic.location.length and len(diagnostic.path) > 2)


def _place(diagnostic: Diagnostic) -> tuple[object, ...]:
    section, _, *rest = diagnostic.path
    return (diagnostic.code, diagnostic.severity, diagnostic.location, section, tuple(rest))


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
