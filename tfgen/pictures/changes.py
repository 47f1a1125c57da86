"""What a change does, as marks on the boxes of the cluster that it leads to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace

from tfgen.pictures.model import GRID, Box, Picture, counted

# Parts without a key, and the boxes that they are seen in.
_BOXES = {
    "network": ("network",),
    "cluster": ("cluster",),
    "capacity": ("cluster",),
    "system containers": ("system_containers",),
    "load balancers": ("public", "private"),
    "alerts": (":alerts",),
}
_GONE = ("removed", "forgotten")


@dataclass(frozen=True, slots=True)
class Change:
    """What becomes of a part: added, removed, forgotten, moved, replaced or changed."""

    part: str
    section: str
    key: str
    kind: str
    words: str


def marked(picture: Picture, changes: Iterable[Change], former: str) -> Picture:
    """Return a picture with the boxes marked that a change touches; what goes stands beside."""
    changes = list(changes)
    known = {box.name: box for box in picture.walk()}
    marks: dict[str, str] = {}
    beside: list[Box] = []
    for change in changes:
        names = [name for name in _names(change, known) if name in known]
        # The picture is of what will be: what goes has no box in it.
        if change.kind in _GONE or not names:
            name = f"change.{len(beside)}"
            beside.append(Box(name, "card", change.words, (change.kind,), mark=_mark(change)))
            continue
        for name in names:
            marks[name] = _mark(change)
    boxes = [_with_marks(box, marks) for box in picture.boxes]
    if beside:
        heading = f"What else changes since {former}"
        boxes.append(Box("changes", "capacity", heading, (), tuple(beside), GRID))
    title = f"{picture.title}: what changes since {former}"
    about = f"{picture.about}. {counted(len(changes), 'part')} changed: {_told(changes)}"
    return replace(picture, title=title, about=about, boxes=tuple(boxes))


def _told(changes: Iterable[Change]) -> str:
    return ", ".join(f"{change.words} {change.kind}" for change in changes) or "none"


def _mark(change: Change) -> str:
    if change.kind in _GONE:
        return "removed"
    return change.kind


def _names(change: Change, known: Mapping[str, Box]) -> Iterator[str]:
    """Yield the names of the boxes that a part is seen in."""
    if change.section in ("instance_groups", "managed_instances"):
        yield from (name for name in known if change.key in _capacities(name))
    elif change.section in ("queues", "repositories", "secrets"):
        yield f":{change.section}"
    elif change.section:
        ending = f"{change.section}.{change.key}"
        yield from (name for name in known if name == ending or name.endswith(f":{ending}"))
    else:
        yield from _BOXES.get(change.part, ())


def _capacities(name: str) -> list[str]:
    section, _, names = name.partition(".")
    return names.split("+") if section == "capacity" else []


def _with_marks(box: Box, marks: Mapping[str, str]) -> Box:
    inside = tuple(_with_marks(inner, marks) for inner in box.inside)
    mark = marks.get(box.name, "")
    lines = box.lines
    if mark:
        # A colour alone says nothing to who cannot tell it from others.
        lines = (*lines, mark)
    return replace(box, inside=inside, mark=mark, lines=lines)
