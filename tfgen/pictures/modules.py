"""The modules of a tree: which file of the root calls which, and what needs what."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise

from tfgen.pictures.model import RANKS, WAY, Arrow, Box, Picture, counted, drawn, joined

# Files that are alike, such as those of services, stand in one box from so many on.
_ALIKE = 4
_MOST_LINES = 12


@dataclass(frozen=True, slots=True)
class Call:
    """A call of a module: in which file of the root, and which other calls it needs."""

    file: str
    name: str
    folder: str
    needs: frozenset[str]


def modules_picture(name: str, calls: Iterable[Call]) -> Picture:
    """Return the picture of the calls of a root, by file."""
    calls = list(calls)
    group_of = _groups(calls)
    arrows = [arrow for arrow in _arrows(calls, group_of) if arrow.source != arrow.target]
    ranks = _ranks(list(dict.fromkeys(group_of.values())), arrows)
    shown = [_by_columns(arrow, ranks) for arrow in _shortest(_forward(arrows, ranks))]
    columns = [_column(number, ranks, group_of, calls, shown) for number in {*ranks.values()}]
    whole = Box("ranks", "row", inside=tuple(_ordered(columns, shown)), flow=RANKS)
    title = f"Modules of {name}"
    files = {call.file for call in calls}
    about = f"{title}: {counted(len(calls), 'call')} in {counted(len(files), 'file')}"
    return drawn(Picture(title, about, (whole,), tuple(shown)))


def _groups(calls: list[Call]) -> dict[str, str]:
    """Return the box of each call: its file, of many services or jobs one for all of them."""
    files = dict.fromkeys(call.file for call in calls)
    group_of = {call.name: call.file for call in calls}
    for word in ("service", "job"):
        alike = [file for file in files if file.startswith(f"{word}_")]
        if len(alike) >= _ALIKE:
            shown = f"{word}_*.tf ({len(alike)})"
            group_of |= {call.name: shown for call in calls if call.file in alike}
    for name in _in_circles(calls, group_of):
        # What other calls of its file do not need stands apart, and the circle is none.
        group_of[name] = f"{group_of[name]} {name}"
    return group_of


def _in_circles(calls: list[Call], group_of: Mapping[str, str]) -> list[str]:
    """Return calls that need what needs their file, where nothing in it needs them."""
    after: dict[str, set[str]] = {}
    for arrow in _arrows(calls, group_of):
        after.setdefault(arrow.source, set()).add(arrow.target)
    used = {(call.file, needed) for call in calls for needed in call.needs}
    lone = [call for call in calls if (call.file, call.name) not in used]
    apart = []
    for call in lone:
        mine = group_of[call.name]
        others = {group_of[needed] for needed in call.needs if needed in group_of} - {mine}
        if others & _reached(mine, after):
            apart.append(call.name)
    return apart


def _column(
    number: int,
    ranks: Mapping[str, int],
    group_of: Mapping[str, str],
    calls: list[Call],
    arrows: list[Arrow],
) -> list[Box]:
    """Return the boxes of a column, and the ways of arrows that go through it."""
    groups = [group for group in ranks if ranks[group] == number]
    boxes = [
        _box(group, [call for call in calls if group_of[call.name] == group]) for group in groups
    ]
    ways = [name for arrow in arrows for name in arrow.by if name.endswith(f" {number}")]
    return [*boxes, *(Box(name, WAY) for name in ways)]


def _box(group: str, calls: list[Call]) -> Box:
    counts = Counter(call.folder for call in calls)
    lines = [f"{folder} × {number}" if number > 1 else folder for folder, number in counts.items()]
    if len(lines) > _MOST_LINES:
        lines = [*lines[: _MOST_LINES - 1], f"and {len(lines) - _MOST_LINES + 1} more"]
    title = group.partition(".tf ")[0] + ".tf" if group.endswith(calls[0].name) else group
    return Box(group, "card", title, tuple(lines), about=f"file {title}")


def _forward(arrows: Iterable[Arrow], ranks: Mapping[str, int]) -> Iterator[Arrow]:
    """Yield arrows; of two boxes that need each other one, which says both."""
    by_ends = {(arrow.source, arrow.target): arrow for arrow in arrows}
    for (source, target), arrow in by_ends.items():
        back = by_ends.get((target, source))
        if back is None:
            yield arrow
        elif (ranks[source], source) < (ranks[target], target):
            yield replace(arrow, why=(*arrow.why, *back.why))


def _by_columns(arrow: Arrow, ranks: Mapping[str, int]) -> Arrow:
    """Return an arrow with the names of its ways through the columns between."""
    between = range(ranks[arrow.source] + 1, ranks[arrow.target])
    by = tuple(f"way {arrow.source} {arrow.target} {number}" for number in between)
    return replace(arrow, by=by)


def _ordered(columns: list[list[Box]], arrows: list[Arrow]) -> Iterator[Box]:
    """Yield the columns, each box near what leads to it."""
    places: dict[str, float] = {}
    before = _before(arrows)
    for number, boxes in enumerate(columns):

        def place(box: Box) -> float:
            known = [places[name] for name in before.get(box.name, ()) if name in places]
            return sum(known) / len(known) if known else 0.0

        inside = sorted(boxes, key=place)
        for row, box in enumerate(inside):
            places[box.name] = (row + 0.5) / len(inside)
        yield Box(f"rank.{number}", "row", inside=tuple(inside))


def _before(arrows: Iterable[Arrow]) -> dict[str, list[str]]:
    """Return what comes before each box or way, as arrows go."""
    before: dict[str, list[str]] = {}
    for arrow in arrows:
        for first, second in pairwise((arrow.source, *arrow.by, arrow.target)):
            before.setdefault(second, []).append(first)
    return before


def _arrows(calls: list[Call], group_of: Mapping[str, str]) -> tuple[Arrow, ...]:
    """Return arrows from what is made first to what needs it."""
    arrows = []
    for call in calls:
        for needed in sorted(call.needs):
            if needed in group_of:
                ends = group_of[needed], group_of[call.name]
                arrows.append(Arrow(*ends, (), (f"{call.name} needs {needed}",)))
    return joined(arrows)


def _ranks(groups: list[str], arrows: Iterable[Arrow]) -> dict[str, int]:
    """Return the column of each box: behind all that it needs, where that is no circle."""
    needs: dict[str, list[str]] = {group: [] for group in groups}
    for arrow in arrows:
        if arrow.source != arrow.target:
            needs[arrow.target].append(arrow.source)
    ranks: dict[str, int] = {}

    def rank(group: str, above: tuple[str, ...]) -> int:
        if group not in ranks:
            # What is above already leads back to itself: a circle has no depth.
            before = [known for known in needs[group] if known not in above]
            ranks[group] = 1 + max((rank(known, (*above, group)) for known in before), default=-1)
        return ranks[group]

    for group in groups:
        rank(group, (group,))
    return ranks


def _shortest(arrows: Iterable[Arrow]) -> Iterator[Arrow]:
    """Yield arrows without those that others lead along, over a box between."""
    every = list(arrows)
    after: dict[str, set[str]] = {}
    for arrow in every:
        after.setdefault(arrow.source, set()).add(arrow.target)
    reach = {group: _reached(group, after) for group in after}
    # The closure is small: files of a root, not their calls.
    for arrow in every:
        between = after[arrow.source] - {arrow.target}
        if not any(arrow.target in reach.get(group, ()) for group in between):
            yield arrow


def _reached(group: str, after: Mapping[str, set[str]]) -> set[str]:
    seen: set[str] = set()
    waiting = [group]
    while waiting:
        for known in after.get(waiting.pop(), set()) - seen:
            seen.add(known)
            waiting.append(known)
    return seen
