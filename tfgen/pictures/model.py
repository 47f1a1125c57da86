"""A picture before it is laid out: boxes in boxes, and arrows from one to another."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace

from tfgen.diagnostics import Location
from tfgen.expression import Expression
from tfgen.resolve import Cluster

# How a box lays out what is inside: one below the other, as cards in a grid, or in columns from
# left to right, as arrows lead.
DOWN, GRID, RANKS = "down", "grid", "ranks"
# Zones are columns, and behind each tier of subnets stands what spans them.
ZONES, TIER = "zones", "tier"
# The kind of a box that is none: an arrow goes through a column there.
WAY = "way"


@dataclass(frozen=True, slots=True)
class Box:
    """A thing: `kind` gives its colour, `about` what a screen reader says of it.

    A box without a title is none to a reader: it holds what stands together. `mark` says what a
    change does to it.
    """

    name: str
    kind: str
    title: str = ""
    lines: tuple[str, ...] = ()
    inside: tuple[Box, ...] = ()
    flow: str = DOWN
    about: str = ""
    place: Location | None = None
    mark: str = ""

    @property
    def spoken(self) -> str:
        """What it is, in words."""
        return self.about or self.title

    def walk(self) -> Iterator[Box]:
        """Yield it and all that is inside."""
        yield self
        for box in self.inside:
            yield from box.walk()


@dataclass(frozen=True, slots=True)
class Arrow:
    """A way from one box to another, by their names; `ports` and `why` are said of it.

    `by` are the boxes of the columns between that it goes through.
    """

    source: str
    target: str
    ports: tuple[str, ...] = ()
    why: tuple[str, ...] = ()
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and arrows; `about` is said to who cannot see them."""

    title: str
    about: str
    boxes: tuple[Box, ...]
    arrows: tuple[Arrow, ...] = field(default=())

    def walk(self) -> Iterator[Box]:
        """Yield all boxes."""
        for box in self.boxes:
            yield from box.walk()


def joined(arrows: Iterable[Arrow]) -> tuple[Arrow, ...]:
    """Return arrows with those of the same two boxes as one."""
    ports: dict[tuple[str, str], dict[str, None]] = {}
    why: dict[tuple[str, str], dict[str, None]] = {}
    for arrow in arrows:
        ends = arrow.source, arrow.target
        ports.setdefault(ends, {}).update(dict.fromkeys(arrow.ports))
        why.setdefault(ends, {}).update(dict.fromkeys(arrow.why))
    return tuple(Arrow(*ends, tuple(ports[ends]), tuple(why[ends])) for ends in ports)


def drawn(picture: Picture) -> Picture:
    """Return a picture without arrows whose ends it does not have."""
    names = {box.name for box in picture.walk()}
    arrows = [arrow for arrow in picture.arrows if {arrow.source, arrow.target} <= names]
    return replace(picture, arrows=tuple(arrow for arrow in arrows if arrow.source != arrow.target))


def place(cluster: Cluster, *path: str | int) -> Location:
    """Return where a thing begins in the spec: at its key, or at that of what has it."""
    for end in range(len(path), 0, -1):
        if known := cluster.places.get(path[:end]):
            return known.key
    return cluster.at()


def few(words: Sequence[str], most: int = 4) -> str:
    """Return words with commas between, and of many the first ones and how many more."""
    if len(words) <= most:
        return ", ".join(words)
    return f"{', '.join(words[: most - 1])} and {len(words) - most + 1} more"


def text(value: object) -> str:
    """Return a value of the spec as it is shown; of an expression its text."""
    if isinstance(value, Expression):
        return value.text
    return str(value)


def counted(number: int, noun: str) -> str:
    """Return a number of things: 1 task, 3 tasks."""
    if number == 1:
        return f"1 {noun}"
    return f"{number} {noun}s"


def spread(least: int, most: int, noun: str) -> str:
    """Return how many there may be: 3–12 tasks."""
    if least == most:
        return counted(most, noun)
    return f"{least}–{most} {noun}s"
