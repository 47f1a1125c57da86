"""What pictures for tools that lay out themselves share: nodes, frames, and their labels."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from tfgen.pictures.model import WAY, Box, Picture

# What stands in these is told with them: a subnet has its gateway.
_WHOLE = ("public", "private")
_TIERS = {"public": "Public subnets", "private": "Private subnets"}
_WITH_PLACE = ("public", "private", "gateway")


@dataclass(frozen=True, slots=True)
class Entry:
    """A box of an outline: `inside` is empty of one that is a node."""

    name: str
    kind: str
    label: tuple[str, ...]
    inside: tuple[Entry, ...]
    mark: str = ""

    @property
    def leaf(self) -> Entry:
        """The first node in it, or itself."""
        if self.inside:
            return self.inside[0].leaf
        return self


def outline(picture: Picture) -> tuple[Entry, ...]:
    """Return the boxes of a picture without rows and columns, which only lay out."""
    return tuple(entry for box in picture.boxes for entry in _entries(box))


def _entries(box: Box) -> Iterator[Entry]:
    inside = tuple(entry for inner in box.inside for entry in _entries(inner))
    if box.kind in ("zone", WAY):
        return
    if box.name in _TIERS and inside:
        yield Entry(f"tier {box.name}", "card", (_TIERS[box.name],), inside)
        return
    if box.kind == "row":
        yield from inside
        return
    label = [box.title, *box.lines]
    # Without columns nothing else says in which zone it is.
    if box.kind in _WITH_PLACE:
        label[0] = box.spoken[:1].upper() + box.spoken[1:]
    if box.kind in _WHOLE:
        label += [inner.title for inner in box.inside]
        inside = ()
    yield Entry(box.name, box.kind, tuple(label), inside, box.mark)


def walk(entries: tuple[Entry, ...]) -> Iterator[Entry]:
    """Yield all entries, the outer ones first."""
    for entry in entries:
        yield entry
        yield from walk(entry.inside)


def is_from_left(picture: Picture) -> bool:
    """Whether a picture is read from left to right."""
    return any(box.flow == "ranks" for box in picture.boxes)
