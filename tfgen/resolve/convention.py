"""What a convention is: one value that the spec leaves open, how it follows, and why.

A resolved section is a subclass of the language's own. It begins with what the spec says, and
conventions give it the rest, in the order in which they stand.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from functools import cache
from typing import Any, ClassVar, TypeVar

from tfgen.frozen import frozen
from tfgen.language.section import Section, Unread

Path = tuple[str | int, ...]
S = TypeVar("S", bound=Section)
T = TypeVar("T")
R = TypeVar("R")
Value = TypeVar("Value", bound=Callable[..., Any])


@frozen
class Convention:
    """How the value of a field follows; `fills`: only where the spec has none."""

    field: str
    why: str
    fills: bool
    value: Callable[..., Any]


class Conventions:
    """Conventions of one kind of section that are applied together, each after those above it."""

    _of: ClassVar[dict[type[Section], list[Conventions]]] = {}

    def __init__(self, kind: type[Section]) -> None:
        self._listed: list[Convention] = []
        self._of.setdefault(kind, []).append(self)

    def __iter__(self) -> Iterator[Convention]:
        return iter(self._listed)

    def fills(self, field: str, why: str) -> Callable[[Value], Value]:
        """Declare what a field is where the spec leaves it out."""
        return self._declare(field, why, fills=True)

    def sets(self, field: str, why: str) -> Callable[[Value], Value]:
        """Declare a value that cannot be written, or that more decides than what is written."""
        return self._declare(field, why, fills=False)

    def _declare(self, field: str, why: str, *, fills: bool) -> Callable[[Value], Value]:
        def declare(value: Value) -> Value:
            self._listed.append(Convention(field, why, fills, value))
            return value

        return declare

    def apply(self, made: Section, *around: Any, sound: bool) -> None:
        """Give a section its values; each convention sees what is around, and the section last.

        What hangs on a value that could not be read is left out. A `sound` spec has no such value:
        to miss one is then a fault of the order of conventions, and raises Unread.
        """
        for convention in self._listed:
            field = convention.field
            if convention.fills and (field in made.__dict__ or field in made.model_fields_set):
                continue
            try:
                made.__dict__[convention.field] = convention.value(*around, made)
            except Unread:
                if sound:
                    raise
                made.__dict__.pop(convention.field, None)

    @classmethod
    def of(cls, kind: type[Section]) -> Iterator[Convention]:
        """Yield all conventions of a kind of section, with those of its bases."""
        for base in kind.__mro__:
            for conventions in cls._of.get(base, ()):
                yield from conventions


def begin(kind: type[S], written: Section, /, **known: Any) -> S:
    """Return a section with what is written and known; what a convention fills is not yet there."""
    values, given = {**written.__dict__, **known}, set(written.model_fields_set)
    for field in _filled(kind):
        # A `null` in YAML is a value that is given: here it asks for the convention.
        if field in values and values[field] is None:
            del values[field]
            given.discard(field)
    return kind.model_bare(values, given)


@cache
def _filled(kind: type[Section]) -> frozenset[str]:
    return frozenset(convention.field for convention in Conventions.of(kind) if convention.fills)


def begin_below(
    written: Section, field: str, make: Callable[[str, Any], Section]
) -> dict[str, dict[str, Section]]:
    """Return the one field as a map of begun members in the order of their keys, if it was read."""
    below: Mapping[str, Any] | None = written.__dict__.get(field)
    if below is None:
        return {}
    return {field: {key: make(key, member) for key, member in sorted(below.items())}}


def reason(section: Section, field: str) -> str | None:
    """Return why a field of a resolved section has its value, where a convention says it."""
    for convention in Conventions.of(type(section)):
        if convention.field == field:
            return convention.why
    return None


def each(items: Iterable[T], give: Callable[[T], Iterable[R]]) -> Iterator[R]:
    """Yield what each item gives, but for items of which something needed could not be read."""
    for item in items:
        try:
            # All at once: what is given before Unread is raised would be half of the item.
            yield from list(give(item))
        except Unread:
            continue


def chosen(sections: Iterable[S], wanted: Callable[[S], bool]) -> Iterator[S]:
    """Yield the sections that are wanted, but for those of which that could not be read."""

    def if_wanted(section: S) -> Iterator[S]:
        if wanted(section):
            yield section

    return each(sections, if_wanted)


def members(section: Section, field: str) -> list[Any]:
    """Return the members of a map, as far as it was read."""
    return list(section.__dict__.get(field, {}).values())


def part(section: Section, *fields: str) -> list[Any]:
    """Return a section inside of another one as a list of one; of none where it is absent."""
    for field in fields:
        inner = section.__dict__.get(field)
        if inner is None:
            return []
        section = inner
    return [section]


@frozen
class Apply:
    """Applies conventions to sections of a spec that is `sound`, or is not."""

    sound: bool

    def __call__(self, conventions: Conventions, sections: Iterable[Section], *around: Any) -> None:
        """Apply conventions to each of some sections."""
        for section in sections:
            conventions.apply(section, *around, sound=self.sound)
